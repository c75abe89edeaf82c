"""The one dbt invocation of a night, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from flows.settings import Settings

PROJECT = Path(__file__).parent.parent / "dbt_project"
SECONDS = 1800
# `python -m dbt.cli.main` warns that it is imported twice.
ENTRY = "from dbt.cli.main import cli; cli()"


class DbtError(Exception):
    """dbt could not build something; the message holds what it said."""


def indicator_models() -> list[str]:
    """The models that indicators are made of: everything in `models/indicators`.

    dbt cannot list a folder, so it is told; a new indicator needs no list to be edited.
    """
    return sorted(path.stem for path in (PROJECT / "models" / "indicators").glob("*.sql"))


def dbt_build(database: Path, target: Path, settings: Settings) -> None:
    """Run seeds, models, unit tests and data tests on `database` in one `dbt build`.

    Artifacts land in `target`. A test that fails is the audit's business; anything else that
    fails ends the build.

    Raises:
        DbtError: a seed or model failed, or dbt could not start or finish.
    """
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    variables = json.dumps({"indicator_models": indicator_models()})
    arguments = ["--no-use-colors", "build", "--vars", variables]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no outside input
            [sys.executable, "-c", ENTRY, *arguments],
            cwd=PROJECT,
            env=os.environ | environment(database, target, settings),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DbtError(f"dbt was not finished after {SECONDS} s") from error
    if not results.exists():
        raise DbtError(f"dbt could not start: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    broken = [
        f"{node['unique_id']}: {node['message']}"
        for node in json.loads(results.read_text(encoding="utf-8"))["results"]
        if node["status"] == "error" and node["unique_id"].startswith(("model.", "seed."))
    ]
    if broken:
        raise DbtError("dbt could not build " + "; ".join(broken))


def environment(database: Path, target: Path, settings: Settings) -> dict[str, str]:
    """What `profiles.yml` and dbt itself read from the environment."""
    return {
        "TECHNIEKPACT_CANDIDATE": str(database),
        "TECHNIEKPACT_THREADS": str(settings.threads),
        "TECHNIEKPACT_MEMORY_LIMIT": settings.memory_limit,
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(settings.home / "logs"),
    }
