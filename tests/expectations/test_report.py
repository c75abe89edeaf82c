from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from expectations import note as note_module
from expectations import report as report_module
from expectations.formatting import Language
from expectations.night import Night
from expectations.note import NoteItem, render_note
from expectations.report import render, render_full
from expectations.templating import LARGEST_HTML, load_texts, standalone_html
from tests.expectations import nights

LANGUAGES: tuple[Language, ...] = ("nl", "en")
EVERY_NIGHT: tuple[Callable[[], Night], ...] = (
    nights.published,
    nights.nothing_new,
    nights.refused,
    nights.failed,
    nights.sample,
    nights.hostile,
    nights.huge,
)
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """The elements of a page; refuses one that is not closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.open:
            self.words.append((self.open[-1], " ".join(data.split())))

    @property
    def body(self) -> str:
        """What a reader sees, in order."""
        return " ".join(text for tag, text in self.words if tag != "title")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def flat(text: str) -> str:
    """The text part without its line breaks."""
    return " ".join(text.split())


def both(night: Night, language: Language = "nl") -> Iterator[str]:
    """The words of the HTML and of the text part."""
    report = render(night, language)
    yield " ".join(Page(report.html).body.split())
    yield flat(report.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", EVERY_NIGHT)
def test_every_night_makes_a_whole_accessible_page(
    make: Callable[[], Night], language: Language
) -> None:
    report = render(make(), language)
    page = Page(report.html)
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == 1
    assert len(page.all("h2")) >= 4
    assert all(th["scope"] in ("row", "col") for th in page.all("th"))
    assert [i["src"] for i in page.all("img")] == [f"cid:{i.cid}" for i in report.images]
    assert all(len(str(image["alt"])) > 40 for image in page.all("img"))
    assert report.language == language


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

    loaded: Mapping[Language, Mapping[str, str]] = {x: load_texts(x) for x in LANGUAGES}
    assert set(loaded["nl"]) == set(loaded["en"])
    monkeypatch.setattr(report_module, "load_texts", lambda language: Noting(loaded[language]))
    for night in (*(make() for make in EVERY_NIGHT), *nights.corners()):
        for language in LANGUAGES:
            render(night, language)
            render_full(night, language, "data_docs/index.html")
    monkeypatch.setattr(note_module, "load_texts", lambda language: Noting(loaded[language]))
    for count in (1, 25):
        items = [NoteItem(str(number), "Titel", "Tekst") for number in range(count)]
        render_note("SBB", items, "het databeheer", "nl", sample=True)
    assert set(loaded["nl"]) - used == set()


def test_the_pace_and_a_break_stand_beside_the_figure() -> None:
    report = render(
        nights.published(
            indicators=[
                nights.indicator(reached="not", not_comparable_with="2018/2019"),
                nights.indicator(2, reached="2031/2032"),
            ]
        ),
        "nl",
    )
    told = " ".join(report.text.split())
    assert "niet te vergelijken met 2018/2019 Ambitie: 30,0 % in 2020; nog 6,2" in told.replace(
        "\u00a0", " "
    )
    assert "punt; bij dit tempo niet" in told.replace("\u00a0", " ")
    assert "bij dit tempo in 2031/2032" in told
    assert "+0,7" in told


def test_verdicts_on_published_figures_are_counted_in_words() -> None:
    for language, words in (("nl", "1.114 hier niet berekend"), ("en", "1,114 not computed here")):
        for told in both(nights.published(reconciliation=nights.RECONCILED), language):
            assert words in told
            assert "marts.reconciliation" in told
    assert "marts.reconciliation" not in render(nights.published(), "en").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_fill_in_the_same_values(language: Language) -> None:
    other = load_texts("en" if language == "nl" else "nl")
    for key, text in load_texts(language).items():
        assert text.count("{") == other[key].count("{"), key


@pytest.mark.parametrize(
    ("make", "verdict"),
    [
        (nights.published, "Nieuwe uitgave gepubliceerd"),
        (nights.nothing_new, "Niets nieuws vannacht"),
        (nights.refused, "Uitgave geweigerd"),
        (nights.failed, "De nacht is mislukt"),
        (nights.sample, "Nieuwe uitgave gepubliceerd"),
    ],
)
def test_the_verdict_comes_before_everything(make: Callable[[], Night], verdict: str) -> None:
    report = render(make(), "nl")
    assert Page(report.html).body.lstrip("✓=✕ \u00a0").startswith(verdict)
    assert report.text.startswith(verdict.upper())


def test_the_sections_stand_in_their_order() -> None:
    order = [
        "Uitgave geweigerd",
        "Wat te doen",
        "Wat is er veranderd",
        "Indicatoren en hun ambitie",
        "Grootste verschuivingen",
        "Controles",
        "Bronnen",
        "Leveringen van partners",
        "Bekende problemen",
        "Duur",
        "Herkomst",
        "Verder kijken",
    ]
    report = render(nights.refused(), "nl")
    headings = [text for tag, text in Page(report.html).words if tag in ("h1", "h2")]
    assert [h.lstrip("\u00a0") for h in headings] == order
    places = [f"\n{report.text}".index(f"\n{title.upper()}\n") for title in order]
    assert places == sorted(places)


def test_the_subject_says_verdict_and_reason_on_one_line() -> None:
    assert render(nights.refused(), "nl").subject == (
        "Techniekpact-cijfers: GEWEIGERD – niet in orde: "
        "Elke telling staat er per versie één keer in"
    )
    assert "bouwen: BuildError" in render(nights.failed(), "nl").subject


@pytest.mark.parametrize(("language", "words"), [("nl", "Voorbeelddata"), ("en", "Sample data")])
def test_sample_data_is_said_near_the_top_and_at_the_end(language: Language, words: str) -> None:
    report = render(nights.sample(), language)
    body, text = Page(report.html).body.lower(), report.text.lower()
    words = words.lower()
    assert report.subject.lower().startswith(f"[{words}]")
    for part in (body, text):
        assert part.index(words) < 400
        assert part.rindex(words) > len(part) - 300
    for part in both(nights.published(), language):
        assert words not in part.lower()


def test_nothing_to_do_is_said_in_words() -> None:
    for words in both(nights.nothing_new()):
        assert "Er is niets te doen." in words
    for words in both(nights.refused()):
        assert "Er is niets te doen." not in words
        assert words.lower().index("eerst dit") < words.index("Kijk in het log van de ophaalstap.")


def test_an_indicator_stands_against_its_ambition_with_its_reservations() -> None:
    for words in both(nights.published()):
        words = words.replace("\u00a0", " ")
        for said in (
            "23,8 %",
            "30,0 % in 2020",
            "nog 6,2 punt",
            "+0,7 punt sinds 2018/2019",
            "schatting, tussen 28,2 % en 29,8 %; voorlopig; benadering, niet het officiële cijfer",
            "gehaald",
            "En 1 cijfer zonder ambitie",
        ):
            assert said in words


def test_figures_that_are_not_released_are_marked_so() -> None:
    for words in both(nights.refused()):
        assert "uit de geweigerde uitgave. Gebruik ze niet." in words
    for words in both(nights.failed()):
        assert "uit de vorige uitgave, die blijft staan." in words
    for words in both(nights.published()):
        assert "geweigerde uitgave" not in words
        assert "blijft staan" not in words


def test_changes_go_from_the_whole_to_the_single_value() -> None:
    for words in both(nights.published()):
        words = words.replace("\u00a0", " ")
        for said in (
            "Klein: eerder gepubliceerde waarden zijn herzien",
            "3 waarden herzien; 24 rijen toegevoegd",
            "Noord-Brabant, vrouwen, havo, 2018/2019",
            "21,4 % → 23,1 %",
            "+1,7 punt",
            "21,4 % → vervallen",
        ):
            assert said in words


def test_a_source_says_its_state_as_a_word() -> None:
    for words in both(nights.published()):
        missing, stale, fresh = (words.index(x) for x in ("ontbreekt", "verouderd", "actueel"))
        assert words.index("Bronnen" if "Bronnen" in words else "BRONNEN") < missing
        assert fresh < missing < stale
        assert "1 van de 3 bronnen zijn actueel." in words
        assert "22 augustus 2019" in words
        assert "460 dagen oud" in words
        assert "Nieuw vannacht: Leerlingen vo per vestiging 1." in words


def test_a_finding_shows_five_rows_and_counts_the_rest() -> None:
    for words in both(nights.refused()):
        assert "217 rijen" in words
        assert "nog 212 niet getoond" in words
        for row in range(20):
            assert (f"{row:02}XY" in words) == (row < 5)
        assert words.index("pupils_key_is_unique") < words.index("counts_are_positive")
        assert "sinds 20 november 2020" in words
        assert "nieuw vannacht" in words
        assert "4 rijen verklaard door duo-min-een" in words


def test_a_wide_row_says_how_many_columns_are_left_out() -> None:
    row = {f"column_{number}": number for number in range(9)}
    check = nights.blocking(failing_rows=[row], failing_count=1)
    for words in both(nights.refused(checks=[check])):
        assert "column_5" in words
        assert "column_6" not in words
        assert "3 kolommen niet getoond" in words


def test_a_finding_of_a_connector_is_not_said_twice() -> None:
    message = "Rijen voldoen niet aan het contract."
    check = nights.blocking(
        engine="ingest", description_nl=message, observed=message, action_nl="", expected=""
    )
    report = render(nights.refused(checks=[check], indicators=[]), "nl")
    section = report.text.partition("\nCONTROLES\n")[2]
    assert section.count(message) == 1
    assert "Bekijk deze bevinding." in section


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_night_fits_in_a_mail_and_counts_what_it_leaves_out(language: Language) -> None:
    report = render(nights.huge(), language)
    assert len(report.html.encode()) <= LARGEST_HTML < 102_000
    body = Page(report.html).body
    shown = sum(f"check_{number}_" in body for number in range(60))
    words = " more checks" if language == "en" else " controles met een bevinding"
    left_out = int(body.partition(words)[0].split()[-1])
    assert shown + left_out == 60
    assert "check_30_" in body
    assert "check_0_" not in body


def test_hostile_text_is_only_text() -> None:
    for language in LANGUAGES:
        report = render(nights.hostile(), language)
        page = Page(report.html)
        assert page.all("script") == []
        assert len(page.all("img")) == len(report.images)
        assert all(
            urlsplit(str(link["href"])).scheme in ("http", "https") for link in page.all("a")
        )
        assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)
        assert "<script>alert(1)</script>" in page.body
        assert report.subject.isprintable()
        assert "\nBcc:" not in report.text
        assert "\u202e" not in report.text + report.html
        assert {i.alt.isprintable() for i in report.images} == {True}


def test_the_text_part_keeps_to_its_columns() -> None:
    long = [
        line
        for line in render(nights.refused(), "nl").text.splitlines()
        if len(line) > 72 and "techniekpact query" not in line and "https://" not in line
    ]
    assert long == []


def test_the_kept_page_needs_no_other_file() -> None:
    images = Page(render_full(nights.published(), "nl")).all("img")
    assert len(images) == 2
    for image in images:
        kind, _, data = str(image["src"]).partition(",")
        assert kind == "data:image/png;base64"
        assert base64.b64decode(data).startswith(b"\x89PNG")


def test_words_that_look_like_a_picture_stay_words() -> None:
    name = '<img src="cid:chart-1@techniekpact"'
    night = nights.published(datasets=[nights.dataset(title_nl=name, new_vintages=1)])
    page = Page(standalone_html(render(night, "nl")))
    assert name in page.body
    assert len(page.all("img")) == 2


def test_the_full_page_leaves_nothing_out() -> None:
    body = Page(render_full(nights.huge(), "nl")).body
    assert all(f"check_{number}_" in body for number in range(60))
    assert "niet in deze mail" not in body
    body = Page(render_full(nights.published(), "nl", "docs/index.html")).body
    assert "64.210" in body
    assert "Data Docs van Great Expectations" in body


def test_a_mail_asks_nothing_of_the_network_and_carries_its_styles() -> None:
    """Mail programs drop style sheets and block what is fetched; links are for readers."""
    report = render(nights.published(), "nl")
    page = Page(report.html)
    assert page.all("link") == []
    assert all(str(image["src"]).startswith("cid:") for image in page.all("img"))
    assert "url(" not in report.html
    assert "@import" not in report.html
    sheet = report.html.partition("<style>")[2].partition("</style>")[0]
    outside_of_questions = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", sheet)
    assert outside_of_questions.strip() == ""
    assert all("style" in attributes for attributes in (*page.all("h1"), *page.all("h2")))


def test_numbers_that_are_compared_say_how_far_off() -> None:
    check = nights.blocking(expected="200", observed="100", difference_percent=-50.0)
    for words in both(nights.refused(checks=[check])):
        assert "Verwacht 200" in words.replace(":", "")
        assert "100 (\u221250,0\u00a0%)" in words or "100 (\u221250,0 %)" in words


def test_who_let_a_release_through_stands_at_the_top() -> None:
    night = nights.published(accepted=nights.ACCEPTED)
    for words in both(night):
        assert words.index("Vrijgegeven door A. de Vries: DUO bevestigt het") < 200


def test_the_same_night_gives_the_same_report() -> None:
    night = nights.refused()
    again = Night.model_validate_json(night.model_dump_json())
    assert render(night, "nl") == render(again, "nl")


def test_a_night_without_any_figure_has_no_picture() -> None:
    report = render(nights.failed(indicators=[], datasets=[], deliveries=[]), "nl")
    assert report.images == ()
    assert "<img" not in report.html
    assert "Er zijn nog geen cijfers om te tonen." in Page(report.html).body


def test_a_move_says_by_how_much_and_why() -> None:
    html, text = (part.replace("\u00a0", " ") for part in both(nights.published(), "nl"))
    for part in (html, text):
        assert "21,4 % → 23,1 %" in part
        assert "+1,7 punt" in part
        assert "nieuwe versie van Leerlingen vo per vestiging: die van 20 november 2020 na" in part
        assert "21,4 % → vervallen" in part


def test_what_happened_to_tables_is_told_and_raw_ones_are_summed_up() -> None:
    for part in both(nights.published(changes=nights.altered()), "nl"):
        told = part.replace("\u00a0", " ")
        assert "Tabel of kolom vervallen in marts.goals, marts.lost" in told
        assert "het archief is niet meer wat het was" in told
        assert "1 nieuwe versie van een bron of levering." in told
        assert "gearchiveerde versie gewijzigd: 2019-11-22-0123456789ab" in told
        assert "raw.duo_quiet" not in told
        assert "meta.vintages" not in told
        assert told.index("marts.lost") < told.index("marts.progress") < told.index("marts.new")
        assert "100 → 90" in told
        assert "\u221210,0 %" in told
        # Two versions of one day are told apart by their whole names.
        assert "die van 2020-11-20-ba9876543210 na die van 2020-11-20-0123456789ab" in told
        assert "En nog 391" in told
