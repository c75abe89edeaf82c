"""Schema `meta`, the part about partners: which figures they may send, and what they sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.status import DatasetState
from sources.catalog import PartnerDataset
from sources.landing import Manifest
from sources.partners.history import sender_of
from sources.partners.regions import regions

PARTNER_TABLES: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "figures": (
        "One row per figure that partners may deliver",
        {
            "dataset_id": ("varchar", "Id of the delivery type in the catalog"),
            "figure_id": ("varchar", "Id of the figure"),
            "partner_id": ("varchar", "Partner whose value leads when more deliver it"),
            "goal_no": ("integer", "Goal of the Techniekpact, 1 to 12"),
            "unit": ("varchar", "count or percent"),
            "title_nl": ("varchar", "Name in Dutch"),
            "title_en": ("varchar", "Name in English"),
            "period_type": (
                "varchar",
                "school_year, calendar_year, month, day, years or days: what its periods are",
            ),
            "population_nl": ("varchar", "Who or what is counted, in Dutch"),
            "education": ("varchar", "Education that it is about, separated by commas"),
            "gender": ("varchar", "total, female or male: of whom it is"),
            "kind": ("varchar", "observed, planned, capacity, target or derived_from_list"),
            "is_cumulative": ("boolean", "Counted from the start up to the period"),
            "is_once": ("boolean", "Measured once: no later value is expected"),
            "factor": ("double", "Times larger or smaller than before that asks a question"),
        },
    ),
    "partner_regions": (
        "One row per region that partners may report on",
        {
            "region_code": ("varchar", "Code of CBS; TP- where only the Techniekpact has one"),
            "region_name": ("varchar", "Name"),
            "region_level": (
                "varchar",
                "country, landsdeel, province, labour_market_region, municipality or group",
            ),
        },
    ),
    "deliveries": (
        "One row per delivery in the archive",
        {
            "dataset_id": ("varchar", "Id of the delivery type in the catalog"),
            "delivery_id": ("varchar", "Id of the delivery: a vintage_id in meta.vintages"),
            "partner_id": ("varchar", "Partner that sent it"),
            "partner_rank": ("integer", "Place of the partner among the senders of this type"),
            "received_at": ("timestamp", "When it was taken in, UTC"),
            "rows_accepted": ("integer", "Figures that were taken"),
            "rows_refused": ("integer", "Rows that were refused; their sender heard why"),
        },
    ),
}
"""Per table: its comment, and per column its type and comment."""


def partner_rows(states: Sequence[DatasetState]) -> dict[str, list[Mapping[str, object]]]:
    """The rows of these tables, by table."""
    of_partners = [
        (dataset, state) for state in states if isinstance(dataset := state.dataset, PartnerDataset)
    ]
    return {
        "figures": [row for dataset, _ in of_partners for row in _figures(dataset)],
        "partner_regions": [
            {"region_code": code, "region_name": region.name, "region_level": region.level}
            for code, region in regions().items()
        ],
        "deliveries": [
            _delivery(dataset, manifest)
            for dataset, state in of_partners
            for manifest in state.vintages
        ],
    }


def _figures(dataset: PartnerDataset) -> list[Mapping[str, object]]:
    return [
        {
            "dataset_id": dataset.id,
            "figure_id": figure_id,
            "partner_id": dataset.leading_sender(figure_id),
            "goal_no": figure.goal_no,
            "unit": figure.unit,
            "title_nl": figure.title_nl,
            "title_en": figure.title_en,
            "period_type": figure.period,
            "population_nl": figure.population_nl,
            "education": ", ".join(figure.education),
            "gender": figure.gender,
            "kind": figure.kind,
            "is_cumulative": figure.cumulative,
            "is_once": figure.once,
            "factor": figure.factor,
        }
        for figure_id, figure in dataset.contract.figures.items()
    ]


def _delivery(dataset: PartnerDataset, manifest: Manifest) -> Mapping[str, object]:
    sender = sender_of(manifest)
    return {
        "dataset_id": dataset.id,
        "delivery_id": manifest.vintage_id,
        "partner_id": sender,
        "partner_rank": dataset.rank(sender),
        "received_at": manifest.retrieved_at.replace(tzinfo=None),
        "rows_accepted": manifest.rows,
        "rows_refused": sum(f.count for f in manifest.findings if f.kind == "rows_refused"),
    }
