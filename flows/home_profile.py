"""Sample or live: a home folder holds data of one of them."""

from __future__ import annotations

from pathlib import Path

from flows.releases import Releases
from flows.sample import SAMPLE_FOLDER
from flows.settings import Profile, Settings, SettingsError


def profile_of(home: Path) -> Profile | None:
    """Whose data a home folder holds; None where it holds none yet.

    Raises:
        ReleaseError: the manifest of the current release cannot be read.
    """
    current = Releases(home).current()
    if current:
        return current.profile
    return "sample" if (home / SAMPLE_FOLDER).exists() else None


def one_profile_per_home(settings: Settings) -> None:
    """Sample data never gets into the archive or the history of live data, or the other way.

    Raises:
        SettingsError: this home is of the other profile.
    """
    holds = profile_of(settings.home) or settings.profile
    if holds != settings.profile:
        raise SettingsError(
            f"TECHNIEKPACT_HOME: expected another folder, {settings.home} holds {holds} data and "
            f"this run is {settings.profile}; point TECHNIEKPACT_HOME or --home elsewhere"
        )
