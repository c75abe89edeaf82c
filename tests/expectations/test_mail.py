"""Mail against a real SMTP server on loopback: nothing of the protocol is faked here."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from expectations.mail import Patience, Post
from expectations.smtp import read_server
from expectations.unsent import unsent
from tests.expectations.mails import (
    HASTY,
    REPORT,
    assert_is_the_report,
    kept,
    message,
    parsed,
    post,
)
from tests.postbox import Postbox, Serve, free_port


def test_without_a_server_the_mail_stays_in_the_outbox(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"
    delivered = Post(None, outbox).deliver(message())
    assert delivered.error is None
    assert_is_the_report(kept(delivered))
    assert delivered.path is not None
    assert delivered.path.name.endswith("Z-techniekpact-cijfers-geweigerd-n-controle.eml")
    assert list(outbox.iterdir()) == [delivered.path]


def test_what_was_kept_without_a_server_is_never_sent(serve: Serve, tmp_path: Path) -> None:
    Post(None, tmp_path).deliver(message())
    postbox = Postbox()
    later = Post(read_server(f"smtp://127.0.0.1:{serve(postbox)}"), tmp_path, HASTY)
    assert later.send_waiting() == []
    assert (postbox.received, unsent(later.outbox)) == ([], [])


def test_the_outbox_never_overwrites(tmp_path: Path) -> None:
    mails = [message(f"{number}@example.org") for number in range(5)]
    paths = [Post(None, tmp_path).deliver(mail) for mail in mails]
    assert [kept(path)["To"] for path in paths] == [mail["To"] for mail in mails]
    assert len(list(tmp_path.iterdir())) == 5


def test_an_outbox_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = []
    delivered = Post(None, tmp_path / "file").deliver(message(), lambda: told.append("handed over"))
    assert delivered.path is None
    assert "could not be kept in the outbox" in str(delivered.error)
    assert told == []


def test_an_outbox_that_cannot_be_written_does_not_keep_mail_from_being_sent(
    serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    postbox = Postbox()
    delivered = post(serve(postbox), tmp_path / "file")
    assert (delivered.error, delivered.accepted) == (None, ("team@example.org",))
    assert_is_the_report(postbox.received[0])


def test_a_mail_arrives_whole(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox()
    delivered = post(serve(postbox), tmp_path)
    assert (delivered.error, delivered.accepted) == (None, ("team@example.org",))
    (mail,) = postbox.received
    assert_is_the_report(mail)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_line_that_looks_like_the_end_is_not_the_end(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox()
    mail = message()
    text = mail.get_body(("plain",))
    assert text is not None
    text.set_payload("begin\n.\nMAIL FROM:<evil@example.org>\r.\r..end\n")
    del text["Content-Transfer-Encoding"]
    assert post(serve(postbox), tmp_path, mail).error is None
    (arrived,) = postbox.received
    body = arrived.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == [
        "begin",
        ".",
        "MAIL FROM:<evil@example.org>",
        ".",
        "..end",
    ]


def test_a_refusal_is_not_tried_again(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(data=("554 looks like spam",))
    port = serve(postbox)
    delivered = post(port, tmp_path)
    assert postbox.tries == 1
    assert "554 looks like spam" in str(delivered.error)
    assert "ask the mail administrator" in str(delivered.error)
    assert delivered.path is not None
    assert delivered.path.name in str(delivered.error)
    assert_is_the_report(kept(delivered))
    later = Post(read_server(f"smtp://127.0.0.1:{port}"), tmp_path, HASTY)
    assert later.send_waiting() == []
    (told,) = unsent(later.outbox)
    assert (told.kind, told.recipients) == ("given-up", ("team@example.org",))
    assert (told.subject, told.error) == (REPORT.subject, "554 looks like spam")


def test_later_means_trying_again(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(data=("451 come back later", "421 busy"))
    assert post(serve(postbox), tmp_path).error is None
    assert postbox.tries == 3
    assert len(postbox.received) == 1


def test_later_and_later_waits_for_another_run(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(data=("451 come back later",) * HASTY.attempts)
    port = serve(postbox)
    delivered = post(port, tmp_path)
    assert postbox.tries == HASTY.attempts
    assert "451 come back later" in str(delivered.error)
    assert "outbox --send" in str(delivered.error)
    assert_is_the_report(kept(delivered))
    later = Post(read_server(f"smtp://127.0.0.1:{port}"), tmp_path, HASTY)
    (waiting,) = unsent(later.outbox)
    assert (waiting.kind, waiting.error) == ("waiting", "451 come back later")
    assert [sent.error for sent in later.send_waiting()] == [None]
    assert_is_the_report(postbox.received[0])
    assert unsent(later.outbox) == []


def test_a_server_that_is_down_is_told(tmp_path: Path) -> None:
    port = free_port()
    delivered = post(port, tmp_path)
    assert f"127.0.0.1:{port} cannot be reached" in str(delivered.error)
    assert "TECHNIEKPACT_SMTP_URL" in str(delivered.error)
    assert_is_the_report(kept(delivered))


def test_a_server_that_is_down_is_waited_for_once(tmp_path: Path) -> None:
    slow = Patience(timeout=1, attempts=3, first_wait=0.2, longest_wait=0.3)
    run = Post(read_server(f"smtp://127.0.0.1:{free_port()}"), tmp_path, slow)
    run.deliver(message())
    began = time.monotonic()
    assert all("not tried" in str(run.deliver(message()).error) for _ in range(5))
    assert time.monotonic() - began < 0.5
    assert len(unsent(run.outbox)) == 6


def test_each_recipient_gets_it_once(serve: Serve, tmp_path: Path) -> None:
    """One accepts at once, one says later, one is not there."""
    refuses = {"full@example.org": "452 mailbox full", "gone@example.org": "550 no such user"}
    postbox = Postbox(refuses=refuses)
    port = serve(postbox)
    mail = message("team@example.org", "full@example.org", "gone@example.org")
    delivered = post(port, tmp_path, mail)
    assert delivered.accepted == ("team@example.org",)
    assert delivered.refused == ("gone@example.org",)
    assert "gone@example.org (550 no such user)" in str(delivered.error)
    assert "full@example.org (452 mailbox full)" in str(delivered.error)
    assert "team@example.org" not in str(delivered.error)
    later = Post(read_server(f"smtp://127.0.0.1:{port}"), tmp_path, HASTY)
    assert [(told.kind, told.recipients) for told in unsent(later.outbox)] == [
        ("waiting", ("full@example.org",)),
        ("given-up", ("gone@example.org",)),
    ]
    del refuses["full@example.org"]
    assert [sent.accepted for sent in later.send_waiting()] == [("full@example.org",)]
    assert postbox.recipients == [["team@example.org"], ["full@example.org"]]
    assert [told.kind for told in unsent(later.outbox)] == ["given-up"]


def test_what_was_given_up_is_sent_again_when_its_folder_is_moved(
    serve: Serve, tmp_path: Path
) -> None:
    refuses = {"team@example.org": "550 no such user"}
    postbox = Postbox(refuses=refuses)
    port = serve(postbox)
    given_up = post(port, tmp_path).path
    assert given_up is not None
    refuses.clear()
    given_up.rename(tmp_path / "waiting" / given_up.name)
    later = Post(read_server(f"smtp://127.0.0.1:{port}"), tmp_path, HASTY)
    assert [sent.accepted for sent in later.send_waiting()] == [("team@example.org",)]
    assert unsent(later.outbox) == []


def test_no_recipient_left_is_told(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(refuses={"team@example.org": "550 no such user"})
    delivered = post(serve(postbox), tmp_path)
    assert "refused the mail: team@example.org (550 no such user)" in str(delivered.error)
    assert_is_the_report(kept(delivered))


@pytest.mark.parametrize("answer", ["hang up", "silence", "999 what?"])
def test_an_answer_that_is_lost_makes_it_uncertain(
    answer: str, serve: Serve, tmp_path: Path
) -> None:
    postbox = Postbox(last_answer=answer)
    server = read_server(f"smtp://127.0.0.1:{serve(postbox)}")
    impatient = Patience(timeout=5, attempts=3, first_wait=0.01, last_answer=0.2)
    run = Post(server, tmp_path, impatient)
    delivered = run.deliver(message())
    assert postbox.tries == 1
    assert "Nobody knows whether the mail arrived: team@example.org" in str(delivered.error)
    assert_is_the_report(kept(delivered))
    assert run.send_waiting() == []
    assert [(told.kind, told.recipients) for told in unsent(run.outbox)] == [
        ("uncertain", ("team@example.org",))
    ]
    assert postbox.tries == 1


def test_the_time_for_all_mail_of_a_run_is_limited(serve: Serve, tmp_path: Path) -> None:
    """A server that answers each time, and never enough: it is left before its own patience."""
    postbox = Postbox(dripping=True)
    server = read_server(f"smtp://127.0.0.1:{serve(postbox)}")
    run = Post(server, tmp_path, Patience(timeout=5, attempts=4, first_wait=0.1, total=0.6))
    began = time.monotonic()
    for _ in range(4):
        run.deliver(message())
    assert time.monotonic() - began < 3
    assert postbox.received == []
    assert {told.kind for told in unsent(run.outbox)} == {"waiting"}
    assert len(unsent(run.outbox)) == 4


def test_the_message_is_what_it_was_when_it_is_sent_later(serve: Serve, tmp_path: Path) -> None:
    mail = message()
    post(free_port(), tmp_path, mail)
    postbox = Postbox()
    later = Post(read_server(f"smtp://127.0.0.1:{serve(postbox)}"), tmp_path, HASTY)
    later.send_waiting()
    (arrived,) = postbox.received
    assert arrived.items() == parsed(mail.as_bytes()).items()
    assert_is_the_report(arrived)
