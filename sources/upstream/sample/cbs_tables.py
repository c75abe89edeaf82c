"""All StatLine tables of the sample that are made from a description.

85421NED and 85353NED are not among them: they are calibrated to published figures, see
`cbs_higher_education` and `cbs_mbo`.
"""

from __future__ import annotations

from pathlib import Path

from sources.upstream.sample.cbs_ho_tables import HO_CUBES
from sources.upstream.sample.cbs_labour import LABOUR_CUBES
from sources.upstream.sample.cbs_mbo_tables import MBO_CUBES
from sources.upstream.sample.cbs_table import write_table
from sources.upstream.sample.cbs_v3 import write_table_v3
from sources.upstream.sample.cbs_vo import VO_CUBES
from sources.upstream.sample.cbs_vo_until_2021 import PUPILS_UNTIL_2021

CUBES = (PUPILS_UNTIL_2021, *VO_CUBES, *MBO_CUBES, *HO_CUBES, *LABOUR_CUBES)


def write_tables(folder: Path) -> None:
    """Write every table under `folder` (`<data>/cbs`): in v3, and in v4 unless it has v3 only."""
    for cube in CUBES:
        write_table_v3(folder / "v3", cube.table(), cube.observations())
        if cube.version == "v4":
            write_table(folder / "v4", cube.table(), cube.observations())
