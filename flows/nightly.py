"""The whole night: ingest → build → audit → publish → site → report."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any, ParamSpec, TypeVar

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote
from rich.console import Console

from expectations import engine
from expectations.checks import CheckResult
from expectations.known_issues import IssueState
from expectations.mail import Post
from expectations.night import Night, Verdict
from flows import report as report_stage
from flows.answer import answer_all, check_addresses
from flows.audit import Audit, audit, document, finding_checks
from flows.build import Candidate, build
from flows.console import console
from flows.deaths import accounted
from flows.errand import Errand
from flows.heartbeat import beat
from flows.home import Place, described, trouble
from flows.home_profile import one_profile_per_home
from flows.ingest import ingest
from flows.journal import Journal
from flows.lock import exclusive
from flows.logs import at_stage, logged, speaks_json
from flows.nights import CAME_TO_A_VERDICT, note_night
from flows.partner_notes import send_notes
from flows.post import post_of, unsent_checks
from flows.progress import Progress
from flows.publish import fingerprint, inputs_of, publish
from flows.release_manifest import ReleaseManifest
from flows.releases import Releases
from flows.retention import prune
from flows.sample import today
from flows.settings import Profile, Settings, read_settings
from flows.site.stage import site_checks
from flows.standing import standing
from flows.status import DatasetState
from sources.catalog import CatalogError, read_catalog

logger = logging.getLogger(__name__)
Given = ParamSpec("Given")
Made = TypeVar("Made")


def stage(name: str, seconds: int, do: Callable[Given, Made]) -> Callable[Given, Made]:
    """A stage as a task run of Prefect.

    What it is given goes in as it is: Prefect would look through all of it, twice, for results of
    other tasks. Only what depends on others is retried: datasets one by one (flows/fetching.py),
    mail by itself. What was done before says nothing of what is to be done now.
    """
    run = task(name=name, timeout_seconds=seconds, cache_policy=NO_CACHE)(do)

    def run_stage(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        given: Any = [quote(argument) for argument in args]
        named: Any = {name: quote(argument) for name, argument in kwargs.items()}
        made: Made = run(*given, **named)
        return made

    return run_stage


build_task = stage("build", 3600, build)
audit_task = stage("audit", 1800, audit)
publish_task = stage("publish", 600, publish)
report_task = stage("report", 600, report_stage.send)


@dataclass
class Story:
    """What is known of the night so far; whatever happens, the report is made of it."""

    run_id: str
    verdict: Verdict = "failed"
    reason: str = ""
    error: str | None = None
    states: Sequence[DatasetState] = ()
    checks: Sequence[CheckResult] = ()
    issues: Sequence[IssueState] = ()
    release: ReleaseManifest | None = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@flow(name="nightly", validate_parameters=False)
def nightly(
    profile: Profile | None = None,
    home: Path | None = None,
    errand: Errand | None = None,
    run_id: str | None = None,
) -> Night:
    """Run one night and return what there is to say about it.

    The `errand` is to ask everything of all publishers, where nothing else is said.
    `run_id` is that of a journal that a supervisor began.

    Raises:
        LockedError: another run holds the home folder.
        SettingsError: a setting is wrong.
    """
    settings = read_settings(profile=profile, home=home)
    errand = errand or Errand()
    if settings.partner_mail:
        # A catalog that cannot be read is the night's to tell.
        with suppress(CatalogError):
            check_addresses(settings, read_catalog())
    post = post_of(settings)
    with (
        exclusive(settings.home),
        accounted(settings, post, run_id) as journal,
        logged(settings, journal.run_id),
    ):
        place = Place.of(settings.home)
        progress = Progress(shown_progress(), lambda name: begins(name, journal, place))
        previous = Releases(settings.home).current()
        one_profile_per_home(settings)
        story = Story(journal.run_id)
        try:
            tell(story, settings, previous, progress, post, errand)
        except Exception as error:  # the team must hear of it, whatever it was
            logger.exception("the night failed")
            story.verdict, story.error = "failed", described(settings.home, error)
            story.reason = "De nacht is afgebroken; de laatste goede versie blijft staan."
            if wrong := trouble(settings.home, error):
                story.reason += f" {wrong.nl}"
        if errand.datasets:
            story.reason += f" Alleen gevraagd: {', '.join(errand.datasets)}."
        with progress.stage("site"):
            story.checks = [*story.checks, *site_checks(settings)]
        with progress.stage("report"):
            night = report_stage.describe(
                settings,
                run_id=journal.run_id,
                started_at=story.started_at,
                finished_at=datetime.now(UTC),
                verdict=story.verdict,
                reason=story.reason,
                error=story.error,
                stages=progress.timings,
                states=story.states,
                checks=[*story.checks, *unsent_checks(post)],
                issues=story.issues,
                release=story.release,
                previous=previous,
            )
            note_night(settings.home, journal.run_id, night)
            problem = report_task(settings, night, post, journal)
        if problem:
            logger.warning("%s", problem)
        tell_partners(settings, night, post)
        tidy_up(settings)
        beat(settings, night)
        log_verdict(night)
    create_markdown_artifact(
        key="verdict", markdown=f"## {night.verdict}\n\n{night.reason}\n\n{night.error or ''}"
    )
    return night.model_copy(update={"stages": progress.timings})


def tell(
    story: Story,
    settings: Settings,
    previous: ReleaseManifest | None,
    progress: Progress,
    post: Post,
    errand: Errand,
) -> None:
    """The night in one picture; every stage leaves in `story` what it learned."""
    catalog = read_catalog()
    with progress.stage("ingest"):
        story.states = states = ingest(settings, catalog, errand, progress)
    with progress.stage("answer"):
        answers = answer_all(settings, catalog, post)
    findings = [*finding_checks(states), *answers.unanswered]
    stands = standing(settings, previous, findings)
    story.checks, story.issues = stands.checks, stands.issues
    if why := why_it_stays(settings, states, previous):
        story.verdict, story.reason = "nothing_new", why
        return
    if not any(state.vintages for state in states):
        story.reason = "Er is nog niets ontvangen; er valt niets te publiceren."
        return
    with progress.stage("build"):
        # dbt is a process of its own: what the audit needs is loaded meanwhile.
        Thread(target=engine.load).start()
        candidate: Candidate = build_task(
            settings, Releases(settings.home).new_id(), states, story.run_id
        )
    with progress.stage("audit"):
        audited: Audit = audit_task(candidate, findings, settings, today(settings))
    story.checks, story.issues = audited.checks, audited.issues
    with progress.stage("publish"):
        story.release = publish_task(settings, candidate, audited, states)
    story.verdict = "refused" if audited.refused else "published"
    story.reason = audited.reason
    with progress.stage("document"):
        document(settings, candidate.release_id, audited.docs)


def shown_progress() -> Console:
    """Where people see how far the night is; nowhere when stderr is for programs."""
    shown = console(sys.stderr)
    shown.quiet = speaks_json()
    return shown


def begins(stage: str, journal: Journal, place: Place) -> None:
    """Note the stage that begins, for who tells of this night's death and for its log.

    Raises:
        HomeError: the home folder is not the one that the night began in.
    """
    place.check()
    journal.stage(stage)
    at_stage(stage)


def log_verdict(night: Night) -> None:
    """The last line of a night's log."""
    logger.log(
        logging.INFO if night.verdict in CAME_TO_A_VERDICT else logging.ERROR,
        "%s: %s",
        night.verdict,
        night.error or night.reason,
        extra={"verdict": night.verdict, "release_id": night.release_id},
    )


