"""Great Expectations' Data Docs of a night: one page per table, for who wants its own view.

They come after everything else and never stand in its way: what goes wrong here is logged. The
pages ask nothing of the network; Great Expectations' own would load styles and scripts.
"""

from __future__ import annotations

import html
import logging
import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

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


class DataDocs:
    """What Great Expectations said of each table, until there is time to write it down."""

    def __init__(self) -> None:
        self._answers: dict[str, Any] = {}

    def add(self, table: str, answer: Any) -> None:
        """Keep a validation result of Great Expectations."""
        self._answers[table] = answer

    def write(self, folder: Path) -> None:
        """Write a page per table, and `index.html`; never raises."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for table, answer in self._answers.items():
                (folder / f"{table}.html").write_text(_page(answer), encoding="utf-8")
            (folder / INDEX).write_text(_index(self._answers), encoding="utf-8")
        except Exception:
            logger.exception("no Data Docs in %s", folder.name)


def prune_data_docs(root: Path, keep: int) -> None:
    """Remove all but the newest of the folders below `root`; never raises."""
    try:
        for folder in sorted((p for p in root.glob("*") if p.is_dir()), reverse=True)[keep:]:
            shutil.rmtree(folder)
    except OSError:
        logger.exception("old Data Docs stay in %s", root.name)


def _page(answer: Any) -> str:
    from great_expectations.render.renderer import ValidationResultsPageRenderer

    page: str = _view().render(ValidationResultsPageRenderer().render(answer))
    return _OUTSIDE.sub("", page).replace("</head>", f"{_LOOK}</head>", 1)


@cache
def _view() -> Any:
    """One for all pages: each compiles its templates anew."""
    from great_expectations.render.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _index(answers: Mapping[str, Any]) -> str:
    rows = "".join(
        f'<tr><td><a href="{html.escape(table)}.html">{html.escape(table)}</a></td>'
        f"<td>{answer.statistics['successful_expectations']} of "
        f"{answer.statistics['evaluated_expectations']} passed</td></tr>"
        for table, answer in answers.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Data Docs</title>'
        f"{_LOOK}</head><body><h1>Data Docs</h1><table>{rows}</table></body></html>"
    )
