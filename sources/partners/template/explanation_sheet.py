"""The sheet that explains: how it works, and what the contract asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from sources.partners.layout import ColumnName, columns
from sources.partners.regions import regions
from sources.partners.template.page import Page
from sources.partners.template.rules import rules_in_words
from sources.partners.template.wording import Wording, deadline_words

_FOLDERS = 4
"""Where there are more folders than this, the first is an example of them all."""


def write_explanation(wording: Wording, sheet: Worksheet) -> Mapping[ColumnName, str]:
    """Write the sheet; says which columns of a delivery are chosen from a list on it, and where."""
    says, page = wording.says, Page(sheet)
    lists: dict[ColumnName, str] = {}
    page.title(wording.title)
    page.heading(says["how"])
    for number, step in enumerate(_steps(wording), start=1):
        page.line(f"{number}. {step}")
    page.heading(says["columns"])
    page.table(says["columns_head"], _columns(wording))
    page.heading(says["figures"])
    lists["figure"] = page.table(says["figures_head"], _figures(wording))
    page.heading(says["rules"])
    for rule in rules_in_words(wording):
        page.line(f"• {rule}")
    if len(wording.regions) > 1:
        page.heading(says["regions"])
        named = ([regions()[code].name, code] for code in wording.regions)
        lists["region"] = page.table(says["regions_head"], named)
    if wording.breakdowns:
        page.heading(says["breakdowns"])
        of = ([part, "; ".join(names)] for part, names in wording.breakdowns.items())
        lists["breakdown"] = page.table(says["breakdowns_head"], of)
    return lists


def _steps(wording: Wording) -> Iterator[str]:
    says, deadline = wording.says, wording.contract.deadline
    yield says["step_fill"]
    yield _where(wording)
    if deadline:
        yield says["step_deadline"].format(day=deadline_words(deadline, wording.language))
    else:
        yield says["step_no_deadline"]
    yield says["step_check"].format(name=wording.dataset.name)
    yield says["step_contact"].format(contact=wording.contact)


def _where(wording: Wording) -> str:
    folders = [f"inbox/{partner}" for partner in wording.dataset.fetch.partners]
    if len(folders) > _FOLDERS:
        return wording.says["step_folders_many"].format(folders=folders[0])
    step = "step_folders" if len(folders) > 1 else "step_folder"
    return wording.says[step].format(folders=wording.listed(folders, "or"))


def _columns(wording: Wording) -> Iterator[Sequence[str]]:
    for title, (name, column) in zip(wording.header, columns().items(), strict=True):
        yield [title, wording.says["yes" if column.required else "no"], wording.about(name)]


def _figures(wording: Wording) -> Iterator[Sequence[str]]:
    says = wording.says
    for code, figure in wording.contract.figures.items():
        yield [
            wording.name(figure),
            says[figure.unit],
            wording.period(figure),
            wording.area(figure),
            ", ".join(wording.parts(figure)) or says["none"],
            says["yes" if figure.once else "no"],
            code,
        ]
