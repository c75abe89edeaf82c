"""What must be so in the morning, whatever was dropped."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sources.catalog import PartnerDataset
from sources.connector import Outcome
from sources.landing import Manifest
from sources.partners.inbox import fetch
from sources.partners.reader import read_delivery
from sources.partners.sheet import LARGEST
from sources.partners.text import shown
from tests.soak.partner_nights import DIRECTORY, LEFT_ALONE, Night, Thing, drop
from tests.soak.partner_room import Room, can_read, room, snapshot
from tests.sources.partners.case import RECEIVED, datasets
from tests.sources.partners.fuzz.sent import Sent, assert_none_lost


@dataclass
class Tally:
    """What the nights came to."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{count:,} {what}" for what, count in sorted(self.counts.items()))


def live_through(night: Night, folder: Path, tally: Tally) -> None:
    """One night, and everything that must be so in the morning."""
    dataset = datasets()[night.dataset]
    with room(folder) as here:
        for partner in dataset.fetch.partners:
            (here.inbox / partner).mkdir()
        for partner, dropped in zip(dataset.fetch.partners, night.folders, strict=False):
            for thing in dropped:
                drop(thing, here.inbox / partner, here.outside)
        before = snapshot(here.root, here.home)
        outcome = fetch(dataset, here.inbox, here.landing, RECEIVED)
        assert snapshot(here.root, here.home) == before, "nothing outside the home is touched"
        _assert_home_is_tidy(here.home)
        for partner, dropped in zip(dataset.fetch.partners, night.folders, strict=False):
            for thing in dropped:
                _assert_answered(thing, partner, outcome, dataset, here)
                _assert_refused_whole(thing, dataset, here, tally)
        for manifest in here.landing.vintages(dataset.id):
            _assert_whole(manifest, dataset, here, tally)
        if night.again:
            again = fetch(dataset, here.inbox, here.landing, RECEIVED)
            assert not again.new, "the same files are the same deliveries"
        _count(night, outcome, tally)


def _assert_home_is_tidy(home: Path) -> None:
    """Names in the home are ours, whatever the files were called."""
    names = {"manifest.json", "data.parquet", "checks.json"}
    for path in home.rglob("*"):
        if not path.is_dir():
            assert path.name in names or path.name.startswith("original"), path
            assert not path.is_symlink()
            assert path.stat().st_size <= LARGEST
    assert not list((home / "landing" / ".incoming").glob("*")), "scratch is removed"


def _assert_answered(
    thing: Thing, partner: str, outcome: Outcome, dataset: PartnerDataset, here: Room
) -> None:
    """A file is a vintage, or in quarantine and told; what is no file is told."""
    name = os.fsdecode(thing.name)
    told = [f.kind for f in outcome.findings if shown(name) in f.message_nl]
    if _is_not_meant_for_us(name) or thing.what == DIRECTORY:
        return
    if isinstance(thing.what, str):
        assert set(told) & set(LEFT_ALONE[thing.what]) or "no_file" in told, (thing, told)
    elif not can_read(here.inbox / partner / name):
        assert "unreadable" in told
    elif len(thing.what.content) > LARGEST:
        assert "too_large" in told
    else:
        sha256 = hashlib.sha256(thing.what.content).hexdigest()
        quarantine = here.landing.refused_folder(dataset.id, sha256)
        if here.landing.holds(dataset.id, sha256):
            assert not quarantine.exists()
        else:
            assert "refused" in told
            # More than one where it was dropped under names with other suffixes.
            kept = {path.read_bytes() for path in quarantine.glob("original*")}
            assert kept == {thing.what.content}


def _assert_refused_whole(thing: Thing, dataset: PartnerDataset, here: Room, tally: Tally) -> None:
    """Of a file of which nothing was usable every row is refused or ignored, too."""
    if not isinstance(thing.what, Sent):
        return
    content = thing.what.content
    sha256 = hashlib.sha256(content).hexdigest()
    if here.landing.refused_folder(dataset.id, sha256).exists():
        delivery = assert_none_lost(Sent(content, contract=dataset.name), here.scratch)
        assert not delivery.accepted
        tally.counts["rows of refused files"] += delivery.sent


def _is_not_meant_for_us(name: str) -> bool:
    ends = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp")
    return name.startswith((".", "~")) or name.lower().endswith(ends)


def _assert_whole(manifest: Manifest, dataset: PartnerDataset, here: Room, tally: Tally) -> None:
    """A vintage holds the original, and every row of it is accepted or refused."""
    folder = here.landing.parquet(manifest).parent
    (original,) = manifest.originals
    content = (folder / original.name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == manifest.sha256
    delivery = read_delivery(folder / original.name, dataset.contract, RECEIVED)
    refused = sum(f.count for f in manifest.findings if f.kind == "rows_refused")
    assert delivery.sent == manifest.rows + refused
    assert len(pd.read_parquet(here.landing.parquet(manifest))) == manifest.rows
    suffix = Path(original.name).suffix
    assert_none_lost(Sent(content, suffix, dataset.name), here.scratch)
    tally.counts["rows accepted"] += manifest.rows
    tally.counts["rows refused beside them"] += refused


def _count(night: Night, outcome: Outcome, tally: Tally) -> None:
    dropped = [thing for folder in night.folders for thing in folder]
    tally.counts["nights"] += 1
    tally.counts["files"] += sum(isinstance(thing.what, Sent) for thing in dropped)
    tally.counts["other things"] += sum(isinstance(thing.what, str) for thing in dropped)
    tally.counts["vintages"] += len(outcome.new)
    tally.counts["findings"] += len(outcome.findings)
