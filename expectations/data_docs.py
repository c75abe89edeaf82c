"""Great Expectations' Data Docs of a night: one page per table, for who wants its own view.

They come after everything else and never stand in its way: what goes wrong here is logged. The
pages ask nothing of the network; Great Expectations' own would load styles and scripts.
"""

from __future__ import annotations

import html
import logging
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

INDEX = "index.html"
_OUTSIDE = re.compile(
    r"<(script|style|footer)\b.*?</\1>|<(?:link|img)\b[^>]*https?:[^>]*>", re.DOTALL
)
# The icons of Great Expectations are a font that is fetched.
_LOOK = """<style>
body { font: 15px/1.5 sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #ddd; padding: .3rem .5rem; text-align: left; }
td, th { vertical-align: top; }
.fa-check-circle::before { content: "✓"; color: #17603a; }
.fa-times::before { content: "✕"; color: #a11d1d; }
.fa-exclamation-triangle::before { content: "!"; color: #8a5a00; }
.modal, .collapse:not(.show), nav { display: none; }
</style>"""


@dataclass(frozen=True)
class TablePage:
    """The page of a table, still to be rendered, and how many of its expectations were met."""

    met: int
    expected: int
    render: Callable[[], str]


class DataDocs:
    """The pages of a night, until there is time to write them."""

    def __init__(self) -> None:
        self._pages: dict[str, TablePage] = {}

    def add(self, table: str, page: TablePage) -> None:
        """Keep the page of a table."""
        self._pages[table] = page

    def write(self, folder: Path) -> None:
        """Write a page per table, and `index.html`; never raises."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for table, page in self._pages.items():
                (folder / f"{table}.html").write_text(_alone(page.render()), encoding="utf-8")
            (folder / INDEX).write_text(_index(self._pages), encoding="utf-8")
        except Exception:
            logger.exception("no Data Docs in %s", folder.name)


def prune_data_docs(root: Path, keep: int) -> None:
    """Remove all but the newest of the folders below `root`; never raises."""
    try:
        for folder in sorted((p for p in root.glob("*") if p.is_dir()), reverse=True)[keep:]:
            shutil.rmtree(folder)
    except OSError:
        logger.exception("old Data Docs stay in %s", root.name)


def _alone(page: str) -> str:
    return _OUTSIDE.sub("", page).replace("</head>", f"{_LOOK}</head>", 1)


def _index(pages: Mapping[str, TablePage]) -> str:
    rows = "".join(
        f'<tr><td><a href="{html.escape(table)}.html">{html.escape(table)}</a></td>'
        f"<td>{page.met} of {page.expected} passed</td></tr>"
        for table, page in pages.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Data Docs</title>'
        f"{_LOOK}</head><body><h1>Data Docs</h1><table>{rows}</table></body></html>"
    )
