"""Spark makes of the sample what DuckDB makes of it, and passes its data tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.dbt_results import read_dbt_results
from flows.spark_settings import CONFIGURATION
from tests.flows.conftest import Home, Ran
from tests.spark.cluster import thrift_server
from tests.spark.conftest import SMALL, Rebuilt, Seen, build_again, need_spark, rebuilt_in

pytestmark = pytest.mark.timeout(900)


def test_a_release_built_by_spark_is_the_one_built_by_duckdb(
    on_cluster: tuple[Rebuilt, Seen],
) -> None:
    same_and_tested(on_cluster[0])


@pytest.mark.soak
def test_so_is_one_built_on_one_machine_with_our_own_settings(
    first_night: tuple[Home, Ran], tmp_path: Path
) -> None:
    need_spark()
    build_again(first_night[0], tmp_path, CONFIGURATION)
    same_and_tested(rebuilt_in(tmp_path, first_night[0]))


@pytest.mark.soak
def test_so_is_one_built_over_a_thrift_server(
    first_night: tuple[Home, Ran], tmp_path: Path
) -> None:
    need_spark()
    with thrift_server(tmp_path, SMALL) as port:
        server = {"spark_host": "127.0.0.1", "spark_port": port, "spark_user": "night"}
        build_again(first_night[0], tmp_path, SMALL, **server)
    same_and_tested(rebuilt_in(tmp_path, first_night[0]))


def same_and_tested(rebuilt: Rebuilt) -> None:
    assert rebuilt.differences == []
    tests = [ran.result for ran in read_dbt_results(rebuilt.dbt_target)]
    assert len(tests) > 150
    assert {(test.check_id, test.observed) for test in tests if test.result != "pass"} == set()
