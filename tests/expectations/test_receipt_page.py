from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from expectations import receipt_page
from expectations.cells import harmless
from expectations.compose import compose
from expectations.formatting import Language
from expectations.receipt import Receipt
from expectations.receipt_page import render_receipt
from expectations.templating import LARGEST_HTML
from tests.expectations import receipts
from tests.expectations.pages import LANGUAGES, Page, flat
from tests.expectations.receipts import FORMULAS, both, figure, row

EVERY_RECEIPT: tuple[Callable[[], Receipt], ...] = (
    receipts.accepted,
    receipts.partly,
    receipts.refused,
    receipts.all_rows_refused,
    receipts.sample,
    receipts.hostile,
    receipts.many,
    receipts.huge,
)
DUTCH = re.compile(
    r"\b(de|het|een|van|voor|met|niet|wij|ons|onze|uw|zijn|wordt|staan|staat|stuur|stuurde|regels?|"
    r"cijfers?|leveringen|levering|verwerkt|geweigerde?|opgenomen|bestand|kolom|map|periode|vraag|"
    r"vragen|leeg|keer|vorige|eerste|hetzelfde|aangepast|nieuwe|verschil|geen|punt|circa|ruim|bijna|"
    r"minstens|hoogstens|ontvangen|uur|herkomst|grootte|bijlage|voorbeelddata|bewaard|controleren|"
    r"opdracht|nog|en|uiterlijk|bericht|tot)\b",
    re.IGNORECASE,
)
ATTACHMENT = "geweigerd.csv"


def words_of(receipt: Receipt, language: Language = "nl") -> Iterator[str]:
    """The words of the HTML and of the text part, with plain spaces."""
    report = render_receipt(receipt, language)
    for words in (Page(report.html).body, report.text):
        yield flat(words.replace("\u00a0", " "))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", EVERY_RECEIPT)
def test_every_receipt_makes_a_whole_accessible_page(
    make: Callable[[], Receipt], language: Language
) -> None:
    report = render_receipt(make(), language)
    page = Page(report.html)
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == 1
    assert len(page.all("h2")) >= 2
    assert all(th["scope"] in ("row", "col") for th in page.all("th"))
    assert page.all("img") == page.all("script") == page.all("a") == page.all("link") == []
    assert (report.images, report.language) == ((), language)


@pytest.mark.parametrize(
    ("make", "nl", "en"),
    [
        (receipts.accepted, "Levering verwerkt", "Delivery processed"),
        (
            receipts.partly,
            "Levering verwerkt, op 2 regels na",
            "Delivery processed, except for 2 rows",
        ),
        (receipts.refused, "Levering geweigerd", "Delivery refused"),
    ],
)
def test_the_outcome_comes_before_everything(make: Callable[[], Receipt], nl: str, en: str) -> None:
    for language, outcome in (("nl", nl), ("en", en)):
        report = render_receipt(make(), language)  # type: ignore[arg-type]
        assert Page(report.html).body.lstrip("✓!✕ \u00a0").startswith(outcome)
        assert report.text.startswith(f"{outcome.upper()}\n")
        assert outcome.lower() in report.subject.lower()
        assert "Cijfers Jet-Net 2020.xlsx" in report.subject


@pytest.mark.parametrize(
    ("counts", "lead"),
    [
        ((14, 14), "Alle 14 regels zijn opgenomen."),
        ((1, 1), "De regel met een cijfer is opgenomen."),
        ((14, 12), "12 van de 14 regels zijn opgenomen, 2 zijn geweigerd."),
        ((14, 13), "13 van de 14 regels zijn opgenomen, 1 is geweigerd."),
        ((3, 1), "1 van de 3 regels is opgenomen, 2 zijn geweigerd."),
        ((14, 0), "Van de 14 regels is er geen opgenomen."),
        ((0, 0), "Er is niets uit dit bestand opgenomen."),
    ],
)
def test_the_lead_counts_rows(counts: tuple[int, int], lead: str) -> None:
    sent, taken = counts
    receipt = receipts.partly(sent=sent, accepted=taken, refused=sent - taken, figures=[])
    for words in words_of(receipt):
        assert lead in words


