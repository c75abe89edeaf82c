"""The exam files of the sample: totals, windows that overlap, and files that follow from them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sources.upstream.sample.calibration import EXAMS
from tests.sources.upstream.duo_files import (
    IMAGES,
    assert_overlap,
    bounds,
    high,
    low,
    portal_file,
    table,
)

WINDOWS = {2014: ("cp1252", 2019), 2018: ("utf-8", 2023), 2019: ("utf-8", 2024)}


def exams(sample: Path, start: int) -> pd.DataFrame:
    """Counts of a window by location and programme; columns are those of DUO."""
    encoding, end = WINDOWS[start]
    path = sample / IMAGES / f"examenkandidaten-en-geslaagden-{start}-{end}.csv"
    found = table(path, encoding, ";").rename(
        columns={"BRIN NUMMER": "INSTELLINGSCODE", "VESTIGINGSNUMMER": "VESTIGINGSCODE"}
    )
    return found.set_index(["VESTIGINGSCODE", "OPLEIDINGSNAAM"])


@pytest.mark.parametrize(("start", "years"), [(2018, range(2018, 2023)), (2019, range(2019, 2024))])
def test_exam_totals_are_within_the_bounds(sample: Path, start: int, years: range) -> None:
    found = exams(sample, start)
    for year in years:
        for kind, people in (
            ("EXAMENKANDIDATEN", EXAMS[year].candidates),
            ("GESLAAGDEN", EXAMS[year].passed),
        ):
            for gender, total in zip(("MAN", "VROUW"), people, strict=True):
                counts = found[f"{kind} SCHOOLJAAR {year}-{year + 1} - {gender}"]
                assert low(counts).sum() <= total <= high(counts).sum()


@pytest.mark.parametrize(("older", "newer", "revised"), [(2014, 2018, 2018), (2018, 2019, 2021)])
def test_windows_agree_but_for_the_documented_revisions(
    sample: Path, older: int, newer: int, revised: int
) -> None:
    before, after = exams(sample, older), exams(sample, newer)
    shared = [
        column
        for column in after
        if column in before and column.startswith(("EXAMENKANDIDATEN", "GESLAAGDEN"))
    ]
    both = before.index.intersection(after.index)
    one, other = before.loc[both, shared], after.loc[both, shared]
    apart = one.map(suppressed).ne(other.map(suppressed))
    differing = apart.columns[apart.any()]
    assert set(differing) == {
        f"{kind} SCHOOLJAAR {revised}-{revised + 1} - {gender}"
        for kind in ("EXAMENKANDIDATEN", "GESLAAGDEN")
        for gender in ("MAN", "TOTAAL")
    }
    rows = apart.index[apart.any(axis=1)]
    assert 2 <= len(rows) <= 8
    assert all(programme.startswith(("HAVO", "VWO")) for _, programme in rows)
    for column in differing:
        moved = other.loc[rows, column].astype(int) - one.loc[rows, column].astype(int)
        assert moved.abs().between(1, 3).all()
        assert (moved.groupby("VESTIGINGSCODE").sum() == 0).all()


def suppressed(cell: str) -> str:
    return "<5" if cell in ("1", "2", "3", "4") else cell


def test_results_on_the_portal_are_those_of_the_exams(sample: Path) -> None:
    current = table(portal_file(sample, "03_voex-v1", "03_voex.csv"))
    assert sorted(set(current["SCHOOLJAAR"])) == ["2019", "2020", "2021", "2022", "2023"]
    found = exams(sample, 2019).reset_index()
    for year in range(2019, 2024):
        mine = current[current["SCHOOLJAAR"] == str(year)].set_index(
            ["BRINVESTIGINGSNUMMER", "ONDERWIJSTYPE VO"]
        )
        for name in ("EXAMENKANDIDATEN", "GESLAAGDEN"):
            column = f"{name} SCHOOLJAAR {year}-{year + 1} - TOTAAL"
            sums = bounds(found, column, ["VESTIGINGSCODE", "ONDERWIJSTYPE VO"])
            sums = sums[sums["high"] > 0]
            counted = mine[name].astype(int).loc[sums.index]
            assert len(mine) == len(sums)
            assert ((sums["low"] <= counted) & (counted <= sums["high"])).all()


@pytest.mark.parametrize(("year", "encoding"), [(2018, "cp1252"), (2022, "utf-8")])
def test_results_by_programme_are_those_of_the_exams(
    sample: Path, year: int, encoding: str
) -> None:
    path = sample / IMAGES / f"geslaagden-gezakten-en-cijfers-{year}-{year + 1}.csv"
    found = table(path, encoding, ";").rename(columns={"VESTIGINGSNUMMER": "VESTIGINGSCODE"})
    found = found[found["VESTIGINGSCODE"] != ""]
    assert (
        low(found["GESLAAGDEN"]) + low(found["GEZAKTEN"]) <= high(found["EXAMENKANDIDATEN"])
    ).all()
    assert (
        high(found["GESLAAGDEN"]) + high(found["GEZAKTEN"]) >= low(found["EXAMENKANDIDATEN"])
    ).all()
    keys = ["VESTIGINGSCODE", "ONDERWIJSTYPE VO"]
    column = f"EXAMENKANDIDATEN SCHOOLJAAR {year}-{year + 1} - TOTAAL"
    sums = bounds(exams(sample, 2018 if year > 2018 else 2014).reset_index(), column, keys)
    assert_overlap(bounds(found, "EXAMENKANDIDATEN", keys), sums[sums["high"] > 0])


def test_everybody_takes_dutch(sample: Path) -> None:
    """Nobody more and nobody less than the candidates of havo and vwo at a location."""
    found = table(portal_file(sample, "04_voex-v1", "04_voex.csv"))
    found = found[
        (found["VAKCODE"] == "1001")
        & (found["ONDERDEEL EXAMEN"] == "CENTRAAL EXAMEN")
        & (found["SCHOOLJAAR"] == "2022")
    ]
    taken = found.set_index(["BRINVESTIGINGSNUMMER", "ONDERWIJSTYPE VO"])["AANTAL"].astype(int)
    current = table(portal_file(sample, "03_voex-v1", "03_voex.csv"))
    current = current[(current["SCHOOLJAAR"] == "2022") & (current["ONDERWIJSTYPE VO"] != "VMBO")]
    sat = current.set_index(["BRINVESTIGINGSNUMMER", "ONDERWIJSTYPE VO"])["EXAMENKANDIDATEN"]
    pd.testing.assert_series_equal(
        taken.sort_index(), sat.astype(int).sort_index(), check_names=False
    )


def test_subjects_that_indicators_need_are_there(sample: Path) -> None:
    by_type = {"havo": "VAKNAAM", "vwo": "VAKNAAM", "vmbo": "VAKCODE"}
    wanted = {
        "havo": {"wiskunde A", "wiskunde B", "natuurkunde", "scheikunde", "informatica"},
        "vwo": {"wiskunde A", "wiskunde B", "natuurkunde", "scheikunde", "informatica"},
        "vmbo": {"0173", "0174", "0011", "0071", "1200", "1300", "1400"},
    }
    for school_type, column in by_type.items():
        path = IMAGES / f"examenkandidaten-{school_type}-en-examencijfers-2018-2019.csv"
        assert wanted[school_type] <= set(table(sample / path, "cp1252", ";")[column])
