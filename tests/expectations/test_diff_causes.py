"""Why a figure moved: every cause, and which comes first when there are more."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.changes import compare
from expectations.night import Cause
from tests.expectations.releases import Figure, make_release

NEWER = "INSERT INTO meta.vintages VALUES ('{0}', '2021-01-01-d', '2021-01-01', '2021-01-02', 1)"
CODE = "UPDATE meta.release SET code_version = '2'"
SEED = "UPDATE reference.provinces SET name = 'Grunn'"
ARCHIVE = "UPDATE raw.duo_pupils SET count = 1 WHERE vintage_id = '2019-01-01-a'"
SOURCES = (
    "INSERT INTO marts.indicator_sources VALUES "
    "('tech_share', '2018/2019', 'duo.exams', '2021-01-01-d')"
)
PUPILS, EXAMS, PLACES = (
    NEWER.format(name) for name in ("duo.pupils", "duo.exams", "duo.vo_locations")
)


@pytest.mark.parametrize(
    ("now", "edits", "kind", "subject", "old", "new"),
    [
        (Figure(25, version="2"), [CODE], "new_definition", None, "1", "2"),
        (Figure(25, dataset="duo.exams"), [], "new_source", None, "duo.pupils", "duo.exams"),
        (
            Figure(25, vintage="2020-01-01-b"),
            [CODE, SEED],
            "new_vintage",
            "duo.pupils",
            "2019-01-01-a",
            "2020-01-01-b",
        ),
        (None, [PUPILS], "new_vintage", "duo.pupils", "2020-01-01-b", "2021-01-01-d"),
        (
            None,
            [PUPILS, "DELETE FROM meta.vintages WHERE vintage_id = '2019-01-01-a'"],
            "lost_vintage",
            "duo.pupils",
            "2019-01-01-a",
            None,
        ),
        (
            Figure(25),
            [EXAMS, SOURCES, CODE],
            "new_vintage",
            "duo.exams",
            "2020-03-01-c",
            "2021-01-01-d",
        ),
        (
            Figure(25),
            [ARCHIVE, CODE],
            "archive",
            "duo.pupils",
            "2019-01-01-a",
            "2019-01-01-a",
        ),
        (Figure(25), [SEED, CODE], "reference", "provinces", "1", "2"),
        (Figure(25), [CODE, PLACES], "code", None, "1", "2"),
        (Figure(25), [PLACES], "new_vintage", "duo.vo_locations", None, "2021-01-01-d"),
        (Figure(25), [], "unknown", None, None, None),
        (None, [], "unknown", None, None, None),
        (None, [CODE], "code", None, "1", "2"),
    ],
)
def test_a_move_has_its_cause(
    now: Figure | None,
    edits: list[str],
    kind: str,
    subject: str | None,
    old: str | None,
    new: str | None,
    tmp_path: Path,
) -> None:
    other = Figure(gender="male")
    found = compare(
        make_release(tmp_path / "new.duckdb", [other, *([now] if now else [])], edits),
        make_release(tmp_path / "old.duckdb", [other, Figure()]),
    )
    (move,) = found.moves
    titles = {
        "duo.pupils": ("Leerlingen", "Pupils"),
        "duo.exams": ("Examens", "Exams"),
        "duo.vo_locations": ("Vestigingen", "Locations"),
    }
    title_nl, title_en = titles.get(subject or "", (None, None))
    assert move.cause == Cause(
        kind=kind, subject=subject, old=old, new=new, title_nl=title_nl, title_en=title_en
    )


def test_what_goes_with_a_definition_has_that_as_its_cause(tmp_path: Path) -> None:
    """Figures that the new list has no codes for are lost with it, not by new code."""
    drenthe = {"level": "province", "region": "Drenthe"}
    found = compare(
        make_release(tmp_path / "new.duckdb", [Figure(20, version="2")], [CODE]),
        make_release(tmp_path / "old.duckdb", [Figure(), Figure(**drenthe)]),
    )
    assert [(m.kind, m.cause.kind, m.cause.old, m.cause.new) for m in found.moves] == [
        ("redefined", "new_definition", "1", "2"),
        ("lost", "new_definition", "1", "2"),
    ]
