"""Random keys while another language is shown: no word of the source is lost, moved or added to."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from conceptwriter.outline import ROOT, Document
from tests.editor.rooms import Room
from tests.editor.views.test_any_keys import CONTROL, NONE, SHIFT, check
from tests.editor.views.test_typing_translations import ENGLISH, quay

Key = Qt.Key
KEYS = [
    *[(key, NONE) for key in (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home)],
    *[(key, NONE) for key in (Key.Key_Backspace, Key.Key_Backspace, Key.Key_Delete, Key.Key_Return)],
    *[(key, NONE) for key in (Key.Key_A, Key.Key_B, Key.Key_Space, Key.Key_Period, Key.Key_End)],
    *[(key, SHIFT) for key in (Key.Key_Left, Key.Key_Right, Key.Key_Return, Key.Key_A)],
    *[(key, CONTROL) for key in (Key.Key_Backspace, Key.Key_Delete, Key.Key_X, Key.Key_A, Key.Key_Left)],
    *[(key, CONTROL | SHIFT) for key in (Key.Key_Left, Key.Key_Right)],
]


def english_words(document: Document) -> str:
    """All that is written in English, in reading order, however it is cut into sentences."""
    said = [document.rendition(node, ENGLISH) for node in document.subtree(ROOT)]
    return "".join(rendition.text.replace(" ", "") for rendition in said if rendition is not None)


@pytest.mark.parametrize("seed", range(12))
def test_no_key_touches_the_source(room_with: Callable[[Document], Room], seed: int) -> None:
    chance = random.Random(seed)
    room = room_with(quay())
    room.desk.show_side_by_side(seed >= 8)
    before, words = (
        [room.document.branch(top) for top in room.document.root.children],
        english_words(room.document),
    )
    steps = len(room.document.history.done)
    for step in range(150):
        if step % 15 == 0 or room.desk.caret is None:
            view = chance.choice([room.outline, room.text])
            view.setFocus()
            node = chance.choice([*room.document.concepts(), *room.document.root.children])
            room.desk.place_caret(node, chance.randrange(12))
            if room.desk.caret is None:
                continue
        if chance.random() < 0.05:
            room.desk.undo() if len(room.document.history.done) > steps else None
        else:
            room.press(chance.choice(KEYS))
        check(room)
        assert english_words(room.document) == words, f"step {step}"
    while len(room.document.history.done) > steps:
        room.desk.undo()
        check(room)
    assert [room.document.branch(top) for top in room.document.root.children] == before
