"""The progress report of 2018 through the inbox: every figure of a partner arrives as reported."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from sources.catalog import PartnerDataset, read_catalog
from sources.partners.deadlines import due
from sources.partners.delivery import Accepted, Delivery
from sources.partners.history import Known
from sources.partners.periods import read_period
from sources.partners.reader import read_delivery
from sources.partners.regions import regions, spelled
from sources.partners.text import plain
from sources.upstream.sample import partner as sample
from sources.upstream.sample.partner import write_partner_deliveries

FACTS = Path(__file__).parents[4] / "shared" / "facts" / "progress_report_2018.csv"
needs_facts = pytest.mark.skipif(
    not FACTS.exists(), reason="the folder with facts (../shared/facts) is not here"
)
STANDS_STILL = date(2025, 3, 31)
RECEIVED = {2018: date(2018, 12, 1), 2024: STANDS_STILL}
DATASETS = [entry for entry in read_catalog() if isinstance(entry, PartnerDataset)]
(MONITOR,) = [dataset for dataset in DATASETS if dataset.id == "partners.monitor"]
WITH_MISTAKES = "vo_ho_netwerken"

# Every statement that is not about the whole country.
REGIONS = {
    "science_centra_pilot_regions": "TP-LEI-AMS",
    "regio_techniek_uitmarkt_visitors": "GM0361",
    "regio_friesland_robot_schools": "PV21",
    "regio_friesland_cluster_companies": "PV21",
    "girlsday_opening_girls": "GM0518",
    "regio_techniek_tastbaar_visitors": "TP-SNEEK",
    "regio_techniek_tastbaar_companies": "TP-SNEEK",
    "regio_twente_local_agenda_share": "AM05",
    "regio_brainport_primary_schools": "TP-BRAINPORT",
    "regio_brainport_secondary_schools": "TP-BRAINPORT",
    "regio_flevoland_technasia": "PV24",
    "regio_zeeuws_vlaanderen_schools": "TP-ZVL",
    "regio_oost_study_trip_participants": "TP-O",
    "regio_utrecht_housing_corporations": "PV26",
    "make_it_work_trainees": "GM0363",
    "labour_dashboard_provinces": "TP-LI-NB-DR",
    "house_of_skills_sectors": "TP-MRA",
    "northwest_provincial_councils": "TP-NW",
    "cybersecurity_partners": "GM0518",
    "regio_west_brabant_extra_min": "AM25",
    "regio_west_brabant_extra_max": "AM25",
    "regio_gelderland_rocs": "PV25",
    "regio_groningen_municipalities": "PV20",
    "regio_groningen_jobs": "PV20",
    "regio_emmen_candidates": "GM0114",
    "regio_drenthe_fair_visitors": "PV22",
}
BREAKDOWNS = {"rif_approved_2018_round1": "round_1"}
QUALIFIERS = {
    "college_tour_participants": "ruim",
    "regio_techniek_uitmarkt_visitors": "ruim",
    "digileerkracht_schools": "bijna",
    "jetnet_junior_schools": "circa",
    "technet_activities": "circa",
    "regio_hannover_pupils": "ruim",
    "mbo_certificates_tech_share": "circa",
    "mbo_tech_share": "circa",
    "bbl_places_total": "ruim",
    "regio_emmen_candidates": "circa",
    "regio_drenthe_fair_visitors": "circa",
    "cybersecurity_partners": "tientallen",
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DELIVERED = rows(Path(sample.__file__).with_name("partner_figures.csv"))
# The monitor sends along of how many diplomas its figures are a part; the report does not say.
FIGURES = [row for row in DELIVERED if row["statement_id"]]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    write_partner_deliveries(folder)
    return folder


def deliveries(inbox: Path, dataset: PartnerDataset, year: int) -> dict[str, Delivery]:
    return {
        path.parent.name: read_delivery(path, dataset.contract, RECEIVED[year])
        for partner in dataset.fetch.partners
        for path in (inbox / partner).glob(f"*-{year}.*")
    }


@pytest.fixture(scope="module")
def read_2018(inbox: Path) -> Mapping[str, Delivery]:
    return {p: d for dataset in DATASETS for p, d in deliveries(inbox, dataset, 2018).items()}


@pytest.fixture(scope="module")
def arrived(read_2018: Mapping[str, Delivery]) -> Mapping[str, Accepted]:
    """What arrived, by statement: a file has its figures in the order of the sample's list."""
    found: dict[str, Accepted] = {}
    for partner, delivery in read_2018.items():
        sent = [row["statement_id"] for row in DELIVERED if row["partner"] == partner]
        found |= dict(zip(sent, delivery.accepted, strict=True))
    found.pop("")
    return found


