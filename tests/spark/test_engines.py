"""Spark on one machine makes of the sample what DuckDB makes of it, and passes its data tests."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.dbt_results import read_dbt_results
from flows.build import build_on_spark
from flows.comments import write_comments
from flows.dbt import made_by_dbt
from tests.spark.comparing import differences
from tests.spark.conftest import Rebuilt

pytestmark = [pytest.mark.timeout(900), pytest.mark.soak]


def test_a_release_built_by_spark_is_the_one_built_by_duckdb(
    rebuilt: Rebuilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_CONF_DIR", str(Path(__file__).parent))
    build_on_spark(rebuilt.candidate, rebuilt.settings, rebuilt.states)
    with duckdb.connect(str(rebuilt.candidate.database)) as db:
        write_comments(db, made_by_dbt(rebuilt.candidate.dbt_target))
    assert differences(rebuilt.release, rebuilt.candidate.database) == []
    tests = [ran.result for ran in read_dbt_results(rebuilt.candidate.dbt_target)]
    assert len(tests) > 150
    assert {(test.check_id, test.observed) for test in tests if test.result != "pass"} == set()
    assert not (rebuilt.settings.home / "spark").exists()
