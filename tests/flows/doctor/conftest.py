"""A home with one vintage and one release, made without a night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from flows.doctor.machine import Machine
from flows.release_manifest import ReleaseManifest
from flows.releases import DATABASE, Releases
from flows.settings import ACCEPTED, read_settings
from sources.landing import Check, Landing, Manifest, Original, hash_file
from tests.postbox import free_port

RELEASE = "20261124T020000Z"
VINTAGE = "20200302-0123456789ab"
FOLDER = f"landing/duo/vo_pupils/{VINTAGE}"
CSV, PAGE = b"BRIN;AANTAL\n00AA;12\n", b'{"value": [1, 2, 3]}'

PUBLISHERS = ("cbs_v4_url", "cbs_v3_url", "duo_url", "duo_legacy_url")
Make = Callable[..., Machine]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    for name in ACCEPTED:
        monkeypatch.delenv(f"TECHNIEKPACT_{name.upper()}", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    archive(folder)
    release(folder, RELEASE)
    (folder / "logs").mkdir()
    return folder


@pytest.fixture
def machine(home: Path) -> Make:
    """Makes a machine of settings: live, with publishers that nobody is, unless they say else."""
    nobody = dict.fromkeys(PUBLISHERS, f"http://127.0.0.1:{free_port()}")

    def make(*, full: bool = False, **settings: object) -> Machine:
        read = read_settings(**{"home": home, "profile": "live"} | nobody | settings)
        return Machine(read, (), datetime.now(UTC), full=full)

    return make


def archive(home: Path) -> None:
    landing = Landing(home)
    with landing.workspace("duo.vo_pupils") as work:
        (work / "pupils.csv").write_bytes(CSV)
        with pa.CompressedOutputStream(str(work / "page.json.zst"), "zstd") as page:
            page.write(PAGE)
        pd.DataFrame({"count": range(5)}).to_parquet(work / "data.parquet")
        originals = tuple(
            Original(
                name=name,
                url="https://example.org",
                sha256=sha256(content).hexdigest(),
                size=len(content),
                compression="zstd" if name.endswith("zst") else None,
            )
            for name, content in (("pupils.csv", CSV), ("page.json.zst", PAGE))
        )
        manifest = Manifest(
            dataset_id="duo.vo_pupils",
            vintage_id=VINTAGE,
            resource="ckan",
            origin="download",
            published_at=date(2020, 3, 2),
            retrieved_at=datetime(2020, 3, 2, tzinfo=UTC),
            licence="CC0-1.0",
            sha256="0" * 64,
            originals=originals,
            rows=5,
            rows_sha256=hash_file(work / "data.parquet"),
            periods=("2019/2020",),
            contract="",
        )
        landing.store(work, manifest)
    landing.remember("duo.vo_pupils", "ckan", Check(checked_at=datetime.now(UTC), sha256=""))


def release(home: Path, release_id: str) -> None:
    """Publish a release, which becomes the current one."""
    releases = Releases(home)
    candidate = releases.candidate(release_id)
    with duckdb.connect(str(candidate / DATABASE)) as db:
        db.execute("create table t as select 42 as answer")
    releases.seal(
        candidate,
        ReleaseManifest(
            release_id=release_id,
            created_at=datetime.now(UTC),
            profile="live",
            notice="",
            code_version="",
            fingerprint="",
            verdict="published",
            reason="",
            inputs=(),
            database_sha256=hash_file(candidate / DATABASE),
        ),
    )
    releases.make_current(release_id)
