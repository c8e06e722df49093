"""Which pieces an output head needs for the languages a writer uses.

A piece stays when all its letters belong to the scripts of those languages. Digits, punctuation, spaces,
control pieces and single Latin letters always stay: every text has numbers, and may spell a foreign name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import sentencepiece

from conceptwriter.convert.errors import ConversionError

_SCRIPTS: dict[str, tuple[str, ...]] = {
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hang": ("HANGUL",),
    "Hans": ("CJK", "IDEOGRAPHIC"),
    "Hant": ("CJK", "IDEOGRAPHIC", "BOPOMOFO"),
    "Hebr": ("HEBREW",),
    "Jpan": ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK", "IDEOGRAPHIC"),
    "Khmr": ("KHMER",),
    "Knda": ("KANNADA",),
    "Laoo": ("LAO",),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",),
    "Olck": ("CHIKI",),
    "Orya": ("ORIYA",),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Tfng": ("TIFINAGH",),
    "Thai": ("THAI",),
    "Tibt": ("TIBETAN",),
}
"""ISO 15924 code -> how the Unicode names of its letters say it."""
_SHARED = frozenset({"MODIFIER", "COMBINING", "FEMININE", "MASCULINE"})
"""First words of the names of letters and marks that belong to no script."""


def kept_pieces(model: bytes, languages: Collection[str]) -> npt.NDArray[np.int64]:
    """Ids, ascending, of the pieces that texts in these languages (FLORES-200 codes) are made of.

    `model` is the tokenizer with SONAR's ids. Raises ConversionError for a script it knows nothing of.
    """
    wanted: set[str] = set()
    for language in languages:
        script = language.partition("_")[2]
        if script not in _SCRIPTS:
            raise ConversionError(
                f"{language}: nothing is known of the script {script!r}. Convert without it."
            )
        wanted.update(_SCRIPTS[script])
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
    kept = [
        number
        for number in range(pieces.get_piece_size())
        if _is_kept(pieces.id_to_piece(number), wanted)
        or pieces.is_control(number)
        or pieces.is_unknown(number)
        or pieces.is_byte(number)
    ]
    return np.array(kept, np.int64)


def _is_kept(piece: str, wanted: Collection[str]) -> bool:
    signs = piece.replace("▁", "")
    if len(signs) == 1 and signs.isascii():
        return True
    return all(_belongs(_words(sign), wanted) for sign in signs if unicodedata.category(sign)[0] in "LM")


def _belongs(words: Sequence[str], wanted: Collection[str]) -> bool:
    return words[0] in _SHARED or any(word in wanted for word in words[:3])


def _words(sign: str) -> list[str]:
    return unicodedata.name(sign, "UNKNOWN").split()
