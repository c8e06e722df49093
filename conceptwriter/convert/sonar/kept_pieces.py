"""Selects the pieces an output head needs for the writer's languages.

A piece is kept when all its letters belong to the scripts of those languages. Digits, punctuation, spaces,
control pieces and single Latin letters are always kept: any text may contain numbers and foreign names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import regex
import sentencepiece

from conceptwriter.convert.errors import ConversionError
from conceptwriter.language.scripts import scripts_of


def kept_pieces(model: bytes, languages: Collection[str]) -> npt.NDArray[np.int64]:
    """Ids, ascending, of the pieces that texts in these languages (FLORES-200 codes) are made of.

    `model` is the tokenizer with SONAR's ids. Raises ConversionError for an unknown script.
    """
    wanted: set[str] = set()
    for language in languages:
        script = language.partition("_")[2]
        if not scripts_of(script):
            raise ConversionError(
                f"{language}: nothing is known of the script {script!r}. Convert without it."
            )
        wanted.update(scripts_of(script))
    letters = _letters(wanted)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
    kept = [
        number
        for number in range(pieces.get_piece_size())
        if _is_kept(pieces.id_to_piece(number), letters)
        or pieces.is_control(number)
        or pieces.is_unknown(number)
        or pieces.is_byte(number)
    ]
    return np.array(kept, np.int64)


def _letters(scripts: Collection[str]) -> regex.Pattern[str]:
    """A letter or mark of these scripts, or of none; ª and º are used in all."""
    wanted = "".join(rf"\p{{scx={script}}}" for script in sorted(scripts))
    return regex.compile(rf"[{wanted}\p{{scx=Zyyy}}\p{{Zinh}}ªº]")


def _is_kept(piece: str, letters: regex.Pattern[str]) -> bool:
    signs = piece.replace("▁", "")
    if len(signs) == 1 and signs.isascii():
        return True
    return all(letters.match(sign) for sign in signs if unicodedata.category(sign)[0] in "LM")
