"""Default keys on macOS, where the usual ones mean something else.

There Qt's Ctrl is the command key and Alt the option key: command with H, M and the space bar is the
system's, and the option key types characters with digits and walks over words with the arrows.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.gui.actions.spec import ActionSpec

MAC_KEYS: dict[str, tuple[str, ...]] = {
    "edit.replace": ("Ctrl+Alt+F",),
    "outline.toggle_fold": ("F9",),
    **{f"outline.level_{level}": (f"Ctrl+Alt+Shift+{level}",) for level in range(1, 7)},
    **{f"format.heading_{level}": (f"Meta+Ctrl+{level}",) for level in range(1, 7)},
    "outline.zoom_in": ("Ctrl+Alt+Right",),
    "outline.zoom_out": ("Ctrl+Alt+Left",),
    "concept.summarise": ("Meta+M",),
    **{f"concept.take_{number}": (f"Ctrl+Alt+{number}",) for number in range(1, 6)},
    "concept.next_candidate": ("Ctrl+Alt+Down",),
    "concept.previous_candidate": ("Ctrl+Alt+Up",),
    "view.full_screen": ("Meta+Ctrl+F",),
}


def for_system(specs: Iterable[ActionSpec], system: str = sys.platform) -> tuple[ActionSpec, ...]:
    """The actions with the keys that suit a system, as `sys.platform` names it."""
    if system != "darwin":
        return tuple(specs)
    return tuple(replace(spec, keys=MAC_KEYS.get(spec.id, spec.keys)) for spec in specs)
