"""Groups: checks that many tables share, written once in `groups/<name>.yml`.

A suite uses a group by name and says what is particular to its table. In the texts and the SQL
of a group, `{name}` stands for a parameter or a threshold: a list becomes columns (`a, b`), and
with `{name:values}` literals (`'a', 'b'`). `{batch}` stays, for Great Expectations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from expectations.sql import literal
from expectations.yaml_file import read_yaml

GROUPS = Path(__file__).parent / "groups"

# Doubled braces are SQL's own.
_PLACE = re.compile(r"(?<!\{)\{([a-z_]+)(:values)?\}(?!\})")


class GroupError(Exception):
    """A group does not exist, or is used wrongly; the message says how."""


class Group(BaseModel):
    """What a group file holds: the meaning of each parameter, its default, and the entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parameters: Mapping[str, str]
    defaults: Mapping[str, Any] = {}
    checks: tuple[dict[str, Any], ...] = Field(min_length=1)


class Use(BaseModel):
    """How a suite uses a group.

    `prefix` begins the ids; `leave_out` names the entries that do not fit, each with its reason;
    `change` replaces keys of entries, thresholds one by one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    group: str
    prefix: str
    given: Mapping[str, Any] = Field({}, alias="with")
    leave_out: Mapping[str, str] = {}
    change: Mapping[str, dict[str, Any]] = {}


def expand(uses: Any, folder: Path = GROUPS) -> list[dict[str, Any]]:
    """The entries that a suite's `use` stands for, in the order of the groups.

    Raises `GroupError`.
    """
    if not isinstance(uses, list | tuple):
        raise GroupError("use: a list of groups")
    entries = []
    for item in uses:
        try:
            use = Use.model_validate(item)
        except ValidationError as error:
            raise GroupError(
                f"use: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}"
            ) from None
        entries += _entries(use, read_group(folder / f"{use.group}.yml"))
    return entries


@cache
def read_group(path: Path) -> Group:
    """Read a group.

    Raises `GroupError`.
    """
    if not path.is_file():
        known = ", ".join(sorted(other.stem for other in path.parent.glob("*.yml")))
        raise GroupError(f"use: no group {path.stem}; there are {known}")
    try:
        return Group.model_validate(read_yaml(path))
    except ValidationError as error:
        raise GroupError(f"group {path.stem}: {error}") from error


def fill(entry: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An entry with its placeholders filled from its thresholds, and from what is given.

    Raises `GroupError` for a placeholder that nothing is given for.
    """
    thresholds = entry.get("thresholds") or {}
    values = {**(given or {}), **thresholds}
    where = str(entry.get("id", "entry"))
    return {
        key: value if key == "thresholds" else _filled(value, values, where)
        for key, value in entry.items()
    }


def _entries(use: Use, group: Group) -> list[dict[str, Any]]:
    ids = {entry["id"] for entry in group.checks}
    if unknown := sorted({*use.leave_out, *use.change} - ids):
        raise GroupError(f"group {use.group} has no entry {', '.join(unknown)}")
    given = {**group.defaults, **use.given}
    if wrong := sorted(set(given) ^ set(group.parameters)):
        raise GroupError(
            f"group {use.group}: missing or unknown {', '.join(wrong)}; "
            f"it takes {', '.join(group.parameters)}"
        )
    entries = []
    for entry in group.checks:
        if entry["id"] in use.leave_out:
            continue
        changed = use.change.get(entry["id"], {})
        thresholds = {**entry.get("thresholds", {}), **changed.get("thresholds", {})}
        own = {**entry, **changed, "thresholds": thresholds, "id": f"{use.prefix}_{entry['id']}"}
        entries.append(fill(own, given))
    return entries


def _filled(value: Any, values: Mapping[str, Any], where: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, values, where) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values, where) for inner in value]
    if not isinstance(value, str):
        return value
    # A placeholder alone keeps its type: a list stays one.
    if (alone := _PLACE.fullmatch(value)) and alone[1] in values and not alone[2]:
        return values[alone[1]]
    return _PLACE.sub(lambda place: _written(place, values, where), value)


def _written(place: re.Match[str], values: Mapping[str, Any], where: str) -> str:
    name, as_values = place[1], place[2]
    if name == "batch":
        return place[0]
    if name not in values:
        raise GroupError(f"{where}: nothing is given for {{{name}}}")
    value = values[name]
    items = value if isinstance(value, list | tuple) else [value]
    if as_values:
        return ", ".join(literal(str(item)) for item in items)
    return ", ".join(str(item) for item in items)
