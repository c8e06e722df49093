"""Where the window stands after a restart, and how the panes share a narrow one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.panes import INSPECTOR, OUTLINE, TEXT
from conceptwriter.gui.window.shape import on_a_screen
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SCREEN = QRect(0, 0, 1920, 1080)
numbers = st.integers(-5000, 5000)
lengths = st.integers(1, 6000)


@given(numbers, numbers, lengths, lengths)
def test_all_of_the_window_is_on_a_screen(left: int, top: int, width: int, height: int) -> None:
    placed = on_a_screen(QRect(left, top, width, height), [SCREEN, QRect(1920, 0, 960, 540)])
    assert any(screen.contains(placed) for screen in (SCREEN, QRect(1920, 0, 960, 540)))


def test_a_window_that_fits_stays_where_it_was() -> None:
    box = QRect(200, 100, 900, 600)
    assert on_a_screen(box, [SCREEN]) == box
    beside = QRect(1950, 100, 900, 400)
    assert on_a_screen(beside, [SCREEN, QRect(1920, 0, 960, 540)]) == beside
    assert SCREEN.contains(on_a_screen(beside, [SCREEN])), "the second screen is gone"


def test_on_a_screen_of_twice_the_scale_it_is_made_smaller() -> None:
    placed = on_a_screen(QRect(300, 200, 1400, 900), [QRect(0, 0, 960, 540)])
    assert QRect(0, 0, 960, 540).contains(placed)


def test_the_panes_and_the_tab_come_back(plain_look: None, qtbot: QtBot, tmp_path: Path) -> None:
    settings = WindowSettings()
    first = Stage(qtbot, project_of(tmp_path, harbour(), "one.concept"), model=False, settings=settings)
    first.window.resize(1300, 700)
    first.window.panes.want([260, 640, 400])
    first.window.inspector.tabs.setCurrentIndex(2)
    sizes = first.window.panes.sizes()
    assert sizes[2] == pytest.approx(400, abs=3)
    first.window.panes.show_pane(OUTLINE, False)
    first.close()
    again = Stage(qtbot, project_of(tmp_path, harbour(), "two.concept"), model=False, settings=settings)
    assert again.window.inspector.tabs.currentIndex() == 2
    assert again.window.panes.sizes()[2] == pytest.approx(400, abs=3)
    assert not again.window.panes.is_shown(OUTLINE)
    again.window.resize(1300, 700)
    again.window.panes.show_pane(OUTLINE, True)
    assert again.window.panes.sizes()[0] == pytest.approx(260, abs=3)
    again.close()


def test_the_text_keeps_its_room_in_a_narrow_window(stage: Stage) -> None:
    window, panes = stage.window, stage.window.panes
    window.resize(1300, 700)
    stage.process_events()
    wide = panes.sizes()
    window.resize(900, 600)
    stage.process_events()
    assert panes.sizes()[1] >= 380
    window.resize(1300, 700)
    stage.process_events()
    assert panes.sizes() == wide, "and the others get theirs back"


def test_a_text_made_narrow_by_hand_stays_so(stage: Stage) -> None:
    window, panes = stage.window, stage.window.panes
    window.resize(1200, 700)
    panes.want([300, 450, 449])
    assert panes.sizes()[2] == pytest.approx(449, abs=3)


def test_where_there_is_no_room_panes_give_way_for_the_time(stage: Stage) -> None:
    window, panes = stage.window, stage.window.panes
    panes.resize(500, 400)
    assert panes.is_shown(TEXT)
    assert not panes.is_shown(INSPECTOR)
    assert panes.hidden() == [], "nobody has hidden it"
    window.panes.show_pane(INSPECTOR, True)
    assert not panes.is_shown(INSPECTOR) or not panes.is_shown(OUTLINE)
    panes.resize(1200, 400)
    assert [name for name in (OUTLINE, TEXT, INSPECTOR) if panes.is_shown(name)] == [OUTLINE, TEXT, INSPECTOR]
