"""What partners hear apart from receipts: once, and only what is theirs."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from expectations.night import Night
from flows.partner_notes import TOLD, send_notes
from flows.post import post_of
from flows.settings import Settings, read_settings
from sources.catalog import read_catalog
from tests.expectations import nights, pieces

CATALOG = read_catalog()
STEADY: dict[str, Any] = {
    "severity": "warn",
    "result": "fail",
    "failing_count": 2,
    "failing_since": datetime(2020, 11, 24, 2),
    "failing_rows": [
        {"partner_id": "sbb", "figure_id": "mbo_certificates", "value": 94_000},
        {"partner_id": "vhto", "figure_id": "girlsday_girls", "value": 3},
    ],
    "description_nl": "Cijfers van partners veranderen niet plotseling.",
    "description_en": "Figures of partners do not change suddenly.",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        home=tmp_path, profile="live", partner_mail="sbb=cijfers@example.org, pbt=pbt@example.org"
    )


def night(**changed: Any) -> Night:
    return nights.published(
        reminders=[pieces.reminder()],
        checks=[pieces.check("partner_figures_are_steady", **STEADY)],
        **changed,
    )


def send(settings: Settings, told: Night) -> list[str]:
    return send_notes(settings, told, CATALOG, post_of(settings))


def mails(settings: Settings) -> list[tuple[str, str]]:
    found = []
    for path in sorted((settings.home / "outbox").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        found.append((str(message["To"]), " ".join(body.get_content().split())))
    return found


def test_a_partner_hears_of_its_own_figures_and_of_no_others(settings: Settings) -> None:
    assert send(settings, night()) == ["sbb"]
    ((to, words),) = mails(settings)
    assert to == "cijfers@example.org"
    assert "Cijfers van partners veranderen niet plotseling." in words
    assert "94000" in words
    assert "girlsday_girls" not in words
    assert "SBB, kwalificaties en leerbanen" in words
    assert "Beschikbare leerbanen; Mbo-certificaten" in words


def test_a_partner_is_told_once_as_long_as_it_stands(settings: Settings) -> None:
    assert send(settings, night()) == ["sbb"]
    assert send(settings, night()) == []
    later = pieces.check(
        "partner_figures_are_steady", **STEADY | {"failing_since": datetime(2020, 12, 3, 2)}
    )
    assert send(settings, nights.published(reminders=[], checks=[later])) == ["sbb"]
    # The reminder was gone for a night: when it comes back it is news.
    assert send(settings, night()) == ["sbb"]
    assert len(mails(settings)) == 3


def test_a_damaged_memory_tells_again_rather_than_nothing(settings: Settings) -> None:
    send(settings, night())
    (settings.home / TOLD).write_text("{", encoding="utf-8")
    assert send(settings, night()) == ["sbb"]


def test_what_a_receipt_told_is_not_told_again(settings: Settings) -> None:
    refused = pieces.check(
        "ingest.partners.sbb.rows_refused",
        engine="ingest",
        table_name="raw.partners_sbb",
        result="fail",
        failing_count=1,
    )
    assert send(settings, nights.published(checks=[refused], reminders=[])) == []
    odd = refused.model_copy(update={"check_id": "ingest.partners.sbb.left_where_it_is"})
    assert send(settings, nights.published(checks=[odd], reminders=[])) == ["sbb"]
