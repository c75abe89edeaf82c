"""DUO's `vo_onderwijslicenties`: which programme each location may offer, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from sources.upstream.sample.allocate import chance
from sources.upstream.sample.files import CKAN, write_csv
from sources.upstream.sample.offers import Offer
from sources.upstream.sample.resources import resource
from sources.upstream.sample.schools import Location

_COLUMNS = [
    "LICENTIECODE",
    "OIE_CODE",
    "VESTIGINGSCODE",
    "ERKENDEOPLEIDINGSCODE",
    "BEGINDATUM",
    "EINDDATUM",
    "BEKOSTIGD",
    "HERKOMST",
    "STADIUM",
]
_FUNDED = "KOMT_VOOR_BEKOSTIGING_IN_AANMERKING"
_NOT_FUNDED = "KOMT_NIET_VOOR_BEKOSTIGING_IN_AANMERKING"
# The sectors of vmbo until the profiles of 2016: licences that ended, by their old codes.
_ENDED = ("0631", "0661", "0681", "0711")


def write_licences(folder: Path, offers: Sequence[Offer]) -> None:
    """Write the register under `folder` (`<data>/duo`)."""
    file = resource("06_vomtgo", "vo_onderwijslicenties.csv")
    write_csv(folder / file.path, CKAN, [_COLUMNS, *_rows(offers)], file.published)


def _rows(offers: Sequence[Offer]) -> Iterator[list[str]]:
    licensed = dict.fromkeys((offer.location, offer.variant.element_code) for offer in offers)
    for location, code in licensed:
        start = chance(1996, 2016, "licence", location.full_code, code)
        funded = chance(0, 39, "funded", location.full_code, code) > 0
        yield _row(location, code, start, None, _FUNDED if funded else _NOT_FUNDED)
    for location in dict.fromkeys(offer.location for offer in offers):
        if location.kind == "v":
            for code in _ENDED:
                yield _row(location, code, 1998, 2016, _FUNDED)


def _row(location: Location, code: str, start: int, end: int | None, funding: str) -> list[str]:
    """A licence from one 1 August until another; the store keeps codes as numbers."""
    return [
        _key(location.full_code, code),
        location.institution_code,
        location.full_code,
        code.lstrip("0"),
        f"{start}-08-01T00:00:00",
        f"{end}-08-01T00:00:00" if end else "",
        funding,
        "VZP_MTGO",
        "STANDAARD",
    ]


def _key(*parts: str) -> str:
    """Digits in the form of a UUID."""
    digits = blake2b("|".join(parts).encode(), digest_size=16).hexdigest()
    cuts = (0, 8, 12, 16, 20, 32)
    return "-".join(digits[start:end] for start, end in pairwise(cuts))
