"""Numbers as partners write them: every way to read a text, and a question when there are more.

Dutch (`1.811,5`) and English (`1,811.5`) are both tried. A count is whole, so `1.811` can only be
1811 there; for a percentage it is either, and its sender is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from sources.partner_contract import Unit
from sources.partners.reasons import RefusedCellError, because

_DUTCH = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<s>[. '])[0-9]{3}(?:(?P=s)[0-9]{3})*|[0-9]+)"
    r"(?:,(?P<rest>[0-9]+))?"
)
_ENGLISH = re.compile(r"(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<rest>[0-9]+))?")
_PERCENT = re.compile(r" ?(%|procent|percent|pct\.?)$", re.IGNORECASE)
_NOTHING = {"", "-", "–", "—", ".", "x", "nvt", "n.v.t.", "onbekend", "geen", "n/a", "nan", "null"}
_LONGEST = 40
# A count may be written by a program that knows no whole numbers: 182.0 or 182,00.
_NO_DECIMALS = re.compile(r"0{1,2}")

# A thousand in English, and three decimals in Dutch: `182,000`.
_THREE_ZEROS = re.compile(r"[1-9][0-9]{0,2},000")

QUALIFIERS = {
    "circa": r"circa|c\.?a\.?|ongeveer|naar schatting|zo[’'`]n|rond(?: de)?|rondom|±|\+/-|~|"
    r"about|approx\.?",
    "ruim": r"ruim|meer dan|dik|over|more than|>",
    "bijna": r"bijna|een kleine|krap|net geen|nearly|almost",
    "minstens": r"minstens|ten ?minste|minimaal|at least|>=|≥",
    "hoogstens": r"hoogstens|hooguit|ten hoogste|maximaal|at most|<=|≤",
}
"""How a partner says that a number is not exact; the first word is how we keep it."""

_QUALIFIED = [
    (name, re.compile(rf"(?:{words})(?=[ 0-9]) ?", re.IGNORECASE))
    for name, words in QUALIFIERS.items()
]


@dataclass(frozen=True)
class Amount:
    """A value in its unit (percentages 0-100), and how its sender qualified it."""

    value: float
    qualifier: str = ""


def read_amount(text: str, unit: Unit, *, is_fraction: bool = False) -> Amount:
    """Read the cell of a value.

    Raises:
        RefusedCellError: it is no number, no whole one where people are counted, or one that can
            be read in more than one way.
    """
    if text.lower() in _NOTHING:
        raise RefusedCellError(because("value_empty"))
    qualifier, number = _qualified(text)
    has_sign = bool(_PERCENT.search(number))
    number = _PERCENT.sub("", number)
    if has_sign and unit == "count":
        raise RefusedCellError(because("percent_for_count"))
    value = _one_of(_readings(number, unit), unit)
    if unit == "percent" and not has_sign:
        value = _percentage(value, is_fraction)
    return Amount(float(value), qualifier)


def _qualified(text: str) -> tuple[str, str]:
    for name, words in _QUALIFIED:
        if found := words.match(text):
            return name, text[found.end() :]
    return "", text


def _readings(number: str, unit: Unit) -> set[Decimal]:
    if number.startswith(("-", "\u2212")):
        raise RefusedCellError(because("value_negative"))
    if number.startswith("<"):
        raise RefusedCellError(because("value_suppressed"))
    if len(number) > _LONGEST:
        raise RefusedCellError(because("value_no_number"))
    found = [_DUTCH.fullmatch(number), _ENGLISH.fullmatch(number)]
    read = [(match["whole"], match["rest"] or "") for match in found if match]
    if not read:
        raise RefusedCellError(because("value_no_number"))
    if unit == "count" and not _THREE_ZEROS.fullmatch(number):
        read = [(whole, rest) for whole, rest in read if not rest or _NO_DECIMALS.fullmatch(rest)]
        if not read:
            raise RefusedCellError(because("value_not_whole"))
    return {Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{rest or 0}") for whole, rest in read}


def _one_of(readings: set[Decimal], unit: Unit) -> Decimal:
    if len(readings) > 1:
        low, high = (unmistakable(value) for value in sorted(readings))
        sign = "%" if unit == "percent" else ""
        raise RefusedCellError(because("value_ambiguous", low=f"{low}{sign}", high=f"{high}{sign}"))
    (value,) = readings
    return value


def _percentage(value: Decimal, is_fraction: bool) -> Decimal:
    """From a cell without a sign: Excel stores 41 % as 0,41, and people type 0,41 for 0,41 %."""
    if is_fraction:
        if value > 1:
            raise RefusedCellError(because("fraction_too_large"))
        return value * 100
    if 0 < value <= 1:
        raise RefusedCellError(
            because("value_ambiguous", low=f"{written(value)}%", high=f"{written(value * 100)}%")
        )
    return value


def unmistakable(value: Decimal) -> str:
    """A number that is read in one way only: three decimals could be a thousand, four cannot."""
    text = written(value)
    return f"{text}0" if len(text.partition(",")[2]) == 3 else text


def written(value: Decimal | float) -> str:
    """A number as we ask partners to write it: `1811`, `16,2`."""
    text = f"{Decimal(str(value)).normalize():f}"
    return text.replace(".", ",")
