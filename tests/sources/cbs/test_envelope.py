"""The array inside a page, found among its bytes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.cbs.envelope import EnvelopeError, leave_array, look

TEXTS = st.text(alphabet=st.sampled_from('a[]{}",:\\\n é€😀 '), max_size=12)
ROWS = st.lists(st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(), st.none())), max_size=4)
AROUND = st.dictionaries(
    TEXTS.filter(lambda key: key != "value"), st.one_of(TEXTS, st.integers()), max_size=3
)


def cut_bytes(content: bytes) -> tuple[object, dict[str, object], str | None]:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.json"
        page.write_bytes(content)
        envelope = look(page)
        leave_array(page, envelope)
        return json.loads(page.read_bytes()), envelope.keys, envelope.next_link


@given(
    before=AROUND,
    rows=ROWS,
    after=AROUND,
    indent=st.sampled_from([None, 0, 2]),
    ascii_only=st.booleans(),
    mark=st.booleans(),
)
def test_any_page_in_any_spacing_gives_its_array(
    before: dict[str, object],
    rows: list[object],
    after: dict[str, object],
    indent: int | None,
    ascii_only: bool,
    mark: bool,
) -> None:
    after = {key: value for key, value in after.items() if key not in before}
    page = before | {"value": rows} | after
    text = json.dumps(page, indent=indent, ensure_ascii=ascii_only)
    found, keys, _ = cut_bytes(("\ufeff" if mark else "").encode() + text.encode())
    assert found == rows
    assert keys == before | after


@pytest.mark.parametrize("key", ["@odata.nextLink", "odata.nextLink"])
def test_the_next_link_is_found_behind_a_large_array(key: str) -> None:
    rows = [{"text": "x]" * 50, "number": n} for n in range(5000)]
    link = "http://host/T?$filter=startswith(X,'[a]') and Y eq ']'&$skip=10"
    found, _, next_link = cut_bytes(json.dumps({"context": 1, "value": rows, key: link}).encode())
    assert (found, next_link) == (rows, link)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"value": 3}',
        b'{"value": {"a": []}}',
        b'{"value": [{"a": 1}, {"a": ',
        b'{"value": [{"a": 1}]',
        b'{"context": "x"',
        b"<html></html>",
        b'{"error": {"message": "busy"}}',
    ],
)
def test_what_is_no_page_is_refused(content: bytes) -> None:
    with pytest.raises(EnvelopeError):
        cut_bytes(content)
