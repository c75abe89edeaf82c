"""What dbt remembers of the project between nights."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import dbt


@pytest.mark.parametrize("known", [None, "another version"])
def test_what_other_code_parsed_is_forgotten(tmp_path: Path, known: str | None) -> None:
    (tmp_path / dbt.PARSED).write_bytes(b"parsed")
    if known:
        (tmp_path / dbt.PARSED_BY).write_text(known, encoding="utf-8")
    dbt.forget_other_parses(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_this_code_parsed_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbt, "code_version", lambda: "this")
    (tmp_path / dbt.PARSED).write_bytes(b"parsed")
    (tmp_path / dbt.PARSED_BY).write_text(dbt._parser(), encoding="utf-8")
    dbt.forget_other_parses(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {dbt.PARSED, dbt.PARSED_BY}
