"""The packages of DUO's CKAN portal that the sample has, with DUO's own identifiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Address = Literal["portal", "internal", "datastore"]
MARCH = date(2025, 3, 3)
EXAMS = date(2024, 12, 2)
MBO = date(2025, 2, 3)
HIGHER = date(2025, 3, 17)


@dataclass(frozen=True)
class Resource:
    """One file of a package.

    `address` says where it is: at its address on the portal; there too, although the portal lists
    it on an internal host; or, listed so, only in the datastore, which adds a column to it.
    """

    package_id: str
    id: str
    file: str
    published: date
    address: Address = "portal"

    @property
    def url_path(self) -> str:
        """The path of its address, whatever the host."""
        return f"/dataset/{self.package_id}/resource/{self.id}/download/{self.file}"

    @property
    def path(self) -> str:
        """Where the file is kept, under `<data>/duo`."""
        if self.address == "datastore":
            return f"datastore/{self.id}/{self.file}"
        return f"files{self.url_path}"


@dataclass(frozen=True)
class Package:
    """A package with its files, in the order in which the portal lists them."""

    name: str
    id: str
    title: str
    resources: tuple[Resource, ...]

    @property
    def published(self) -> date:
        """When it last changed."""
        return max(resource.published for resource in self.resources)


def _package(
    name: str,
    package_id: str,
    title: str,
    files: Mapping[str, str],
    published: date | Sequence[date],
    address: Address = "portal",
) -> Package:
    """A package of `files` (name to identifier), all published on one day or each on its own."""
    days = [published] * len(files) if isinstance(published, date) else published
    resources = tuple(
        Resource(package_id, resource_id, file, day, address)
        for (file, resource_id), day in zip(files.items(), days, strict=True)
    )
    return Package(name, package_id, title, resources)


def _six(stem: str, *ids: str) -> dict[str, str]:
    """Three files each for hbo and wo, in the order in which the portal lists them."""
    cuts = ("geslhbo", "geslwo", "hbo", "oplvhbo", "oplvwo", "wo")
    return {f"{stem}{cut}.csv": key for cut, key in zip(cuts, ids, strict=True)}


# CKAN cuts file names off at a hundred characters.
_INFLOW = "{}-nieuw-instromende-studenten-per-instelling-{}.csv"
INFLOW_KINDS = (
    "hoofdgroep-leerweg-beroepsopleiding-niveau-vooro",
    "niveau-leerweg-beroepsopleiding-met-soorten-inst",
)
_INFLOW_IDS = {
    2021: ("49498b8b-f8d8-4585-b2ca-1a11c95f6dcd", "27338ecd-da65-4bd3-85c5-ca7b3a213d9f"),
    2022: ("0c6e7e5f-da10-4b9b-8d88-165459e9c0eb", "4c92ba29-dd5d-4639-8432-b49af11cd716"),
    2023: ("006ad0f5-b02c-4bad-b966-970e460937c6", "c439fbbc-3a02-4c8e-a7f4-672db50e0427"),
    2024: ("3d88cd62-7b2f-4602-b242-3c4051f64cd3", "b66983af-5ab1-45f5-9683-afc5836da84b"),
}
_INFLOW_DAYS = (date(2022, 2, 7), date(2023, 2, 6), date(2024, 2, 5), MBO)


def inflow_file(year: int, kind: str) -> str:
    """Name of a file of the package `instromende-mbo-studenten`."""
    return _INFLOW.format(year, kind)


PACKAGES = (
    _package(
        "01voins-v1",
        "173cbf21-1567-464a-bccd-518cd7a46bd0",
        "VO-leerlingen per vestiging naar onderwijstype, sector en afdeling.",
        {"01voins.csv": "d49219cc-2f36-4c2d-8007-b385ba44ec8d"},
        MARCH,
    ),
    _package(
        "03_voex-v1",
        "9ac19d12-2781-4e61-a26e-7122631dabb6",
        "Slagingspercentages en gemiddelde examencijfers per vestiging",
        {"03_voex.csv": "0423457d-c69e-4950-a12c-51912fc48faf"},
        EXAMS,
        "internal",
    ),
    _package(
        "04_voex-v1",
        "30ac7a0a-b848-4bf0-8b1d-40b54c7cad1b",
        "Aantal afgenomen examens en gemiddelde examencijfers per vak per vestiging",
        {"04_voex.csv": "1d9cc55f-ac27-44a7-8269-9cc3a998c5ed"},
        EXAMS,
        "datastore",
    ),
    _package(
        "06_vomtgo",
        "3be5930b-46f2-41f2-a82e-293bb7e051c5",
        "Het toegestane voortgezet onderwijs per schoolvestiging en leerjaar.",
        {"vo_onderwijslicenties.csv": "7f13f0b3-6fba-4211-ae7f-da95b6ff9bb8"},
        MBO,
    ),
    _package(
        "adressen_bo",
        "786f12ea-6224-42fd-ab72-de4d7d879535",
        "Adressen van hoofdvestigingen, vestigingen en besturen in het basisonderwijs",
        {
            "besturenbo.csv": "d06cc759-ec8c-4430-91ad-14631b6c7bed",
            "instellingenbo.csv": "9801fdea-01bc-43cc-8e4e-3e03a2bbbbf8",
            "vestigingenbo.csv": "dcc9c9a5-6d01-410b-967f-810557588ba4",
        },
        MARCH,
    ),
    _package(
        "adressen_ho",
        "37051cda-b681-43eb-a385-efa18e99cdd2",
        "Adressen in het hoger onderwijs",
        {
            "besturenho.csv": "a521ddc2-b8d9-43d5-97df-1e700ee9f8c5",
            "instellingenho.csv": "bf1da9c6-c688-4873-91b1-b12c9ac2c132",
        },
        MARCH,
    ),
    _package(
        "adressen_mbo",
        "1bafae09-10e4-47b5-a54e-1c01f5776a60",
        "Adressen mbo",
        {
            "besturenmbo.csv": "9aedc028-b38b-48d7-a158-7fd360d5fc30",
            "instellingenmbo.csv": "1a946297-a7ca-48d5-9ae8-19ad73bf8176",
        },
        MARCH,
    ),
    _package(
        "adressen_vo",
        "c8e6ffdd-cc2b-44ee-880f-0ff03f72e868",
        "Adressen van instellingen, vestigingen en besturen in het voortgezet onderwijs",
        {
            "besturenvo.csv": "bfc13171-de6b-4a3b-a095-e05d312107c4",
            "instellingenvo.csv": "0ef14f5e-89bf-4e92-b28e-8d323b7b8dbc",
            "vestigingenvo.csv": "5187f8d5-ff9c-4284-8e06-4311f0354956",
        },
        MARCH,
    ),
    _package(
        "gediplomeerde-mbo-studenten",
        "725a741e-77e4-46f5-87be-671a68d27f24",
        "Gediplomeerde mbo-studenten",
        {"2020-2024-gediplomeerden.csv": "aa057440-a653-41c4-8d73-d63cb0556135"},
        date(2025, 2, 5),
    ),
    _package(
        "instromende-mbo-studenten",
        "61c740bf-36be-4e56-a827-e606be12f9ca",
        "Instromende mbo-studenten",
        {
            inflow_file(year, kind): key
            for year, ids in _INFLOW_IDS.items()
            for kind, key in zip(INFLOW_KINDS, ids, strict=True)
        },
        [day for day in _INFLOW_DAYS for _ in INFLOW_KINDS],
    ),
    _package(
        "mbo-studenten-per-instelling",
        "63c2b502-5675-4110-83a0-a111c3f46332",
        "Mbo-studenten per instelling",
        {
            "2021-2024-01-studenten-per-instelling-bevoegd-gezag-plaats-gemeente-provincie-van-de-"
            "instelling-.csv": "0f1fba7c-5003-459d-8845-20ff055b9dc1",
            "2021-2024-03-studenten-per-instelling-plaats-van-de-instelling-sectorkamer-leerweg-"
            "opleiding-niv.csv": "0cf33778-666c-4a6d-bd58-0b4d1ddefb61",
        },
        MBO,
    ),
    _package(
        "p01hoinges",
        "978f900e-088e-4d27-804f-2d897c161c70",
        "Ingeschrevenen hoger onderwijs in het domein hoger onderwijs",
        _six(
            "ingeschrevenen",
            "c454d7e1-b9b1-4460-b9ff-55938c85788e",
            "b88721ef-9787-4299-afc7-5d74380d29ba",
            "7761bd6a-b87b-4389-a943-829872116f92",
            "ef11448c-e8c3-4afe-899f-67f90a3c3be0",
            "f9a16992-8f11-4579-809c-bcdbc93c9d2b",
            "6a7e10c1-6ae8-4949-89da-b6e59151698c",
        ),
        HIGHER,
    ),
    _package(
        "p02ho1ejrs",
        "eec8c988-66a6-4b06-9bcf-4038d016f2a1",
        "Eerstejaars ingeschrevenen hoger onderwijs in het domein hoger onderwijs",
        _six(
            "eerstejaarsingeschrevenen",
            "5338f63e-af6a-434c-8086-c4584767c3fc",
            "2e0a58a1-f7aa-4ed6-9a76-65bc569edcfc",
            "0f594842-cca9-4f17-8cbc-e502dba408b4",
            "2ddccc54-ae20-45dd-ba0a-5af9a69ef713",
            "5639a642-bf6a-4fad-a8ab-d4bf62010c0c",
            "1a67316d-db9f-415c-8057-8c47bee19d44",
        ),
        HIGHER,
    ),
    _package(
        "p04hogdipl",
        "169aef42-1588-4602-b1ac-d06616db788b",
        "Gediplomeerden in het hoger onderwijs in het domein soort diploma soort hoger onderwijs",
        _six(
            "gediplomeerden",
            "e7b2aabd-1c10-4990-a33c-bf558f02ed12",
            "4938e55f-45f5-4f74-a512-baa2db99f5a9",
            "0488fa97-d0ba-4285-9569-19bf26050204",
            "3f2541ca-6acd-4b98-ac08-7b68d05bb06a",
            "63dc7252-5538-42b1-98ac-19b8ba7522dd",
            "b74aeac5-ea8c-4697-a909-3aaae7e25f09",
        ),
        HIGHER,
    ),
)
_BY_FILE = {
    (package.name, resource.file): resource
    for package in PACKAGES
    for resource in package.resources
}


def resource(package: str, file: str) -> Resource:
    """A file of a package."""
    return _BY_FILE[package, file]
