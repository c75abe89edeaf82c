"""Nights to report on. Every name and figure is invented for the test."""

from __future__ import annotations

from typing import Any

from expectations.night import (
    Changes,
    Night,
    StageTiming,
)
from tests.expectations.pieces import (
    ACCEPTED,
    RECONCILED,
    STARTED,
    altered,
    blocking,
    changes,
    check,
    dataset,
    delivery,
    estimate,
    indicator,
    issue,
    missing,
    reminder,
    stale,
)


def published(**changed: Any) -> Night:
    """A release is out; some sources and rows ask for attention."""
    late = check(
        "counts_are_positive",
        result="fail",
        failing_count=1,
        observed="1 of 4000 rows",
        expected="",
        failing_since=STARTED.replace(tzinfo=None),
        failing_rows=[{"institution_code": "01AB", "count": -7}],
        description_nl="Een telling is nul of meer.",
        description_en="A count is zero or more.",
    )
    refused = ["regel 12, leerlingen “veel”: Vul een getal in", "regel 31, brin “9”: Geen BRIN"]
    fields: dict[str, Any] = {
        "release_id": "20201124T021403Z",
        "previous_release_id": "20201123T021359Z",
        "started_at": STARTED,
        "finished_at": STARTED,
        "profile": "live",
        "verdict": "published",
        "reason": "Alle blokkerende controles zijn gehaald; 1 waarschuwing.",
        "stages": [
            StageTiming(name=name, seconds=seconds)
            for name, seconds in (("ingest", 201.2), ("build", 14.0), ("audit", 9.3))
        ],
        "datasets": [dataset(new_vintages=1), stale(), missing()],
        "checks": [
            late,
            check(),
            check("locations_known", engine="dbt"),
            check("later", result="skipped", engine="dbt"),
        ],
        "changes": changes(),
        "deliveries": [delivery(), delivery(refused=2, status="partly", reasons=refused)],
        "known_issues": [issue()],
        "indicators": [
            indicator(),
            estimate(),
            indicator(
                3,
                name_nl="Leerlingen met een technisch profiel",
                name_en="Pupils in a technical track",
                unit="count",
                value=64_210,
                target_value=None,
                series=[],
            ),
        ],
    }
    return Night(**fields | changed)


def nothing_new(**changed: Any) -> Night:
    """No source had anything new; the current release stays."""
    fields: dict[str, Any] = {
        "release_id": None,
        "verdict": "nothing_new",
        "reason": "Geen nieuwe gegevens; de huidige versie blijft staan.",
        "datasets": [dataset(), dataset(4)],
        "checks": [],
        "changes": None,
        "deliveries": [],
    }
    return published(**fields | changed)


def refused(**changed: Any) -> Night:
    """The audit refused the release for one blocking check."""
    fields: dict[str, Any] = {
        "verdict": "refused",
        "reason": "1 blokkerende controle is niet gehaald.",
        "checks": [*published().checks, blocking()],
    }
    return published(**fields | changed)


def failed(**changed: Any) -> Night:
    """The build broke; there is no release of this night."""
    fields: dict[str, Any] = {
        "release_id": None,
        "verdict": "failed",
        "reason": "De nacht is afgebroken; de laatste goede versie blijft staan.",
        "error": "BuildError: Compilation Error in model int_pupils: depends on 'stg_missing'",
        "stages": [StageTiming(name="ingest", seconds=4), StageTiming(name="build", seconds=0.4)],
        "checks": [],
        "changes": None,
    }
    return published(**fields | changed)


def sample(**changed: Any) -> Night:
    return published(profile="sample", **changed)


HOSTILE = '"><script>alert(1)</script>\r\nBcc: everyone@example.org\n\u202e<img src=x onerror=a()>'


def hostile() -> Night:
    """Every text that comes from outside tries to be something else."""
    bad = blocking(
        description_nl=HOSTILE,
        description_en=HOSTILE,
        owner=HOSTILE,
        action_nl=HOSTILE,
        expected=HOSTILE,
        observed=HOSTILE,
        failing_rows=[{HOSTILE: HOSTILE, "nested": {"list": [1, None, HOSTILE]}, "yes": True}],
    )
    return refused(
        reason=HOSTILE,
        error=HOSTILE,
        checks=[bad],
        datasets=[dataset(title_nl=HOSTILE, title_en=HOSTILE, note=HOSTILE, url="javascript:a()")],
        deliveries=[delivery(partner=HOSTILE, file=HOSTILE, refused=1, reasons=[HOSTILE])],
        reminders=[reminder(title_nl=HOSTILE, title_en=HOSTILE, missing_nl=[HOSTILE] * 9)],
        indicators=[indicator(name_nl=HOSTILE, name_en=HOSTILE, source_url="javascript:a()")],
    )


