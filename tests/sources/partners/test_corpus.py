"""Every file of the corpus is answered as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.partners.case import Case, contract
from tests.sources.partners.corpus import cases
from tests.sources.partners.holds import assert_holds, assert_right


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_file_is_answered_rightly(case: Case, tmp_path: Path) -> None:
    delivery = case.read(tmp_path)
    assert_holds(delivery, contract(case.contract), case.received)
    assert_right(case, delivery)
    if case.lines_below and delivery.header:
        lines = {*(a.line for a in delivery.accepted), *delivery.refused_lines, *delivery.ignored}
        assert lines == case.lines_below(delivery), "no row is lost"
