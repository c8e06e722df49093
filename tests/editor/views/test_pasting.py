from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.editor.views import pasting
from conceptwriter.outline import ROOT, Document, Draft, Kind, edits
from conceptwriter.outline.gaps import running_text
from tests.editor.desks import harbour, node_saying


def shape(draft: Draft) -> object:
    """(kind initial, text, children) for easy comparison."""
    kind = draft.kind.value[0].upper()
    return (
        (kind, draft.text, [shape(child) for child in draft.children])
        if draft.children
        else (kind, draft.text)
    )


def pasted(text: str) -> list[object]:
    return [shape(draft) for draft in pasting.drafts_of_text(text, pasting.sentence_splitter("eng_Latn"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n- two", [("C", "one"), ("C", "two")]),
        ("* one\n  * two\n  * three", [("P", "one", [("C", "two"), ("C", "three")])]),
        ("1. one\n\t1) two\n\t\t- three", [("S", "one", [("P", "two", [("C", "three")])])]),
        ("- [ ] one\n- [x] two", [("C", "one"), ("C", "two")]),
        ("# Head\n\nA word. Another.", [("S", "Head", [("P", "", [("C", "A word."), ("C", "Another.")])])]),
        (
            "# A\n## B\n- x\n# C\n- y\n",
            [("S", "A", [("S", "B", [("P", "", [("C", "x")])])]), ("S", "C", [("P", "", [("C", "y")])])],
        ),
        ("One. Two.\nThree.", [("C", "One."), ("C", "Two."), ("C", "Three.")]),
        ("One. Two.\n\nThree.", [("P", "", [("C", "One."), ("C", "Two.")]), ("P", "", [("C", "Three.")])]),
        ("a\n    b\n    c\nd", [("P", "a", [("C", "b"), ("C", "c")]), ("C", "d")]),
        ("    deep\n- shallow", [("C", "deep"), ("C", "shallow")]),
    ],
)
def test_a_pasted_text_is_a_tree(text: str, expected: list[object]) -> None:
    assert pasted(text) == expected


@given(st.text("ab -*#1.\n\t  ", max_size=60))
@settings(max_examples=150, deadline=None)
def test_anything_can_be_pasted(text: str) -> None:
    document = harbour()
    if not text.strip():
        return
    drafts = pasting.drafts_of_text(text, lambda block: [block])
    anchor = node_saying(document, "Nobody")
    document.apply(edits.take_drafts(document, anchor, drafts, "Paste"))
    letters = "".join(character for character in text if character in "ab")
    said = "".join(draft.text for top in drafts for draft in top.walk())
    assert "".join(character for character in said if character in "ab") == letters


def test_branches_travel_whole() -> None:
    document = harbour()
    letter = node_saying(document, "The letter")
    document.node(letter).note = "look it up"
    drafts = pasting.drafts_of_branches(pasting.as_branches(document, [letter]))
    other = Document()
    other.apply(edits.take_drafts(other, ROOT, drafts, "Paste"))
    copy = other.children(ROOT)[0]
    assert other.node(copy).note == "look it up"
    marie = next(other.concepts())
    assert other.node(marie).renditions == document.node(node_saying(document, "Marie")).renditions
    assert other.node(other.parent(marie) or 0).language == "fra_Latn"


def test_a_branch_as_markdown() -> None:
    document = harbour()
    dawn = node_saying(document, "Dawn")
    assert pasting.as_markdown_list(document, [dawn]).splitlines()[:3] == [
        "- Dawn",
        "  - The boats return and nobody is there",
        "    - The boats came in at dawn.",
    ]


def test_prose_is_copied_and_pasted_with_its_gaps() -> None:
    document = Document()
    text = "One.  Two.\u00a0Three.\u3000Four."
    drafts = pasting.drafts_of_text(f"Before.\n\n{text}\n", pasting.sentence_splitter("eng_Latn"), "eng_Latn")
    assert [child.text for child in drafts[1].children] == ["One.", "Two.", "Three.", "Four."]
    document.apply(edits.take_drafts(document, ROOT, drafts[1:], "Paste"))
    one, two, three, four = document.concepts()
    assert running_text(document, [one, two, three, four]) == text
    assert running_text(document, [two, three]) == "Two.\u00a0Three."
    together = pasting.drafts_of_branches(pasting.as_branches(document, [one, two, four]))
    assert [draft.attributes for draft in together] == [{"gap": "  "}, {}, {}]


def test_pasted_line_ends_are_spaces_and_other_white_space_stays() -> None:
    assert pasting.unwrapped("  One  two \n\n  three.\u00a0\u3000Four\n") == "One  two three.\u00a0\u3000Four"


def test_a_copied_list_pastes_as_what_it_was() -> None:
    document = harbour()
    dawn = node_saying(document, "Dawn")
    (draft,) = pasting.drafts_of_text(pasting.as_markdown_list(document, [dawn]), lambda text: [text])
    assert draft.kind is Kind.SECTION
    kinds = [node.kind for node in draft.walk()]
    assert kinds == [document.node(node).kind for node in document.subtree(dawn)]
    assert [node.text for node in draft.walk()] == [
        *[document.text(node) for node in document.subtree(dawn)][:5],
        "",
        *[document.text(node) for node in document.subtree(dawn)][6:],
    ]


@pytest.mark.parametrize("data", [None, 3, [[]], [[[1, 2]]], [["x"]]])
def test_damaged_branches_are_refused(data: object) -> None:
    with pytest.raises(ValueError, match="branches"):
        pasting.drafts_of_branches(data)
