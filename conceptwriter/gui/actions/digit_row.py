"""Keys with a digit on keyboards whose digit row types something else.

On a French or Czech keyboard the key 1 types "&" or "+", and the digit needs Shift. There a key such as Alt+1
is also Alt+& or Alt++, so that the same physical key works everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QLocale

_ROWS = {
    "fr_FR": "&É\"'(-È_ÇÀ",
    "fr_BE": "&É\"'(§È!ÇÀ",
    "nl_BE": "&É\"'(§È!ÇÀ",
    "cs_CZ": "+ĚŠČŘŽÝÁÍÉ",
    "sk_SK": "+ĽŠČŤŽÝÁÍÉ",
}
"""Locale of the keyboard -> what its keys 1 to 9 and 0 type."""


def digit_row_twins(key: str, keyboard: QLocale) -> list[str]:
    """Another spelling of a key in Qt's portable spelling on this keyboard: one, or none."""
    row = _ROWS.get(keyboard.name(), "")
    held, _, plain = key.rpartition("+")
    if not row or not held or "Shift" in held.split("+") or not (len(plain) == 1 and plain in "1234567890"):
        return []
    return [f"{held}+{row['1234567890'.index(plain)]}"]
