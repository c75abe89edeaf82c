"""Write the whole site of a release."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.formatting import Language
from flows.nights import NightRecord
from flows.site.catalogue import Indicator, read_goals
from flows.site.condition import read_condition, read_reconciliation
from flows.site.dictionary import read_tables, search_documents
from flows.site.figures import write_data, write_figures
from flows.site.origins import MOST_REVISIONS, Origins, read_origins
from flows.site.places import read_locations, read_provinces, shapes
from flows.site.templating import LANGUAGES, environment, load_words

HERE = Path(__file__).parent
EXPORTS = "exports"


def render(database: Path, nights: Sequence[NightRecord], folder: Path) -> None:
    """Write the pages, data and scripts of a release into a folder.

    It is empty, but for the exports of the release where pages are to link to them.

    Raises:
        duckdb.Error: the file cannot be opened or lacks a table.
        OSError: the disk is full, or the folder cannot be written.
    """
    for part in ("assets", "vendor"):
        shutil.copytree(HERE / part, folder / part)
    data = folder / "data"
    data.mkdir()
    with duckdb.connect(str(database), read_only=True) as db:
        db.execute("SET TimeZone = 'UTC'")
        parts = write_figures(db, data)
        goals, origins, tables = read_goals(db), read_origins(db), read_tables(db)
        condition, reconciliation = read_condition(db, nights), read_reconciliation(db)
        locations, provinces = read_locations(db), read_provinces(db)
    write_data(data / "shapes.js", "shapes", shapes(provinces))
    for education, places in locations.items():
        write_data(data / f"locations.{education}.js", "locations", {education: places.packed()})
    for collection in dict.fromkeys(row["collection"] for row in reconciliation):
        found = [row for row in reconciliation if row["collection"] == collection]
        write_data(data / f"reconciliation.{collection}.js", "reconciliation", packed(found))
    exports = (folder / EXPORTS).is_dir()
    for language in LANGUAGES:
        write_data(data / f"words.{language}.js", "words", scripted(language))
        write_data(
            data / f"search.{language}.js", "search", search_documents(goals, tables, language)
        )
        pages = Pages(folder, language, {"release": condition.release, "exports": exports})
        pages.write("index", goals=goals)
        pages.write("search", goals=goals, regional=parts)
        pages.write("locations", educations=list(locations))
        pages.write("dictionary", tables=tables)
        pages.write("condition", condition=condition)
        pages.write("reconciliation", rows=reconciliation)
        for goal in goals:
            pages.write("goal", f"goals/{goal.row['goal_no']}", goal=goal)
            for indicator in goal.indicators:
                pages.write(
                    "indicator",
                    f"indicators/{indicator.indicator_id}",
                    goal=goal,
                    indicator=indicator,
                    most_revisions=MOST_REVISIONS,
                    **behind(indicator, origins),
                    told=told(indicator, origins, parts),
                )
    (folder / "index.html").write_text(
        environment("nl").get_template("choose.html.j2").render(), encoding="utf-8"
    )


def packed(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """Rows without repeating the names of their columns, which come first."""
    return [list(rows[0]), *(list(row.values()) for row in rows)]


@dataclass(frozen=True)
class Pages:
    """The pages in one language."""

    folder: Path
    language: Language
    shared: dict[str, Any]

    def write(self, template: str, name: str = "", **content: Any) -> None:
        """Write a page from its template."""
        name = f"{name or template}.html"
        other = next(language for language in LANGUAGES if language != self.language)
        root = "../" * (1 + name.count("/"))
        page = environment(self.language).get_template(f"{template}.html.j2")
        path = self.folder / self.language / name
        path.parent.mkdir(parents=True, exist_ok=True)
        html = page.render(
            self.shared, root=root, here=template, other=f"{root}{other}/{name}", **content
        )
        path.write_text(html, encoding="utf-8")


def scripted(language: Language) -> dict[str, Any]:
    """The words that scripts need."""
    words = load_words(language)
    return {"language": language, "codes": words["codes"], **words["script"]}


def behind(indicator: Indicator, origins: Origins) -> dict[str, list[dict[str, Any]]]:
    """What stands behind an indicator, for its page."""
    return {
        name: getattr(origins, name).get(indicator.indicator_id, [])
        for name in ("files", "former", "revisions", "breaks", "definitions", "published")
    }


def told(indicator: Indicator, origins: Origins, parts: dict[str, list[str]]) -> str:
    """What the page's script is told of its indicator, as JSON that can stand in a page."""
    row = indicator.row
    content = {
        "id": indicator.indicator_id,
        "name": {language: row[f"name_{language}"] for language in LANGUAGES},
        "unit": row["unit"],
        "target": row["target_value"],
        "level": row["education_level"],
        "kind": row["period_type"],
        "parts": parts.get(indicator.indicator_id, []),
        "datasets": {
            file["dataset_id"]: {
                language: f"{file['publisher']}, {file[f'title_{language}']}"
                for language in LANGUAGES
            }
            for file in origins.files.get(indicator.indicator_id, [])
        },
        "breaks": [
            {"period": b["period"], "nl": b["note_nl"], "en": b["note_en"]}
            for b in origins.breaks.get(indicator.indicator_id, [])
        ],
    }
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
