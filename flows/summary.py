"""The end of a run on the terminal: the verdict, the times, and where things are."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from expectations.night import Night
from flows.releases import DATABASE
from flows.sample import NOTICE
from flows.settings import Settings

STYLE = {"published": "green", "nothing_new": "green", "refused": "red", "failed": "red"}


def summarise(night: Night, settings: Settings, console: Console) -> None:
    """Print the verdict and what it means, in a few lines."""
    times = Table("stage", "seconds", box=None)
    for timing in night.stages:
        times.add_row(timing.name, f"{timing.seconds:.1f}")
    times.add_row("all", f"{sum(t.seconds for t in night.stages):.1f}")
    console.print(times)
    for dataset in night.datasets:
        if dataset.freshness != "fresh" or dataset.note:
            text = f"{dataset.dataset_id}: {dataset.freshness}. {dataset.note}"
            console.print(text, highlight=False, markup=False)
    for check in night.checks:
        if check.failed and check.severity == "block":
            text = f"{check.check_id}: {check.observed}"
            console.print(text, style="red", highlight=False, markup=False)
    verdict = night.verdict.replace("_", " ")
    console.print(f"{verdict}: {night.reason}", style=STYLE[night.verdict], highlight=False)
    if night.error:
        console.print(night.error, style="red", highlight=False, markup=False)
    console.print(f"warehouse: {settings.home / DATABASE}", highlight=False, soft_wrap=True)
    if NOTICE[night.profile]:
        console.print(NOTICE[night.profile], style="yellow", highlight=False, soft_wrap=True)
