"""Receipts: what a partner hears of a delivery, once, and where the rest is kept."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

import flows.answer
from expectations.durable import write_whole
from expectations.mail import Patience, Post
from expectations.receipt import Receipt
from expectations.smtp import read_server
from expectations.unsent import unsent
from flows.answer import Answers, answer_all, check_addresses
from flows.cli import app
from flows.post import post_of
from flows.report import reminders
from flows.settings import Settings, SettingsError, read_settings
from flows.status import state_of
from sources import ingest as sources_ingest
from sources.catalog import PartnerDataset, read_catalog
from sources.connector import Publishers
from sources.landing import Landing
from tests.flows.conftest import Home
from tests.postbox import Postbox, Serve, free_port

CATALOG = read_catalog()
NOBODY = Publishers("", "", "", "")
DAY = date(2018, 12, 1)
HEADER = "figuur;periode;waarde;toelichting"
GOOD = "Vastgestelde mbo-certificaten;2018;94;"
BAD = "boris_schools_connected;2018;veel;=cmd|' /C calc'!A0"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(home=tmp_path / "home", profile="live")


@pytest.fixture
def deliver(settings: Settings) -> Callable[..., Path]:
    """Drops a file and has it taken in."""

    def write(*lines: str, name: str = "cijfers.csv", partner: str = "sbb") -> Path:
        path = settings.home / "inbox" / partner / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("\r\n".join([HEADER, *lines, ""]).encode())
        os.utime(path, (1_543_622_400, 1_543_622_400))
        landing = Landing(settings.home)
        dataset = CATALOG[f"partners.{partner}"]
        sources_ingest.fetch(dataset, NOBODY, landing, settings.home / "inbox", DAY)
        return path

    return write


def mails(settings: Settings) -> list[EmailMessage]:
    found = []
    for path in sorted((settings.home / "outbox").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=SMTP)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def attached(message: EmailMessage, name: str) -> bytes:
    (part,) = [part for part in message.iter_attachments() if part.get_filename() == name]
    content = part.get_content()
    return content.encode() if isinstance(content, str) else bytes(content)


def rows(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def answers(settings: Settings) -> Answers:
    return answer_all(settings, CATALOG, post_of(settings))


def test_every_delivery_is_answered_once(settings: Settings, deliver: Callable[..., Path]) -> None:
    deliver(GOOD, BAD)
    (receipt,) = answers(settings).receipts
    assert (receipt.accepted, receipt.refused, receipt.outcome) == (1, 1, "partly")
    assert answers(settings).receipts == ()
    (message,) = mails(settings)
    assert "To" not in message
    assert json.loads(attached(message, "levering.json")) == receipt.model_dump(mode="json")
    text = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Regel 3" in text.get_content()
    assert "getal in cijfers" in html.get_content()


def test_an_answer_that_fails_is_told_and_tried_again(
    settings: Settings, deliver: Callable[..., Path]
) -> None:
    deliver(GOOD)
    (folder,) = (settings.home / "landing/partners/sbb").glob("2018*")
    in_the_way = folder / "receipt.html"
    in_the_way.mkdir()
    first = answers(settings)
    assert first.receipts == ()
    (told,) = first.unanswered
    assert told.check_id == "answer.partners.sbb.not_answered"
    assert "Geen ontvangstbewijs gemaakt voor sbb/" in told.description_nl
    in_the_way.rmdir()
    second = answers(settings)
    assert len(second.receipts) == 1
    assert second.unanswered == ()


def test_the_answer_is_kept_beside_the_delivery_and_the_refused_rows_in_quarantine(
    settings: Settings, deliver: Callable[..., Path]
) -> None:
    deliver(GOOD, BAD)
    answers(settings)
    (folder,) = (settings.home / "landing/partners/sbb").glob("2018*")
    assert Receipt.model_validate_json((folder / "receipt.json").read_text()).refused == 1
    assert "<html" in (folder / "receipt.html").read_text()
    (kept,) = (settings.home / "quarantine/partners/sbb").rglob("geweigerd.csv")
    (row,) = rows(kept.read_bytes())
    assert row["regelnummer"] == "3"
    assert row["figuur"] == "boris_schools_connected"
    assert row["toelichting"] == "'=cmd|' /C calc'!A0"
    assert row["reden van weigering"].startswith("waarde: Hier verwachten wij een getal")


def test_refused_rows_can_be_mended_in_place_and_sent_again(
    settings: Settings, deliver: Callable[..., Path]
) -> None:
    deliver(GOOD, BAD)
    answers(settings)
    (kept,) = (settings.home / "quarantine/partners/sbb").rglob("geweigerd.csv")
    mended = kept.read_bytes().replace(b";veel;", b";368;")
    path = settings.home / "inbox/sbb/geweigerd.csv"
    path.write_bytes(mended)
    os.utime(path, (1_543_622_500, 1_543_622_500))
    deliver(GOOD, BAD)
    (receipt,) = answers(settings).receipts
    assert (receipt.file, receipt.accepted, receipt.refused) == ("geweigerd.csv", 1, 0)


def test_a_file_that_is_refused_whole_is_answered_too(
    settings: Settings, deliver: Callable[..., Path]
) -> None:
    deliver("x;y;z")
    (receipt,) = answers(settings).receipts
    assert (receipt.outcome, receipt.accepted, receipt.sent) == ("refused", 0, 1)
    assert receipt.problem is not None
    assert answers(settings).receipts == ()
    (folder,) = (settings.home / "quarantine/partners/sbb").iterdir()
    assert {path.name for path in folder.iterdir()} == {
        "original.csv",
        "receipt.json",
        "receipt.html",
        "geweigerd.csv",
    }


def test_a_night_that_broke_off_is_made_good(
    settings: Settings, deliver: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(GOOD)
    deliver("rif_approved;2017;24;", partner="dus_i")
    real = flows.answer.render_receipt

    def broken(receipt: Receipt, language: str) -> object:
        if receipt.partner == "dus_i":
            raise RuntimeError("no paper")
        return real(receipt, "nl")

    monkeypatch.setattr(flows.answer, "render_receipt", broken)
    assert [receipt.partner for receipt in answers(settings).receipts] == ["sbb"]
    monkeypatch.undo()
    assert [receipt.partner for receipt in answers(settings).receipts] == ["dus_i"]


def test_a_receipt_goes_to_its_partner_and_to_nobody_else(
    settings: Settings, deliver: Callable[..., Path], serve: Serve
) -> None:
    postbox = Postbox()
    mailing = settings.model_copy(
        update=dict(
            read_settings(
                smtp_url=f"smtp://127.0.0.1:{serve(postbox)}",
                partner_mail="sbb=cijfers@sbb.example, sbb=chef@sbb.example",
                home=settings.home,
                profile="live",
            )
        )
    )
    deliver(GOOD)
    deliver("rif_approved;2017;24;", partner="dus_i")
    answers(mailing)
    (sent,) = postbox.received
    assert sent["To"] == "cijfers@sbb.example, chef@sbb.example"
    assert len(mails(settings)) == 1


def test_a_server_that_is_down_is_tried_once_and_costs_no_receipt(
    settings: Settings, deliver: Callable[..., Path], serve: Serve
) -> None:
    nowhere = f"smtp://127.0.0.1:{free_port()}"
    mailing = settings.model_copy(
        update={
            "smtp_url": SecretStr(nowhere),
            "partner_mail": {"sbb": ("a@sbb.example",), "dus_i": ("b@dus-i.example",)},
        }
    )
    outbox = settings.home / "outbox"
    post = Post(mailing.mail_server(), outbox, Patience(timeout=1, attempts=2, first_wait=0.01))
    deliver(GOOD)
    deliver("rif_approved;2017;24;", partner="dus_i")
    assert len(answer_all(mailing, CATALOG, post).receipts) == 2
    assert {told.recipients: told.kind for told in unsent(post.outbox)} == {
        ("a@sbb.example",): "waiting",
        ("b@dus-i.example",): "waiting",
    }
    assert sum("not tried" in told.error for told in unsent(post.outbox)) == 1
    assert mails(settings) == []
    postbox = Postbox()
    server = read_server(f"smtp://127.0.0.1:{serve(postbox)}")
    assert [sent.error for sent in Post(server, outbox).send_waiting()] == [None, None]
    assert {message["To"] for message in postbox.received} == {"a@sbb.example", "b@dus-i.example"}
    assert answer_all(mailing, CATALOG, post).receipts == ()


def test_a_receipt_whose_night_was_killed_before_it_was_noted_is_not_made_twice(
    settings: Settings, deliver: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment between the mail and the note: what is on disk then is made here."""
    deliver(GOOD)

    class KilledError(BaseException):
        """Ends everything, as a signal does; nothing tidies up."""

    def killed(path: Path, content: bytes) -> None:
        if path.name == "receipt.json":
            raise KilledError
        write_whole(path, content)

    monkeypatch.setattr(flows.answer, "write_whole", killed)
    mailing = settings.model_copy(update={"partner_mail": {"sbb": ("a@sbb.example",)}})
    for each in (settings, mailing):
        with pytest.raises(KilledError):
            answers(each)
    monkeypatch.undo()
    assert len(answers(mailing).receipts) == 1
    assert len(mails(settings)) == 1


