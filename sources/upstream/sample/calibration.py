"""National totals that the sample must give, so that published figures can be recognised.

2017/2018 and 2019/2020 reproduce what the Techniekpact monitor, VHTO and DUO published (counts
exactly, percentages after rounding); for 2019/2020 the vo figures are those of DUO's own file.
Other years follow published shares where there are any, and are interpolated where not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MEN, WOMEN = 0, 1
GENDERS = (MEN, WOMEN)


@dataclass(frozen=True)
class Share:
    """How many of how many, for (men, women)."""

    counted: tuple[int, int]
    total: tuple[int, int]

    def part(self, gender: int, counted: bool) -> int:
        """Those who are counted, or the others."""
        if counted:
            return self.counted[gender]
        return self.total[gender] - self.counted[gender]


# First year of the school year -> technical programmes (third year) or N profiles (fourth year).
PUPILS: Mapping[str, Mapping[int, Share]] = {
    "vmbo-bb": {
        2017: Share((4419, 324), (11653, 8110)),
        2018: Share((4080, 295), (10930, 7620)),
        2019: Share((3738, 263), (10219, 7113)),
        2020: Share((3715, 280), (10000, 7000)),
        2021: Share((3350, 290), (9250, 6550)),
        2022: Share((3750, 330), (9900, 7100)),
        2023: Share((3530, 350), (9850, 7050)),
        2024: Share((3491, 350), (9730, 6970)),
    },
    "vmbo-kb": {
        2017: Share((5909, 680), (16350, 13600)),
        2018: Share((5760, 690), (15940, 13250)),
        2019: Share((5612, 695), (15530, 12904)),
        2020: Share((5630, 715), (15400, 12800)),
        2021: Share((5260, 770), (14900, 12400)),
        2022: Share((5690, 840), (15550, 12950)),
        2023: Share((5484, 850), (15050, 12550)),
        2024: Share((5429, 850), (14890, 12410)),
    },
    "vmbo-gl": {
        2017: Share((1230, 290), (8200, 8700)),
        2018: Share((1195, 293), (7910, 8410)),
        2019: Share((1159, 296), (7619, 8123)),
        2020: Share((1273, 317), (7700, 8200)),
        2021: Share((1370, 400), (7750, 8250)),
        2022: Share((1440, 500), (7800, 8300)),
        2023: Share((1463, 505), (7900, 8400)),
        2024: Share((1480, 510), (7950, 8450)),
    },
    "havo": {
        2017: Share((13728, 12700), (31200, 32300)),
        2018: Share((13250, 12600), (30800, 32000)),
        2019: Share((12883, 12141), (30437, 31809)),
        2020: Share((12330, 11930), (30500, 31900)),
        2021: Share((11854, 11200), (30600, 31800)),
        2022: Share((11120, 11419), (30700, 31900)),
        2023: Share((11154, 11100), (29500, 30700)),
        2024: Share((11250, 11200), (29600, 30800)),
    },
    "vwo": {
        2017: Share((12663, 14040), (20100, 23400)),
        2018: Share((12500, 13980), (20200, 23600)),
        2019: Share((12400, 13985), (20232, 23608)),
        2020: Share((12200, 13770), (20300, 23700)),
        2021: Share((11396, 12850), (19500, 23000)),
        2022: Share((11246, 13220), (19000, 22600)),
        2023: Share((10942, 12950), (18300, 21600)),
        2024: Share((11040, 13020), (18400, 21700)),
    },
}

# Pupils outside those levels, per mille of 2019.
OTHER_PUPILS: Mapping[int, int] = {
    2017: 1030,
    2018: 1015,
    2019: 1000,
    2020: 1000,
    2021: 995,
    2022: 985,
    2023: 975,
    2024: 970,
}

# First-years in higher education; counted are the fields 05, 06 and 07.
FIRST_YEARS: Mapping[str, Mapping[int, Share]] = {
    "hbo": {
        2015: Share((16490, 5260), (43200, 48300)),
        2016: Share((17400, 5968), (44400, 49600)),
        2017: Share((18632, 6214), (47300, 52200)),
        2018: Share((18431, 6549), (49300, 54200)),
        2019: Share((18334, 6514), (50292, 54700)),
        2020: Share((19100, 6900), (53500, 58500)),
        2021: Share((17250, 6650), (47875, 56000)),
        2022: Share((16360, 6640), (46000, 54000)),
        2023: Share((16400, 6960), (45500, 53500)),
        2024: Share((16320, 6950), (45200, 53000)),
    },
    "wo": {
        2015: Share((12249, 7770), (26600, 29000)),
        2016: Share((12759, 8768), (28200, 31600)),
        2017: Share((14010, 9766), (31100, 34900)),
        2018: Share((14404, 10382), (32800, 38000)),
        2019: Share((14335, 10567), (32000, 39100)),
        2020: Share((15400, 11500), (35500, 43500)),
        2021: Share((15600, 11600), (35500, 44500)),
        2022: Share((15300, 11700), (34500, 44000)),
        2023: Share((15050, 11800), (33500, 43500)),
        2024: Share((14850, 11750), (33000, 43000)),
    },
}

# All mbo students, by the first year of the school year.
MBO_STUDENTS: Mapping[int, int] = {
    2017: 487_110,
    2018: 497_110,
    2019: 503_011,
    2020: 507_302,
    2021: 513_136,
    2022: 494_260,
    2023: 479_800,
    2024: 470_500,
}


@dataclass(frozen=True)
class ExamYear:
    """Candidates and those who passed, for (men, women)."""

    candidates: tuple[int, int]
    passed: tuple[int, int]


# School year of the examination, by its first year; until 2018 from DUO's file 2014-2019.
EXAMS: Mapping[int, ExamYear] = {
    2014: ExamYear((96302, 97034), (89584, 89323)),
    2015: ExamYear((98781, 99405), (91995, 91650)),
    2016: ExamYear((100414, 100532), (92788, 91956)),
    2017: ExamYear((99588, 100133), (91836, 91634)),
    2018: ExamYear((97630, 98922), (90120, 90774)),
    2019: ExamYear((95400, 97300), (94200, 96100)),
    2020: ExamYear((94200, 96500), (88900, 91000)),
    2021: ExamYear((93600, 95900), (88000, 89900)),
    2022: ExamYear((91800, 94600), (81800, 84400)),
    2023: ExamYear((91500, 94300), (81900, 84600)),
}
