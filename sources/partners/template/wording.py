"""A contract in the words of a language: what its figures, regions and columns are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from sources.catalog import PartnerDataset
from sources.partner_contract import Deadline, Figure, PartnerContract
from sources.partners.layout import ColumnName, columns
from sources.partners.published import PERIOD_EXAMPLES
from sources.partners.reasons import because
from sources.partners.regions import region_codes, regions
from sources.partners.row import EXAMPLE
from sources.partners.template.texts import Language, texts


def deadline_words(deadline: Deadline, language: Language) -> str:
    """`1 maart`."""
    return f"{deadline.day} {texts(language)['months'].split()[deadline.month - 1]}"


class Wording:
    """A contract in the words of a language; `says` has the texts that are in every template."""

    def __init__(self, dataset: PartnerDataset, language: Language) -> None:
        self.dataset = dataset
        self.language = language
        self.says = texts(language)

    @property
    def contract(self) -> PartnerContract:
        """What may be delivered."""
        return self.dataset.contract

    @property
    def figures(self) -> Sequence[Figure]:
        """The figures, in the order of the contract."""
        return list(self.contract.figures.values())

    @property
    def title(self) -> str:
        """What the delivery is called."""
        return self.dataset.title_nl if self.language == "nl" else self.dataset.title_en

    @property
    def contact(self) -> str:
        """Who answers questions."""
        contact = self.contract.contact
        return contact.team_nl if self.language == "nl" else contact.team_en

    @property
    def header(self) -> list[str]:
        """Dutch names are the first of a column, English ones the second."""
        return [column.names[0 if self.language == "nl" else 1] for column in columns().values()]

    @property
    def units(self) -> list[str]:
        """The units of the figures; a percentage may also be sent as a fraction."""
        used = {figure.unit for figure in self.figures}
        units = [self.says[unit] for unit in ("count", "percent") if unit in used]
        return [*units, self.says["fraction"]] if "percent" in used else units

    @property
    def regions(self) -> list[str]:
        """Codes of every region of the contract, the country first."""
        codes = {code for figure in self.figures for code in region_codes(figure.regions)}
        return [code for code in regions() if code in codes]

    @property
    def breakdowns(self) -> dict[str, list[str]]:
        """The figures that a part belongs to, by what it is called."""
        found: dict[str, list[str]] = {}
        for figure in self.figures:
            for part in self.parts(figure):
                found.setdefault(part, []).append(self.name(figure))
        return found

    def name(self, figure: Figure) -> str:
        """What a figure is called."""
        return figure.title_nl if self.language == "nl" else figure.title_en

    def parts(self, figure: Figure) -> list[str]:
        """What the breakdowns of a figure are called; the codes are English."""
        if self.language == "en":
            return [code.replace("_", " ") for code in figure.breakdowns]
        return [(spellings or (code,))[0] for code, spellings in figure.breakdowns.items()]

    def about(self, column: ColumnName) -> str:
        """What a column means."""
        return columns()[column].nl if self.language == "nl" else columns()[column].en

    def period(self, figure: Figure) -> str:
        """`een schooljaar, zoals 2017/2018`."""
        form = because(f"form_{figure.period}")
        return form.nl if self.language == "nl" else form.en

    def area(self, figure: Figure) -> str:
        """`Nederland of een provincie`."""
        named = [
            regions()[name].name if name in regions() else self.says[name]
            for name in figure.regions
        ]
        return self.listed(named, "or")

    def listed(self, words: Sequence[str], last: Literal["and", "or"] = "and") -> str:
        """`a, b en c`."""
        return self.says[last].join([", ".join(words[:-1]), words[-1]] if words[1:] else words)

    def number(self, value: float) -> str:
        """`1.500`, or `1,500` in English."""
        text = f"{value:,.15g}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def example(self) -> list[str]:
        """A row that could be real: the first figure of the contract, for its first region."""
        figure = self.figures[0]
        percent = "16,2%" if self.language == "nl" else "16.2%"
        count = "128" if figure.highest >= 1_000 else "12"
        cells: Mapping[ColumnName, str] = {
            "figure": self.name(figure),
            "period": PERIOD_EXAMPLES[figure.period],
            "region": regions()[region_codes(figure.regions)[0]].name,
            "breakdown": "",
            "value": count if figure.unit == "count" else percent,
            "unit": self.says[figure.unit],
            "note": self.says["example"].format(word=EXAMPLE),
        }
        return [cells[column] for column in columns()]
