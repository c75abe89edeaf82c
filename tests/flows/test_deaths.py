"""Who is told of a night, and how one that died is told exactly once."""

from __future__ import annotations

import subprocess
import sys
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from pydantic import SecretStr

from expectations.compose import compose
from expectations.durable import claim
from expectations.last_words import Death, last_words
from expectations.mail import Post
from expectations.night import Verdict
from flows.deaths import accounted, catch_up, cause_of, tell_death
from flows.errand import Errand
from flows.exit_codes import FAILED
from flows.home import HomeError
from flows.journal import Journal, kept
from flows.post import post_of, report_recipients
from flows.settings import Settings, SettingsError, read_settings
from flows.supervise import supervise
from tests.flows.dying import text_of
from tests.postbox import Postbox, Serve

TEAM, OPERATOR = ("team@example.org", "boss@example.org"), ("night@example.org",)


@pytest.mark.parametrize(
    ("verdict", "operator", "expected"),
    [
        ("published", OPERATOR, (*OPERATOR, *TEAM)),
        ("published", TEAM[:1], TEAM),
        ("published", (), TEAM),
        ("nothing_new", OPERATOR, OPERATOR),
        ("nothing_new", (), TEAM),
        ("refused", OPERATOR, OPERATOR),
        ("refused", (), TEAM),
        ("failed", OPERATOR, OPERATOR),
        ("failed", (), TEAM),
    ],
)
def test_the_operator_gets_everything_and_the_team_what_was_published(
    verdict: Verdict, operator: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert report_recipients(verdict, TEAM, operator) == expected


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return read_settings(
        home=tmp_path / "home", report_operator="night@example.org", report_language="en"
    )


@pytest.fixture
def post(settings: Settings) -> Post:
    return post_of(settings)


def died(settings: Settings, stage: str = "audit") -> Journal:
    """A journal as a night leaves it that was killed."""
    with kept(settings.home) as journal:
        journal.stage(stage)
    return journal


def mails(settings: Settings) -> list[Path]:
    return sorted((settings.home / "outbox").glob("*.eml"))


def files(settings: Settings) -> list[str]:
    """The journals that stand open, with their locks."""
    return sorted(path.name for path in (settings.home / "logs").glob("night-*"))


def test_a_night_that_died_is_told_once_to_the_operator(settings: Settings, post: Post) -> None:
    journal = died(settings)
    catch_up(settings, post)
    catch_up(settings, post)
    (path,) = mails(settings)
    mail = message_from_bytes(path.read_bytes(), policy=SMTP)
    assert mail["To"] == "night@example.org"
    assert mail["Subject"] == (
        "[SAMPLE DATA] Techniekpact figures: FAILED – audit: unknown; the process was gone "
        "(ended, or the machine lost power)"
    )
    assert f"Night {journal.run_id}." in text_of(mail)
    assert files(settings) == []


def test_a_night_at_work_is_not_told(settings: Settings, post: Post) -> None:
    with kept(settings.home) as journal:
        catch_up(settings, post)
        assert (mails(settings), journal.read() is not None) == ([], True)


def test_a_night_whose_supervisor_will_tell_is_not_told(settings: Settings, post: Post) -> None:
    journal = died(settings)
    with claim(journal.lock) as held:
        assert held is not None
        catch_up(settings, post)
        assert mails(settings) == []
    catch_up(settings, post)
    assert len(mails(settings)) == 1


def test_a_report_that_was_written_but_not_noted_is_not_told_twice(
    settings: Settings, post: Post
) -> None:
    """Killed between the mail and the end of the journal."""
    journal = died(settings, "report")
    note = Death("r", journal.read().started_at, "x", "y", "z", None, False, False)  # type: ignore[union-attr]
    message = compose(last_words(note, "en"), "a@example.org", ["b@example.org"])
    journal.reporting(message["Message-ID"])
    post.deliver(message)
    catch_up(settings, post)
    assert len(mails(settings)) == 1
    assert files(settings) == []


def test_a_report_that_was_announced_and_never_written_is_told(
    settings: Settings, post: Post
) -> None:
    died(settings).reporting("<nowhere@example.org>")
    catch_up(settings, post)
    assert len(mails(settings)) == 1


def test_a_damaged_journal_is_still_a_night_that_died(settings: Settings, post: Post) -> None:
    died(settings)
    (path,) = (settings.home / "logs").glob("*.json")
    path.write_text("{")
    catch_up(settings, post)
    (mail,) = mails(settings)
    assert "damaged journal" in mail.read_text()
    assert files(settings) == []


def broken(settings: Settings, post: Post) -> None:
    with accounted(settings, post, None) as journal:
        journal.stage("report")
        raise ZeroDivisionError("no\r\nBcc: evil@example.org \ud800")


def test_whatever_breaks_a_night_is_told_and_goes_on(settings: Settings, post: Post) -> None:
    with pytest.raises(ZeroDivisionError):
        broken(settings, post)
    (path,) = mails(settings)
    mail = message_from_bytes(path.read_bytes(), policy=SMTP)
    assert "FAILED – report: ZeroDivisionError: no Bcc: evil" in mail["Subject"]
    assert mail["Bcc"] is None
    assert files(settings) == []


def test_a_wrong_setting_is_no_night(settings: Settings, post: Post) -> None:
    with pytest.raises(SettingsError), accounted(settings, post, None):
        raise SettingsError("TECHNIEKPACT_HOME: expected another folder")
    assert (mails(settings), files(settings)) == ([], [])


def test_a_report_that_can_be_kept_nowhere_is_told_later(settings: Settings, post: Post) -> None:
    journal = died(settings)
    outbox = settings.home / "outbox"
    outbox.touch()
    tell_death(journal, settings, post)
    assert journal.read() is not None
    outbox.unlink()
    catch_up(settings, post)
    assert len(mails(settings)) == 1


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (-9, "killed by signal 9 (SIGKILL)"),
        (-99, "killed by signal 99 (?)"),
        (2, "ended with exit code 2"),
    ],
)
def test_an_exit_code_is_told_in_words(code: int, told: str) -> None:
    assert cause_of(code)[1] == told


def test_a_night_that_cannot_write_a_thing_is_told(settings: Settings, serve: Serve) -> None:
    """The folder for journals cannot be made, as on a disk that is full or read-only."""
    settings.home.mkdir()
    (settings.home / "logs").touch()
    (settings.home / "outbox").touch()
    postbox = Postbox()
    address = SecretStr(f"smtp://127.0.0.1:{serve(postbox)}")
    with pytest.raises(HomeError):
        supervise(settings.model_copy(update={"smtp_url": address}), Errand(fetch=False))
    (mail,) = postbox.received
    assert "FAILED – start: FileExistsError" in mail["Subject"]


def test_who_waits_for_a_night_is_light() -> None:
    """What takes the memory of the night away must not take its supervisor along."""
    code = (
        "import sys, flows.cli, flows.supervise; "
        "print({'prefect', 'great_expectations', 'dbt', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_night_that_ends_early_with_code_0_has_failed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.home.mkdir()
    early = [sys.executable, "-c", "raise SystemExit(0)"]
    monkeypatch.setattr("flows.supervise._command", lambda *_: early)
    assert supervise(settings, Errand()) == FAILED
    (mail,) = mails(settings)
    assert "ended with exit code 0" in mail.read_text(encoding="utf-8")
