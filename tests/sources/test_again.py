"""Doing again what was done: the rows of a range of years, and nothing beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sources.again import Again, read_range
from sources.catalog import read_catalog
from sources.connector import Publishers
from sources.ingest import fetch
from sources.landing import Landing, Manifest
from sources.reading import ReadError
from sources.upstream.server import Upstream
from tests.sources.test_ingest import TODAY

PUPILS = read_catalog()["duo.vo_pupils"]


@pytest.mark.parametrize(
    ("since", "until", "periods", "touched"),
    [
        (None, None, ["2019/2020"], True),
        ("2019/2020", "2019/2020", ["2018/2019", "2019/2020"], True),
        ("2019/2020", None, ["2018/2019"], False),
        ("2019", "2020", ["2020Q4"], True),
        (None, "2018", ["2019"], False),
    ],
)
def test_a_range_is_of_years_that_periods_start_in(
    since: str | None, until: str | None, periods: list[str], touched: bool
) -> None:
    assert read_range(since, until).touches(periods) is touched


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [("19/20", None, "is no period; write 2019/2020"), ("2020", "2019", "the earlier one first")],
)
def test_what_is_no_range_is_said(since: str, until: str | None, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_range(since, until)


def test_a_range_is_read_and_asked_for_as_if_it_never_was(
    publishers: Publishers, landing: Landing, upstream: Upstream, tmp_path: Path
) -> None:
    def turn(again: Again | None = None) -> list[Manifest]:
        return fetch(PUPILS, publishers, landing, tmp_path, TODAY, again=again).new

    turn()
    vintages = landing.vintages(PUPILS.id)
    range_ = Again(2017, 2017)
    inside = [m for m in vintages if range_.touches(m.periods)]
    outside = [m for m in vintages if m not in inside]
    assert inside
    assert outside
    # A vintage that is lost, and rows of others that a reader got wrong.
    lost, *kept = inside
    shutil.rmtree(landing.parquet(lost).parent)
    for manifest in (*kept, *outside):
        landing.parquet(manifest).write_bytes(b"wrong")
    assert turn() == []
    upstream.requests.clear()
    (again,) = turn(range_)
    assert (again.vintage_id, again.rows) == (lost.vintage_id, lost.rows)
    for manifest in kept:
        assert landing.parquet(manifest).read_bytes()[:4] == b"PAR1"
    for manifest in outside:
        assert landing.parquet(manifest).read_bytes() == b"wrong"
    taken = {seen.path for seen in upstream.requests if seen.status == 200}
    files = {original.url.removeprefix(upstream.url) for m in inside for original in m.originals}
    assert {path for path in taken if not path.startswith("/api/")} == files
