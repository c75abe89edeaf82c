"""Every DUO file that the catalog asks for, as the sample serves it, through the real reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest

from flows.sample import SAMPLE_DAY
from sources.catalog import DuoDataset, read_catalog
from sources.client import Client, FetchError, Limits, NotFoundError
from sources.connector import Publishers
from sources.duo import portal
from sources.duo.portal import Wanted
from sources.duo.reader import read
from sources.upstream.sample.calibration import EXAMS, MBO_STUDENTS
from sources.upstream.server import Upstream

DATASETS = {
    dataset.id: dataset
    for dataset in read_catalog()
    if isinstance(dataset, DuoDataset) and (dataset.fetch.package or dataset.fetch.legacy)
}
HIGHER = {"geslhbo", "geslwo", "hbo", "oplvhbo", "oplvwo", "wo"}
IMAGES = "/open_onderwijsdata/images/"
EXPECTED = {
    "duo.ho_enrolled": {f"ingeschrevenen{cut}.csv" for cut in HIGHER},
    "duo.ho_first_years": {f"eerstejaarsingeschrevenen{cut}.csv" for cut in HIGHER},
    "duo.ho_graduates": {f"gediplomeerden{cut}.csv" for cut in HIGHER},
    "duo.ho_locations": {"instellingenho.csv"},
    "duo.mbo_graduates": {"2020-2024-gediplomeerden.csv"},
    "duo.mbo_inflow": {
        f"{year}-nieuw-instromende-studenten-per-instelling-niveau-leerweg-beroepsopleiding-met-"
        "soorten-inst.csv"
        for year in range(2021, 2025)
    },
    "duo.mbo_locations": {"instellingenmbo.csv"},
    "duo.mbo_students": {
        "2021-2024-03-studenten-per-instelling-plaats-van-de-instelling-sectorkamer-leerweg-"
        "opleiding-niv.csv"
    },
    "duo.po_locations": {"vestigingenbo.csv", "03.-alle-vestigingen-bo.csv"},
    "duo.vo_exam_candidates": {
        f"examenkandidaten-en-geslaagden-{start}-{start + 5}.csv" for start in (2014, 2018, 2019)
    },
    "duo.vo_exam_results": {"03_voex.csv"}
    | {f"geslaagden-gezakten-en-cijfers-{year}-{year + 1}.csv" for year in (2018, 2022)},
    "duo.vo_exam_subjects": {"04_voex.csv"}
    | {
        f"examenkandidaten-{school_type}-en-examencijfers-2018-2019.csv"
        for school_type in ("havo", "vwo", "vmbo")
    },
    "duo.vo_locations": {"vestigingenvo.csv", "02.-alle-vestigingen-vo.csv"},
    "duo.vo_offer": {"vo_onderwijslicenties.csv"},
    "duo.vo_pupils": {"01voins.csv"}
    | {f"leerlingen-vo-per-vestiging-naar-onderwijstype-{year}.csv" for year in range(2017, 2022)},
}


@pytest.fixture
def publishers(upstream: Upstream) -> Publishers:
    return Publishers(
        cbs_v4=f"{upstream.url}/odata/v1",
        cbs_v3=upstream.url,
        duo=upstream.url,
        duo_legacy=upstream.url,
    )


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(Limits(connect=2, read=5, attempts=1)) as once:
        yield once


def downloaded(
    dataset: DuoDataset, publishers: Publishers, client: Client, folder: Path
) -> dict[Path, Wanted]:
    """All files that are there, from the first address that answers."""
    listing = portal.look(dataset, publishers, client)
    assert listing.findings == ()
    wanted = [
        *listing.files,
        *portal.behind(dataset, publishers),
        *portal.older(dataset, publishers, SAMPLE_DAY),
    ]
    found: dict[Path, Wanted] = {}
    for one in wanted:
        for url in one.urls:
            with suppress(FetchError):
                found[client.fetch(url, folder / one.name).path] = one
                break
        else:
            assert one.may_be_absent, one.name
    return found


@pytest.mark.parametrize("dataset_id", list(DATASETS))
def test_every_file_is_read_without_findings(
    dataset_id: str, publishers: Publishers, client: Client, tmp_path: Path
) -> None:
    dataset = DATASETS[dataset_id]
    files = downloaded(dataset, publishers, client, tmp_path)
    assert {path.name for path in files} == EXPECTED[dataset_id]
    for path, wanted in files.items():
        parquet = path.with_suffix(".parquet")
        tidied = read(path, dataset.contract, parquet, period=wanted.period, published=SAMPLE_DAY)
        assert tidied.findings == (), path.name
        assert tidied.rows > 0
        rows = duckdb.sql(f"select count(*) from '{parquet}'").fetchall()
        assert rows == [(tidied.rows,)]


def test_the_addresses_are_asked_in_turn(
    upstream: Upstream, publishers: Publishers, client: Client, tmp_path: Path
) -> None:
    """An internal host, the portal, and what its datastore exports."""
    (wanted,) = portal.look(DATASETS["duo.vo_exam_subjects"], publishers, client).files
    internal, on_portal, in_datastore = wanted.urls
    assert urlsplit(internal).port == 9
    with pytest.raises(FetchError, match="no answer"):
        client.fetch(internal, tmp_path / wanted.name)
    with pytest.raises(NotFoundError):
        client.fetch(on_portal, tmp_path / wanted.name)
    assert client.fetch(in_datastore, tmp_path / wanted.name).size > 1_000_000


def bounds(
    dataset_id: str, path: Path, tmp_path: Path, *, where: str = "true"
) -> dict[tuple[str, str], tuple[int, int]]:
    """Lowest and highest sum by measure and period, as the reader gives them."""
    parquet = tmp_path / "data.parquet"
    read(path, DATASETS[dataset_id].contract, parquet, period=None, published=SAMPLE_DAY)
    found = duckdb.sql(
        "select measure, period, sum(count_low), sum(count_high) "
        f"from '{parquet}' where count_low is not null and {where} group by all"
    ).fetchall()
    return {(measure, period): (int(low), int(high)) for measure, period, low, high in found}


def test_exams_come_through_with_their_totals(sample: Path, tmp_path: Path) -> None:
    """Candidates and passed of five years, whatever is hidden or revised."""
    for start in (2014, 2018, 2019):
        path = sample / f"duo/files{IMAGES}examenkandidaten-en-geslaagden-{start}-{start + 5}.csv"
        found = bounds("duo.vo_exam_candidates", path, tmp_path)
        for year in range(start, start + 5):
            period = f"{year}/{year + 1}"
            for measure in ("candidates", "passed"):
                low, high = found[measure, period]
                assert low <= sum(getattr(EXAMS[year], measure)) <= high


def test_students_of_mbo_come_through_with_their_totals(sample: Path, tmp_path: Path) -> None:
    (path,) = (sample / "duo/files/dataset").rglob("2021-2024-03-*.csv")
    found = bounds("duo.mbo_students", path, tmp_path)
    for year in range(2021, 2025):
        low, high = found["students", f"{year}/{year + 1}"]
        assert low <= MBO_STUDENTS[year] <= high


def test_the_line_of_totals_is_not_counted(sample: Path, tmp_path: Path) -> None:
    (path,) = (sample / "duo/files/dataset").rglob("2020-2024-gediplomeerden.csv")
    found = bounds("duo.mbo_graduates", path, tmp_path)
    assert len(found) == 5
    for low, high in found.values():
        assert 140_000 < low <= high < 180_000


def test_zeros_in_front_are_restored(sample: Path, tmp_path: Path) -> None:
    (path,) = (sample / "duo/datastore").rglob("04_voex.csv")
    found = bounds("duo.vo_exam_subjects", path, tmp_path, where="subject_code in ('0173', '0174')")
    for year in (2022, 2023):
        low, high = found["central_exams", f"{year}/{year + 1}"]
        assert low == high > 10_000
