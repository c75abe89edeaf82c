"""All checks together: each is wired in, and one that breaks keeps no other from being made."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from flows.doctor import diagnosis
from flows.doctor.diagnosis import Diagnosis, findings, unbroken
from flows.doctor.examine import FIRST, OF_A_HOME, OF_THE_MACHINE, examine
from flows.doctor.machine import Machine
from tests.flows.conftest import Home
from tests.flows.doctor.conftest import Make

PACKAGE = Path(diagnosis.__file__).parent
OPERATORS = Path(__file__).parents[3] / "docs" / "operators.md"


def test_a_machine_that_is_well(machine: Make) -> None:
    told = examine(machine())
    checks = [d.check for d in told]
    assert checks[:3] == ["settings", "home", "disk"]
    assert {d.problem for d in told if d.verdict == "fail"} == {"publishers.dead"}
    assert {d.problem for d in told if d.verdict == "warn"} == {"mail.unset"}


def test_without_a_home_nothing_in_it_is_looked_for(machine: Make) -> None:
    told = {d.check for d in examine(machine(home="nowhere", profile="sample"))}
    assert "home" in told
    assert "disk" not in told
    assert not Path("nowhere").exists()


def test_a_check_that_breaks_says_so(machine: Make) -> None:
    def check_all(_: Machine) -> Iterator[Diagnosis]:
        raise ZeroDivisionError("of zero")
        yield

    (told,) = unbroken("all", lambda: check_all(machine()))
    assert (told.verdict, told.about) == ("fail", "all")
    assert "ZeroDivisionError: of zero" in told.words["nl"].found


def test_every_check_is_made() -> None:
    written = {
        node.name
        for path in PACKAGE.glob("check_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_")
    }
    assert written == {check.__name__ for check in (*FIRST, *OF_A_HOME, *OF_THE_MACHINE)}


def test_every_finding_can_be_found_and_is_in_the_runbook() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py"))
    named = set(re.findall(r'"([a-z]+\.[a-z_-]+)"', code))
    named |= {f"outbox.{kind}" for kind in ("waiting", "uncertain", "given-up")}
    assert set(findings()) <= named
    runbook = OPERATORS.read_text(encoding="utf-8")
    checks = {name.partition(".")[0] for name in findings()}
    assert {check for check in checks if f"| `{check}` |" not in runbook} == set()


def test_the_command_works_where_everything_is_broken(tmp_path: Path) -> None:
    (tmp_path / "home" / "landing" / "duo" / "x" / "y").mkdir(parents=True)
    (tmp_path / "home" / "releases" / "r").mkdir(parents=True)
    (tmp_path / "home" / "logs").touch()
    (tmp_path / "home" / "outbox").touch()
    (tmp_path / "home" / "warehouse.duckdb").symlink_to("elsewhere")
    (tmp_path / ".env").write_bytes(b"\xff")
    ran = Home(tmp_path / "home", {"TECHNIEKPACT_THREADS": "x"}).run("doctor", "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    problems = {row["problem"] for row in json.loads(ran.out)}
    assert {"settings.wrong", "current.damaged", "releases.damaged", "archive.damaged"} <= problems
    assert "doctor.broken" not in problems
