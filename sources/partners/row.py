"""One row of a delivery: what its cells mean for the figure that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from sources.partner_contract import TOTAL, Figure, PartnerContract, Unit
from sources.partners.delivery import Accepted, Refused
from sources.partners.layout import ColumnName, Header
from sources.partners.numbers import read_amount, written
from sources.partners.periods import read_period, starts_on
from sources.partners.reasons import Reason, RefusedCellError, because
from sources.partners.regions import region_codes, regions, spelled
from sources.partners.sheet import Row
from sources.partners.text import plain

EXAMPLE = "voorbeeld"
"""A row whose note begins with this word is the example of our template."""

_FRACTIONS = ("fractie", "fraction")
_UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(("aantal", "aantallen", "stuks", "personen", "count", "number"), "count"),
    **dict.fromkeys(("procent", "percentage", "percent", "pct", *_FRACTIONS), "percent"),
}
_TOTAL_WORDS = ("totaal", "total", "alle", "geen", "nvt", "n v t")
_NOTHING = ("", "-", "–", "—")
_YEARS_AHEAD = 20
_DIGITS, _DIGITS_AT_END = re.compile(r"[0-9]+ ?%?"), re.compile(r"[0-9]$")
_LISTED = 8
"""More choices than this are not listed in a sentence."""

_LONGEST_NAME, _MOST_GUESSED = 120, 200
"""Letters of a name, and names of a file, for which the nearest figure is looked up."""

Read = TypeVar("Read")


class RowReader:
    """Reads the rows of one file."""

    def __init__(
        self, contract: PartnerContract, header: Header, received: date, *, may_cut: bool
    ) -> None:
        self._contract = contract
        self._may_cut = may_cut
        self._header = header
        self._received = received
        self._near: dict[str, str | None] = {}
        self._figures = {
            plain(name): figure_id
            for figure_id, figure in contract.figures.items()
            for name in (figure_id, figure.title_nl, figure.title_en, *figure.spellings)
        }

    def knows_figure(self, name: str) -> bool:
        """Whether a cell names a figure of the contract."""
        return plain(name) in self._figures

    def read(self, row: Row) -> Accepted | list[Refused]:
        """The figure in a row, or everything that is wrong with it."""
        if too_many := row.cells[len(self._header.row.cells) :]:
            reason = because("cells_too_many", count=len(too_many))
            return [Refused(row.line, self._header.called("value"), "", reason, row.cells)]
        cells = _Cells(row, self._header)
        if plain(cells.text("note")).partition(" ")[0] == EXAMPLE:
            cells.refuse("note", because("example_row"))
            return cells.refused
        figure_id = cells.read("figure", self._figure_id)
        if figure_id is None:
            return cells.refused
        figure = self._contract.figures[figure_id]
        period = cells.read("period", lambda text: self._period(text, figure))
        region = cells.read("region", lambda text: _region(text, figure))
        breakdown = cells.read("breakdown", lambda text: _breakdown(text, figure))
        cells.read("unit", lambda text: _check_unit(text, figure))
        if self._is_cut(cells):
            cells.refuse("value", because("value_cut"))
        is_fraction = plain(cells.text("unit")) in _FRACTIONS
        said = cells.read("value", lambda text: _value(text, figure, is_fraction))
        if cells.refused or not (period and region and breakdown and said):
            return cells.refused
        value, qualifier = said
        return Accepted(
            row.line, figure_id, period, region, breakdown, value, figure.unit, qualifier
        )

    def _is_cut(self, cells: _Cells) -> bool:
        """Whether a number with a comma in it may have been cut into two cells: `1` and `811`."""
        return (
            self._may_cut
            and self._header.follows("value") in (None, "note", "unit", "region", "breakdown")
            and bool(_DIGITS_AT_END.search(cells.text("value")))
            and bool(_DIGITS.fullmatch(cells.after("value")))
        )

    def _figure_id(self, text: str) -> str:
        if not text:
            raise RefusedCellError(because("figure_empty"))
        name = plain(text)
        if found := self._figures.get(name):
            return found
        if near := self._nearest(name):
            title = self._contract.figures[near].title_nl
            raise RefusedCellError(because("figure_unknown_but", name=title))
        raise RefusedCellError(because("figure_unknown"))

    def _nearest(self, name: str) -> str | None:
        """The figure that a misspelled name is most like; looking for it takes long."""
        if name in self._near:
            return self._near[name]
        if len(name) > _LONGEST_NAME or len(self._near) == _MOST_GUESSED:
            return None
        found = get_close_matches(name, self._figures, n=1, cutoff=0.75)
        self._near[name] = self._figures[found[0]] if found else None
        return self._near[name]

    def _period(self, text: str, figure: Figure) -> str:
        # What is planned may lie ahead; what was observed may not.
        ahead = 0 if figure.kind == "observed" else _YEARS_AHEAD
        period = read_period(text, figure.period, latest=self._received.year + ahead)
        if starts_on(period) > self._received and figure.kind == "observed":
            raise RefusedCellError(because("period_in_future", day=self._received.isoformat()))
        return period


class _Cells:
    """The cells of one row; collects what is wrong with them."""

    def __init__(self, row: Row, header: Header) -> None:
        self.refused: list[Refused] = []
        self._row = row
        self._header = header

    def text(self, column: ColumnName) -> str:
        return self._header.cell(self._row, column)

    def after(self, column: ColumnName) -> str:
        """The cell to the right of a column's; empty at the end of the row."""
        position = self._header.at[column] + 1
        return self._row.cells[position] if position < len(self._row.cells) else ""

    def refuse(self, column: ColumnName, reason: Reason) -> None:
        name, value = self._header.called(column), self.text(column)
        self.refused.append(Refused(self._row.line, name, value, reason, self._row.cells))

    def read(self, column: ColumnName, how: Callable[[str], Read]) -> Read | None:
        """What `how` makes of a cell; None, and a refusal, where it makes nothing of it."""
        try:
            return how(self.text(column))
        except RefusedCellError as error:
            self.refuse(column, error.reason)
            return None


