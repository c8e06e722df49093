"""Random structure, typed and commanded: views and document agree, every step is undone, no mark is lost."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from conceptwriter.interchange import export_document, import_text
from conceptwriter.outline import Document
from tests.editor.rooms import Room
from tests.editor.views.test_any_keys import check
from tests.outline.drafts import picture

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
TEXT = (
    "# Sea\n\nIt rained. Nobody came.\n\n- rope\n- oil\n  1. lamp\n\n> Who?\n>\n> Me.\n\n***\n\n"
    "```\nx = 1\n```\n\n## Land\n\nGrass.\n"
)
TYPED = ["# ", "### ", "- ", "1. ", "> ", "a", "b. C", "---", "```", "*", " ", "."]
KEYS: list[Key | tuple[Key, Qt.KeyboardModifier]] = [
    *[Key.Key_Return] * 5,
    *[Key.Key_Backspace] * 5,
    *(Key.Key_Delete, Key.Key_Delete, Key.Key_Tab, Key.Key_Home, Key.Key_End, Key.Key_Up, Key.Key_Down),
    *(
        (Key.Key_Backtab, SHIFT),
        (Key.Key_Right, SHIFT | CONTROL),
        (Key.Key_Down, SHIFT),
        (Key.Key_A, CONTROL),
    ),
    *((Key.Key_C, CONTROL), (Key.Key_V, CONTROL), (Key.Key_X, CONTROL), Key.Key_Left, Key.Key_Escape),
]
COMMANDS = [
    *(f"make_heading_{level}" for level in (1, 2, 4)),
    *("make_paragraph", "make_bulleted", "make_numbered", "make_quote", "make_code_block"),
    *("bold", "italic", "code", "link", "new_section", "new_chapter", "zoom_in", "zoom_out"),
]


@pytest.mark.parametrize("seed", range(10))
def test_any_structure(room_with: Callable[[Document], Room], seed: int) -> None:
    chance = random.Random(seed)
    document = import_text(TEXT, language="en")
    before = picture(document)
    room = room_with(document)
    room.text.setFocus()
    for step in range(120):
        if step % 15 == 0 or room.desk.caret is None:
            room.text.setFocus()
            while not any(document.concepts()):
                room.desk.undo()
            node = chance.choice(list(document.concepts()))
            room.desk.place_caret(node, chance.randrange(9))
        kind = chance.random()
        if kind < 0.35:
            room.press(chance.choice(TYPED))
        elif kind < 0.75:
            room.press(chance.choice(KEYS))
        elif kind < 0.8:
            chance.choice([room.desk.undo, room.desk.redo])()
        else:
            getattr(room.commands, chance.choice(COMMANDS))()
        check(room)
        export_document(document)
    while document.undo_label:
        room.desk.undo()
        check(room)
    assert picture(document) == before
