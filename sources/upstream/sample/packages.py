"""What the portal says of its packages: the answers to `package_show`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sources.upstream.messages import NOWHERE
from sources.upstream.sample.files import write_json
from sources.upstream.sample.resources import PACKAGES, Package, Resource

_NOTES = "Voorbeelddata (sample data): scholen en instellingen zijn verzonnen. "
_HIDDEN = {
    "03_voex-v1": "4 met INDICATIEAVG = J staat voor 1 tot en met 4.",
    "04_voex-v1": "Aantallen zijn niet afgeschermd.",
    "06_vomtgo": "Elke regel is een licentie.",
    "adressen": "Elke regel is een adres.",
}
_MINUS_ONE = "-1 staat voor 1 tot en met 4."


def write_packages(folder: Path) -> None:
    """Write one JSON per package under `folder` (`<data>/duo/packages`)."""
    for package in PACKAGES:
        content = dict(_fields(package))
        write_json(folder / f"{package.name}.json", content, package.published)


def _fields(package: Package) -> Iterator[tuple[str, object]]:
    """What `package_show` returns; the server completes the host, date and size."""
    kind = package.name if package.name in _HIDDEN else package.name.partition("_")[0]
    yield "id", package.id
    yield "name", package.name
    yield "title", package.title
    yield "notes", _NOTES + _HIDDEN.get(kind, _MINUS_ONE)
    yield "license_id", "cc-zero"
    yield "license_title", "Creative Commons CCZero"
    yield "organization", {"name": "duo", "title": "Dienst Uitvoering Onderwijs"}
    yield "metadata_modified", f"{package.published.isoformat()}T08:00:00.000000"
    yield "num_resources", len(package.resources)
    yield "resources", [dict(_resource(package, resource)) for resource in package.resources]


def _resource(package: Package, resource: Resource) -> Iterator[tuple[str, object]]:
    name = package.title if len(package.resources) == 1 else resource.file.removesuffix(".csv")
    host = "" if resource.address == "portal" else NOWHERE
    yield "id", resource.id
    yield "package_id", package.id
    yield "name", name
    yield "format", "CSV"
    yield "mimetype", "text/csv"
    yield "hash", ""
    yield "url", host + resource.url_path
    yield "url_type", "upload"
