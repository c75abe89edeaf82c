"""The templates of what is mailed: fixed words, filters, and styles put on the elements."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from expectations.formatting import Language
from expectations.highlights import Texts
from expectations.page import Image, Report
from expectations.yaml_file import read_yaml

TEMPLATES = Path(__file__).parent / "templates"
LARGEST_HTML = 95_000
"""Bytes. Gmail cuts a message off at 102 KB, and its end says where the figures come from."""

_COLUMNS = 72


@cache
def load_texts(language: Language) -> Texts:
    """The fixed words of the report."""
    path = TEMPLATES / f"texts.{language}.yml"
    texts: Texts = read_yaml(path)
    return texts


@cache
def environment() -> Environment:
    """The templates, with what they all need."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["wrapped"] = wrapped
    return found


def wrapped(text: str, indent: int = 0, hanging: int = 0) -> str:
    """Break a line of the text part; an address is never broken."""
    return textwrap.fill(
        text,
        _COLUMNS,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def page(template: str, sections: dict[str, object]) -> str:
    """An HTML page whose styles stand on its elements, as mail programs want them.

    What asks a question of the screen (dark, narrow) stays in a style sheet.
    """
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return inliner.inline(environment().get_template(template).render(sections))


def standalone_html(report: Report) -> str:
    """The HTML with its pictures inside, to keep as a file."""
    return embedded(report.html, report.images)


def embedded(html: str, images: Iterable[Image]) -> str:
    """HTML with these pictures inside."""
    for image in images:
        data = f"data:image/png;base64,{base64.b64encode(image.png).decode()}"
        # Only a template writes an element: what looks like one in data is escaped.
        html = html.replace(f'<img src="cid:{image.cid}"', f'<img src="{data}"')
    return html
