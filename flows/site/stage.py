"""The site beside its release, and the link `site` of the home at the one of the current release.

It is not part of what is sealed: it can be rendered again at any time, and what goes wrong with it
never costs a release.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from expectations.checks import CheckResult
from expectations.durable import point_at
from flows.home import described
from flows.nights import read_nights
from flows.releases import Releases
from flows.settings import Settings
from flows.site.render import EXPORTS, render

logger = logging.getLogger(__name__)

SITE = "site"
_IS_A_SITE = Path("data") / "shapes.js"
"""What no other folder of pages has."""


class SiteError(OSError):
    """A site cannot be written where it was asked for; the message says why."""


def bring_up(home: Path) -> Path | None:
    """Have the site of the current release where readers open it, rendering it where it is not.

    Returns its folder; None while nothing is published.

    Raises:
        ReleaseError: the current release is damaged.
        duckdb.Error: its database cannot be read.
        OSError: the disk is full, or cannot be written.
    """
    releases = Releases(home)
    current = releases.current()
    if current is None:
        return None
    site = releases.folder(current.release_id) / SITE
    if not site.is_dir():
        keep(home, current.release_id)
    link, wanted = home / SITE, Path("releases") / current.release_id / SITE
    if not link.is_symlink() or link.readlink() != wanted:
        point_at(link, wanted)
    return site


def keep(home: Path, release_id: str | None) -> Path:
    """Render the site of a release (default: the current one) into its folder, or once more.

    Raises:
        ReleaseError: there is no such release.
        duckdb.Error, OSError: as `bring_up`.
    """
    database = Releases(home).database(release_id)
    site = database.parent / SITE
    write(home, database, site)
    return site


def write(home: Path, database: Path, target: Path) -> None:
    """Render a site; it has its name when it is whole, and the one before it stays until then.

    Raises:
        SiteError: `target` is there and is no site.
        duckdb.Error, OSError: as `bring_up`.
    """
    if target.exists() and not (target / _IS_A_SITE).is_file() and _holds_something(target):
        raise SiteError(f"{target} is not empty and no site: name another folder")
    new, old = (target.with_name(f".{target.name}.{what}") for what in ("next", "before"))
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        if target.parent == database.parent and (target.parent / EXPORTS).is_dir():
            # The site is opened under two names; so the exports are beside its pages in both.
            (new / EXPORTS).symlink_to(Path("..") / EXPORTS)
        render(database, read_nights(home), new)
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _holds_something(target: Path) -> bool:
    return not target.is_dir() or any(target.iterdir())


def site_checks(settings: Settings) -> list[CheckResult]:
    """Bring up the site where one is wanted; a finding where that failed."""
    if not settings.site:
        return []
    try:
        bring_up(settings.home)
    except Exception as error:  # the release stands, and the team must hear of it
        logger.exception("no site")
        return [
            CheckResult(
                check_id="site.rendered",
                table_name=SITE,
                engine="site",
                severity="warn",
                result="fail",
                expected="",
                observed=described(settings.home, error),
                failing_count=0,
                description_nl="De site van de huidige uitgave is gemaakt.",
                description_en="The site of the current release was made.",
                owner="databeheer",
                action_nl="Lezers zien nog de vorige site. Draai techniekpact site.",
                action_en="Readers still see the site before it. Run techniekpact site.",
            )
        ]
    return []
