"""`make run` as a user sees it: the first night on the sample, and the one after it."""

from __future__ import annotations

import csv
import email
import json
import os
import re
import shutil
import subprocess
import sys
from email import policy
from pathlib import Path

import duckdb
import pytest

from flows.nights import read_nights
from sources.catalog import ListDataset, PartnerDataset, read_catalog
from sources.upstream.sample import partner as partner_sample
from tests.flows.conftest import Home, Ran
from tests.monitor import listening

COUNTRY = {
    ("vmbo_bb_tech_count", "2017/2018"): 4743,
    ("vmbo_kb_tech_count", "2017/2018"): 6589,
    ("vmbo_gl_tech_count", "2017/2018"): 1520,
    ("hbo_tech_inflow", "2017/2018"): 24846,
    ("wo_tech_inflow", "2017/2018"): 23776,
    ("vmbo_bb_tech_count", "2019/2020"): 4001,
    ("vmbo_kb_tech_count", "2019/2020"): 6307,
    ("havo_n_profile_count", "2019/2020"): 25024,
    ("vwo_n_profile_count", "2019/2020"): 26385,
}
SHARES = {
    ("vmbo_bb_tech_share", "2017/2018", "total"): 24,
    ("vmbo_bb_tech_share", "2017/2018", "female"): 4,
    ("vmbo_kb_tech_share", "2017/2018", "total"): 22,
    ("vmbo_kb_tech_share", "2017/2018", "female"): 5,
    ("vmbo_gl_tech_share", "2017/2018", "total"): 9,
    ("havo_n_profile_share", "2017/2018", "total"): 42,
    ("havo_n_profile_share", "2017/2018", "male"): 44,
    ("havo_n_profile_share", "2017/2018", "female"): 39,
    ("vwo_n_profile_share", "2017/2018", "total"): 61,
    ("havo_vwo_n_profile_share", "2017/2018", "total"): 50,
    ("hbo_tech_share", "2017/2018", "total"): 25,
    ("hbo_tech_share", "2017/2018", "female"): 12,
    ("wo_tech_share", "2017/2018", "total"): 36,
    ("wo_tech_share", "2017/2018", "female"): 28,
    ("havo_n_profile_share", "2019/2020", "total"): 40,
    ("vwo_n_profile_share", "2019/2020", "total"): 60,
    ("vmbo_bb_tech_share", "2019/2020", "male"): 37,
}


def raised(home: Home) -> list[tuple[object, ...]]:
    """What the current release says that is wrong and that no known issue explains."""
    return home.rows("select check_id, observed from meta.checks where result in ('fail', 'error')")


@pytest.fixture
def home(first_night: tuple[Home, Ran]) -> Home:
    return first_night[0]


def test_the_night_publishes_and_says_so(first_night: tuple[Home, Ran]) -> None:
    _, ran = first_night
    assert ran.code == 0, ran.text
    for stage in ("ingest", "build", "audit", "publish", "report"):
        assert f"{stage} " in ran.text
    assert "published" in ran.text
    assert ran.out.rstrip().endswith("figures calibrated on published ones")
    assert "sample data" in ran.text


def test_the_published_figures_come_out(home: Home) -> None:
    found = home.rows(
        "select indicator_id, period, gender, value from marts.indicator_versions "
        "where region_level = 'country' order by is_leading"
    )
    values = {(i, p, g): v for i, p, g, v in found}
    assert {key: values[(*key, "total")] for key in COUNTRY} == COUNTRY
    assert {key: round(float(str(values[key]))) for key in SHARES} == SHARES


