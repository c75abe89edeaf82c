from __future__ import annotations

import pytest

from expectations.checks import CheckResult, Result, Severity
from expectations.gate import decide


def result(severity: Severity, result: Result, name: str = "een") -> CheckResult:
    return CheckResult(
        check_id=name,
        table_name="raw.t",
        engine="great_expectations",
        severity=severity,
        result=result,
        expected="no rows",
        observed="",
        failing_count=0,
        description_nl=f"Controle {name}.",
        description_en=f"Check {name}.",
        owner="databeheer",
        action_nl="Niets.",
    )


@pytest.mark.parametrize(
    ("severity", "outcome", "refused"),
    [
        ("block", "pass", False),
        ("block", "skipped", False),
        ("block", "fail", True),
        ("block", "error", True),
        ("warn", "fail", False),
        ("warn", "error", False),
    ],
)
def test_only_a_blocking_check_that_did_not_pass_refuses(
    severity: Severity, outcome: Result, refused: bool
) -> None:
    assert decide([result("block", "pass"), result(severity, outcome)]).refused is refused


def test_nothing_checked_is_refused() -> None:
    verdict = decide([])
    assert verdict.refused
    assert verdict.reason_en == "No check has run."


@pytest.mark.parametrize(
    ("warnings", "dutch", "english"),
    [
        (0, "geen waarschuwingen", "no warnings"),
        (1, "1 waarschuwing", "1 warning"),
        (2, "2 waarschuwingen", "2 warnings"),
    ],
)
def test_warnings_are_counted(warnings: int, dutch: str, english: str) -> None:
    verdict = decide([result("block", "pass"), *[result("warn", "fail")] * warnings])
    assert verdict.reason_nl == f"Alle blokkerende controles zijn gehaald; {dutch}."
    assert verdict.reason_en == f"Every blocking check passed; {english}."


def test_one_failing_check_is_named_in_both_languages() -> None:
    verdict = decide([result("block", "error")])
    assert verdict.reason_nl == (
        "1 blokkerende controle is niet gehaald: “Controle een” (niet uitvoerbaar)."
    )
    assert verdict.reason_en == "1 blocking check did not pass: “Check een” (could not run)."


def test_three_are_named_and_the_rest_is_counted() -> None:
    verdict = decide([result("block", "fail", name) for name in "abcde"])
    assert verdict.reason_en == (
        "5 blocking checks did not pass: “Check a”, “Check b”, “Check c” and 2 more."
    )
    assert verdict.reason_nl.endswith("“Controle c” en nog 2.")
