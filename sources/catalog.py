"""The catalog: one YAML file per dataset, read by a strict model.

A file says what the dataset is, where it is fetched and what must be in it. Unknown keys are
refused; an error names the file, the key and what is accepted there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from sources.duo_contract import Break, DuoContract, DuoFetch
from sources.list_contract import ListContract, ListFetch
from sources.partner_contract import PartnerContract, PartnerFetch
from sources.partners.regions import region_codes
from sources.schedule import Schedule
from sources.strict import Identifier, Strict
from sources.yaml_file import read_yaml

DATASETS = Path(__file__).parent / "datasets"
TIDY_FORM = 3
"""Raised when a reader writes other columns than before."""


class CatalogError(Exception):
    """A catalog file is wrong; the message names the file, the key and what is accepted."""


class CbsDimension(Strict):
    """A dimension and the identifiers that CBS has given it.

    `members` (Dutch titles) or `codes` (prefixes of codes) say what is fetched and must be there;
    without them the whole dimension is. `uses` are the titles among it that models rely on.
    """

    names: tuple[str, ...] = Field(min_length=1)
    description: str
    required: bool = True
    members: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


class CbsFetch(Strict):
    """A StatLine table; `auto` takes OData v4 where the table exists there, else v3."""

    connector: Literal["cbs"]
    table: str = Field(pattern=r"^[A-Za-z0-9]+$")
    version: Literal["auto", "v4", "v3"] = "auto"
    stopped: bool = Field(False, description="known to be stopped by CBS: no news any more")


class CbsContract(Strict):
    """What a StatLine table must hold: dimensions, and the measures that are fetched, by title.

    The time dimension is called `perioden` here, the regions `regio`; a table of one period has
    no time dimension.
    """

    dimensions: Mapping[Identifier, CbsDimension]
    measures: tuple[str, ...] = Field(min_length=1)


class _Entry(Strict):
    id: str = Field(pattern=r"^(cbs|duo|partners)\.[A-Za-z0-9_]+$")
    title_nl: str
    title_en: str
    description: str
    publisher: str
    licence: str
    attribution: str
    homepage: str
    schedule: Schedule

    @property
    def source(self) -> str:
        """`cbs`, `duo` or `partners`."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The id without its source."""
        return self.id.partition(".")[2]

    @property
    def raw_table(self) -> str:
        """Name of the table in schema `raw`."""
        return f"{self.source}_{self.name}"

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the contract or the tidy form does: vintages are then read again."""
        contract = f"{TIDY_FORM} {self.model_dump_json(include={'contract'})}"
        return hashlib.sha256(contract.encode()).hexdigest()[:16]


class DuoDataset(_Entry):
    """A kind of DUO file; `breaks` are the periods where its series change meaning."""

    fetch: DuoFetch
    contract: DuoContract
    breaks: tuple[Break, ...] = ()


class CbsDataset(_Entry):
    """A CBS table; `breaks` are the periods where its series change meaning."""

    fetch: CbsFetch
    contract: CbsContract
    breaks: tuple[Break, ...] = ()


class PartnerDataset(_Entry):
    """A delivery of partners."""

    fetch: PartnerFetch
    contract: PartnerContract

    def leading_sender(self, figure_id: str) -> str:
        """Whose value of a figure counts when more partners send it."""
        return self.contract.figures[figure_id].sender or self.fetch.partners[0]

    def leads(self, figure_id: str, one: str, other: str) -> str:
        """Which of two partners' value of a figure counts: the leading one, or the first named."""
        leading = self.leading_sender(figure_id)
        return min(one, other, key=lambda partner: (partner != leading, self.rank(partner)))

    def rank(self, partner: str) -> int:
        """The place of a partner among the senders; one that is in the contract no more is last."""
        senders = self.fetch.partners
        return senders.index(partner) if partner in senders else len(senders)

    @model_validator(mode="after")
    def _is_consistent(self) -> PartnerDataset:
        for name, figure in self.contract.figures.items():
            if figure.sender and figure.sender not in self.fetch.partners:
                raise ValueError(f"{name}: sender {figure.sender} is not in fetch.partners")
            try:
                region_codes(figure.regions)
            except KeyError as error:
                raise ValueError(f"{name}: no region {error.args[0]} in regions.yml") from None
        return self


