"""Every mistake in `mutations.yml` fails a unit test of the model that it is made in."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable

import pytest
from filelock import FileLock

from flows.dbt import indicator_models
from flows.releases import DATABASE
from tests.dbt_project.mutants import Mutation, Verdicts, judge, read_mutations
from tests.flows.conftest import Home, Ran

MUTATIONS = read_mutations()
# From counts to figures that can be compared, with places and with what was published.
CHAIN = [
    "int_indicator_regions",
    "int_indicator_genders",
    "int_counted_indicators",
    "int_partner_indicators",
    "int_indicator_values",
    "int_definitions",
    "int_indicator_choice",
    "int_indicator_steps",
    "int_places",
    "int_municipality_keys",
    "int_location_municipalities",
    "int_reference_keys",
    "int_reference_conflicts",
    "int_reconciled_publications",
    "int_reconciled_statements",
    "indicator_changes",
    "int_indicator_trends",
    "int_reported_2018",
    "progress",
    "indicator_sources",
    "revisions",
    "breakdown_differences",
    "school_locations",
    "reconciliation",
]
MODELS = [*indicator_models(), *CHAIN]
ENOUGH = 3
_FIRST = {mutation.model: mutation for mutation in reversed(MUTATIONS)}
CASES = [
    # One mistake in each model always; all of them in the soak run, where there is time.
    pytest.param(m, id=m.id, marks=[] if _FIRST[m.model] is m else pytest.mark.soak)
    for m in MUTATIONS
]


@pytest.fixture(scope="session")
def verdicts(
    request: pytest.FixtureRequest,
    first_night: tuple[Home, Ran],
    tmp_path_factory: pytest.TempPathFactory,
) -> Verdicts:
    """What the unit tests say of models and of the mutants asked for; workers share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = shared / "mutants.json"
    with FileLock(shared / "mutants.lock"):
        if not kept.exists():
            release = first_night[0].path / DATABASE
            found = judge(_asked(request), release, tmp_path_factory.mktemp("mutants"))
            kept.write_text(json.dumps(found), encoding="utf-8")
    result: Verdicts = json.loads(kept.read_text(encoding="utf-8"))
    return result


def _asked(request: pytest.FixtureRequest) -> list[Mutation]:
    """The mutations of all tests in this run; each worker knows all of them."""
    callspecs = (getattr(item, "callspec", None) for item in request.session.items)
    return [spec.params["mutation"] for spec in callspecs if spec and "mutation" in spec.params]


def test_every_mutation_has_an_id_of_its_own() -> None:
    assert [name for name, times in Counter(m.id for m in MUTATIONS).items() if times > 1] == []


@pytest.mark.parametrize("model", MODELS)
def test_a_model_has_three_mutations_at_least(model: str) -> None:
    assert sum(mutation.model == model for mutation in MUTATIONS) >= ENOUGH


@pytest.mark.parametrize("model", MODELS)
def test_a_model_as_it_is_passes_its_unit_tests(model: str, verdicts: Verdicts) -> None:
    assert verdicts[model]
    assert set(verdicts[model].values()) == {"pass"}


@pytest.mark.parametrize("mutation", CASES)
def test_a_mistake_is_caught(
    mutation: Mutation, verdicts: Verdicts, record_property: Callable[[str, object], None]
) -> None:
    place = mutation.macro or mutation.model
    assert mutation.is_sound, f"`from` must be in {place} once: {mutation.before}"
    found = verdicts[mutation.mutant]
    broken = [test for test, status in found.items() if status not in {"pass", "fail"}]
    assert not broken, f"a bad mutation: with it {place} cannot run ({', '.join(broken)})"
    caught_by = [test for test, status in found.items() if status == "fail"]
    record_property("caught_by", ", ".join(caught_by))
    assert caught_by, f"no unit test of {mutation.model} fails on {mutation.after!r} in {place}"
