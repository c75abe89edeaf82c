"""Which tools and which commit made a release."""

from __future__ import annotations

import platform
import shutil
import subprocess
from importlib.metadata import version

from flows.code_version import ROOT

TOOLS = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "pandas", "prefect", "pyarrow")
OF_SPARK = ("dbt-spark", "pyspark")


def tool_versions(engine: str) -> dict[str, str]:
    """The versions of Python and of the tools that figures go through."""
    tools = (*TOOLS, *OF_SPARK) if engine == "spark" else TOOLS
    return {"python": platform.python_version()} | {name: version(name) for name in tools}


def revision() -> str | None:
    """The commit of the clone that this code is, with a + where files differ from it.

    None where the code was installed otherwise, or git is not there.
    """
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return None
    commit = _said(git, "rev-parse", "--short=12", "HEAD")
    if commit is None:
        return None
    changed = _said(git, "status", "--porcelain", "--untracked-files=no")
    return f"{commit}+" if changed else commit


def _said(git: str, *arguments: str) -> str | None:
    done = subprocess.run(  # noqa: S603 - our own arguments
        [git, "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None
