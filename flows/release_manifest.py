"""What a release says of itself, in `releases/<id>/manifest.json`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from expectations.night import Acceptance


class Input(BaseModel):
    """A vintage that a release was computed from."""

    model_config = ConfigDict(frozen=True)

    dataset_id: str
    vintage_id: str
    sha256: str


class CheckCounts(BaseModel):
    """How many checks of the audit passed, warned and blocked."""

    model_config = ConfigDict(frozen=True)

    passed: int = 0
    warned: int = 0
    blocked: int = 0


class ReleaseManifest(BaseModel):
    """What a release is made of, by whom, and how to see that it is whole.

    `code_version` is a hash of the files that decide the figures, `revision` the commit of the
    clone that it ran from, where it ran from one; `versions` are those of the tools. `files` has
    the sha256 of every file that was sealed beside the database, by its path in the release.
    """

    model_config = ConfigDict(frozen=True)

    release_id: str
    created_at: datetime
    profile: Literal["sample", "live"]
    notice: str
    code_version: str
    revision: str | None = None
    versions: Mapping[str, str] = {}
    fingerprint: str
    verdict: Literal["published", "refused"]
    reason: str
    checks: CheckCounts | None = None
    inputs: tuple[Input, ...]
    database_sha256: str
    files: Mapping[str, str] = {}
    accepted: Acceptance | None = None
