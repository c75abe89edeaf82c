"""What a night is sent out for."""

from __future__ import annotations

from dataclasses import dataclass

from sources.again import Again, read_range
from sources.catalog import read_catalog


@dataclass(frozen=True)
class Errand:
    """What to ask of publishers before a release is made of all that the archive holds.

    Without `fetch` nothing is asked. `datasets` are the ones to ask for; none means all. `again`
    asks, and reads what is archived, as if it was never done: for the periods from `since` to
    `until`, where those are given.
    """

    fetch: bool = True
    datasets: tuple[str, ...] = ()
    again: bool = False
    since: str | None = None
    until: str | None = None

    @property
    def what_again(self) -> Again | None:
        """What to do again.

        Raises:
            ReadError: `since` or `until` is no period, or the range is empty.
        """
        asked = self.again or self.since or self.until
        return read_range(self.since, self.until) if asked else None

    def check(self) -> None:
        """See that it can be done.

        Raises:
            CatalogError: a dataset does not exist.
            ReadError: `since` or `until` is no period, or the range is empty.
        """
        _ = self.what_again
        if self.datasets:
            read_catalog().chosen(self.datasets)

    @property
    def arguments(self) -> list[str]:
        """The options of the command line that say the same."""
        chosen = [part for dataset_id in self.datasets for part in ("--dataset", dataset_id)]
        chosen += ["--fetch" if self.fetch else "--no-fetch"]
        chosen += ["--again"] if self.again else []
        chosen += ["--since", self.since] if self.since else []
        chosen += ["--until", self.until] if self.until else []
        return chosen