def test_every_file_is_of_a_partner_in_a_contract(
    inbox: Path, read_2018: Mapping[str, Delivery]
) -> None:
    assert {path.parent.name for path in inbox.glob("*/*")} == set(read_2018)
    assert (inbox / "jetnet_technet" / "jetnet-technet-2018.csv").exists()


def test_every_statement_arrives_once(arrived: Mapping[str, Accepted]) -> None:
    assert len(arrived) == len(FIGURES) == 99 + 11
    of_contracts = [s for d in DATASETS for f in d.contract.figures.values() for s in f.statements]
    assert sorted(of_contracts) == sorted(arrived)
    assert len({figure.key for figure in arrived.values()}) == 99 + 11


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["statement_id"])
def test_a_statement_arrives_as_reported(
    row: Mapping[str, str], arrived: Mapping[str, Accepted]
) -> None:
    statement = row["statement_id"]
    figure = arrived[statement]
    (dataset,) = [d for d in DATASETS if figure.figure_id in d.contract.figures]
    assert statement in dataset.contract.figures[figure.figure_id].statements
    assert row["partner"] == dataset.leading_sender(figure.figure_id)
    assert figure.value == (float(row["reported"]) if row["reported"] else None)
    assert figure.region_code == REGIONS.get(statement, "NL01")
    assert figure.breakdown == BREAKDOWNS.get(statement, "total")
    assert figure.qualifier == QUALIFIERS.get(statement, "")


def test_what_is_refused_is_what_was_meant_to_be(read_2018: Mapping[str, Delivery]) -> None:
    refused = {
        partner: [(refusal.value, refusal.reason.rule) for refusal in delivery.refused]
        for partner, delivery in read_2018.items()
        if delivery.refused
    }
    assert refused == {
        WITH_MISTAKES: [
            ("tien", "value_no_number"),
            ("Docenten in vo-ho-netwreken", "figure_unknown_but"),
        ]
    }


@needs_facts
def test_the_sample_repeats_the_report(arrived: Mapping[str, Accepted]) -> None:
    of_monitor = {s for f in MONITOR.contract.figures.values() for s in f.statements}
    report = {
        r["statement_id"]: r
        for r in rows(FACTS)
        if r["delivery"] == "partner_csv" or r["statement_id"] in of_monitor
    }
    assert {row["statement_id"]: row["reported"] for row in FIGURES} == {
        statement: row["value"] for statement, row in report.items()
    }
    kinds = {n: f.period for d in DATASETS for n, f in d.contract.figures.items()}
    names = spelled(tuple(regions()))
    for statement, figure in arrived.items():
        said = report[statement]
        assert figure.unit == said["unit"]
        period = said["period"].removesuffix(" ronde 1")
        assert figure.period == read_period(period, kinds[figure.figure_id]), statement
        assert figure.region_code == names[plain(said["region"])], statement


