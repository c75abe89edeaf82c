from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flows.doctor.check_settings import check_settings
from flows.settings import read_right_settings
from tests.flows.doctor.conftest import Make


def test_settings_that_are_right_are_well(machine: Make) -> None:
    (told,) = check_settings(machine())
    assert told.verdict == "ok"


def test_every_wrong_setting_is_named_with_the_accepted_form(
    machine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TECHNIEKPACT_THREADS", "many")
    monkeypatch.setenv("TECHNIEKPACT_SMTP_URL", "mail/hunter2")
    monkeypatch.setenv("TECHNIEKPACT_REPORT_LANGUAGE", "en")
    settings, wrong = read_right_settings()
    assert (settings.threads, settings.smtp_url, settings.report_language) == (2, None, "en")
    monkeypatch.undo()
    told = {d.about: d for d in check_settings(replace(machine(), wrong_settings=wrong))}
    assert {about: d.verdict for about, d in told.items()} == {
        "TECHNIEKPACT_THREADS": "fail",
        "TECHNIEKPACT_SMTP_URL": "fail",
    }
    found = told["TECHNIEKPACT_THREADS"].words["en"].found
    assert "expected a number of threads, 1 or more" in found
    assert not any("hunter2" in w.found for d in told.values() for w in d.words.values())


def test_a_name_that_is_none_is_told_with_the_one_that_was_meant(
    machine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TECHNIEKPACT_SMPT_URL", "smtp://127.0.0.1")
    monkeypatch.setenv("TECHNIEKPACT_CANDIDATE", "of dbt")
    monkeypatch.setenv("techniekpact_threads", "3")
    Path(".env").write_text("TECHNIEKPAKT_HOME=x\nTECHNIEKPACT_COLOUR=y\nPATH_TO=z\n")
    told = {d.about: d for d in check_settings(machine())}
    assert {about: d.problem for about, d in told.items()} == {
        "TECHNIEKPACT_SMPT_URL": "settings.misspelt",
        "TECHNIEKPAKT_HOME": "settings.misspelt",
        "TECHNIEKPACT_COLOUR": "settings.unknown",
    }
    assert "TECHNIEKPACT_HOME" in told["TECHNIEKPAKT_HOME"].words["nl"].do


def test_a_file_that_is_no_text_is_told_without_what_is_in_it(machine: Make) -> None:
    ready = machine()
    Path(".env").write_bytes(b"TECHNIEKPACT_SMTP_URL=hunter2\xff")
    settings, wrong = read_right_settings(profile="live")
    assert settings.profile == "live"
    (told,) = check_settings(replace(ready, wrong_settings=wrong))
    assert (told.about, told.verdict) == (".env", "fail")
    assert "hunter2" not in told.words["en"].found
