"""Every figure on the pages is that of the warehouse, and every page is whole."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from flows.site.figures import DECIMALS
from flows.site.templating import HERE, LANGUAGES, load_words
from tests.flows.conftest import Home, Ran

LARGEST = 1_000_000
EXACT = 0.51 * 10**-DECIMALS


@pytest.fixture(scope="module")
def home(first_night: tuple[Home, Ran]) -> Home:
    home, ran = first_night
    assert ran.code == 0, ran.text
    return home


@pytest.fixture(scope="module")
def site(home: Home) -> Path:
    return home.path / "site"


def given(path: Path) -> Any:
    """What a data file hands over to its page."""
    kind, _, content = path.read_text(encoding="utf-8").partition(",")
    assert re.fullmatch(r'TP\.given\("\w+"', kind)
    return json.loads(content.removesuffix(");\n"))


def figures(path: Path) -> Iterator[tuple[tuple[object, ...], tuple[float | None, ...]]]:
    """Key and figures of every point in a data file."""
    held = given(path)
    for region, gender, level, points in held["series"]:
        for period, origin, value, *rest in points:
            low, high, count, of = [*rest, None, None, None, None][:4]
            status, version, basis, dataset, vintage = held["origins"][origin]
            level_name, region_name = held["regions"][region]
            yield (
                (
                    *(*held["periods"][period], level_name, region, region_name, gender, level),
                    *(status, version, basis, dataset, vintage),
                ),
                (value, low, high, count, of),
            )


def test_every_figure_that_pages_draw_is_the_warehouses(home: Home, site: Path) -> None:
    ours: dict[tuple[object, ...], tuple[float | None, ...]] = {}
    for path in sorted((site / "data").glob("*.js")):
        indicator_id = path.name.split(".")[0]
        if 'TP.given("figures"' in path.read_text(encoding="utf-8")[:30]:
            ours |= {(indicator_id, *key): values for key, values in figures(path)}
    rows = home.rows(
        "select v.indicator_id, period, period_type, region_level, region_code, region_name, "
        "gender, education_level, status, v.definition_version, v.basis, dataset_id, vintage_id, "
        "value, case when is_estimate then value_low end, case when is_estimate then value_high "
        "end, case when unit = 'percent' then numerator end, case when unit = 'percent' then "
        "denominator end from marts.indicator_values v join marts.indicators using (indicator_id)"
    )
    theirs = {row[:13]: row[13:] for row in rows}
    assert len(theirs) > 50_000
    assert ours.keys() == theirs.keys()
    wrong = {
        key: (ours[key], values)
        for key, values in theirs.items()
        if any(
            (a is None) != (b is None) or (a is not None and abs(a - float(str(b))) > EXACT)
            for a, b in zip(ours[key], values, strict=True)
        )
    }
    assert wrong == {}


def test_the_newest_figures_that_pages_name_are_the_warehouses(home: Home, site: Path) -> None:
    marked = re.compile(r'class="newest" data-of="([^"]+)"><data value="([^"]+)">')
    named = {
        tuple(found[1].split("|")): float(found[2])
        for language in LANGUAGES
        for page in (site / language).rglob("*.html")
        for found in marked.finditer(page.read_text(encoding="utf-8"))
    }
    asked = (
        "select indicator_id, period, region_code, gender, education_level, value "
        "from marts.indicator_values where region_level = 'country'"
    )
    theirs = {row[:5]: row[5] for row in home.rows(asked)}
    assert len(named) == len({key[0] for key in theirs}) > 100
    assert {key: theirs[key] for key in named} == named


def test_no_line_is_drawn_over_a_break(home: Home, site: Path) -> None:
    told = re.compile(r'id="told">(.*?)</script>')
    breaks = {
        page.stem: {b["period"] for b in json.loads(found[1])["breaks"]}
        for page in (site / "nl" / "indicators").iterdir()
        if (found := told.search(page.read_text(encoding="utf-8")))
    }
    steps = home.rows(
        "select distinct indicator_id, previous_period, period from marts.indicator_changes "
        "where not is_comparable"
    )
    assert len(steps) > 50
    assert [s for s in steps if not any(s[1] < period <= s[2] for period in breaks[s[0]])] == []


def taught(held: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """Place, programme, period and pupils of every number in a data file."""
    for *place, programmes in held["places"]:
        told = dict(zip(held["columns"], place, strict=True))
        key = [told[name] or "" for name in ("institution_code", "location_code", "place_name")]
        for number, *years in programmes:
            level, code, _ = held["programmes"][number]
            for period, year in zip(held["periods"], years, strict=True):
                if year is not None:
                    low, high = year if isinstance(year, list) else (year, year)
                    yield *key, level, code, period, low, high


def test_locations_and_published_figures_are_the_warehouses(home: Home, site: Path) -> None:
    ours = sorted(
        row
        for path in (site / "data").glob("locations.*.js")
        for held in given(path).values()
        for row in taught(held)
    )
    assert ours == sorted(
        home.rows(
            "select institution_code, coalesce(location_code, ''), coalesce(place_name, ''), "
            "education_level, programme_code, period, pupils_low, pupils_high "
            "from marts.school_locations"
        )
    )
    rows = []
    for path in (site / "data").glob("reconciliation.*.js"):
        names, *lines = given(path)
        rows += [dict(zip(names, line, strict=True)) for line in lines]
    told = sorted((r["reference_id"], r["collection"], r["published"], r["verdict"]) for r in rows)
    assert told == sorted(
        home.rows("select reference_id, collection, published, verdict from marts.reconciliation")
    )


class Links(HTMLParser):
    """Where a page points, and what can be pointed at in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        target = found.get("src") or (found.get("href") if tag == "link" else None)
        if target:
            self.loaded.append(target)
        elif tag in ("a", "form"):
            self.links.append(found.get("href") or found.get("action") or "")
        if name := found.get("id"):
            self.ids.append(name)


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = {page.resolve(): Links(page) for page in site.rglob("*.html")}
    wrong = []
    for page, links in pages.items():
        assert len(links.ids) == len(set(links.ids)), page
        for target in links.loaded:
            assert target == "data:," or (page.parent / target).is_file(), (page, target)
        for target in links.links:
            if target.startswith(("http://", "https://")):
                continue
            path, _, anchor = unquote(target).partition("#")
            there = (page.parent / path).resolve() if path else page
            if there.is_dir():
                continue
            if there not in pages or (
                anchor and "=" not in anchor and anchor not in pages[there].ids
            ):
                wrong.append((page.name, target))
    assert wrong == []


