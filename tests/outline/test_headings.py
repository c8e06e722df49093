"""Headings by level: what comes under a new one, what leaves it, and giving it all back."""

from __future__ import annotations

import random

import pytest

from conceptwriter.interchange import export_document, import_text
from conceptwriter.outline import ROOT, Caret, Document, EditError, Kind, LockedError, Rendition, edits
from conceptwriter.outline.headings import DEEPEST_LEVEL, TITLE, heading_level
from tests.outline.drafts import find, lines, picture


def document_of(markdown: str) -> Document:
    document = import_text(markdown, language="en")
    document.root.renditions.clear()  # it bears the first heading too
    return document


BOOK = """\
# Sea

Rain fell.

The quay was dark.

## Night

Nobody slept.

### Late

The lamp went out.

## Day

Sun.

# Land

Grass.
"""


def markdown(document: Document) -> str:
    return export_document(document)


def test_a_paragraph_becomes_a_heading_with_what_follows_it() -> None:
    document = document_of(BOOK)
    node = find(document, "The quay was dark.")
    document.apply(edits.make_heading(document, node, 1))
    assert markdown(document) == BOOK.replace("The quay was dark.", "# The quay was dark.")
    assert document.node(node).kind is Kind.SECTION
    assert document.parent(find(document, "Night")) == node
    assert document.parent(find(document, "Day")) == node
    assert document.parent(find(document, "Land")) == ROOT


@pytest.mark.parametrize("level", range(1, 7))
@pytest.mark.parametrize("text", ["Rain fell.", "The quay was dark.", "Nobody slept.", "Sun.", "Grass."])
def test_only_the_marks_of_the_heading_are_new(text: str, level: int) -> None:
    document = document_of(BOOK)
    before = picture(document)
    node = find(document, text)
    document.apply(edits.make_heading(document, node, level))
    assert heading_level(document, node) == level
    assert markdown(document) == BOOK.replace(text, f"{'#' * level} {text}")
    document.apply(edits.make_paragraph(document, node))
    assert markdown(document) == BOOK
    document.undo()
    document.undo()
    assert picture(document) == before


@pytest.mark.parametrize("level", range(1, 7))
@pytest.mark.parametrize("title", ["Sea", "Night", "Late", "Day", "Land"])
def test_another_level_changes_the_marks_alone(title: str, level: int) -> None:
    document = document_of(BOOK)
    old = f"{'#' * heading_level(document, find(document, title))} {title}\n"
    document.apply(edits.make_heading(document, find(document, title), level))
    wanted = BOOK.replace(f"\n{old}" if not BOOK.startswith(old) else old, f"\n{'#' * level} {title}\n", 1)
    assert markdown(document) == wanted.lstrip("\n")


def test_reading_order_and_nodes_survive_any_walk() -> None:
    """Headings made, moved and unmade at random: the text stays, and undo gives the first tree back."""
    for seed in range(5):
        chance = random.Random(seed)
        document = document_of(BOOK)
        before = picture(document)
        words = [line.lstrip("# ") for line in BOOK.split("\n\n")]
        for _ in range(25):
            nodes = [n for n in document.descendants(ROOT) if document.node(n).kind is not Kind.PARAGRAPH]
            node = chance.choice(nodes)
            if document.node(node).kind is Kind.SECTION and chance.random() < 0.4:
                document.apply(edits.make_paragraph(document, node))
            else:
                document.apply(edits.make_heading(document, node, chance.randint(1, DEEPEST_LEVEL)))
            assert [line.lstrip("# ") for line in markdown(document).split("\n\n")] == words
            again = document_of(markdown(document))
            assert lines(again) == lines(document)
        while document.undo_label:
            document.undo()
        assert picture(document) == before


def test_a_short_paragraph_becomes_the_heading_as_a_whole() -> None:
    document = document_of("Chapter 1. The storm.\n\nRain fell.\n")
    first = find(document, "Chapter 1.")
    document.apply(edits.make_heading(document, find(document, "The storm."), 2))
    assert markdown(document) == "## Chapter 1. The storm.\n\nRain fell.\n"
    assert document.node(first).kind is Kind.SECTION


def test_of_a_long_paragraph_the_sentence_becomes_the_heading() -> None:
    long = "The boats came in at dawn, one behind the other, and nobody said a word about the night before."
    document = document_of(f"{long} And then. {long}\n\nAfter.\n")
    document.apply(edits.make_heading(document, find(document, "And then."), 2))
    assert markdown(document) == f"{long}\n\n## And then.\n\n{long}\n\nAfter.\n"


def test_notes_translations_and_languages_are_kept() -> None:
    document = document_of("One thing.\n\nTwo.\n")
    one, two = find(document, "One thing."), find(document, "Two.")
    document.apply(edits.set_rendition(document, one, "fra_Latn", "Une chose."))
    document.apply(edits.set_note(document, one, "check"))
    paragraph = document.parent(one)
    assert paragraph is not None
    document.apply(edits.set_language(document, [paragraph], "fra_Latn"))
    document.apply(edits.make_heading(document, one, 1))
    assert document.text(one) == "Une chose."
    assert document.effective_language(two) == "eng_Latn"
    assert document.node(one).note == "check"
    assert isinstance(document.rendition(one, "eng_Latn"), Rendition)


def test_what_is_locked_stays() -> None:
    document = document_of(BOOK)
    document.apply(edits.set_locked(document, [find(document, "Night")], True))
    with pytest.raises(LockedError, match="locked"):
        edits.make_heading(document, find(document, "The quay was dark."), 1)
    with pytest.raises(EditError, match="cannot be moved"):
        edits.make_heading(document, ROOT, 1)
    with pytest.raises(EditError, match="Only a heading"):
        edits.make_paragraph(document, find(document, "Grass."))


def test_new_sections_and_chapters() -> None:
    document = document_of("# My Book\n\n## One\n\nRain.\n\n### Part\n\nSun.\n\n## Two\n\nEnd.\n")
    section = edits.new_section(document, find(document, "Sun."))
    document.apply(section)
    assert section.caret_after is not None
    assert document.parent(section.caret_after.node) == find(document, "One")
    document.undo()
    chapter = edits.new_chapter(document, find(document, "Sun."))
    document.apply(chapter)
    assert chapter.caret_after is not None
    fresh = chapter.caret_after.node
    assert document.previous_sibling(fresh) == find(document, "One")
    assert document.next_sibling(fresh) == find(document, "Two")
    assert heading_level(document, fresh) == 2


def test_chapters_stand_beside_each_other_without_a_title() -> None:
    document = document_of("# One\n\nRain.\n")
    chapter = edits.new_chapter(document, find(document, "Rain."))
    document.apply(chapter)
    assert chapter.caret_after == Caret(document.root.children[-1])
    document.undo()
    document.apply(edits.set_attributes(document, find(document, "One"), {TITLE: "1"}))
    document.apply(edits.new_chapter(document, find(document, "Rain.")))
    assert [document.node(node).kind for node in document.node(find(document, "One")).children] == [
        Kind.PARAGRAPH,
        Kind.SECTION,
    ]


def test_a_first_section_and_chapter_of_loose_text_comes_behind_it() -> None:
    document = document_of("Rain.\n\nSun.\n")
    document.apply(edits.new_section(document, find(document, "Rain.")))
    assert [document.node(node).kind for node in document.root.children] == [
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.SECTION,
    ]
