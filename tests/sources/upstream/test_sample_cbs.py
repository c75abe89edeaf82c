"""Every StatLine table of the catalog is in the sample, true to the metadata that it states."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sources.catalog import CbsDataset, read_catalog
from sources.upstream.sample.cbs_tables import CUBES

ENTRIES = {entry.name: entry for entry in read_catalog() if isinstance(entry, CbsDataset)}
MADE = sorted(cube.identifier for cube in CUBES)
DIMENSIONS = {"Dimension", "TimeDimension", "GeoDimension"}
STATUS = {"": "Definitief", "*": "Voorlopig", "**": "NaderVoorlopig"}


def content(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return found


class SampleTable:
    """One table of the sample in either version, with v3 keys as they are padded."""

    def __init__(self, sample: Path, name: str) -> None:
        self.version = ENTRIES[name].fetch.version
        self.folder = sample / "cbs" / self.version / name
        if self.version == "v4":
            items = content(self.folder, "Dimensions")
            self.kinds = {item["Identifier"]: item["Kind"] for item in items}
            measures = content(self.folder, "MeasureCodes")
            self.measures = {item["Identifier"]: item for item in measures}
            self.codes = {
                name: {i["Identifier"]: i for i in content(self.folder, f"{name}Codes")}
                for name in self.kinds
            }
        else:
            properties = content(self.folder, "DataProperties")
            self.kinds = {i["Key"]: i["Type"] for i in properties if i["Type"] in DIMENSIONS}
            self.measures = {i["Key"]: i for i in properties if i["Type"] == "Topic"}
            self.codes = {
                name: {i["Key"]: i for i in content(self.folder, name)} for name in self.kinds
            }

    def rows(self) -> list[dict[str, Any]]:
        name = "Observations" if self.version == "v4" else "TypedDataSet"
        lines = (self.folder / f"{name}.ndjson").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def cells(self) -> pd.DataFrame:
        """A row per cell: the titles of its members, `measure`, `value` (missing: null)."""
        if self.version == "v4":
            frame = pd.DataFrame(self.rows()).rename(columns={"Measure": "measure"})
            frame["value"] = frame.pop("Value")
        else:
            frame = pd.DataFrame(self.rows()).melt(
                [*self.kinds], [*self.measures], "measure", "value"
            )
            frame = frame[frame["value"].notna()]
            frame["value"] = pd.to_numeric(frame["value"].replace(".", None))
        for name, codes in self.codes.items():
            frame[name] = frame[name].map({code: item["Title"] for code, item in codes.items()})
        return frame[[*self.kinds, "measure", "value"]]

    def identifier(self, names: tuple[str, ...]) -> str:
        [found] = [name for name in names if name in self.kinds]
        return found

    def titles(self, dimension: str) -> list[str]:
        return [item["Title"] for item in self.codes[dimension].values()]


@pytest.fixture(scope="module")
def tables(sample: Path) -> dict[str, SampleTable]:
    return {name: SampleTable(sample, name) for name in ENTRIES}


def test_the_sample_and_the_catalog_hold_the_same_tables(sample: Path) -> None:
    found = {(path.parent.name, path.name) for path in sample.glob("cbs/v*/*")}
    asked = {(entry.fetch.version, name) for name, entry in ENTRIES.items()}
    assert found == asked | {("v3", name) for name in ENTRIES}
    assert len(ENTRIES) == 17


@pytest.mark.parametrize("name", ENTRIES)
def test_what_the_catalog_asks_is_there(tables: dict[str, SampleTable], name: str) -> None:
    entry, table = ENTRIES[name], tables[name]
    asked = {table.identifier(spec.names) for spec in entry.contract.dimensions.values()}
    assert asked == set(table.kinds), "an unknown dimension multiplies rows"
    assert table.identifier(entry.contract.dimensions["perioden"].names) == "Perioden"
    for spec in entry.contract.dimensions.values():
        identifier = table.identifier(spec.names)
        titles = Counter(table.titles(identifier))
        assert all(titles[title] == 1 for title in spec.members), identifier
        for prefix in spec.codes:
            assert any(code.startswith(prefix) for code in table.codes[identifier]), prefix
    measures = Counter(item["Title"] for item in table.measures.values())
    assert all(measures[title] == 1 for title in entry.contract.measures)


@pytest.mark.parametrize("name", ENTRIES)
def test_titles_are_those_of_the_catalog(tables: dict[str, SampleTable], name: str) -> None:
    table = tables[name]
    if table.version == "v4":
        found = json.loads((table.folder / "Properties.json").read_text("utf-8"))
        status = found["Status"]
    else:
        [found] = content(table.folder, "TableInfos")
        status = found["OutputStatus"]
    assert found["Identifier"] == name
    assert found["Title"] == f"{ENTRIES[name].title_nl} (voorbeelddata)"
    assert "VOORBEELDDATA" in found["Description"]
    assert status == ("Gediscontinueerd" if name == "80040ned" else "Regulier")


@pytest.mark.parametrize("name", ENTRIES)
def test_rows_use_the_codes_that_the_table_states(
    tables: dict[str, SampleTable], name: str
) -> None:
    table = tables[name]
    rows = table.rows()
    keys = ["Measure", "ValueAttribute", "Value"] if table.version == "v4" else []
    first = "Id" if table.version == "v4" else "ID"
    topics = [] if table.version == "v4" else list(table.measures)
    assert {tuple(row) for row in rows} == {(first, *keys, *table.kinds, *topics)}
    assert [row[first] for row in rows] == list(range(len(rows)))
    for identifier, codes in table.codes.items():
        assert {row[identifier] for row in rows} <= codes.keys()
    if table.version == "v4":
        assert {row["Measure"] for row in rows} == table.measures.keys()
        found = json.loads((table.folder / "Properties.json").read_text("utf-8"))
        assert found["ObservationCount"] == len(rows)
        shown = {(row["ValueAttribute"], row["Value"] is None) for row in rows}
        assert shown <= {("None", False), ("Missing", True)}
    else:
        [found] = content(table.folder, "TableInfos")
        assert found["RecordCount"] == len(rows)
        assert found["ColumnCount"] == len(rows[0]) - 1


@pytest.mark.parametrize("name", ENTRIES)
def test_groups_are_known_and_nest(tables: dict[str, SampleTable], name: str) -> None:
    table = tables[name]
    for identifier, codes in table.codes.items():
        if table.version == "v4":
            groups = content(table.folder, f"{identifier}Groups")
            known = {group["Id"]: group["ParentId"] for group in groups}
            used = {item["DimensionGroupId"] for item in codes.values()}
        else:
            groups = content(table.folder, "CategoryGroups")
            mine = [group for group in groups if group["DimensionKey"] == identifier]
            known = {group["ID"]: group["ParentID"] for group in mine}
            used = {item.get("CategoryGroupID") for item in codes.values()}
        assert used | set(known.values()) <= known.keys() | {None}
        if table.kinds[identifier] == "GeoDimension" or identifier == "Beroep":
            assert len(used - {None}) > 1
            assert {parent for parent in known.values() if parent is not None}


@pytest.mark.parametrize("name", ENTRIES)
def test_periods_say_how_firm_they_are(tables: dict[str, SampleTable], name: str) -> None:
    periods = tables[name].codes["Perioden"]
    assert list(periods) == sorted(periods, key=lambda code: (code[:4], code[4:6] == "JJ", code))
    for code, item in periods.items():
        assert re.fullmatch(r"20\d\d(SJ00|JJ00|KW0[1-4])", code)
        assert item["Title"].startswith(code[:4])
        found = re.search(r"\**$", item["Title"])
        assert found is not None
        assert item["Status"] == STATUS[found[0]]


def test_provisional_revised_and_definitive_periods_all_occur(
    tables: dict[str, SampleTable],
) -> None:
    for version in ("v3", "v4"):
        found = {
            item["Status"]
            for table in tables.values()
            if table.version == version
            for item in table.codes["Perioden"].values()
        }
        assert found == set(STATUS.values())


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_blank_and_missing_cells_occur(tables: dict[str, SampleTable], version: str) -> None:
    missing = blank = 0
    for table in tables.values():
        if table.version != version:
            continue
        cells = table.cells()
        possible = len(table.measures)
        for codes in table.codes.values():
            possible *= len(codes)
        missing += int(cells["value"].isna().sum())
        blank += possible - len(cells)
    assert missing > 100
    assert blank > 100


@pytest.mark.parametrize("name", [name for name in MADE if name not in {"80472ned", "85081NED"}])
def test_men_and_women_are_everybody(tables: dict[str, SampleTable], name: str) -> None:
    cells = tables[name].cells()
    relative = {key for key, item in tables[name].measures.items() if item["Unit"] == "%"}
    cells = cells[~cells["measure"].isin(relative)]
    keys = [column for column in cells.columns if column not in {"Geslacht", "value"}]
    wide = cells.set_index([*keys, "Geslacht"])["value"].unstack("Geslacht").dropna()
    [total] = set(wide.columns) - {"Mannen", "Vrouwen"}
    assert len(wide) > 100
    assert (wide["Mannen"] + wide["Vrouwen"] == wide[total]).all()


@pytest.mark.parametrize("name", ["80040ned", "85356NED", "85380NED", "85382NED"])
def test_provinces_are_the_country(tables: dict[str, SampleTable], name: str) -> None:
    table = tables[name]
    [region] = [key for key, kind in table.kinds.items() if kind == "GeoDimension"]
    relative = {key for key, item in table.measures.items() if item["Unit"] == "%"}
    cells = table.cells()
    cells = cells[~cells["measure"].isin(relative)]
    keys = [column for column in cells.columns if column not in {region, "value"}]
    wide = cells.set_index([*keys, region])["value"].unstack(region)
    provinces = [title for title in wide if str(title).endswith("(PV)")]
    assert len(provinces) == 13
    # Where a count is missing nothing can be said; where it is blank there is nobody.
    unknown = cells[cells["value"].isna()].set_index(keys).index
    known = wide[~wide.index.isin(unknown)]
    assert (known[provinces].sum(axis=1) == known["Nederland"]).mean() == 1
    assert len(known) > 100


def exact(cells: pd.DataFrame, column: str, total: str, parts: list[str]) -> bool:
    keys = [name for name in cells.columns if name not in {column, "value"}]
    wide = cells.set_index([*keys, column])["value"].unstack(column)
    wide = wide[[total, *parts]].dropna()
    return len(wide) > 30 and bool((wide[parts].sum(axis=1) == wide[total]).all())


def test_parts_sum_to_their_whole(tables: dict[str, SampleTable]) -> None:
    occupations = tables["85276NED"].cells()
    segments = [f"07{number} " for number in range(1, 9)]
    technical = [
        title for title in tables["85276NED"].titles("Beroep") if title.startswith(tuple(segments))
    ]
    assert exact(occupations, "Beroep", "07 Technische beroepen", technical)
    classes = [t for t in tables["85276NED"].titles("Beroep") if re.match(r"\d\d ", t)]
    assert len(classes) == 13
    assert exact(occupations, "Beroep", "Totaal", classes)
    vacancies = tables["80472ned"].cells()
    parts = ["B-E Nijverheid (geen bouw) en energie", "F Bouwnijverheid"]
    opened = vacancies[vacancies["measure"] == "OntstaneVacatures_2"]
    assert exact(opened, "Bedrijfskenmerken", "B-F Nijverheid en energie", parts)
    sizes = [t for t in tables["80472ned"].titles("Bedrijfskenmerken") if "grootte" in t]
    assert exact(opened, "Bedrijfskenmerken", "A-U Alle economische activiteiten", sizes)
    students = tables["85125NED"].cells()
    levels = ["Hoger beroepsonderwijs", "Wetenschappelijk onderwijs"]
    assert exact(students, "Onderwijssoort", "Hoger onderwijs", levels)
    pupils = tables["85380NED"].cells()
    assert exact(pupils, "Onderwijssoort", "Vmbo-b/k 3-4 totaal", ["Vmbo-b 3-4", "Vmbo-k 3-4"])


def test_a_year_is_made_of_its_quarters(tables: dict[str, SampleTable]) -> None:
    cells = tables["80472ned"].cells()
    cells = cells[cells["Bedrijfskenmerken"] == "A-U Alle economische activiteiten"]
    values = cells.set_index(["measure", "Perioden"])["value"]
    quarters = [f"2023 {number}e kwartaal" for number in range(1, 5)]
    year = "2023 jaargem. /jaartotaal"
    new, opened = values["OntstaneVacatures_2"], values["OpenstaandeVacatures_1"]
    assert new[year] == new[quarters].sum()
    assert opened[year] == pytest.approx(opened[quarters].mean(), abs=2)


def test_who_passed_was_a_candidate(tables: dict[str, SampleTable]) -> None:
    table = tables["85382NED"]
    names = {key: item["Title"] for key, item in table.measures.items()}
    cells = table.cells()
    cells["measure"] = cells["measure"].map(names)
    keys = [*table.kinds]
    wide = cells.set_index([*keys, "measure"])["value"].unstack("measure")
    assert (wide["Gediplomeerden"] <= wide["Examenkandidaten"]).all()
    percent = 100 * wide["Gediplomeerden"] / wide["Examenkandidaten"]
    assert ((percent - wide["Gediplomeerden, relatief"]).abs().fillna(0) <= 0.5).all()


def test_figures_are_rounded_as_cbs_rounds(tables: dict[str, SampleTable]) -> None:
    for name in ("85379NED", "85356NED", "85425NED", "85776NED"):
        values = tables[name].cells()["value"].dropna()
        assert (values % 10 == 0).all()
    assert (tables["85276NED"].cells()["value"].dropna() % 1 == 0).all()
    [measure] = tables["85276NED"].measures.values()
    assert (measure["Unit"], measure["Decimals"]) == ("x 1 000", 0)
    values = tables["85081NED"].cells()["value"].dropna()
    assert ((values * 10).round(6) % 1 == 0).all()
    assert (values % 1 != 0).any()


def test_v3_keys_are_padded(tables: dict[str, SampleTable]) -> None:
    pupils, vacancies = tables["80040ned"], tables["80472ned"]
    assert {len(code) for code in pupils.codes["Regiokenmerken"]} == {10}
    assert "NL01      " in pupils.codes["Regiokenmerken"]
    assert {"T001081", "301000 "} <= vacancies.codes["Bedrijfskenmerken"].keys()
    assert {"T001038", "3000   "} == set(list(pupils.codes["Geslacht"])[:2])


def test_v3_topics_stand_under_headings(tables: dict[str, SampleTable]) -> None:
    properties = content(tables["80040ned"].folder, "DataProperties")
    assert [item["ID"] for item in properties] == list(range(len(properties)))
    groups = {item["ID"]: item["Title"] for item in properties if item["Type"] == "TopicGroup"}
    same = [i for i in properties if i["Title"] == "Natuur en techniek"]
    # Two topics with one title, told apart by their heading, as in the real table.
    assert len({groups[item["ParentID"]] for item in same}) == len(same) == 2
    positions = [item["Position"] for item in properties if item["Type"] != "TopicGroup"]
    assert positions == list(range(len(positions)))


def test_sizes_are_plausible(tables: dict[str, SampleTable]) -> None:
    occupations = tables["85276NED"].cells()
    everybody = occupations[
        (occupations["Geslacht"] == "Totaal mannen en vrouwen")
        & (occupations["Persoonskenmerken"] == "Totaal personen")
        & (occupations["Perioden"] == "2023")
    ].set_index("Beroep")["value"]
    assert 1_200 < everybody["07 Technische beroepen"] < 1_450
    assert 480 < everybody["08 ICT beroepen"] < 600
    pupils = tables["80040ned"].cells()
    vmbo = pupils[
        (pupils["Geslacht"] == "Totaal mannen en vrouwen")
        & (pupils["Leerjaren"] == "Leerjaar 3")
        & (pupils["Migratieachtergrond"] == "Totaal")
        & (pupils["WoonregioSchoolregio"] == "Woonregio")
        & (pupils["Regiokenmerken"] == "Nederland")
        & (pupils["Perioden"] == "2019/'20")
    ].set_index("measure")["value"]
    share = vmbo["VmboBTotaalTechniek_15"] / vmbo["VmboBLeerjaar34_9"]
    assert 0.18 < share < 0.30
