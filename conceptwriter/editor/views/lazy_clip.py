"""What was copied, in several forms, each made only when requested.

A copied book costs nothing until it is pasted, and then only in one form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QMetaType, QMimeData

TEXT_TYPE = "text/plain"
HTML_TYPE = "text/html"
_AS_STRINGS = frozenset({TEXT_TYPE, HTML_TYPE})
"""Qt asks for these as strings and encodes them itself."""


class LazyClip(QMimeData):
    """Clipboard data in the forms of `makers`, by MIME type, in order of preference."""

    def __init__(self, makers: Mapping[str, Callable[[], str]]) -> None:
        super().__init__()
        self._makers = dict(makers)
        self._made: dict[str, str] = {}

    def formats(self) -> list[str]:
        return list(self._makers)

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in self._makers

    def retrieveData(self, mimetype: str, preferred: QMetaType | QMetaType.Type) -> object:
        del preferred
        if mimetype not in self._makers:
            return None
        if mimetype not in self._made:
            self._made[mimetype] = self._makers[mimetype]()
        made = self._made[mimetype]
        return made if mimetype in _AS_STRINGS else QByteArray(made.encode("utf-8", "replace"))
