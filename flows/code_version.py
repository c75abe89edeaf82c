"""Which code made a release: the version, with a hash of the files that decide its figures."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("flows", "sources", "expectations", "dbt_project")
SUFFIXES = frozenset({".py", ".sql", ".yml", ".csv", ".j2"})
NOT_CODE = frozenset({"target", "logs", "__pycache__"})


@cache
def code_version() -> str:
    """`0.1.0+3fa9c1d2`: needs no git, and changes with any file that matters."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES and not NOT_CODE & set(path.parts):
                digest.update(f"{path.relative_to(ROOT)}\n".encode())
                digest.update(path.read_bytes())
    return f"{version('techniekpact-warehouse')}+{digest.hexdigest()[:8]}"
