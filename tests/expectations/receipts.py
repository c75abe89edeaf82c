"""Receipts to render. Every name and figure is invented for the test."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from expectations.receipt import Bilingual, Receipt, RefusedRow, TakenFigure

RECEIVED = datetime(2020, 10, 20, 8, 41, tzinfo=UTC)
HOSTILE = (
    '"><script>alert(1)</script>\r\nBcc: everyone@example.org\n\u202e\x1b[2J<img src=x onerror=a()>'
)
FORMULAS = ("=cmd|'/c calc'!A1", "+1+cmd", "-2+3+cmd", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1")


def both(nl: str, en: str | None = None) -> Bilingual:
    return Bilingual(nl=nl, en=nl if en is None else en)


def row(line: int = 9, **changed: Any) -> RefusedRow:
    fields: dict[str, Any] = {
        "line": line,
        "column": "Waarde",
        "value": "1.8I1",
        "rule": "value_no_number",
        "reason": both(
            "Schrijf het aantal met alleen cijfers, zoals 1811.",
            "Write the number in digits only, such as 1811.",
        ),
    }
    return RefusedRow(**fields | changed)


def figure(line: int = 2, **changed: Any) -> TakenFigure:
    fields: dict[str, Any] = {
        "line": line,
        "figure_id": "jetnet_havo_vwo_schools",
        "title": both("Havo/vwo-scholen in Jet-Net", "Havo/vwo schools in Jet-Net"),
        "period": "2019/2020",
        "region": "Nederland",
        "breakdown": "total",
        "value": 1_182.0,
        "unit": "count",
        "comparison": "later",
        "previous_value": 1_171.0,
        "previous_period": "2018/2019",
    }
    return TakenFigure(**fields | changed)


def figures() -> list[TakenFigure]:
    """One of every comparison, unit and qualifier."""
    return [
        figure(),
        figure(
            3,
            title=both("Bedrijven in het netwerk", "Companies in the network"),
            value=2_600.0,
            qualifier="ruim",
            previous_value=2_540.0,
        ),
        figure(
            4,
            title=both(
                "Leerlingen op een Junior hub, aandeel meisjes", "Pupils at a Junior hub, girls"
            ),
            unit="percent",
            value=48.25,
            comparison="corrected",
            previous_value=48.2,
            previous_period="2019/2020",
        ),
        figure(
            5,
            title=both("Bezoekers van de open dag", "Visitors of the open day"),
            period="2020-03-12",
            region="Noord-Brabant",
            breakdown="vmbo",
            value=9_300.0,
            qualifier="circa",
            comparison="question",
            previous_value=930.0,
            previous_period="2019-03-14",
            question=both(
                "Dit is tien keer zo veel als de vorige keer. Klopt het?",
                "This is ten times as many as last time. Is it right?",
            ),
        ),
        figure(
            6,
            title=both("Gastlessen", "Guest lessons"),
            period="2020-01/2020-06",
            value=None,
            qualifier="tientallen",
            comparison="first",
            previous_value=None,
            previous_period=None,
        ),
        figure(
            7,
            title=both("Basisscholen met een hub", "Primary schools with a hub"),
            region="Zeeland",
            comparison="same",
            value=45.0,
            previous_value=45.0,
            previous_period="2019/2020",
        ),
    ]


def accepted(**changed: Any) -> Receipt:
    """Everything was taken and nothing is asked."""
    taken = [f for f in figures() if f.comparison != "question"]
    fields: dict[str, Any] = {
        "dataset_id": "partners.jetnet_technet",
        "title": both(
            "Jet-Net & TechNet, scholen en bedrijven in het netwerk",
            "Jet-Net & TechNet, schools and companies in the network",
        ),
        "partner": "jetnet_technet",
        "file": "Cijfers Jet-Net 2020.xlsx",
        "delivery_id": "2020-10-20-0123456789ab",
        "received_at": RECEIVED,
        "sha256": "0123456789abcdef" * 4,
        "size": 14_213,
        "outcome": "accepted",
        "sent": len(taken),
        "accepted": len(taken),
        "refused": 0,
        "figures": taken,
        "contact": both("data@techniekpact.example"),
    }
    return Receipt(**fields | changed)


def partly(**changed: Any) -> Receipt:
    """Two rows of eight were refused, there is a question, and figures are missing."""
    fields: dict[str, Any] = {
        "outcome": "partly",
        "sent": 8,
        "accepted": 6,
        "refused": 2,
        "ignored": 3,
        "refused_rows": [
            row(),
            row(
                11,
                column="Schooljaar",
                value="",
                rule="period_empty",
                reason=both(
                    "Vul in over welke periode het gaat, als schooljaar zoals 2017/2018.",
                    "Fill in which period it is about, as a school year such as 2017/2018.",
                ),
            ),
        ],
        "figures": figures(),
        "remarks": [
            both(
                "Boven de kop staan regels die wij niet lezen: 1, 2, 3.",
                "There are rows above the header that we do not read: 1, 2, 3.",
            ),
            both(
                "De kolom “Invuller” kennen wij niet; wij hebben die niet gelezen.",
                "We do not know the column “Invuller”; we did not read it.",
            ),
        ],
        "missing": [
            both("Vmbo-scholen in TechNet, 2019/2020", "Vmbo schools in TechNet, 2019/2020"),
            both("Locaties van bedrijven, 2019/2020", "Locations of companies, 2019/2020"),
        ],
        "deadline": date(2020, 11, 1),
    }
    return accepted(**fields | changed)


def refused(**changed: Any) -> Receipt:
    """The file as a whole could not be used."""
    fields: dict[str, Any] = {
        "outcome": "refused",
        "problem": both(
            "De kolom “waarde” ontbreekt. Zet boven elke kolom een kopje: figuur, periode, waarde.",
            "The column “waarde” is absent. Put a header above it: figuur, periode, waarde.",
        ),
        "sent": 0,
        "accepted": 0,
        "refused": 0,
        "figures": [],
    }
    return accepted(**fields | changed)


def all_rows_refused() -> Receipt:
    """Every row was wrong in its own right."""
    rows = [row(line) for line in range(2, 16)]
    return refused(problem=None, sent=14, refused=14, refused_rows=rows)


def sample() -> Receipt:
    return partly(sample=True)


def hostile() -> Receipt:
    """Every text that comes from outside tries to be something else."""
    words = both(HOSTILE)
    values = [HOSTILE, *FORMULAS, "x" * 10_000, "<b>" * 4_000]
    return partly(
        dataset_id=f"partners.{HOSTILE}",
        title=words,
        partner=HOSTILE,
        file=HOSTILE,
        delivery_id=HOSTILE,
        sha256=HOSTILE,
        contact=both(HOSTILE),
        refused=len(values),
        sent=len(values) + 2,
        accepted=2,
        refused_rows=[row(n, column=v, value=v, reason=both(v)) for n, v in enumerate(values)],
        figures=[
            figure(title=words, period=HOSTILE, region=HOSTILE, breakdown=HOSTILE),
            figure(
                title=both("=1+1"),
                value=None,
                qualifier=HOSTILE,
                previous_period="=1+1",
                comparison="question",
                question=both("@SUM(A1) " + "y" * 10_000),
            ),
        ],
        remarks=[words, both("z" * 10_000)],
        missing=[words, both("-1+cmd")],
    )


@cache
def huge() -> Receipt:
    """Twenty thousand refused rows, and every text is as long as it can be in HTML."""
    long = "\"'<&>" * 2_000
    reasons = [both(f"{n}{long}") for n in range(7)]
    rows = [row(n, column=long, value=long, reason=reasons[n % 7]) for n in range(20_000)]
    taken = [
        figure(
            n,
            title=both(long),
            period=long,
            region=long,
            breakdown=long,
            value=1e300,
            qualifier=long,
            previous_value=-1e300,
            previous_period=long,
            comparison="question",
            question=both(long),
        )
        for n in range(2_000)
    ]
    return partly(
        title=both(long),
        partner=long,
        file=long,
        delivery_id=long,
        contact=both(long),
        dataset_id=long,
        sha256=long,
        sent=22_000,
        accepted=2_000,
        refused=20_000,
        refused_rows=rows,
        figures=taken,
        remarks=[both(long)] * 500,
        missing=[both(long)] * 500,
        sample=True,
    )


def many() -> Receipt:
    """A long file of which much is wrong in the same two ways."""
    day = both("Schrijf de datum als 2020-03-12.", "Write the date as 2020-03-12.")
    rows = [
        row(n, **({} if n % 3 else {"column": "Periode", "value": "12/3", "reason": day}))
        for n in range(2, 402)
    ]
    taken = [figure(n, title=both(f"Cijfer {n}", f"Count {n}")) for n in range(402, 602)]
    return partly(sent=600, accepted=200, refused=400, refused_rows=rows, figures=taken, missing=[])


def corners() -> list[Receipt]:
    """What the other receipts leave unsaid: singulars, what is late, what has no words."""
    ask = figure(comparison="question", question=None, qualifier="bijna", previous_value=None)
    more = [figure(n, comparison="question", question=both("?")) for n in range(21)]
    item = both("Gastlessen", "Guest lessons")
    late = date(2020, 10, 1)
    return [
        accepted(sent=1, accepted=1, figures=[figure(qualifier="minstens")], missing=[item]),
        accepted(missing=[item], deadline=late, figures=[figure(qualifier="hoogstens")]),
        accepted(missing=[item, item], deadline=late, figures=[ask]),
        accepted(missing=[item], deadline=date(2020, 12, 1), trial=True),
        accepted(missing=[item, item]),
        accepted(missing=[item] * 22, remarks=[item] * 22, figures=more),
        accepted(missing=[item] * 21, remarks=[item] * 21, figures=[*more, ask]),
        accepted(figures=[figure(n) for n in range(101)], sent=101, accepted=101),
        partly(sent=2, accepted=1, refused=1, refused_rows=[row()]),
        partly(sent=60, accepted=9, refused=51, refused_rows=[row(n) for n in range(51)]),
        partly(
            refused=10,
            refused_rows=[row(n, reason=both(f"{max(n, 8)}")) for n in range(10)],
        ),
        partly(refused=10, refused_rows=[row(n, reason=both(f"{min(n, 8)}")) for n in range(10)]),
        refused(problem=None),
        refused(sent=1, refused=1),
        refused(sent=8, refused=8),
    ]
