"""CBS StatLine over OData v4: a table with its code lists, taken whole or not at all.

Unchanged is decided by the table's `Modified`, `Version` and `ObservationsModified`: a table that
did not change costs one small request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from sources.catalog import CbsContract, CbsDataset
from sources.client import Client, FetchError
from sources.connector import Arrival, Outcome, Publishers, archive, unchanged
from sources.landing import Finding, Landing, Original
from sources.reading import ReadError, Tidied, Tidier, quoted

RESOURCE = "odata-v4"
STOPPED = "Gediscontinueerd"
LARGEST_PAGE = 1 << 30  # bytes; a page of 100,000 observations is about 20 MB


def tidier(dataset: CbsDataset) -> Tidier:
    """Reads the originals of this table."""
    return partial(_tidy, dataset)


def fetch(dataset: CbsDataset, publishers: Publishers, landing: Landing, client: Client) -> Outcome:
    """Ask whether a table changed and archive it when it did."""
    outcome = Outcome(dataset.id)
    base = f"{publishers.cbs_v4}/CBS/{dataset.fetch.table}"
    try:
        properties = _properties(client, base)
        if properties["Status"] == STOPPED:
            outcome.findings.append(_stopped(properties))
        version = _version(properties)
        check = landing.checks(dataset.id).get(RESOURCE)
        stands = check is not None and (
            check.refused is None or check.contract == dataset.fingerprint
        )
        if check and stands and check.publisher_version == version:
            unchanged(dataset, RESOURCE, landing, outcome)
            return outcome
        with landing.workspace(dataset.id) as workspace:
            originals = _download(client, base, workspace, properties)
            if _version(_properties(client, base)) != version:
                raise FetchError(f"{base} changed while it was read; the next night tries again")
            arrival = Arrival(
                resource=RESOURCE,
                origin="download",
                originals=originals,
                published=datetime.fromisoformat(properties["Modified"]).date(),
                publisher_version=version,
            )
            archive(
                dataset,
                arrival,
                workspace=workspace,
                landing=landing,
                tidy=tidier(dataset),
                outcome=outcome,
            )
    except FetchError as error:
        outcome.unreachable(error)
    return outcome


def _properties(client: Client, base: str) -> Mapping[str, str]:
    properties = client.json(f"{base}/Properties")
    needed = ("Modified", "Status", "ObservationCount")
    if not isinstance(properties, dict) or any(key not in properties for key in needed):
        raise FetchError(f"{base}/Properties lacks one of {', '.join(needed)}")
    return properties


def _version(properties: Mapping[str, str]) -> str:
    keys = ("Modified", "Version", "ObservationsModified")
    return " ".join(str(properties.get(key, "-")) for key in keys)


def _download(
    client: Client, base: str, folder: Path, properties: Mapping[str, str]
) -> tuple[Original, ...]:
    originals = []

    def take(url: str, name: str) -> Path:
        download = client.download(url, folder / name)
        if download is None:
            raise FetchError(f"{url} answered 304 to a request without conditions")
        originals.append(Original(name=name, url=url, sha256=download.sha256, size=download.size))
        return download.path

    take(f"{base}/Properties", "Properties.json")
    take(f"{base}/MeasureCodes", "MeasureCodes.json")
    dimensions = take(f"{base}/Dimensions", "Dimensions.json")
    for identifier in _identifiers(dimensions):
        take(f"{base}/{identifier}Codes", f"{identifier}Codes.json")
    received = 0
    seen = set()
    url: str | None = f"{base}/Observations"
    while url:
        if url in seen or urlsplit(url).netloc != urlsplit(base).netloc:
            raise FetchError(f"{base}/Observations: the next page {url} leads astray")
        seen.add(url)
        page = take(url, f"Observations-{len(seen):05}.json")
        rows, url = _page(page)
        received += rows
    stated = int(properties["ObservationCount"])
    if received != stated:
        raise FetchError(
            f"{base}: {received} observations received where CBS states {stated}; nothing was kept"
        )
    return tuple(originals)


def _identifiers(path: Path) -> list[str]:
    try:
        return [str(item["Identifier"]) for item in json.loads(path.read_bytes())["value"]]
    except (ValueError, KeyError, TypeError) as error:
        raise FetchError(f"{path.name} is not a list of dimensions") from error


def _page(path: Path) -> tuple[int, str | None]:
    """Number of observations on a page, and the address of the next one."""
    try:
        with duckdb.connect(":memory:") as db:
            found = db.execute(
                'select len(value), "@odata.nextLink" '
                "from read_json($path, format = 'unstructured', maximum_object_size = $largest, "
                "columns = {'value': 'JSON[]', '@odata.nextLink': 'VARCHAR'})",
                {"path": str(path), "largest": LARGEST_PAGE},
            ).fetchall()
    except duckdb.Error as error:
        raise FetchError(f"{path.name} is not a page of observations: {error}") from error
    if len(found) != 1 or found[0][0] is None:
        raise FetchError(f"{path.name} is not a page of observations: it has no value")
    rows, following = found[0]
    return int(rows), following


def _tidy(
    dataset: CbsDataset,
    folder: Path,
    originals: Sequence[str],
    *,
    published: date,
    period: str | None,
) -> Tidied:
    """Write `data.parquet` (a row per observation) and `codes.parquet` (a row per code)."""
    dimensions = _match_dimensions(dataset.contract, folder)
    with duckdb.connect(":memory:") as db:
        _write_codes(db, folder, dimensions)
        findings = _check_measures(db, dataset.contract, folder)
        pages = [str(folder / name) for name in originals if name.startswith("Observations-")]
        fields = ["Measure", "ValueAttribute", *(name for name in dimensions.values() if name)]
        struct = ", ".join(f'"{name}" VARCHAR' for name in fields)
        columns = ", ".join(
            f'trim(o."{name}") as {column}' if name else f"null::varchar as {column}"
            for column, name in dimensions.items()
        )
        db.execute(
            f'copy (select {columns}, trim(o."Measure") as measure, o."Value" as value, '
            'o."ValueAttribute" as value_attribute from (select unnest(value) as o '
            "from read_json($pages, format = 'unstructured', maximum_object_size = $largest, "
            f"columns = {{'value': 'STRUCT({struct}, \"Value\" DOUBLE)[]'}}))) "
            f"to {quoted(folder / 'data.parquet')} (format parquet, compression zstd)",
            {"pages": pages, "largest": LARGEST_PAGE},
        )
        rows, periods = _extent(db, folder / "data.parquet")
    return Tidied(rows, periods, findings)


def _match_dimensions(contract: CbsContract, folder: Path) -> dict[str, str | None]:
    """The table's own identifier for each column of the contract; None for one it lacks."""
    known = {_plain(name): name for name in _identifiers(folder / "Dimensions.json")}
    found = {
        column: next((known[_plain(n)] for n in spec.names if _plain(n) in known), None)
        for column, spec in contract.dimensions.items()
    }
    missing = [
        f"{column} ({' or '.join(contract.dimensions[column].names)})"
        for column, name in found.items()
        if name is None and contract.dimensions[column].required
    ]
    if missing:
        raise ReadError(
            f"dimension missing: {', '.join(missing)}; the table has {', '.join(known.values())}. "
            "If CBS redesigned the table, adapt its contract and the models that use it"
        )
    new = set(known.values()) - set(found.values())
    if new:
        # An unknown dimension multiplies rows: sums over the known ones would count double.
        raise ReadError(
            f"new dimension: {', '.join(sorted(new))}. Add it to the contract and choose its "
            "members in the staging model, or sums would count double"
        )
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _write_codes(
    db: duckdb.DuckDBPyConnection, folder: Path, dimensions: Mapping[str, str | None]
) -> None:
    """Write `codes.parquet`: dimension, code, title, unit, status."""
    lists = {column: f"{name}Codes.json" for column, name in dimensions.items() if name}
    fields = 'STRUCT("Identifier" VARCHAR, "Title" VARCHAR, "Unit" VARCHAR, "Status" VARCHAR)'
    selects = [
        f"select '{column}' as dimension, trim(c.\"Identifier\") as code, "
        'trim(c."Title") as title, c."Unit" as unit, c."Status" as status '
        f"from (select unnest(value) as c from read_json({quoted(folder / name)}, "
        f"format = 'unstructured', maximum_object_size = {LARGEST_PAGE}, "
        f"columns = {{'value': '{fields}[]'}}))"
        for column, name in {**lists, "measure": "MeasureCodes.json"}.items()
    ]
    target = quoted(folder / "codes.parquet")
    try:
        db.execute(f"copy ({' union all '.join(selects)}) to {target} (format parquet)")
    except duckdb.Error as error:
        raise ReadError(f"the code lists cannot be read: {error}") from error