def tell_partners(settings: Settings, night: Night, post: Post) -> None:
    """Write to partners about what waits for them; what fails here costs nothing else."""
    try:
        send_notes(settings, night, read_catalog(), post)
    except Exception:
        logger.exception("no notes to partners")


def why_it_stays(
    settings: Settings, states: Sequence[DatasetState], previous: ReleaseManifest | None
) -> str:
    """Why the current release stays; empty where one made now would say something else.

    It would not where it says what readers have, or what they were taken back from.
    """
    contracts = [state.dataset.fingerprint for state in states]
    now = fingerprint(inputs_of(states), contracts, settings.profile)
    if previous is not None and previous.fingerprint == now:
        return "Geen nieuwe gegevens; de huidige versie blijft staan."
    releases = Releases(settings.home)
    aside = releases.put_aside()
    if any(m.release_id == aside and m.fingerprint == now for m in releases.list()):
        return (
            f"Uitgave {aside} is teruggedraaid en sindsdien is er niets nieuws; de huidige versie "
            "blijft staan."
        )
    return ""


def tidy_up(settings: Settings) -> None:
    """Remove releases that need not be kept; what fails here costs nothing else."""
    try:
        prune(Releases(settings.home), settings.retain_releases)
    except Exception:
        logger.exception("old releases were not removed")
