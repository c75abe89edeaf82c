"""DUO's registers of addresses: boards, institutions and locations of every kind of education.

The portal's files are current ones. The older site has two of them too, for when the portal does
not answer: the same schools, in Windows-1252, with cells that are padded to a fixed width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sources.upstream.sample import registers
from sources.upstream.sample.allocate import chance
from sources.upstream.sample.files import CKAN, LEGACY_ADDRESSES, write_csv
from sources.upstream.sample.places import PLACES, Place
from sources.upstream.sample.registers import Board, Entry, boards
from sources.upstream.sample.resources import MARCH, resource
from sources.upstream.sample.schools import Location

_LEGACY = "files/open_onderwijsdata/images/{}.csv"
_VISIT = ["STRAATNAAM", "HUISNUMMER-TOEVOEGING", "POSTCODE", "PLAATSNAAM"]
_MAIL = [f"{name} CORRESPONDENTIEADRES" for name in _VISIT]
_ADDRESS = [
    *_VISIT,
    *("GEMEENTENUMMER", "GEMEENTENAAM", "DENOMINATIE", "TELEFOONNUMMER", "INTERNETADRES"),
]
_AREAS = [*next(iter(PLACES.values())).areas]
_MBO_KIND = ["MBO INSTELLINGSSOORT - CODE", "MBO INSTELLINGSSOORT - NAAM"]
_HO_KIND = ["SOORT HO"]
_WHO = ["PROVINCIE", "BEVOEGD GEZAG NUMMER", "INSTELLINGSCODE"]
_KINDS_IN_FULL = {"ROC": "Regionaal Opleidingscentrum", "BER": "Beroepscollege"}
_DENOMINATIONS = ("Openbaar", "Rooms-Katholiek", "Protestants-Christelijk", "Algemeen bijzonder")
_WIDTHS = {"TELEFOONNUMMER": 10, "INTERNETADRES": 80}


def write_addresses(folder: Path, locations: Sequence[Location]) -> None:
    """Write all registers under `folder` (`<data>/duo`)."""
    _write_schools(folder, "vo", registers.secondary(locations), "02.-alle-vestigingen-vo")
    _write_schools(folder, "bo", registers.primary(), "03.-alle-vestigingen-bo")
    _write_institutions(folder, "mbo", registers.vocational(), _MBO_KIND)
    _write_institutions(folder, "ho", registers.higher(), _HO_KIND)


def _write_schools(folder: Path, sector: str, entries: Sequence[Entry], legacy: str) -> None:
    structure = ["ONDERWIJSSTRUCTUUR"] if sector == "vo" else []
    rest = [*_ADDRESS, *structure, *_MAIL, *_AREAS]
    header = [*_WHO, "VESTIGINGSCODE", "VESTIGINGSNAAM", *rest, "VAKANTIEREGIO"]
    rows = [_facts(entry) for entry in entries]
    main = [_facts(entry) for entry in entries if entry.is_main]
    _write(folder, sector, "vestigingen", header, rows)
    _write(folder, sector, "instellingen", [*_WHO, "INSTELLINGSNAAM", *rest], main)
    _write_boards(folder, sector, boards(entries))
    path = folder / _LEGACY.format(legacy)
    write_csv(path, LEGACY_ADDRESSES, [header, *_padded(header, rows)], MARCH)


def _write_institutions(
    folder: Path, sector: str, entries: Sequence[Entry], kind: list[str]
) -> None:
    header = [*kind, *_WHO, "INSTELLINGSNAAM", *_ADDRESS, *_MAIL, *_AREAS]
    _write(folder, sector, "instellingen", header, [_facts(entry) for entry in entries])
    _write_boards(folder, sector, boards(entries))


def _write_boards(folder: Path, sector: str, governing: Iterable[Board]) -> None:
    numbers = ["ADMINISTRATIEKANTOORNUMMER", "KVK-NUMMER"]
    if sector == "bo":
        numbers.reverse()
    kind = _HO_KIND if sector == "ho" else []
    named = ["BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM"]
    header = [*kind, *named, *_ADDRESS, *_MAIL, *numbers]
    _write(folder, sector, "besturen", header, [_facts_of_board(board) for board in governing])


def _write(
    folder: Path,
    sector: str,
    what: str,
    header: Sequence[str],
    rows: Iterable[Mapping[str, str]],
) -> None:
    file = resource(f"adressen_{sector}", f"{what}{sector}.csv")
    table = [[row[name] for name in header] for row in rows]
    write_csv(folder / file.path, CKAN, [header, *table], file.published)


def _facts(entry: Entry) -> dict[str, str]:
    """What the registers say of a location, by header."""
    return _address(entry.location, entry.place) | {
        "PROVINCIE": entry.place.province,
        "BEVOEGD GEZAG NUMMER": _number(entry.board),
        "INSTELLINGSCODE": entry.institution,
        "INSTELLINGSNAAM": entry.name,
        "VESTIGINGSCODE": entry.location,
        "VESTIGINGSNAAM": entry.name,
        "ONDERWIJSSTRUCTUUR": entry.structure,
        "MBO INSTELLINGSSOORT - CODE": entry.kind,
        "MBO INSTELLINGSSOORT - NAAM": _KINDS_IN_FULL.get(entry.kind, ""),
        "SOORT HO": entry.kind,
        "VAKANTIEREGIO": entry.place.holiday_region,
    }


def _facts_of_board(board: Board) -> dict[str, str]:
    return _address(board.number, board.place) | {
        "SOORT HO": board.kind,
        "BEVOEGD GEZAG NUMMER": _number(board),
        "BEVOEGD GEZAG NAAM": board.name,
        "ADMINISTRATIEKANTOORNUMMER": "",
        "KVK-NUMMER": "",
    }


def _number(board: Board) -> str:
    """In the portal's store it is a number: the zeros in front are lost."""
    return board.number.lstrip("0")


def _address(code: str, place: Place) -> dict[str, str]:
    """An invented address in a real place; every fourth has neither telephone nor website."""
    letters = "".join(chr(ord("A") + chance(0, 25, "postcode", code, turn)) for turn in (1, 2))
    visit = dict(
        zip(
            _VISIT,
            ("Voorbeeldlaan", str(chance(1, 250, code)), place.postcode + letters, place.name),
            strict=True,
        )
    )
    reached = chance(0, 3, "reached", code) > 0
    return {
        **visit,
        "GEMEENTENUMMER": place.municipality_code,
        "GEMEENTENAAM": place.municipality,
        "DENOMINATIE": _DENOMINATIONS[chance(0, 3, "denomination", code[:4])],
        "TELEFOONNUMMER": f"0000{chance(0, 999999, 'telephone', code):06d}" if reached else "",
        "INTERNETADRES": f"www.{code.lower()}.example" if reached else "",
        **dict(zip(_MAIL, visit.values(), strict=True)),
        **place.areas,
    }


def _padded(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[list[str]]:
    """As the older site writes it: a space in postcodes, cells filled up with spaces."""
    for row in rows:
        cells = dict(row)
        for name in header:
            if name.startswith("POSTCODE"):
                cells[name] = f"{row[name][:4]} {row[name][4:]}"
            cells[name] = (cells[name] or " ").ljust(_WIDTHS.get(name, 0))
        cells["BEVOEGD GEZAG NUMMER"] = row["BEVOEGD GEZAG NUMMER"].zfill(5)
        yield [cells[name] for name in header]
