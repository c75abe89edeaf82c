"""A contract in a form that other tools read: a Frictionless data package with a table schema.

It describes the canonical form of a delivery: codes, canonical periods and Dutch decimals, in a
CSV with `;`. The reader understands much more. What a schema cannot say is under `techniekpact`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sources.catalog import PartnerDataset
from sources.partner_contract import TOTAL, Figure, PartnerContract, PeriodType, Unit
from sources.partners.layout import ColumnName, columns
from sources.partners.numbers import QUALIFIERS
from sources.partners.regions import region_codes, regions

PERIOD_EXAMPLES: Mapping[PeriodType, str] = {
    "school_year": "2017/2018",
    "calendar_year": "2018",
    "month": "2018-03",
    "day": "2018-04-12",
    "years": "2016-2018",
    "days": "2017-09-18/2017-09-21",
}
"""A period of each kind, in its canonical form."""

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
PERIOD_PATTERNS: Mapping[PeriodType, str] = {
    "school_year": "[0-9]{4}/[0-9]{4}",
    "calendar_year": "[0-9]{4}",
    "month": "[0-9]{4}-[0-9]{2}",
    "day": _DAY,
    "years": "[0-9]{4}-[0-9]{4}",
    "days": f"{_DAY}/{_DAY}",
}
"""What the whole of a canonical period matches."""

UNIT_WORDS: Mapping[Unit, str] = {"count": "aantal", "percent": "procent"}
"""A unit as it stands in a delivery."""

_KEY: tuple[ColumnName, ...] = ("figure", "period", "region", "breakdown")
_LICENCE = "Apache-2.0"
"""Of the description; that of the figures is in the catalog."""
_READ_ME = (
    "Dit beschrijft de strengste vorm van een levering: codes, voluit geschreven perioden en een "
    "decimale komma. Wat hieraan voldoet, kunnen wij lezen; namen in gewone taal lezen wij ook. "
    "Een percentage van 1 of lager krijgt altijd een procentteken. Wat een schema niet kan "
    "zeggen, staat onder techniekpact."
)


def table_schema(dataset: PartnerDataset) -> dict[str, Any]:
    """The descriptor of a data package that holds one delivery, ready to be written as JSON.

    Where a contract allows words for a number (`tientallen`), they count as missing values, and
    the value is not required: no delivery that is right fails the schema.
    """
    return {
        "profile": "tabular-data-package",
        "name": dataset.id.lower(),
        "title": dataset.title_nl,
        "description": dataset.description,
        "homepage": dataset.homepage,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": dataset.name.lower(),
                "title": dataset.title_nl,
                "description": _READ_ME,
                "path": f"{dataset.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ";", "lineTerminator": "\r\n", "header": True},
                "schema": _schema(dataset.contract),
            }
        ],
        "techniekpact": _beyond_a_schema(dataset),
    }


def _schema(contract: PartnerContract) -> dict[str, Any]:
    words = _distinct(word for figure in contract.figures.values() for word in figure.words)
    return {
        "fields": [_field(name, contract, words) for name in columns()],
        "primaryKey": [columns()[name].names[0] for name in _KEY],
        "missingValues": ["", *words],
    }


def _field(name: ColumnName, contract: PartnerContract, words: list[str]) -> dict[str, Any]:
    column = columns()[name]
    field: dict[str, Any] = {
        "name": column.names[0],
        "type": column.type,
        "title": column.names[0].capitalize(),
        "description": column.nl,
    }
    if column.type == "number":
        # Not bare: `16,2%` and `circa 1811` are numbers to the reader.
        field |= {"decimalChar": ",", "bareNumber": False}
    may_be_empty = not column.required or (name == "value" and words)
    constraints = {} if may_be_empty else {"required": True}
    constraints |= _constraints(name, contract)
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(name: ColumnName, contract: PartnerContract) -> dict[str, Any]:
    figures = contract.figures.values()
    match name:
        case "figure":
            return {"enum": list(contract.figures)}
        case "period":
            kinds = _distinct(figure.period for figure in figures)
            return {"pattern": f"({'|'.join(PERIOD_PATTERNS[kind] for kind in kinds)})"}
        case "region":
            return {"enum": _distinct(c for f in figures for c in region_codes(f.regions))}
        case "breakdown":
            return {"enum": [TOTAL, *_distinct(part for f in figures for part in f.breakdowns)]}
        case "value":
            lowest, highest = (f.minimum for f in figures), (f.highest for f in figures)
            return {"minimum": _number(min(lowest)), "maximum": _number(max(highest))}
        case "unit":
            return {"enum": _distinct(UNIT_WORDS[figure.unit] for figure in figures)}
        case "note":
            return {}


def _beyond_a_schema(dataset: PartnerDataset) -> dict[str, Any]:
    contract = dataset.contract
    deadline = contract.deadline
    return {
        "dataset": dataset.id,
        "version": dataset.fingerprint,
        "title_en": dataset.title_en,
        "partners": list(dataset.fetch.partners),
        "contact": contract.contact.model_dump(),
        "deadline": {"month": deadline.month, "day": deadline.day} if deadline else None,
        "licence": {"figures": dataset.licence, "description": _LICENCE},
        "qualifiers": list(QUALIFIERS),
        "figures": {
            name: _figure(figure, dataset.leading_sender(name))
            for name, figure in contract.figures.items()
        },
        "at_most": [
            {
                "part": rule.part,
                "whole": list(rule.whole),
                "why_nl": rule.why_nl,
                "why_en": rule.why_en,
            }
            for rule in contract.at_most
        ],
    }


def _figure(figure: Figure, sender: str) -> dict[str, Any]:
    return {
        "title_nl": figure.title_nl,
        "title_en": figure.title_en,
        "spellings": list(figure.spellings),
        "goal": figure.goal_no,
        "unit": figure.unit,
        "period": {
            "type": figure.period,
            "pattern": PERIOD_PATTERNS[figure.period],
            "example": PERIOD_EXAMPLES[figure.period],
        },
        "population_nl": figure.population_nl,
        "education": list(figure.education),
        "gender": figure.gender,
        "kind": figure.kind,
        "cumulative": figure.cumulative,
        "once": figure.once,
        "lag": figure.lag,
        "regions": {code: regions()[code].name for code in region_codes(figure.regions)},
        "breakdowns": {part: list(known) for part, known in figure.breakdowns.items()},
        "words": list(figure.words),
        "minimum": _number(figure.minimum),
        "maximum": _number(figure.highest),
        "factor": _number(figure.factor),
        "sender": sender,
        "statements": list(figure.statements),
    }


def _distinct(values: Iterable[str]) -> list[Any]:
    """Each value once, in the order of the contract."""
    return list(dict.fromkeys(values))


def _number(value: float) -> int | float:
    """Whole numbers without a point: a tool need not wonder about 100.0."""
    return int(value) if value == int(value) else value