def _check_measures(
    db: duckdb.DuckDBPyConnection, contract: CbsContract, folder: Path
) -> tuple[Finding, ...]:
    rows = db.execute(
        "select title from read_parquet($1) where dimension = 'measure' order by title",
        [str(folder / "codes.parquet")],
    ).fetchall()
    titles = {title for (title,) in rows}
    missing = [title for title in contract.measures if title not in titles]
    if missing:
        raise ReadError(
            f"measure missing: {', '.join(missing)}; the table has {', '.join(sorted(titles))}"
        )
    new = titles - set(contract.measures)
    if not new:
        return ()
    listed = ", ".join(sorted(new))
    return (
        Finding(
            kind="new_measure",
            message_nl=f"Nieuw onderwerp in de tabel, nog niet gebruikt: {listed}",
            message_en=f"New measure in the table, not used yet: {listed}",
            action_nl="Beslis of het onderwerp nodig is; zo ja, voeg het toe aan het contract.",
            count=len(new),
        ),
    )


def _extent(db: duckdb.DuckDBPyConnection, parquet: Path) -> tuple[int, tuple[str, ...]]:
    (rows,) = db.execute("select count(*) from read_parquet($1)", [str(parquet)]).fetchall()[0]
    if not rows:
        raise ReadError("the table holds no observations")
    codes = db.execute(
        "select distinct perioden from read_parquet($1) order by 1", [str(parquet)]
    ).fetchall()
    return rows, tuple(period_of(code) for (code,) in codes)


def period_of(code: str) -> str:
    """`2017SJ00` is 2017/2018, `2017JJ00` 2017, `2017KW03` 2017Q3, `2017MM11` 2017-11.

    Raises:
        ReadError: the code has another form.
    """
    found = re.fullmatch(r"(\d{4})(JJ|KW|MM|SJ)(\d{2})", code)
    if not found:
        raise ReadError(f"period code {code!r} has not the form yyyyXXnn")
    year, kind, number = found[1], found[2], int(found[3])
    return {
        "JJ": year,
        "KW": f"{year}Q{number}",
        "MM": f"{year}-{number:02}",
        "SJ": f"{year}/{int(year) + 1}",
    }[kind]


def _stopped(properties: Mapping[str, str]) -> Finding:
    reason = properties.get("VersionReason") or STOPPED
    return Finding(
        kind="table_stopped",
        message_nl=f"CBS heeft deze tabel stopgezet ({reason}); zoek de opvolger",
        message_en=f"CBS stopped this table ({reason}); look for its successor",
        action_nl="Zoek de opvolger bij CBS en zet die in de catalogus.",
    )