def test_the_sections_stand_in_their_order() -> None:
    order = [
        "Levering verwerkt, op 2 regels na",
        "Wat u nu kunt doen",
        "Geweigerde regels",
        "Opgenomen cijfers",
        "Nog te leveren",
        "Wat ons opviel",
        "Herkomst",
    ]
    report = render_receipt(receipts.partly(), "nl")
    headings = [text for tag, text in Page(report.html).words if tag in ("h1", "h2")]
    assert [h.lstrip("\u00a0") for h in headings] == order
    places = [f"\n{report.text}".index(f"\n{title.upper()}\n") for title in order]
    assert places == sorted(places)


def test_what_to_do_follows_from_the_outcome() -> None:
    nothing = "U hoeft niets te doen."
    for words in words_of(receipts.accepted()):
        assert nothing in words
        assert "dezelfde map" not in words
    for words in words_of(receipts.partly()):
        assert nothing not in words
        assert "Stuur alleen die 2 regels opnieuw, in dezelfde map." in words
        assert "De cijfers die zijn opgenomen, blijven staan." in words
        assert "Dit is tien keer zo veel als de vorige keer. Klopt het?" in words
        assert "Laat het ons weten: data@techniekpact.example." in words
        assert "2 cijfers die wij nog van u verwachten, uiterlijk op 1 november 2020." in words
    for words in words_of(receipts.refused()):
        assert nothing not in words
        assert "Dit ging er mis: De kolom “waarde” ontbreekt." in words
        assert "De cijfers die wij al van u hadden, blijven staan." in words
        assert "stuur het in zijn geheel opnieuw, in dezelfde map" in words
    for words in words_of(receipts.all_rows_refused()):
        assert "Geen enkele regel was bruikbaar." in words
        assert "Regel 15" in words


def test_how_to_answer_is_said_once() -> None:
    asked = [figure(n, comparison="question", question=both(f"Vraag {n}?")) for n in range(3)]
    for words in words_of(receipts.accepted(figures=asked)):
        assert words.count("Laat het ons weten") == 1
        assert "Over 3 cijfers hebben wij een vraag." in words
        assert all(f"Vraag {n}?" in words for n in range(3))


def test_what_is_late_is_not_asked_before_a_day_that_has_passed() -> None:
    item = both("Gastlessen, 2019/2020")
    for words in words_of(receipts.accepted(missing=[item], deadline=date(2020, 10, 19))):
        assert "Stuur zo snel mogelijk het cijfer dat wij nog van u verwachten." in words
        assert "Op 19 oktober 2020 hadden wij ook verwacht: " in words
    for words in words_of(receipts.accepted(missing=[item], deadline=date(2020, 10, 20))):
        assert "uiterlijk op 20 oktober 2020" in words


def test_a_refused_row_says_where_what_and_what_to_do() -> None:
    for words in words_of(receipts.partly()):
        for said in (
            "Regel 9",
            "kolom Waarde",
            "1.8I1",
            "Schrijf het aantal met alleen cijfers, zoals 1811.",
            "kolom Schooljaar",
            "leeg",
        ):
            assert said in words
    for words in words_of(receipts.partly(refused_rows=[row(1234)], refused=1)):
        assert "Regel 1234" in words


def test_a_row_with_more_problems_is_one_row() -> None:
    rows = [row(line, column=column) for line in range(2, 42) for column in ("Waarde", "Periode")]
    html, _ = words_of(receipts.partly(sent=50, accepted=10, refused=40, refused_rows=rows))
    assert "Nog 15 geweigerde regels" in html
    assert html.count("Regel 26 ") == 2
    assert "Regel 27 " not in html


def test_a_delivery_without_a_number_does_not_speak_of_one() -> None:
    for words in words_of(receipts.refused(delivery_id="")):
        assert "Nummer van de levering" not in words
        assert words.endswith("Techniekpact-cijfers")


