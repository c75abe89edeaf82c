from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sources.catalog import DATASETS, CatalogError, PartnerDataset, read_catalog
from sources.yaml_file import read_yaml

ENTRY = DATASETS / "duo.vo_pupils.yml"


def write(folder: Path, change: dict[str, object], name: str = "duo.vo_pupils.yml") -> None:
    data = read_yaml(ENTRY)
    data.update(change)
    (folder / name).write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def test_the_bundled_catalog_is_whole() -> None:
    assert set(read_catalog().datasets) == {
        "cbs.80040ned",
        "cbs.80472ned",
        "cbs.85081NED",
        "cbs.85125NED",
        "cbs.85276NED",
        "cbs.85352NED",
        "cbs.85353NED",
        "cbs.85356NED",
        "cbs.85379NED",
        "cbs.85380NED",
        "cbs.85381NED",
        "cbs.85382NED",
        "cbs.85421NED",
        "cbs.85425NED",
        "cbs.85574NED",
        "cbs.85696NED",
        "cbs.85776NED",
        "duo.ho_enrolled",
        "duo.ho_first_years",
        "duo.ho_graduates",
        "duo.ho_institutions",
        "duo.ho_isced",
        "duo.ho_locations",
        "duo.ho_programmes",
        "duo.mbo_graduates",
        "duo.mbo_inflow",
        "duo.mbo_locations",
        "duo.mbo_students",
        "duo.po_locations",
        "duo.vo_early_leavers",
        "duo.vo_exam_candidates",
        "duo.vo_exam_results",
        "duo.vo_exam_subjects",
        "duo.vo_locations",
        "duo.vo_offer",
        "duo.vo_pupils",
        "duo.vo_subjects",
        "partners.dus_i",
        "partners.ep_nuffic",
        "partners.jetnet_technet",
        "partners.monitor",
        "partners.ocw",
        "partners.pbt",
        "partners.programmes",
        "partners.regions",
        "partners.sbb",
        "partners.sector_networks",
        "partners.technical_lists",
        "partners.techniektalent",
        "partners.vhto",
        "partners.vo_ho_networks",
    }


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, {"colour": "blue"})
    with pytest.raises(CatalogError, match=r"duo\.vo_pupils\.yml: colour: unknown key"):
        read_catalog(tmp_path)


def test_a_nested_unknown_key_is_refused_with_its_place(tmp_path: Path) -> None:
    entry = read_yaml(ENTRY)
    entry["contract"]["columns"]["programme"]["colour"] = "blue"
    write(tmp_path, entry)
    with pytest.raises(CatalogError, match=r"contract\.columns\.programme\.colour: unknown key"):
        read_catalog(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title_nl": None}, "title_nl"),
        ({"id": "elsewhere.x"}, "id"),
        ({"fetch": {"connector": "ftp"}}, "accepted: cbs, duo, partner"),
        ({"fetch": None}, "fetch.connector"),
        ({"id": "duo.other"}, r"must be named duo\.other\.yml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, object], message: str) -> None:
    write(tmp_path, change)
    with pytest.raises(CatalogError, match=message):
        read_catalog(tmp_path)


def test_a_bad_pattern_is_refused(tmp_path: Path) -> None:
    entry = read_yaml(ENTRY)
    entry["contract"]["measures"]["pupils"]["wide"] = ["("]
    write(tmp_path, entry)
    with pytest.raises(CatalogError, match="not a regular expression"):
        read_catalog(tmp_path)


def test_an_unknown_dataset_lists_the_known_ones() -> None:
    with pytest.raises(CatalogError, match=r"duo\.vo_pupils"):
        read_catalog()["duo.nothing"]


def test_the_fingerprint_follows_the_contract_only(tmp_path: Path) -> None:
    before = read_catalog()["duo.vo_pupils"].fingerprint
    write(tmp_path, {"title_en": "Another title"})
    assert read_catalog(tmp_path)["duo.vo_pupils"].fingerprint == before
    entry = read_yaml(ENTRY)
    entry["contract"]["empty"] = "zero"
    write(tmp_path, entry)
    assert read_catalog(tmp_path)["duo.vo_pupils"].fingerprint != before


def test_a_sender_that_left_the_contract_comes_last() -> None:
    ocw = read_catalog()["partners.ocw"]
    assert isinstance(ocw, PartnerDataset)
    figure, senders = next(iter(ocw.contract.figures)), ocw.fetch.partners
    assert [ocw.rank(partner) for partner in (*senders, "gone")] == list(range(len(senders) + 1))
    assert ocw.leads(figure, "gone", senders[-1]) == senders[-1]
    leading = ocw.leading_sender(figure)
    assert ocw.leads(figure, senders[-1], leading) == leading
