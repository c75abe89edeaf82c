"""The sample: a small Netherlands that gives the published national figures.

Fictional schools and institutions, and the tables of StatLine that the catalog holds, the same to
the byte on every run and machine. `build_sample` writes:

- `cbs/v4/<table>/`: `Properties.json`, `Dimensions.json`, `MeasureGroups.json`,
  `MeasureCodes.json`, `<Dimension>Codes.json`, `<Dimension>Groups.json`, `Observations.ndjson`;
- `cbs/v3/<table>/`: `TableInfos.json`, `DataProperties.json`, `CategoryGroups.json`,
  `<Dimension>.json`, `TypedDataSet.ndjson`;
- `duo/packages/<package>.json`: what CKAN says of a package;
- `duo/files/<url path>`: the files, dated as if published then;
- `duo/datastore/<resource id>/`: a file that only CKAN's datastore has;
- `inbox/<partner>/`: the deliveries of partners, which are not served.

Odd things that DUO's files have had are in these:

- a line of totals at the end: pupils of 2018, and graduates of mbo;
- lines of just `""`: pupils of 2020, and exam results of 2022-2023;
- cells filled up with spaces: the addresses of the older site;
- a delimiter at the end of each line: subjects of vwo in 2018-2019;
- codes without the zeros in front: subjects in the datastore, licences, numbers of boards;
- a file whose name has other years than its columns: graduates of mbo;
- counts that were revised later: `exam_revisions`;
- 4 with a J beside it for 1 to 4: exam results on the portal.
"""

from __future__ import annotations

from pathlib import Path

from sources.upstream.sample.addresses import write_addresses
from sources.upstream.sample.cbs_higher_education import write_higher_education
from sources.upstream.sample.cbs_mbo import write_mbo
from sources.upstream.sample.cbs_tables import write_tables
from sources.upstream.sample.exam_files import write_exams
from sources.upstream.sample.exam_results import write_exam_results
from sources.upstream.sample.exam_subjects import write_exam_subjects
from sources.upstream.sample.exams import build_exam_rows
from sources.upstream.sample.ho_files import write_higher_education_files
from sources.upstream.sample.licences import write_licences
from sources.upstream.sample.mbo_files import write_mbo_students
from sources.upstream.sample.mbo_inflow import write_mbo_inflow
from sources.upstream.sample.offers import build_offers
from sources.upstream.sample.packages import write_packages
from sources.upstream.sample.partner import write_partner_deliveries
from sources.upstream.sample.schools import build_locations
from sources.upstream.sample.vo_pupils import write_vo_pupils


def build_sample(directory: Path) -> None:
    """Write the sample under `directory` (about 70 MB), replacing files of the same name.

    Raises:
        OSError: the directory cannot be written.
    """
    _write_duo(directory / "duo")
    write_higher_education(directory / "cbs")
    write_mbo(directory / "cbs")
    write_tables(directory / "cbs")
    write_partner_deliveries(directory / "inbox")


def _write_duo(folder: Path) -> None:
    locations = build_locations()
    offers = build_offers(locations)
    exams = build_exam_rows(locations)
    write_vo_pupils(folder, offers)
    write_licences(folder, offers)
    write_exams(folder, exams)
    write_exam_results(folder, exams)
    write_exam_subjects(folder, exams)
    write_addresses(folder, locations)
    write_mbo_students(folder)
    write_mbo_inflow(folder)
    write_higher_education_files(folder)
    write_packages(folder / "packages")


__all__ = ["build_sample"]
