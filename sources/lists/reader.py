"""From a file with a list to rows, or to the reasons why it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from sources.list_contract import ListContract, TechnicalList
from sources.partners.reasons import UnusableFileError
from sources.partners.sheet import Row, read_sheets
from sources.partners.text import plain
from sources.reading import ReadError, Tidied, Tidier

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "list_id": ("lijst", "list"),
    "list_version": ("versie", "version"),
    "kind": ("soort", "kind"),
    "code": ("code",),
    "name": ("naam", "name", "omschrijving", "opleiding"),
    "cluster": ("cluster", "domein", "domain"),
}
"""Columns of a list and the headers that are understood; only `cluster` may be left out."""
# Begins with a digit: ours, such as mbo-sector, do not.
_VERSION = re.compile(r"[0-9][0-9a-z.-]{0,30}")
_LOOK_AT = 40
"""Rows from the top among which the header may stand."""
_TOLD = 12
"""Wrong rows that the message names."""

_Problem = tuple[int, str, str]
"""A line, and what is wrong with it in Dutch and in English."""


def tidier(contract: ListContract) -> Tidier:
    """Reads a file with a list."""
    return partial(_tidy, contract)


def read_list(path: Path, contract: ListContract) -> list[dict[str, str]]:
    """The rows of a list: `list_id`, `list_version`, `kind`, `code`, `name`, `cluster`, `line`.

    Raises:
        ReadError: there is no table with these columns, or a row is wrong; the message names the
            lines and what was expected.
    """
    header, rows = _table(path)
    found = [_row(row, header) for row in rows]
    problems = [problem for row in found for problem in _problems(row, contract)]
    problems += _together(found, contract)
    if problems:
        raise _refusal(sorted(problems))
    return found


def _table(path: Path) -> tuple[dict[str, int], Sequence[Row]]:
    try:
        sheets = read_sheets(path).sheets
    except UnusableFileError as error:
        raise ReadError(error.reason.en.rstrip("."), nl=error.reason.nl.rstrip(".")) from error
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:_LOOK_AT]):
            header = {
                column: position
                for column, names in COLUMNS.items()
                for position, cell in enumerate(row.cells)
                if plain(cell) in names
            }
            if set(COLUMNS) - {"cluster"} <= set(header):
                return header, sheet.rows[number + 1 :]
    names = ", ".join(names[0] for names in COLUMNS.values())
    raise ReadError(f"no table with the columns {names}", nl=f"geen tabel met de kolommen {names}")


def _row(row: Row, header: Mapping[str, int]) -> dict[str, str]:
    cells = {
        column: row.cells[position] if position < len(row.cells) else ""
        for column, position in header.items()
    }
    for column in ("list_id", "list_version", "kind"):
        cells[column] = cells[column].lower()
    return {"cluster": ""} | cells | {"line": str(row.line)}


def _problems(row: Mapping[str, str], contract: ListContract) -> Iterator[_Problem]:
    line = int(row["line"])
    known = contract.lists.get(row["list_id"])
    if known is None:
        lists = ", ".join(contract.lists)
        yield (
            line,
            f"lijst {row['list_id']!r}; bekend: {lists}",
            f"list {row['list_id']!r}; known: {lists}",
        )
        return
    if not _VERSION.fullmatch(row["list_version"]):
        yield line, "versie ontbreekt, zoals 2021", "no version, such as 2021"
    kind = known.kinds.get(row["kind"])
    if kind is None:
        kinds = ", ".join(known.kinds)
        yield (
            line,
            f"soort {row['kind']!r}; bekend: {kinds}",
            f"kind {row['kind']!r}; known: {kinds}",
        )
    elif not re.fullmatch(kind.pattern, row["code"]):
        yield (
            line,
            f"code {row['code']!r}; verwacht: {kind.description}",
            f"code {row['code']!r}; expected: {kind.description}",
        )
    if not row["name"]:
        yield line, "naam ontbreekt", "no name"


def _together(rows: Sequence[Mapping[str, str]], contract: ListContract) -> Iterator[_Problem]:
    """What is wrong with rows that are each right: codes twice, kinds that are not there."""
    seen: dict[tuple[str, str, str, str], str] = {}
    for row in rows:
        key = (row["list_id"], row["list_version"], row["kind"], row["code"])
        if first := seen.get(key):
            yield (
                int(row["line"]),
                f"code {row['code']} staat al op regel {first}",
                f"code {row['code']} is on line {first} already",
            )
        seen.setdefault(key, row["line"])
    for list_id, version in dict.fromkeys((row["list_id"], row["list_version"]) for row in rows):
        known = contract.lists.get(list_id)
        missing = _missing_kinds(known, {key[2] for key in seen if key[:2] == (list_id, version)})
        if missing:
            yield (
                0,
                f"lijst {list_id}, versie {version}, heeft geen codes van soort {missing}",
                f"list {list_id}, version {version}, has no codes of kind {missing}",
            )


def _missing_kinds(known: TechnicalList | None, found: set[str]) -> str:
    return ", ".join(kind for kind in known.kinds if kind not in found) if known else ""


def _refusal(problems: Sequence[_Problem]) -> ReadError:
    def told(language: int, word: str, more: str) -> str:
        lines = [
            f"{word} {problem[0]}: {problem[language]}" if problem[0] else str(problem[language])
            for problem in problems[:_TOLD]
        ]
        rest = len(problems) - len(lines)
        return "; ".join(lines) + (f"; {more.format(rest)}" if rest else "")

    return ReadError(
        told(2, "line", "and {} more"),
        nl=told(1, "regel", "en nog {}"),
        action_nl="Vraag de afzender om een verbeterde lijst; de vorige blijft in gebruik.",
    )


def _tidy(
    contract: ListContract,
    folder: Path,
    originals: Sequence[str],
    *,
    resource: str,
    published: date | None,
    period: str | None,
) -> Tidied:
    (name,) = originals
    try:
        rows = read_list(folder / name, contract)
    except ReadError as error:
        raise ReadError(
            f"{resource}: {error}", nl=f"{resource}: {error.nl}", action_nl=error.action_nl
        ) from error
    if not rows:
        raise ReadError(f"{resource}: no rows", nl=f"{resource}: geen regels")
    frame = pd.DataFrame(rows).astype({"line": "int64"})
    frame[[*COLUMNS, "line"]].to_parquet(folder / "data.parquet", index=False)
    return Tidied(len(frame), ())
