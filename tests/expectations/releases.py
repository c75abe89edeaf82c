"""Small releases to compare: figures, two datasets of two vintages each, a reference list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

TABLES = """
CREATE SCHEMA raw; CREATE SCHEMA marts; CREATE SCHEMA meta; CREATE SCHEMA reference;
CREATE TABLE meta.release AS SELECT 'r' AS release_id, '1' AS code_version;
CREATE TABLE meta.datasets AS SELECT * FROM (VALUES
    ('duo.pupils', 'Leerlingen', 'Pupils', 1), ('duo.exams', 'Examens', 'Exams', 1),
    ('duo.vo_locations', 'Vestigingen', 'Locations', 1)
) AS t(dataset_id, title_nl, title_en, age_days);
CREATE TABLE meta.vintages AS SELECT * FROM (VALUES
    ('duo.pupils', '2019-01-01-a', DATE '2019-01-01', TIMESTAMP '2019-01-02', 3),
    ('duo.pupils', '2020-01-01-b', DATE '2020-01-01', TIMESTAMP '2020-01-02', 2),
    ('duo.exams', '2020-03-01-c', DATE '2020-03-01', TIMESTAMP '2020-03-02', 1)
) AS t(dataset_id, vintage_id, published_at, retrieved_at, rows);
CREATE TABLE meta.keys AS SELECT * FROM (VALUES
    ('marts', 'indicators', 'indicator_id', 'facts'),
    ('marts', 'indicator_values', 'indicator_id, period, region_code, gender, education_level',
        'facts'),
    ('marts', 'indicator_sources', 'indicator_id, period, dataset_id, vintage_id', 'derived')
) AS t(schema_name, table_name, key_columns, rows_are);
CREATE TABLE raw.duo_pupils AS SELECT * FROM (VALUES
    ('01AB', 10, 0.3, '2019-01-01-a'), ('01AB', 10, 0.3, '2019-01-01-a'),
    ('02CD', NULL, 0.1, '2019-01-01-a'),
    ('01AB', 11, 0.3, '2020-01-01-b'), ('02CD', 12, NULL, '2020-01-01-b')
) AS t(institution_code, "count", mean, vintage_id);
ALTER TABLE raw.duo_pupils ALTER mean TYPE DOUBLE;
CREATE TABLE reference.provinces AS SELECT 'PV20' AS code, 'Groningen' AS name;
CREATE TABLE marts.indicators(
    indicator_id VARCHAR, name_nl VARCHAR, name_en VARCHAR, unit VARCHAR,
    definition_version VARCHAR);
CREATE TABLE marts.indicator_sources(
    indicator_id VARCHAR, period VARCHAR, dataset_id VARCHAR, vintage_id VARCHAR);
CREATE TABLE marts.indicator_values(
    indicator_id VARCHAR, period VARCHAR, region_level VARCHAR, region_code VARCHAR,
    region_name VARCHAR, gender VARCHAR, education_level VARCHAR, numerator DOUBLE,
    denominator DOUBLE, value DOUBLE, value_low DOUBLE, value_high DOUBLE, is_estimate BOOLEAN,
    status VARCHAR, definition_version VARCHAR, dataset_id VARCHAR, vintage_id VARCHAR);
"""


@dataclass(frozen=True)
class Figure:
    """A row of marts.indicator_values."""

    value: float | None = 24.0
    indicator: str = "tech_share"
    period: str = "2018/2019"
    level: str = "country"
    region: str = "Nederland"
    gender: str = "total"
    margin: float = 0.0
    status: str = "definitive"
    version: str = "1"
    dataset: str = "duo.pupils"
    vintage: str = "2019-01-01-a"

    @property
    def row(self) -> list[object]:
        bounds: list[float | None] = [None, None]
        if self.value is not None:
            bounds = [self.value - self.margin, self.value + self.margin]
        identity = [self.indicator, self.period, self.level, self.region, self.region, self.gender]
        said = [None, None, self.value, *bounds, self.margin > 0, self.status, self.version]
        return [*identity, "vmbo", *said, self.dataset, self.vintage]


def make_release(path: Path, figures: Iterable[Figure], edits: Sequence[str] = ()) -> Path:
    """A release that holds these figures, after these statements."""
    figures = list(figures)
    with duckdb.connect(path) as connection:
        connection.execute(TABLES)
        if figures:
            connection.executemany(
                f"INSERT INTO marts.indicator_values VALUES ({', '.join('?' * 17)})",
                [figure.row for figure in figures],
            )
        connection.execute("""
            INSERT INTO marts.indicators
            SELECT indicator_id, indicator_id || ' nl', indicator_id || ' en',
                if(indicator_id LIKE '%share', 'percent', 'count'), max(definition_version)
            FROM marts.indicator_values GROUP BY indicator_id;
            INSERT INTO marts.indicator_sources
            SELECT DISTINCT indicator_id, period, dataset_id, vintage_id
            FROM marts.indicator_values
        """)
        for edit in edits:
            connection.execute(edit)
    return path
