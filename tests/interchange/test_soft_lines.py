"""Which line ends of a paragraph are white space only, and which begin a line that means something."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.soft_lines import flattened, is_callout, parts_of


@pytest.mark.parametrize(
    ("text", "flat", "ends"),
    [
        ("a", "a", []),
        ("a\nb", "a b", [(1, 2, "\n")]),
        ("a \t\n b", "a b", [(1, 2, " \t\n ")]),
        ("天\n亮", "天亮", [(1, 1, "\n")]),
        ("天\nb", "天 b", [(1, 2, "\n")]),
        ("a\n\nb", "a  b", [(1, 2, "\n"), (2, 3, "\n")]),
        ("\na\n", "a", [(0, 0, "\n"), (1, 1, "\n")]),
        ("a\nb\nc", "a b c", [(1, 2, "\n"), (3, 4, "\n")]),
    ],
)
def test_line_ends_become_spaces(text: str, flat: str, ends: list[tuple[int, int, str]]) -> None:
    assert flattened(text) == (flat, ends)


def test_a_range_has_its_line_ends_again() -> None:
    flat = flattened("ab \n cd\nef")
    assert flat.text == "ab cd ef"
    whole = {(0, 8): "ab \n cd\nef", (0, 2): "ab", (0, 3): "ab \n ", (2, 3): " \n ", (3, 5): "cd"}
    for (start, end), exact in {**whole, (1, 4): "b \n c", (5, 8): "\nef", (6, 8): "ef"}.items():
        assert flat.exact(start, end) == exact


@pytest.mark.parametrize(
    ("start", "end", "has"),
    [(0, 8, True), (0, 3, False), (0, 4, True), (2, 4, False), (3, 5, False), (4, 7, True), (5, 8, False)],
)
def test_a_line_that_ends_at_the_edge_does_not_end_inside(start: int, end: int, has: bool) -> None:
    assert flattened("ab \n cd\nef").has_end_inside(start, end) is has


@pytest.mark.parametrize(
    ("text", "opens", "parts"),
    [
        ("a\nb", True, [("", "a\nb")]),
        ("[!tip] x\ny\nz", True, [("", "[!tip] x"), ("\n", "y\nz")]),
        ("[!tip] x\ny\nz", False, [("", "[!tip] x\ny\nz")]),
        ("[!tip]- x\ny", True, [("", "[!tip]- x"), ("\n", "y")]),
        ("[!tip]x\ny", True, [("", "[!tip]x\ny")]),
        ("a\n[!tip]\nb", True, [("", "a"), ("\n", "[!tip]"), ("\n", "b")]),
        ("[^a]: b\n[^c]: d", True, [("", "[^a]: b"), ("\n", "[^c]: d")]),
        ("a\n: b\n: c", True, [("", "a"), ("\n", ": b"), ("\n", ": c")]),
        ("a\n| b\n| c", True, [("", "a"), ("\n", "| b"), ("\n", "| c")]),
        ("::: x\na\n:::", True, [("", "::: x"), ("\n", "a"), ("\n", ":::")]),
        ("@a: b\n@c: d", True, [("", "@a: b"), ("\n", "@c: d")]),
        ("{% a %}\nb \n {% c %}", True, [("", "{% a %}"), ("\n", "b"), (" \n ", "{% c %}")]),
        ("a", True, [("", "a")]),
    ],
)
def test_lines_that_stand_by_themselves(text: str, opens: bool, parts: list[tuple[str, str]]) -> None:
    assert list(parts_of(text, opens=opens)) == parts


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("[!tip]\nText.", True),
        ("[!a-b]+ Title\nText.", True),
        ("[!tip]-", True),
        ("[!tip]x\nText.", False),
        ("[tip] x\nText.", False),
        ("Text.\n[!tip]", False),
        ("", False),
    ],
)
def test_callouts(text: str, is_one: bool) -> None:
    assert is_callout(text) is is_one
