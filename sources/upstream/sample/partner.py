"""The sample delivery of a partner: what Jet-Net & TechNet reported for 2017/2018.

The figures are those of the Techniekpact progress report of 2018, goal 3.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sources.upstream.sample.files import PARTNER, write_csv

_FIGURES = {
    "jetnet_havo_vwo_schools": 182,
    "jetnet_partners": 48,
    "jetnet_companies": 95,
    "jetnet_company_locations": 125,
    "jetnet_activities": 600,
    "technet_circles": 142,
    "technet_primary_schools": 487,
    "technet_vmbo_schools": 262,
    "technet_rocs": 40,
    "technet_companies": 2011,
    "technet_activities": 1200,
}


def write_partner_delivery(folder: Path) -> None:
    """Write the delivery under `folder` (`<data>/inbox`), as a partner would drop it."""
    rows = [[figure, "2017/2018", "NL", str(value), "aantal"] for figure, value in _FIGURES.items()]
    header = ["figuur", "periode", "regio", "waarde", "eenheid"]
    path = folder / "jetnet_technet" / "jetnet-technet-2018.csv"
    # Delivered in the winter before the sample's last publications, so that nothing is overdue.
    write_csv(path, PARTNER, [header, *rows], date(2025, 1, 15))
