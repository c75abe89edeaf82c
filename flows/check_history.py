"""What earlier audits said, read from the release that was checked last: a refused one counts."""

from __future__ import annotations

import logging

import duckdb

from expectations.history import Run
from expectations.sql import rows_of
from flows.releases import Releases

logger = logging.getLogger(__name__)


def read_history(releases: Releases) -> tuple[str, list[Run]]:
    """The release that was checked last (empty before the first), and the history in it.

    A release whose history cannot be read is passed over for the one before it, with a warning.
    """
    for manifest in releases.list():
        try:
            database = releases.database(manifest.release_id)
            with duckdb.connect(str(database), read_only=True) as db:
                rows = rows_of(
                    db.execute("select * from meta.check_history order by check_id, first_at")
                )
        except duckdb.Error as error:
            logger.warning("no history of checks in release %s: %s", manifest.release_id, error)
        else:
            return manifest.release_id, [Run.model_validate(row) for row in rows]
    return "", []