def test_corrections_and_questions_are_told(
    settings: Settings, deliver: Callable[..., Path]
) -> None:
    # The maximum of this figure is 1000: more would be refused.
    deliver(GOOD, "boris_schools_connected;2018;300;")
    deliver(GOOD.replace("94", "95"), "boris_schools_connected;2018;980;", name="beter.csv")
    receipts = answers(settings).receipts
    told = [
        {figure.figure_id: (figure.comparison, figure.previous_value) for figure in r.figures}
        for r in receipts
    ]
    assert told == [
        {"mbo_certificates": ("first", None), "boris_schools_connected": ("first", None)},
        {"mbo_certificates": ("corrected", 94), "boris_schools_connected": ("question", 300)},
    ]


@pytest.mark.parametrize("mail", ["sbb", "sbb=", "=a@b.nl", "sbb=nobody"])
def test_addresses_are_pairs(mail: str) -> None:
    with pytest.raises(SettingsError, match="TECHNIEKPACT_PARTNER_MAIL: expected partner=address"):
        read_settings(partner_mail=mail)


def test_an_address_of_nobody_stops_the_night() -> None:
    with pytest.raises(SettingsError, match="no partner is called sbx"):
        check_addresses(read_settings(partner_mail="sbx=a@b.nl"), CATALOG)


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["partner", *map(str, arguments)])
    return done.exit_code, done.output


