from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from expectations.mail import Patience, Post
from flows.doctor.check_mail import check_mail, check_outbox
from tests.flows.doctor.conftest import Make
from tests.postbox import PASSWORD, Postbox, Serve, free_port


@pytest.mark.parametrize(("profile", "verdict"), [("live", "warn"), ("sample", "ok")])
def test_without_a_server_the_team_hears_nothing(machine: Make, profile: str, verdict: str) -> None:
    (told,) = check_mail(machine(profile=profile))
    assert told.verdict == verdict


def test_a_server_that_takes_the_login_is_sent_nothing(machine: Make, serve: Serve) -> None:
    postbox = Postbox()
    port = serve(postbox, auth_require_tls=False, authenticator=postbox.authenticate)
    (told,) = check_mail(machine(smtp_url=f"smtp://jan:geheim%2Fp%40ss@127.0.0.1:{port}"))
    assert told.words["en"].found.startswith(f"127.0.0.1:{port} answered and took the login in")
    assert postbox.logins == [("jan", PASSWORD)]
    assert postbox.tries == 0


def test_a_server_that_does_not_is_told_without_the_password(machine: Make, serve: Serve) -> None:
    postbox = Postbox(accepts="another")
    port = serve(postbox, auth_require_tls=False, authenticator=postbox.authenticate)
    (told,) = check_mail(machine(smtp_url=f"smtp://jan:geheim%2Fp%40ss@127.0.0.1:{port}"))
    assert told.problem == "mail.refused"
    assert "did not accept the user and password" in told.words["en"].found
    assert "geheim" not in told.words["en"].found


def test_a_server_that_is_not_there(machine: Make) -> None:
    (told,) = check_mail(machine(smtp_url=f"smtp://127.0.0.1:{free_port()}"))
    assert "cannot be reached" in told.words["nl"].found


def test_mail_that_did_not_arrive_is_told_by_its_kind(machine: Make, home: Path) -> None:
    ready = machine(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert [told.verdict for told in check_outbox(ready)] == ["ok"]
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "x", "a@example.org", "b@example.org"
    post = Post(ready.settings.mail_server(), home / "outbox", Patience(attempts=1))
    post.deliver(message)
    (told,) = check_outbox(ready)
    assert (told.verdict, told.problem) == ("warn", "outbox.waiting")
    assert "b@example.org" in told.words["nl"].found
    for kind in ("uncertain", "given-up"):
        (home / "outbox" / kind).mkdir(parents=True)
        (folder,) = (home / "outbox").glob("*/*x*")
        folder.rename(home / "outbox" / kind / folder.name)
        (told,) = check_outbox(ready)
        assert told.problem == f"outbox.{kind}"
        assert f"outbox/{kind}/{told.about}" in told.words["en"].do