def huge() -> Night:
    """Sixty checks fail with twenty wide rows each, and everything else is long as well."""
    wide = {f"column_{n}": "<&\"'é " * 40 for n in range(30)}
    failing = [
        blocking(
            f"check_{n}_{'x' * 60}",
            severity="block" if n >= 30 else "warn",
            description_nl=f"Eis {n}: " + "<lang> & breed " * 60,
            description_en=f"Demand {n}: " + "<long> & wide " * 60,
            observed="gezien & <gevonden> " * 60,
            action_nl="kijk & vergelijk " * 90,
            failing_rows=[wide] * 20,
        )
        for n in range(60)
    ]
    line = changes().indicators[0]
    return refused(
        error="& <boom> " * 2_000,
        checks=failing,
        datasets=[dataset(n, freshness="stale", note="<let op> & " * 90) for n in range(1, 90)],
        deliveries=[delivery(refused=40, reasons=["<regel> & " * 50] * 40)] * 60,
        reminders=[reminder(missing_nl=["<cijfer> & " * 50] * 40)] * 60,
        changes=changes(indicators=[line] * 60),
        indicators=[
            indicator(n % 8, dataset_id=f"duo.dataset_{n}", name_nl="<Aandeel> & " * 30)
            for n in range(60)
        ],
    )


def corners() -> list[Night]:
    """What the other nights leave unsaid: singulars, first nights, losses."""
    (line,) = changes().indicators
    one = {"added": 0, "removed": 0, "changed": 0, "new_periods": []}
    alone = [line.model_copy(update=one | {name: 1}) for name in ("added", "removed", "changed")]
    lost = line.model_copy(update=one | {"removed": 5, "definition_changed": True, "tier": "major"})
    rows = [{f"column_{n}": n for n in range(7)}]
    young = dataset(new_vintages=3, age_days=1)
    return [
        published(changes=Changes(tier="news", first_release=True), datasets=[young]),
        *(_bare(changes=changes(indicators=[only], moves=[])) for only in alone),
        _bare(changes=changes(tier="major", indicators=[lost, lost])),
        _bare(changes=changes(tier="news")),
        _bare(changes=altered()),
        _bare(changes=Changes(tier="none")),
        nothing_new(datasets=[stale()]),
        published(indicators=[estimate(value_low=28.96, value_high=29.04)]),
        published(
            indicators=[
                indicator(reached="not", not_comparable_with="2018/2019"),
                indicator(2, reached="2031/2032"),
            ],
            reconciliation=RECONCILED,
        ),
        failed(
            indicators=[],
            stages=[
                StageTiming(name=n, seconds=1) for n in ("publish", "document", "site", "report")
            ],
        ),
        refused(checks=[blocking(result="error", failing_count=0, failing_rows=[], action_nl="")]),
        refused(checks=[blocking(engine="ingest", failing_rows=rows)]),
        _bare(deliveries=[delivery(status="refused", file="", reasons=["Geen csv"])]),
        published(indicators=[indicator(n, target_value=None) for n in (1, 2)]),
        _bare(
            known_issues=[issue("gone", 0), issue("quiet", 0), issue("expired", 1)],
            deliveries=[delivery()] * 2,
        ),
        _bare(accepted=ACCEPTED),
        _bare(
            checks=[
                blocking(expected="200", observed="100", difference_percent=-50.0),
                blocking("mail.unsent", engine="mail", severity="warn"),
                blocking("site.rendered", engine="site", severity="warn"),
            ]
        ),
        _bare(checks=[blocking("known", result="known", failing_count=0, engine="register")]),
        _bare(reminders=[reminder(), reminder(overdue=False, days=12)]),
        _bare(stages=[StageTiming(name="answer", seconds=1)]),
    ]


def _bare(**changed: Any) -> Night:
    """Published, without figures: nothing to draw."""
    return published(indicators=[], **changed)
