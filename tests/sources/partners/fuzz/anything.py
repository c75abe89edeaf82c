"""Whatever may be dropped."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.sources.partners.corpus import cases
from tests.sources.partners.fuzz.good import good_rows, written
from tests.sources.partners.fuzz.sent import Sent
from tests.sources.partners.fuzz.spoiled import ANY_TEXT, NO_TEXT, mutants, tables
from tests.sources.partners.fuzz.workbooks import forged_workbooks, sheets, torn_workbooks

OF_THE_CORPUS = st.deferred(
    lambda: st.sampled_from(
        [Sent(c.content, c.suffix, c.contract) for c in cases() if len(c.content) < 100_000]
    )
)


def anything(of: str) -> st.SearchStrategy[Sent]:
    """Any file of these kinds that may be meant for a contract, for tests that take longer."""
    rows = st.lists(good_rows(of), min_size=1, max_size=6)
    good = st.builds(lambda told: told[0], written(rows))
    table = st.builds(lambda told: Sent(told[1].encode(), ".csv", of), tables(of))
    torn, forged = torn_workbooks(), forged_workbooks()
    meant = st.one_of(good, good, table, table, mutants(of), sheets(of))
    return st.one_of(meant, meant, torn, forged, NO_TEXT, ANY_TEXT, OF_THE_CORPUS)
