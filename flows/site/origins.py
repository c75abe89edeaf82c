"""Behind the figures of an indicator: files, definitions, breaks, revisions, other publications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.sql import rows_of
from flows.site.catalogue import BREAKS

Row = dict[str, Any]
Grouped = Mapping[str, list[Row]]
MOST_REVISIONS = 200
"""How many a page shows, the newest first; all of them are in `marts.revisions`."""

_FILES = """
SELECT
    s.indicator_id, s.dataset_id, s.vintage_id,
    string_agg(DISTINCT s.period, ', ' ORDER BY s.period) AS periods,
    s.url, s.sha256, s.published_at, s.retrieved_at,
    d.title_nl, d.title_en, d.publisher, d.licence, d.homepage
FROM marts.indicator_sources AS s
LEFT JOIN meta.datasets AS d USING (dataset_id)
GROUP BY ALL
ORDER BY s.indicator_id, s.dataset_id, s.published_at DESC, s.vintage_id, s.url
"""
# A vintage of which nothing is in use any more; its file is still in the archive.
_FORMER = """
WITH former AS (
    SELECT DISTINCT indicator_id, old_vintage_id AS vintage_id FROM marts.revisions
    EXCEPT SELECT indicator_id, vintage_id FROM marts.indicator_sources
)
SELECT f.indicator_id, v.dataset_id, v.vintage_id, '' AS periods, v.url, v.sha256, v.published_at,
    v.retrieved_at, d.title_nl, d.title_en, d.publisher, d.licence, d.homepage
FROM former AS f
JOIN meta.vintages AS v USING (vintage_id)
LEFT JOIN meta.datasets AS d USING (dataset_id)
ORDER BY v.published_at DESC
"""
_REVISIONS = f"""
WITH names AS (SELECT DISTINCT region_code, region_level, region_name FROM marts.indicator_values)
SELECT r.*, n.region_level, n.region_name, count(*) OVER (PARTITION BY r.indicator_id) AS of_all
FROM marts.revisions AS r
LEFT JOIN names AS n USING (region_code)
QUALIFY row_number() OVER (
    PARTITION BY r.indicator_id
    ORDER BY r.revised_at DESC, n.region_level <> 'country', n.region_name, r.gender <> 'total',
        r.gender, r.education_level, r.period
) <= {MOST_REVISIONS}
ORDER BY r.revised_at DESC, n.region_level <> 'country', n.region_name, r.gender <> 'total',
    r.gender, r.education_level, r.period
"""
_DEFINITIONS = """
SELECT DISTINCT v.indicator_id, d.*
FROM (SELECT DISTINCT indicator_id, definition_version FROM marts.indicator_values) AS v
JOIN marts.definitions AS d USING (definition_version)
ORDER BY d.valid_from NULLS FIRST, d.definition_version
"""
_PUBLISHED = """
SELECT r.*, f.publisher, f.publication, f.url
FROM marts.reconciliation AS r
LEFT JOIN marts.reference_values AS f USING (reference_id, collection)
WHERE r.verdict IN ('agrees', 'contradicted', 'not_comparable')
ORDER BY r.collection DESC, r.period, r.reference_id
"""


@dataclass(frozen=True)
class Origins:
    """Rows by indicator; one that has none is not in a mapping."""

    files: Grouped
    former: Grouped
    revisions: Grouped
    breaks: Grouped
    definitions: Grouped
    published: Grouped


def read_origins(db: duckdb.DuckDBPyConnection) -> Origins:
    """Everything that stands behind the figures, of all indicators at once."""
    return Origins(
        files=_grouped(db, _FILES),
        former=_grouped(db, _FORMER),
        revisions=_grouped(db, _REVISIONS),
        breaks=_grouped(db, f"{BREAKS} ORDER BY period"),
        definitions=_grouped(db, _DEFINITIONS),
        published=_grouped(db, _PUBLISHED, "our_indicator_id"),
    )


def _grouped(db: duckdb.DuckDBPyConnection, sql: str, by: str = "indicator_id") -> Grouped:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(db.execute(sql)):
        found[row[by]].append(row)
    return dict(found)
