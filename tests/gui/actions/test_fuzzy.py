"""Fuzzy search."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.gui.actions.fuzzy import MatchKind, folded, match, ranked, score


def test_word_starts_and_runs_win() -> None:
    lines = ["Paste into One Node", "Propose What Comes Next", "Previous Open Item"]
    assert ranked("prop", lines, str)[0] == "Propose What Comes Next"
    assert ranked("poi", lines, str)[0] == "Previous Open Item"
    assert ranked("pion", lines, str)[0] == "Paste into One Node"


def test_an_actions_own_name_goes_before_the_name_of_its_menu() -> None:
    lines = ["Mark Final Translate", "Translate Whole Document Translate"]
    assert ranked("trans", lines, str)[0] == "Translate Whole Document Translate"


def test_letters_must_come_in_order() -> None:
    assert score("zoom", "Mooz") is None
    assert score("", "anything") == 0.0
    assert score("FRANCAIS", "français") is not None


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_every_piece_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    piece = folded(text)[start : start + length]
    assert score(piece, text) is not None


@given(st.lists(st.text(max_size=12), max_size=12), st.text(max_size=4))
@settings(max_examples=60, deadline=None)
def test_ranking_only_leaves_out(lines: list[str], query: str) -> None:
    found = ranked(query, lines, str)
    assert all(line in lines for line in found)
    assert len(found) <= len(lines)


def test_a_whole_word_goes_before_its_letters_and_its_beginnings() -> None:
    lines = ["Notebook Settings", "Edit Note", "Another Note", "Nobody Left The Bed", "Note", "Keynote"]
    assert ranked("note", lines, str) == ["Note", "Edit Note", "Another Note", "Notebook Settings", "Keynote"]


def test_words_are_found_in_any_order_and_while_the_last_is_typed() -> None:
    lines = ["Paragraph Language", "Document Language", "Back to Source Language"]
    assert ranked("language doc", lines, str) == ["Document Language"]
    assert match("language para", lines[0]) is MatchKind.BEGUN_WORD
    assert match("lang para", lines[0]) is MatchKind.BEGINNINGS


def test_what_is_known_besides_the_title_counts_less_than_the_title() -> None:
    lines = [("Zoom Out", "smaller text"), ("Smaller Text", "zoom out")]
    found = ranked("zoom", lines, lambda line: line[0], lambda line: line[1])
    assert found == lines
    assert ranked("smaller", lines, lambda line: line[0], lambda line: line[1]) == lines[::-1]


def test_scripts_without_spaces_are_found_inside_a_word() -> None:
    assert match("简体", "中文简体") is MatchKind.INSIDE
    assert ranked("бълг", ["English български", "Bulgarian"], str) == ["English български"]
