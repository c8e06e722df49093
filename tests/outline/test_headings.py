"""Headings by level: what comes under a new one, what leaves it, and giving it all back."""

from __future__ import annotations

import random

import pytest

from conceptwriter.interchange import export_document, import_text
from conceptwriter.outline import ROOT, Caret, Document, Draft, EditError, Kind, LockedError, Rendition, edits
from conceptwriter.outline.blocks import BLOCK, FENCE, INFO, LEVEL, TIGHT, VERBATIM, WITHIN
from conceptwriter.outline.headings import (
    DEEPEST_LEVEL,
    LONGEST_HEADING,
    TITLE,
    heading_level,
    last_open_before,
)
from conceptwriter.outline.model import LEAD
from tests.outline.drafts import find, lines, paragraph, picture, section


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


def test_chapters_are_next_to_each_other_without_a_title() -> None:
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


def test_a_first_section_and_chapter_of_loose_text_comes_after_it() -> None:
    document = document_of("Rain.\n\nSun.\n")
    document.apply(edits.new_section(document, find(document, "Rain.")))
    assert [document.node(node).kind for node in document.root.children] == [
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.SECTION,
    ]


def heading(level: int, text: str, *children: Draft) -> Draft:
    """A section that says its level (0: its place says it)."""
    return Draft(Kind.SECTION, text, attributes={LEVEL: str(level)} if level else {}, children=list(children))


def levels(document: Document) -> dict[str, tuple[int, str | None]]:
    """Of each heading its level, and what it says of that."""
    return {
        document.text(node): (heading_level(document, node), document.node(node).attributes.get(LEVEL))
        for node in document.of_kind(Kind.SECTION)
        if node != ROOT
    }


def steps() -> Document:
    """Headings of which some are deeper than their place."""
    return Document.from_draft(
        section(
            "Book",
            heading(3, "a", paragraph("x")),
            heading(2, "b"),
            heading(2, "c", heading(0, "d", paragraph("y"))),
            heading(0, "e"),
        )
    )


@pytest.mark.parametrize(
    ("text", "level", "changed"),
    [
        ("x", 2, {"x": (2, "2")}),
        ("x", 4, {"x": (4, None)}),
        ("x", 5, {"x": (5, "5")}),
        ("b", 1, {"b": (1, None), "c": (2, None)}),
        ("d", 5, {"d": (5, "5")}),
        ("d", 0, {"d": (1, None)}),
        ("d", 9, {"d": (6, "6")}),
        ("d", 2, {"d": (2, "2")}),
        ("e", 2, {"e": (2, "2")}),
        ("e", 3, {"e": (3, None)}),
    ],
)
def test_a_heading_says_its_level_where_its_place_does_not(
    text: str, level: int, changed: dict[str, tuple[int, str | None]]
) -> None:
    document = steps()
    before = levels(document)
    assert before == {"a": (3, "3"), "b": (2, "2"), "c": (2, "2"), "d": (3, None), "e": (1, None)}
    order = [document.text(node) for node in document.descendants(ROOT) if document.text(node)]
    document.apply(edits.make_heading(document, find(document, text), level))
    assert levels(document) == before | changed
    assert [document.text(node) for node in document.descendants(ROOT) if document.text(node)] == order


@pytest.mark.parametrize(
    ("text", "home", "changed"),
    [
        ("a", "Book", {}),
        ("b", "a", {}),
        ("c", "b", {"d": (3, None)}),
        ("d", "c", {}),
        ("e", "d", {}),
    ],
)
def test_a_heading_that_is_none_any_more_says_no_level(
    text: str, home: str, changed: dict[str, tuple[int, str | None]]
) -> None:
    document = steps()
    node = find(document, text)
    document.apply(edits.set_attributes(document, node, {TITLE: "1", "kept": "1"}))
    before = levels(document)
    operation = edits.make_paragraph(document, node)
    document.apply(operation)
    assert operation.caret_after == Caret(node, 1)
    assert document.node(node).attributes == {"kept": "1"}
    assert document.path(node)[-3] == (ROOT if home == "Book" else find(document, home))
    del before[text]
    assert levels(document) == before | changed


def test_a_level_that_is_no_number_counts_for_nothing() -> None:
    document = steps()
    for wrong in ("", "two", "-3", "0"):
        document.apply(edits.set_attributes(document, find(document, "a"), {LEVEL: wrong}))
        assert heading_level(document, find(document, "a")) == 1
    assert heading_level(document, ROOT) == 0


