"""Making the file and saving it, in a form that its reader and Excel take without complaint."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from sources.catalog import PartnerDataset
from sources.partners.layout import columns
from sources.partners.template.delivery_sheet import ROWS, write_delivery
from sources.partners.template.explanation_sheet import write_explanation
from sources.partners.template.texts import Language
from sources.partners.template.wording import Wording

_FIRST_SHEET = "xl/worksheets/sheet1.xml"


def write_template(dataset: PartnerDataset, path: Path, language: Language = "nl") -> None:
    """Write the file that a partner fills in; its suffix says in which form.

    Raises:
        ValueError: the suffix is neither `.xlsx` nor `.csv`.
        OSError: it cannot be written there.
    """
    wording = Wording(dataset, language)
    match path.suffix.lower():
        case ".xlsx":
            _save(_workbook(wording), path)
        case ".csv":
            path.write_text(_csv(wording), encoding="utf-8-sig", newline="")
        case _:
            raise ValueError(f"{path.name}: a template is written as .xlsx or as .csv")


def _csv(wording: Wording) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([wording.header, wording.example()])
    return text.getvalue()


def _workbook(wording: Wording) -> Workbook:
    workbook = Workbook()
    workbook.properties.creator = "Techniekpact"
    workbook.properties.title = wording.title
    delivery = workbook.worksheets[0]
    delivery.title = wording.says["delivery"]
    explanation = workbook.create_sheet(wording.says["explanation"])
    lists = write_explanation(wording, explanation)
    write_delivery(wording, delivery, lists)
    return workbook


def _save(workbook: Workbook, path: Path) -> None:
    """Save it, and tell Excel that numbers kept as text are meant so.

    Without that it puts a green mark in every cell. openpyxl knows no `ignoredErrors`; their place
    is before the drawing of the comments.
    """
    cells = f"A2:{get_column_letter(len(columns()))}{ROWS}"
    meant = f'<ignoredErrors><ignoredError sqref="{cells}" numberStoredAsText="1"/></ignoredErrors>'
    before = b"<legacyDrawing "
    saved = io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for part in made.infolist():
            content = made.read(part)
            if part.filename == _FIRST_SHEET:
                content = content.replace(before, meant.encode() + before, 1)
            file.writestr(part, content, zipfile.ZIP_DEFLATED)
