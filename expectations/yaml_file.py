"""Files in YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read_yaml(path: Path) -> Any:
    """The content of a file in UTF-8.

    Raises `yaml.YAMLError` and `UnicodeDecodeError`.
    """
    # The loader in C: there are tens of thousands of lines to read every night.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
