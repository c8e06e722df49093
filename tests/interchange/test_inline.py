from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conceptwriter.interchange.escaping import escape_heading, escape_lines, unescape_heading, unescape_lines
from conceptwriter.interchange.inline import hard_lines, joint_between, logical_lines, one_line, without_marks
from conceptwriter.interchange.markdown_reader import read_blocks, starts_block
from conceptwriter.language.inline_marks import inline_marks

PIECES = st.sampled_from(
    [
        *"#->+*_=~`|:.)<![]()\\ 1ab\"'",
        "\\\\",
        "```",
        "---",
        "1.",
        "12)",
        "[a]:",
        " /u",
        "<div>",
        "<b>",
        "字",
        "\u00a0",
    ]
)
LINES = st.lists(PIECES, min_size=1, max_size=8).map("".join).map(str.strip).filter(bool)


def protected(text: str) -> list[str]:
    return [text[begin:end] for begin, end in inline_marks(text).protected]


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("a `b` c", ["`b`"]),
        ("a ``b ` c`` d", ["``b ` c``"]),
        ("a `b", []),
        ("\\`a` b", []),
        ("*a* _b_ **c** ***d***", ["*a*", "_b_", "**c**", "***d***"]),
        ("*a **b** c*", ["*a **b** c*"]),
        ("2 * 3 * 4", []),
        ("snake_case_name", []),
        ("[a](b)", ["[a](b)"]),
        ("[a *b*](<c d> 'T')", ["[a *b*](<c d> 'T')"]),
        ("[a](b(c)d) e", ["[a](b(c)d)"]),
        ("![a. B](c.png)", ["![a. B](c.png)"]),
        ("[a][b] [c]", ["[a][b]"]),
        ("[a](b", []),
        ("<https://a.b/c> <x@y.z>", ["<https://a.b/c>", "<x@y.z>"]),
        ("see https://a.b/c?d=e. Then", ["https://a.b/c?d=e"]),
        ("a <b c='d'>e</b> f", ["<b c='d'>", "</b>"]),
        ("`a*` b*", ["`a*`"]),
    ],
)
def test_marks_are_found(text: str, ranges: list[str]) -> None:
    assert protected(text) == ranges


@pytest.mark.parametrize(
    "whole",
    [
        "`" + "some code. More code. " * 20 + "`",
        "[" + "A sentence in a link. " * 20 + "](https://a.b/c)",
        '<img src="data:image/png;base64,' + "AbC9" * 2000 + '" alt="One. Two.">',
        "![One. Two.](data:image/png;base64," + "AbC9" * 2000 + ")",
        "<https://a.b/" + "c" * 3000 + ">",
    ],
)
def test_what_is_long_is_found_whole(whole: str) -> None:
    assert protected(f"See {whole} there.") == [whole]


def test_long_emphasis_is_running_text() -> None:
    assert protected("*" + "A sentence. " * 30 + "Last.*") == []


@given(text=st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=150, deadline=None, derandomize=False)
def test_ranges_ascend_and_do_not_overlap(text: str) -> None:
    marks = inline_marks(text)
    for ranges in (marks.protected, marks.opaque):
        position = 0
        for begin, end in ranges:
            assert position <= begin < end <= len(text)
            position = end


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("a\nb", ["a b"]),
        ("a  \nb", ["a", "b"]),
        ("a\\\nb", ["a", "b"]),
        ("a\\\\\nb", ["a\\\\ b"]),
        ("a `b  \nc` d", ["a `b c` d"]),
        ("天\n亮", ["天亮"]),
        ("天\nok", ["天 ok"]),
        ("a\\\n\\\nb", ["a", "", "b"]),
    ],
)
def test_hard_and_soft_line_breaks(source: str, lines: list[str]) -> None:
    assert logical_lines(source) == lines


@given(lines=st.lists(LINES, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None, derandomize=False)
def test_unescaping_undoes_escaping(lines: list[str]) -> None:
    assert unescape_lines(escape_lines(lines, starts_block), starts_block) == lines


@given(lines=st.lists(LINES, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None, derandomize=False)
def test_escaped_lines_are_read_as_one_paragraph(lines: list[str]) -> None:
    escaped = escape_lines(lines, starts_block)
    source = (
        "".join(f"{line}  \n" if line.endswith("\\") else f"{line}\\\n" for line in escaped[:-1])
        + escaped[-1]
    )
    blocks = read_blocks(source)
    assert [block.kind.value for block in blocks] == ["text"]


@given(
    text=st.lists(st.sampled_from(["#", "##", " ", "\\", "a", "字"]), max_size=8).map("".join).map(str.strip)
)
@settings(max_examples=150, deadline=None, derandomize=False)
def test_headings_come_back(text: str) -> None:
    assert unescape_heading(escape_heading(text)) == text
    (block,) = read_blocks(f"# {escape_heading(text)}")
    assert block.lines == [text]


@pytest.mark.parametrize(
    ("source", "hard", "logical"),
    [
        ("a", ["a"], ["a"]),
        (" \ta ", ["a"], ["a"]),
        ("a\nb", ["a\nb"], ["a b"]),
        ("a \n b", ["a \n b"], ["a b"]),
        ("a  \nb", ["a", "b"], ["a", "b"]),
        ("a\\\nb", ["a", "b"], ["a", "b"]),
        ("a\\\\\nb", ["a\\\\\nb"], ["a\\\\ b"]),
        ("a\\\\\\\nb", ["a\\\\", "b"], ["a\\\\", "b"]),
        ("a `b  \nc` d", ["a `b  \nc` d"], ["a `b c` d"]),
        ("a\n", ["a\n"], ["a"]),
        ("a  \n", ["a", ""], ["a", ""]),
        ("a\\\n\\\n b", ["a", "", "b"], ["a", "", "b"]),
        (" a  \n  b ", ["a", "b"], ["a", "b"]),
        ("a\nb\\\nc\nd", ["a\nb", "c\nd"], ["a b", "c d"]),
        ("\u3000a\n\u3000b", ["\u3000a\n\u3000b"], ["a \u3000b"]),
    ],
)
def test_lines_between_hard_breaks(source: str, hard: list[str], logical: list[str]) -> None:
    assert hard_lines(source) == hard
    assert logical_lines(source) == logical


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb", "a b"),
        (" a \n\t b\n", "a b"),
        ("a\rb", "a b"),
        ("a\r\nb", "a  b"),
        ("a\n\nb", "a  b"),
        ("", ""),
    ],
)
def test_a_text_in_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("before", "after", "joint"),
    [("a", "b", " "), ("天", "b", " "), ("a", "天", " "), ("a天", "亮b", ""), ("", "b", ""), ("a", "", "")],
)
def test_what_joins_two_lines(before: str, after: str, joint: str) -> None:
    assert joint_between(before, after) == joint


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("a *b* **c** `d` [e](f) ![g *h*](i) <j@k.l> <b>m</b>", "a b c d e g *h* j@k.l m"),
        ("a\nb", "a b"),
        ("a\\\nb", "a b"),
        ("&amp; \\*", "& *"),
    ],
)
def test_what_a_reader_sees(markdown: str, seen: str) -> None:
    assert without_marks(markdown, MarkdownIt("commonmark")) == seen