def _region(text: str, figure: Figure) -> str:
    codes = region_codes(figure.regions)
    if not text:
        # A figure of one region need not say so; of several, the first is the whole.
        if len(codes) == 1 or regions()[codes[0]].level == "country":
            return codes[0]
        raise RefusedCellError(because("region_empty", choices=_choices(_names(codes))))
    if code := spelled(codes).get(plain(text)):
        return code
    raise RefusedCellError(because("region_unknown", choices=_choices(_names(codes))))


def _names(codes: Iterable[str]) -> list[str]:
    return [regions()[code].name for code in codes]


def _breakdown(text: str, figure: Figure) -> str:
    if text in _NOTHING or plain(text) in _TOTAL_WORDS:
        return TOTAL
    for name, spellings in figure.breakdowns.items():
        if plain(text) in {plain(name), *map(plain, spellings)}:
            return name
    if not figure.breakdowns:
        raise RefusedCellError(because("breakdown_none"))
    known = [spellings[0] if spellings else name for name, spellings in figure.breakdowns.items()]
    raise RefusedCellError(because("breakdown_unknown", choices=_choices(known)))


def _check_unit(text: str, figure: Figure) -> None:
    said = "percent" if text == "%" else _UNITS.get(plain(text))
    if text and said != figure.unit:
        raise RefusedCellError(because(f"unit_is_{figure.unit}"))


def _value(text: str, figure: Figure, is_fraction: bool) -> tuple[float | None, str]:
    """A value and how it was qualified; a word alone where the figure allows one."""
    for word in figure.words:
        if plain(text) == plain(word):
            return None, word
    amount = read_amount(text, figure.unit, is_fraction=is_fraction)
    if not figure.minimum <= amount.value <= figure.highest:
        low, high = written(figure.minimum), written(figure.highest)
        raise RefusedCellError(because("value_out_of_range", low=low, high=high))
    return amount.value, amount.qualifier


def _choices(names: list[str]) -> str:
    shown = ", ".join(names[:_LISTED])
    return f"{shown}, …" if len(names) > _LISTED else shown
