"""The files of the sample's DUO as tests read them: bytes, records, and tables of text."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

IMAGES = Path("duo/files/open_onderwijsdata/images")


def portal_file(sample: Path, package: str, name: str) -> Path:
    """The file of a resource, found by what the package says."""
    content = json.loads((sample / f"duo/packages/{package}.json").read_text(encoding="utf-8"))
    (resource,) = (one for one in content["resources"] if one["url"].endswith(f"/{name}"))
    at_address = sample / "duo/files" / urlsplit(resource["url"]).path.lstrip("/")
    if at_address.is_file():
        return at_address
    return sample / "duo/datastore" / resource["id"] / name


def records(path: Path, encoding: str, delimiter: str = ";") -> list[list[str]]:
    """Every record of a CSV file, the header too."""
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def table(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> pd.DataFrame:
    """A CSV file as text: nothing is taken for a number or for missing."""
    return pd.read_csv(
        path, sep=delimiter, encoding=encoding, dtype=str, keep_default_na=False, na_filter=False
    )


def low(counts: pd.Series) -> pd.Series:
    """The lowest that counts can be: `-1` and `<5` stand for 1 to 4."""
    return counts.replace({"-1": "1", "<5": "1"}).astype(int)


def high(counts: pd.Series) -> pd.Series:
    """The highest that counts can be."""
    return counts.replace({"-1": "4", "<5": "4"}).astype(int)


def bounds(found: pd.DataFrame, count: str, keys: list[str]) -> pd.DataFrame:
    """The lowest and highest sum of a count, by keys."""
    told = found.assign(low=low(found[count]), high=high(found[count]))
    return told.groupby(keys)[["low", "high"]].sum()


def assert_overlap(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Both have the same keys, and their bounds can be of the same number everywhere."""
    both = one.add_suffix(" one").join(other.add_suffix(" other"), how="outer")
    assert both.notna().all(axis=None)
    assert (both["low one"] <= both["high other"]).all()
    assert (both["low other"] <= both["high one"]).all()
