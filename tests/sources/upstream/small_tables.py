"""A table per version, small enough to know every cell of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

REGIONS = ["NL01      ", "GM0003    ", "GM0010    ", "PV20      "]
PERIODS = ["2022JJ00", "2023JJ00"]


def write_v3(data: Path, identifier: str = "99999NED") -> Path:
    """Eight rows: missing and blank numbers, and a text topic that holds what looks like them."""
    home = data / "cbs" / "v3" / identifier
    home.mkdir(parents=True)
    topics = {"Banen_1": "Long", "Lonen_2": "Double", "Soort_3": "String"}
    properties = [
        {"ID": 0, "Type": "GeoDimension", "Key": "RegioS", "Title": "Regio's"},
        {"ID": 1, "Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"},
        {"ID": 2, "Type": "TopicGroup", "Key": "", "Title": "Werk"},
        *(
            {"ID": number, "Type": "Topic", "Key": key, "Title": key, "Datatype": datatype}
            for number, (key, datatype) in enumerate(topics.items(), start=3)
        ),
    ]
    entities: dict[str, list[dict[str, Any]]] = {
        "TableInfos": [
            {
                "ID": 0,
                "Identifier": identifier,
                "Title": "Klein",
                "Modified": "2024-05-01T02:00:00",
                "RecordCount": 8,
            }
        ],
        "DataProperties": properties,
        "CategoryGroups": [],
        "RegioS": [{"Key": key, "Title": key.strip(), "Description": None} for key in REGIONS],
        "Perioden": [{"Key": key, "Title": key[:4], "Status": "Definitief"} for key in PERIODS],
    }
    for name, content in entities.items():
        (home / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    cells = [
        '"Banen_1":7405,"Lonen_2":12.50,"Soort_3":"."',
        '"Banen_1":".","Lonen_2":null,"Soort_3":"te \\"Banen_1\\":\\".\\", {x}"',
        '"Banen_1":null,"Lonen_2":".","Soort_3":"         ."',
        '"Banen_1": "." , "Lonen_2": "." , "Soort_3": "." ',
    ]
    lines = [
        f'{{"ID":{number},"RegioS":"{REGIONS[number // 2]}",'
        f'"Perioden":"{PERIODS[number % 2]}",{cells[number % 4]}}}\n'
        for number in range(8)
    ]
    (home / "TypedDataSet.ndjson").write_text("".join(lines), encoding="utf-8")
    return home


def write_v4(data: Path, identifier: str = "99998NED") -> Path:
    """Six observations, of which one has a text for a value."""
    home = data / "cbs" / "v4" / identifier
    home.mkdir(parents=True)
    moment = "2024-05-01T02:00:00+02:00"
    properties = {
        "Identifier": identifier,
        "Modified": moment,
        "ObservationsModified": moment,
        "ObservationCount": 6,
    }
    (home / "Properties.json").write_text(json.dumps(properties), encoding="utf-8")
    codes = [{"Identifier": code, "Title": code} for code in ("A", "B", "C")]
    (home / "LettersCodes.json").write_text(json.dumps(codes), encoding="utf-8")
    rows: list[dict[str, Any]] = [
        {
            "Id": number,
            "Measure": f"M{number % 2}",
            "Value": number / 2,
            "Letters": "ABC"[number // 2],
        }
        for number in range(6)
    ]
    rows[3] |= {"Value": None, "StringValue": 'een "tekst", {met} [haken]'}
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (home / "Observations.ndjson").write_text(text, encoding="utf-8")
    return home
