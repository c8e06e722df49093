"""Marking texts that are translated later, when they are shown.

PySide's own function is typed as `object`, and packages that know no Qt have texts to mark too.
"""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802, ARG001 - the name that lupdate looks for
    """The text unchanged. `lupdate` collects it under `context`, and the window translates it when shown."""
    return text
