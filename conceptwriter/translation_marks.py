"""Marking texts for translation outside the window, in packages that do not import Qt."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802, ARG001 - the name that lupdate looks for
    """The text unchanged. `lupdate` collects it under `context`, and the window translates it when shown."""
    return text