def test_both_languages_have_the_same_pages_and_all_say_that_it_is_sample_data(site: Path) -> None:
    names = [
        {str(page.relative_to(site / language)) for page in (site / language).rglob("*.html")}
        for language in LANGUAGES
    ]
    assert names[0] == names[1]
    for page in [*(site / "nl").rglob("*.html"), *(site / "en").rglob("*.html")]:
        assert "voorbeelddata (sample data)" in page.read_text(encoding="utf-8")


def test_every_file_is_small(site: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert sum(sizes.values()) < 20 * LARGEST


def keys(words: Any) -> Any:
    return {name: keys(held) for name, held in words.items()} if isinstance(words, dict) else None


def test_the_words_are_there_in_both_languages() -> None:
    dutch, english = (keys(load_words(language)) for language in LANGUAGES)
    assert dutch == english


def test_vendored_files_are_what_their_list_says() -> None:
    vendor = HERE / "vendor"
    table = (vendor / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", table, re.MULTILINE))
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.iterdir()
        if "LICENSE" not in path.name and path.name != "README.md"
    }
    assert listed == there
    assert len([path for path in vendor.iterdir() if "LICENSE" in path.name]) == len(there)


def test_every_word_is_used() -> None:
    words = load_words("en")
    pages = "".join(page.read_text(encoding="utf-8") for page in (HERE / "templates").iterdir())
    scripts = "".join(page.read_text(encoding="utf-8") for page in (HERE / "assets").glob("*.js"))
    script, codes = words["script"], words["codes"]
    unused = [name for name in words.keys() - {"script", "codes"} if f"words.{name}" not in pages]
    unused += [name for name in script if not re.search(rf"\b(w|TP\.words)\.{name}\b", scripts)]
    unused += [name for name in codes if f'code("{name}"' not in pages + scripts]
    assert unused == []
