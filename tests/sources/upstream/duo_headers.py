"""The headers of DUO's files, as found in stored copies and in snapshots of its datastore."""

from __future__ import annotations

from dataclasses import dataclass

AREAS = (
    "NODAAL GEBIED CODE,NODAAL GEBIED NAAM,RPA-GEBIED CODE,RPA-GEBIED NAAM,WGR-GEBIED CODE,"
    "WGR-GEBIED NAAM,COROPGEBIED CODE,COROPGEBIED NAAM,ONDERWIJSGEBIED CODE,"
    "ONDERWIJSGEBIED NAAM,RMC-REGIO CODE,RMC-REGIO NAAM"
)
ADDRESS = (
    "STRAATNAAM,HUISNUMMER-TOEVOEGING,POSTCODE,PLAATSNAAM,GEMEENTENUMMER,GEMEENTENAAM,"
    "DENOMINATIE,TELEFOONNUMMER,INTERNETADRES"
)
MAIL = (
    "STRAATNAAM CORRESPONDENTIEADRES,HUISNUMMER-TOEVOEGING CORRESPONDENTIEADRES,"
    "POSTCODE CORRESPONDENTIEADRES,PLAATSNAAM CORRESPONDENTIEADRES"
)
WHO = "PROVINCIE,BEVOEGD GEZAG NUMMER,INSTELLINGSCODE"
BOARD = f"BEVOEGD GEZAG NUMMER,BEVOEGD GEZAG NAAM,{ADDRESS},{MAIL}"
LOCATIONS_VO = (
    f"{WHO},VESTIGINGSCODE,VESTIGINGSNAAM,{ADDRESS},ONDERWIJSSTRUCTUUR,{MAIL},{AREAS},VAKANTIEREGIO"
)
LOCATIONS_BO = f"{WHO},VESTIGINGSCODE,VESTIGINGSNAAM,{ADDRESS},{MAIL},{AREAS},VAKANTIEREGIO"
INFLOW = "{}-nieuw-instromende-studenten-per-instelling-{}.csv"
BY_KIND = (
    "JAAR,INSTELLINGSCODE,NIVEAU,LEERWEG,BEROEPSOPLEIDING CODE,BEROEPSOPLEIDING NAAM,"
    "WIJZIGING IN INSTELLING,LAATSTE JAAR VO,VOOROPLEIDING VO,LAATSTE JAAR MBO,"
    "VOOROPLEIDING MBO,INSTROOM VO,INSTROOM MBO,INSTROOM OPLEIDING,AANTAL"
)
BY_GROUP = (
    "VOOROPLEIDING VO,VOOROPLEIDING MBO,INDICATIE KLEINE OPLEIDING,INSTELLINGSCODE,"
    "INSTELLINGSNAAM,HOOFDGROEP CODE,HOOFDGROEP NAAM,NIVEAU,LEERWEG,BEROEPSOPLEIDING CODE,"
    "BEROEPSOPLEIDING NAAM,TOTAAL MBO,INSTROOM MBO,INSTROOM OPLEIDING"
)
QUALIFICATION = (
    "LEERWEG,NIVEAU,ERKENDE OPLEIDING CODE,ERKENDE OPLEIDING NAAM,SECTORKAMER NAAM,HOOFDGROEP NAAM"
)
HIGHER_PLACE = "PROVINCIENAAM,GEMEENTENUMMER,GEMEENTENAAM,SOORT_INSTELLING"
HIGHER_WHO = "INSTELLINGSCODE_ACTUEEL,INSTELLINGSNAAM_ACTUEEL,ONDERDEEL,SUBONDERDEEL"
CUTS = {
    "gesl": "GESLACHT",
    "": "OPLEIDINGSCODE_ACTUEEL,OPLEIDINGSNAAM_ACTUEEL",
    "oplv": "OPLEIDINGSVORM",
}


def by_year(prefix: str, years: range) -> str:
    return ",".join(f"{prefix}{gender}{year}" for year in years for gender in ("MAN", "VROUW"))


def higher(package: str, stem: str, kind: str, count: str) -> dict[tuple[str, str], str]:
    """Headers of the six files of a package: what all start with, their cut, and the count."""
    return {
        (package, f"{stem}{cut}{level}.csv"): f"{kind},{columns},{count}"
        for level in ("hbo", "wo")
        for cut, columns in CUTS.items()
    }