def test_a_figure_stands_beside_the_last_time() -> None:
    for words in words_of(receipts.partly()):
        for said in (
            "ruim 2.600",
            "circa 9.300",
            "12 maart 2020, Noord-Brabant, vmbo",
            "14 maart 2019",
            "verschil +8.370",
            "48,25 %",
            "verschil +0,05 punt",
            "januari 2020 tot en met juni 2020",
            "tientallen",
            "2019/2020, Zeeland",
            "geen verschil",
            "eerste keer",
            "hetzelfde",
            "aangepast",
            "nieuwe periode",
        ):
            assert said in words
        taken = words[re.search("opgenomen cijfers", words, re.IGNORECASE).end() :]  # type: ignore[union-attr]
        assert "Nederland" not in taken
        assert "total" not in taken
        assert taken.index("Bezoekers") < taken.index("Havo/vwo-scholen")
    for words in words_of(receipts.partly(), "en"):
        for said in ("more than 2,600", "about 9,300", "48.25%", "+0.05 pts", "12 March 2020"):
            assert said in words


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ({"value": 1_000.5}, "1.000,5"),
        ({"value": 41.0, "unit": "percent", "previous_value": 40.9}, "verschil +0,1 punt"),
        ({"value": 41.0, "unit": "percent", "previous_value": 43.0}, "verschil −2,0 punt"),
        ({"value": 16.123456, "unit": "percent"}, "16,1235 %"),
        ({"value": None}, "– ["),
        ({"qualifier": "plusminus"}, "plusminus 1.182"),
        ({"value": float("nan")}, "nan"),
        ({"period": "2016-2018"}, "2016-2018"),
        ({"period": "2017-09-18/2017-09-21"}, "18 september 2017 tot en met 21 september 2017"),
        ({"period": "2018-13-45"}, "2018-13-45"),
    ],
)
def test_a_value_is_shown_as_it_was_understood(taken: Mapping[str, Any], said: str) -> None:
    _, words = words_of(receipts.accepted(figures=[figure(**taken)]))
    assert said in words


def test_the_moment_is_that_of_the_clock_of_the_sender() -> None:
    for words in words_of(receipts.accepted()):
        assert "20 oktober 2020 om 10:41 uur" in words
    naive = receipts.RECEIVED.replace(tzinfo=None)
    for words in words_of(receipts.accepted(received_at=naive), "en"):
        assert "20 October 2020 at 08:41, Dutch time" in words


def test_the_origin_can_be_checked() -> None:
    for language, name in (("nl", "BESTAND"), ("en", "FILE")):
        for words in words_of(receipts.accepted(), language):  # type: ignore[arg-type]
            assert f"techniekpact partner check {name} --contract jetnet_technet" in words
            assert "2020-10-20-0123456789ab" in words
            assert "0123456789abcdef" * 4 in words
    for words in words_of(receipts.accepted()):
        assert "Het origineel is bewaard zoals u het stuurde." in words


@pytest.mark.parametrize(("language", "words"), [("nl", "Voorbeelddata"), ("en", "Sample data")])
def test_sample_data_is_said_near_the_top_and_at_the_end(language: Language, words: str) -> None:
    report = render_receipt(receipts.sample(), language)
    words = words.lower()
    assert report.subject.lower().startswith(f"[{words}]")
    for part in (Page(report.html).body.lower(), report.text.lower()):
        assert part.index(words) < 400
        assert part.rindex(words) > len(part) - 300
    for part in words_of(receipts.partly(), language):
        assert words not in part.lower()


def test_what_does_not_fit_is_counted() -> None:
    for words in words_of(receipts.many()):
        left_out = re.search(
            r"Nog (\d+) geweigerde regels vindt u in de bijlage geweigerd.csv", words
        )
        assert left_out is not None
        assert 340 <= int(left_out[1]) < 400
        shown = 400 - int(left_out[1])
        assert re.search(r"Er zijn nog 1\d\d cijfers opgenomen\.", words)
        assert "267 keer: Schrijf het aantal" in words
        assert f"Regel {shown + 1}" in words
        assert f"Regel {shown + 2}" not in words
    for words in words_of(receipts.partly(refused_rows=[], refused=40)):
        assert "Nog 40 geweigerde regels" in words
    for words in words_of(receipts.refused(sent=8, refused=8)):
        assert ATTACHMENT not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_delivery_fits_in_a_mail(language: Language) -> None:
    receipt = receipts.huge()
    report = render_receipt(receipt, language)
    assert len(report.html.encode()) <= LARGEST_HTML
    (count,) = re.findall(
        r"([\d.,]+) (?:more refused rows|geweigerde regels vindt)", Page(report.html).body
    )
    shown = Page(report.html).all("span")
    left_out = int(re.sub(r"\D", "", count))
    assert left_out + sum(span.get("class") == "sent" for span in shown) == 20_000


