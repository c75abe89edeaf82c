"""The log of a night: JSON that says where it comes from, and nothing that is secret."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from rich.console import Console

from expectations.night import StageTiming
from flows.dbt import problems
from flows.logs import DATASETS, at_stage, dataset_at_work, logged
from flows.progress import Progress
from flows.settings import Settings, read_settings
from tests.postbox import PASSWORD

TOKEN = "6f1c-token-of-the-monitor"
RUN = "20261124T010000Z-abc123"
logger = logging.getLogger("flows.tests")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home" / "logs").mkdir(parents=True)
    return read_settings(
        home=tmp_path / "home",
        smtp_url="smtp://jan:geheim%2Fp%40ss@127.0.0.1",
        heartbeat_url=f"https://127.0.0.1/ping/{TOKEN}?key={TOKEN}",
    )


def lines(settings: Settings) -> list[dict[str, Any]]:
    text = (settings.home / "logs" / f"{RUN}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_says_when_where_and_what(settings: Settings) -> None:
    with logged(settings, RUN):
        at_stage("ingest")
        logger.info("%s rows", 3, extra={"seconds": 1.5})
        logging.getLogger("sources.client").warning("“slow”")
    first, second = lines(settings)
    assert datetime.fromisoformat(first["time"]).utcoffset() == timedelta(0)
    assert {name: first[name] for name in first if name != "time"} == {
        "level": "INFO",
        "logger": "flows.tests",
        "message": "3 rows",
        "run_id": RUN,
        "stage": "ingest",
        "seconds": 1.5,
    }
    assert (second["level"], second["message"]) == ("WARNING", "“slow”")


def test_threads_say_which_dataset_they_are_at(settings: Settings) -> None:
    def work(dataset: str) -> None:
        dataset_at_work.set(dataset)
        logger.warning("at work")

    with logged(settings, RUN):
        at_stage("ingest")
        threads = [Thread(target=work, args=(name,)) for name in ("duo.a", "cbs.b")]
        for thread in threads:
            thread.start()
            thread.join()
        logger.warning("done")
    assert [line.get("dataset") for line in lines(settings)] == ["duo.a", "cbs.b", None]
    assert {line["run_id"] for line in lines(settings)} == {RUN}


def test_what_breaks_a_night_is_in_its_log(settings: Settings) -> None:
    with pytest.raises(ZeroDivisionError), logged(settings, RUN):
        raise ZeroDivisionError("of zero")
    (line,) = lines(settings)
    assert line["level"] == "CRITICAL"
    assert "ZeroDivisionError: of zero" in line["exception"]


def test_no_secret_is_in_a_log(settings: Settings) -> None:
    with logged(settings, RUN):
        logger.warning("login jan:%s", PASSWORD, extra={"said": [PASSWORD]})
        logger.warning("Retrying: /ping/%s?key=%s", TOKEN, TOKEN)
        try:
            raise OSError(f"https://127.0.0.1/ping/{TOKEN}")
        except OSError:
            logger.exception("geheim%2Fp%40ss")
    text = (settings.home / "logs" / f"{RUN}.jsonl").read_text(encoding="utf-8")
    assert len(lines(settings)) == 3
    for secret in (TOKEN, PASSWORD, "geheim%2Fp%40ss", "geheim"):
        assert secret not in text


@pytest.mark.parametrize("target", ["/dev/full", "/nowhere/at/all"])
def test_a_disk_that_takes_no_log_costs_nothing(settings: Settings, target: str) -> None:
    (settings.home / "logs" / f"{RUN}.jsonl").symlink_to(target)
    with logged(settings, RUN):
        logger.warning("on we go")


def test_old_logs_go_and_the_record_stays(settings: Settings) -> None:
    logs = settings.home / "logs"
    names = ["20260101T010000Z-aaaaaa.jsonl", "20261101T010000Z-bbbbbb.jsonl", "nights.jsonl"]
    for name in names:
        (logs / name).touch()
    old = time.time() - 91 * 86400
    for name in (names[0], names[2]):
        os.utime(logs / name, (old, old))
    with logged(settings, RUN):
        pass
    assert sorted(path.name for path in logs.iterdir()) == names[1:]


SAYS = f"""
import logging, warnings
from flows.logs import logged, speak
from flows.settings import read_settings
settings = read_settings()
speak(settings)
from prefect import flow
with logged(settings, "{RUN}"):
    logging.getLogger("flows.any").info("of no concern")
    logging.getLogger("flows.any").warning("of concern")
    warnings.warn("of Python")
    logging.getLogger("{DATASETS}").warning("shown by the summary")
    logging.getLogger("prefect.engine").warning("solved by prefect")
    logging.getLogger("sources.upstream.connection").info("GET")
"""


@pytest.mark.parametrize("form", ["plain", "json"])
def test_stderr_is_for_people_or_for_programs(settings: Settings, form: str) -> None:
    """Beside Prefect, which has its own idea of what is logged and how."""
    environment = {
        "TECHNIEKPACT_HOME": str(settings.home),
        "TECHNIEKPACT_LOG_FORMAT": form,
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_LOGGING_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", SAYS],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    everything = ["of no concern", "of concern", "shown by the summary"]
    if form == "json":
        printed = [json.loads(line) for line in done.stderr.splitlines()]
        assert {line["run_id"] for line in printed} == {RUN}
        told = [line["message"] for line in printed if line["logger"] != "py.warnings"]
        assert (told, len(printed)) == (everything, len(everything) + 1)
    else:
        assert "of concern" in done.stderr
        assert "of Python" in done.stderr
        assert not any(text in done.stderr for text in set(everything) - {"of concern"})
    kept = [line["message"] for line in lines(settings) if line["logger"] != "py.warnings"]
    assert kept == everything


def test_problems_of_dbt_are_taken_from_what_it_prints() -> None:
    said = {"info": {"level": "warn", "msg": " Failure in test x \n"}, "data": {}}
    assert list(problems(f"hello\n{json.dumps(said)}\n[1]\n\n")) == ["Failure in test x"]


def test_stages_are_timed_in_the_log(settings: Settings) -> None:
    progress = Progress(Console(quiet=True), at_stage)
    with logged(settings, RUN), progress.stage("build"):
        pass
    begins, ends = lines(settings)
    assert (begins["message"], begins["stage"]) == ("build begins", "build")
    assert (ends["message"], ends["stage"]) == ("build ends", "build")
    assert ends["seconds"] >= 0
    assert [type(timing) for timing in progress.timings] == [StageTiming]