def is_cp1252(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return not data.startswith(b"\xff\xfe") and bool(data.decode("cp1252"))
    return False


def formats(data: bytes) -> set[str]:
    """How the cells of a workbook are shown; empty for what is no workbook."""
    if not data.startswith(b"PK"):
        return set()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return {cell.number_format for row in sheet for cell in row}


STYLES: Mapping[str, Callable[[bytes], bool]] = {
    "semicolons, utf-8 with a mark, crlf": lambda d: (
        d.startswith(b"\xef\xbb\xbffiguur;") and b"\r\n" in d
    ),
    "semicolons, cp1252": lambda d: is_cp1252(d) and b";" in d,
    "tabs, utf-16": lambda d: d.startswith(b"\xff\xfe") and "\t" in d.decode("utf-16"),
    "commas, quoted": lambda d: d.startswith(b'"figuur","periode"'),
    "Excel's sep=": lambda d: d.startswith(b"\xef\xbb\xbfsep=;\r\n"),
    "a title and blank lines": lambda d: b"Techniekpact\r\n\r\n\r\nfiguur;" in d,
    "totals": lambda d: b"\r\nTotaal;;;20\r\n" in d,
    "a footnote": lambda d: b"\r\nBron: " in d,
    "capitals, in another order": lambda d: b"WAARDE;EENHEID;INDICATOR" in d,
    "accents": lambda d: "Période".encode("cp1252") in d,
    "English": lambda d: b'"Figure","Region","Period","Value"' in d,
    "no-break spaces": lambda d: b";1\xa0811;" in d,
    "percent sign": lambda d: b"\r\n40%;%;" in d,
    "fraction": lambda d: "0,38\tfractie".encode("utf-16-le") in d,
    "short school year": lambda d: b'"schooljaar 17/18"' in d,
    "a day for a school year": lambda d: b";1-10-2017;" in d,
    "a column that nobody knows": lambda d: b"Ons kenmerk;" in d,
    "a workbook with percentages": lambda d: "0.0%" in formats(d),
    "a workbook with dates": lambda d: "yyyy-mm-dd" in formats(d),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_there(style: str, inbox: Path) -> None:
    files = [path.read_bytes() for path in inbox.glob("*/*-2018.*")]
    assert any(STYLES[style](data) for data in files)


def test_the_second_delivery_is_accepted_as_a_whole(inbox: Path) -> None:
    for dataset in DATASETS:
        for partner, delivery in deliveries(inbox, dataset, 2024).items():
            assert not delivery.refused, partner
            assert not delivery.remarks, partner


def test_the_second_delivery_has_what_recurs(inbox: Path) -> None:
    for dataset in DATASETS:
        sent = [f for d in deliveries(inbox, dataset, 2024).values() for f in d.accepted]
        recurring = [n for n, f in dataset.contract.figures.items() if not f.once]
        assert sorted(f.figure_id for f in sent) == (
            sorted(recurring) if dataset.contract.deadline else []
        )


def test_the_second_delivery_grew_plausibly(inbox: Path, arrived: Mapping[str, Accepted]) -> None:
    before = {
        (f.figure_id, f.region_code, f.breakdown): f
        for f in sorted(arrived.values(), key=lambda f: f.period)
    }
    for dataset in DATASETS:
        for delivery in deliveries(inbox, dataset, 2024).values():
            for figure in delivery.accepted:
                previous = before[figure.figure_id, figure.region_code, figure.breakdown]
                assert figure.value is not None
                assert figure.period > previous.period
                if previous.value is not None:
                    assert previous.value <= figure.value <= previous.value * 1.6, figure


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.id)
def test_nothing_is_due_when_the_sample_stands_still(dataset: PartnerDataset, inbox: Path) -> None:
    known = [
        Known(partner, figure.key, figure.value, figure.qualifier, str(year))
        for year in RECEIVED
        for partner, delivery in deliveries(inbox, dataset, year).items()
        for figure in delivery.accepted
    ]
    assert known
    assert due(dataset.contract, known, STANDS_STILL) is None


def test_files_of_2018_are_read_first(inbox: Path) -> None:
    days = {
        (path.stem[-4:], f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m-%d}")
        for path in inbox.glob("*/*")
    }
    assert days == {("2018", "2018-10-01"), ("2024", "2025-01-15")}


def test_the_same_files_are_written_again(inbox: Path, tmp_path: Path) -> None:
    write_partner_deliveries(tmp_path)
    assert {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.glob("*/*")} == {
        p.relative_to(inbox): p.read_bytes() for p in inbox.glob("*/*")
    }


def test_a_workbook_has_nothing_of_the_moment_in_it(inbox: Path) -> None:
    paths = sorted(inbox.glob("*/*.xlsx"))
    assert paths
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        made = openpyxl.load_workbook(path).properties
        assert f"{made.created:%Y-%m-%d}" == f"{made.modified:%Y-%m-%d}" == "2018-10-01"
