"""Ten minutes of nights on which partners, and others, drop whatever they like.

`SOAK_SECONDS` is how long; the seed of a night is told where one goes wrong.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sources.partners.dropbox import MOST_FILES
from sources.partners.inbox import fetch
from tests.soak.partner_mornings import Tally, live_through
from tests.soak.partner_nights import SETTLED, Night, Thing, drop, nights
from tests.soak.partner_room import room
from tests.sources.partners.case import RECEIVED, datasets
from tests.sources.partners.fuzz.sent import Sent

pytestmark = pytest.mark.soak

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
NIGHTS_A_SEED = 25


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied at once: pytest would keep those of the last three runs."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.timeout(SECONDS + 600)
def test_whatever_is_dropped_is_answered_and_harms_nobody(folder: Path) -> None:
    tally, until, number = Tally(), time.monotonic() + SECONDS, 0

    def live(night: Night) -> None:
        if time.monotonic() < until:
            live_through(night, folder, tally)

    how = settings(
        max_examples=NIGHTS_A_SEED,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    while time.monotonic() < until:
        number += 1
        try:
            seed(number)(how(given(nights())(live)))()
        except BaseException:
            print(f"seed {number}, after {tally}")
            raise
    print(tally)
    assert tally.counts["rows accepted"]


@pytest.mark.timeout(SECONDS + 600)
def test_partners_may_come_and_go_during_the_night(folder: Path) -> None:
    """Files that are written, renamed and removed while the inbox is read."""
    dataset = datasets()["sbb"]
    until = time.monotonic() + SECONDS / 10
    with room(folder) as here:
        target = here.inbox / "sbb"
        target.mkdir()
        with _restless(target, until) as is_busy:
            nights = 0
            while time.monotonic() < until:
                fetch(dataset, here.inbox, here.landing, RECEIVED)
                shutil.rmtree(here.home / "landing", ignore_errors=True)
                nights += 1
            assert is_busy()
        print(f"{nights} nights beside a restless partner")


@contextmanager
def _restless(folder: Path, until: float) -> Iterator[Callable[[], bool]]:
    """Somebody who does not sit still."""
    done = threading.Event()
    content = b"figuur;periode;waarde\nmbo_certificates;2018;14\n"

    def stir() -> None:
        number = 0
        while not done.is_set() and time.monotonic() < until + 60:
            number += 1
            part, whole = folder / f"{number % 20}.filepart", folder / f"{number % 20}.csv"
            part.write_bytes(content)
            os.utime(part, (SETTLED, SETTLED))
            part.rename(whole)
            if number % 3:
                whole.unlink()

    thread = threading.Thread(target=stir)
    thread.start()
    try:
        yield thread.is_alive
    finally:
        done.set()
        thread.join()


def test_a_folder_that_is_full_is_told(folder: Path) -> None:
    dataset = datasets()["sbb"]
    with room(folder) as here:
        (here.inbox / "sbb").mkdir()
        names: Sequence[bytes] = [b"%04d.csv" % number for number in range(MOST_FILES + 20)]
        for name in names:
            content = f"figuur;periode;waarde\nmbo_certificates;2018;{name[:4].decode()}\n"
            drop(Thing(name, Sent(content.encode())), here.inbox / "sbb", here.outside)
        outcome = fetch(dataset, here.inbox, here.landing, RECEIVED)
        assert [finding.kind for finding in outcome.findings] == ["too_many_files"]
        assert len(outcome.new) == MOST_FILES
