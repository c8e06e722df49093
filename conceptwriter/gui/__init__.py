"""The window: everything around the editor. It and the editor are the only rooms that import Qt."""

from __future__ import annotations

import conceptwriter.editor  # noqa: F401 - before any Qt class is overridden: see `editor.overrides`
