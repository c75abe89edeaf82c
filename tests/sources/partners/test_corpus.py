"""Every file of the corpus is answered as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.partners.corpus import Case, assert_holds, assert_right, cases, contract


def params() -> list[object]:
    """The cases; those with a bug are known to fail."""
    return [
        pytest.param(
            case,
            id=case.name,
            marks=[pytest.mark.xfail(strict=True, reason=case.expected.bug)]
            if case.expected.bug
            else [],
        )
        for case in cases()
    ]


@pytest.mark.parametrize("case", params())
def test_every_file_is_answered_rightly(case: Case, tmp_path: Path) -> None:
    delivery = case.read(tmp_path)
    assert_holds(delivery, contract(case.contract), case.received)
    assert_right(case, delivery)
    if case.lines_below and delivery.header:
        lines = {*(a.line for a in delivery.accepted), *delivery.refused_lines, *delivery.ignored}
        assert lines == case.lines_below(delivery), "no row is lost"
