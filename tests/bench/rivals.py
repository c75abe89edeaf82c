"""Other clients of StatLine, in an environment of the benchmark's own, under `.bench/`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from tests.bench.stand_in import ROOT

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_HOME = ROOT / ".bench"
_PYTHON = _HOME / "venv" / "bin" / "python"
_PATIENCE = 600


def interpreter() -> Path | None:
    """The Python that has them; None, and a line that says why, when they cannot be had."""
    _HOME.mkdir(exist_ok=True)
    # Neither git nor ruff looks into it.
    (_HOME / ".gitignore").write_text("*\n", encoding="utf-8")
    wanted = f"{sys.version}\n{REQUIREMENTS.read_text(encoding='utf-8')}"
    mark = _HOME / "installed"
    # Two benchmarks at a time would install over each other.
    with FileLock(_HOME / "lock"):
        if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
            return _PYTHON
        pip = [_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        try:
            _run([sys.executable, "-m", "venv", "--clear", _HOME / "venv"])
            _run([*pip, "--requirement", REQUIREMENTS])
        except (subprocess.SubprocessError, OSError) as error:
            said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
            print(f"  cbsodata and dlt are left out, for they cannot be installed: {said}")
            return None
        mark.write_text(wanted, encoding="utf-8")
    return _PYTHON


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=_PATIENCE)
