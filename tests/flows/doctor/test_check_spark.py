from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from flows.doctor import check_spark as checks
from flows.doctor.check_spark import check_spark
from tests.flows.doctor.conftest import Make

PACKAGES = {"pyspark": "4.3.0", "dbt-spark": "1.11.0", "pyhive": "0.7.0"}


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Java that only tells its version, which a test writes beside it."""
    program = tmp_path / "java" / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "openjdk version \\"$(cat "$0.version")\\"" >&2\n')
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))
    said = program.with_name("java.version")
    said.write_text("17.0.15")
    return said


def installed(monkeypatch: pytest.MonkeyPatch, packages: Mapping[str, str]) -> None:
    def version(name: str) -> str:
        if name not in packages:
            raise PackageNotFoundError(name)
        return packages[name]

    monkeypatch.setattr(checks, "version", version)


def test_nothing_is_asked_where_duckdb_builds(machine: Make) -> None:
    assert list(check_spark(machine())) == []


def test_all_that_spark_needs(machine: Make, java: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, PACKAGES)
    (told,) = check_spark(machine(engine="spark"))
    assert told.words["en"].found == "pyspark 4.3.0, dbt-spark 1.11.0, Java 17.0.15"


@pytest.mark.parametrize("old", ["1.8.0_452", "11.0.27"])
def test_an_old_java(machine: Make, java: Path, monkeypatch: pytest.MonkeyPatch, old: str) -> None:
    installed(monkeypatch, PACKAGES)
    java.write_text(old)
    (told,) = check_spark(machine(engine="spark"))
    assert (told.problem, told.about) == ("spark.old", old)


def test_nothing_is_there(machine: Make, java: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, {})
    monkeypatch.setenv("JAVA_HOME", str(java))
    packages, of_java = check_spark(machine(engine="spark"))
    assert (packages.problem, packages.about) == ("spark.packages", "pyspark, dbt-spark")
    assert of_java.problem == "spark.java"


def test_a_thrift_server_needs_no_java_here(
    machine: Make, java: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java.unlink()
    installed(monkeypatch, {name: found for name, found in PACKAGES.items() if name != "pyspark"})
    (told,) = check_spark(machine(engine="spark", spark_host="spark.example.org"))
    assert told.verdict == "ok"
