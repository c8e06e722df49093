"""The heights of many rows are estimated little by little, and nothing on screen moves meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conceptwriter.editor.strip import row_strip
from tests.editor.desks import large
from tests.editor.rooms import Room

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from conceptwriter.editor.views.node_view import NodeView


@pytest.fixture
def room(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(row_strip, "FEW", 20)
    monkeypatch.setattr(row_strip, "ROWS_A_STEP", 50)
    monkeypatch.setattr(row_strip, "SLICE_SECONDS", -1.0)
    return Room(qtbot, large(1000))


def estimated(view: NodeView) -> list[int]:
    """What each row would be estimated as, or is if it is laid out."""
    strip = view.strip
    heights = strip.source.estimates(strip.rows, strip.row_width)
    return [
        strip.height_of(key) if key in strip._faces else height
        for key, height in zip(strip.rows, heights, strict=True)
    ]


def is_rough(view: NodeView) -> bool:
    return view.strip._rough_from < len(view.strip.rows)


def screen(view: NodeView) -> list[tuple[int, int]]:
    return [(view.strip.rows[place.row], place.top) for place in view.strip.placed]


@pytest.mark.parametrize("name", ["text", "outline"])
def test_all_heights_are_estimated_in_the_end(qtbot: QtBot, room: Room, name: str) -> None:
    view: NodeView = getattr(room, name)
    strip = view.strip
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    strip.touch_all()
    assert is_rough(view)
    before = screen(view)
    at_once = list(strip.arrangement.heights)
    assert at_once != estimated(view)
    qtbot.wait_until(lambda: not is_rough(view))
    assert list(strip.arrangement.heights) == estimated(view)
    assert screen(view) == before
    assert view.verticalScrollBar().maximum() == strip.arrangement.maximum(view.viewport().height())


def test_rows_may_come_and_go_meanwhile(qtbot: QtBot, room: Room) -> None:
    view = room.outline
    qtbot.wait_until(lambda: not is_rough(view))
    view.strip.touch_all()
    view.strip._refine()
    view.strip._refine()
    chapter = room.document.children(1)[0]
    room.desk.set_current(chapter)
    room.commands.duplicate()
    room.desk.set_folded(chapter, True)
    room.desk.undo()
    assert is_rough(view)
    qtbot.wait_until(lambda: not is_rough(view))
    assert list(view.strip.arrangement.heights) == estimated(view)


def test_a_hidden_view_goes_on_when_it_is_shown_again(qtbot: QtBot, room: Room) -> None:
    view = room.outline
    view.strip.touch_all()
    view.hide()
    view.strip._refine()
    assert is_rough(view)
    view.show()
    qtbot.wait_until(lambda: not is_rough(view))
    assert list(view.strip.arrangement.heights) == estimated(view)
