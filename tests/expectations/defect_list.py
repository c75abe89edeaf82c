"""The library of defects: what goes wrong with data, done to the tables of the sample.

`defects/<source>.yml` says `at` which tables (raw: as they were loaded; reference: the seeds; meta;
marts: what a broken model would make), which defects are `caught`, by which check, and which are
`not_caught`, with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from expectations.checks import Severity
from expectations.yaml_file import read_yaml

FOLDER = Path(__file__).parent / "defects"
At = Literal["raw", "reference", "meta", "marts"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Defect(_Strict):
    """One defect: what happened in the world, and the SQL that does it to the tables.

    `severity` and `verdict` are what a person wants of it: block where it makes a published figure
    wrong. `first_verdict` is what was wanted before the checks were read, where that was another.
    `check` names one that must see it, `reason` says why none does.
    """

    id: str
    kind: str
    happened: str
    sql: str
    severity: Severity
    verdict: Literal["refused", "published"]
    first_verdict: Literal["refused", "published"] | None = None
    check: str = ""
    reason: str = ""


class Library(_Strict):
    """The defects of one source."""

    at: At
    caught: tuple[Defect, ...]
    not_caught: tuple[Defect, ...] = ()


def read_libraries() -> dict[str, Library]:
    """Per source its defects; raises where a file is not as it should be."""
    return {
        path.stem: Library.model_validate(read_yaml(path)) for path in sorted(FOLDER.glob("*.yml"))
    }
