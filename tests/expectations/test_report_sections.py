"""What each section of the report says, in the HTML and in the text part."""

from __future__ import annotations

from expectations.report import render
from tests.expectations import nights, pieces
from tests.expectations.pages import both


def test_the_pace_and_a_break_stand_beside_the_figure() -> None:
    report = render(
        nights.published(
            indicators=[
                pieces.indicator(reached="not", not_comparable_with="2018/2019"),
                pieces.indicator(2, reached="2031/2032"),
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
        for told in both(nights.published(reconciliation=pieces.RECONCILED), language):
            assert words in told
            assert "marts.reconciliation" in told
    assert "marts.reconciliation" not in render(nights.published(), "en").text


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
    check = pieces.blocking(failing_rows=[row], failing_count=1)
    for words in both(nights.refused(checks=[check])):
        assert "column_5" in words
        assert "column_6" not in words
        assert "3 kolommen niet getoond" in words


def test_a_finding_of_a_connector_is_not_said_twice() -> None:
    message = "Rijen voldoen niet aan het contract."
    check = pieces.blocking(
        engine="ingest", description_nl=message, observed=message, action_nl="", expected=""
    )
    report = render(nights.refused(checks=[check], indicators=[]), "nl")
    section = report.text.partition("\nCONTROLES\n")[2]
    assert section.count(message) == 1
    assert "Bekijk deze bevinding." in section


def test_numbers_that_are_compared_say_how_far_off() -> None:
    check = pieces.blocking(expected="200", observed="100", difference_percent=-50.0)
    for words in both(nights.refused(checks=[check])):
        assert "Verwacht 200" in words.replace(":", "")
        assert "100 (\u221250,0\u00a0%)" in words or "100 (\u221250,0 %)" in words


def test_who_let_a_release_through_stands_at_the_top() -> None:
    night = nights.published(accepted=pieces.ACCEPTED)
    for words in both(night):
        assert words.index("Vrijgegeven door A. de Vries: DUO bevestigt het") < 200


def test_a_move_says_by_how_much_and_why() -> None:
    html, text = (part.replace("\u00a0", " ") for part in both(nights.published(), "nl"))
    for part in (html, text):
        assert "21,4 % → 23,1 %" in part
        assert "+1,7 punt" in part
        assert "nieuwe versie van Leerlingen vo per vestiging: die van 20 november 2020 na" in part
        assert "21,4 % → vervallen" in part


def test_what_happened_to_tables_is_told_and_raw_ones_are_summed_up() -> None:
    for part in both(nights.published(changes=pieces.altered()), "nl"):
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