def test_every_figure_can_be_traced_to_an_original_in_the_archive(home: Home) -> None:
    traced = home.rows(
        "select distinct v.dataset_id, v.vintage_id, m.sha256, m.url from marts.indicator_values v "
        "left join meta.vintages m using (dataset_id, vintage_id) "
        "where v.definition_version <> 'beleid'"
    )
    assert traced
    for dataset_id, vintage_id, sha256, url in traced:
        folder = home.path / "landing" / str(dataset_id).replace(".", "/") / str(vintage_id)
        assert (folder / "manifest.json").is_file()
        assert sha256
        assert str(url).startswith("inbox/" if str(dataset_id).startswith("partners.") else "http")


def test_suppressed_counts_are_carried_as_bounds(home: Home) -> None:
    estimates = home.rows(
        "select count(*), count(*) filter (value_low < value and value < value_high), "
        "count(distinct period) from marts.indicator_values "
        "where is_estimate and dataset_id not like 'partners.%'"
    )
    ((rows, bounded, periods),) = estimates
    assert rows == bounded
    assert int(str(periods)) >= 3
    assert home.rows(
        "select count(*) from marts.indicator_values "
        "where not is_estimate and (value_low <> value or value_high <> value)"
    ) == [(0,)]


def test_partner_figures_arrive_with_their_delivery(home: Home) -> None:
    figures = home.rows(
        "select figure_id, period, value, goal_no, dataset_id, delivery_id "
        "from marts.partner_figures"
    )
    assert len(figures) == 163
    assert ("technet_companies", "2017/2018", 2011, 3) in {row[:4] for row in figures}
    for dataset, delivery in {(str(row[4]), str(row[5])) for row in figures}:
        folder = home.path / "landing" / dataset.replace(".", "/") / delivery
        assert {path.stem for path in folder.iterdir()} == {
            "original",
            "data",
            "manifest",
            "receipt",
        }


def test_the_figures_of_the_report_of_2018_arrive_with_its_values(home: Home) -> None:
    """All 99 statements that partners deliver and those of the monitor, from messy files."""
    path = Path(partner_sample.__file__).with_name("partner_figures.csv")
    with path.open(encoding="utf-8", newline="") as file:
        sent = list(csv.DictReader(file))
    figure_of = {
        statement: figure_id
        for dataset in read_catalog()
        if isinstance(dataset, PartnerDataset)
        for figure_id, figure in dataset.contract.figures.items()
        for statement in figure.statements
    }
    found = home.rows(
        "select f.figure_id, f.value::varchar from marts.partner_figures f "
        "inner join meta.vintages v "
        "on f.delivery_id = v.vintage_id and f.dataset_id = v.dataset_id "
        "where v.resource like '%-2018.%'"
    )
    expected = [
        (
            figure_of.get(row["statement_id"], row["figure"]),
            str(float(row["reported"])) if row["reported"] else None,
        )
        for row in sent
    ]
    assert len(expected) == 99 + 13
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_everything_in_marts_and_meta_is_explained(home: Home) -> None:
    silent = home.rows(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where schema_name in ('raw', 'staging', 'intermediate', 'reference', 'marts', 'meta') "
        "and coalesce(comment, '') = '' "
        "union all select schema_name, table_name, '' from duckdb_tables() "
        "where schema_name in ('raw', 'marts', 'meta') and coalesce(comment, '') = ''"
    )
    assert silent == []
    ((described,),) = home.rows("select count(*) from meta.columns where description is not null")
    ((columns,),) = home.rows(
        "select count(*) from duckdb_columns() where schema_name in ('raw', 'marts', 'meta')"
    )
    assert described == columns


def test_nobody_is_told_to_find_what_comes_by_hand(first_night: tuple[Home, Ran]) -> None:
    home, ran = first_night
    (report,) = (home.path / "releases" / home.release_id()).glob("report.html")
    assert "duo.ho_isced" not in ran.text
    assert "duo.ho_isced" not in report.read_text(encoding="utf-8")


