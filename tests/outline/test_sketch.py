"""Trying an edit: what each step does, when it refuses, and that nothing of it is left behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.outline import (
    ROOT,
    TRASH,
    Caret,
    Document,
    Draft,
    EditError,
    Kind,
    LockedError,
    NodeId,
    Operation,
    Rendition,
    edits,
)
from conceptwriter.outline.gaps import Separation
from conceptwriter.outline.model import BREAK, GAP
from conceptwriter.outline.sketch import Sketch, typing_key
from tests.outline.drafts import find, harbour, lines, paragraph, picture, section, sentence


@pytest.fixture
def document() -> Document:
    return harbour()


def above(document: Document, text: str) -> NodeId:
    parent = document.parent(find(document, text))
    assert parent is not None
    return parent


def tried(document: Document, act: Callable[[Sketch], object]) -> Operation:
    with Sketch(document) as sketch:
        act(sketch)
    return sketch.operation("Try")


RAINY = ["The boats came in.", "Nobody was waiting.", "It rained."]


@pytest.mark.parametrize(("index", "place"), [(None, 3), (0, 0), (2, 2), (3, 3), (99, 3), (-1, 0)])
def test_a_draft_comes_to_the_place_asked_for_or_the_nearest(
    document: Document, index: int | None, place: int
) -> None:
    home = above(document, "It rained.")
    fresh: list[NodeId] = []
    operation = tried(document, lambda sketch: fresh.append(sketch.insert(home, index, sentence("New."))))
    document.apply(operation)
    texts = [document.text(node) for node in document.node(home).children]
    assert texts == [*RAINY[:place], "New.", *RAINY[place:]]
    assert document.text(fresh[0]) == "New."


@pytest.mark.parametrize(("index", "place"), [(None, 2), (0, 0), (1, 1), (2, 2), (99, 2), (-1, 0)])
def test_a_branch_moves_to_the_place_asked_for_or_the_nearest(
    document: Document, index: int | None, place: int
) -> None:
    home, node = above(document, "It rained."), find(document, "Nobody was waiting.")
    operation = tried(document, lambda sketch: sketch.move(node, home, index))
    assert len(operation.changes) == (place != 1)
    document.apply(operation)
    texts = ["The boats came in.", "It rained."]
    assert [document.text(one) for one in document.node(home).children] == [
        *texts[:place],
        "Nobody was waiting.",
        *texts[place:],
    ]
    elsewhere = above(document, "The end.")
    document.apply(tried(document, lambda sketch: sketch.move(node, elsewhere, index)))
    assert document.index_in_parent(node) == min(place, 1)
    assert document.parent(node) == elsewhere


@pytest.mark.parametrize("root", [ROOT, TRASH])
def test_roots_stay(document: Document, root: NodeId) -> None:
    with pytest.raises(EditError, match="cannot be moved"):
        tried(document, lambda sketch: sketch.move(root, find(document, "One")))
    with pytest.raises(EditError, match="cannot be removed"):
        tried(document, lambda sketch: sketch.remove(root))
    with pytest.raises(EditError, match="document itself cannot"):
        tried(document, lambda sketch: sketch.require_live(root))


def test_nothing_goes_where_it_cannot_stand(document: Document) -> None:
    one, home = find(document, "One"), above(document, "It rained.")
    for place in (one, find(document, "The letter"), home):
        with pytest.raises(EditError, match="into itself"):
            tried(document, lambda sketch, place=place: sketch.move(one, place))  # type: ignore[misc]
    with pytest.raises(EditError, match="A paragraph cannot be placed in a paragraph"):
        tried(document, lambda sketch: sketch.move(above(document, "The end."), home))
    with pytest.raises(EditError, match="A section cannot be placed in a paragraph"):
        tried(document, lambda sketch: sketch.insert(home, 0, section("New")))
    inside = section("New", paragraph("Fine."), Draft(Kind.PARAGRAPH, children=[section("Wrong")]))
    with pytest.raises(EditError, match="A section cannot be placed in a paragraph"):
        tried(document, lambda sketch: sketch.insert(ROOT, 0, inside))


def test_an_unchecked_draft_may_stand_where_it_fits_only_later(document: Document) -> None:
    home = above(document, "The end.")

    def act(sketch: Sketch) -> None:
        sketch.insert(home, 0, paragraph("Inner."), checked=False)
        sketch.set_field(home, "kind", Kind.SECTION)
        sketch.remove(find(document, "The end."))

    document.apply(tried(document, act))
    assert document.node(home).kind is Kind.SECTION
    assert document.node(above(document, "Inner.")).parent == home


def test_of_what_changes_nothing_there_is_no_change(document: Document) -> None:
    node = find(document, "It rained.")
    document.apply(edits.set_attributes(document, node, {"k": "v"}))

    def act(sketch: Sketch) -> None:
        sketch.set_field(node, "note", "")
        sketch.set_attribute(node, "k", "v")
        sketch.set_attribute(node, "other", None)
        sketch.set_rendition(node, "eng_Latn", document.rendition(node, "eng_Latn"))
        sketch.set_rendition(node, "fra_Latn", None)
        sketch.separate(node, Separation())
        sketch.move(node, above(document, "It rained."), 2)

    assert tried(document, act).changes == ()


def test_attributes_are_set_taken_away_and_kept_apart(document: Document) -> None:
    node = find(document, "It rained.")
    document.apply(tried(document, lambda sketch: sketch.set_attribute(node, "k", "")))
    assert document.node(node).attributes == {"k": ""}
    values = {"k": "v", "l": "w"}
    operation = tried(document, lambda sketch: sketch.set_field(node, "attributes", values))
    values.clear()
    document.apply(operation)
    assert document.node(node).attributes == {"k": "v", "l": "w"}
    document.apply(tried(document, lambda sketch: sketch.set_attribute(node, "k", None)))
    assert document.node(node).attributes == {"l": "w"}
    document.undo()
    assert document.node(node).attributes == {"k": "v", "l": "w"}


def test_what_follows_a_concept(document: Document) -> None:
    node = find(document, "Nobody was waiting.")
    for separation, attributes in (
        (Separation(2, "  "), {BREAK: "2", GAP: "  "}),
        (Separation(0, ""), {GAP: ""}),
        (Separation(1), {BREAK: "1"}),
        (Separation(), {}),
    ):
        act = lambda sketch, one=separation: sketch.separate(node, one)  # noqa: E731
        document.apply(tried(document, act))
        assert document.node(node).attributes == attributes


def test_a_gap_set_in_an_edit_is_not_thought_over_again(document: Document) -> None:
    node, home = find(document, "The boats came in."), above(document, "It rained.")

    def act(sketch: Sketch) -> None:
        sketch.separate(node, Separation(gap=""))
        sketch.insert(home, 1, sentence("New."))

    document.apply(tried(document, act))
    assert document.node(node).attributes == {GAP: ""}


def test_a_rendition_holds_only_what_a_file_can_hold(document: Document) -> None:
    node = find(document, "It rained.")
    wanted = Rendition("Il\0 pleut\ud800.", source_fingerprint="f")
    document.apply(tried(document, lambda sketch: sketch.set_rendition(node, "fra_Latn", wanted)))
    found = document.node(node).renditions["fra_Latn"]
    assert found == Rendition("Il pleut\ufffd.", wanted.origin, wanted.state, "f")
    document.apply(tried(document, lambda sketch: sketch.set_rendition(node, "fra_Latn", None)))
    assert "fra_Latn" not in document.node(node).renditions


@pytest.mark.parametrize(
    ("typed", "behind", "text", "attributes"),
    [
        ("It rained.  ", "Then.", "It rained.", {GAP: "  "}),
        ("It rained. ", "Then.", "It rained.", {}),
        ("It rained.", "Then.", "It rained.", {}),
        ("It rained.\n", "Then.", "It rained.\n", {}),
        ("  ", "Then.", "  ", {}),
    ],
)
def test_white_space_at_the_end_of_a_paragraph_becomes_the_gap_to_what_is_added(
    document: Document, typed: str, behind: str, text: str, attributes: dict[str, str]
) -> None:
    node = find(document, "It rained.")
    document.apply(edits.edit_text(document, node, typed))
    add = lambda sketch: sketch.insert(above(document, "Nobody was waiting."), None, sentence(behind))  # noqa: E731
    document.apply(tried(document, add))
    assert document.source_text(node) == text
    assert document.node(node).attributes == attributes
    document.undo()
    assert document.source_text(node) == typed


def test_white_space_stays_in_what_is_locked_translated_or_typed_just_now(document: Document) -> None:
    node, home = find(document, "It rained."), above(document, "It rained.")
    typed = Rendition("It rained.  ")

    def both(sketch: Sketch) -> None:
        sketch.set_rendition(node, "eng_Latn", typed)
        sketch.insert(home, None, sentence("Then."))

    document.apply(tried(document, both))
    assert document.source_text(node) == "It rained.  "
    document.undo()
    document.apply(edits.edit_text(document, node, typed.text))
    for prepare in (
        edits.set_rendition(document, node, "fra_Latn", "Il pleut."),
        edits.set_locked(document, [node], True),
    ):
        document.apply(prepare)
        document.apply(tried(document, lambda sketch: sketch.insert(home, None, sentence("Then."))))
        assert document.source_text(node) == "It rained.  "
        document.undo()
        document.undo()


@given(st.lists(st.integers(0, 6), max_size=20))
def test_the_place_of_a_node_whatever_was_asked_before(asked: list[int]) -> None:
    document = Document.from_draft(section("", paragraph(*"abcdefg")))
    concepts = list(document.concepts())
    sketch = Sketch(document)
    for place in asked:
        assert sketch.index_in_parent(concepts[place]) == place
    assert sketch.index_in_parent(ROOT) == 0


def test_an_operation_says_what_it_is_asked_to(document: Document) -> None:
    node = find(document, "It rained.")
    with Sketch(document) as sketch:
        sketch.set_field(node, "note", "n")
    before, after = Caret(node, 1), Caret(node, 2)
    operation = sketch.operation("Label", after, before, typing_key(node, "eng_Latn"), 4.5)
    assert (operation.label, operation.caret_after, operation.caret_before) == ("Label", after, before)
    assert (operation.merge_key, operation.time) == (f"type:{node}:eng_Latn", 4.5)
    assert sketch.operation("Label").merge_key is None
    with Sketch(document) as other:
        other.follow(operation)
        assert document.node(node).note == "n"
    assert document.node(node).note == ""
    assert other.operation("Label").changes == operation.changes


def test_nothing_is_left_of_what_was_tried(document: Document) -> None:
    before, revision = picture(document), document.revision
    heard: list[object] = []
    document.subscribe(heard.append)
    home = above(document, "It rained.")
    for fails in (False, True):
        try:
            with Sketch(document) as sketch:
                sketch.insert(home, 1, sentence("New."))
                sketch.remove(find(document, "It rained."))
                sketch.move(find(document, "The letter"), ROOT, 0)
                sketch.set_field(home, "kind", Kind.SECTION if fails else Kind.PARAGRAPH)
                assert lines(document)[0] == "# The letter"
                if fails:
                    raise EditError("no")
        except EditError:
            assert fails
        assert picture(document) == before
    assert (document.revision, heard) == (revision, [])


@pytest.mark.parametrize(
    ("locked", "itself", "branch"),
    [("One", True, True), ("The letter", True, True), ("It was old.", False, True), ("Two", False, False)],
)
def test_what_is_locked_from_above_and_from_below(
    document: Document, locked: str, itself: bool, branch: bool
) -> None:
    document.apply(edits.set_locked(document, [find(document, locked)], True))
    node, other = find(document, "The letter"), find(document, "The end.")
    for refuses, act in (
        (itself, lambda sketch: sketch.require_unlocked(ROOT, node)),
        (branch, lambda sketch: sketch.require_unlocked_branch(node)),
        (locked == "Two", lambda sketch: sketch.require_unlocked(node, other) if not itself else None),
    ):
        if refuses:
            with pytest.raises(LockedError, match="is locked"):
                tried(document, act)
        else:
            tried(document, act)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a" * 40, f"The concept “{'a' * 40}”"),
        ("a" * 41, f"The concept “{'a' * 39}…”"),
        ("a" * 38 + " " + "b" * 9, f"The concept “{'a' * 38}…”"),
    ],
)
def test_what_is_in_the_trash_says_which_it_is(document: Document, text: str, name: str) -> None:
    node = find(document, "It rained.")
    document.apply(edits.edit_text(document, node, text))
    tried(document, lambda sketch: sketch.require_live(node))
    document.apply(edits.delete(document, [node]))
    with pytest.raises(EditError) as refused:
        tried(document, lambda sketch: sketch.require_live(find(document, "One"), node))
    assert str(refused.value).startswith(f"{name} is in the trash")


def test_what_says_nothing_goes_by_its_number(document: Document) -> None:
    home = above(document, "It rained.")
    document.apply(edits.set_locked(document, [home], True))
    with pytest.raises(LockedError, match=f"The paragraph {home} is locked"):
        tried(document, lambda sketch: sketch.require_unlocked(home))
    document.trash.locked = True
    with pytest.raises(LockedError, match="The trash is locked"):
        tried(document, lambda sketch: sketch.require_unlocked(TRASH))