@pytest.mark.parametrize("length", [LONGEST_HEADING - 1, LONGEST_HEADING, LONGEST_HEADING + 1])
def test_how_long_a_heading_may_be(length: int) -> None:
    first = "a" * (length - 6) + "."
    document = Document.from_draft(section("Book", paragraph(first, "bbbb")))
    document.apply(edits.make_heading(document, document.root.children[0], 1))
    if length <= LONGEST_HEADING:
        assert lines(document) == [f"# {first} bbbb"]
    else:
        assert lines(document) == [f"# {first}", "  -", "    . bbbb"]


def test_a_summary_becomes_the_heading_and_an_empty_paragraph_an_empty_one() -> None:
    document = Document.from_draft(
        section("Book", paragraph("one", "two", summary="Sum"), Draft(Kind.PARAGRAPH), paragraph("z"))
    )
    first, empty, _ = document.root.children
    marks: dict[str, str | None] = {
        WITHIN: "-", BLOCK: "code", TIGHT: "1", FENCE: "~~~", INFO: "py", LEAD: " ", "kept": "1"
    }  # fmt: skip
    document.apply(edits.set_attributes(document, first, marks))
    document.apply(edits.set_language(document, [first], "fra_Latn"))
    document.apply(edits.make_heading(document, first, 2))
    assert lines(document) == ["# Sum", "  -", "    . one", "    . two", "  -", "  -", "    . z"]
    assert document.node(first).attributes == {"kept": "1", LEVEL: "2"}
    below = document.node(document.node(first).children[0])
    assert (below.attributes, below.language) == (marks, "fra_Latn")
    document.undo()
    document.apply(edits.make_heading(document, empty, 1))
    assert lines(document) == ["- Sum", "  . one", "  . two", "#", "  -", "    . z"]


def test_what_was_said_of_a_paragraph_stays_with_its_parts() -> None:
    long = "b" * LONGEST_HEADING
    document = Document.from_draft(section("Book", paragraph("a", "h", long), paragraph("z")))
    first, node = document.root.children[0], find(document, "h")
    document.apply(edits.set_note(document, first, "of all"))
    document.apply(edits.set_attributes(document, first, {"kept": "1"}))
    document.apply(
        edits.set_attributes(document, node, {"break": "1", "gap": "  ", VERBATIM: "1", "own": "1"})
    )
    document.apply(edits.make_heading(document, node, 1))
    assert lines(document) == ["-", "  . a", "# h", "  -", f"    . {long}", "  -", "    . z"]
    assert document.node(first).note == "of all"
    assert document.node(node).attributes == {"own": "1"}
    assert document.node(document.node(node).children[0]).attributes == {"kept": "1"}


@pytest.mark.parametrize(("own", "wanted"), [("", "of all"), ("own", "of all\nown")])
def test_the_note_of_a_paragraph_goes_to_the_heading_it_becomes(own: str, wanted: str) -> None:
    document = Document.from_draft(section("Book", paragraph("a"), paragraph("z")))
    first, node = document.root.children[0], find(document, "a")
    document.apply(edits.set_note(document, first, "of all"))
    document.apply(edits.set_note(document, node, own))
    document.apply(edits.make_heading(document, node, 1))
    assert document.node(node).note == wanted
    assert first not in document


@pytest.mark.parametrize("locked", ["Night", "Late", "Day", "The lamp went out.", "Sea"])
def test_whatever_would_move_must_not_be_locked(locked: str) -> None:
    document = document_of(BOOK)
    document.apply(edits.set_locked(document, [find(document, locked)], True))
    before = picture(document)
    if locked != "The lamp went out.":
        with pytest.raises(LockedError):
            edits.make_paragraph(document, find(document, "Sea" if locked != "Late" else "Night"))
    with pytest.raises(LockedError):
        edits.make_heading(document, find(document, locked), 4)
    assert picture(document) == before


def test_the_section_a_paragraph_before_a_heading_is_in() -> None:
    document = document_of(BOOK)
    homes = {"Sea": "", "Night": "Sea", "Late": "Night", "Day": "Late", "Land": "Day"}
    for title, home in homes.items():
        found = last_open_before(document, find(document, title))
        assert found == (find(document, home) if home else ROOT)