SAME = {"received_at", "delivery_id", "contact", "missing", "deadline", "trial"}
"""What depends on the day and the place, and is not about the file."""


@pytest.mark.parametrize("lines", [[GOOD, BAD], ["x;y;z"], [GOOD]], ids=["partly", "none", "all"])
def test_a_partner_hears_the_same_on_its_own_machine(
    lines: Sequence[str],
    settings: Settings,
    deliver: Callable[..., Path],
    tmp_path: Path,
) -> None:
    path = deliver(*lines)
    (receipt,) = answers(settings).receipts
    code, output = run(
        "check", path, "--contract", "sbb", "--home", tmp_path / "own", "--format", "json"
    )
    told = Receipt.model_validate_json(output)
    assert told.model_dump(exclude=SAME) == receipt.model_dump(exclude=SAME)
    assert code == (0 if receipt.outcome == "accepted" else 3)
    assert not (tmp_path / "own" / "landing").exists()
    for form, mark in (("text", "Herkomst".upper()), ("html", "<html")):
        assert mark in run("check", path, "--contract", "partners.sbb", "--format", form)[1]


def test_a_template_is_filled_in_and_accepted(tmp_path: Path) -> None:
    path = tmp_path / "sbb.csv"
    assert run("template", "sbb", "--output", path)[0] == 0
    content = path.read_bytes().decode("utf-8-sig")
    path.write_text(content.replace("voorbeeld", ""), encoding="utf-8")
    code, output = run("check", path, "--contract", "sbb", "--home", tmp_path)
    assert code == 0, output


def test_a_template_of_another_kind_is_refused_with_what_is_expected(tmp_path: Path) -> None:
    code, output = run("template", "sbb", "--output", tmp_path / "sbb.pdf")
    assert code == 2
    assert ".xlsx or .csv is expected" in " ".join(output.replace("│", " ").split())


@pytest.mark.parametrize(
    "command", [["check", "x.csv", "--contract", "nobody"], ["template", "nobody"]]
)
def test_a_contract_that_does_not_exist_lists_those_that_do(command: list[str]) -> None:
    done = CliRunner().invoke(app, ["partner", *command])
    assert "there are dus_i" in str(done.exception)


def test_the_contracts_are_listed(fresh: Callable[..., Home]) -> None:
    listed = fresh().run("partner", "list")
    assert listed.code == 0
    assert all(name in listed.out for name in ("sbb", "regions", "jetnet_technet"))


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2019, 1, 15), [("partners.dus_i", False, 45)]),
        (date(2019, 3, 15), [("partners.dus_i", True, 14)]),
    ],
)
def test_the_nightly_report_reminds_before_and_after_a_deadline(
    today: date,
    told: list[tuple[str, bool, int]],
    settings: Settings,
    deliver: Callable[..., Path],
) -> None:
    deliver("rif_approved;2017;24;", partner="dus_i")
    landing, dataset = Landing(settings.home), CATALOG["partners.dus_i"]
    assert isinstance(dataset, PartnerDataset)
    assert dataset.contract.deadline
    near = dataset.contract.deadline.model_copy(update={"remind_days": 60})
    contract = dataset.contract.model_copy(update={"deadline": near})
    state = state_of(dataset.model_copy(update={"contract": contract}), landing, None, today)
    found = reminders([state], landing, today)
    assert [(r.dataset_id, r.overdue, r.days) for r in found] == told
    assert found[0].missing_nl == ["Goedgekeurde RIF-aanvragen (2018)"]
