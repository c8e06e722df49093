"""Fixtures of the window's tests."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import Qt

from conceptwriter.editor.theme.theme import Theme
from tests.editor.desks import harbour
from tests.editor.rooms import Room
from tests.gui.stage import Stage, project_of, running_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from conceptwriter.outline import Document


@pytest.fixture(autouse=True, scope="module")
def garbage_is_collected_here() -> Iterator[None]:
    """Widgets must be destroyed on their own thread; Python would collect them on any, in later tests too."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """What a test copied goes with it.

    Qt's screenless clipboard would otherwise delete data that came from Python when Python itself is gone
    already, and so end the whole run with a segmentation fault.
    """
    yield
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def looks_stay(qapp: QApplication) -> Iterator[None]:
    """A test that dresses the application (as `Stage` does) asks for `plain_look`.

    The next test, whichever it is, would see its colours.
    """
    colours = qapp.palette()
    yield
    assert qapp.palette() == colours, "this test needs the fixture plain_look"


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    """The small story in both views."""
    return Room(qtbot, harbour())


@pytest.fixture
def room_with(qtbot: QtBot) -> Callable[[Document], Room]:
    """A room for a document of the test's own."""
    return lambda document: Room(qtbot, document)


@pytest.fixture
def plain_look(qapp: QApplication) -> Iterator[None]:
    """Colours and fonts are the program's: a test that changes them gives them back.

    A theme belongs to the application and outlives its window. One that follows the system would hear that
    the scheme is given back, perhaps only in a later test, and dress the application again.
    """
    palette, font = qapp.palette(), qapp.font()
    yield
    for theme in qapp.findChildren(Theme, options=Qt.FindChildOption.FindDirectChildrenOnly):
        shiboken6.delete(theme)
    qapp.styleHints().unsetColorScheme()
    qapp.setPalette(palette)
    qapp.setFont(font)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def stage(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """A whole window on the small story, with the fake assistant."""
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=True)
    yield made
    made.close()
    assert not running_threads()


@pytest.fixture
def bare_stage(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """The same without any model."""
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=False)
    yield made
    made.close()
    assert not running_threads()
