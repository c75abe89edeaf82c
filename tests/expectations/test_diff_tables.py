"""The difference of every table: each tier, and exactly what was edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations.changes import compare
from expectations.diff.contents import contents_sql, recipe
from expectations.night import TableChange
from expectations.tiers import FIGURE_TIERS, GRAVITY, Counts, gravest, rows_tier
from flows.diff_meta import DIFF_TABLES
from tests.expectations.releases import Figure, make_release

NEW_VINTAGE = (
    "INSERT INTO meta.vintages VALUES ('duo.pupils', '2021-01-01-d', '2021-01-01', '2021-01-02', 1)"
)
NEW_RAW = "INSERT INTO raw.duo_pupils VALUES ('01AB', 1, NULL, '2021-01-01-d')"
CONTENTS = "CREATE TABLE meta.vintage_contents AS " + contents_sql(
    "raw.duo_pupils",
    "duo_pupils",
    {"institution_code": "VARCHAR", "count": "INTEGER", "mean": "DOUBLE", "vintage_id": "VARCHAR"},
)

Edited = Callable[..., dict[str, TableChange]]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """What differs per table after these statements."""

    def run(*edits: str, both: tuple[str, ...] = ()) -> dict[str, TableChange]:
        figures = [Figure(), Figure(gender="male")]
        found = compare(
            make_release(tmp_path / "new.duckdb", figures, (*both, *edits)),
            make_release(tmp_path / "old.duckdb", figures, both),
        )
        assert found.tier == gravest(table.tier for table in found.tables)
        return {f"{t.schema_name}.{t.table_name}": t for t in found.tables}

    return run


@pytest.mark.parametrize("mart", ["indicator_values", "indicators", "indicator_sources"])
def test_a_candidate_that_lacks_marts_is_compared_as_far_as_it_goes(
    mart: str, tmp_path: Path
) -> None:
    """Dbt leaves out what is behind a failing test; the audit is still to refuse it by name."""
    kept = []
    for table in ("changed_indicators", "figure_changes"):
        columns = ", ".join(f"{name} {kind}" for name, (kind, _) in DIFF_TABLES[table][1].items())
        kept.append(f"CREATE TABLE meta.{table} ({columns})")
    found = compare(
        make_release(tmp_path / "new.duckdb", [Figure()], [*kept, f"DROP TABLE marts.{mart}"]),
        make_release(tmp_path / "old.duckdb", [Figure()], kept),
    )
    lost = {table.table_name: table.tier for table in found.tables}
    assert lost == {mart: "major"}
    assert (found.tier, found.first_release) == ("major", False)
    assert (found.indicators, found.moves, found.moved) == ([], [], 0)


def told(change: TableChange) -> tuple[object, ...]:
    return (change.tier, change.added, change.removed, change.changed)


def test_the_tiers_have_an_order() -> None:
    assert [gravest(GRAVITY[:n]) for n in range(5)] == ["none", *GRAVITY]
    assert set(FIGURE_TIERS.values()) == set(GRAVITY)


@pytest.mark.parametrize(
    ("counts", "facts", "log", "derived"),
    [
        (Counts(before=2, now=2, confirmed=2), "none", "none", "none"),
        (Counts(added=1), "news", "news", "news"),
        (Counts(added=2, added_within=1), "minor", "news", "news"),
        (Counts(changed=1), "minor", "news", "news"),
        (Counts(changed=1, redefined=1), "major", "news", "news"),
        (Counts(removed=1), "major", "major", "news"),
    ],
)
def test_a_tier_depends_on_what_the_rows_are(
    counts: Counts, facts: str, log: str, derived: str
) -> None:
    found = (rows_tier(counts, "facts"), rows_tier(counts, "log"), rows_tier(counts, "derived"))
    assert found == (facts, log, derived)


def test_the_same_rows_in_another_order_are_no_difference(edited: Edited) -> None:
    reorder = (
        "CREATE OR REPLACE TABLE raw.duo_pupils AS "
        "FROM raw.duo_pupils ORDER BY vintage_id DESC, institution_code DESC",
        "UPDATE raw.duo_pupils SET mean = 0.1 + 0.2 WHERE mean = 0.3",
        "UPDATE meta.datasets SET age_days = 2",
    )
    assert edited(*reorder) == {}


@pytest.mark.parametrize("both", [(), (CONTENTS,)], ids=["computed", "kept"])
def test_a_new_vintage_is_news(edited: Edited, both: tuple[str, ...]) -> None:
    kept = [CONTENTS.replace("CREATE TABLE", "CREATE OR REPLACE TABLE")] if both else []
    found = edited(NEW_VINTAGE, NEW_RAW, *kept, both=both)
    assert told(found["raw.duo_pupils"]) == ("news", 1, 0, 0)
    assert found["raw.duo_pupils"].vintages_added == 1
    assert told(found["meta.vintages"]) == ("news", 1, 0, 0)
    assert found.keys() == {"raw.duo_pupils", "meta.vintages"}


@pytest.mark.parametrize(
    ("edit", "rows"),
    [
        ("UPDATE raw.duo_pupils SET count = 13 WHERE count = 12", (0, 0, 1)),
        ("DELETE FROM raw.duo_pupils WHERE count = 12", (0, 1, 0)),
        ("INSERT INTO raw.duo_pupils VALUES ('03EF', 1, NULL, '2020-01-01-b')", (1, 0, 0)),
        # A pair of equal rows becomes another pair, which a xor of their hashes would not notice.
        ("UPDATE raw.duo_pupils SET count = 99 WHERE count = 10", (0, 0, 2)),
    ],
)
def test_an_archived_vintage_that_is_not_what_it_was_is_major(
    edited: Edited, edit: str, rows: tuple[int, int, int]
) -> None:
    found = edited(edit)["raw.duo_pupils"]
    assert told(found) == ("major", *rows)
    assert len(found.vintages_changed) == 1


def test_a_vintage_that_is_gone_is_major(edited: Edited) -> None:
    found = edited(
        "DELETE FROM raw.duo_pupils WHERE vintage_id = '2019-01-01-a'",
        "DELETE FROM meta.vintages WHERE vintage_id = '2019-01-01-a'",
    )
    assert told(found["raw.duo_pupils"]) == ("major", 0, 3, 0)
    assert found["raw.duo_pupils"].vintages_removed == 1
    assert told(found["meta.vintages"]) == ("major", 0, 1, 0)


def test_what_was_written_down_of_a_vintage_never_changes(edited: Edited) -> None:
    assert edited("UPDATE meta.vintages SET rows = 7")["meta.vintages"].tier == "major"


def test_kept_contents_are_believed_and_those_of_another_recipe_are_not(edited: Edited) -> None:
    lie = "UPDATE meta.vintage_contents SET content = '0'"
    assert edited(lie, both=(CONTENTS,))["raw.duo_pupils"].tier == "major"


def test_contents_of_another_engine_are_computed_again(edited: Edited) -> None:
    other = "UPDATE meta.vintage_contents SET content = '0', recipe = 'DuckDB 0.1'"
    assert edited(other, both=(CONTENTS,)) == {}


def test_vintages_compare_in_the_columns_that_both_have(edited: Edited) -> None:
    found = edited("ALTER TABLE raw.duo_pupils ADD COLUMN sector VARCHAR", both=(CONTENTS,))
    assert (found["raw.duo_pupils"].tier, found["raw.duo_pupils"].columns_added) == (
        "news",
        ["sector"],
    )


def test_tables_and_columns_that_come_are_news_those_that_go_are_major(edited: Edited) -> None:
    found = edited(
        "CREATE TABLE marts.more AS SELECT 1 AS id",
        "DROP TABLE raw.duo_pupils",
        "ALTER TABLE marts.indicators ADD COLUMN line VARCHAR",
        "ALTER TABLE marts.indicator_sources DROP COLUMN vintage_id",
        "ALTER TABLE marts.indicator_sources ADD COLUMN vintage_id VARCHAR",
        "UPDATE marts.indicator_sources SET vintage_id = '2019-01-01-a'",
        "ALTER TABLE meta.datasets ALTER age_days TYPE VARCHAR",
    )
    assert {name: change.tier for name, change in found.items()} == {
        "marts.more": "news",
        "raw.duo_pupils": "major",
        "marts.indicators": "news",
        "meta.datasets": "major",
    }
    assert (found["marts.more"].rows_before, found["marts.more"].rows_now) == (None, 1)
    assert (found["raw.duo_pupils"].rows_before, found["raw.duo_pupils"].rows_now) == (5, None)
    assert found["meta.datasets"].columns_removed == found["meta.datasets"].columns_added


def test_the_same_from_another_vintage_is_confirmed(edited: Edited) -> None:
    found = edited(
        NEW_VINTAGE,
        "UPDATE marts.indicator_values SET vintage_id = '2021-01-01-d' WHERE gender = 'male'",
    )["marts.indicator_values"]
    assert (*told(found), found.confirmed) == ("none", 0, 0, 0, 1)


def test_another_definition_is_major(edited: Edited) -> None:
    found = edited("UPDATE marts.indicators SET definition_version = '2'")
    assert told(found["marts.indicators"]) == ("major", 0, 0, 1)


def test_rows_without_a_key_are_matched_by_what_they_say(edited: Edited) -> None:
    loose = ("CREATE TABLE marts.loose AS SELECT unnest([1, 1, 2]) AS a, NULL AS b",)
    found = edited("UPDATE marts.loose SET a = 3 WHERE a = 2", both=loose)
    assert told(found["marts.loose"]) == ("major", 1, 1, 0)


def test_an_empty_part_of_a_key_matches_itself(edited: Edited) -> None:
    keyed = (
        "CREATE TABLE marts.places AS "
        "SELECT unnest(['a', 'b']) AS town, NULL::VARCHAR AS location, 1.0::DOUBLE AS n",
        "INSERT INTO meta.keys VALUES ('marts', 'places', 'town, location', 'facts')",
    )
    assert edited(both=keyed) == {}


def test_a_recipe_names_the_engine_and_the_columns() -> None:
    assert recipe({"b": "DOUBLE", "a": "DATE"}) == f"DuckDB {duckdb.__version__}: a DATE, b DOUBLE"
