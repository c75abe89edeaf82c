from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import ACCEPTED, Settings, SettingsError, read_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ACCEPTED:
        monkeypatch.delenv(f"TECHNIEKPACT_{name.upper()}", raising=False)


def test_defaults_are_the_sample_in_var(tmp_path: Path) -> None:
    settings = read_settings()
    assert (settings.profile, settings.home) == ("sample", tmp_path / "var")
    assert settings.publishers().cbs_v4 == "https://datasets.cbs.nl/odata/v1"


def test_every_setting_says_what_is_accepted() -> None:
    assert set(ACCEPTED) == set(Settings.model_fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROFILE", "test"),
        ("HOME", "~nobody-of-this-name/x"),
        ("HEARTBEAT_URL", "monitor.example.org/ping"),
        ("LOG_FORMAT", "xml"),
        ("DUO_URL", "duo.nl"),
        ("SMTP_URL", "mail.example.org"),
        ("SMTP_URL", "smtp://jan:pass/word@mail.example.org"),
        ("REPORT_TO", "nobody"),
        ("REPORT_TO", ""),
        ("REPORT_TO", "a@example.org, b@example.org c@example.org"),
        ("REPORT_TO", "a@example.org\nBcc: b@example.org"),
        ("REPORT_OPERATOR", "a@example.org, nobody"),
        ("REPORT_FROM", "nobody"),
        ("REPORT_FROM", "a@example.org, b@example.org"),
        ("PARTNER_MAIL", "sbb=a@b@c.nl"),
        ("REPORT_LANGUAGE", "fr"),
        ("RETAIN_RELEASES", "0"),
        ("ENGINE", "sqlite"),
        ("SPARK_MASTER", "10.0.0.1:7077"),
        ("SPARK_PORT", "http"),
        ("THREADS", "many"),
        ("MEMORY_LIMIT", "big"),
        ("SCHEDULE_PORT", "70000"),
        ("SITE", "perhaps"),
    ],
)
def test_a_wrong_setting_is_named_with_the_accepted_form(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"TECHNIEKPACT_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert f"TECHNIEKPACT_{name}: expected {ACCEPTED[name.lower()]}" in str(caught.value)


def test_a_secret_is_in_no_message_and_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TECHNIEKPACT_SMTP_URL", "http://user:hunter2@example.org")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)
    monkeypatch.setenv("TECHNIEKPACT_SMTP_URL", "smtp://user:hunter2@example.org")
    assert "hunter2" not in repr(read_settings())


def test_the_operator_may_be_nobody_or_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().report_operator == ()
    monkeypatch.setenv("TECHNIEKPACT_REPORT_OPERATOR", "")
    assert read_settings().report_operator == ()
    monkeypatch.setenv("TECHNIEKPACT_REPORT_OPERATOR", "a@b.nl, c@d.nl")
    assert read_settings().report_operator == ("a@b.nl", "c@d.nl")


def test_the_environment_goes_before_the_file_and_the_command_line_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "TECHNIEKPACT_PROFILE=live\n"
        "TECHNIEKPACT_THREADS=3\n"
        "TECHNIEKPACT_REPORT_TO=a@b.nl, c@d.nl\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("TECHNIEKPACT_THREADS", "4")
    settings = read_settings(home=tmp_path / "home")
    assert (settings.profile, settings.threads) == ("live", 4)
    assert settings.report_to == ("a@b.nl", "c@d.nl")
    assert settings.home == tmp_path / "home"


@pytest.mark.parametrize(
    ("limit", "duckdb"),
    [
        ("4GB", 4 * 10**9 - 500 * 2**20),
        ("1.5 GiB", 1036 * 2**20),
        ("512MiB", 256 * 2**20),
        ("1TB", 10**12 - 500 * 2**20),
    ],
)
def test_duckdb_leaves_room_for_python(limit: str, duckdb: int) -> None:
    assert Settings(memory_limit=limit, _env_file=None).duckdb_memory == f"{duckdb}B"
