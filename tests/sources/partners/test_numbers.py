"""Numbers in every style that partners use, all of them read in one way or asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from sources.partner_contract import Unit
from sources.partners.numbers import QUALIFIERS, Amount, read_amount, written
from sources.partners.reasons import Reason, RefusedCellError

WHOLE = (0, 1, 7, 12, 99, 100, 182, 999, 1000, 1001, 1811, 12_345, 100_000, 123_456, 20_000_000)
STYLES = {
    "bare": ("", ["", ",0", ",00", ".0", ".00"]),
    "Dutch": (".", ["", ",0", ",00"]),
    "English": (",", ["", ".0", ".00"]),
    "spaces": (" ", ["", ",0"]),
    "Swiss": ("'", ["", ",0"]),
}
SAID = {
    "circa": "circa|Circa|ca|ca.|ongeveer|zo'n|zo’n|rond|rond de|rondom|±|~|about|approx.",
    "ruim": "ruim|RUIM|meer dan|dik|over|more than|>",
    "bijna": "bijna|een kleine|krap|net geen|nearly|almost",
    "minstens": "minstens|ten minste|tenminste|minimaal|at least|>=|≥",
    "hoogstens": "hoogstens|hooguit|ten hoogste|maximaal|at most|<=|≤",
}


def refusal(text: str, unit: Unit, *, is_fraction: bool = False) -> Reason:
    with pytest.raises(RefusedCellError) as caught:
        read_amount(text, unit, is_fraction=is_fraction)
    return caught.value.reason


def choices(reason: Reason) -> list[str]:
    """What a question offers: `Bedoelt u 0,41% of 41%?`."""
    found = re.search(r"Bedoelt u (\S+) of (\S+?)\?", reason.nl)
    assert found
    return [*found.groups()]


def in_doubt(text: str) -> bool:
    """A thousand in English, and three decimals in Dutch."""
    return bool(re.fullmatch(r"[0-9]{1,3},000", text))


def whole_numbers() -> Iterator[tuple[str, int]]:
    for (thousands, ends), number in product(STYLES.values(), WHOLE):
        for end in ends:
            text = f"{number:,}".replace(",", thousands) + end
            if not in_doubt(text):
                yield text, number


@pytest.mark.parametrize(("text", "number"), sorted(set(whole_numbers())))
def test_a_count_in_every_style(text: str, number: int) -> None:
    assert read_amount(text, "count") == Amount(number)


def test_every_three_digits_of_a_count_are_a_thousand_in_both_languages() -> None:
    for number in range(1000, 10_000, 7):
        for sign in ".,":
            text = f"{number:,}".replace(",", sign)
            if not in_doubt(text):
                assert read_amount(text, "count").value == number


@pytest.mark.parametrize("text", ["182,000", "1,000", "20,000"])
def test_a_thousand_that_may_be_three_decimals_is_asked_about(text: str) -> None:
    low, high = choices(refusal(text, "count"))
    assert (low, high) == (text.partition(",")[0], text.replace(",", ""))
    assert read_amount(low, "count").value * 1000 == read_amount(high, "count").value


def test_decimals_of_a_count_are_never_dropped() -> None:
    for whole, digits, sign in product(("0", "1", "182", "1811"), range(1, 100), ",."):
        assert refusal(f"{whole}{sign}{digits:02d}", "count").rule == "value_not_whole"


@pytest.mark.parametrize("sign", ["%", " %", " procent", "procent", " Percent", " pct", "pct."])
def test_a_percentage_with_its_sign(sign: str) -> None:
    for tenths, point in product(range(0, 1001, 9), ",."):
        text = f"{tenths // 10}{point}{tenths % 10}{sign}"
        assert read_amount(text, "percent").value == pytest.approx(tenths / 10)
        assert refusal(text, "count").rule == "percent_for_count"


def test_a_percentage_without_a_sign_is_asked_about_up_to_one() -> None:
    for hundredths, point in product(range(0, 200), ",."):
        text = f"{hundredths // 100}{point}{hundredths % 100:02d}"
        if 0 < hundredths <= 100:
            assert refusal(text, "percent").rule == "value_ambiguous"
        else:
            assert read_amount(text, "percent").value == pytest.approx(hundredths / 100)


def test_a_fraction_is_a_hundredth() -> None:
    for hundredths, point in product(range(0, 101), ",."):
        text = f"{hundredths // 100}{point}{hundredths % 100:02d}"
        assert read_amount(text, "percent", is_fraction=True).value == hundredths
    for text in ("1,01", "41", "100"):
        assert refusal(text, "percent", is_fraction=True).rule == "fraction_too_large"


def test_three_decimals_of_a_percentage_may_be_a_thousand() -> None:
    for text in ("1.811", "1,811", "16,200", "12.345 %", "1.811 procent"):
        assert refusal(text, "percent").rule == "value_ambiguous"
    for text in ("0.811%", "1.8110", "1,81", "1.811,5%", "1.811.000"):
        assert read_amount(text, "percent")
    # One thousand per cent is possible for nobody, but the range is not known here.
    assert choices(refusal("1.811", "percent"))[1] == "1811%"


@pytest.mark.parametrize("text", ["0,41", "0.41", "1", "1,0", "0,005", "0,5"])
def test_the_answer_to_a_question_is_understood(text: str) -> None:
    offered = choices(refusal(text, "percent"))
    read = [read_amount(answer, "percent").value for answer in offered]
    assert read[1] == pytest.approx(read[0] * 100)


@pytest.mark.parametrize("text", ["1.811", "1,811", "1,811%", "12,345"])
def test_the_answer_to_a_question_on_thousands_is_understood(text: str) -> None:
    offered = choices(refusal(text, "percent"))
    read = [read_amount(answer, "percent").value for answer in offered]
    assert read[1] == pytest.approx(read[0] * 1000)


@pytest.mark.parametrize(
    ("word", "kept"), [(word, kept) for kept, words in SAID.items() for word in words.split("|")]
)
def test_a_number_that_is_not_exact(word: str, kept: str) -> None:
    assert read_amount(f"{word} 1.811", "count") == Amount(1811, kept)
    assert read_amount(f"{word} 16,2%", "percent") == Amount(16.2, kept)
    assert refusal(word, "count").rule in ("value_no_number", "value_suppressed")
    assert refusal(f"{word} {word} 5", "count").rule in ("value_no_number", "value_suppressed")
    assert refusal(f"{word} 1,5", "count").rule == "value_not_whole"
    assert refusal(f"{word} 0,41", "percent").rule == "value_ambiguous"


def test_every_qualifier_is_tested_here() -> None:
    assert set(SAID) == set(QUALIFIERS)


@pytest.mark.parametrize("unit", ["count", "percent"])
@pytest.mark.parametrize("text", ["-5", "- 5", "−5", "-0,5%", "-1.811", "circa -5"])
def test_negative(text: str, unit: Unit) -> None:
    if unit == "percent" or "%" not in text:
        assert refusal(text, unit).rule == "value_negative"


@pytest.mark.parametrize("text", ["<5", "< 5", "<10", "< 1%"])
def test_a_suppressed_count_is_asked_for(text: str) -> None:
    unit: Unit = "percent" if "%" in text else "count"
    assert refusal(text, unit).rule == "value_suppressed"


@pytest.mark.parametrize("unit", ["count", "percent"])
def test_no_text_is_half_a_number(unit: Unit) -> None:
    signs = [
        "",
        " ",
        ".",
        ",",
        "-",
        "+",
        "/",
        "e",
        "x",
        "%",
        "'",
        "(",
        "€",
        "a",
        "\u200b",
        "٣",
        "½",
    ]
    for before, middle, after in product(signs, repeat=3):
        text = f"{before}12{middle}3{after}"
        try:
            value = read_amount(text, unit).value
        except RefusedCellError:
            continue
        digits = re.sub(r"[^0-9]", "", text)
        assert digits == "123", f"{text!r} is read as {value}"
        assert value in (123, 12.3), f"{text!r} is read as {value}"
        assert set(text) <= set("123., %'"), f"{text!r} is read as {value}"


@pytest.mark.parametrize(
    ("value", "text"), [(1811, "1811"), (16.2, "16,2"), (20_000_000.0, "20000000"), (0, "0")]
)
def test_numbers_are_written_as_we_ask_for_them(value: float, text: str) -> None:
    assert written(value) == text
    assert read_amount(text, "percent").value == value
