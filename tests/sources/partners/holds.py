"""What must hold of the answer to any file, and whether an answer is the right one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sources.partner_contract import PartnerContract
from sources.partners import layout, periods, reasons, regions
from sources.partners.delivery import Delivery
from sources.partners.reasons import Reason
from tests.sources.partners.case import COLUMNS, RECEIVED, Case, Expected, datasets, yaml_rules


def assert_right(case: Case, delivery: Delivery) -> None:
    """That a file was answered as it should be."""
    expected = case.expected
    told = [(r.line, r.column, r.reason.rule) for r in delivery.refused]
    assert sorted(told) == sorted(expected.refused), f"refused {told[:20]}"
    whole = delivery.problem and delivery.problem.rule
    assert whole == expected.whole, f"told {whole}"
    lines = tuple(figure.line for figure in delivery.accepted)
    assert expected.accepted in (lines, len(lines)), f"accepted {lines[:20]}"
    assert delivery.ignored == expected.ignored, f"ignored {delivery.ignored[:20]}"
    _assert_sentences(expected, delivery)
    by_line = {figure.line: figure for figure in delivery.accepted}
    for line, value in expected.values.items():
        assert by_line[line].value == value
    for line, text in expected.read_as.items():
        figure = by_line[line]
        keys = (figure.figure_id, figure.period, figure.region_code, figure.breakdown)
        assert text in keys, keys


def _assert_sentences(expected: Expected, delivery: Delivery) -> None:
    for line, text in expected.says.items():
        told = " ".join(r.reason.nl for r in delivery.refused if r.line == line)
        assert text in told, told
    if expected.says_whole:
        assert delivery.problem
        assert expected.says_whole in delivery.problem.nl, delivery.problem.nl
    if expected.remarks is not None:
        assert tuple(r.rule for r in delivery.remarks) == expected.remarks
    assert expected.remarks_say in " ".join(r.nl for r in delivery.remarks)


_FORMS = {
    "school_year": r"20\d\d/20\d\d",
    "calendar_year": r"20\d\d|2100",
    "month": r"20\d\d-[01]\d",
    "day": r"20\d\d-[01]\d-[0-3]\d",
    "years": r"20\d\d-20\d\d",
    "days": r"20\d\d-[01]\d-[0-3]\d/20\d\d-[01]\d-[0-3]\d",
}


def assert_holds(delivery: Delivery, of: PartnerContract, received: date = RECEIVED) -> None:
    """What is true of every delivery, whatever was sent."""
    accepted = [figure.line for figure in delivery.accepted]
    lines = [*accepted, *delivery.refused_lines, *delivery.ignored]
    assert len(set(lines)) == len(lines), "a row is accepted, refused or ignored"
    assert delivery.sent == len(accepted) + len(delivery.refused_lines)
    assert len({figure.key for figure in delivery.accepted}) == len(accepted)
    assert bool(delivery.problem) == (not accepted), "nothing usable is told, and only that"
    _assert_figures(delivery, of, received)
    for reason in (*delivery.remarks, *([delivery.problem] if delivery.problem else [])):
        assert_told(reason, delivery.header)
    for refused in delivery.refused:
        assert refused.column in delivery.header or refused.column in COLUMNS
        assert_told(refused.reason, refused.row)


def _assert_figures(delivery: Delivery, of: PartnerContract, received: date) -> None:
    for figure in delivery.accepted:
        spec = of.figures[figure.figure_id]
        assert re.fullmatch(_FORMS[spec.period], figure.period, re.ASCII)
        assert periods.read_period(figure.period, spec.period) == figure.period
        assert spec.kind != "observed" or periods.starts_on(figure.period) <= received
        assert figure.region_code in regions.region_codes(spec.regions)
        assert figure.breakdown in ("total", *spec.breakdowns)
        assert figure.unit == spec.unit
        if figure.value is None:
            assert figure.qualifier in spec.words
        else:
            assert spec.minimum <= figure.value <= spec.highest
            assert spec.unit == "percent" or figure.value == int(figure.value)
            assert spec.unit == "count" or 0 <= figure.value <= 100


@cache
def _ours() -> str:
    """Every word that we say ourselves."""
    sentences = Path(reasons.__file__).with_name("reasons.yml").read_text(encoding="utf-8")
    names = "".join(dataset.model_dump_json() for dataset in datasets().values())
    places = str([region.model_dump() for region in regions.regions().values()])
    headers = str([column.names for column in layout.columns().values()])
    return f"{sentences} {names} {places} {headers}".casefold()


def assert_told(reason: Reason, cells: Sequence[str]) -> None:
    """A sentence in both languages that says nothing of what is in a row but its numbers."""
    for sentence in (reason.nl, reason.en):
        assert sentence.strip() == sentence
        assert sentence.endswith((".", "?"))
        for cell in cells:
            if cell.casefold() in sentence.casefold() and any(map(str.isalpha, cell)):
                assert cell.casefold() in _ours(), f"{cell!r} is repeated in {sentence!r}"
    assert reason.rule in yaml_rules()
    assert reason.nl != reason.en
