"""The record of nights: one line for each, however it ended.

`logs/nights.jsonl` only grows. A line that a power cut tore is skipped. Of a night with more than
one line the last one counts: its verdict is noted before the report goes out, and it may die after.
"""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from expectations.durable import sync_folder
from expectations.last_words import Death
from expectations.night import Night, StageTiming, Verdict
from flows.journal import LOGS

logger = logging.getLogger(__name__)

NIGHTS = "nights.jsonl"
CAME_TO_A_VERDICT = frozenset({"published", "nothing_new", "refused"})


class NightRecord(BaseModel):
    """How a night ended; `stages` are those before its report.

    `finished_at` of a night that died is when that was found. `release_id` is the release that it
    made, also one that was refused. `reason` is in Dutch, as in the report; `error` what broke it.
    """

    model_config = ConfigDict(frozen=True)

    run_id: str
    started_at: datetime
    finished_at: datetime
    profile: Literal["sample", "live"]
    verdict: Verdict | Literal["died"]
    reason: str = ""
    release_id: str | None = None
    stages: tuple[StageTiming, ...] = ()
    error: str | None = None

    @property
    def came_to_a_verdict(self) -> bool:
        """Whether it ended as a night should, be it by refusing a release."""
        return self.verdict in CAME_TO_A_VERDICT


def read_nights(home: Path) -> list[NightRecord]:
    """All nights that ended, the first to begin first.

    Raises:
        OSError: the record is there and cannot be read.
    """
    try:
        lines = (home / LOGS / NIGHTS).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    found: dict[str, NightRecord] = {}
    for line in lines:
        try:
            record = NightRecord.model_validate_json(line)
        except ValidationError:
            continue
        found[record.run_id] = record
    return sorted(found.values(), key=lambda record: (record.started_at, record.run_id))


def note_night(home: Path, run_id: str, night: Night) -> None:
    """Note a night that came to its end; never raises for what a disk does."""
    _append(
        home,
        NightRecord(
            run_id=run_id,
            started_at=night.started_at,
            finished_at=night.finished_at,
            profile=night.profile,
            verdict=night.verdict,
            reason=_encodable(night.reason),
            release_id=night.release_id,
            stages=tuple(night.stages),
            error=_encodable(night.error) if night.error else None,
        ),
    )


def note_death(home: Path, death: Death) -> None:
    """Note a night that died, once; never raises for what a disk does."""
    if any(night.run_id == death.run_id and night.verdict == "died" for night in _known(home)):
        return
    _append(
        home,
        NightRecord(
            run_id=death.run_id,
            started_at=death.started_at,
            finished_at=datetime.now(UTC),
            profile="sample" if death.sample else "live",
            verdict="died",
            reason=_encodable(f"{death.stage}: {death.cause_nl}"),
            release_id=death.release if death.released_tonight else None,
            error=_encodable(f"{death.stage}: {death.cause_en}"),
        ),
    )


def _encodable(text: str) -> str:
    """What an error says may hold what no file can, such as half a character."""
    return text.encode("utf-8", "replace").decode()


def _known(home: Path) -> list[NightRecord]:
    try:
        return read_nights(home)
    except OSError:
        return []


def _append(home: Path, record: NightRecord) -> None:
    path = home / LOGS / NIGHTS
    line = record.model_dump_json().encode() + b"\n"
    try:
        with path.open("ab+", buffering=0) as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    line = b"\n" + line
            # In one piece: a night and whoever tells of another one may write at once.
            file.write(line)
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        logger.warning("night %s is not in %s: %s", record.run_id, NIGHTS, error)
