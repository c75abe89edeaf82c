from __future__ import annotations

from itertools import product

import duckdb

from expectations.cells import harmless, harmless_sql

TEXTS = ["", *map("".join, product("=+-@＝－ \t\r\n\u00a0a1'é", repeat=3))]


def test_database_and_python_call_the_same_texts_harmful() -> None:
    with duckdb.connect() as db:
        rows = db.execute(
            f"select {harmless_sql('t')} from (select unnest(?::varchar[]) as t)", [TEXTS]
        ).fetchall()
    assert [text for (text,) in rows] == [harmless(text) for text in TEXTS]
