"""The icons that are committed are those that the script draws, and the containers hold what they say."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tools import make_icons


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Path:
    make_icons.make(tmp_path)
    return tmp_path


def test_the_committed_icons_show_the_drawing(made: Path) -> None:
    for size in make_icons.SIZES:
        name = f"conceptwriter-{size}.png"
        drawn, there = QImage(str(made / name)), QImage(str(make_icons.FOLDER / name))
        assert (there.width(), there.height()) == (size, size)
        assert drawn.pixelColor(size // 2, size // 8) == there.pixelColor(size // 2, size // 8)


def test_the_windows_icon_lists_its_images() -> None:
    content = (make_icons.FOLDER / "conceptwriter.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", content)
    assert (kind, count) == (1, len(make_icons.ICO_SIZES))
    for number, size in enumerate(make_icons.ICO_SIZES):
        width, *_, length, place = struct.unpack_from("<BBBBHHII", content, 6 + 16 * number)
        image = QImage.fromData(content[place : place + length])
        assert (width or 256, image.width()) == (size, size)


def test_the_macos_icon_lists_its_images() -> None:
    content = (make_icons.FOLDER / "conceptwriter.icns").read_bytes()
    assert content[:4] == b"icns"
    assert struct.unpack_from(">I", content, 4) == (len(content),)
    place, found = 8, {}
    while place < len(content):
        kind, (length,) = content[place : place + 4], struct.unpack_from(">I", content, place + 4)
        found[kind] = QImage.fromData(content[place + 8 : place + length]).width()
        place += length
    assert found == make_icons.ICNS_TYPES
