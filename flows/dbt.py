"""The one dbt invocation of a night, in a process of its own; and dbt by hand.

`python -m flows.dbt test --select …` runs dbt as the night does, on a copy of the current release.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from expectations.durable import point_at, write_whole
from flows.code_version import code_version
from flows.environment import prepare
from flows.logs import DBT
from flows.releases import DATABASE, Releases
from flows.settings import Settings, read_settings
from flows.spark_settings import spark_environment

logger = logging.getLogger(DBT)

PROJECT = Path(__file__).parent.parent / "dbt_project"
SECONDS = 1800
# `python -m dbt.cli.main` warns that it is imported twice.
ENTRY = "from dbt.cli.main import cli; cli()"
CANDIDATE = "candidate"
PARSED = "partial_parse.msgpack"
PARSED_BY = "parsed_by"
"""Which code parsed the project: what an earlier one left has stopped a night before."""


class DbtError(Exception):
    """dbt could not build something; the message holds what it said."""


def indicator_models() -> list[str]:
    """The models that indicators are made of: everything in `models/indicators`.

    dbt cannot list a folder, so it is told; a new indicator needs no list to be edited.
    """
    return sorted(path.stem for path in (PROJECT / "models" / "indicators").glob("*.sql"))


def dbt_build(database: Path, target: Path, settings: Settings) -> None:
    """Run seeds, models and data tests on `database`, or on Spark, in one `dbt build`.

    Unit tests are about the SQL, not tonight's data: `make test` runs them.

    Artifacts land in `target`. A test that fails is the audit's business; anything else that
    fails ends the build.

    Raises:
        DbtError: a seed or model failed, or dbt could not start or finish.
    """
    target.mkdir(exist_ok=True)
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    forget_other_parses(target)
    # Under the same name every night, for what was parsed of the project counts for its profile.
    point_at(target / CANDIDATE, Path(os.path.relpath(database.parent, target)))
    named = Path(os.path.relpath(target / CANDIDATE / database.name, settings.home))
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no outside input
            _command(
                [
                    *("--no-use-colors", "--log-format", "json", "--log-level", "warn"),
                    *("--log-level-file", "none"),
                    *("--partial-parse", "build"),
                    "--exclude-resource-type=unit_test",
                    *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                ]
            ),
            cwd=settings.home,
            env=os.environ | environment(named, target, settings),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DbtError(f"dbt was not finished after {SECONDS} s") from error
    told = list(problems(done.stdout))
    for text in told:
        # What it means for the release is the audit's to say, or the error's below.
        logger.warning("%s", text)
    if not results.exists():
        said = "; ".join(told) or done.stdout
        raise DbtError(f"dbt could not start: {said[-2000:]}{done.stderr[-2000:]}")
    write_whole(target / PARSED_BY, _parser().encode())
    nodes = json.loads(results.read_text(encoding="utf-8"))["results"]
    made = [node for node in nodes if node["unique_id"].startswith(("model.", "seed."))]
    causes = [node for node in made if node["status"] == "error"]
    if causes:
        listed = "; ".join(f"{node['unique_id']}: {node['message']}" for node in causes)
        raise DbtError(f"dbt could not build {listed}")


def made_by_dbt(target: Path) -> list[dict[str, Any]]:
    """The seeds and models of the last build, as dbt's manifest describes them."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"].values()
    return [node for node in nodes if node["resource_type"] in ("model", "seed")]


def forget_other_parses(target: Path) -> None:
    """Remove what dbt remembers of the project, unless this very code left it there."""
    known = target / PARSED_BY
    if not known.exists() or known.read_text(encoding="utf-8") != _parser():
        for path in (target / PARSED, known):
            path.unlink(missing_ok=True)


def _parser() -> str:
    return f"{code_version()} dbt-core {version('dbt-core')} dbt-duckdb {version('dbt-duckdb')}"


def problems(printed: str) -> Iterator[str]:
    """The warnings and errors that dbt printed as JSON; whatever else it printed is left out."""
    for line in printed.splitlines():
        try:
            info = json.loads(line)["info"]
        except (ValueError, KeyError, TypeError):
            continue
        if text := str(info.get("msg", "")).strip():
            yield text


def environment(database: Path, target: Path, settings: Settings) -> dict[str, str]:
    """What `profiles.yml` and dbt itself read from the environment."""
    return {
        "TECHNIEKPACT_CANDIDATE": str(database),
        "TECHNIEKPACT_THREADS": str(settings.threads),
        "TECHNIEKPACT_MEMORY_LIMIT": settings.duckdb_memory,
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(settings.home / "logs"),
        **spark_environment(settings),
    }


def by_hand(arguments: Sequence[str]) -> int:
    """Run dbt with these arguments on a copy of the current release, by DuckDB; its exit code.

    Raises:
        ReleaseError: there is no release to copy.
    """
    settings = read_settings(engine="duckdb")
    prepare(settings.home)
    # The same file name as a release has: it is the catalog that models refer to.
    develop = settings.home / "dbt" / "develop" / DATABASE
    if not develop.exists():
        develop.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Releases(settings.home).database(), develop)
    done = subprocess.run(  # noqa: S603 - a developer's own arguments
        _command(arguments),
        cwd=PROJECT,
        env=os.environ | environment(develop, develop.parent / "target", settings),
        check=False,
    )
    return done.returncode


def _command(arguments: Sequence[str]) -> list[str]:
    variables = json.dumps({"indicator_models": indicator_models()})
    return [sys.executable, "-c", ENTRY, *arguments, "--vars", variables]


if __name__ == "__main__":
    raise SystemExit(by_hand(sys.argv[1:]))
