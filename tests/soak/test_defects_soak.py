"""The whole way of every defect in raw tables: loaded, built by dbt, audited, reported.

The release before is that of the sample without its newest periods: those came tonight, damaged.
A defect takes some 45 seconds; `-k` chooses.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from expectations.highlights import actions, described, headline
from expectations.night import Night
from expectations.templating import load_texts
from flows.audit import audit, finding_checks
from flows.build import Candidate, load
from flows.dbt import dbt_build
from flows.releases import Releases
from flows.sample import today
from flows.settings import read_settings
from flows.status import state_of
from sources.catalog import read_catalog
from sources.landing import Landing
from tests.expectations.defect_list import Defect, read_libraries
from tests.expectations.defect_runner import damage, read_night
from tests.flows.conftest import Home, Ran, first_night

__all__ = ["first_night"]

pytestmark = pytest.mark.soak

DEFECTS = [
    pytest.param(defect, id=defect.id)
    for library in read_libraries().values()
    if library.at == "raw"
    for defect in library.caught
]
# The figures of tonight's periods are not among those of the release before.
UNKNOWN_YESTERDAY = """
    DELETE FROM history.indicator_history AS known
    WHERE period = (
        SELECT max(period) FROM history.indicator_history AS all_known
        WHERE all_known.dataset_id = known.dataset_id AND all_known.period_type = known.period_type
    )
"""
# A file that was damaged before it came is in the archive as it came.
AS_ARCHIVED = """
    UPDATE meta.vintages SET "rows" = held.row_count
    FROM (SELECT vintage_id, count(*) AS row_count FROM {table} GROUP BY ALL) AS held
    WHERE vintages.vintage_id = held.vintage_id
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_leads_to_its_verdict_and_stands_in_the_report(
    defect: Defect, first_night: tuple[Home, Ran], tmp_path: Path
) -> None:
    before = first_night[0].path
    home = tmp_path / "home"
    shutil.copytree(before, home, symlinks=True)
    settings = read_settings(profile="sample", home=home)
    catalog, landing = read_catalog(), Landing(home)
    states = [state_of(dataset, landing, None, today(settings)) for dataset in catalog]
    releases = Releases(home)
    now = datetime.now(UTC)
    candidate = Candidate(
        release_id=f"{now:%Y%m%dT%H%M%SZ}",
        created_at=now,
        folder=releases.candidate(f"{now:%Y%m%dT%H%M%SZ}"),
        dbt_target=home / "dbt",
        previous=releases.database(),
    )
    night = read_night(home)
    load(candidate, settings, states)
    with duckdb.connect(candidate.database) as connection:
        connection.execute(UNKNOWN_YESTERDAY)
        for table in sorted(damage(connection, defect.sql, night)):
            connection.execute(AS_ARCHIVED.format(table=table))
    dbt_build(candidate.database, candidate.dbt_target, settings)
    audited = audit(candidate, finding_checks(states), settings, today(settings))

    failing = {check.check_id: check for check in audited.checks if check.failed}
    assert audited.refused == (defect.verdict == "refused"), sorted(failing)
    assert failing[defect.check].severity == defect.severity
    told = Night(
        release_id=candidate.release_id,
        started_at=candidate.created_at,
        finished_at=datetime.now(UTC),
        profile="sample",
        verdict="refused" if audited.refused else "published",
        reason=audited.reason,
        checks=list(audited.checks),
    )
    texts = load_texts("nl")
    urgent = [action for action in actions(told, texts, "nl") if action.urgent]
    named = described(failing[defect.check], "nl")
    assert bool(urgent) == audited.refused
    shown = urgent if defect.severity == "block" else actions(told, texts, "nl")
    assert [action for action in shown if named in action.why]
    if audited.refused:
        first = next(check for check in audited.checks if check.blocks)
        assert described(first, "nl").rstrip(".")[:60] in headline(told, texts, "nl")
