"""The sample profile: the same night against the bundled upstream on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from flows.settings import Settings
from sources.connector import Publishers
from sources.landing import sync
from sources.upstream.sample import build_sample
from sources.upstream.server import Upstream

NOTICE = {
    "sample": "voorbeelddata (sample data): invented schools, figures calibrated on published ones",
    "live": "",
}
SAMPLE_FOLDER = "upstream"
# The sample stands still at this day: ages are counted from here, not from today.
SAMPLE_DAY = date(2025, 3, 31)


def publishers_of(upstream: Upstream) -> Publishers:
    """All publishers at the bundled upstream."""
    return Publishers(
        cbs_v4=f"{upstream.url}/odata/v1",
        cbs_v3=upstream.url,
        duo=upstream.url,
        duo_legacy=upstream.url,
    )


def today(settings: Settings) -> date:
    """The day that ages are counted from."""
    return SAMPLE_DAY if settings.profile == "sample" else datetime.now(UTC).date()


@contextmanager
def publishers(settings: Settings) -> Iterator[Publishers]:
    """Where to fetch tonight; for the sample, the bundled upstream runs as long as this lasts."""
    if settings.profile == "live":
        yield settings.publishers()
        return
    data = sample_data(settings.home)
    _deliver(data / "inbox", settings.home / "inbox")
    with Upstream(data) as upstream:
        yield publishers_of(upstream)


def sample_data(home: Path) -> Path:
    """The folder that the bundled upstream serves, made when it is not there yet."""
    folder = home / SAMPLE_FOLDER
    if not folder.exists():
        making = home / f".{SAMPLE_FOLDER}"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        build_sample(making)
        making.rename(folder)
    return folder


def _deliver(sample: Path, inbox: Path) -> None:
    """Drop the sample's partner files in the inbox, as a partner would."""
    for path in sample.glob("*/*"):
        target = inbox / path.parent.name / path.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            # What begins with a dot is not looked at.
            copy = target.with_name(f".{target.name}")
            sync(Path(shutil.copy2(path, copy)))
            copy.rename(target)
