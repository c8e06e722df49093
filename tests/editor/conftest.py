"""The fixtures of the window's tests: a room is the editor without a window."""

from __future__ import annotations

from tests.gui.conftest import (
    bare_stage,
    empty_clipboard,
    garbage_is_collected_here,
    looks_stay,
    plain_look,
    room,
    room_with,
    stage,
)

__all__ = [
    "bare_stage",
    "empty_clipboard",
    "garbage_is_collected_here",
    "looks_stay",
    "plain_look",
    "room",
    "room_with",
    "stage",
]
