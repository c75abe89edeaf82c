"""The questions of docs/analysts.md, each with its query and the answer that stands under it.

`python -m tests.flows.analysts HOME` writes the answers of a home with the sample into the
document, to be read before they are committed.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

DOCUMENT = Path(__file__).parents[2] / "docs" / "analysts.md"
# As an earlier release said it, of an earlier file of DUO.
_EARLIER = """
    insert into history.indicator_history by name
    select * replace (timestamp '2027-02-01 01:00:00' as known_from) from marts.indicator_history;
    update history.indicator_history
    set numerator = numerator + 300, value = 100 * (numerator + 300) / denominator,
        value_low = 100 * (numerator + 300) / denominator,
        value_high = 100 * (numerator + 300) / denominator, vintage_id = '20231106-1af93a087fae'
    where indicator_id = 'havo_n_profile_share' and period = '2021/2022' and region_code = 'NL01'
        and gender = 'total';
    update meta.release set created_at = timestamp '2027-04-01 01:00:00';
"""
_QUESTION = re.compile(
    r"^### (?P<title>\d+\. .+)\n\n```sql\n(?P<sql>(?:(?!```).*\n)+)```\n\n(?P<answer>(?:\|.*\n)*)",
    re.M,
)


@dataclass(frozen=True)
class Question:
    """What is asked, how, and the lines of the answer as they stand in the document."""

    title: str
    sql: str
    answer: str


def questions() -> list[Question]:
    """All questions of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return [Question(**found.groupdict()) for found in _QUESTION.finditer(text)]


def answer(db: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The answer to a query, as the document has it."""
    cursor = db.execute(sql)
    names = [column[0] for column in cursor.description]
    rows = [names, ["---"] * len(names), *cursor.fetchall()]
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in rows)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).replace("|", "\\|")


def revised(home: Path, folder: Path) -> Path:
    """A copy of the current release, made into one that says otherwise than the one before.

    The history and the revisions are built by the models themselves.
    """
    copy = folder / "warehouse.duckdb"
    shutil.copyfile(home / "warehouse.duckdb", copy)
    results = json.loads((home / "dbt" / "run_results.json").read_text(encoding="utf-8"))["results"]
    models = {result["unique_id"]: result["compiled_code"] for result in results}
    with duckdb.connect(str(copy)) as db:
        db.execute(_EARLIER)
        for name in ("indicator_history", "revisions"):
            sql = models[f"model.techniekpact.{name}"]
            db.execute(f"create or replace table marts.{name} as {sql}")
    return copy


def write_answers(home: Path) -> None:
    """Put the answers of a home under the questions of the document."""
    with (
        TemporaryDirectory() as folder,
        duckdb.connect(str(revised(home, Path(folder))), read_only=True) as db,
    ):
        text = _QUESTION.sub(
            lambda found: (
                f"### {found['title']}\n\n```sql\n{found['sql']}```\n\n{answer(db, found['sql'])}"
            ),
            DOCUMENT.read_text(encoding="utf-8"),
        )
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_answers(Path(sys.argv[1]))
