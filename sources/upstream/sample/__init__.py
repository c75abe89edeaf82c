"""The sample: a small Netherlands that gives the published national figures.

120 fictional schools and the tables of StatLine that the catalog holds, the same to the byte on
every run and machine. `build_sample` writes:

- `cbs/v4/<table>/`: `Properties.json`, `Dimensions.json`, `MeasureGroups.json`,
  `MeasureCodes.json`, `<Dimension>Codes.json`, `<Dimension>Groups.json`, `Observations.ndjson`;
- `cbs/v3/<table>/`: `TableInfos.json`, `DataProperties.json`, `CategoryGroups.json`,
  `<Dimension>.json`, `TypedDataSet.ndjson`;
- `duo/packages/<package>.json`: what CKAN says of a package;
- `duo/files/<url path>`: the files, dated as if published then;
- `inbox/jetnet_technet/`: the delivery of a partner, which is not served.
"""

from __future__ import annotations

from pathlib import Path

from sources.upstream.sample.cbs_higher_education import write_higher_education
from sources.upstream.sample.cbs_mbo import write_mbo
from sources.upstream.sample.cbs_tables import write_tables
from sources.upstream.sample.exam_files import write_exams
from sources.upstream.sample.exams import build_exam_rows
from sources.upstream.sample.offers import build_offers
from sources.upstream.sample.packages import write_packages
from sources.upstream.sample.partner import write_partner_delivery
from sources.upstream.sample.schools import build_locations
from sources.upstream.sample.vo_pupils import write_vo_pupils


def build_sample(directory: Path) -> None:
    """Write the sample under `directory` (about 40 MB), replacing files of the same name.

    Raises:
        OSError: the directory cannot be written.
    """
    locations = build_locations()
    files = directory / "duo" / "files"
    write_vo_pupils(files, build_offers(locations))
    write_exams(files, build_exam_rows(locations))
    write_packages(directory / "duo" / "packages")
    write_higher_education(directory / "cbs")
    write_mbo(directory / "cbs")
    write_tables(directory / "cbs")
    write_partner_delivery(directory / "inbox")


__all__ = ["build_sample"]
