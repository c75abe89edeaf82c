"""What the checks look at: a machine, by its settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.settings import Settings


@dataclass(frozen=True)
class Machine:
    """One machine at one moment.

    Wrong settings have their defaults in `settings`; `wrong_settings` says what is wrong with them.
    `full` asks for every hash, however long that takes.
    """

    settings: Settings
    wrong_settings: tuple[str, ...]
    now: datetime
    full: bool = False

    @property
    def home(self) -> Path:
        """Its home folder."""
        return self.settings.home

    @property
    def has_home(self) -> bool:
        """Whether that folder is there; a disk that does not answer is not."""
        try:
            return self.home.is_dir()
        except OSError:
            return False