PORTAL = {
    ("03_voex-v1", "03_voex.csv"): (
        "SCHOOLJAAR,BRIN NUMMER,BRINVESTIGINGSNUMMER,INSTELLINGSNAAM VESTIGING,"
        "GEMEENTENAAM VESTIGING,PROVINCIE VESTIGING,ONDERWIJSTYPE VO,EXAMENKANDIDATEN,"
        "GESLAAGDEN,GEZAKTEN,SLAGINGSPERCENTAGE,GEMIDDELD CIJFER SCHOOLEXAMEN,"
        "GEMIDDELD CIJFER CENTRAAL EXAMEN,GEMIDDELD CIJFER CIJFERLIJST,"
        "INDICATIEAVG EXAMENKANDIDATEN,INDICATIEAVG GESLAAGDEN,INDICATIEAVG GEZAKTEN"
    ),
    ("04_voex-v1", "04_voex.csv"): (
        "SCHOOLJAAR,BRIN NUMMER,BRINVESTIGINGSNUMMER,INSTELLINGSNAAM VESTIGING,GEMEENTECODE,"
        "GEMEENTENAAM,PLAATSNAAM,PROVINCIE,ONDERWIJSTYPE VO,LEERWEG,VAKCODE,VAKNAAMAFKORTING,"
        "VAK,ONDERDEEL EXAMEN,SCHOOLEXAMEN BEOORDELING,AANTAL,GEMIDDELD CIJFER"
    ),
    ("06_vomtgo", "vo_onderwijslicenties.csv"): (
        "LICENTIECODE,OIE_CODE,VESTIGINGSCODE,ERKENDEOPLEIDINGSCODE,BEGINDATUM,EINDDATUM,"
        "BEKOSTIGD,HERKOMST,STADIUM"
    ),
    ("adressen_vo", "vestigingenvo.csv"): LOCATIONS_VO,
    ("adressen_vo", "instellingenvo.csv"): (
        f"{WHO},INSTELLINGSNAAM,{ADDRESS},ONDERWIJSSTRUCTUUR,{MAIL},{AREAS}"
    ),
    ("adressen_vo", "besturenvo.csv"): f"{BOARD},ADMINISTRATIEKANTOORNUMMER,KVK-NUMMER",
    ("adressen_bo", "vestigingenbo.csv"): LOCATIONS_BO,
    ("adressen_bo", "instellingenbo.csv"): f"{WHO},INSTELLINGSNAAM,{ADDRESS},{MAIL},{AREAS}",
    ("adressen_bo", "besturenbo.csv"): f"{BOARD},KVK-NUMMER,ADMINISTRATIEKANTOORNUMMER",
    ("adressen_mbo", "instellingenmbo.csv"): (
        "MBO INSTELLINGSSOORT - CODE,MBO INSTELLINGSSOORT - NAAM,"
        f"{WHO},INSTELLINGSNAAM,{ADDRESS},{MAIL},{AREAS}"
    ),
    ("adressen_mbo", "besturenmbo.csv"): f"{BOARD},ADMINISTRATIEKANTOORNUMMER,KVK-NUMMER",
    ("adressen_ho", "instellingenho.csv"): (
        f"SOORT HO,{WHO},INSTELLINGSNAAM,{ADDRESS},{MAIL},{AREAS}"
    ),
    ("adressen_ho", "besturenho.csv"): (f"SOORT HO,{BOARD},ADMINISTRATIEKANTOORNUMMER,KVK-NUMMER"),
    ("gediplomeerde-mbo-studenten", "2020-2024-gediplomeerden.csv"): (
        f"INSTELLINGSCODE,INSTELLINGSNAAM,PLAATSNAAM INSTELLING,{QUALIFICATION},"
        + by_year("DIP", range(2021, 2026))
    ),
    (
        "mbo-studenten-per-instelling",
        "2021-2024-01-studenten-per-instelling-bevoegd-gezag-plaats-gemeente-provincie-van-de-"
        "instelling-.csv",
    ): (
        "JAAR,PROVINCIE INSTELLING,BEVOEGD GEZAG NUMMER,INSTELLINGSCODE,INSTELLINGSNAAM,"
        "PLAATSNAAM INSTELLING,GEMEENTENUMMER INSTELLING,GEMEENTE INSTELLING,BBL,BOLDT,BOLVT,EX"
    ),
    (
        "mbo-studenten-per-instelling",
        "2021-2024-03-studenten-per-instelling-plaats-van-de-instelling-sectorkamer-leerweg-"
        "opleiding-niv.csv",
    ): (
        "INSTELLINGSCODE,INSTELLINGSNAAM,SOORT INSTELLING,PLAATSNAAM INSTELLING,"
        f"{QUALIFICATION}," + by_year("", range(2021, 2025))
    ),
    **{
        (
            "instromende-mbo-studenten",
            INFLOW.format(year, "niveau-leerweg-beroepsopleiding-met-soorten-inst"),
        ): BY_KIND
        for year in range(2021, 2025)
    },
    **{
        (
            "instromende-mbo-studenten",
            INFLOW.format(year, "hoofdgroep-leerweg-beroepsopleiding-niveau-vooro"),
        ): BY_GROUP
        for year in range(2021, 2025)
    },
    **higher(
        "p01hoinges",
        "ingeschrevenen",
        f"STUDIEJAAR,{HIGHER_PLACE},TYPE_HOGER_ONDERWIJS,{HIGHER_WHO}",
        "AANTAL_INGESCHREVENEN",
    ),
    **higher(
        "p02ho1ejrs",
        "eerstejaarsingeschrevenen",
        f"STUDIEJAAR,{HIGHER_PLACE},TYPE_HOGER_ONDERWIJS,{HIGHER_WHO}",
        "AANTAL_EERSTEJAARS_INGESCHREVENEN",
    ),
    **higher(
        "p04hogdipl",
        "gediplomeerden",
        f"DIPLOMAJAAR,{HIGHER_PLACE},{HIGHER_WHO},SOORT_DIPLOMA",
        "AANTAL_GEDIPLOMEERDEN",
    ),
}


