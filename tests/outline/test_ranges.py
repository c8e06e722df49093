"""Deleting text from any character to any other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.outline import (
    ROOT,
    TRASH,
    Caret,
    Document,
    Draft,
    Kind,
    LockedError,
    NodeId,
    Operation,
    edits,
)
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.ranges import in_order, nodes_in_range, range_text, remove_range, selected_range
from conceptwriter.outline.trash import PARENT
from tests.outline.mill import after, mill, rows, saying, trash

REST = [
    "# Two",
    "The race filled.|The wheel turned.",
    "## Flour",
    "White dust rose.",
    "## Bread",
    "It was warm.",
]


def test_within_a_sentence() -> None:
    document = mill()
    done = after(document, ("No water", 3), ("No water", 8), "wind")
    assert done[2] == "The wheel stood still.|No wind came.|Then rain fell."
    assert trash(document) == []


def test_from_the_middle_of_one_sentence_to_the_middle_of_another() -> None:
    document = mill()
    first = saying(document, "The wheel stood")
    operation = remove_range(document, Caret(first, 10), Caret(saying(document, "Then"), 5), "")
    assert operation.caret_after == Caret(first, 10)
    assert after(document, ("The wheel stood", 10), ("Then", 5))[2] == "The wheel rain fell."
    assert trash(document) == ["No water came."]


def test_across_paragraphs_they_become_one() -> None:
    document = mill()
    done = after(document, ("No water", 3), ("Anna", 5), "idea: ")
    assert done[1:4] == ["# One", "The wheel stood still.|No idea: woke.|She ran out.", "## Night"]
    assert trash(document) == ["Then rain fell."]


def test_only_the_break_between_two_paragraphs() -> None:
    document = mill()
    done = after(document, ("Then rain", 15), ("Anna", 0))
    assert done[2] == "The wheel stood still.|No water came.|Then rain fell.|Anna woke.|She ran out."
    assert trash(document) == []


def test_only_what_separates_two_sentences() -> None:
    assert after(mill(), ("No water", 14), ("Then rain", 0))[2] == (
        "The wheel stood still.|No water came.Then rain fell."
    )


def test_whole_sentences_go_to_the_trash_as_nodes() -> None:
    document = mill()
    node = saying(document, "Then rain")
    document.apply(edits.set_note(document, node, "check the weather"))
    document.apply(edits.set_status(document, [node], "draft"))
    home = document.parent(node)
    assert after(document, ("No water", 0), ("Then rain", 15))[2] == "The wheel stood still."
    assert trash(document) == ["No water came.", "Then rain fell."]
    assert (document.node(node).note, document.node(node).status) == ("check the weather", "draft")
    assert document.node(node).attributes[PARENT] == str(home)
    document.apply(edits.restore(document, document.children(TRASH)))
    assert rows(document)[2] == "The wheel stood still.|No water came.|Then rain fell."


def test_a_paragraph_that_loses_all_its_text_keeps_a_place_for_the_caret() -> None:
    document = mill()
    operation = remove_range(
        document, Caret(saying(document, "Anna"), 0), Caret(saying(document, "She ran"), 12)
    )
    done = after(document, ("Anna", 0), ("She ran", 12))
    assert done[2:4] == ["The wheel stood still.|No water came.|Then rain fell.", ""]
    assert operation.caret_after is not None
    document = mill()
    assert after(document, ("Anna", 0), ("She ran", 12), "Bea slept.")[3] == "Bea slept."
    assert trash(document) == ["Anna woke.", "She ran out."]


def test_from_a_sentence_over_a_heading_into_another_section() -> None:
    document = mill()
    done = after(document, ("She ran", 4), ("Owls", 5))
    assert done == [
        "A note first.",
        "# One",
        "The wheel stood still.|No water came.|Then rain fell.",
        "Anna woke.|She called.",
        *REST,
    ]
    assert trash(document) == ["Night", "It was dark."]


def test_what_is_under_a_deleted_heading_stays_at_its_level() -> None:
    document = mill()
    done = after(document, ("Owls", 5), ("The race", 9))
    assert done[-6:] == [
        "## Night",
        "It was dark.|Owls filled.|The wheel turned.",
        "## Flour",
        "White dust rose.",
        "## Bread",
        "It was warm.",
    ]
    assert trash(document) == ["Two"]


def test_headings_within_a_heading_that_goes_go_in_it() -> None:
    document = mill()
    done = after(document, ("A note", 6), ("White", 5))
    assert done[0] == "A note dust rose."
    assert [document.text(node) for node in document.children(TRASH)] == ["One", "Two"]
    assert trash(document)[-4:] == ["Two", "The race filled.", "The wheel turned.", "Flour"]


def test_a_heading_keeps_its_level_and_its_other_content() -> None:
    document = mill()
    done = after(document, ("Night", 2), ("It was dark", 7))
    assert done[4:6] == ["## Ni", "dark.|Owls called."]
    done = after(mill(), ("Owls", 4), ("Two", 1))
    assert done[4:8] == ["## Night", "It was dark.|Owls", "# wo", "The race filled.|The wheel turned."]
    done = after(mill(), ("One", 0), ("She ran", 12))
    assert done[1:3] == ["# ", "## Night"]


def test_two_headings_become_one() -> None:
    done = after(mill(), ("Night", 2), ("Two", 1))
    assert done[4:] == [
        "## Niwo",
        "The race filled.|The wheel turned.",
        "## Flour",
        "White dust rose.",
        "## Bread",
        "It was warm.",
    ]


def test_everything() -> None:
    document = mill()
    assert after(document, ("A note", 0), ("It was warm", 12)) == [""]
    assert len(trash(document)) == 17
    document = mill()
    assert after(document, ("A note", 0), ("It was warm", 12), "Anew.") == ["Anew."]


@pytest.mark.parametrize("locked", ["No water", "Night", "Two", "It was dark"])
def test_a_locked_node_refuses_the_whole(locked: str) -> None:
    document = mill()
    document.apply(edits.set_locked(document, [saying(document, locked)], True))
    before = rows(document)
    start, end = Caret(saying(document, "The wheel stood"), 3), Caret(saying(document, "The race"), 3)
    with pytest.raises(LockedError, match="is locked"):
        remove_range(document, start, end)
    assert rows(document) == before


def test_ends_in_summaries_and_in_the_trash_are_refused() -> None:
    document = mill()
    one, two = saying(document, "The wheel stood"), saying(document, "Anna")
    with pytest.raises(EditError, match="summary"):
        remove_range(document, Caret(document.parent(one) or 0), Caret(two, 3))
    document.apply(edits.delete(document, [two]))
    with pytest.raises(EditError, match="trash"):
        remove_range(document, Caret(one, 1), Caret(two, 3))


def test_the_text_of_a_range_and_its_nodes() -> None:
    document = mill()
    start, end = Caret(saying(document, "Then"), 5), Caret(saying(document, "It was dark"), 6)
    assert range_text(document, start, end) == "rain fell.\n\nAnna woke. She ran out.\n\nNight\n\nIt was"
    assert [document.text(node) for node in nodes_in_range(document, start, end)] == [
        "Then rain fell.",
        "Anna woke.",
        "She ran out.",
        "Night",
        "It was dark.",
    ]
    assert in_order(document, end, start) == (start, end)
    back = Caret(end.node, end.position, start.position, start.node)
    assert selected_range(document, back) == (start, end)
    assert selected_range(document, Caret(start.node, 4)) is None
    assert selected_range(document, Caret(start.node, 4, 99)) == (Caret(start.node, 4), Caret(start.node, 15))


def flat(document: Document) -> str:
    return "".join(document.text(node) for node in document.descendants(ROOT))


@given(st.data())
@settings(max_examples=400, deadline=None, derandomize=False)
def test_exactly_the_characters_in_the_range_go(data: st.DataObject) -> None:
    document = data.draw(st.builds(_document, st.lists(st.integers(0, 5), min_size=1, max_size=14)))
    nodes = [node for node in document.descendants(ROOT) if document.node(node).kind is not Kind.PARAGRAPH]
    if not nodes:
        return
    ends = []
    for _ in range(2):
        node = data.draw(st.sampled_from(nodes))
        ends.append(Caret(node, data.draw(st.integers(0, len(document.text(node))))))
    typed = data.draw(st.sampled_from(["", "X"]))
    start, end = in_order(document, *ends)
    texts = [document.text(node) for node in nodes]
    offset = {node: sum(map(len, texts[:index])) for index, node in enumerate(nodes)}
    whole = flat(document)
    wanted = whole[: offset[start.node] + start.position] + typed + whole[offset[end.node] + end.position :]
    outside = set(nodes) - set(nodes_in_range(document, start, end))
    levels = {node: document.depth(node) for node in outside if document.node(node).kind is Kind.SECTION}
    before = [(node, document.depth(node), document.text(node)) for node in document.subtree(ROOT)]
    document.apply(remove_range(document, start, end, typed))
    assert flat(document) == wanted
    assert all(not document.in_trash(node) for node in outside)
    for node, level in levels.items():
        assert document.depth(node) <= level
    caret = document.history.done[-1].operation.caret_after if document.history.done else None
    if caret is not None:
        assert not document.in_trash(caret.node)
        assert document.node(caret.node).kind is not Kind.PARAGRAPH
        left = sum(
            len(document.text(node))
            for node in list(document.descendants(ROOT))[: _place(document, caret.node)]
        )
        assert left + caret.position == offset[start.node] + start.position + len(typed)
        document.undo()
    assert [(node, document.depth(node), document.text(node)) for node in document.subtree(ROOT)] == before


def _place(document: Document, node: NodeId) -> int:
    return list(document.descendants(ROOT)).index(node)


def _document(shape: list[int]) -> Document:
    """0 to 2: a sentence in the same paragraph, 3: in a new one, 4 and 5: a heading deeper or further out."""
    root = Draft(Kind.SECTION)
    stack, letters = [root], iter("abcdefghijklmnopqrstuvwxyz" * 3)
    for step in shape:
        text = "".join(next(letters) for _ in range(3))
        if step >= 4:
            if step == 5 and len(stack) > 1:
                stack.pop()
            heading = Draft(Kind.SECTION, text)
            stack[-1].children.append(heading)
            stack.append(heading)
            continue
        home = stack[-1].children
        if step == 3 or not home or home[-1].kind is not Kind.PARAGRAPH:
            home.append(Draft(Kind.PARAGRAPH))
        home[-1].children.append(Draft(Kind.CONCEPT, text if step else ""))
    return Document.from_draft(root)


def test_a_selection_across_nodes_survives_being_written() -> None:
    document = mill()
    caret = Caret(saying(document, "Anna"), 2, 5, saying(document, "No water"))
    operation = Operation("x", (), caret, None)
    assert Operation.from_dict(operation.to_dict()).caret_before == caret