class ListDataset(_Entry):
    """Lists of what counts as technical, sent by whoever keeps them."""

    fetch: ListFetch
    contract: ListContract


Delivered = PartnerDataset | ListDataset
"""What comes through the inbox."""
Dataset = DuoDataset | CbsDataset | PartnerDataset | ListDataset


_MODELS: Mapping[
    str, type[DuoDataset] | type[CbsDataset] | type[PartnerDataset] | type[ListDataset]
] = {
    "cbs": CbsDataset,
    "duo": DuoDataset,
    "partner": PartnerDataset,
    "list": ListDataset,
}


@dataclass(frozen=True)
class Catalog:
    """All datasets, by id, in the order of their ids."""

    datasets: Mapping[str, Dataset]

    def __iter__(self) -> Iterator[Dataset]:
        return iter(self.datasets.values())

    def __getitem__(self, dataset_id: str) -> Dataset:
        """One dataset.

        Raises:
            CatalogError: there is no such dataset; the message lists those that exist.
        """
        try:
            return self.datasets[dataset_id]
        except KeyError:
            known = ", ".join(self.datasets)
            raise CatalogError(
                f"no dataset {dataset_id!r} in the catalog; it has {known}"
            ) from None

    def chosen(self, dataset_ids: Sequence[str]) -> tuple[Dataset, ...]:
        """The datasets that are named; all of them where none is.

        Raises:
            CatalogError: one does not exist.
        """
        return tuple(self[dataset_id] for dataset_id in dataset_ids) or tuple(self)


def read_catalog(folder: Path = DATASETS) -> Catalog:
    """Read every `*.yml` of `folder`; those that come with the code are read once per process.

    Raises:
        CatalogError: a file is no YAML, has unknown or missing keys, or is named otherwise than
            its id.
    """
    return _bundled() if folder == DATASETS else _read_folder(folder)


@cache
def _bundled() -> Catalog:
    return _read_folder(DATASETS)


def _read_folder(folder: Path) -> Catalog:
    entries = [_read_entry(path) for path in sorted(folder.glob("*.yml"))]
    if not entries:
        raise CatalogError(f"{folder.name}: no dataset files (*.yml) here")
    _share_nothing([entry for entry in entries if isinstance(entry, Delivered)])
    return Catalog({entry.id: entry for entry in entries})


def _share_nothing(entries: Sequence[Delivered]) -> None:
    """A folder of the inbox, and a figure, are of one delivery type: a file has one contract."""
    for what, named in (
        ("partner", [(name, e.id) for e in entries for name in e.fetch.partners]),
        (
            "figure",
            [
                (name, entry.id)
                for entry in entries
                if isinstance(entry, PartnerDataset)
                for name in entry.contract.figures
            ],
        ),
    ):
        owner: dict[str, str] = {}
        for name, dataset_id in named:
            if name in owner:
                raise CatalogError(f"{dataset_id}.yml: {what} {name} is in {owner[name]}.yml too")
            owner[name] = dataset_id


def _read_entry(path: Path) -> Dataset:
    try:
        data = read_yaml(path)
    except yaml.YAMLError as error:
        raise CatalogError(f"{path.name}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise CatalogError(f"{path.name}: a mapping of keys is expected")
    fetch = data.get("fetch")
    connector = str(fetch.get("connector")) if isinstance(fetch, dict) else "missing"
    if connector not in _MODELS:
        accepted = ", ".join(_MODELS)
        raise CatalogError(f"{path.name}: fetch.connector is {connector!r}; accepted: {accepted}")
    try:
        entry = _MODELS[connector].model_validate(data)
    except ValidationError as error:
        raise CatalogError(f"{path.name}: {_explain(error)}") from error
    if path.stem != entry.id:
        raise CatalogError(f"{path.name}: the file must be named {entry.id}.yml, after its id")
    return entry


def _explain(error: ValidationError) -> str:
    problems = []
    for item in error.errors():
        where = ".".join(str(part) for part in item["loc"]) or "file"
        hint = "unknown key" if item["type"] == "extra_forbidden" else item["msg"]
        problems.append(f"{where}: {hint}")
    return "; ".join(problems)
