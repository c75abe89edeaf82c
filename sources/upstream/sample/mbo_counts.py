"""Qualifications of mbo: their codes and names are real, their weights roughly those of 2019."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

ROOMS = {
    "B": "Bovensectoraal",
    "E": "Entree",
    "H": "Handel",
    "I": "Ict en creatieve industrie",
    "M": "Mobiliteit, transport, logistiek en maritiem",
    "S": "Specialistisch vakmanschap",
    "T": "Techniek en gebouwde omgeving",
    "V": "Voedsel, groen en gastvrijheid",
    "Z": "Zakelijke dienstverlening en veiligheid",
    "C": "Zorg, welzijn en sport",
}
MAIN_GROUPS = (
    "Afbouw, hout en onderhoud",
    "Ambacht, laboratorium en gezondheidstechniek",
    "Bouw en infra",
    "Economie en administratie",
    "Entree",
    "Handel en ondernemerschap",
    "Horeca en bakkerij",
    "Informatie en communicatietechnologie",
    "Media en vormgeving",
    "Mobiliteit en voertuigen",
    "Techniek en procesindustrie",
    "Toerisme en recreatie",
    "Transport, scheepvaart en logistiek",
    "Uiterlijke verzorging",
    "Veiligheid en sport",
    "Voedsel, natuur en leefomgeving",
    "Zorg en welzijn",
)


@dataclass(frozen=True)
class Qualification:
    """A qualification (kwalificatie) and the broader dossier (beroepsopleiding) it is part of.

    `bbl` is the per mille of its students in bbl; `weights` are those of (men, women).
    """

    code: str
    name: str
    level: int
    dossier_code: str
    dossier: str
    room: str
    main_group: str
    bbl: int
    weights: tuple[int, int]

    @property
    def main_group_code(self) -> str:
        """DUO numbers the main groups in alphabetical order."""
        return f"hg{MAIN_GROUPS.index(self.main_group) + 1:03d}"


def _qualifications(table: str) -> Iterator[Qualification]:
    """Read lines of code|name|level|dossier|its name|room|main group|bbl|men women."""
    for line in table.strip().splitlines():
        code, name, level, dossier, whole, room, group, bbl, weights = line.strip().split("|")
        men, women = weights.split()
        yield Qualification(
            code,
            name,
            int(level),
            dossier,
            whole,
            ROOMS[room],
            next(main for main in MAIN_GROUPS if main.startswith(group)),
            int(bbl),
            (int(men), int(women)),
        )


QUALIFICATIONS = tuple(
    _qualifications("""
    25251|Assistent dienstverlening en zorg|1|23110|Entree|E|Entree|350|1500 3400
    25253|Assistent installatie- en constructietechniek|1|23110|Entree|E|Entree|450|2600 60
    25118|Allround timmerman|3|23057|Timmeren|T|Bouw|850|3400 60
    25128|Timmerman|2|23057|Timmeren|T|Bouw|700|4000 70
    25104|Middenkaderfunctionaris Bouw|4|23053|Middenkader bouw en infra|T|Bouw|150|7200 1300
    25017|Allround meubelmaker/(scheeps)interieurbouwer|3|23008|Meubels en (scheeps)interieurs \
maken|T|Afbouw|450|3400 600
    25297|Technicus engineering|4|23119|Middenkader Engineering|T|Techniek|180|18500 1000
    25332|Eerste monteur elektrotechnische installaties woning en utiliteit|3|23127|\
Elektrotechnische Installaties|T|Techniek|800|7200 140
    25333|Monteur elektrotechnische installaties|2|23127|Elektrotechnische Installaties|T|\
Techniek|700|6400 120
    25340|Eerste monteur mechatronica|3|23130|Mechatronica|T|Techniek|500|6000 220
    25046|Chemisch-fysisch analist|4|23030|Analisten|T|Ambacht|200|3200 3300
    25244|Eerste Autotechnicus|3|23109|Voertuigen en mobiele werktuigen|M|Mobiliteit|600|9000 300
    25242|Autotechnicus|2|23109|Voertuigen en mobiele werktuigen|M|Mobiliteit|450|6000 160
    25371|Logistiek medewerker|2|23143|Logistiek|M|Transport|500|4800 420
    25388|Logistiek supervisor|4|23146|Middenkader Transport en Logistiek|M|Transport|300|4500 1400
    25187|Applicatie- en mediaontwikkelaar|4|23088|Applicatieontwikkeling|I|Informatie|60|12800 750
    25191|Medewerker beheer ICT|3|23090|ICT support|I|Informatie|100|6800 320
    25201|Mediavormgever|4|23095|Mediavormgeving|I|Media|40|7800 9300
    23041|Goud- en Zilversmeden|4|23041|Goud- en Zilversmeden|S|Ambacht|150|150 420
    25162|Manager retail|4|23076|Management retail|H|Handel|250|10500 6800
    25167|Verkoper|2|23080|Verkoop|H|Handel|350|6000 5600
    25138|Bedrijfsadministrateur|4|23065|Financieel administratieve beroepen|Z|Economie|120|\
9000 5400
    25145|Juridisch-administratief dienstverlener|4|23066|Juridisch-administratieve beroepen|Z|\
Economie|60|5200 10500
    25148|Medewerker marketing en communicatie|4|23067|Marketing, communicatie en evenementen|Z|\
Economie|50|10500 8700
    25407|Beveiliger|2|23161|Particuliere beveiliging|Z|Veiligheid|350|5200 2600
    25182|Zelfstandig werkend kok|3|23085|Keuken|V|Horeca|600|6800 3600
    23169|Bloem, groen en styling|4|23169|Bloem, groen en styling|V|Voedsel|450|4200 4600
    25352|Leidinggevende travel & hospitality|4|23134|Travel, Leisure & Hospitality|V|Toerisme|100|\
3300 8200
    25399|Allround Kapper|3|23157|Haarverzorging|V|Uiterlijke|350|900 9300
    23163|Sport en Bewegen|4|23163|Sport en Bewegen|C|Veiligheid|50|13500 5600
    25498|Helpende Zorg en Welzijn|2|23189|Dienstverlening|C|Zorg|300|3300 14500
    25491|Verzorgende IG|3|23187|Verzorgende IG|C|Zorg|500|2800 24000
    25480|Mbo-Verpleegkundige|4|23182|Mbo-Verpleegkundige|C|Zorg|400|4400 28500
    25484|Gespecialiseerd pedagogisch medewerker|4|23183|Pedagogisch Werk|C|Zorg|300|4300 21500
    25478|Persoonlijk begeleider specifieke doelgroepen|4|23181|Maatschappelijke Zorg|C|Zorg|350|\
6800 17500
    """)
)