def test_a_clean_night_raises_nothing_but_what_is_known(home: Home) -> None:
    assert home.rows(
        "select check_id, result, known_issues, known_count, failing_count from meta.checks "
        "where result not in ('pass', 'skipped')"
    ) == [("ingest.partners.vo_ho_networks.rows_refused", "known", "sample-vo-ho-two-rows", 2, 0)]
    assert home.rows("select issue_id, state, rows_explained from meta.known_issues") == [
        ("sample-vo-ho-two-rows", "open", 2)
    ]
    ((runs, checks),) = home.rows(
        "select (select count(*) from meta.check_history), count(distinct check_id) "
        "from meta.checks"
    )
    assert runs == checks
    assert int(str(checks)) > 900
    assert raised(home) == []


def test_a_night_leaves_a_record_and_a_log_under_the_id_of_its_report(home: Home) -> None:
    (night,) = read_nights(home.path)
    assert (night.verdict, night.release_id) == ("published", home.release_id())
    assert [stage.name for stage in night.stages][:4] == ["ingest", "answer", "build", "audit"]
    assert home.rows("select run_id from meta.release") == [(night.run_id,)]
    (mail,) = home.mails()
    body = email.message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    assert f"Log: {night.run_id}.jsonl." in " ".join(body.get_content().split())
    text = (home.path / "logs" / f"{night.run_id}.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {line["run_id"] for line in lines} == {night.run_id}
    begun = [line["stage"] for line in lines if line["message"].endswith(" begins")]
    assert begun == [*(stage.name for stage in night.stages), "report"]
    outcomes = {line["dataset"]: line for line in lines if line["logger"] == "flows.datasets"}
    assert set(outcomes) == {dataset.id for dataset in read_catalog()}
    assert outcomes["duo.vo_pupils"]["new_vintages"] > 0
    assert (lines[-1]["verdict"], lines[-1]["release_id"]) == ("published", night.release_id)


def test_the_doctor_finds_a_machine_well_after_a_night(home: Home) -> None:
    ran = home.run("doctor", "--full", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    assert [row for row in json.loads(ran.out) if row["verdict"] != "ok"] == []


def test_sample_data_is_called_so_everywhere(home: Home) -> None:
    ((notice,),) = home.rows("select notice from meta.release")
    assert "sample data" in str(notice)
    (mail,) = home.mails()
    message = email.message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert "voorbeelddata" in str(message["Subject"]).lower()
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert "voorbeelddata" in body.get_content().lower()
    (report,) = (home.path / "releases").glob("*/report.html")
    assert "voorbeelddata" in report.read_text(encoding="utf-8").lower()
    shown = home.run("query", "select 1 as one", "--format", "csv")
    assert "sample data" in shown.text


def test_the_release_stands_alone(home: Home) -> None:
    link = home.path / "warehouse.duckdb"
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert list(home.path.rglob("*.wal")) == []
    assert not any(name.name.startswith(".building") for name in (home.path / "releases").iterdir())


def test_other_commands_answer(home: Home) -> None:
    release_id = home.release_id()
    assert release_id in home.run("releases", "list").text
    shown = home.run("releases", "show", "current")
    assert (shown.code, "whole: " in shown.err) == (0, True), shown.text
    manifest = json.loads(shown.out)
    assert (manifest["release_id"], manifest["profile"]) == (release_id, "sample")
    assert manifest["versions"]["duckdb"] == duckdb.__version__
    assert manifest["checks"]["blocked"] == 0
    assert manifest["checks"]["passed"] > 900
    assert "0 releases would go" in home.run("releases", "prune", "--dry-run").out
    listed = home.run("sources", "list")
    fresh = [line.split()[0] for line in listed.out.splitlines() if " fresh " in line]
    # Lists are not in the sample: they would hide the proxies.
    served = [
        d.id
        for d in read_catalog()
        if d.schedule.frequency != "once" and not isinstance(d, ListDataset)
    ]
    assert fresh == served
    wrong = home.run("query", "select * from marts.indicator_valeus")
    assert wrong.code == 1
    assert "indicator_values" in wrong.text
    unknown = home.run("releases", "show", "nothing")
    assert (unknown.code, release_id in unknown.text) == (1, True)


def test_the_report_is_rendered_again(first_night: tuple[Home, Ran], tmp_path: Path) -> None:
    shutil.copytree(first_night[0].path, tmp_path / "home", symlinks=True)
    home = Home(tmp_path / "home", {})
    (report,) = (home.path / "releases").glob("*/report.html")
    before = report.read_text(encoding="utf-8")
    report.unlink()
    ran = home.run("report")
    assert ran.code == 0
    assert report.read_text(encoding="utf-8") == before


def test_a_night_with_nothing_new_keeps_the_release_and_still_reports(
    first_night: tuple[Home, Ran], prefect: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(first_night[0].path, tmp_path / "home", symlinks=True)
    token = "a-token-of-the-monitor"
    with listening() as monitor:
        url = f"http://127.0.0.1:{monitor.server_port}/{token}"
        watched = {"TECHNIEKPACT_HEARTBEAT_URL": url, "TECHNIEKPACT_LOG_FORMAT": "json"}
        home = Home(tmp_path / "home", prefect | watched)
        release_id = home.release_id()
        ran = home.run("nightly")
    assert ran.code == 0, ran.text
    assert "nothing new" in ran.text
    assert home.release_id() == release_id
    assert monitor.heard == [(f"/{token}", f"nothing_new {release_id}")]
    assert token not in ran.text
    run_id = read_nights(home.path)[-1].run_id
    log = (home.path / "logs" / f"{run_id}.jsonl").read_text(encoding="utf-8")
    assert {json.loads(line)["run_id"] for line in log.splitlines()} == {run_id}
    assert set(log.splitlines()) <= set(ran.err.splitlines())
    assert len(home.mails()) == 2
    newest = max(home.mails(), key=lambda mail: mail.stat().st_mtime_ns)
    body = email.message_from_bytes(newest.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    assert "Er is niets te doen" in body.get_content()


@pytest.mark.soak
def test_a_night_that_builds_the_same_again_raises_nothing(
    first_night: tuple[Home, Ran], tmp_path: Path
) -> None:
    """As after a change of the code: built and audited again, beside the release before."""
    shutil.copytree(first_night[0].path, tmp_path / "home", symlinks=True)
    home = Home(tmp_path / "home", {})
    release_id = home.release_id()
    manifest = home.path / "releases" / release_id / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.chmod(0o644)
    manifest.write_text(json.dumps(told | {"fingerprint": "another"}), encoding="utf-8")
    again = home.run("nightly", "--no-fetch")
    assert again.code == 0, again.text
    assert home.release_id() != release_id
    assert raised(home) == []
    assert home.rows("select count(*) from meta.figure_changes") == [(0,)]


def test_the_file_opens_in_a_process_of_its_own_while_another_holds_it(home: Home) -> None:
    with duckdb.connect(str(home.path / "warehouse.duckdb"), read_only=True):
        assert home.run("query", "select count(*) from marts.goals").code == 0


def test_sample_and_live_data_never_share_a_home(home: Home, prefect: dict[str, str]) -> None:
    ran = Home(home.path, prefect).run("nightly", "--profile", "live", "--no-fetch")
    assert ran.code == 1
    assert "TECHNIEKPACT_HOME: expected another folder" in ran.text


@pytest.mark.soak
def test_dbt_by_hand_works_on_a_copy(first_night: tuple[Home, Ran], tmp_path: Path) -> None:
    shutil.copytree(first_night[0].path, tmp_path / "home", symlinks=True)
    release = (tmp_path / "home" / "warehouse.duckdb").resolve()
    before = release.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "flows.dbt", "test", "--select", "test_type:unit"],
        env=os.environ | {"TECHNIEKPACT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"PASS=[4-9]\d ", done.stdout)
    assert release.read_bytes() == before
