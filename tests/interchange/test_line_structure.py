"""What the line ends of a plain text mean, at the very edges of the rules."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.line_structure import LineGroup, LineParagraph, line_groups, paragraphs_of


def paragraphs(*lines: str) -> list[tuple[str, ...]]:
    """The paragraphs of one group of lines."""
    return [found.lines for group in paragraphs_of(line_groups("\n".join(lines))) for found in group]


def joined(*lines: str) -> bool:
    """Whether the lines were taken for one that was wrapped."""
    return paragraphs(*lines) == [(" ".join(lines),)]


def test_groups_are_separated_by_blank_lines() -> None:
    assert line_groups("a  \nb\n\n \n c\n\n") == [LineGroup(("a", "b"), 0), LineGroup((" c",), 2)]
    assert line_groups("\n\na") == [LineGroup(("a",), 2)]
    assert line_groups("") == []


@pytest.mark.parametrize(("width", "wrapped"), [(29, False), (30, True), (120, True), (121, False)])
def test_full_lines_are_wrapped_within_the_widths_of_prose(width: int, wrapped: bool) -> None:
    assert joined("x" * width, "x" * width, "x" * 9) is wrapped


@pytest.mark.parametrize(("columns", "full"), [(28, True), (27, False)])
def test_a_line_is_full_when_the_next_word_has_no_place_in_it(columns: int, full: bool) -> None:
    """0.85 of 40 columns are 34: with a space and a word of six, a line of 28 has more than that."""
    assert joined("w" * 40, "w" * columns, "wwwwww " + "w" * 30) is full


@pytest.mark.parametrize(("width", "wrapped"), [(49, False), (50, True)])
def test_text_wrapped_by_hand_is_long(width: int, wrapped: bool) -> None:
    assert joined("a" * width, "b b " + "c" * 26, "d e " + "f" * 20) is wrapped


@pytest.mark.parametrize(("columns", "wrapped"), [(10, False), (11, True)])
def test_such_lines_fill_three_fifths_of_the_width(columns: int, wrapped: bool) -> None:
    assert joined("a" * 50, "b b " + "c" * (columns - 4), "d e f") is wrapped


def test_most_of_such_lines_continue_with_a_small_letter() -> None:
    lines = ["a" * 60, "b B " + "c" * 36, "d E " + "f" * 40]
    assert joined(*lines)
    assert not joined(lines[0], lines[1].capitalize(), lines[2])
    assert not joined(lines[0], lines[1], lines[2].capitalize())


def test_a_line_that_opens_a_quotation_does_not_tell_that_a_sentence_continues() -> None:
    lines = ["a" * 60, "b B " + "c" * 36, "d E " + "f" * 40]
    assert joined(*lines)
    assert not joined(lines[0], f"“{lines[1]}", f"“{lines[2]}")


@pytest.mark.parametrize(("ends", "wrapped"), [(2, True), (3, False)])
def test_lines_of_which_most_end_a_sentence_are_not_wrapped(ends: int, wrapped: bool) -> None:
    lines = [("w" * 39 + ("." if number < ends else "w")) for number in range(4)]
    assert joined(*lines, "w" * 9) is wrapped


@pytest.mark.parametrize(
    ("first", "end", "wrapped"),
    [
        ("x", "x", True),
        ("X", "x", False),
        ("x", ",", True),
        ("7", ",", True),
        ("“X", "x", False),
        ("“x", ",", True),
        ("—", "—", False),
        ("و", "،", False),
        ("و", "و", True),
    ],
)
def test_how_a_line_begins_and_the_one_before_it_ends(first: str, end: str, wrapped: bool) -> None:
    """A capital, or a mark before a script without capitals, may begin a verse."""
    body = (end if end == "—" else "x" if first.isascii() or first[0] == "“" else "و") * 40
    line = first + body[: 39 - len(first)] + end
    assert joined(line, line, line[:9]) is wrapped


@pytest.mark.parametrize(("columns", "wrapped"), [(14, False), (15, True)])
def test_wide_characters_take_two_columns(columns: int, wrapped: bool) -> None:
    wide = "字" * columns
    assert (paragraphs(wide, wide, "字字") == [(wide + wide + "字字",)]) is wrapped


def test_verse_keeps_its_lines_and_their_indents() -> None:
    assert paragraphs("The tide is out", "  and nobody", "is there") == [
        ("The tide is out", "  and nobody", "is there")
    ]
    assert paragraphs(" The tide is out,", "   and nobody,", " is there,") == [
        ("The tide is out,", "  and nobody,", "is there,")
    ]


@pytest.mark.parametrize(("columns", "is_verse"), [(70, True), (71, False)])
def test_verse_is_short(columns: int, is_verse: bool) -> None:
    line = "Ab" + "c" * (columns - 2)
    lines = [line, "A a", "A b", "A c"]
    found = paragraphs(*lines)
    assert (len(found) == 1) is is_verse


def test_lines_that_end_sentences_are_paragraphs() -> None:
    assert paragraphs("One came.", "Two left.", "Three") == [("One came.",), ("Two left.",), ("Three",)]


def test_an_indent_begins_a_paragraph() -> None:
    full = "w" * 30 + " " + "v" * 9
    assert paragraphs(f"  {full}", full, "so it ended.", f"  {full}", full, "and again.") == [
        (f"{full} {full} so it ended.",),
        (f"{full} {full} and again.",),
    ]


def test_items_of_a_list_are_lines_of_one_paragraph() -> None:
    assert paragraphs("- one", "  goes on", "- two") == [("- one goes on", "- two")]
    assert paragraphs("1. one", "not in it", "2) two", "(a) three", "b. four") == [
        ("1. one", "not in it", "2) two", "(a) three", "b. four")
    ]
    assert paragraphs("– dash", "12345. no item") == [("– dash", "12345. no item")]


def test_a_wider_gap_sets_paragraphs_apart() -> None:
    def gaps(text: str) -> list[list[bool]]:
        return [[found.apart for found in group] for group in paragraphs_of(line_groups(text))]

    assert gaps("One.\n\nTwo.\n\n\nThree.") == [[False], [False], [True]]
    assert gaps("One.\nTwo.\nThree.\n\nFour.") == [[False, False, False], [True]]
    assert gaps("One.\nTwo.\n\nThree.") == [[False, False], [False]]
    assert gaps("\n\nOne.") == [[True]]
    assert paragraphs_of([]) == []
    assert paragraphs_of(line_groups("A")) == [[LineParagraph(("A",))]]
