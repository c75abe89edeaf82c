"""What dbt's tests said, read from the artifacts that a dbt invocation leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expectations.checks import CheckResult, Ran, Result, Severity

_PASSED = {"test": "0 rows", "unit_test": "the given rows"}
_RESULTS: dict[str, Result] = {
    "pass": "pass",
    "success": "pass",
    "fail": "fail",
    "warn": "fail",
    "skipped": "skipped",
}


class DbtResultsError(Exception):
    """The artifacts are not there or cannot be read; the message names the file."""


def read_dbt_results(target_dir: Path) -> list[Ran]:
    """Read `run_results.json` and `manifest.json` of a dbt target folder.

    One answer for every data test and unit test, and one for every model, seed or snapshot that
    could not be built: the tests behind it were skipped, so it must block by itself. A test's
    `meta` may hold `description_nl`, `description_en`, `owner`, `action_nl` and `action_en`. The
    artifacts hold no rows, but the SQL that selects them.

    Raises `DbtResultsError`.
    """
    manifest = _read(target_dir / "manifest.json")
    nodes: dict[str, Mapping[str, Any]] = {
        **manifest.get("nodes", {}),
        **manifest.get("unit_tests", {}),
    }
    answers = []
    for outcome in _read(target_dir / "run_results.json").get("results", []):
        node = nodes.get(outcome["unique_id"], {})
        kind = outcome["unique_id"].split(".", 1)[0]
        if kind in _PASSED:
            query = outcome.get("compiled_code") if kind == "test" else None
            answers.append(Ran(_test(outcome, node, nodes), query))
        elif outcome["status"] == "error":
            answers.append(Ran(_broken(outcome, node)))
    return answers


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DbtResultsError(f"{path.name} is not in {path.parent}: dbt did not finish") from error
    except ValueError as error:
        raise DbtResultsError(f"{path.name} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise DbtResultsError(f"{path.name} is not a dbt artifact")
    return content


def _test(
    outcome: Mapping[str, Any],
    node: Mapping[str, Any],
    nodes: Mapping[str, Mapping[str, Any]],
) -> CheckResult:
    result = _RESULTS.get(outcome["status"], "error")
    kind, _, name = outcome["unique_id"].split(".", 2)
    if kind == "test":
        name = str(node.get("name") or name)
    meta = {**node.get("meta", {}), **node.get("config", {}).get("meta", {})}
    description = str(node.get("description") or "")
    english = str(meta.get("description_en") or description or f"dbt test {name}.")
    said = str(outcome.get("message") or "").strip()
    return CheckResult(
        check_id=name,
        table_name=_table(node, nodes),
        engine="dbt",
        severity=_severity(outcome, node),
        result=result,
        expected=_expected(node),
        observed=_PASSED[kind] if result == "pass" else said,
        failing_count=0 if result == "pass" else outcome.get("failures") or 0,
        description_nl=str(meta.get("description_nl") or english),
        description_en=english,
        owner=str(meta.get("owner") or "databeheer"),
        action_nl=str(
            meta.get("action_nl")
            or f"Zie {node.get('original_file_path', 'het dbt-project')} en draai de test opnieuw."
        ),
        action_en=str(
            meta.get("action_en")
            or f"See {node.get('original_file_path', 'the dbt project')} and run the test again."
        ),
    )


def _broken(outcome: Mapping[str, Any], node: Mapping[str, Any]) -> CheckResult:
    name = str(node.get("name") or outcome["unique_id"])
    return CheckResult(
        check_id=f"build_{name}",
        table_name=_relation(node),
        engine="dbt",
        severity="block",
        result="error",
        expected="built",
        observed=str(outcome.get("message") or ""),
        failing_count=0,
        description_nl=f"Tabel {name} is gebouwd.",
        description_en=f"Table {name} was built.",
        owner="databeheer",
        action_nl=f"Lees de foutmelding en herstel {node.get('original_file_path', name)}.",
        action_en=f"Read the error and mend {node.get('original_file_path', name)}.",
    )


def _severity(outcome: Mapping[str, Any], node: Mapping[str, Any]) -> Severity:
    """A status of `warn` stands for a test within its limit, whatever its severity."""
    configured = str(node.get("config", {}).get("severity") or "error").lower()
    return "warn" if configured == "warn" or outcome["status"] == "warn" else "block"


def _expected(node: Mapping[str, Any]) -> str:
    metadata = node.get("test_metadata")
    if not metadata:
        return _PASSED["unit_test"] if node.get("resource_type") == "unit_test" else "no rows"
    arguments = {key: value for key, value in metadata["kwargs"].items() if key != "model"}
    return f"{metadata['name']}({', '.join(f'{key}={arguments[key]}' for key in arguments)})"


def _table(node: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> str:
    tested = node.get("attached_node") or next(
        iter(node.get("depends_on", {}).get("nodes", [])), None
    )
    return _relation(nodes.get(str(tested), {}))


def _relation(node: Mapping[str, Any]) -> str:
    if not node:
        return ""
    return f"{node.get('schema', '')}.{node.get('alias') or node.get('name', '')}"
