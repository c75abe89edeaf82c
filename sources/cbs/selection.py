"""A contract held against a table: which of its dimensions, members and measures are meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.catalog import CbsContract, CbsDimension
from sources.cbs.description import Code, Description, Dimension
from sources.landing import Severity
from sources.reading import ReadError

_MOST_MEMBERS = 40
"""An address with more members than this gets too long for servers; the rest is not filtered."""


class RedesignError(ReadError):
    """CBS changed the table in a way that what uses it cannot follow."""

    severity: Severity = "block"


@dataclass(frozen=True)
class Selection:
    """What of a table is fetched, in its own names and codes.

    `columns` maps our names of dimensions to those of CBS, None for one that is absent.
    `members` and `prefixes` narrow dimensions, by the name that CBS gives them.
    """

    columns: Mapping[str, str | None]
    members: Mapping[str, tuple[str, ...]]
    prefixes: Mapping[str, tuple[str, ...]]
    measures: tuple[Code, ...]
    some_measures: bool

    def conditions(self) -> list[str]:
        """What to ask of dimensions in `$filter`, for either version.

        Keys are as the code list has them: in v3 an unpadded one matches nothing.
        """
        return [
            *(any_of(name, codes) for name, codes in self.members.items()),
            *(
                "(" + " or ".join(f"startswith({name},'{prefix}')" for prefix in prefixes) + ")"
                for name, prefixes in self.prefixes.items()
            ),
        ]


def any_of(name: str, codes: Sequence[str]) -> str:
    """A condition that one of these codes meets."""
    return "(" + " or ".join(f"{name} eq '{code}'" for code in codes) + ")"


def select(contract: CbsContract, description: Description) -> Selection:
    """What the contract asks of this table.

    Raises:
        RedesignError: a dimension, member or measure that is used vanished, or a dimension came.
    """
    by_name = {dimension.identifier: dimension for dimension in description.dimensions}
    columns = _match(contract, by_name)
    members, prefixes = {}, {}
    for column, identifier in columns.items():
        if identifier is None:
            continue
        wanted = contract.dimensions[column]
        dimension = by_name[identifier]
        codes = _members(column, wanted, dimension)
        if codes and len(codes) < len(dimension.codes) and len(codes) <= _MOST_MEMBERS:
            members[identifier] = codes
        if wanted.codes:
            prefixes[identifier] = wanted.codes
    measures = _measures(contract, description.measures)
    return Selection(
        columns, members, prefixes, measures, len(measures) < len(description.measures)
    )


def _match(contract: CbsContract, known: Mapping[str, Dimension]) -> dict[str, str | None]:
    plain = {_plain(name): name for name in known}
    found = {
        column: next((plain[_plain(n)] for n in spec.names if _plain(n) in plain), None)
        for column, spec in contract.dimensions.items()
    }
    missing = [
        f"{column} ({' or '.join(contract.dimensions[column].names)})"
        for column, name in found.items()
        if name is None and contract.dimensions[column].required
    ]
    if missing:
        raise RedesignError(
            f"dimension missing: {', '.join(missing)}; the table has {', '.join(known)}. "
            "CBS redesigned it: adapt the contract, and the models that use this dimension"
        )
    new = set(known) - set(found.values())
    if new:
        # An unknown dimension multiplies rows: sums over the known ones would count double.
        raise RedesignError(
            f"new dimension: {', '.join(sorted(new))}. Add it to the contract and choose its "
            "members in the staging model, or sums would count double"
        )
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _members(column: str, wanted: CbsDimension, dimension: Dimension) -> tuple[str, ...]:
    known = by_title(dimension.codes)
    gone = [title for title in (*wanted.members, *wanted.uses) if title not in known]
    if gone:
        raise RedesignError(
            f"member missing from {column}: {', '.join(gone)}; the models that use "
            f"{'it' if len(gone) == 1 else 'them'} keep the previous vintage. Look in the code "
            "list for the new title, and adapt the contract and the models"
        )
    for prefix in wanted.codes:
        if not any(code.code.startswith(prefix) for code in dimension.codes):
            raise RedesignError(f"no code of {column} starts with {prefix}")
    return tuple(known[title].code for title in wanted.members)


def _measures(contract: CbsContract, measures: Sequence[Code]) -> tuple[Code, ...]:
    known = by_title(measures)
    gone = [title for title in contract.measures if title not in known]
    if gone:
        listed = ", ".join(sorted(known))
        raise RedesignError(f"measure missing: {', '.join(gone)}; the table has {listed}")
    return tuple(known[title] for title in contract.measures)


def by_title(codes: Sequence[Code]) -> dict[str, Code]:
    """Codes by the name that a contract has for them: the title, or `group / title` if shared."""
    # Without the asterisks of a provisional period.
    titles = [code.title.strip().rstrip("*") for code in codes]
    shared = {title for title, times in Counter(titles).items() if times > 1}
    return {
        f"{code.group} / {title}" if title in shared and code.group else title: code
        for code, title in zip(codes, titles, strict=True)
    }
