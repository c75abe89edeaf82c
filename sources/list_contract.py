"""The contract of lists that say what counts as technical: which lists, with which codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from sources.strict import Identifier, Strict


class ListFetch(Strict):
    """Files that are dropped in a folder of the inbox, by whoever keeps a list."""

    connector: Literal["list"]
    partners: tuple[Identifier, ...] = Field(min_length=1)


class Kind(Strict):
    """A kind of code, such as the crebo of a qualification; `pattern` is what a code looks like."""

    pattern: str
    description: str


class TechnicalList(Strict):
    """A list and the kinds of code that it must have: a file has all of them."""

    title_nl: str
    title_en: str
    kinds: Mapping[Identifier, Kind] = Field(min_length=1)


class ListContract(Strict):
    """The lists that may be sent, by id."""

    lists: Mapping[Identifier, TechnicalList] = Field(min_length=1)
