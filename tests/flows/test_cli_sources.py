"""`techniekpact sources …` as its user runs it, against the bundled upstream."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sources.catalog import read_catalog
from sources.upstream.faults import Fault
from sources.upstream.server import Upstream
from sources.yaml_file import read_yaml
from tests.flows.conftest import Home, live

IDS = ("cbs.85125NED", "duo.vo_exam_candidates", "partners.jetnet_technet")


def news(text: str) -> dict[str, str]:
    rows = [line.split() for line in text.splitlines()[1:] if line.strip()]
    return {row[0]: row[1] for row in rows if row[0] in IDS}


def test_check_tells_what_fetch_would_bring_and_stores_nothing(
    fresh: Callable[..., Home], upstream: Upstream
) -> None:
    home = fresh(**live(upstream))
    first = home.run("sources", "check", *IDS)
    assert first.code == 0, first.text
    assert news(first.out) == {
        "cbs.85125NED": "new",
        "duo.vo_exam_candidates": "new",
        "partners.jetnet_technet": "unchanged",
    }
    assert not list(home.path.rglob("manifest.json"))
    fetched = home.run("sources", "fetch", *IDS)
    assert fetched.code == 0, fetched.text
    assert len(list(home.path.rglob("manifest.json"))) == 4
    inbox = home.path / "inbox" / "jetnet_technet"
    shutil.copytree(upstream.data / "inbox" / "jetnet_technet", inbox, dirs_exist_ok=True)
    waiting = home.run("sources", "check", "partners.jetnet_technet")
    assert news(waiting.out) == {"partners.jetnet_technet": "new"}
    assert home.run("sources", "fetch", "partners.jetnet_technet").code == 0
    assert "cbs.85125NED: 1,944 rows" in fetched.err
    assert set(news(home.run("sources", "check", *IDS).out).values()) == {"unchanged"}


def test_a_publisher_that_is_down_is_said_by_name(
    fresh: Callable[..., Home], upstream: Upstream
) -> None:
    upstream.add_fault(Fault("85125NED", "status", times=None, status=404))
    home = fresh(**live(upstream))
    for verb in ("check", "fetch"):
        ran = home.run("sources", verb, *IDS)
        assert ran.code == 1
        assert "answered 404" in ran.out
    unknown = home.run("sources", "check", "cbs.nothing")
    assert (unknown.code, "no dataset 'cbs.nothing'" in unknown.text) == (1, True)


def test_new_writes_a_file_that_the_catalog_reads_and_fetch_takes(
    fresh: Callable[..., Home], upstream: Upstream, tmp_path: Path
) -> None:
    home = fresh(**live(upstream))
    folder = tmp_path / "catalog"
    folder.mkdir()
    for table, version in (("85125NED", None), ("80472ned", "v3")):
        ran = home.run("sources", "new", "cbs", table, "--output", str(folder))
        assert ran.code == 0, ran.text
        written = read_yaml(folder / f"cbs.{table}.yml")
        assert written["fetch"].get("version") == version
        assert "perioden" in written["contract"]["dimensions"]
    assert set(read_catalog(folder).datasets) == {"cbs.85125NED", "cbs.80472ned"}
    again = home.run("sources", "new", "cbs", "85125NED", "--output", str(folder))
    assert (again.code, "in the catalog already" in again.text) == (1, True)
    missing = home.run("sources", "new", "cbs", "99999NED", "--output", str(folder))
    assert (missing.code, "answered 404" in missing.text) == (1, True)
