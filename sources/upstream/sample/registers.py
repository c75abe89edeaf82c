"""Who is in DUO's registers of addresses: locations of schools, institutions, and their boards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sources.upstream.sample.institutions import HBO, MBO, WO, Institution
from sources.upstream.sample.places import PLACES, Place
from sources.upstream.sample.schools import NAMES, Location

_GOVERNED = 4
_STRUCTURES = {
    "v": "VBO/MAVO",
    "b": "VBO/MAVO/HAVO/VWO",
    "h": "HAVO/VWO",
    "g": "VBO",
    "p": "PRO",
}


@dataclass(frozen=True)
class Board:
    """A board (bevoegd gezag), at the place of the first institution that it governs.

    Its number starts with a zero, which those of real boards do not.
    """

    number: str
    name: str
    place: Place
    kind: str


@dataclass(frozen=True)
class Entry:
    """A location as a register has it.

    `location` is its code with that of the institution in front; `kind` is what an institution of
    mbo or higher education is, `structure` what a school in secondary education offers.
    """

    institution: str
    location: str
    name: str
    place: Place
    board: Board
    kind: str = ""
    structure: str = ""

    @property
    def is_main(self) -> bool:
        """Whether it is the main location of its institution."""
        return self.location.endswith("00")


_NO_BOARD = Board("", "", next(iter(PLACES.values())), "")


def secondary(locations: Iterable[Location]) -> tuple[Entry, ...]:
    """The schools in secondary education."""
    return _governed(
        101,
        (
            Entry(
                location.institution_code,
                location.full_code,
                location.name,
                PLACES[location.place],
                _NO_BOARD,
                structure=_STRUCTURES[location.kind],
            )
            for location in locations
        ),
    )


def primary() -> tuple[Entry, ...]:
    """Two schools in primary education in every place, which the sample needs nowhere else."""
    return _governed(201, _primary())


def _primary() -> Iterator[Entry]:
    names = iter(NAMES * 2)
    schools = 0
    for turn, place in enumerate(PLACES.values()):
        for at_same in (False, turn % 3 == 0):
            schools += 0 if at_same else 1
            first, letter = divmod(schools - 1, 26)
            code = f"99{'ABCDE'[first]}{chr(ord('A') + letter)}"
            location = f"{code}{'01' if at_same else '00'}"
            yield Entry(code, location, f"Voorbeeldschool {next(names)}", place, _NO_BOARD)


def vocational() -> tuple[Entry, ...]:
    """The institutions of mbo."""
    return _governed(301, map(_main, MBO))


def higher() -> tuple[Entry, ...]:
    """The institutions of higher education."""
    return _governed(401, map(_main, (*HBO, *WO)))


def _main(one: Institution) -> Entry:
    return Entry(one.code, f"{one.code}00", one.name, one.places[0], _NO_BOARD, kind=one.kind)


def boards(entries: Iterable[Entry]) -> tuple[Board, ...]:
    """Each board once, in the order of their numbers."""
    return tuple(sorted({entry.board for entry in entries}, key=lambda board: board.number))


def _governed(first_board: int, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The same entries with their boards: one for every four institutions of a kind."""
    listed = tuple(entries)
    first = {entry.institution: entry for entry in reversed(listed)}
    by_kind = groupby(sorted(first.values(), key=lambda one: (one.kind, one.institution)), _kind)
    batches = [batch for _, group in by_kind for batch in _batches([*group])]
    governing: dict[str, Board] = {}
    for number, batch in enumerate(batches, first_board):
        name = f"Stichting Voorbeeldonderwijs {number}"
        board = Board(f"{number:05d}", name, batch[0].place, batch[0].kind)
        governing |= dict.fromkeys((one.institution for one in batch), board)
    return tuple(replace(entry, board=governing[entry.institution]) for entry in listed)


def _kind(entry: Entry) -> str:
    return entry.kind


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), _GOVERNED):
        yield entries[start : start + _GOVERNED]
