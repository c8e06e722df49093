"""Fonts of printed texts: a usual serif, and for other scripts those that fit it.

Where none is named, Qt chooses one for each letter, seldom one that fits.
"""

from __future__ import annotations

from conceptwriter.language import UnknownLanguage, find_language

_SERIFS = ("Noto Serif", "Liberation Serif", "DejaVu Serif", "Times New Roman", "Times")
_CHINESE_JAPANESE_KOREAN = {
    "Hans": ("SC", "SimSun", "Songti SC"),
    "Hant": ("TC", "PMingLiU", "Songti TC"),
    "Jpan": ("JP", "Yu Mincho", "Hiragino Mincho ProN"),
    "Hang": ("KR", "Batang", "AppleMyungjo"),
}
"""By script: what Noto calls the shapes of its letters, and fonts of Windows and macOS."""
_BY_SCRIPT = {
    "Arab": ("Noto Naskh Arabic", "Noto Sans Arabic", "Traditional Arabic", "Geeza Pro"),
    "Armn": ("Noto Serif Armenian", "Sylfaen", "Mshtakan"),
    "Beng": ("Noto Serif Bengali", "Noto Sans Bengali", "Lohit Bengali", "Nirmala UI", "Bangla MN"),
    "Deva": (
        "Noto Serif Devanagari",
        "Noto Sans Devanagari",
        "Lohit Devanagari",
        "Nirmala UI",
        "Devanagari MT",
    ),
    "Ethi": ("Noto Serif Ethiopic", "Noto Sans Ethiopic", "Nyala", "Kefa"),
    "Geor": ("Noto Serif Georgian", "Sylfaen"),
    "Gujr": ("Noto Serif Gujarati", "Noto Sans Gujarati", "Lohit Gujarati", "Nirmala UI", "Gujarati MT"),
    "Guru": ("Noto Serif Gurmukhi", "Noto Sans Gurmukhi", "Lohit Gurmukhi", "Nirmala UI", "Gurmukhi MN"),
    "Hebr": ("Noto Serif Hebrew", "Noto Sans Hebrew", "David", "New Peninim MT"),
    "Khmr": ("Noto Serif Khmer", "Noto Sans Khmer", "Khmer UI", "Khmer MN"),
    "Knda": ("Noto Serif Kannada", "Noto Sans Kannada", "Lohit Kannada", "Nirmala UI", "Kannada MN"),
    "Laoo": ("Noto Serif Lao", "Noto Sans Lao", "Lao UI", "Lao MN"),
    "Mlym": ("Noto Serif Malayalam", "Noto Sans Malayalam", "Lohit Malayalam", "Nirmala UI", "Malayalam MN"),
    "Mymr": ("Noto Serif Myanmar", "Noto Sans Myanmar", "Myanmar Text", "Myanmar MN"),
    "Orya": ("Noto Serif Oriya", "Noto Sans Oriya", "Lohit Odia", "Nirmala UI", "Oriya MN"),
    "Sinh": ("Noto Serif Sinhala", "Noto Sans Sinhala", "Nirmala UI", "Sinhala MN"),
    "Taml": ("Noto Serif Tamil", "Noto Sans Tamil", "Lohit Tamil", "Nirmala UI", "Tamil MN"),
    "Telu": ("Noto Serif Telugu", "Noto Sans Telugu", "Lohit Telugu", "Nirmala UI", "Telugu MN"),
    "Thai": ("Noto Serif Thai", "Noto Sans Thai", "Leelawadee UI", "Thonburi"),
    "Tibt": ("Noto Serif Tibetan", "Microsoft Himalaya", "Kailasa"),
}
MONOSPACED = ("Liberation Mono", "DejaVu Sans Mono", "Noto Sans Mono", "Consolas", "Menlo", "monospace")
SIZE = 11.0
"""Points."""


def families_for(tag: str) -> list[str]:
    """Families in the order in which they are tried, for a language (BCP 47); Qt finds the rest."""
    try:
        script = find_language(tag).script
    except UnknownLanguage:
        script = ""
    own = list(_BY_SCRIPT.get(script, ()))
    if script in _CHINESE_JAPANESE_KOREAN:
        shapes, *others = _CHINESE_JAPANESE_KOREAN[script]
        own = [f"Noto Serif CJK {shapes}", f"Noto Sans CJK {shapes}", *others]
    return [*_SERIFS, *own, "serif"]
