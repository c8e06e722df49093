"""Which lines of a sentence Markdown would take for something else, and the backslash that keeps them."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.escaping import (
    escape_heading,
    escape_inline,
    escape_lines,
    unescape_heading,
    unescape_later_line,
    unescape_lines,
    unescape_paragraph,
)
from conceptwriter.interchange.markdown_reader import starts_block

ANYWHERE = [
    ("# one", r"\# one"),
    ("###### six", r"\###### six"),
    ("#", r"\#"),
    ("##\ttab", "\\##\ttab"),
    ("- bullet", r"\- bullet"),
    ("+ bullet", r"\+ bullet"),
    ("* bullet", r"\* bullet"),
    ("-\tbullet", "\\-\tbullet"),
    ("*", r"\*"),
    ("> quoted", r"\> quoted"),
    (">quoted", r"\>quoted"),
    ("```", r"\```"),
    ("````python", r"\````python"),
    ("~~~", r"\~~~"),
    ("~~~~ `x`", r"\~~~~ `x`"),
    ("***", r"\***"),
    ("* * *", r"\* * *"),
    ("_ _ _ _", r"\_ _ _ _"),
    ("_\t_\t_  ", "\\_\t_\t_  "),
    ("1. first", r"1\. first"),
    ("7) seventh", r"7\) seventh"),
    ("123456789. most", r"123456789\. most"),
    ("1.", r"1\."),
    (r"\# one", r"\\# one"),
    (r"\\- bullet", r"\\\- bullet"),
    (r"1\. first", r"1\\. first"),
    ("<div>", r"\<div>"),
    ("</div>", r"\</div>"),
    ("<!-- a", r"\<!-- a"),
    ("<?php", r"\<?php"),
]
HARMLESS = [
    "",
    "words",
    "#hash",
    "####### seven",
    "-5 degrees",
    "*emphasis*",
    "**",
    "``code``",
    "``` a `b` ```",
    "~~gone~~",
    "1.5 metres",
    "1.first",
    "1234567890. too many",
    "a. letter",
    "_ _",
    "_ _ -x",
    "<5 metres",
    "< div>",
    r"\words",
]
LATER = [
    ("===", r"\==="),
    ("=", r"\="),
    ("--", r"\--"),
    ("=  ", r"\=  "),
    ("|---|", r"\|---|"),
    (" :-: | -", r"\ :-: | -"),
]


@pytest.mark.parametrize(("line", "escaped"), ANYWHERE)
def test_lines_that_need_a_backslash(line: str, escaped: str) -> None:
    assert escape_lines([line], starts_block) == [escaped]
    assert escape_lines(["words", line, "words"], starts_block) == ["words", escaped, "words"]
    assert unescape_lines([escaped], starts_block) == [line]
    assert unescape_later_line(escaped, starts_block) == line


@pytest.mark.parametrize("line", HARMLESS)
def test_lines_that_need_none(line: str) -> None:
    assert escape_lines([line, line], starts_block) == [line, line]
    assert unescape_lines([line, line], starts_block) == [line, line]
    assert unescape_later_line(line, starts_block) == line


@pytest.mark.parametrize(("line", "escaped"), LATER)
def test_lines_that_need_one_only_below_others(line: str, escaped: str) -> None:
    assert escape_lines([line], starts_block)[0] in (line, escaped)
    assert escape_lines(["words", line], starts_block) == ["words", escaped]
    assert unescape_later_line(escaped, starts_block) == line


def test_a_tag_that_begins_no_block_needs_one_only_where_it_would() -> None:
    assert escape_lines(["<em>", "words"], starts_block) == [r"\<em>", "words"]
    assert escape_lines(["words", "<em>"], starts_block) == ["words", "<em>"]
    assert escape_lines(["<em>so</em> it is"], starts_block) == ["<em>so</em> it is"]


def test_a_definition_of_a_link_is_one_only_as_a_first_line() -> None:
    assert escape_lines(["[a]: /b", "words"], starts_block) == [r"\[a]: /b", "words"]
    assert escape_lines(["words", "[a]: /b"], starts_block) == ["words", "[a]: /b"]
    assert escape_lines(["[a] b"], starts_block) == ["[a] b"]
    assert unescape_lines([r"\[a]: /b", "words"], starts_block) == ["[a]: /b", "words"]


def test_only_line_beginnings_between_hard_breaks_are_unescaped() -> None:
    lines = ["\\# a\n\\# b", "\\- c", "d\n\\- e\n\\- f", "\\> g"]
    assert unescape_paragraph(lines, starts_block) == ["# a\n\\# b", "- c", "d\n\\- e\n\\- f", "> g"]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain, with: all (kinds) of - signs!", "plain, with: all (kinds) of - signs!"),
        ("*so*", r"\*so\*"),
        ("2 * 3", "2 * 3"),
        ("a*b", r"a\*b"),
        ("_so_", r"\_so\_"),
        ("word_like_this", "word_like_this"),
        ("__init__", r"\_\_init\_\_"),
        ("`code`", r"\`code\`"),
        ("[a](b)", r"\[a\](b)"),
        ("~one~ ~~two~~", r"~one~ \~\~two\~\~"),
        ("a <b> 1 < 2", r"a \<b> 1 < 2"),
        ("&amp; & &#38; &#x26; &x", r"\&amp; & \&#38; \&#x26; &x"),
        ("a\\*b \\n", r"a\\\*b \n"),
        ("<b>", "&lt;b>"),
        ("\\<b>", r"\\&lt;b>"),
        ("x <b>\n<i>", "x \\<b>\n&lt;i>"),
    ],
)
def test_text_without_marks(text: str, markdown: str) -> None:
    assert escape_inline(text) == markdown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Pier #", r"Pier \#"),
        ("Pier ###", r"Pier \###"),
        ("#", r"\#"),
        (r"Pier \#", r"Pier \\#"),
        ("Pier#", "Pier#"),
        ("# Pier", "# Pier"),
        ("Pier", "Pier"),
        ("", ""),
    ],
)
def test_hashes_at_the_end_of_a_heading(text: str, written: str) -> None:
    assert escape_heading(text) == written
    assert unescape_heading(written) == text
