"""What a night logs: `logs/<run id>.jsonl`, an object a line, and what goes to stderr.

Every line has `time` (UTC), `level`, `logger`, `run_id`, `message`; where known `stage`, `dataset`,
`exception`, and what the line is about, such as `seconds` or `verdict`.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from flows.journal import LOGS
from flows.redaction import redacted
from flows.settings import Settings

KEPT_DAYS = 90
# The sample's own upstream says a line for every request; Prefect is told its level elsewhere.
LEVELS = {
    "flows": logging.INFO,
    "sources": logging.INFO,
    "sources.upstream": logging.WARNING,
    "expectations": logging.INFO,
}
DATASETS, DBT = "flows.datasets", "flows.dbt"
"""Loggers of what people see in the summary and in the report: each dataset's outcome, dbt."""

dataset_at_work: ContextVar[str | None] = ContextVar("dataset_at_work", default=None)


@dataclass
class _Context:
    """Of which night this process is, and where that night is; threads of libraries log too."""

    run_id: str | None = None
    stage: str | None = None


_context = _Context()


class _Json(JsonFormatter):
    """A record on one line, without secrets."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s %(exc_info)s",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
            timestamp="time",
            json_ensure_ascii=False,
        )
        self._settings = settings

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        return super().jsonify_log_record(
            {
                name: self._without_secrets(value)
                for name, value in log_data.items()
                if value is not None
            }
        )

    def _without_secrets(self, value: object) -> object:
        if isinstance(value, int | float):
            return value
        text = value.isoformat() if isinstance(value, datetime) else str(value)
        return redacted(text, self._settings)


class _File(logging.Handler):
    """Opens its file for every line: a disk that is full now may have room for the next one."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record) + "\n"
        except Exception:
            self.handleError(record)
            return
        # A disk that is full or gone must not cost the night.
        with suppress(OSError), self._path.open("ab") as file:
            file.write(line.encode("utf-8", "replace"))


def speak(settings: Settings) -> None:
    """Have this process log to stderr in the form that the settings ask for.

    Plain is what Python and Prefect do by themselves.
    """
    if settings.log_format == "plain" or speaks_json():
        return
    root = logging.getLogger()
    for shown in _on_stderr():
        root.removeHandler(shown)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json(settings))
    handler.addFilter(_in_context)
    root.addHandler(handler)
    logging.captureWarnings(True)


def speaks_json() -> bool:
    """Whether stderr is for programs."""
    return any(isinstance(handler.formatter, _Json) for handler in _on_stderr())


def _on_stderr() -> list[logging.Handler]:
    return [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr
    ]


@contextmanager
def logged(settings: Settings, run_id: str) -> Iterator[None]:
    """Write what happens to the log of a night, also what breaks it off."""
    folder = settings.home / LOGS
    _remove_old(folder)
    handler = _File(folder / f"{run_id}.jsonl")
    handler.setFormatter(_Json(settings))
    handler.addFilter(_in_context)
    root = logging.getLogger()
    plain = [] if speaks_json() else _on_stderr()
    before = {name: logging.getLogger(name).level for name in LEVELS}
    for shown in plain:
        shown.addFilter(_for_people)
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    root.addHandler(handler)
    _context.run_id = run_id
    try:
        yield
    except BaseException:
        logging.getLogger(__name__).critical("the night broke off", exc_info=True)
        raise
    finally:
        root.removeHandler(handler)
        for shown in plain:
            shown.removeFilter(_for_people)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
        _context.run_id = _context.stage = None


def at_stage(name: str) -> None:
    """Say in which stage the night is from now on."""
    _context.stage = name


def _in_context(record: logging.LogRecord) -> bool:
    """Give a record what is known of where it comes from."""
    known = {
        "run_id": _context.run_id,
        "stage": _context.stage,
        "dataset": dataset_at_work.get(),
    }
    for name, value in known.items():
        if value is not None and not hasattr(record, name):
            setattr(record, name, value)
    return True


def _for_people(record: logging.LogRecord) -> bool:
    """What is printed as text: warnings, but for what the summary and the report show."""
    return record.levelno >= logging.WARNING and record.name not in (DATASETS, DBT)


def _remove_old(folder: Path) -> None:
    """Remove logs of nights that are long past; the record of nights stays."""
    before = time.time() - KEPT_DAYS * 86400
    for path in folder.glob("[0-9]*.jsonl"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
