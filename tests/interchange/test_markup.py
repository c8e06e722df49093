"""A plain document becomes Markdown that reads the same, with its translations as fresh as they were."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.interchange import export_document, import_text
from conceptwriter.interchange.escaping import escape_inline
from conceptwriter.interchange.markup import become_markdown, is_plain, place_in_markdown
from conceptwriter.outline import Document, edits
from conceptwriter.outline.sketch import Sketch
from tests.interchange.outlines import SEGMENTER


def plain(text: str) -> Document:
    return import_text(text, "text", language="en", segmenter=SEGMENTER)


def with_marks(document: Document) -> Document:
    with Sketch(document) as sketch:
        become_markdown(sketch)
    document.apply(sketch.operation("Mark"))
    return document


def test_the_texts_are_escaped_once() -> None:
    document = plain("A *star* here.\n\n`x` _y_ z.\n")
    before = export_document(document)
    assert is_plain(document)
    with_marks(document)
    assert not is_plain(document)
    assert [document.source_text(node) for node in document.concepts()] == [
        r"A \*star\* here.",
        r"\`x\` \_y\_ z.",
    ]
    assert document.root.attributes["markup"] == "markdown"
    assert export_document(document) == before
    assert [document.source_text(node) for node in with_marks(document).concepts()] == [
        r"A \*star\* here.",
        r"\`x\` \_y\_ z.",
    ]


def test_what_is_verbatim_stays() -> None:
    document = plain("A *star* here.\n")
    (node,) = document.concepts()
    document.apply(edits.set_attributes(document, node, {"verbatim": "1"}))
    assert with_marks(document).source_text(node) == "A *star* here."


def test_translations_stay_as_fresh_as_they_were() -> None:
    document = plain("A *star* here.\n\nOld *one* here.\n")
    fresh, stale = document.concepts()
    for node in (fresh, stale):
        document.apply(edits.set_rendition(document, node, "fra_Latn", "Une *étoile*."))
    document.apply(edits.edit_text(document, stale, "New *one* here."))
    assert [document.is_stale(node, "fra_Latn") for node in (fresh, stale)] == [False, True]
    with_marks(document)
    assert [document.is_stale(node, "fra_Latn") for node in (fresh, stale)] == [False, True]
    assert document.text(fresh, "fra_Latn") == r"Une \*étoile\*."


@pytest.mark.parametrize(("position", "place"), [(0, 0), (2, 2), (3, 4), (7, 8), (8, 10), (10, 12)])
def test_a_place_moves_after_the_backslashes_before_it(position: int, place: int) -> None:
    text = "A *star* x"
    assert place_in_markdown(text, position) == place


@given(st.text("a\\*_<>`[]&lt;# \n~", max_size=12))
def test_no_place_is_between_a_backslash_and_its_character(text: str) -> None:
    escaped = escape_inline(text)
    places = [place_in_markdown(text, position) for position in range(len(text) + 1)]
    written = [escaped[start:end] for start, end in pairwise(places)]
    for character, shape in zip(text, written, strict=True):
        assert shape in (character, f"\\{character}", "&lt;" if character == "<" else character)
    assert (places[0], places[-1]) == (0, len(escaped))
