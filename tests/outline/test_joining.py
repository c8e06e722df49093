"""Two nodes become one: texts, notes, status and languages of both, and what may stand between them."""

from __future__ import annotations

import pytest

from conceptwriter.outline import Document, LockedError, NodeId, Origin, Rendition, State, edits
from conceptwriter.outline.joining import has_text_or_note, join_paragraphs, join_texts, remove_if_empty
from conceptwriter.outline.sketch import Sketch
from tests.outline.drafts import lines, paragraph, section

FRENCH = "fra_Latn"


@pytest.fixture
def document() -> Document:
    return Document.from_draft(section("", paragraph("a", "b"), paragraph("c", "d")))


def joined(document: Document, first: NodeId, second: NodeId) -> None:
    with Sketch(document) as sketch:
        join_texts(sketch, first, second)
    document.apply(sketch.operation("Join"))


def test_paragraphs_join_unless_one_is_locked(document: Document) -> None:
    one, two = document.root.children
    document.apply(edits.set_note(document, two, "n"))
    with Sketch(document) as sketch:
        join_paragraphs(sketch, one, two)
    for locked in (one, two):
        document.apply(edits.set_locked(document, [locked], True))
        with pytest.raises(LockedError), Sketch(document) as refused:
            join_paragraphs(refused, one, two)
        document.undo()
    document.apply(sketch.operation("Join"))
    assert lines(document) == ["-", "  . a", "  . b", "  . c", "  . d"]
    assert document.node(one).note == "n"


def test_a_paragraph_that_says_nothing_goes(document: Document) -> None:
    one, two = document.root.children
    for prepare in ([], [edits.set_note(document, one, "n")]):
        for operation in prepare:
            document.apply(operation)
        with Sketch(document) as sketch:
            remove_if_empty(sketch, one)
            for concept in document.children(one):
                sketch.remove(concept)
            assert has_text_or_note(document, one) is bool(prepare)
            remove_if_empty(sketch, one)
            remove_if_empty(sketch, document.node(two).children[0])
            assert document.root.children == ([one, two] if prepare else [two])


def test_what_either_says_is_kept(document: Document) -> None:
    a, b, c, d = document.concepts()
    for node, note, status in ((a, "A", ""), (b, "B", "draft"), (c, "", "done"), (d, "D", "draft")):
        document.apply(edits.set_note(document, node, note))
        document.apply(edits.set_status(document, [node], status))
    joined(document, a, b)
    joined(document, c, d)
    assert (document.text(a), document.node(a).note, document.node(a).status) == ("a b", "A\nB", "draft")
    assert (document.text(c), document.node(c).note, document.node(c).status) == ("c d", "D", "done")


def test_an_empty_one_takes_over_text_and_language(document: Document) -> None:
    a, b, c, d = document.concepts()
    document.apply(edits.edit_text(document, a, ""))
    document.apply(edits.set_source_language(document, b, FRENCH))
    joined(document, a, b)
    assert (document.node(a).source_language, document.source_text(a)) == (FRENCH, "b")
    document.apply(edits.edit_text(document, d, ""))
    joined(document, c, d)
    assert document.text(c) == "c"
    joined(document, d, d)
    assert document.text(d) == ""


def test_two_that_say_nothing_in_any_language_stay_so(document: Document) -> None:
    a, b, _, _ = document.concepts()
    for node in (a, b):
        with Sketch(document) as sketch:
            sketch.set_rendition(node, "eng_Latn", None)
        document.apply(sketch.operation("Empty"))
    document.apply(edits.set_rendition(document, b, FRENCH, ""))
    joined(document, a, b)
    assert document.text(a) == ""


@pytest.mark.parametrize("up_to_date", [True, False])
def test_a_translation_of_both_is_one_of_the_whole(document: Document, up_to_date: bool) -> None:
    a, b, _, _ = document.concepts()
    for node in (a, b):
        document.apply(edits.set_rendition(document, node, FRENCH, document.text(node).upper()))
    if not up_to_date:
        document.apply(edits.edit_text(document, b, "changed", "eng_Latn"))
    joined(document, a, b)
    assert document.text(a, FRENCH) == "A B"
    assert document.is_stale(a, FRENCH) is not up_to_date
    assert document.rendition(a, "eng_Latn") == Rendition(document.source_text(a))


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ((Origin.WRITTEN, State.NEW), (Origin.WRITTEN, State.NEW), (Origin.WRITTEN, State.NEW)),
        ((Origin.PROPOSED, State.MACHINE), (Origin.WRITTEN, State.NEW), (Origin.EDITED, State.EDITED)),
        (
            (Origin.PROPOSED, State.MACHINE),
            (Origin.MACHINE, State.MACHINE),
            (Origin.PROPOSED, State.MACHINE),
        ),
    ],
)
def test_whose_text_it_is_then(
    document: Document,
    one: tuple[Origin, State],
    other: tuple[Origin, State],
    wanted: tuple[Origin, State],
) -> None:
    a, b, _, _ = document.concepts()
    with Sketch(document) as sketch:
        for node, made in ((a, one), (b, other)):
            sketch.set_rendition(node, "eng_Latn", Rendition(document.text(node), *made))
    document.apply(sketch.operation("Make"))
    joined(document, a, b)
    found = document.rendition(a, "eng_Latn")
    assert found is not None
    assert (found.text, found.origin, found.state) == ("a b", *wanted)
