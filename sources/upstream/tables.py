"""The StatLine tables served: from files, or made up as they are asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sources.upstream.odata_filter import Condition
from sources.upstream.rows import Page, RowFiles, Selection


class Table(Protocol):
    """What both versions of the API need of a table."""

    @property
    def identifier(self) -> str:
        """Its identifier as CBS writes it."""

    def entities(self) -> Sequence[str]:
        """Names of all that `entity` knows."""

    def entity(self, name: str) -> Any:
        """Metadata: an object, a list of objects, or None for an unknown name."""

    def page(self, selection: Selection) -> Page:
        """Rows of the table, in the form that its files hold."""

    def count(self, condition: Condition | None) -> int:
        """Number of rows that meet `condition`, or of all."""


@dataclass(frozen=True)
class FileTable:
    """A table in a folder: `<entity>.json` and a file of rows."""

    folder: Path
    rows: Path
    files: RowFiles

    @property
    def identifier(self) -> str:
        """The name of its folder."""
        return self.folder.name

    def entities(self) -> Sequence[str]:
        """The files of metadata that are there now."""
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def entity(self, name: str) -> Any:
        """The content of `<name>.json`, or None."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    def page(self, selection: Selection) -> Page:
        """Rows of the file."""
        return self.files.page(self.rows, selection)

    def count(self, condition: Condition | None) -> int:
        """Number of rows of the file that meet `condition`, or of all."""
        return self.files.count(self.rows, condition)


@dataclass
class Tables:
    """The tables of one version: folders under `folder`, and generated ones.

    A folder counts as a table when it holds the file `marker`; `rows` names its file of rows.
    """

    folder: Path
    marker: str
    rows: str
    generated: Sequence[Table] = ()
    _files: RowFiles = field(default_factory=RowFiles)

    def all(self) -> list[Table]:
        """All tables there are now, by identifier."""
        markers = self.folder.glob(f"*/{self.marker}") if self.folder.is_dir() else ()
        found: list[Table] = [
            FileTable(path.parent, path.parent / self.rows, self._files) for path in markers
        ]
        return sorted([*found, *self.generated], key=lambda table: table.identifier)

    def find(self, identifier: str) -> Table | None:
        """The table with this identifier, whatever its case, as CBS finds it."""
        wanted = identifier.lower()
        return next((table for table in self.all() if table.identifier.lower() == wanted), None)
