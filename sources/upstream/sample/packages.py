"""The CKAN packages of the sample, with the identifiers that DUO uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.upstream.sample import exam_files, vo_pupils
from sources.upstream.sample.files import write_json


@dataclass(frozen=True)
class _Package:
    name: str
    title: str
    notes: str
    resource: str
    published: date


_PACKAGES = (
    _Package(
        name="01voins-v1",
        title="VO-leerlingen per vestiging naar onderwijstype, sector en afdeling.",
        notes=(
            "Voorbeelddata (sample data). Het aantal leerlingen in het bekostigd voortgezet "
            "onderwijs; scholen zijn verzonnen. -1 staat voor 1 tot en met 4."
        ),
        resource=vo_pupils.RESOURCE,
        published=date(2025, 3, 3),
    ),
    _Package(
        name="03_voex-v1",
        title="Slagingspercentages en gemiddelde examencijfers per vestiging",
        notes=(
            "Voorbeelddata (sample data). Examenkandidaten en geslaagden per VO-vestiging; "
            "scholen zijn verzonnen. 4 met INDICATIEAVG = J staat voor 1 tot en met 4."
        ),
        resource=exam_files.RESOURCE,
        published=date(2024, 12, 2),
    ),
)


def write_packages(folder: Path) -> None:
    """Write one JSON per package under `folder` (`<data>/duo/packages`)."""
    for package in _PACKAGES:
        content = dict(_fields(package))
        write_json(folder / f"{package.name}.json", content, package.published)


def _fields(package: _Package) -> Iterator[tuple[str, object]]:
    """What `package_show` returns; the server completes the host, date and size."""
    _, _, package_id, _, resource_id, _, _ = package.resource.split("/")
    yield "id", package_id
    yield "name", package.name
    yield "title", package.title
    yield "notes", package.notes
    yield "license_id", "cc-zero"
    yield "license_title", "Creative Commons CCZero"
    yield "organization", {"name": "duo", "title": "Dienst Uitvoering Onderwijs"}
    yield "metadata_modified", f"{package.published.isoformat()}T08:00:00.000000"
    yield "num_resources", 1
    yield (
        "resources",
        [
            {
                "id": resource_id,
                "package_id": package_id,
                "name": package.title,
                "format": "CSV",
                "mimetype": "text/csv",
                "hash": "",
                "url": package.resource,
                "url_type": "upload",
            }
        ],
    )
