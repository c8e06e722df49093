"""Lists, quotations and code as the attributes of paragraphs say them."""

from __future__ import annotations

import pytest

from conceptwriter.outline import Document, edits
from conceptwriter.outline.blocks import (
    BLOCK,
    TIGHT,
    WITHIN,
    Container,
    block_of,
    continuation_of,
    following_mark,
    is_item,
    is_verbatim,
    parse_within,
    set_steps,
    steps_of,
)
from conceptwriter.outline.sketch import Sketch
from tests.outline.drafts import find, harbour


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("", []),
        ("> - * +", [">", "-", "*", "+"]),
        ("1. 22) 123456789.", ["1.", "22)", "123456789."]),
        ("-~ 1.~ >", ["-~", "1.~", ">"]),
        ("x 1 1: 1x. . ) 1234567890. -- ~", []),
    ],
)
def test_steps(path: str, steps: list[str]) -> None:
    assert [str(step) for step in parse_within(path)] == steps


def test_what_a_step_is() -> None:
    quote, bullet, number = Container(">"), Container("-"), Container("12.")
    assert [step.is_quote for step in (quote, bullet, number)] == [True, False, False]
    assert [step.is_numbered for step in (quote, bullet, number)] == [False, False, True]
    assert continuation_of(number) == Container("12.", True)
    assert [following_mark(mark) for mark in ("-", "9.", "9)", "*")] == ["-", "10.", "10)", "*"]


def test_which_paragraphs_are_items() -> None:
    assert is_item(parse_within("> -"))
    assert is_item(parse_within("-~ 1."))
    for path in ("", "- >", "-~", "- 1.~"):
        assert not is_item(parse_within(path)), path


@pytest.fixture
def document() -> Document:
    return harbour()


def test_the_steps_of_a_paragraph_and_its_tightness_go_together(document: Document) -> None:
    paragraph = document.parent(find(document, "It rained."))
    assert paragraph is not None
    assert steps_of(document, paragraph) == []
    for steps, attributes in (
        (parse_within("> -"), {WITHIN: "> -", TIGHT: "1"}),
        (parse_within("> 1.~"), {WITHIN: "> 1.~", TIGHT: "1"}),
        ([], {}),
    ):
        with Sketch(document) as sketch:
            set_steps(sketch, paragraph, steps)
            if steps:
                sketch.set_attribute(paragraph, TIGHT, "1")
        document.apply(sketch.operation("Steps"))
        assert steps_of(document, paragraph) == steps
        assert document.node(paragraph).attributes == attributes


@pytest.mark.parametrize("block", ["code", "rule", "html", "table", "definition", "source"])
def test_what_is_no_prose(document: Document, block: str) -> None:
    paragraph = document.parent(find(document, "It rained."))
    assert paragraph is not None
    assert block_of(document, paragraph) == ""
    assert not is_verbatim(document, paragraph)
    document.apply(edits.set_attributes(document, paragraph, {BLOCK: block}))
    assert block_of(document, paragraph) == block
    assert is_verbatim(document, paragraph)
