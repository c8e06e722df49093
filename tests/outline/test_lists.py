"""Items of lists and quotations: made, nested and left, with what belongs to them and their numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.outline import ROOT, Document, Draft, Kind, LockedError, NodeId, Operation, edits
from conceptwriter.outline.blocks import BLOCK, FENCE, INFO, LEVEL, TIGHT, VERBATIM, WITHIN
from conceptwriter.outline.lists import (
    belonging_to,
    continue_below,
    into_item,
    into_plain,
    into_quote,
    is_tight,
    leave_innermost,
    nest,
    unnest,
)
from conceptwriter.outline.sketch import Sketch
from tests.outline.drafts import picture

Rows = list[str]
"""Paragraphs of one letter: `A`; in a list or quotation `-~ 1.: A`; of a tight list `-=: A`."""


def listing(rows: Rows) -> Document:
    made = []
    for row in rows:
        path, _, text = row.rpartition(": ")
        attributes = {TIGHT: "1"} if path.endswith("=") else {}
        if path:
            attributes[WITHIN] = path.removesuffix("=")
        made.append(Draft(Kind.PARAGRAPH, attributes=attributes, children=[Draft(Kind.CONCEPT, text)]))
    return Document.from_draft(Draft(Kind.SECTION, children=made))


def shown(document: Document) -> Rows:
    found = []
    for paragraph in document.root.children:
        attributes = document.node(paragraph).attributes
        assert attributes.get(TIGHT, "1") == "1"
        path = attributes.get(WITHIN, "") + ("=" if TIGHT in attributes else "")
        text = document.text(document.node(paragraph).children[0])
        found.append(f"{path}: {text}" if path else text)
    return found


def at(document: Document, letters: str) -> list[NodeId]:
    wanted = letters.split()
    return [
        node for node in document.root.children if document.text(document.node(node).children[0]) in wanted
    ]


def done(rows: Rows, edit: Callable[[Document], Operation | None]) -> Rows:
    """The rows after an edit, after a look at undo and redo."""
    document = listing(rows)
    before = picture(document)
    operation = edit(document)
    assert picture(document) == before, "building it does nothing"
    if operation is None or not operation.changes:
        return rows
    document.apply(operation)
    after = shown(document)
    document.undo()
    assert picture(document) == before
    document.redo()
    assert shown(document) == after
    return after


def making(letters: str, mark: str) -> Callable[[Document], Operation]:
    return lambda document: edits.make_items(document, at(document, letters), mark)


def step(act: Callable[[Sketch, NodeId], object], letter: str = "B") -> Callable[[Document], Operation]:
    """One of the steps of edits, done to the paragraph of this letter."""

    def edit(document: Document) -> Operation:
        with Sketch(document) as sketch:
            act(sketch, at(document, letter)[0])
        return sketch.operation("Step")

    return edit


@pytest.mark.parametrize(
    ("rows", "bullet", "number"),
    [
        (["1.: A", "B", "2.: C"], ["1.: A", "-: B", "2.: C"], ["1.: A", "2.: B", "3.: C"]),
        (["7): A", "B", "C"], ["7): A", "-=: B", "C"], ["7): A", "8)=: B", "C"]),
        (["*: A", "B"], ["*: A", "*=: B"], ["*: A", "1.=: B"]),
        (["*=: A", "*=: B", "C"], ["*=: A", "B", "C"], ["*=: A", "1.=: B", "C"]),
        (["*: A", "*: B", "C"], ["*: A", "B", "C"], ["*: A", "1.=: B", "C"]),
        (["-: A", "B", "-=: C"], ["-: A", "-=: B", "-=: C"], ["-: A", "1.=: B", "-=: C"]),
        (["-: X", "-: A", "B"], ["-: X", "-: A", "-: B"], ["-: X", "-: A", "1.: B"]),
        (
            ["1.: A", "-: B", "-~ *: X", "-~: Y", "C"],
            ["1.: A", "B", "*: X", "Y", "C"],
            ["1.: A", "2.=: B", "2.~ *: X", "2.~: Y", "C"],
        ),
        (["> -: A", ">~: B"], ["> -: A", ">~ -=: B"], ["> -: A", ">~ 1.=: B"]),
        (["-: A", "-~: B", "-~: C"], ["-: A", "-=: B", "-~: C"], ["-: A", "1.=: B", "1.~: C"]),
        (
            ["1.: A", "1.~ -: X", "B", "5.: C", "5.~: Y", "6.: D"],
            ["1.: A", "1.~ -: X", "-: B", "5.: C", "5.~: Y", "6.: D"],
            ["1.: A", "1.~ -: X", "2.: B", "3.: C", "3.~: Y", "4.: D"],
        ),
        (["1.: A", "B", "7): C"], ["1.: A", "-: B", "7): C"], ["1.: A", "2.: B", "7): C"]),
        (["1.: A", "B", ">: C", "4.: D"], *(["1.: A", f"{m}: B", ">: C", "4.: D"] for m in ("-", "2."))),
        (["1.: A", "1.~ >: Q", "B"], ["1.: A", "1.~ >: Q", "-=: B"], ["1.: A", "1.~ >: Q", "2.=: B"]),
        ([">: Q", "B"], [">: Q", "-: B"], [">: Q", "1.: B"]),
        (["1.: A", "P", "B"], ["1.: A", "P", "-: B"], ["1.: A", "P", "1.: B"]),
    ],
)
def test_a_paragraph_becomes_an_item(rows: Rows, bullet: Rows, number: Rows) -> None:
    for mark, wanted in (("-", bullet), ("1.", number)):
        edit = making("B", mark)
        assert edit(listing(rows)).label == ("Make paragraph" if "B" in wanted else "Make list item")
        assert done(rows, edit) == wanted


def test_several_paragraphs_become_items_unless_all_are_or_some_are_no_prose() -> None:
    both = making("A B", "1.")
    assert done(["A", "B", "C"], both) == ["1.: A", "2.=: B", "C"]
    assert done(["1.: A", "B", "C"], both) == ["1.: A", "2.=: B", "C"]
    assert done(["1.: A", "2.: B", "3.: C"], both) == ["A", "B", "3.: C"]
    assert done(["1.: A", "1.~: B"], both) == ["1.: A", "2.=: B"]
    document = listing(["A", "B"])
    document.apply(edits.set_attributes(document, at(document, "A")[0], {BLOCK: "table"}))
    document.apply(both(document))
    assert shown(document) == ["A", "1.: B"]


@pytest.mark.parametrize(
    ("rows", "chosen", "wanted"),
    [
        (["A", "B", "C"], "B", ["A", ">: B", "C"]),
        (["A", "B", "C"], "A B", [">: A", ">~: B", "C"]),
        ([">: A", ">~: B", "C"], "A", ["A", ">: B", "C"]),
        ([">: A", ">~: B", ">~: C"], "B", [">: A", "B", ">: C"]),
        ([">: A", ">~: B", "C"], "A B", ["A", "B", "C"]),
        ([">: A", "B"], "A B", [">: A", ">~: B"]),
        (["-: A", "-~: B", "C"], "A B", [">: A", ">~: B", "C"]),
        (["-: A", "-: B", "C"], "B", ["-: A", ">: B", "C"]),
        (["> >: A", ">~ >~: B"], "A", [">: A", ">~ >: B"]),
        (["-=: A", "-~ >: B", "-=: C"], "B", ["-=: A", "-~: B", "-=: C"]),
        ([">: A", ">: B"], "A", ["A", ">: B"]),
        (["> -: A", ">~ -~: B"], "A", [">: A", ">: B"]),
    ],
)
def test_paragraphs_become_a_quotation_or_leave_it(rows: Rows, chosen: str, wanted: Rows) -> None:
    operation = edits.make_quotes(document := listing(rows), at(document, chosen))
    leaves = all(">" in row.split(":")[0].split(" ")[-1] for row in rows if row[-1] in chosen)
    assert operation.label == ("Make paragraph" if leaves else "Make quote")
    assert done(rows, lambda d: edits.make_quotes(d, at(d, chosen))) == wanted


def test_what_is_no_prose_does_not_go_into_a_quotation() -> None:
    document = listing(["A", "B", "C"])
    document.apply(edits.set_attributes(document, at(document, "A")[0], {BLOCK: "table"}))
    document.apply(edits.make_quotes(document, at(document, "A B C")))
    assert shown(document) == ["A", ">: B", ">~: C"]


@pytest.mark.parametrize(
    ("rows", "chosen", "wanted"),
    [
        (["-: A", "-: B", "-: C"], "B", ["-: A", "-~ -: B", "-: C"]),
        (["-=: A", "-=: B"], "B", ["-=: A", "-~ -=: B"]),
        (["1.: A", "2.: B", "3.: C"], "B", ["1.: A", "1.~ 1.: B", "2.: C"]),
        (
            ["1): A", "2): B", "2)~: X", "2)~ -: Y", "3): C"],
            "B",
            ["1): A", "1)~ 1): B", "1)~ 1)~: X", "1)~ 1)~ -: Y", "2): C"],
        ),
        (["1.: A", "1.~ 1.: X", "2.: B", "3.: C"], "B", ["1.: A", "1.~ 1.: X", "1.~ 2.: B", "2.: C"]),
        (["-: A", "-~ *: X", "1.: B"], "B", ["-: A", "-~ *: X", "-~ *=: B"]),
        (["-: A", "-~ >: X", "2.: B"], "B", ["-: A", "-~ >: X", "-~ 1.=: B"]),
        (["-: A", "-~ *: X", "-~ *~ >: Q", "1.: B"], "B", ["-: A", "-~ *: X", "-~ *~ >: Q", "-~ *=: B"]),
        (["-: A", "-: B", "-: C"], "B C", ["-: A", "-~ -: B", "-~ -=: C"]),
        (["-: A", "-: B", "-~ -: C"], "B C", ["-: A", "-~ -=: B", "-~ -~ -: C"]),
        (["> -: A", ">~ -: B"], "B", ["> -: A", ">~ -~ -=: B"]),
        (["-: A", "-~ -: X", "-~ -~ -: Y", "-: B"], "B", ["-: A", "-~ -: X", "-~ -~ -: Y", "-~ -=: B"]),
        (["-: A", "-: B", "P"], "B P", ["-: A", "-~ -=: B", "P"]),
        (["-: A", "B"], "B", None),
        ([">: A", ">~: B"], "B", None),
        (["-: A", "-~: B"], "B", None),
        (["-: A", "P", "-: B"], "B", None),
        (["-: A", ">: P", "-: B"], "B", None),
    ],
)
def test_an_item_goes_into_the_one_before_it(rows: Rows, chosen: str, wanted: Rows | None) -> None:
    operation = edits.nest_items(document := listing(rows), at(document, chosen))
    assert (operation and operation.label) == ("Nest list item" if wanted else None)
    assert done(rows, lambda d: edits.nest_items(d, at(d, chosen))) == (wanted or rows)


@pytest.mark.parametrize(
    ("rows", "chosen", "wanted"),
    [
        (["-: A", "-~ -: B", "-: C"], "B", ["-: A", "-: B", "-: C"]),
        (["1.: A", "1.~ -: B", "1.~ -: X", "2.: C"], "B", ["1.: A", "2.: B", "2.~ -: X", "3.: C"]),
        (
            ["1.: A", "1.~ -: B", "1.~ -~: X", "1.~ -~ *: Y", "2.: C"],
            "B",
            ["1.: A", "2.: B", "2.~: X", "2.~ *: Y", "3.: C"],
        ),
        (["> -: A", ">~ -~ -: B"], "B", ["> -: A", ">~ -: B"]),
        (["-: A", "-~ -: B", "-~ -~ -: C"], "B C", ["-: A", "-: B", "-~ -: C"]),
        (["-: A", "-~ -: X", "-~ -~: B"], "B", ["-: A", "-~ -: X", "-: B"]),
        (
            ["3): A", "3)~ 1.: B", "3)~ 1.~: X", "3)~ 2.: D", "4): C"],
            "B",
            ["3): A", "4): B", "4)~: X", "4)~ 2.: D", "5): C"],
        ),
        (["-: A", "-~ -: X", "-~ -~ 1.: B", "-~ -: C"], "B", ["-: A", "-~ -: X", "-~ -: B", "-~ -: C"]),
        (["-: A"], "A", None),
        (["A"], "A", None),
        (["-: A", "-~ >: B"], "B", None),
        ([">: A", ">~ -: B"], "B", None),
    ],
)
def test_an_item_comes_out_after_the_one_it_was_in(rows: Rows, chosen: str, wanted: Rows | None) -> None:
    operation = edits.unnest_items(document := listing(rows), at(document, chosen))
    assert (operation and operation.label) == ("Unnest list item" if wanted else None)
    assert done(rows, lambda d: edits.unnest_items(d, at(d, chosen))) == (wanted or rows)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (["-: A", "-: B", "-~: X", "-~ >: Y", "C"], ["-: A", "B", "X", ">: Y", "C"]),
        (["> >: B", ">~ >~: X", ">~: C"], [">: B", ">~ >: X", ">~: C"]),
        ([">: B", ">: C"], ["B", ">: C"]),
        (["- >: B", "-~ >~: C", "-~ >~: D"], ["-: B", "-~ >: C", "-~ >~: D"]),
        (["> -=: B", ">~ -=: C"], [">: B", ">~ -=: C"]),
        (["-=: A", "-~ -=: B", "-=: C"], ["-=: A", "-~: B", "-=: C"]),
        ([">: B", ">~ -: C"], ["B", "> -: C"]),
        (["-: A", "-~ - >=: B"], ["-: A", "-~ -=: B"]),
        (["-: B", "-~ 1.: C", "-~ 1.~: D", "-~ 2.: E"], ["B", "1.: C", "1.~: D", "2.: E"]),
        (["> -: B", ">~ -~ >: C", ">~ -~ >~: D"], [">: B", ">~ >: C", ">~ >~: D"]),
        (["B"], ["B"]),
    ],
)
def test_a_paragraph_leaves_what_is_innermost(rows: Rows, wanted: Rows) -> None:
    assert done(rows, step(leave_innermost)) == wanted


def test_a_quotation_in_an_item_stays_one_when_the_item_becomes_running_text() -> None:
    assert done(["-: B", "-~ >: C", "-~ >~: D"], step(leave_innermost)) == ["B", ">: C", ">~: D"]
    assert done(["-: B", "-~ >~: C", "-~ >~: D"], step(leave_innermost)) == ["B", ">: C", ">~: D"]
    assert done(["-: B", "-~ >: C", "-~ >: D"], step(leave_innermost)) == ["B", ">: C", ">: D"]


def test_running_text_is_outside_of_everything_and_no_code() -> None:
    assert done(["-: A", "-~ -: B", "-: D"], step(into_plain)) == ["-: A", "B", "-: D"]
    assert done(["> -: B", ">~ -~: C"], step(into_plain)) == ["B", ">: C"]
    document = listing(["-: B"])
    paragraph = at(document, "B")[0]
    code: dict[str, str | None] = {BLOCK: "code", FENCE: "```", INFO: "py", LEVEL: "2", "kept": "1"}
    document.apply(edits.set_attributes(document, paragraph, code))
    document.apply(edits.set_attributes(document, document.node(paragraph).children[0], {VERBATIM: "1"}))
    document.apply(step(into_plain)(document))
    assert document.node(paragraph).attributes == {"kept": "1"}
    assert document.node(document.node(paragraph).children[0]).attributes == {}


def test_into_the_quotation_before_or_a_new_one() -> None:
    assert done(["A", "B"], step(into_quote)) == ["A", ">: B"]
    same = step(lambda sketch, node: into_quote(sketch, node, same=True))
    assert done([">: A", "B"], same) == [">: A", ">~: B"]
    assert done(["-: A", "-: B"], step(into_quote)) == ["-: A", "- >: B"]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (["-: B", "-~: C", "-~ -: D", "-: E"], "C D"),
        (["-: A", "-~ -: B", "-~ -~: C", "-~: D"], "C"),
        (["B", "-~: C"], ""),
        (["-: B", "P", "-~: C"], ""),
        ([">: B", ">~: C", ">: D"], "C"),
    ],
)
def test_what_belongs_to_an_item(rows: Rows, wanted: str) -> None:
    document = listing(rows)
    assert belonging_to(document, at(document, "B")[0]) == at(document, wanted)


def test_a_list_ends_at_a_heading() -> None:
    draft = Draft(Kind.SECTION, "H", attributes={WITHIN: "1.~"})
    document = listing(["1.: A", "1.: B"])
    document.apply(edits.add_subtree(document, ROOT, 1, draft))
    one, _, other = document.root.children
    assert belonging_to(document, one) == []
    assert edits.nest_items(document, [other]) is None


@pytest.mark.parametrize(
    ("rows", "plain", "unless"),
    [
        (["-: B"], True, None),
        (["-=: B", "-: C"], True, True),
        (["-: A", "-: B", "-=: C"], False, False),
        (["-=: A", "-: B", "C"], False, False),
        (["-: B", "-=: C"], True, True),
        (["-: B", "-: C"], False, True),
        (["-: B", "-~ -: X", "-: C"], False, True),
        (["-: B", "-~ -=: X", "-: C", "-: D"], False, False),
        (["-: B", "-~=: X", "-: C", "-: D"], False, False),
        (["-: B", "P", "-: C"], True, True),
    ],
)
def test_whether_a_list_is_tight(rows: Rows, plain: bool, unless: bool | None) -> None:
    document = listing(rows)
    item = at(document, "B")[0]
    assert is_tight(document, item) is plain
    if unless is not None:
        assert is_tight(document, item, unless=at(document, "C")[0]) is unless


@pytest.mark.parametrize(
    ("rows", "original", "wanted"),
    [
        (["B", "C"], "-", ["-: B", "-=: C"]),
        (["B", "C"], "-=", ["-=: B", "-=: C"]),
        (["B", "C"], "", ["B", "C"]),
        (["-=: B", "C"], "", ["B", "C"]),
        (["-: A", "-: B", "-=: C"], "-", ["-: A", "-: B", "-: C"]),
        (["1.: A", "2.=: B", "C", "3.: D"], "2.", ["1.: A", "2.: B", "3.: C", "4.: D"]),
        (["1.: A", "2.=: B", "C", "3.: D"], "2.=", ["1.: A", "2.=: B", "3.=: C", "4.: D"]),
        (["B", "C"], ">", [">: B", ">~: C"]),
        (["B", "C"], "> -=", ["> -=: B", ">~ -=: C"]),
        (["B", "C"], "- >=", ["- >=: B", "-~ >~: C"]),
    ],
)
def test_the_lower_part_of_a_paragraph_continues_with_its_list(
    rows: Rows, original: str, wanted: Rows
) -> None:
    attributes = {WITHIN: original.removesuffix("=")} if original else {}
    if original.endswith("="):
        attributes[TIGHT] = "1"

    def edit(document: Document) -> Operation:
        with Sketch(document) as sketch:
            (lower,) = at(document, "C")
            sketch.set_attribute(lower, BLOCK, "heading")
            sketch.set_attribute(lower, LEVEL, "2")
            continue_below(sketch, at(document, "B")[0], lower, attributes)
            assert not {BLOCK, LEVEL} & document.node(lower).attributes.keys()
        return sketch.operation("Cut")

    assert done(rows, edit) == wanted


@pytest.mark.parametrize(
    ("act", "rows", "locked"),
    [
        (lambda sketch, node: into_item(sketch, node, "-"), ["A", "B"], "B"),
        (into_quote, ["A", "B"], "B"),
        (into_plain, ["A", "B"], "B"),
        (leave_innermost, ["A", "B"], "B"),
        (nest, ["-: A", "-: B"], "B"),
        (nest, ["-: A", "-: B", "-~: C"], "C"),
        (unnest, ["-: A", "-~ -: B"], "B"),
        (unnest, ["-: A", "-~ -: B", "-~ -~: C"], "C"),
    ],
)
def test_what_is_locked_stays(act: Callable[[Sketch, NodeId], object], rows: Rows, locked: str) -> None:
    document = listing(rows)
    document.apply(edits.set_locked(document, at(document, locked), True))
    with pytest.raises(LockedError):
        step(act)(document)
    assert shown(document) == rows


EDITS: list[Callable[[Document, list[NodeId]], Operation | None]] = [
    lambda d, n: edits.make_items(d, n, "-"),
    lambda d, n: edits.make_items(d, n, "1."),
    edits.make_quotes,
    edits.nest_items,
    edits.unnest_items,
]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(1, 3)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_no_walk_through_lists_changes_the_text(steps: list[tuple[int, int, int]]) -> None:
    document = listing(list("ABCDEF"))
    before = picture(document)
    for kind, start, length in steps:
        operation = EDITS[kind](document, document.children(ROOT)[start : start + length])
        if operation is not None and operation.changes:
            document.apply(operation)
        assert [row[-1] for row in shown(document)] == list("ABCDEF")
    while document.undo_label:
        document.undo()
    assert picture(document) == before
