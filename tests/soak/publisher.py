"""A publisher who has something new for every night, while figures come back."""

from __future__ import annotations

import os

from sources.upstream.server import Upstream
from tests.flows.test_night_trouble import portal_file

ROW = (
    b'"2024","99VD","99VD00","Voorbeeldcollege De Linde","GOUDA","Zuid-Holland","VMBO BL lj 3-4",'
    b'"Techniek","Produceren, installeren en energie","6111",'
    b'"VMBO BB Produceren, installeren en energie","3","MAN","175"'
)


class Publisher:
    """Publishes something new for every night; what it counts differs between odd and even ones."""

    def __init__(self, served: Upstream) -> None:
        self._path = portal_file(served, "01voins.csv")
        self._header, *self._rows = self._path.read_bytes().splitlines(keepends=True)
        self._stamp = self._path.stat().st_mtime
        assert b"".join(self._rows).count(ROW) == 1
        self._number = 0

    def publishes(self) -> int:
        """Publish; whether it is an odd one."""
        self._number += 1
        # The same rows in another order are another file with the same figures.
        content = b"".join(self._rows[self._number :] + self._rows[: self._number])
        if self._number % 2:
            content = content.replace(ROW, ROW.replace(b'"175"', b'"185"'))
        self._path.write_bytes(self._header + content)
        stamp = self._stamp + self._number * 86400
        os.utime(self._path, (stamp, stamp))
        return self._number % 2
