"""Regions that partners report on, by what partners call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from sources.partners.text import plain
from sources.strict import Strict
from sources.yaml_file import read_yaml

_FILE = Path(__file__).with_name("regions.yml")

Level = Literal["country", "landsdeel", "province", "labour_market_region", "municipality", "group"]


class Region(Strict):
    """A region: its name, and what else it is called."""

    name: str
    level: Level
    spellings: tuple[str, ...] = ()


@cache
def regions() -> Mapping[str, Region]:
    """All regions by code, the country first."""
    return TypeAdapter(dict[str, Region]).validate_python(read_yaml(_FILE))


@cache
def region_codes(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that a contract means: a level (`province`) stands for all regions of it.

    Raises:
        KeyError: there is no such code or level.
    """
    codes: list[str] = []
    for name in wanted:
        of_level = [code for code, region in regions().items() if region.level == name]
        if not of_level and name not in regions():
            raise KeyError(name)
        codes += of_level or [name]
    return tuple(dict.fromkeys(codes))


@cache
def spelled(codes: tuple[str, ...]) -> Mapping[str, str]:
    """Code by each of the ways to write its region, as `plain` leaves them."""
    return {plain(name): code for code in codes for name in _names(code)}


def _names(code: str) -> Iterable[str]:
    region = regions()[code]
    return (code, region.name, *region.spellings)
