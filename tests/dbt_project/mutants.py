"""Models with a mistake in them, and whether the unit tests of dbt see it.

Every mutation becomes a model `<model>__<id>` in a copy of the project, with the unit tests of
`model` as its own. Mutants are tested, never built: they have no part in other models.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from expectations.yaml_file import read_yaml
from flows.dbt import ENTRY, PROJECT, environment, indicator_models
from flows.releases import DATABASE
from flows.settings import Settings

LIST = Path(__file__).with_name("mutations.yml")
SECONDS = 240
QUIETLY = ("--no-use-colors", "--log-level", "warn", "--log-level-file", "none")
_MACRO = re.compile(r"\{% macro (\w+)\(.*?\{%-? endmacro %\}", re.DOTALL)

Verdicts = dict[str, dict[str, str]]
"""Per model, also of mutants: status of each of its unit tests, by name."""


class MutationError(Exception):
    """dbt could not test the mutants; the message holds what it said."""


@dataclass(frozen=True)
class Mutation:
    """A mistake in a model, or in a macro that it uses: text that becomes other text."""

    id: str
    model: str
    before: str
    after: str
    macro: str = ""

    @property
    def mutant(self) -> str:
        """Name of the model with the mistake in it."""
        return self.named(self.model)

    @property
    def original(self) -> str:
        """The text in which the mistake is made."""
        return _macros()[self.macro] if self.macro else _model(self.model).read_text("utf-8")

    @property
    def is_sound(self) -> bool:
        """Whether there is one place where the mistake is made, as the list says."""
        return self.original.count(self.before) == 1

    def named(self, name: str) -> str:
        """The name that a model, macro or unit test has with this mistake in it."""
        return f"{name}__{self.id}"


def read_mutations() -> list[Mutation]:
    """The list in `mutations.yml`."""
    return [
        Mutation(
            id=entry["id"],
            model=entry["model"],
            before=entry["from"],
            after=entry["to"],
            macro=entry.get("macro", ""),
        )
        for entry in read_yaml(LIST)
    ]


def judge(mutations: Sequence[Mutation], database: Path, folder: Path) -> Verdicts:
    """The verdicts of the unit tests of models, staging apart, and mutants, made in `folder`.

    `database` is a release: a unit test takes the types of its input from what stands there.

    A mutation that is not sound has no mutant, so no verdicts.

    Raises:
        MutationError: dbt could not start or finish.
    """
    mutated = folder / "dbt_project"
    shutil.copytree(PROJECT, mutated, ignore=shutil.ignore_patterns("target", "logs"))
    _write_mutants(mutated, [mutation for mutation in mutations if mutation.is_sound])
    shutil.copyfile(database, folder / DATABASE)
    results = _dbt(
        ["test", "--select", "test_type:unit", "--exclude", "path:models/staging"], mutated, folder
    )
    found: Verdicts = {}
    for result in results:
        if not result["unique_id"].startswith("unit_test."):
            continue  # What the project does at the start of every run.
        _, _, model, test = result["unique_id"].split(".")
        found.setdefault(model, {})[test] = result["status"]
    return found


def _write_mutants(project: Path, mutations: Sequence[Mutation]) -> None:
    unit_tests = _unit_tests()
    generated: list[dict[str, Any]] = []
    for mutation in mutations:
        path = project / _model(mutation.model).relative_to(PROJECT)
        sql = path.read_text("utf-8")
        if mutation.macro:
            sql = _with_macro(project, mutation, sql)
        else:
            sql = sql.replace(mutation.before, mutation.after)
        path.with_name(f"{mutation.mutant}.sql").write_text(sql, "utf-8")
        generated += [
            {**test, "name": mutation.named(test["name"]), "model": mutation.mutant}
            for test in unit_tests[mutation.model]
        ]
    text = yaml.safe_dump({"version": 2, "unit_tests": generated}, allow_unicode=True)
    (project / "models" / "mutants.yml").write_text(text, "utf-8")


def _with_macro(project: Path, mutation: Mutation, sql: str) -> str:
    """The SQL of a model that calls the mutated macro; it is written under a name of its own.

    So are the macros through which the model may reach it.
    """
    macros = _macros()
    own = {mutation.macro}
    while callers := {name for name in macros if name not in own and _calls(macros[name], own)}:
        own |= callers
    mutated = {**macros, mutation.macro: mutation.original.replace(mutation.before, mutation.after)}
    text = "\n".join(_renamed(mutated[name], own, mutation) for name in sorted(own))
    (project / "macros" / f"{mutation.named('mutant')}.sql").write_text(text, "utf-8")
    if not _calls(sql, own):
        raise MutationError(f"{mutation.id}: {mutation.model} does not use {mutation.macro}")
    return _renamed(sql, own, mutation)


def _calls(text: str, macros: set[str]) -> bool:
    return re.search(rf"\b({'|'.join(macros)})\(", text) is not None


def _renamed(text: str, macros: set[str], mutation: Mutation) -> str:
    return re.sub(rf"\b({'|'.join(macros)})\(", lambda match: f"{mutation.named(match[1])}(", text)


@cache
def _macros() -> dict[str, str]:
    """The text of every macro, by name."""
    return {
        match[1]: match[0]
        for path in (PROJECT / "macros").glob("*.sql")
        for match in _MACRO.finditer(path.read_text("utf-8"))
    }


@cache
def _model(name: str) -> Path:
    (path,) = (PROJECT / "models").rglob(f"{name}.sql")
    return path


def _unit_tests() -> dict[str, list[dict[str, Any]]]:
    """The unit tests of each model."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in (PROJECT / "models").rglob("*.yml"):
        for test in read_yaml(path).get("unit_tests") or []:
            found.setdefault(test["model"], []).append(test)
    return found


def _dbt(arguments: Sequence[str], project: Path, folder: Path) -> list[dict[str, Any]]:
    """The results of a dbt invocation."""
    target = folder / "target"
    variables = json.dumps({"indicator_models": indicator_models()})
    done = subprocess.run(
        [sys.executable, "-c", ENTRY, *QUIETLY, *arguments, "--vars", variables],
        cwd=project,
        env=os.environ | environment(folder / DATABASE, target, Settings(home=folder)),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    results = target / "run_results.json"
    if not results.exists():
        raise MutationError(f"dbt could not start: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    found: list[dict[str, Any]] = json.loads(results.read_text("utf-8"))["results"]
    return found
