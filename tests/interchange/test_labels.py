"""Labels of notes and links that two files use for different things."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.interchange.labels import Labels


def text(*lines: str) -> Block:
    return Block(BlockKind.TEXT, list(lines))


def definition(*lines: str) -> Block:
    return Block(BlockKind.DEFINITION, ["\n".join(lines)])


def renamed(*lines: str, kind: BlockKind = BlockKind.TEXT) -> list[str]:
    """The lines, where an earlier file has defined `a` and `^n` otherwise."""
    labels = Labels()
    labels.keep_apart([definition("[a]: /1"), text("[^n]: One.")])
    block = Block(kind, list(lines))
    assert labels.keep_apart([block, definition("[a]: /2"), text("[^n]: Two.")]) == 2
    return block.lines


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a]", "[a][a-2]"),
        ("[ A ]", "[ A ][a-2]"),
        ("x [a] y [a][] z", "x [a][a-2] y [a][a-2] z"),
        ("[b][a]", "[b][a-2]"),
        ("[a][b]", "[a][b]"),
        ("[a](b)", "[a](b)"),
        ("[a] (b)", "[a][a-2] (b)"),
        ("[a](b", "[a][a-2](b"),
        ("[a]: x", "[a][a-2]: x"),
        ("[^n]", "[^n-2]"),
        ("x[^n]: y [^n]", "x[^n-2]: y [^n-2]"),
        ("[^N](b)", "[^n-2](b)"),
        ("`[a]` [a]", "`[a]` [a][a-2]"),
        ("\\[a] \\\\[a]", "\\[a] \\\\[a][a-2]"),
        ("\\\\\\[a] \\\\\\\\[a]", "\\\\\\[a] \\\\\\\\[a][a-2]"),
        ("![a]", "![a][a-2]"),
        ("![b][a]", "![b][a-2]"),
        ("<i b='[a]'>", "<i b='[a]'>"),
        ("[aa] [b]", "[aa] [b]"),
    ],
)
def test_references_get_the_new_label(before: str, after: str) -> None:
    assert renamed(before) == [after]
    assert renamed("x", before) == ["x", after]
    assert renamed(before, kind=BlockKind.HEADING) == [after]
    assert renamed(before, kind=BlockKind.SECTION) == [after]
    assert renamed(before, kind=BlockKind.TABLE) == [after]


@pytest.mark.parametrize("kind", [BlockKind.CODE, BlockKind.HTML, BlockKind.SOURCE, BlockKind.NOTE])
def test_what_is_no_text_refers_to_nothing(kind: BlockKind) -> None:
    assert renamed("[a] [^n]", kind=kind) == ["[a] [^n]"]


def test_definitions_get_the_new_label() -> None:
    labels = Labels()
    labels.keep_apart([definition("[a]: /1", "[b]: /1"), text("[^n]: One.")])
    blocks = [
        definition("[a]: /2", "  [B]: /2 '[a]'", "[c]: /2"),
        text("[^n]: Two.\n[^m]: Three.", "x [^n]:"),
    ]
    assert labels.keep_apart(blocks) == 3
    assert blocks[0].lines == ["[a-2]: /2\n  [B-2]: /2 '[a][a-2]'\n[c]: /2"]
    assert blocks[1].lines == ["[^n-2]: Two.\n[^m]: Three.", "x [^n-2]:"]


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("[a]: /1", "[a]: /1", 0),
        ("[a]: /1", "[ A ]:   /1  ", 0),
        ("[a]: /1", "[a]: /2", 1),
        ("[a]: /1\n[a]: /2", "[a]: /1", 0),
        ("[a]: /1\n[a]: /2", "[a]: /2", 1),
        ("[STRASSE]: /1", "[straße]: /2", 1),
        ("[a  b]: /1", "[A b]: /2", 1),
        ("[a]: /1", "    [a]: /2", 0),
        ("   [a]: /1", "[a]: /2", 1),
        ("[a\\]]: /1", "[a\\]]: /2", 1),
    ],
)
def test_only_what_is_defined_otherwise_is_renamed(first: str, second: str, count: int) -> None:
    labels = Labels()
    assert labels.keep_apart([definition(first)]) == 0
    assert labels.keep_apart([definition(second)]) == count


def test_a_new_label_is_free_in_all_files_so_far_and_in_this_one() -> None:
    labels = Labels()
    labels.keep_apart([definition("[a]: /1"), text("[A-2]")])
    blocks = [definition("[a]: /2"), text("[a-3] [a]")]
    labels.keep_apart(blocks)
    assert blocks[0].lines == ["[a-4]: /2"]
    assert blocks[1].lines == ["[a-3] [a][a-4]"]
    third = [definition("[a-4]: /3", "[a]: /1")]
    assert labels.keep_apart(third) == 1
    assert third[0].lines == ["[a-4-2]: /3\n[a]: /1"]
    fourth = [definition("[a]: /4")]
    assert labels.keep_apart(fourth) == 1
    assert fourth[0].lines == ["[a-5]: /4"]


def test_blocks_that_changed_forget_how_they_were_written() -> None:
    labels = Labels()
    labels.keep_apart([definition("[a]: /1")])
    layout = {"written": "x", "written_of": "y", "within": "-"}
    changed, same = text("[a]"), text("[b]")
    changed.attributes, same.attributes = dict(layout), dict(layout)
    labels.keep_apart([definition("[a]: /2"), changed, same])
    assert changed.attributes == {"within": "-"}
    assert same.attributes == layout