@pytest.mark.parametrize("wide", ["\U0001f9ee", "\"'<&>", "a\u0301", "é<", "x"])
def test_no_character_makes_the_page_too_large(wide: str) -> None:
    text = wide * 500
    few = receipts.huge()
    rows = [row(n, column=text, value=text, reason=both(text)) for n in range(60)]
    taken = [f.model_copy(update={"title": both(text), "question": None}) for f in few.figures]
    receipt = few.model_copy(update={"refused_rows": rows, "figures": taken})
    assert len(render_receipt(receipt, "nl").html.encode()) <= LARGEST_HTML


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_is_only_text(language: Language) -> None:
    report = render_receipt(receipts.hostile(), language)
    page = Page(report.html)
    assert "<script>alert(1)</script>" in page.body
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)
    for part in (report.html, report.text):
        assert all(c.isprintable() or c == "\n" for c in part)
        assert "\nBcc:" not in part
        assert not re.search("[xyz]{100}", part)
    assert report.subject.isprintable()
    assert len(report.subject) <= 150


def test_no_cell_runs_as_a_formula() -> None:
    report = render_receipt(receipts.hostile(), "nl")
    texts = [text for _, text in Page(report.html).words]
    assert "'=1+1" in texts
    for text in texts:
        assert not text.startswith(("=", "@", "-")), text
        assert not text.startswith("+") or text[1:2].isdigit(), text


@pytest.mark.parametrize("text", [*FORMULAS, "＝1+1", "\n=1", "-5"])
def test_harmless_puts_an_apostrophe_before_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(harmless(text)) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1.811", "a=b", "circa 300", "−5", "'=1+1"])
def test_harmless_leaves_other_text_alone(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", EVERY_RECEIPT)
def test_the_text_part_keeps_to_its_columns(
    make: Callable[[], Receipt], language: Language
) -> None:
    lines = render_receipt(make(), language).text.splitlines()
    assert [n for n in lines if len(n) > 78 and "techniekpact partner check" not in n] == []


def test_both_languages_have_the_same_keys_and_use_them_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used: set[str] = set()

    class Noting(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            used.add(key)
            return super().__getitem__(key)

        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            used.add(key)
            return super().get(key, default)

    loaded = {language: receipt_page.load_texts(language) for language in LANGUAGES}
    assert list(loaded["nl"]) == list(loaded["en"])
    monkeypatch.setattr(receipt_page, "load_texts", lambda language: Noting(loaded[language]))
    for receipt in (*(make() for make in EVERY_RECEIPT), *receipts.corners()):
        render_receipt(receipt, "nl")
    assert set(loaded["nl"]) - used == set()


def test_both_languages_fill_in_the_same_values() -> None:
    dutch, english = (receipt_page.load_texts(language) for language in LANGUAGES)
    for key, text in dutch.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_the_english_words_are_not_dutch() -> None:
    for key, text in receipt_page.load_texts("en").items():
        assert not DUTCH.search(text.replace(ATTACHMENT, "")), key
    for words in words_of(receipts.accepted(file="2020.csv", figures=[figure()]), "en"):
        assert not DUTCH.search(words)


def test_the_same_receipt_gives_the_same_message() -> None:
    receipt = receipts.partly()
    again = Receipt.model_validate_json(receipt.model_dump_json())
    assert render_receipt(receipt, "nl") == render_receipt(again, "nl")


def test_a_receipt_is_mailed_as_a_report_is() -> None:
    report = render_receipt(receipts.hostile(), "en")
    message = compose(report, "data@techniekpact.example", ["partner@example.org"])
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    head, _, _ = message.as_bytes().partition(b"\r\n\r\n")
    assert b"\nBcc:" not in head
