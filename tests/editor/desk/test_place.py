"""Where a person is: carets that fit the text, and what a selection comes to."""

from __future__ import annotations

import pytest

from conceptwriter.editor.desk.place import (
    CaretPlace,
    fitting_caret,
    in_text,
    selected_text,
    touched_nodes,
    whole,
)
from conceptwriter.outline import Caret, Document, Kind
from tests.editor.desks import harbour, node_saying


@pytest.fixture
def document() -> Document:
    return harbour()


def never(_node: int) -> bool:
    return False


def test_a_caret_stays_within_the_text(document: Document) -> None:
    node = node_saying(document, "The boats came")
    length = len(document.text(node))
    assert fitting_caret(document, node) == Caret(node, length)
    assert fitting_caret(document, node, length + 5) == Caret(node, length)
    assert fitting_caret(document, node, -3) == Caret(node, 0)
    assert fitting_caret(document, node, 2, length + 9) == Caret(node, 2, length)


def test_a_selection_of_nothing_is_none(document: Document) -> None:
    node = node_saying(document, "The boats came")
    assert fitting_caret(document, node, 3, 3) == Caret(node, 3)
    other = node_saying(document, "Nobody was waiting")
    assert fitting_caret(document, node, 3, 3, other) == Caret(node, 3, 3, other)


def test_a_node_as_a_whole_and_a_caret_in_it() -> None:
    assert whole(7) == CaretPlace(7, (7,), 7)
    assert in_text(Caret(7, 2)) == CaretPlace(7, (7,), 7, Caret(7, 2))


def test_a_selection_touches_all_nodes_between_its_ends(document: Document) -> None:
    first, last = node_saying(document, "The boats came"), node_saying(document, "A bell rang")
    assert touched_nodes(document, Caret(last, 2, 1, first)) == (
        first,
        node_saying(document, "Nobody was waiting"),
        last,
    )


def test_the_ends_of_a_selection_are_in_reading_order(document: Document) -> None:
    first, last = node_saying(document, "The boats came"), node_saying(document, "A bell rang")
    ends = (Caret(first, 1), Caret(last, 2))
    assert selected_text(document, Caret(last, 2, 1, first), never) == ends
    assert selected_text(document, Caret(first, 1, 2, last), never) == ends
    assert selected_text(document, Caret(first, 1), never) is None
    assert selected_text(document, None, never) is None


def test_a_folded_heading_stands_for_its_branch(document: Document) -> None:
    chapter, dawn = node_saying(document, "Chapter 1"), node_saying(document, "Dawn")
    caret = Caret(dawn, len("Dawn"), 0, chapter)
    below = [node for node in document.descendants(dawn) if document.node(node).kind is not Kind.PARAGRAPH]
    assert below
    folded = {dawn}.__contains__
    assert selected_text(document, caret, never) == (Caret(chapter), Caret(dawn, 4))
    assert selected_text(document, caret, folded) == (Caret(chapter), document.caret(below[-1]))
    halfway = Caret(dawn, 2, 0, chapter)
    assert selected_text(document, halfway, folded) == (Caret(chapter), Caret(dawn, 2))
