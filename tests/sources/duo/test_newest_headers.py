"""The newest header known of each file is understood whole, with a row as it may stand below it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sources.duo.readings import INFLOW, VOEX, VOEX_ROW, read_file

PUPILS = "duo.vo_pupils"
EXAMS = "duo.vo_exam_candidates"
RESULTS = "duo.vo_exam_results"
SUBJECTS = "duo.vo_exam_subjects"
ENROLLED = "duo.ho_enrolled"
GRADUATES = "duo.ho_graduates"
FIRST_YEARS = "duo.ho_first_years"
MBO = "duo.mbo_students"
MBO_INFLOW = "duo.mbo_inflow"


@dataclass(frozen=True)
class Newest:
    """A file in its newest known shape: `rows` are the tidy rows that its line makes."""

    dataset: str
    name: str
    header: str
    line: str
    rows: int
    periods: tuple[str, ...]


def _years(first: int, *patterns: str) -> list[str]:
    return [pattern.format(year) for year in range(first, first + 5) for pattern in patterns]


EXAM_YEARS = [
    f"{what} SCHOOLJAAR {year}-{year + 1} - {who}"
    for year in range(2019, 2024)
    for who in ("MAN", "VROUW", "TOTAAL")
    for what in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
]
AREAS = [
    f"{area} {what}"
    for area in (
        "NODAAL GEBIED",
        "RPA-GEBIED",
        "WGR-GEBIED",
        "COROPGEBIED",
        "ONDERWIJSGEBIED",
        "RMC-REGIO",
    )
    for what in ("CODE", "NAAM")
]
AREA_VALUES = "11;Assen;03;Groningen;07;Noord;07;Noord-Drenthe;04;Assen;07;Noord"
VISIT = "STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM"
MAIL = ";".join(f"{name} CORRESPONDENTIEADRES" for name in VISIT.split(";"))
ADDRESS = f"{VISIT};GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES"
ADDRESS_VALUES = "Weg;202;9406 NN;ASSEN;0106;ASSEN;Openbaar;0592340973;www.x.nl"
MBO_WHO = (
    "INSTELLINGSCODE,INSTELLINGSNAAM,{}PLAATSNAAM INSTELLING,LEERWEG,NIVEAU,"
    "ERKENDE OPLEIDING CODE,ERKENDE OPLEIDING NAAM,SECTORKAMER NAAM,HOOFDGROEP NAAM"
)
MBO_PROGRAMME = "23008,Entree,Entree,Entree"
HO_DESCRIBED = (
    "{},PROVINCIENAAM,GEMEENTENUMMER,GEMEENTENAAM,SOORT_INSTELLING,{},INSTELLINGSCODE_ACTUEEL,"
    "INSTELLINGSNAAM_ACTUEEL,ONDERDEEL,SUBONDERDEEL"
)
HO_VALUES = (
    "{},Drenthe,0106,Assen,reguliere inst.,{},25BE,Hanzehogeschool,TECHNIEK,n.v.t. (techniek)"
)
HO_CUTS = {
    "gesl": ("GESLACHT", "MAN"),
    "": ("OPLEIDINGSCODE_ACTUEEL,OPLEIDINGSNAAM_ACTUEEL", "34267,B Elektrotechniek"),
    "oplv": ("OPLEIDINGSVORM", "DT"),
}
HO_PACKAGES = (
    (ENROLLED, "ingeschrevenen", "STUDIEJAAR", "AANTAL_INGESCHREVENEN"),
    (FIRST_YEARS, "eerstejaarsingeschrevenen", "STUDIEJAAR", "AANTAL_EERSTEJAARS_INGESCHREVENEN"),
    (GRADUATES, "gediplomeerden", "DIPLOMAJAAR", "AANTAL_GEDIPLOMEERDEN"),
)
FIVE_YEARS = tuple(f"{year}/{year + 1}" for year in range(2021, 2026))
NEWEST = [
    Newest(
        PUPILS,
        "01voins.csv",
        "_id,SCHOOLJAAR,BEVOEGD GEZAG,NAAM BEVOEGD GEZAG,DENOMINATIE BG,BRIN NUMMER,"
        "VESTIGINGSNUMMER,BRINVESTIGINGSNUMMER,DENOMINATIE VESTIGING,INSTELLINGSNAAM VESTIGING,"
        "PLAATSNAAM VESTIGING,PROVINCIE VESTIGING,INDICATIE VO-VAVO,"
        "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR,VMBO SECTOR,AFDELING,LEERJAAR,"
        "AANTAL LEERLINGEN",
        "1,2014,10028,Gemeente Ameland,Openbaar,19HY,0,19HY00,Openbaar,Burg Walda SGM,NES AMELAND,"
        "Friesland,VO regulier,VMBO BL lj 3-4,Zorg & Welzijn,Dienstverlening,1,41",
        1,
        ("2014/2015",),
    ),
    Newest(
        # Its header is known from a program that reads it, which may spell it otherwise.
        PUPILS,
        "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2023.csv",
        "INSTELLINGSCODE;VESTIGINGSCODE;INSTELLINGSNAAM VESTIGING;PLAATSNAAM VESTIGING;"
        "PROVINCIE VESTIGING;SAMENWERKINGSVERBAND PASSEND ONDERWIJS VO;"
        "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR;VMBO SECTOR;AFDELING;ERKENDE OPLEIDINGSCODE;"
        "OPLEIDINGSNAAM;"
        + ";".join(
            f"LEER- OF VERBLIJFSJAAR {year} - {who}"
            for year in range(1, 7)
            for who in ("MAN", "VROUW")
        ),
        '"00AH";"00";"Kottenpark";"ENSCHEDE";"Overijssel";"VO2302";"HAVO lj 4-5";"N.v.t.";'
        '"Natuur en Techniek";"0371";"HAVO Prf Nat/Tech";0;0;0;0;0;0;"12";"<5";9;8;0;0',
        12,
        ("2019/2020",),
    ),
    Newest(
        EXAMS,
        "examenkandidaten-en-geslaagden-2019-2024.csv",
        ";".join(
            f'"{name}"'
            for name in (
                "INSTELLINGSCODE",
                "VESTIGINGSCODE",
                "INSTELLINGSNAAM VESTIGING",
                "GEMEENTENAAM",
                "ONDERWIJSTYPE VO",
                "INSPECTIECODE",
                "OPLEIDINGSNAAM",
                *EXAM_YEARS,
            )
        ),
        '"00AH";"00AH00";"Het Stedelijk Kottenpark";"ENSCHEDE";"HAVO";"50";"HAVO - N&T"'
        + ';"<5";"<5";"66.7";"<5";"<5";"100";"6";"6";"100"' * 5,
        20,
        tuple(f"{year}/{year + 1}" for year in range(2019, 2024)),
    ),
    Newest(
        RESULTS,
        "geslaagden-gezakten-en-cijfers-2024-2025.csv",
        '"INSTELLINGSCODE";"VESTIGINGSCODE";"INSTELLINGSNAAM VESTIGING";"GEMEENTENAAM VESTIGING";'
        '"PROVINCIE VESTIGING";"ONDERWIJSTYPE VO";"LEERWEG VMBO";"VMBO SECTOR";"AFDELING";'
        '"EXAMENKANDIDATEN";"GESLAAGDEN";"GEZAKTEN";"GEMIDDELD CIJFER SCHOOLEXAMEN";'
        '"GEMIDDELD CIJFER CENTRAAL EXAMEN";"GEMIDDELD CIJFER CIJFERLIJST"',
        '"00AH";"00AH00";"Het Stedelijk Kottenpark";"ENSCHEDE";"Overijssel";"HAVO";" ";"";'
        '"Cultuur en Maatschappij";"<5";"<5";"0";"6,6";"6,6";"7,1"',
        6,
        ("2018/2019",),
    ),
    Newest(
        RESULTS,
        "03_voex.csv",
        "SCHOOLJAAR,BRIN NUMMER,BRINVESTIGINGSNUMMER,INSTELLINGSNAAM VESTIGING,"
        "GEMEENTENAAM VESTIGING,PROVINCIE VESTIGING,ONDERWIJSTYPE VO,EXAMENKANDIDATEN,GESLAAGDEN,"
        "GEZAKTEN,SLAGINGSPERCENTAGE,GEMIDDELD CIJFER SCHOOLEXAMEN,"
        "GEMIDDELD CIJFER CENTRAAL EXAMEN,GEMIDDELD CIJFER CIJFERLIJST",
        "2017,00AH,00AH00,Kottenpark,ENSCHEDE,Overijssel,HAVO,12,9,3,75.0,6.0,6.1,6.2",
        6,
        ("2017/2018",),
    ),
    Newest(SUBJECTS, "04_voex.csv", VOEX, f"{VOEX_ROW},CIJFERLIJST,,33,6.0", 2, ("2013/2014",)),
    Newest(
        # As its readers describe it: the full stop behind GEM became a space.
        SUBJECTS,
        "examenkandidaten-vmbo-en-examencijfers-2023-2024.csv",
        "SCHOOLJAAR;INSTELLINGSCODE;VESTIGINGSCODE;INSTELLINGSNAAM VESTIGING;GEMEENTENUMMER;"
        "GEMEENTENAAM;PLAATSNAAM;PROVINCIE;ONDERWIJSTYPE VO;LEERWEG;VAKCODE;AFKORTING VAKNAAM;"
        "VAKNAAM;SCHOOLEXAMEN BEOORDELING;TOTAAL AANTAL SCHOOLEXAMENS MET BEOORDELING;"
        "AANTAL SCHOOLEXAMENS MET BEOORDELING MEETELLEND VOOR DIPLOMA;"
        "TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER;GEM  CIJFER TOTAAL AANTAL SCHOOLEXAMENS;"
        "AANTAL SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA;"
        "GEM  CIJFER SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA;"
        "TOTAAL AANTAL CENTRALE EXAMENS;GEM  CIJFER TOTAAL AANTAL CENTRALE EXAMENS;"
        "AANTAL CENTRALE EXAMENS MEETELLEND VOOR DIPLOMA;"
        "GEM  CIJFER CENTRALE EXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA;GEM  CIJFER CIJFERLIJST",
        "2023;00AH;00;Kottenpark;0153;ENSCHEDE;ENSCHEDE;Overijssel;VMBO;TL;0173;nsk1;"
        "natuur- en scheikunde 1;;0;0;26;6,4;26;6,4;<5;,0;<5;,0;6,2",
        9,
        ("2023/2024",),
    ),
    Newest(
        "duo.vo_offer",
        "vo_onderwijslicenties.csv",
        "_id,LICENTIECODE,OIE_CODE,VESTIGINGSCODE,ERKENDEOPLEIDINGSCODE,BEGINDATUM,EINDDATUM,"
        "BEKOSTIGD,HERKOMST,STADIUM",
        "1,02113657-05a4-6edc-954a-c740013f3f3f,00AH,00AH00,10,1996-08-01T00:00:00,"
        "2005-08-01T00:00:00,KOMT_VOOR_BEKOSTIGING_IN_AANMERKING,VZP_MTGO,STANDAARD",
        1,
        ("2019/2020",),
    ),
    Newest(
        "duo.vo_locations",
        "02.-alle-vestigingen-vo.csv",
        "PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;"
        f"{ADDRESS};ONDERWIJSSTRUCTUUR;{MAIL};{';'.join(AREAS)};VAKANTIEREGIO",
        f"Drenthe;10053;18BR;18BR00;PRO Assen;{ADDRESS_VALUES};PRO;Weg;202;9406 NN;ASSEN;"
        f"{AREA_VALUES};Noord",
        1,
        ("2019/2020",),
    ),
    Newest(
        # Known before the renaming, and without the last column.
        "duo.po_locations",
        "03.-alle-vestigingen-bo.csv",
        "PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;"
        f"{ADDRESS};{MAIL};{';'.join(AREAS)};VAKANTIEREGIO",
        f"Drenthe;10249;16AH;16AH00;'t Eenspan;{ADDRESS_VALUES};Weg;58;7822 HG;EMMEN;"
        f"{AREA_VALUES};Noord",
        1,
        ("2019/2020",),
    ),
    Newest(
        "duo.mbo_locations",
        "instellingenmbo.csv",
        "MBO INSTELLINGSSOORT - CODE;MBO INSTELLINGSSOORT - NAAM;PROVINCIE;BEVOEGD GEZAG NUMMER;"
        f"INSTELLINGSCODE;INSTELLINGSNAAM;{ADDRESS};{MAIL};{';'.join(AREAS)}".replace(";", ","),
        f"ROC;Regionaal Opleidingscentrum;Drenthe;40737;25PJ;Drenthe College;{ADDRESS_VALUES};"
        f"Weg;202;9406NN;ASSEN;{AREA_VALUES}".replace(";", ","),
        1,
        ("2019/2020",),
    ),
    Newest(
        # Built as those beside it are.
        "duo.ho_locations",
        "instellingenho.csv",
        "SOORT HO;PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;INSTELLINGSNAAM;"
        f"{ADDRESS};{MAIL};{';'.join(AREAS)}".replace(";", ","),
        f"hbo;Groningen;30156;25BE;Hanzehogeschool;{ADDRESS_VALUES};Weg;202;9406NN;ASSEN;"
        f"{AREA_VALUES}".replace(";", ","),
        1,
        ("2019/2020",),
    ),
    Newest(
        MBO,
        "2021-2025-03-studenten-per-instelling-plaats-van-de-instelling-sectorkamer-leerweg.csv",
        f"{MBO_WHO.format('SOORT INSTELLING,')},{','.join(_years(2021, 'MAN{}', 'VROUW{}'))}",
        f"00GT,Albeda,ROC,ROTTERDAM,BOLVT,1,{MBO_PROGRAMME},-1,5,6,7,-1,-1,0,8,1431,9",
        10,
        FIVE_YEARS,
    ),
    Newest(
        MBO_INFLOW,
        "2024-nieuw-instromende-studenten-per-instelling-niveau-leerweg-met-soorten-inst.csv",
        INFLOW,
        "2024,00GT,4,BOL,25998,Applicatie, ,2022,havo diploma, , ,Directe instroom,J,J,-1",
        3,
        ("2024/2025",),
    ),
    Newest(
        MBO_INFLOW,
        "2024-nieuw-instromende-studenten-per-instelling-hoofdgroep-leerweg.csv",
        "VOOROPLEIDING VO,VOOROPLEIDING MBO,INDICATIE KLEINE OPLEIDING,INSTELLINGSCODE,"
        "INSTELLINGSNAAM,HOOFDGROEP CODE,HOOFDGROEP NAAM,NIVEAU,LEERWEG,BEROEPSOPLEIDING CODE,"
        "BEROEPSOPLEIDING NAAM,TOTAAL MBO,INSTROOM MBO,INSTROOM OPLEIDING",
        "havo diploma, ,N,00GT,Albeda,hg001,Techniek,4,BOLVT,25998,Applicatie,12,-1,6",
        3,
        ("2024/2025",),
    ),
    Newest(
        # The year of a column is the one after that of the diploma.
        "duo.mbo_graduates",
        "2020-2024-gediplomeerden.csv",
        f"{MBO_WHO.format('')},{','.join(_years(2021, 'DIPMAN{}', 'DIPVROUW{}'))}",
        f"00GT,Albeda,ROTTERDAM,OVO,1,{MBO_PROGRAMME},-1,5,6,7,-1,-1,0,8,43,9",
        10,
        tuple(f"{year}/{year + 1}" for year in range(2019, 2024)),
    ),
    *(
        Newest(
            dataset,
            f"{stem}{cut}{level}.csv",
            f"{HO_DESCRIBED.format(year, kind)},{column},{count}",
            f"{HO_VALUES.format(2023, f'{level} bachelor')},{value},-1",
            1,
            ("2023/2024",),
        )
        for dataset, stem, year, count in HO_PACKAGES
        for cut, (column, value) in HO_CUTS.items()
        for level in ("hbo", "wo")
        for kind in ("SOORT_DIPLOMA" if dataset == GRADUATES else "TYPE_HOGER_ONDERWIJS",)
        if not (level == "wo" and cut == "")
    ),
]


@pytest.mark.parametrize("newest", NEWEST, ids=lambda newest: newest.name)
def test_the_newest_known_file_is_understood_whole(tmp_path: Path, newest: Newest) -> None:
    lines = [newest.header, newest.line]
    path = tmp_path / newest.name
    path.write_bytes("\r\n".join([*lines, ""]).encode("utf-8-sig"))
    period = "2024/2025" if "hoofdgroep" in newest.name else None
    found = read_file(path, newest.dataset, period=period)
    assert found.findings == ()
    assert found.count == newest.rows
    assert found.periods == newest.periods