@dataclass(frozen=True)
class Older:
    """A file of the older site; `end` is the end of its lines."""

    header: str
    encoding: str
    end: bytes
    quoted: bool = False


RESULTS = (
    "INSTELLINGSNAAM VESTIGING;GEMEENTENAAM VESTIGING;PROVINCIE VESTIGING;ONDERWIJSTYPE VO;"
    "LEERWEG VMBO;VMBO SECTOR;AFDELING;EXAMENKANDIDATEN;GESLAAGDEN;GEZAKTEN;"
    "GEMIDDELD CIJFER SCHOOLEXAMEN;GEMIDDELD CIJFER CENTRAAL EXAMEN;GEMIDDELD CIJFER CIJFERLIJST"
)
SUBJECTS = (
    "SCHOOLJAAR;BRIN NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING;GEMEENTENUMMER;"
    "GEMEENTENAAM;PLAATSNAAM;PROVINCIE;ONDERWIJSTYPE VO;{}VAKCODE;AFKORTING VAKNAAM;VAKNAAM;"
    "SCHOOLEXAMEN BEOORDELING;TOTAAL AANTAL SCHOOLEXAMENS MET BEOORDELING;"
    "AANTAL SCHOOLEXAMENS MET BEOORDELING MEETELLEND VOOR DIPLOMA;"
    "TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER;GEM. CIJFER TOTAAL AANTAL SCHOOLEXAMENS;"
    "AANTAL SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA;"
    "GEM. CIJFER SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA;TOTAAL AANTAL CENTRALE EXAMENS;"
    "GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS;AANTAL CENTRALE EXAMENS MEETELLEND VOOR DIPLOMA;"
    "GEM. CIJFER CENTRALE EXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA;GEM. CIJFER CIJFERLIJST;"
    "GEM. CIJFER REKENTOETS"
)
OLDER = {
    "geslaagden-gezakten-en-cijfers-2018-2019.csv": Older(
        f"BRIN NUMMER;VESTIGINGSNUMMER;{RESULTS}", "cp1252", b"\n"
    ),
    "geslaagden-gezakten-en-cijfers-2022-2023.csv": Older(
        f"INSTELLINGSCODE;VESTIGINGSCODE;{RESULTS}", "utf-8", b"\r\n", quoted=True
    ),
    "examenkandidaten-havo-en-examencijfers-2018-2019.csv": Older(
        SUBJECTS.format(""), "cp1252", b"\n"
    ),
    "examenkandidaten-vwo-en-examencijfers-2018-2019.csv": Older(
        SUBJECTS.format("") + ";", "cp1252", b"\n"
    ),
    "examenkandidaten-vmbo-en-examencijfers-2018-2019.csv": Older(
        SUBJECTS.format("LEERWEG;"), "cp1252", b"\n"
    ),
    "02.-alle-vestigingen-vo.csv": Older(LOCATIONS_VO.replace(",", ";"), "cp1252", b"\r\n"),
    "03.-alle-vestigingen-bo.csv": Older(LOCATIONS_BO.replace(",", ";"), "cp1252", b"\r\n"),
}
