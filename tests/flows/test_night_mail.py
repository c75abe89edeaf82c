"""The report over a real SMTP server, as the night sends it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.flows.conftest import Home, Ran
from tests.postbox import Postbox, Serve


def home_with_mail(first_night: tuple[Home, Ran], folder: Path, port: int) -> Home:
    shutil.copytree(first_night[0].path, folder / "home", symlinks=True)
    shutil.rmtree(folder / "home" / "outbox")
    return Home(
        folder / "home",
        {
            "TECHNIEKPACT_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "TECHNIEKPACT_REPORT_TO": "data@example.org, beleid@example.org",
        },
    )


def test_the_report_reaches_the_team(
    first_night: tuple[Home, Ran], serve: Serve, tmp_path: Path
) -> None:
    postbox = Postbox()
    home = home_with_mail(first_night, tmp_path, serve(postbox))
    ran = home.run("nightly", "--no-fetch")
    assert ran.code == 0, ran.text
    (message,) = postbox.received
    assert message["To"] == "data@example.org, beleid@example.org"
    assert message.get_content_type() == "multipart/alternative"
    assert {part.get_content_type() for part in message.walk()} >= {
        "text/plain",
        "text/html",
        "image/png",
    }
    assert home.mails() == []


def test_a_server_that_refuses_costs_the_mail_and_nothing_else(
    first_night: tuple[Home, Ran], serve: Serve, tmp_path: Path
) -> None:
    home = home_with_mail(first_night, tmp_path, serve(Postbox(data=("554 not today",))))
    ran = home.run("nightly", "--no-fetch")
    assert ran.code == 0, ran.text
    assert "554 not today" in ran.text
    assert len(home.mails()) == 1
