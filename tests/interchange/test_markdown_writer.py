"""What each block is written as, alone and below others."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.interchange.markdown_reader import read_blocks
from conceptwriter.interchange.markdown_writer import Layout, write_blocks, written_chunks


def b(kind: str, text: str | None, **attributes: str | int) -> Block:
    """A block; `|` in the text is a hard line break, a level that is a number is that of a section."""
    level = attributes.pop("level") if isinstance(attributes.get("level"), int) else 0
    lines = [] if text is None else text.split("|")
    return Block(BlockKind(kind), lines, {key: str(value) for key, value in attributes.items()}, int(level))


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([b("section", "A", level=1)], "# A\n"),
        ([b("section", "A", level=6)], "###### A\n"),
        ([b("section", "A", level=7)], "###### A\n"),
        ([b("section", "A")], "# A\n"),
        ([b("section", "", level=2)], "##\n"),
        ([b("section", "A #", level=1)], "# A \\#\n"),
        ([b("section", "A\nb|c", level=1)], "# A b c\n"),
        ([b("heading", "A", level="3")], "### A\n"),
        ([b("heading", "A", level="x")], "# A\n"),
        ([b("heading", "A")], "# A\n"),
        ([b("heading", "A", level="9")], "###### A\n"),
        ([b("heading", "A", level="0")], "# A\n"),
        ([b("rule", "---")], "---\n"),
        ([b("rule", "* * *")], "* * *\n"),
        ([b("rule", "--")], "___\n"),
        ([b("rule", "")], "___\n"),
        ([b("rule", None)], "___\n"),
        ([b("rule", "-*-")], "___\n"),
        ([b("rule", " ___ ")], "___\n"),
        ([b("rule", "---", within="-")], "- ___\n"),
        ([b("rule", "---", within="*")], "* ---\n"),
        ([b("rule", "***", within="*")], "* ___\n"),
        ([b("rule", "---", within="> -")], "> - ___\n"),
        ([b("text", "a", within="-"), b("rule", "---", within="-~")], "- a\n\n  ---\n"),
        ([b("text", "a", within="-"), b("rule", "---", within="-~ -")], "- a\n\n  - ___\n"),
        ([b("note", "a")], "<!-- Note: a -->\n"),
        ([b("note", "a\n\n b -- c")], "<!-- Note: a\nb - - c -->\n"),
        ([b("note", "a", within="-~")], "- <!-- Note: a -->\n"),
        ([b("text", "a|b|c")], "a\\\nb\\\nc\n"),
        ([b("text", "a\nb|c\n\n d")], "a\nb\\\nc\n d\n"),
        ([b("text", "a\\|b")], "a\\  \nb\n"),
        ([b("text", "a\\\nb")], "a\\ b\n"),
        ([b("text", "a\\\n  b")], "a\\ b\n"),
        ([b("text", "a  \nb")], "a\nb\n"),
        ([b("text", " a ")], "a\n"),
        ([b("text", "a\n  # b")], "a\n  \\# b\n"),
        ([b("text", "# a|- b")], "\\# a\\\n\\- b\n"),
        ([b("text", "a|  - b")], "a\\\n\\- b\n"),
        ([b("text", "|a")], "\\\na\n"),
        ([b("text", "a\n \t\nb")], "a\nb\n"),
        ([b("text", "")], "\n"),
        ([b("text", "a\\\nb\\|c")], "a\\ b\\  \nc\n"),
        ([b("html", "<b>\n\na")], "<b>\n\na\n"),
        ([b("source", "$$\n\n$$", within="-")], "- $$\n\n  $$\n"),
        ([b("text", "a"), b("text", "b")], "a\n\nb\n"),
        ([b("text", "a"), b("text", "b", apart="1")], "a\n\n***\n\nb\n"),
        ([b("text", "a", apart="1")], "a\n"),
        ([b("section", "A", level=1), b("text", "b", apart="1")], "# A\n\nb\n"),
        ([b("code", "a\n\n  b", fence="    ")], "    a\n\n      b\n"),
        ([b("text", "x"), b("code", "a", fence="    ")], "x\n\n    a\n"),
        ([b("code", "a", fence="    "), b("code", "b", fence="    ")], "    a\n\n```\nb\n```\n"),
        (
            [b("code", "a", fence="    "), b("text", "x"), b("code", "b", fence="    ")],
            "    a\n\nx\n\n    b\n",
        ),
        ([b("code", "    a", fence="```"), b("code", "b", fence="    ")], "```\n    a\n```\n\n    b\n"),
        ([b("code", "", fence="    ")], "```\n```\n"),
        ([b("code", " \na", fence="    ")], "```\n \na\n```\n"),
        ([b("code", "a\n", fence="    ")], "```\na\n\n```\n"),
        ([b("code", "a", fence="    ", tight="1")], "```\na\n```\n"),
        ([b("text", "x", within="-"), b("code", "a", fence="    ")], "- x\n\n```\na\n```\n"),
        ([b("text", "x", within="-"), b("code", "a", within="-~", fence="    ")], "- x\n\n      a\n"),
        ([b("code", "a", within="-", fence="    ")], "- ```\n  a\n  ```\n"),
        (
            [b("text", "x", within="> -"), b("code", "a", within=">~", fence="    ")],
            "> - x\n>\n> ```\n> a\n> ```\n",
        ),
        ([b("html", "    a"), b("code", "b", fence="    ")], "    a\n\n    b\n"),
        (
            [
                b("text", "a", within="-"),
                b("text", "b", within="-", tight="1"),
                b("text", "c", within="-~", tight="1"),
                b("text", "d", within="-"),
            ],
            "- a\n- b\n\n  c\n\n- d\n",
        ),
        (
            [
                b("text", "a", within="-"),
                b("text", "b", within="-~ 10)", tight="1"),
                b("text", "c|d", within="-~ 10)~"),
                b("text", "e", within="-~"),
            ],
            "- a\n  10) b\n\n      c\\\n      d\n\n  e\n",
        ),
        (
            [b("text", "a", within=">"), b("text", "b", within=">~"), b("text", "c", within=">")],
            "> a\n>\n> b\n\n> c\n",
        ),
        ([b("text", "a", within=">"), b("text", "b", within=">", tight="1")], "> a\n\n> b\n"),
        (
            [
                b("text", "a", within="> -"),
                b("text", "b", within=">~ -", tight="1"),
                b("text", "c", within=">~ >"),
            ],
            "> - a\n> - b\n>\n> > c\n",
        ),
        (
            [b("text", "a", within=">"), b("code", "b", within=">~", tight="1", fence="```")],
            "> a\n> ```\n> b\n> ```\n",
        ),
        ([b("text", "a"), b("code", "b", tight="1", fence="```")], "a\n\n```\nb\n```\n"),
        ([b("text", "a"), b("source", "$$", tight="1"), b("text", "b", tight="1")], "a\n$$\nb\n"),
        ([b("text", "a"), b("text", "b", within="-", tight="1")], "a\n\n- b\n"),
        ([b("text", "a", within=">"), b("text", "b", within=">~ -", tight="1")], "> a\n>\n> - b\n"),
        ([b("text", "a", within="-"), b("text", "b", within="-~ >", tight="1")], "- a\n  > b\n"),
        ([b("text", "a", within="-~"), b("text", "b", within=">~")], "- a\n\n> b\n"),
        ([b("text", "a", within="-"), b("text", "b", within=">~")], "- a\n\n> b\n"),
        ([b("text", "a", within=">"), b("text", "b", within="-~")], "> a\n\n- b\n"),
        ([b("text", "a", within="-"), b("text", "b", within="*~")], "- a\n\n  b\n"),
        ([b("text", None, within="-")], "-\n"),
        ([b("text", None, within=">"), b("text", "a", within=">~")], ">\n>\n> a\n"),
        ([b("text", "a|b", within="- >")], "- > a\\\n  > b\n"),
        (
            [b("text", "a", within="-"), b("code", "b\n\nc", within="-~", fence="```", tight="1")],
            "- a\n  ```\n  b\n\n  c\n  ```\n",
        ),
    ],
)
def test_blocks_are_written(blocks: list[Block], expected: str) -> None:
    assert write_blocks(blocks) == expected
    chunks = list(written_chunks(blocks))
    assert [block for block, _ in chunks] == blocks
    assert "".join(f"{line}\n" for _, lines in chunks for line in lines) == expected


def test_front_matter_stands_above_with_a_blank_line() -> None:
    front_matter = "---\na: b\n---"
    assert write_blocks([]) == ""
    assert write_blocks([], front_matter) == f"{front_matter}\n"
    assert write_blocks([b("text", "a")], front_matter) == f"{front_matter}\n\na\n"
    rule, text = b("text", "a"), b("text", "b", apart="1")
    assert write_blocks([rule, text], front_matter) == f"{front_matter}\n\na\n\n***\n\nb\n"


def test_a_block_below_something_else_begins_with_a_blank_line() -> None:
    blocks = [b("text", "a"), b("text", "b")]
    assert [lines for _, lines in written_chunks(blocks, is_start=False)] == [["", "a"], ["", "b"]]
    assert [lines for _, lines in written_chunks(blocks)] == [["a"], ["", "b"]]


def test_the_lines_of_a_layout_are_a_text() -> None:
    layout = Layout()
    assert layout.text() == ""
    layout.add(b("text", "a", within="-"), ["a", "", "b"])
    layout.add(b("text", "", within="-~"), [])
    assert layout.text() == "- a\n\n  b\n\n\n"


@pytest.mark.parametrize("within", [">", "- >", "> -", "-", "1. - >"])
def test_neighbours_stay_two(within: str) -> None:
    blocks = [b("text", "One.", within=within), b("text", "Two.", within=within, tight="1")]
    assert [block.lines for block in read_blocks(write_blocks(blocks))] == [["One."], ["Two."]]
