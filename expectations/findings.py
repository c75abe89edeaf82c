"""The checks of the report: what each finding says, with its failing rows, and the tally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.checks import CheckResult, Engine
from expectations.formatting import Language, cell, day, number, relative, shorten
from expectations.highlights import Texts, action_of, described
from expectations.night import Night
from expectations.sections import Limits, Tone

_ROWS = ("no rows", "0 rows")
"""What is expected of a check that every failing row is shown of."""
_ENGINES: tuple[Engine, ...] = (
    "ingest",
    "dbt",
    "great_expectations",
    "register",
    "mail",
    "site",
)


@dataclass(frozen=True)
class RowsTable:
    """The first failing rows; `left_out` says in words what is not shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A check that did not pass."""

    title: str
    severity: str
    tone: Tone
    count: str
    check_id: str
    table: str
    engine: str
    expected: str
    observed: str
    since: str
    known: str
    owner: str
    action: str
    rows_file: str
    rows: RowsTable


@dataclass(frozen=True)
class ChecksSection:
    """The findings with their rows, further ones by name only, and the tally of all checks."""

    findings: tuple[Finding, ...]
    listed: tuple[Finding, ...]
    more: int
    summary: str
    engines: tuple[str, ...]


def checks_section(night: Night, texts: Texts, language: Language, limits: Limits) -> ChecksSection:
    """The checks that did not pass, blocking ones first, and how the others ended."""
    checks = night.checks
    failed = sorted((c for c in checks if c.failed), key=lambda check: not check.blocks)
    shown = limits.findings + limits.listed
    findings = tuple(_finding(check, night, texts, language, limits) for check in failed[:shown])
    return ChecksSection(
        findings=findings[: limits.findings],
        listed=findings[limits.findings :],
        more=max(0, len(failed) - shown),
        summary=_summary(checks, texts, language),
        engines=tuple(
            _tally(engine, ran, texts, language)
            for engine in _ENGINES
            if (ran := [check for check in checks if check.engine == engine])
        ),
    )


def _finding(
    check: CheckResult, night: Night, texts: Texts, language: Language, limits: Limits
) -> Finding:
    title = shorten(described(check, language), 300)
    observed = shorten(check.observed, 300)
    severity = texts["blocking"] if check.blocks else texts["warning"]
    if check.result == "error":
        severity = f"{severity}, {texts['could_not_run']}"
    return Finding(
        title=title,
        severity=severity,
        tone="bad" if check.blocks else "attention",
        count=_count(check.failing_count, texts, language) if check.failing_count else "",
        check_id=shorten(check.check_id, 120),
        table=shorten(check.table_name, 120),
        engine=texts[f"engine_{check.engine}"],
        expected="" if check.expected in _ROWS else shorten(check.expected, 300),
        # What the number of rows says, and what a connector describes: once is enough.
        observed=""
        if check.expected in _ROWS or observed == title
        else _with_difference(check, observed, texts, language),
        since=_since(check, night, texts, language),
        known=_known(check, texts, language),
        owner=shorten(check.owner, 80),
        action=shorten(action_of(check, language), 320) or texts["action_look"],
        rows_file=shorten(check.rows_file or "", 200),
        rows=_rows(check, texts, language, limits),
    )


def _with_difference(check: CheckResult, observed: str, texts: Texts, language: Language) -> str:
    if check.difference_percent is None or not observed:
        return observed
    percent = relative(check.difference_percent, language)
    return texts["off_by"].format(observed=observed, percent=percent)


def _since(check: CheckResult, night: Night, texts: Texts, language: Language) -> str:
    if check.failing_since is None:
        return ""
    if check.failing_since.date() >= night.started_at.date():
        return texts["since_tonight"]
    return texts["since_night"].format(date=day(check.failing_since, language))


def _known(check: CheckResult, texts: Texts, language: Language) -> str:
    if not check.known_count:
        return ""
    names = shorten(", ".join(check.known_issues), 120)
    return texts["known_rows"].format(count=number(check.known_count, language), names=names)


def _count(count: int, texts: Texts, language: Language) -> str:
    key = "failing_row" if count == 1 else "failing_rows"
    return texts[key].format(count=number(count, language))


def _rows(check: CheckResult, texts: Texts, language: Language, limits: Limits) -> RowsTable:
    kept = check.failing_rows[: limits.rows]
    names = list(dict.fromkeys(name for row in kept for name in row))
    shown = names[: limits.columns]
    left_out = []
    rest = max(check.failing_count, len(check.failing_rows)) - len(kept)
    if kept and rest:
        left_out.append(texts["more_rows"].format(count=number(rest, language)))
    if len(names) > len(shown):
        columns = len(names) - len(shown)
        key = "more_column" if columns == 1 else "more_columns"
        left_out.append(texts[key].format(count=number(columns, language)))
    return RowsTable(
        columns=tuple(shorten(name, 40) for name in shown),
        rows=tuple(
            tuple(cell(row.get(name), language, limits.cell) for name in shown) for row in kept
        ),
        left_out=tuple(left_out),
    )


def _summary(checks: Sequence[CheckResult], texts: Texts, language: Language) -> str:
    if not checks:
        return texts["checks_none"]
    blocking = sum(check.blocks for check in checks)
    parts = {
        "passed": sum(check.result == "pass" for check in checks),
        "blocking": blocking,
        "warned": sum(check.failed for check in checks) - blocking,
        "known": sum(check.result == "known" for check in checks),
        "skipped": sum(check.result == "skipped" for check in checks),
    }
    told = [
        texts[f"checks_{part}"].format(count=number(count, language))
        for part, count in parts.items()
        if count
    ]
    return texts["checks_summary"].format(total=number(len(checks), language), told=", ".join(told))


def _tally(engine: Engine, checks: Sequence[CheckResult], texts: Texts, language: Language) -> str:
    return texts["engine_tally"].format(
        engine=texts[f"engine_{engine}"],
        passed=_ended(checks, "pass", language),
        failed=number(sum(check.failed for check in checks), language),
        skipped=_ended(checks, "skipped", language),
    )


def _ended(checks: Sequence[CheckResult], result: str, language: Language) -> str:
    return number(sum(check.result == result for check in checks), language)
