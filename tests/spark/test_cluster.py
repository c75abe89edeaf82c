"""A cluster that loses a worker half-way makes the same release."""

from __future__ import annotations

import pytest

from tests.spark.conftest import HALF, Rebuilt, Seen

pytestmark = pytest.mark.timeout(900)


def test_a_worker_that_dies_half_way_changes_nothing(on_cluster: tuple[Rebuilt, Seen]) -> None:
    rebuilt, seen = on_cluster
    assert HALF <= seen.killed_at < HALF + 10
    assert len(seen.executors) == 2
    assert all(seen.executors)
    assert seen.survived
    assert rebuilt.differences == []
