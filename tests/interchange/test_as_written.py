"""How a block was laid out is found again beside its edited words, or given up."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.as_written import (
    WRITTEN,
    WRITTEN_AFTER,
    WRITTEN_LINES,
    WRITTEN_OF,
    has_separator,
    heading_fingerprint,
    layout_of,
    own_lines,
    paragraph_fingerprint,
    rewritten,
    without_layout,
)
from conceptwriter.interchange.blocks import Block, BlockKind


def block(written: str, kind: BlockKind = BlockKind.TEXT, **attributes: str) -> Block:
    return Block(kind, [], {WRITTEN: written, **attributes})


@pytest.mark.parametrize(
    ("kind", "attributes", "written", "content", "expected"),
    [
        (BlockKind.TEXT, {}, "One two\nthree.", "One four three.", "One four\nthree."),
        (BlockKind.TEXT, {}, "\n\nOne two\nthree.", "One four three.", "\n\nOne four\nthree."),
        (BlockKind.TEXT, {}, "One two\nthree.", "One four three five.", "One four three five."),
        (BlockKind.TEXT, {}, "One two\nthree.", "Zero One two three.", "Zero One two\nthree."),
        (BlockKind.TEXT, {}, "One two\nthree four.", "One three four.", "One\nthree four."),
        (BlockKind.TEXT, {}, "One two\nthree four.", "One two four.", "One two four."),
        (BlockKind.TEXT, {}, "a b\nc d\ne f", "a x y z e f", "a x\ny z\ne f"),
        (BlockKind.TEXT, {}, "a b\nc d\ne f", "a b c1 d1 e f", "a b\nc1 d1\ne f"),
        (BlockKind.TEXT, {}, "a b\nc d", "a b", "a b"),
        (BlockKind.TEXT, {}, "a\nb", "a\\\nb", "a\\\nb"),
        (BlockKind.TEXT, {}, "a  \nb\nc", "a\\\nb d", "a  \nb\nd"),
        (BlockKind.TEXT, {}, "a  \nb\nc", "a b c", "a b\nc"),
        (BlockKind.TEXT, {}, "a\\\nb c", "a\\\nb d", "a\\\nb d"),
        (BlockKind.TEXT, {}, "a   b\tc", "a b c d", "a b c d"),
        (BlockKind.TEXT, {}, "a   b\tc", "a   b\tc d", "a   b\tc d"),
        (BlockKind.TEXT, {"written_lines": "1"}, "a\nb\nc", "a\nb\nd", "a\nb\nd"),
        (BlockKind.TEXT, {"written_lines": "1"}, "a\nb\nc", "a b c d", "a b c d"),
        (BlockKind.TEXT, {}, "a\nb\nc", "a b c d", "a\nb\nc d"),
        (BlockKind.TEXT, {}, "a  b", "a b x", "a b x"),
        (BlockKind.TEXT, {}, "# a b", "x", None),
        (BlockKind.TEXT, {}, "###### a b", "x", None),
        (BlockKind.TEXT, {}, "####### a b", "x", "x"),
        (BlockKind.TEXT, {}, "#a b", "x b", "x b"),
        (BlockKind.TEXT, {}, "- a", "x", None),
        (BlockKind.TEXT, {}, "+ a", "x", None),
        (BlockKind.TEXT, {}, "* a", "x", None),
        (BlockKind.TEXT, {}, "-a", "x", "x"),
        (BlockKind.TEXT, {}, "> a", "x", None),
        (BlockKind.TEXT, {}, "12. a", "x", None),
        (BlockKind.TEXT, {}, "12) a", "x", None),
        (BlockKind.TEXT, {}, "12.a", "x", "x"),
        (BlockKind.TEXT, {}, "1234567890. a", "x", "x"),
        (BlockKind.TEXT, {}, "#", "x", None),
        (BlockKind.TEXT, {}, "-", "x", None),
        (BlockKind.TEXT, {}, "1.", "x", None),
        (BlockKind.TEXT, {}, "   a\n  b", "a c", "   a\n  c"),
        (BlockKind.TEXT, {}, "\ta", "x", "\tx"),
        (BlockKind.TEXT, {"within": "-"}, "-   a\n    b c", "a b d", "-   a\n    b d"),
        (BlockKind.TEXT, {"within": "-"}, "-   a\nb c", "a b d", "-   a\n    b d"),
        (BlockKind.TEXT, {"within": "- -"}, "- - a\n    b", "a b d", "- - a\n    b d"),
        (BlockKind.TEXT, {"within": ">"}, ">a\n>b", "a b d", ">a\n>b d"),
        (BlockKind.TEXT, {"within": ">"}, "> a\nb", "a b d", "> a\n> b d"),
        (BlockKind.TEXT, {"within": ">~"}, ">  a\n> b", "a b d", ">  a\n>  b d"),
        (BlockKind.TEXT, {"within": "-"}, "a", "b", None),
        (BlockKind.TEXT, {"within": "-"}, "-a", "b", None),
        (BlockKind.TEXT, {"within": "-~"}, "    a\n    b", "a c", "    a\n    c"),
        (BlockKind.TEXT, {"within": "1)"}, "1) a\n   b", "a b c", "1) a\n   b c"),
        (BlockKind.TEXT, {"within": "1)"}, "2) a", "a b c", None),
        (BlockKind.TEXT, {"within": ">~ -"}, "> - a\n>   b", "a b c", "> - a\n>   b c"),
        (BlockKind.TEXT, {"within": ">~"}, "  a\n  b", "a b c", "  a\n  b c"),
        (BlockKind.CODE, {"fence": "    "}, "    a\n\n      b", "x\n\n  y", "    x\n\n      y"),
        (BlockKind.CODE, {"fence": "```"}, "```\na\n```", "```\nx\n\n```", "```\nx\n\n```"),
        (BlockKind.CODE, {"fence": "```"}, "  ```\n  a\n  ```", "```\nx\n\n```", "  ```\n  x\n\n  ```"),
        (
            BlockKind.CODE,
            {"fence": "```", "within": "-"},
            "-   ```\n    a\n    ```",
            "```\nx\n\n```",
            "-   ```\n    x\n\n    ```",
        ),
        (BlockKind.CODE, {"fence": "    ", "within": ">"}, ">     a", "x\n\ny", ">     x\n>\n>     y"),
        (BlockKind.CODE, {"fence": "    ", "within": ">~"}, "\n>     a", "x\n\ny", "\n>     x\n>\n>     y"),
        (BlockKind.HTML, {}, "  <b>\n", "<i>", "  <i>"),
        (BlockKind.TABLE, {}, " | a |", "| b |\n| c |", " | b |\n | c |"),
        (BlockKind.SOURCE, {}, "$$\na\n$$", "$$\nb\n$$", "$$\nb\n$$"),
        (BlockKind.DEFINITION, {}, "[a]:  /b", "[a]: /c", "[a]: /c"),
        (BlockKind.RULE, {}, "* * *", "---", None),
        (BlockKind.HEADING, {}, "a\n=", "# b", None),
        (BlockKind.SECTION, {}, "a\n=", "# b", None),
    ],
)
def test_an_edited_block_keeps_its_layout(
    kind: BlockKind, attributes: dict[str, str], written: str, content: str, expected: str | None
) -> None:
    found = rewritten(block(written, kind, **attributes), content.split("\n"))
    assert found == (None if expected is None else expected.split("\n"))


def test_a_block_without_lines_has_no_layout() -> None:
    assert rewritten(block("a"), []) is None


@pytest.mark.parametrize(("letters", "is_wrapped"), [(19_996, True), (19_997, False)])
def test_a_very_long_paragraph_is_not_compared_word_by_word(letters: int, is_wrapped: bool) -> None:
    long = "x" * letters
    expected = [f"{long} a", "b"] if is_wrapped else [f"{long} a b"]
    assert rewritten(block(f"{long} a\nb"), [f"{long} a b"]) == expected
    expected = ["a", f"b {long}"] if is_wrapped else [f"a b {long}"]
    assert rewritten(block("a\nb"), [f"a b {long}"]) == expected


@pytest.mark.parametrize(
    ("written", "before", "own"),
    [
        ("a\nb", [], ["a", "b"]),
        ("\n\na", ["", ""], ["a"]),
        ("> \n>\n> a\n>", ["> ", ">"], ["> a", ">"]),
        (" \t\n  a\n\nb", [" \t"], ["  a", "", "b"]),
        ("", [], [""]),
        ("\n", [""], [""]),
        (">\n> ", [">"], ["> "]),
    ],
)
def test_lines_without_text_come_before_a_block(written: str, before: list[str], own: list[str]) -> None:
    assert own_lines(block(written)) == (before, own)
    assert has_separator(block(written)) is bool(before)


SAID = [("One.", {"break": "1"}), ("Two.", {})]


def test_a_fingerprint_tells_all_that_a_paragraph_says() -> None:
    """As files of projects hold them: these must not change from one version to the next."""
    assert paragraph_fingerprint({"within": "-"}, SAID) == "d87aebf481ad0490"
    assert heading_fingerprint("Quay", 2) == "48c54225149b8ed5"


@pytest.mark.parametrize(
    "key", ["block", "within", "tight", "apart", "fence", "info", "level", "lead", "tail"]
)
def test_whatever_changes_in_a_paragraph_shows_in_its_fingerprint(key: str) -> None:
    plain = paragraph_fingerprint({}, SAID)
    assert paragraph_fingerprint({key: "1"}, SAID) != plain
    assert paragraph_fingerprint({key: ""}, SAID) != plain


@pytest.mark.parametrize(
    "said",
    [
        [("One.", {}), ("Two.", {})],
        [("One.", {"break": "2"}), ("Two.", {})],
        [("One.", {"gap": "1"}), ("Two.", {})],
        [("One.", {"break": "1", "gap": ""}), ("Two.", {})],
        [("One.", {"break": "1"}), ("Two", {})],
        [("Two.", {"break": "1"}), ("One.", {})],
        [("One.", {"break": "1"})],
        [],
    ],
)
def test_whatever_changes_in_a_sentence_shows_too(said: list[tuple[str, dict[str, str]]]) -> None:
    assert paragraph_fingerprint({}, said) != paragraph_fingerprint({}, SAID)


def test_what_says_nothing_does_not_show() -> None:
    noted = [(text, {**own, "verbatim": "1"}) for text, own in SAID]
    assert paragraph_fingerprint({WRITTEN: "x", "other": "y"}, noted) == paragraph_fingerprint({}, SAID)
    assert heading_fingerprint("Quay", 1) != heading_fingerprint("Quay", 2) != heading_fingerprint("Wall", 2)
    assert heading_fingerprint("\ud800", 1)


def test_the_layout_and_what_a_block_is_are_kept_apart() -> None:
    layout = {WRITTEN: "a", WRITTEN_OF: "b", WRITTEN_AFTER: "c", WRITTEN_LINES: "1"}
    own = {"within": "-", "rewritten": "no"}
    assert layout_of({**layout, **own}) == layout
    assert without_layout({**own, **layout}) == own
