"""Where new sections and chapters come to stand, what level they have, and what keeps them out."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Caret, Document, Draft, Kind, LockedError, edits
from conceptwriter.outline.blocks import LEVEL
from conceptwriter.outline.headings import TITLE
from tests.outline.drafts import find, lines, paragraph, section


def titled() -> Document:
    """A title line with loose text, two chapters below it, the first with a section."""
    draft = section(
        "Book",
        section("Title", paragraph("loose"), section("A", paragraph("a"), section("B", paragraph("b")))),
    )
    draft.children[0].children.append(section("C", paragraph("c")))
    draft.children[0].attributes[TITLE] = "1"
    return Document.from_draft(draft)


def plain() -> Document:
    return Document.from_draft(
        section("Book", paragraph("p"), paragraph("q"), section("A", paragraph("a")), section("C"))
    )


def heads(document: Document) -> list[str]:
    """The headings with their depth; the new one has no text."""
    return [
        "#" * document.depth(node) + document.text(node)
        for node in document.of_kind(Kind.SECTION)
        if node != ROOT
    ]


@pytest.mark.parametrize(
    ("at", "section_there", "chapter_there"),
    [
        ("Title", ["#Title", "##", "##A", "###B", "##C"], ["#Title", "##", "##A", "###B", "##C"]),
        ("loose", ["#Title", "##", "##A", "###B", "##C"], ["#Title", "##", "##A", "###B", "##C"]),
        ("A", ["#Title", "##A", "###B", "##", "##C"], ["#Title", "##A", "###B", "##", "##C"]),
        ("a", ["#Title", "##A", "###B", "##", "##C"], ["#Title", "##A", "###B", "##", "##C"]),
        ("b", ["#Title", "##A", "###B", "###", "##C"], ["#Title", "##A", "###B", "##", "##C"]),
        ("c", ["#Title", "##A", "###B", "##C", "##"], ["#Title", "##A", "###B", "##C", "##"]),
    ],
)
def test_below_a_title_line(at: str, section_there: list[str], chapter_there: list[str]) -> None:
    for make, label, wanted in (
        (edits.new_section, "New section", section_there),
        (edits.new_chapter, "New chapter", chapter_there),
    ):
        document = titled()
        operation = make(document, find(document, at))
        document.apply(operation)
        assert operation.label == label
        assert heads(document) == wanted
        caret = operation.caret_after
        assert caret is not None
        assert (caret.position, document.text(caret.node)) == (0, "")


@pytest.mark.parametrize(
    ("at", "place", "chapter_place"),
    [("p", 2, 2), ("q", 2, 2), ("Book", 2, 2), ("A", 3, 3), ("a", 3, 3), ("C", 4, 4)],
)
def test_without_a_title_line(at: str, place: int, chapter_place: int) -> None:
    for make, wanted in ((edits.new_section, place), (edits.new_chapter, chapter_place)):
        document = plain()
        operation = make(document, ROOT if at == "Book" else find(document, at))
        document.apply(operation)
        caret = operation.caret_after
        assert caret is not None
        assert (document.parent(caret.node), document.index_in_parent(caret.node)) == (ROOT, wanted)
        assert caret == Caret(caret.node)


@pytest.mark.parametrize(
    ("loose", "at", "is_title"),
    [(paragraph(), "a", True), (paragraph("said"), "a", False), (paragraph(summary="said"), "a", False)],
)
def test_a_single_section_without_text_of_its_own_is_a_title(loose: Draft, at: str, is_title: bool) -> None:
    document = Document.from_draft(section("Book", section("T", loose, section("A", paragraph("a")))))
    document.apply(edits.new_chapter(document, find(document, at)))
    assert heads(document) == (["#T", "##A", "##"] if is_title else ["#T", "##A", "#"])


def test_a_single_section_without_sections_is_a_chapter() -> None:
    document = Document.from_draft(section("Book", section("A", paragraph())))
    document.apply(edits.new_chapter(document, find(document, "A")))
    assert heads(document) == ["#A", "#"]


def test_two_titles_and_more_outermost_sections_are_chapters() -> None:
    document = titled()
    document.apply(edits.add_subtree(document, ROOT, 1, section("Z", paragraph("z"))))
    document.apply(edits.new_chapter(document, find(document, "a")))
    assert heads(document) == ["#Title", "##A", "###B", "##C", "#", "#Z"]


def test_text_before_the_first_section_comes_first() -> None:
    document = Document.from_draft(
        section("Book", section("A"), paragraph("p"), section("B"), paragraph("q"))
    )
    for at, wanted in (("p", ["#A", "#", "#B"]), ("q", ["#A", "#B", "#"])):
        for make in (edits.new_section, edits.new_chapter):
            document.apply(make(document, find(document, at)))
            assert heads(document) == wanted
            document.undo()
    document.apply(edits.new_section(document, ROOT))
    assert lines(document)[0] == "#"


def test_a_new_one_has_the_level_of_the_one_before_and_locked_places_stay() -> None:
    document = plain()
    document.apply(edits.set_attributes(document, find(document, "A"), {LEVEL: "3", "kept": "1"}))
    for make in (edits.new_section, edits.new_chapter):
        operation = make(document, find(document, "a"))
        document.apply(operation)
        assert operation.caret_after is not None
        assert document.node(operation.caret_after.node).attributes == {LEVEL: "3"}
        document.undo()
    document.apply(edits.set_locked(document, [ROOT], True))
    for make in (edits.new_section, edits.new_chapter):
        with pytest.raises(LockedError):
            make(document, find(document, "a"))
