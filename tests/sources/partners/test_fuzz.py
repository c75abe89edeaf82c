"""What holds of every delivery holds of files that nobody thought of, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from tests.sources.partners.books import workbook
from tests.sources.partners.case import COLUMNS
from tests.sources.partners.cutting import cut, rows_below
from tests.sources.partners.fuzz.good import GoodRow, good_rows, written
from tests.sources.partners.fuzz.sent import Sent, assert_none_lost, lines_of
from tests.sources.partners.fuzz.spoiled import ANY_TEXT, NO_TEXT, mutants, tables
from tests.sources.partners.fuzz.workbooks import forged_workbooks, sheets, torn_workbooks


def fast(examples: int) -> settings:
    """The same examples on every machine, in a time that a commit can wait for."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@fast(400)
@given(written(good_rows().map(lambda row: [row])))
def test_a_good_figure_in_any_form_is_accepted(
    tmp_path: Path, told: tuple[Sent, list[GoodRow]]
) -> None:
    sent, (row,) = told
    delivery = sent.read(tmp_path)
    assert not delivery.refused, [(r.column, r.value, r.reason) for r in delivery.refused]
    (figure,) = delivery.accepted
    kept = (figure.figure_id, figure.period, figure.region_code, figure.breakdown)
    assert kept == (row.figure_id, row.period, row.region_code, row.breakdown)
    assert figure.value == pytest.approx(row.value, rel=1e-12)


@fast(200)
@given(tables())
def test_no_row_of_a_table_is_lost(tmp_path: Path, told: tuple[str, str, str]) -> None:
    name, text, delimiter = told
    delivery = Sent(text.encode(), ".csv", name).read(tmp_path)
    if delivery.header == COLUMNS:
        assert lines_of(delivery) == rows_below(cut(text, delimiter), COLUMNS)
    else:
        assert delivery.problem
        assert delivery.problem.rule in ("row_too_wide", "header_absent")


@fast(250)
@given(NO_TEXT)
def test_any_bytes(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(250)
@given(ANY_TEXT)
def test_any_text(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(200)
@given(mutants())
def test_a_file_that_went_wrong_on_its_way(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@example(
    Sent(workbook([COLUMNS, ("boris_regions_active", 2018, "", "", 1e20)], {"E2": "0%"}), ".xlsx")
)
@fast(100)
@given(sheets())
def test_a_workbook_of_any_cells(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(150)
@given(torn_workbooks())
def test_a_workbook_of_which_bytes_were_lost(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(200)
@given(forged_workbooks())
def test_a_workbook_of_which_the_xml_was_changed(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)
