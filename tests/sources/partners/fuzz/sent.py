"""A file that was made by chance, and that no row of it may be lost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sources.partners.delivery import Delivery
from sources.partners.layout import find_table
from sources.partners.reader import read_delivery
from sources.partners.reasons import UnusableFileError
from sources.partners.sheet import read_sheets
from tests.sources.partners.case import RECEIVED, contract
from tests.sources.partners.holds import assert_holds


@dataclass(frozen=True)
class Sent:
    """A file for a delivery type."""

    content: bytes
    suffix: str = ".csv"
    contract: str = "sbb"

    def __repr__(self) -> str:
        """What hypothesis shows of it."""
        return f"Sent({self.content!r}, {self.suffix!r}, {self.contract!r})"

    def read(self, folder: Path) -> Delivery:
        """What the reader makes of it; what holds of every delivery holds of this."""
        path = folder / f"original{self.suffix}"
        path.write_bytes(self.content)
        delivery = read_delivery(path, contract(self.contract), RECEIVED)
        assert_holds(delivery, contract(self.contract))
        return delivery


def lines_of(delivery: Delivery) -> set[int]:
    """The lines that were accepted, refused or ignored."""
    accepted = (figure.line for figure in delivery.accepted)
    return {*accepted, *delivery.refused_lines, *delivery.ignored}


def assert_none_lost(sent: Sent, folder: Path) -> Delivery:
    """Every row below the header that the file has is in the delivery."""
    delivery = sent.read(folder)
    try:
        header, sheet = find_table(read_sheets(folder / f"original{sent.suffix}"))
    except UnusableFileError:
        assert not lines_of(delivery)
    else:
        rows = sheet.rows[sheet.rows.index(header.row) + 1 :]
        assert lines_of(delivery) == {row.line for row in rows}
    return delivery
