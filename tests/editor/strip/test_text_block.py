from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QPalette, QTextCharFormat
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from conceptwriter.editor.strip.editor import LiveEditor
from conceptwriter.editor.strip.inline_look import flattened, inline_looks, looks_of_lines
from conceptwriter.editor.strip.shades import shades_of
from conceptwriter.editor.strip.text_block import Stretch, TextBlock, Units, runs_from_the_right

TEXTS = [
    "A plain line of some length that has to be broken into several lines to fit.",
    "Two lines\nof text, the second a little longer than the first one is.",
    "A *slanted* word, a **bold one** and `code` [link](https://example.org) in *one long line*.",
    "日本語の文は空白がないので、どこでも折り返すことができます。もう一つの文です。",
    "שלום לכולם, הסירות חזרו הבוקר אל הנמל ואיש לא חיכה להן שם.",
    "Bells 🔔🔔 and *emoji 🔔 in style* and so on until the line is full and breaks.",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("styled", [False, True])
def test_painted_and_edited_text_stand_alike(qtbot: QtBot, text: str, styled: bool) -> None:
    shades = shades_of(QPalette())
    font = QFont("Noto Serif", 13)
    looks = flattened(looks_of_lines(text, shades), len(text)) if styled else []
    block = TextBlock(text, font, 260, 9, looks)
    parent = QWidget()
    qtbot.addWidget(parent)
    editor = LiveEditor(parent)
    editor.set_look(font, 9, shades if styled else None)
    editor.setGeometry(0, 0, 260, 400)
    editor.load(text, 0)
    parent.show()
    assert editor.text_height() == block.height
    if "\n" not in text:
        layout = editor.document().firstBlock().layout()
        mine = [(line.textStart(), line.y()) for line in map(block._layout.lineAt, range(block.lines))]
        assert [
            (line.textStart(), line.y()) for line in map(layout.lineAt, range(layout.lineCount()))
        ] == mine
    for position in range(len(text) + 1):
        editor.place_caret(position)
        assert editor.position == position
        if text and "\n" not in text:
            rect = block.line_rect(block.line_of(position))
            assert abs(editor.cursorRect().top() - rect.top()) <= 1


@given(st.text("a🔔é ", max_size=20))
@settings(max_examples=60, deadline=None)
def test_units_go_there_and_back(text: str) -> None:
    units = Units(text)
    assert [units.back(units.of(position)) for position in range(len(text) + 1)] == list(range(len(text) + 1))
    assert units.of(len(text)) == len(text.encode("utf-16-le")) // 2


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_flattened_looks_do_not_overlap(ranges: list[tuple[int, int]]) -> None:
    stretches = [Stretch(min(pair), max(pair), QTextCharFormat()) for pair in ranges]
    flat = flattened(stretches, 20)
    for one, two in itertools.pairwise(flat):
        assert one.end <= two.start
    covered = {place for stretch in stretches for place in range(stretch.start, stretch.end)}
    assert {place for stretch in flat for place in range(stretch.start, stretch.end)} == covered


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a *b* c", ["b"]),
        ("a **b c** d", ["b c"]),
        ("snake_case_name and 2 * 3 * 4", []),
        ("`x*y*z`", ["x*y*z"]),
        (r"\*not\*", []),
        ("[t](u)", []),
    ],
)
def test_which_marks_count(text: str, marked: list[str]) -> None:
    looks = inline_looks(text, shades_of(QPalette()))
    styled = [s for s in looks if s.look.fontItalic() or s.look.fontWeight() > 600 or s.look.fontFamilies()]
    assert [text[s.start : s.end] for s in styled if "*" not in text[s.start : s.end] or "`" in text] in (
        [marked] if "`" not in text else [marked, [*marked, "y"], ["y", *marked]]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("abc", False), ("שלום", True), ("123 שלום", True), ("(a) שלום", False), ("", False), ("مرحبا", True)],
)
def test_direction(text: str, expected: bool) -> None:
    assert runs_from_the_right(text) is expected


@given(st.sampled_from([text for text in TEXTS if text]), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_point_of_a_caret_is_the_caret_of_the_point(qtbot: QtBot, text: str, data: st.DataObject) -> None:
    block = TextBlock(text, QFont("Noto Serif", 13), 260, 9)
    line = data.draw(st.integers(0, block.lines - 1))
    rect = block.line_rect(line)
    x = data.draw(st.integers(0, 260))
    position = block.position_at(x, rect.center().y())
    assert position == block.position_in_line(line, x)
    assert 0 <= position <= len(text)
