"""The release that a second connection sees, made through a link that changed after the first."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

QUESTION = "select release_id from meta.release"


def main(link: Path, other: Path) -> None:
    with duckdb.connect(str(link), read_only=True):
        following = link.with_name("following")
        following.symlink_to(other)
        following.replace(link)
        with duckdb.connect(str(link), read_only=True) as beside_the_first:
            print(*beside_the_first.execute(QUESTION).fetchall()[0])
    with duckdb.connect(str(link), read_only=True) as after_the_first:
        print(*after_the_first.execute(QUESTION).fetchall()[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
