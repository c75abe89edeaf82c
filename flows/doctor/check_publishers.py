"""Publishers: each answers a question that a night asks too."""

from __future__ import annotations

from collections.abc import Iterator

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from sources.catalog import CatalogError, read_catalog
from sources.client import Limits
from sources.probe import ask_publishers

LIMITS = Limits(connect=5, read=15, attempts=1)


def check_publishers(machine: Machine) -> Iterator[Diagnosis]:
    """A publisher does not answer, or not as it should."""
    if machine.settings.profile == "sample":
        yield well("publishers", "not asked in the sample profile")
        return
    try:
        catalog = read_catalog()
    except CatalogError as error:
        yield wrong("publishers.catalog", said=error)
        return
    answers = ask_publishers(catalog, machine.settings.publishers(), LIMITS)
    for answer in answers:
        if answer.error:
            yield wrong("publishers.dead", answer.publisher, url=answer.url, said=answer.error)
    if alive := [answer for answer in answers if not answer.error]:
        listed = ", ".join(f"{answer.publisher} {answer.seconds:.1f} s" for answer in alive)
        yield well("publishers", f"answered: {listed}")
