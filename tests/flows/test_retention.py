from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flows.release_manifest import ReleaseManifest
from flows.releases import Releases
from flows.retention import expired, prune
from tests.flows.test_releases import make

FIRST = datetime(2026, 1, 1, 1, tzinfo=UTC)


def release(day: int, verdict: str = "published") -> ReleaseManifest:
    at = FIRST + timedelta(days=day)
    return ReleaseManifest(
        release_id=f"{at:%Y%m%dT%H%M%SZ}",
        created_at=at,
        profile="live",
        notice="",
        code_version="0",
        fingerprint=str(day),
        verdict="refused" if verdict == "refused" else "published",
        reason="",
        inputs=(),
        database_sha256="",
    )


def left(manifests: list[ReleaseManifest], current: int, keep: int) -> list[str]:
    gone = expired(manifests, manifests[current].release_id, keep)
    return [m.release_id[:8] for m in manifests if m.release_id not in gone]


def test_the_last_ones_and_the_first_of_every_month_stay() -> None:
    year = [release(day) for day in range(90)]
    assert left(year, -1, 3) == [
        "20260101",
        "20260201",
        "20260301",
        "20260329",
        "20260330",
        "20260331",
    ]


def test_after_a_roll_back_there_is_still_one_to_go_back_to() -> None:
    january = [release(day) for day in range(31)]
    assert left(january, 10, 2) == ["20260101", "20260110", "20260111", "20260130", "20260131"]


def test_refused_ones_never_push_out_what_readers_have() -> None:
    nights = [release(0), release(1), *(release(day, "refused") for day in range(2, 12))]
    assert left(nights, 1, 2) == ["20260101", "20260102", "20260111", "20260112"]


@given(st.lists(st.sampled_from(["published", "refused"]), max_size=70), st.integers(1, 9))
def test_pruning_again_removes_nothing_more(verdicts: list[str], keep: int) -> None:
    manifests = [release(day, verdict) for day, verdict in enumerate(verdicts)]
    published = [m.release_id for m in manifests if m.verdict == "published"]
    current = published[-1] if published else None
    gone = expired(manifests, current, keep)
    rest = [m for m in manifests if m.release_id not in gone]
    assert expired(rest, current, keep) == []
    assert set(published[-max(keep, 2) :]).isdisjoint(gone)


def test_what_has_expired_is_removed(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for name in "abcd":
        make(releases, name)
        releases.make_current(name)
    # All are of one month: its first stays, and the last two.
    assert prune(releases, 2) == ["b"]
    assert [m.release_id for m in releases.list()] == ["d", "c", "a"]
    assert prune(releases, 2) == []
