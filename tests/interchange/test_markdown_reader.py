"""Which blocks stand in a Markdown text, in which lists and quotations, and where each of them ends."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import UnreadableFile
from conceptwriter.interchange.blocks import BLOCK, Block, BlockKind
from conceptwriter.interchange.markdown_reader import (
    read_blocks,
    read_with_ends,
    split_front_matter,
    starts_block,
)

DEEPEST = 97


def shown(block: Block, end: int) -> str:
    """`end kind attributes: lines`, with the level behind the kind and `|` for a hard line break."""
    own = {key: value for key, value in sorted(block.attributes.items()) if key != BLOCK}
    attributes = "".join(f" {key}={value}" for key, value in own.items())
    return f"{end} {block.kind}{block.level or ''}{attributes}: {'|'.join(block.lines)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n", []),
        ("Text\n\nMore", ["1 text: Text", "3 text: More"]),
        ("# A\ntext", ["1 section1: A", "2 text: text"]),
        ("###### A #", ["1 section6: A"]),
        ("####### A", ["1 text: ####### A"]),
        ("A\n===\nB\n---\n", ["2 section1: A", "4 section2: B"]),
        ("- a\n- b\n", ["1 text within=-: a", "2 text tight=1 within=-: b"]),
        ("- a\n\n- b\n", ["1 text within=-: a", "3 text within=-: b"]),
        ("- a\n\n  b\n- c\n", ["1 text within=-: a", "3 text within=-~: b", "4 text within=-: c"]),
        (
            "- a\n  - b\n\n    c\n- d\n",
            [
                "1 text within=-: a",
                "2 text tight=1 within=-~ -: b",
                "4 text within=-~ -~: c",
                "5 text tight=1 within=-: d",
            ],
        ),
        ("-\n- a\n", ["1 text within=-: ", "2 text tight=1 within=-: a"]),
        ("- a\n-\n", ["1 text within=-: a", "2 text tight=1 within=-: "]),
        ("-\n", ["1 text within=-: "]),
        ("3) a\n4) b\n", ["1 text within=3): a", "2 text tight=1 within=4): b"]),
        ("> a\n>\n> b\n", ["1 text within=>: a", "3 text within=>~: b"]),
        ("> a\n\n> b\n", ["1 text within=>: a", "3 text within=>: b"]),
        (">\n", ["1 text within=>: "]),
        (
            "> - a\n>   - b\n> - c\n",
            ["1 text within=> -: a", "2 text tight=1 within=>~ -~ -: b", "3 text tight=1 within=>~ -: c"],
        ),
        ("> # A\n> b\n", ["1 heading level=1 within=>: A", "2 text within=>~: b"]),
        ("- # A\n", ["1 heading level=1 within=-: A"]),
        ("- ###### A\n  text\n", ["1 heading level=6 within=-: A", "2 text tight=1 within=-~: text"]),
        ("- # A\n- # B\n", ["1 heading level=1 within=-: A", "2 heading level=1 tight=1 within=-: B"]),
        ("```\na\n```\n", ["3 code fence=```: a"]),
        ("```py x\na\n\nb\n```\n", ["5 code fence=``` info=py x: a\n\nb"]),
        ("~~~~ \na\n~~~~\n", ["3 code fence=~~~~: a"]),
        ("```\n```\n", ["2 code fence=```: "]),
        ("    a\n\n      b\n", ["3 code fence=    : a\n\n  b"]),
        ("  <div>\n  a\n", ["2 html: <div>\n  a"]),
        ("<!-- a -->\nb\n", ["1 html: <!-- a -->", "2 text: b"]),
        ("***\n", ["1 rule: ***"]),
        ("- - -\n", ["1 rule: ---"]),
        ("_____\n", ["1 rule: ___"]),
        ("a | b\n--|--\nc | d\n", ["3 table: a | b\n--|--\nc | d"]),
        ("> | a |\n> |---|\n> | c |\n", ["3 table within=>: | a |\n|---|\n| c |"]),
        ("[a]:\nx|y\n-|-\n", ["1 text: [a]:", "3 table: x|y\n-|-"]),
        ("[a]: /b\n[c]: /d\n", ["2 definition: [a]: /b\n[c]: /d"]),
        ("[a]: /b\n\n[c]: /d\n", ["3 definition: [a]: /b\n[c]: /d"]),
        ("> [a]: /b\n\n[c]: /d\n", ["1 definition within=>: [a]: /b", "3 definition: [c]: /d"]),
        ("[a]: /b\n\n> [c]: /d\n", ["1 definition: [a]: /b", "3 definition within=>: [c]: /d"]),
        ("[a]: /b\ntext\n", ["1 definition: [a]: /b", "2 text: text"]),
        ("text\n$$\na\n$$\ntext\n", ["1 text: text", "4 source tight=1: $$\na\n$$", "5 text tight=1: text"]),
        ("text\n\n$$\na\n$$\n\ntext\n", ["1 text: text", "5 source: $$\na\n$$", "7 text: text"]),
        ("$$\na\n$$\n$$\nb\n$$\n", ["3 source: $$\na\n$$", "6 source tight=1: $$\nb\n$$"]),
        ("- $$\n  a\n  $$\n  text\n", ["3 source within=-: $$\na\n$$", "4 text tight=1 within=-~: text"]),
        ("- text\n  $$\n  a\n  $$\n", ["1 text within=-: text", "4 source tight=1 within=-~: $$\na\n$$"]),
        ("a  \nb\\\nc\nd\n", ["4 text: a|b|c\nd"]),
        ("\\# a\n", ["1 text: # a"]),
        ("\u00a0a\u00a0\n", ["1 text: \u00a0a\u00a0"]),
        (" \u3000a\u3000 \n", ["1 text: \u3000a\u3000"]),
        ("a\u00a0\nb\u3000\n", ["2 text: a\u00a0\nb\u3000"]),
        ("- \u00a0a\u00a0\n", ["1 text within=-: \u00a0a\u00a0"]),
        ("\u00a0\n", ["1 text: \u00a0"]),
        ("> \u3000\n", ["1 text within=>: \u3000"]),
        ("# \u3000a\u3000\n", ["1 section1: a"]),
        ("- a\n\n\n- b\n\ntext\n", ["1 text within=-: a", "4 text within=-: b", "6 text: text"]),
        (
            "1. a\n   > b\n   >\n   > - c\n   >\n   > d\n\n   e\n2. f\n",
            [
                "1 text within=1.: a",
                "2 text within=1.~ >: b",
                "4 text within=1.~ >~ -: c",
                "6 text within=1.~ >~: d",
                "8 text within=1.~: e",
                "9 text within=2.: f",
            ],
        ),
        ("* a\n+ b\n", ["1 text within=*: a", "2 text within=+: b"]),
        ("- a\n\n<!-- -->\n\n- b\n", ["1 text within=-: a", "3 html: <!-- -->", "5 text within=-: b"]),
        ("- ```\n  a\n  ```\n- b\n", ["3 code fence=``` within=-: a", "4 text tight=1 within=-: b"]),
        (
            "- a\n  ***\n  b\n",
            ["1 text within=-: a", "2 rule tight=1 within=-~: ***", "3 text tight=1 within=-~: b"],
        ),
        ("-     a\n", ["1 code fence=     within=-: a"]),
        ("\ta\n", ["1 code fence=    : a"]),
        ("- a\n\n      b\n", ["1 text within=-: a", "3 code fence=     within=-~: b"]),
    ],
)
def test_blocks_are_found(text: str, expected: list[str]) -> None:
    found = read_with_ends(text)
    assert [shown(block, end) for block, end in found] == expected
    for block, _ in found:
        is_plain = block.kind in {BlockKind.TEXT, BlockKind.SECTION}
        assert block.attributes.get(BLOCK) == (None if is_plain else block.kind)
    assert read_blocks(text) == [block for block, _ in found]


@pytest.mark.parametrize(
    ("front_matter", "end"),
    [
        ("---\na: b\n---", "\n"),
        ("--- \n# why\na: b\n...\t", "\n"),
        ("---\na:\n---", ""),
        ("+++\na = 1\n+++", "\n"),
        ("+++\n# why\n[a]\n+++", "\n"),
        ("+++\na=1\n\n+++", ""),
        ('{\n  "a": 1\n}', "\n"),
        ('{\n"a" : 1,\n"b": {}\n}', "\n"),
        (";;;\n{}\n;;;", "\n"),
        (";;;\n;;;", ""),
    ],
)
def test_front_matter_is_set_apart(front_matter: str, end: str) -> None:
    rest = "\nText.\n" if end else ""
    assert split_front_matter(front_matter + end + rest) == (front_matter, rest)
    assert split_front_matter(f"\n{front_matter}{end}{rest}")[0] == ""


@pytest.mark.parametrize(
    "text",
    [
        "---\n\na b\n---\n",
        "---\n a: b\n---\n",
        "---\n- a: b\n---\n",
        "---\na: b\n",
        "----\na: b\n---\n",
        "+++\na\n+++\n",
        "+++\na = 1\n---\n",
        "{\n  a: 1\n}\n",
        '{ "a": 1 }\n',
        '{\n  "a": 1\n}\nText.\n',
        ";;;\n{}\n",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text) == ("", text)


@pytest.mark.parametrize(
    ("text", "does"),
    [("", False), ("\n", False), ("a\n# b", False), ("# b", True), ("- a", True), ("<div>", True)],
)
def test_what_begins_a_block(text: str, does: bool) -> None:
    assert starts_block(text) is does


def test_what_nests_too_deeply_is_refused_with_the_line() -> None:
    deepest = ">" * DEEPEST + " Deep."
    (found,) = read_blocks(deepest)
    assert found.lines == ["Deep."]
    assert found.attributes["within"].split() == [">"] * DEEPEST
    with pytest.raises(UnreadableFile, match="Line 2: lists or quotations are nested too deeply"):
        read_blocks(f"\n>{deepest}")
    (mixed,) = read_blocks("> - " * 30 + "Deep.")
    assert mixed.attributes["within"] == " ".join(["> -"] * 30)


def test_a_table_or_a_drawing_ends_a_paragraph() -> None:
    assert [block.kind for block in read_blocks("a\nb | c\n--|--\nd | e\n")] == ["text", "table"]
    assert [block.kind for block in read_blocks("> a\n$$\nb\n$$\n")] == ["text", "source"]


def test_lines_of_tables_and_definitions_lose_their_indents() -> None:
    (table,) = read_blocks("  | a |\n | - |\n  | b | \n\n\n")
    assert table.lines == ["| a |\n| - |\n| b |"]
    (definition,) = read_blocks("  [a]:\n   /b\n   'c' \n\n")
    assert definition.lines == ["[a]:\n/b\n'c'"]
