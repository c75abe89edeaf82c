"""What nights are made of, for tests. Every name and figure is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from expectations.checks import CheckResult
from expectations.known_issues import IssueState, KnownIssue, State
from expectations.night import (
    Acceptance,
    Cause,
    Changes,
    DatasetStatus,
    Delivery,
    IndicatorChange,
    IndicatorLine,
    Move,
    Point,
    Reminder,
    TableChange,
)

STARTED = datetime(2020, 11, 24, 2, 14, tzinfo=UTC)
ACCEPTED = Acceptance(
    release_id="20201124T021403Z", by="A. de Vries", reason="DUO bevestigt het", at=STARTED
)
RECONCILED = {
    "agrees": 287,
    "differs": 1,
    "contradicted": 2,
    "not_comparable": 156,
    "not_computed": 1_114,
    "context": 23,
}
PERIODS = ("2015/2016", "2016/2017", "2017/2018", "2018/2019", "2019/2020")


def indicator(number: int = 1, **changed: Any) -> IndicatorLine:
    values = [20.0 + number + step * 0.7 for step in range(len(PERIODS))]
    series = [Point(period=p, value=v) for p, v in zip(PERIODS, values, strict=True)]
    fields: dict[str, Any] = {
        "indicator_id": f"share_{number}",
        "name_nl": f"Aandeel leerlingen met een technisch profiel {number}",
        "name_en": f"Share of pupils in a technical track {number}",
        "unit": "percent",
        "period": PERIODS[-1],
        "value": values[-1],
        "target_value": 30.0,
        "target_period": "2020",
        "series": series,
        "dataset_id": "duo.vo_pupils",
        "vintage_id": "2020-11-24-0123456789ab",
        "source_url": "https://duo.example/leerlingen.csv",
        "sha256": "0123456789abcdef" * 4,
        "retrieved_at": STARTED,
    }
    return IndicatorLine(**fields | changed)


def estimate(**changed: Any) -> IndicatorLine:
    """An indicator with bounds, provisional, and no official figure."""
    points = [
        Point(period=p, value=25 + s, value_low=24.2 + s, value_high=25.8 + s)
        for s, p in enumerate(PERIODS)
    ]
    fields: dict[str, Any] = {
        "indicator_id": "share_estimated",
        "name_nl": "Aandeel vmbo-gl met een technische richting",
        "name_en": "Share of vmbo-gl in a technical sector",
        "value": 29.0,
        "value_low": 28.2,
        "value_high": 29.8,
        "numerator": 2870.5,
        "denominator": 9_898,
        "is_estimate": True,
        "status": "provisional",
        "basis": "proxy",
        "target_value": 28.0,
        "series": points,
    }
    return indicator(2, **fields | changed)


def check(check_id: str = "pupils_has_rows", **changed: Any) -> CheckResult:
    fields: dict[str, Any] = {
        "check_id": check_id,
        "table_name": "raw.duo_vo_pupils",
        "engine": "great_expectations",
        "severity": "warn",
        "result": "pass",
        "expected": "ExpectTableRowCountToBeBetween(min_value=1)",
        "observed": "12 rows",
        "failing_count": 0,
        "description_nl": "De tabel met vo-leerlingen is niet leeg.",
        "description_en": "The table of secondary pupils is not empty.",
        "owner": "databeheer",
        "action_nl": "Kijk in het log van de ophaalstap.",
    }
    return CheckResult(**fields | changed)


def blocking(check_id: str = "pupils_key_is_unique", **changed: Any) -> CheckResult:
    """A blocking check with 217 failing rows, of which 20 were kept."""
    fields: dict[str, Any] = {
        "severity": "block",
        "result": "fail",
        "expected": "no rows",
        "observed": "217 rows",
        "failing_count": 217,
        "failing_rows": [
            {
                "institution_code": f"{n:02}XY",
                "period": "2019/2020",
                "gender": "female",
                "copies": 2,
            }
            for n in range(20)
        ],
        "failing_since": datetime(2020, 11, 20, 2),
        "known_issues": ["duo-min-een"],
        "known_count": 4,
        "rows_file": "failing_rows/pupils_key_is_unique.csv",
        "description_nl": "Elke telling staat er per versie één keer in.",
        "description_en": "Every count occurs once per vintage.",
        "action_nl": "Vergelijk de dubbele rijen met het bronbestand.",
    }
    return check(check_id, **fields | changed)


def dataset(number: int = 1, **changed: Any) -> DatasetStatus:
    fields: dict[str, Any] = {
        "dataset_id": "duo.vo_pupils" if number == 1 else f"duo.dataset_{number}",
        "title_nl": f"Leerlingen vo per vestiging {number}",
        "title_en": f"Pupils in secondary education by location {number}",
        "publisher": "DUO",
        "freshness": "fresh",
        "published_at": date(2020, 11, 20),
        "checked_at": STARTED,
        "age_days": 4,
        "rows": 128_412,
        "vintage_id": "2020-11-20-0123456789ab",
        "url": "https://duo.example/leerlingen.csv",
    }
    return DatasetStatus(**fields | changed)


def stale() -> DatasetStatus:
    note = "Laatste publicatie is 460 dagen oud"
    return dataset(2, freshness="stale", age_days=460, published_at=date(2019, 8, 22), note=note)


def missing() -> DatasetStatus:
    empty: dict[str, Any] = {"published_at": None, "age_days": None, "rows": 0, "url": None}
    return dataset(3, freshness="missing", note="Nog nooit ontvangen", **empty)


def delivery(**changed: Any) -> Delivery:
    fields: dict[str, Any] = {
        "dataset_id": "partners.jetnet_technet",
        "partner": "jetnet_technet",
        "file": "scholen-2020.csv",
        "delivery_id": "2020-11-23-aaaaaaaaaaaa",
        "accepted": 1_204,
        "refused": 0,
        "status": "accepted",
    }
    return Delivery(**fields | changed)


def reminder(**changed: Any) -> Reminder:
    fields: dict[str, Any] = {
        "dataset_id": "partners.sbb",
        "title_nl": "SBB, kwalificaties en leerbanen",
        "title_en": "SBB, qualifications and places",
        "deadline": date(2020, 3, 1),
        "days": 268,
        "overdue": True,
        "expected": 17,
        "missing_nl": ["Beschikbare leerbanen", "Mbo-certificaten"],
        "missing_en": ["Places available", "Mbo certificates"],
    }
    return Reminder(**fields | changed)


def changes(**changed: Any) -> Changes:
    names = {"name_nl": "Aandeel leerlingen met een technisch profiel 1", "name_en": "Share 1"}
    change = IndicatorChange(
        indicator_id="share_1",
        tier="minor",
        added=24,
        removed=0,
        changed=3,
        new_periods=["2019/2020"],
        **names,
    )
    move = Move(
        indicator_id="share_1",
        unit="percent",
        period="2018/2019",
        region_name="Noord-Brabant",
        gender="female",
        education_level="havo",
        old=21.4,
        new=23.1,
        difference=1.7,
        cause=VINTAGE,
        **names,
    )
    nothing = {"difference": None, "cause": Cause(kind="unknown")}
    lost = {"region_name": "Zeeland", "gender": "male", "new": None, "kind": "lost"}
    new = {"region_name": "Drenthe", "gender": "total", "old": None}
    moves = [move, *(move.model_copy(update=nothing | other) for other in (lost, new))]
    arrived = table("meta.vintages", added=2, tier="news")
    values = table("marts.indicator_values", added=24, changed=3)
    fields: dict[str, Any] = {
        "tier": "minor",
        "indicators": [change],
        "moves": moves,
        "moved": 3,
        "tables": [arrived, values],
    }
    return Changes(**fields | changed)


def issue(state: State = "open", rows: int = 4) -> IssueState:
    """An entry of the register of known issues."""
    return IssueState(
        issue=KnownIssue(
            id="duo-min-een",
            check="pupils_key_is_unique",
            title_nl="DUO schrijft vier scholen dubbel.",
            title_en="DUO writes four schools twice.",
            source="https://duo.example/vragen",
            since=date(2020, 10, 1),
            until=date(2020, 12, 31),
            owner="databeheer",
            action_nl="Vraag DUO.",
            action_en="Ask DUO.",
        ),
        state=state,
        rows=rows,
    )


VINTAGE = Cause(
    kind="new_vintage",
    subject="duo.dataset_1",
    old="2019-11-22-0123456789ab",
    new="2020-11-20-ba9876543210",
    title_nl="Leerlingen vo per vestiging",
    title_en="Pupils by location",
)


def table(name: str, **changed: Any) -> TableChange:
    schema, _, own = name.partition(".")
    fields: dict[str, Any] = {
        "schema_name": schema,
        "table_name": own,
        "tier": "minor",
        "rows_before": 100,
        "rows_now": 120,
    }
    return TableChange(**fields | changed)


def altered() -> Changes:
    """Everything that can happen to a table, and every cause of a move."""
    raw = {"tier": "major", "vintages_removed": 1, "vintages_changed": ["2019-11-22-0123456789ab"]}
    tables = [
        table("meta.vintages", added=1, tier="news"),
        table("marts.new", rows_before=None, tier="news"),
        table("marts.goals", columns_removed=["line"], columns_added=["lijn"], tier="major"),
        table("marts.lost", rows_now=None, tier="major"),
        table("raw.duo_vo_pupils", **raw),
        table("raw.duo_vo_exams", **raw | {"vintages_removed": 2}),
        table("raw.duo_quiet", tier="news", added=12, vintages_added=1),
        table("marts.progress", changed=1, confirmed=3),
    ]
    (move, *_) = changes().moves
    version = {"old": "1", "new": "2"}
    causes = [
        Cause(kind="new_definition", **version),
        Cause(kind="new_source", old="duo.a", new="duo.b"),
        Cause(kind="lost_vintage", subject="duo.a", old="2019-11-22-0123456789ab"),
        Cause(kind="archive", subject="duo.a", old="v", new="v"),
        Cause(kind="reference", subject="provinces", **version),
        Cause(kind="code", **version),
        VINTAGE.model_copy(update={"old": None}),
        VINTAGE.model_copy(update={"old": "2020-11-20-0123456789ab"}),
    ]
    moves = [move.model_copy(update={"cause": cause}) for cause in causes]
    counted = {"unit": "count", "old": 100.0, "new": 90.0, "difference": -10.0}
    moves.append(move.model_copy(update=counted | {"difference_unit": "percent"}))
    return changes(tier="major", tables=tables, moves=moves, moved=400)
