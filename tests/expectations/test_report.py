from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import pytest

from expectations import note as note_module
from expectations import report as report_module
from expectations.formatting import Language
from expectations.night import Night
from expectations.note import NoteItem, render_note
from expectations.report import render, render_full
from expectations.templating import LARGEST_HTML, load_texts, standalone_html
from tests.expectations import nights, pieces
from tests.expectations.pages import LANGUAGES, Page, both

EVERY_NIGHT: tuple[Callable[[], Night], ...] = (
    nights.published,
    nights.nothing_new,
    nights.refused,
    nights.failed,
    nights.sample,
    nights.hostile,
    nights.huge,
)


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
    night = nights.published(datasets=[pieces.dataset(title_nl=name, new_vintages=1)])
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


def test_the_same_night_gives_the_same_report() -> None:
    night = nights.refused()
    again = Night.model_validate_json(night.model_dump_json())
    assert render(night, "nl") == render(again, "nl")


def test_a_night_without_any_figure_has_no_picture() -> None:
    report = render(nights.failed(indicators=[], datasets=[], deliveries=[]), "nl")
    assert report.images == ()
    assert "<img" not in report.html
    assert "Er zijn nog geen cijfers om te tonen." in Page(report.html).body
