"""Formulas, TeX, shortcodes, hidden text and drawn tables are one block each, whatever stands in them."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from conceptwriter.interchange.blocks import BlockKind
from conceptwriter.interchange.markdown_reader import read_blocks
from conceptwriter.interchange.source_blocks import _LONGEST, source_block_end

CLOSED = [
    "$$\na + b\n$$",
    "$$ a\n+ b $$ {#eq:one}",
    "\\[\na\n\\]",
    "\\begin{a}\n\nx\n\n\\end{a}",
    "\\begin{a}\n\\begin{a}\n\\end{a}\n\nx\n\\end{a}",
    "\\begin{a} \\begin{a}\n\\end{a}\n\n\\end{a}",
    "\\begin{a}x\\end{a}",
    "%%\nhidden\n\nmore\n%%",
    "%% a\nhidden %%",
    "%%\na %% b %% c\n\n%%",
    "{% raw %}\n\nx\n{% endraw %}",
    "{%- highlight ruby -%}\nx\n{%- endhighlight -%}",
    "{{< note >}}\n\nx\n{{< /note >}}",
    "+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+",
]
OPEN = [
    "$$\na\n\nb\n$$",
    "$$ a $$ b",
    "\\[\na\n\nb\n\\]",
    "\\begin{a}\nx\n\\end{b}",
    "%% a %% b",
    "{% other %}\nx\n{% endother %}",
    "{% raw %}\nx\n{% endhighlight %}",
    "{{< note />}}\nx\n{{< /note >}}",
    "{{< note >}}\nx\n{{< /other >}}",
    "+---+\n| a |",
    "+---+\n+---+",
]


def kinds(text: str) -> list[str]:
    return [block.kind for block in read_blocks(text)]


@pytest.mark.parametrize("source", CLOSED)
def test_it_is_one_block_as_it_stands(source: str) -> None:
    before, found, after = read_blocks(f"Before.\n\n{source}\n\nAfter.\n")
    assert (before.kind, found.kind, after.kind) == (BlockKind.TEXT, BlockKind.SOURCE, BlockKind.TEXT)
    assert found.lines == [source]


@pytest.mark.parametrize("source", OPEN)
def test_what_is_not_closed_is_none(source: str) -> None:
    assert BlockKind.SOURCE not in kinds(f"Before.\n\n{source}\n\nAfter.\n")


def test_a_block_has_at_most_a_thousand_lines() -> None:
    for lines, is_source in ((_LONGEST - 2, True), (_LONGEST - 1, False)):
        text = "%%\n" + "x\n" * lines + "%%\n"
        assert (BlockKind.SOURCE in kinds(text)) is is_source


def test_a_block_in_a_list_ends_with_the_item() -> None:
    assert BlockKind.SOURCE in kinds("- $$\n  a\n  $$\n")
    assert BlockKind.SOURCE not in kinds("- $$\n  a\n\nb\n$$\n")
    assert BlockKind.SOURCE not in kinds("- %%\n  a\n\nb\n%%\n")


def test_an_opening_set_in_by_four_is_code() -> None:
    assert kinds("    $$\n    a\n    $$\n") == [BlockKind.CODE]
    assert kinds("    +---+\n    | a |\n    +---+\n") == [BlockKind.CODE]


def test_no_block_begins_where_code_does() -> None:
    source = "    $$\n    a\n    $$\n"
    state = StateBlock(source, MarkdownIt(), {}, [])
    assert source_block_end(state, 0, 3) is None
    state.blkIndent = 4  # as in a list item that is indented this far
    assert source_block_end(state, 0, 3) == 3


def test_a_table_that_is_drawn_ends_where_its_lines_end() -> None:
    assert kinds("+---+\n| a |\n+---+\nText.\n") == [BlockKind.SOURCE, BlockKind.TEXT]
    assert kinds("+---+\n| a |\nText.\n+---+\n") == [BlockKind.TEXT]
    for lines, is_source in ((_LONGEST - 2, True), (_LONGEST - 1, False)):
        text = "+---+\n" + "| a |\n" * lines + "+---+\n"
        assert (BlockKind.SOURCE in kinds(text)) is is_source
