"""The report in Chromium, at desktop and phone width, light and dark.

`python -m tests.expectations.test_report_looks FOLDER` writes the pictures, for people to look at.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from expectations.night import Night
from expectations.note import NoteItem, render_note
from expectations.report import render, render_full
from expectations.templating import standalone_html
from tests.browser import chromium, needs_chromium
from tests.expectations import nights

pytestmark = needs_chromium
DESKTOP, PHONE = 760, 375
LOOKS: list[tuple[int, Any]] = [
    (width, scheme) for width in (DESKTOP, PHONE) for scheme in ("light", "dark")
]
NIGHTS = {
    "published": nights.published,
    "refused": nights.refused,
    "failed": nights.failed,
    "nothing_new": nights.nothing_new,
    "sample": nights.sample,
    "hostile": nights.hostile,
    "huge": nights.huge,
}
# Where words stand on a ground: both as they are painted, in the WCAG's measure.
CONTRASTS = """() => {
  const light = c => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const parse = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [luminance(parse(getComputedStyle(e).color)), luminance(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${e.tagName}.${e.className}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(low)];
}"""
# Elements that stick out of the screen, but for tables that scroll in a frame of their own.
OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(
    e => !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1
  ).map(e => `${e.tagName}.${e.className}`)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def opened(browser: Browser, path: Path, width: int, scheme: Any) -> tuple[Page, list[str]]:
    """The page as it looks, and everything it asked for or complained of."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    noticed: list[str] = []
    page.on("request", lambda r: noticed.append(r.url) if not _is_here(r.url, path) else None)
    page.on("console", lambda message: noticed.append(message.text))
    page.on("pageerror", lambda error: noticed.append(str(error)))
    page.goto(path.as_uri())
    return page, noticed


def looks(browser: Browser, path: Path) -> Iterator[tuple[Page, int, str]]:
    """The page at each width and in each scheme; it asks for nothing and complains of nothing."""
    page, noticed = opened(browser, path, *LOOKS[0])
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        yield page, width, scheme
        assert noticed == []
    page.context.close()


def _is_here(url: str, path: Path) -> bool:
    return url.startswith("data:") or url == path.as_uri()


@pytest.mark.parametrize("name", NIGHTS)
def test_the_mail_fits_every_screen_and_can_be_read(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "mail.html"
    path.write_text(standalone_html(render(NIGHTS[name](), "nl")), encoding="utf-8")
    for page, width, _ in looks(browser, path):
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CONTRASTS) == []


def test_the_first_screen_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    path.write_text(standalone_html(render(nights.refused(), "nl")), encoding="utf-8")
    page, _ = opened(browser, path, DESKTOP, "light")
    for width, screen in ((DESKTOP, 900), (PHONE, 812)):
        page.set_viewport_size({"width": width, "height": 900})
        for words in ("Uitgave geweigerd", "Wat te doen", "Vergelijk de dubbele rijen"):
            box = page.get_by_text(words).first.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] < screen, (words, width)
    page.context.close()


def test_dark_is_dark(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    path.write_text(standalone_html(render(nights.published(), "nl")), encoding="utf-8")
    grounds = []
    for scheme in ("light", "dark"):
        page, _ = opened(browser, path, DESKTOP, scheme)
        grounds.append(
            page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
        )
        page.context.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(26, 33, 41)"]


def test_the_full_page_and_the_note_fit_too(browser: Browser, tmp_path: Path) -> None:
    items = [NoteItem("a", "SBB, kwalificaties en leerbanen", "2 van 17 cijfers ontbreken")]
    note = render_note("SBB", items, "het databeheer", "nl", sample=True)
    pages = {
        "full": render_full(nights.refused(), "nl", "../data_docs/index.html"),
        "note": standalone_html(note),
    }
    for name, html in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        for page, width, _ in looks(browser, path):
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.evaluate(CONTRASTS) == []


def draw(folder: Path, made: dict[str, Night]) -> None:
    """Write a picture of every night, at each width and in each scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, night in made.items():
            path = folder / f"{name}.html"
            path.write_text(standalone_html(render(night, "nl")), encoding="utf-8")
            for page, width, scheme in looks(browser, path):
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), {name: make() for name, make in NIGHTS.items()})
