"""What changed since the previous release, as ready text for the HTML and the text part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from expectations.formatting import (
    Language,
    amount,
    day,
    difference,
    number,
    relative,
    shorten,
)
from expectations.highlights import Texts, change_sentence
from expectations.night import Cause, Changes, IndicatorChange, Move, TableChange
from expectations.sections import LINE, Limits, Shown, first
from expectations.tiers import GRAVITY

_VINTAGE = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]+$")


@dataclass(frozen=True)
class ChangeRow:
    """What happened to one indicator, or to one table."""

    name: str
    what: str


@dataclass(frozen=True)
class MoveRow:
    """One value, before and after, and why it moved."""

    name: str
    where: str
    period: str
    old: str
    new: str
    change: str
    why: str


@dataclass(frozen=True)
class ChangesSection:
    """What differs from the previous release, from the whole to the single value."""

    sentence: str
    tier: str
    indicators: Shown[ChangeRow]
    moves: Shown[MoveRow]
    tables: Shown[ChangeRow]
    vintages: str


def changes_section(
    changes: Changes | None, texts: Texts, language: Language, limits: Limits
) -> ChangesSection:
    """What changed; indicators, moves and tables with the gravest first.

    A mail tells of tables only where one of them lost something.
    """
    found = changes or Changes(tier="none")
    compared = changes is not None and not changes.first_release
    sentence = change_sentence(changes, texts, language)
    moves = found.moves[: limits.changes]
    tables = _told(found.tables)
    return ChangesSection(
        sentence=sentence[:1].upper() + sentence[1:] + ".",
        tier=texts[f"tier_{found.tier}"] if compared else "",
        indicators=first([_change(c, texts, language) for c in found.indicators], limits.changes),
        moves=Shown(
            tuple(_move(m, texts, language) for m in moves),
            max(found.moved, len(found.moves)) - len(moves),
        ),
        tables=first(
            [_table(t, texts, language) for t in tables],
            limits.changes if any(t.tier == "major" for t in tables) else limits.resting,
        ),
        vintages=_vintages(found.tables, texts, language),
    )


def _change(change: IndicatorChange, texts: Texts, language: Language) -> ChangeRow:
    what = []
    if change.definition_changed:
        what.append(texts["change_definition"])
    if change.new_periods:
        periods = ", ".join(change.new_periods[-3:])
        what.append(texts["change_periods"].format(periods=shorten(periods, 60)))
    counts = (
        ("change_removed", change.removed),
        ("change_revised", change.changed),
        ("change_added", change.added),
    )
    what += [_counted(key, count, texts, language) for key, count in counts if count]
    name = change.name_nl if language == "nl" else change.name_en
    return ChangeRow(shorten(name, LINE), "; ".join(what))


def _counted(key: str, count: int, texts: Texts, language: Language) -> str:
    return texts[f"{key}_one" if count == 1 else key].format(count=number(count, language))


def _move(move: Move, texts: Texts, language: Language) -> MoveRow:
    old = texts["none"] if move.old is None else amount(move.old, move.unit, language)
    new = texts["lost"] if move.new is None else amount(move.new, move.unit, language)
    gender = texts.get(f"gender_{move.gender}", move.gender)
    where = [part for part in (move.region_name, gender, move.education_level) if part]
    return MoveRow(
        name=shorten(move.name_nl if language == "nl" else move.name_en, LINE),
        where=shorten(", ".join(where), LINE),
        period=shorten(move.period, 20),
        old=old,
        new=new,
        change=_difference(move, language),
        why=_why(move.cause, texts, language),
    )


def _difference(move: Move, language: Language) -> str:
    if move.difference is None:
        return ""
    if move.difference_unit == "points":
        return difference(move.difference, "percent", language)
    return relative(move.difference, language)


def _why(cause: Cause, texts: Texts, language: Language) -> str:
    title = cause.title_nl if language == "nl" else cause.title_en
    old, new = _version(cause.old, language), _version(cause.new, language)
    if old == new:
        # Two versions of one day: only their whole names tell them apart.
        old, new = cause.old or "", cause.new or ""
    kind = "first_vintage" if cause.kind == "new_vintage" and not cause.old else cause.kind
    told = texts[f"cause_{kind}"].format(subject=title or cause.subject or "", old=old, new=new)
    return shorten(told, LINE)


def _version(name: str | None, language: Language) -> str:
    """Of a vintage the date with which its name begins; another version as it is."""
    if name is None or not _VINTAGE.match(name):
        return name or ""
    return day(date.fromisoformat(name[:10]), language)


def _told(tables: list[TableChange]) -> list[TableChange]:
    """What deserves a line: new vintages in raw tables are summed up in one for all."""
    told = [
        table
        for table in tables
        if table.tier != "none"
        and not (table.schema_name == "raw" and table.tier == "news" and not table.columns_added)
        and (table.schema_name, table.table_name) != ("meta", "vintages")
    ]
    return sorted(told, key=lambda table: -GRAVITY.index(table.tier))


def _vintages(tables: list[TableChange], texts: Texts, language: Language) -> str:
    new = sum(t.added for t in tables if (t.schema_name, t.table_name) == ("meta", "vintages"))
    return _counted("change_vintages", new, texts, language) if new else ""


def _table(table: TableChange, texts: Texts, language: Language) -> ChangeRow:
    name = f"{table.schema_name}.{table.table_name}"
    if table.rows_before is None or table.rows_now is None:
        key = "table_new" if table.rows_before is None else "table_lost"
        return ChangeRow(name, texts[key])
    what = [
        texts[key].format(names=shorten(", ".join(names), LINE))
        for key, names in (
            ("columns_lost", table.columns_removed),
            ("columns_new", table.columns_added),
            ("vintages_changed", table.vintages_changed),
        )
        if names
    ]
    counts = (
        ("vintages_lost", table.vintages_removed),
        ("change_removed", table.removed),
        ("rows_changed", table.changed),
        ("change_added", table.added),
    )
    what += [_counted(key, count, texts, language) for key, count in counts if count]
    return ChangeRow(name, "; ".join(what))
