"""The note to a partner about what waits for them: late figures, and figures that raise questions.

A receipt answers a file; a note tells what no file brought about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.formatting import Language, shorten
from expectations.page import Report
from expectations.templating import environment, load_texts, page

_ITEMS = 20
_SENTENCE = 600


@dataclass(frozen=True)
class NoteItem:
    """One thing for a partner: `key` is the same as long as it is the same thing."""

    key: str
    title: str
    told: str


def render_note(
    partner: str, items: Sequence[NoteItem], contact: str, language: Language, sample: bool
) -> Report:
    """Write the note; `items` must not be empty."""
    texts = load_texts(language)
    shown = [
        NoteItem(item.key, shorten(item.title, 200), shorten(item.told, _SENTENCE))
        for item in items[:_ITEMS]
    ]
    key = "note_subject_one" if len(items) == 1 else "note_subject"
    mark = f"[{texts['sample_mark']}] " if sample else ""
    sections: dict[str, object] = {
        "t": texts,
        "language": language,
        "partner": shorten(partner, 80),
        "items": shown,
        "more": len(items) - len(shown),
        "contact": shorten(contact, 200),
        "sample": sample,
        "subject": shorten(f"{mark}{texts['product']}: {texts[key].format(count=len(items))}", 150),
    }
    return Report(
        subject=str(sections["subject"]),
        text=environment().get_template("note.txt.j2").render(sections),
        html=page("note.html.j2", sections),
        images=(),
        language=language,
    )
