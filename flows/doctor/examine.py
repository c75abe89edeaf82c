"""All checks, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from flows.doctor.check_archive import check_archive, check_looks
from flows.doctor.check_certificates import check_certificates
from flows.doctor.check_home import check_disk, check_home
from flows.doctor.check_mail import check_mail, check_outbox
from flows.doctor.check_nights import check_lock, check_nights
from flows.doctor.check_prefect import check_prefect
from flows.doctor.check_publishers import check_publishers
from flows.doctor.check_releases import check_current, check_releases
from flows.doctor.check_settings import check_settings
from flows.doctor.check_software import check_clock, check_versions
from flows.doctor.check_spark import check_spark
from flows.doctor.diagnosis import Diagnosis, unbroken
from flows.doctor.machine import Machine

Check = Callable[[Machine], Iterator[Diagnosis]]
FIRST: tuple[Check, ...] = (check_settings, check_home)
OF_A_HOME: tuple[Check, ...] = (
    check_disk,
    check_lock,
    check_nights,
    check_current,
    check_releases,
    check_archive,
    check_looks,
    check_outbox,
)
OF_THE_MACHINE: tuple[Check, ...] = (
    check_mail,
    check_publishers,
    check_certificates,
    check_prefect,
    check_clock,
    check_versions,
    check_spark,
)


def examine(machine: Machine) -> list[Diagnosis]:
    """Everything that can be said of a machine; without a home, nothing of what would be in it."""
    of_a_home = OF_A_HOME if machine.has_home else ()
    return [
        told
        for check in (*FIRST, *of_a_home, *OF_THE_MACHINE)
        for told in unbroken(check.__name__.removeprefix("check_"), partial(check, machine))
    ]
