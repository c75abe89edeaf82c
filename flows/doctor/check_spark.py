"""What Spark needs, where it is to build."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine

JAVA = 17
_PATIENCE = 30


def check_spark(machine: Machine) -> Iterator[Diagnosis]:
    """Spark is to build, and Java or a package is missing."""
    settings = machine.settings
    if settings.engine != "spark":
        return
    # A Thrift server has its own driver, elsewhere.
    driver = not settings.spark_host
    needed = ("pyspark", "dbt-spark") if driver else ("dbt-spark", "pyhive")
    here = {name: found for name in needed if (found := _installed(name))}
    problems = []
    if absent := [name for name in needed if name not in here]:
        problems.append(wrong("spark.packages", ", ".join(absent)))
    if driver:
        java = _java()
        here["Java"] = java
        if not java:
            problems.append(wrong("spark.java"))
        elif _major(java) < JAVA:
            problems.append(wrong("spark.old", java, needed=JAVA))
    yield from problems or [well("spark", ", ".join(f"{n} {found}" for n, found in here.items()))]


def _java() -> str:
    """The version of the Java that Spark would start, or nothing."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    try:
        told = subprocess.run(  # noqa: S603 - asks its version only
            [java, "-version"], capture_output=True, text=True, timeout=_PATIENCE, check=True
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r'version "([^"]+)"', told)
    return found[1] if found else ""


def _major(java: str) -> int:
    """17 of `17.0.15`, 8 of `1.8.0_452`."""
    first, *rest = re.findall(r"\d+", java)
    return int(rest[0] if first == "1" and rest else first)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
