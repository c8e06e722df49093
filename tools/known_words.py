"""Collect what spaCy knows of each language without a trained pipeline: abbreviations and frequent words.

    python tools/known_words.py

Regenerates `conceptwriter/language/known_words.tsv` from the installed spaCy, so that the program need not
import spaCy to find the ends of sentences. spaCy is under the MIT licence; the file keeps its notice.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from spacy.about import __version__  # noqa: E402  (found only now that the root is on the path)
from spacy.util import get_lang_class  # noqa: E402

from conceptwriter.language import all_languages  # noqa: E402

TARGET = ROOT / "conceptwriter" / "language" / "known_words.tsv"
SHORTEST = 2
HEADER = """# Abbreviations (without the last stop) and frequent words of each language, in small letters.
# Made by tools/known_words.py from spaCy {version}, https://github.com/explosion/spaCy
# Copyright (C) 2016-2024 ExplosionAI GmbH, 2016 spaCy GmbH, 2015 Matthew Honnibal; MIT licence.
"""


def is_abbreviation(word: str) -> bool:
    """Not an emoticon, a time of day (``4a.m``), several words, or a letter alone, which is an initial."""
    letters = [character for character in word if character.isalpha()]
    return len(letters) >= SHORTEST and not any(
        character.isdigit() or character.isspace() for character in word
    )


def main() -> None:
    """Write the file."""
    lines = [HEADER.format(version=__version__)]
    for language in all_languages():
        short = language.bcp47.partition("-")[0]
        try:
            defaults = get_lang_class(short).Defaults
        except ImportError:
            continue
        kept = {word[:-1].lower() for word in defaults.tokenizer_exceptions if word.endswith(".")}
        abbreviations = " ".join(sorted(word for word in kept if is_abbreviation(word)))
        frequent = " ".join(sorted({word.lower() for word in defaults.stop_words if " " not in word}))
        if abbreviations or frequent:
            lines.append(f"{language.code}\t{abbreviations}\t{frequent}\n")
    TARGET.write_text("".join(lines), encoding="utf-8")
    print(f"{TARGET.name}: {len(lines) - 1} languages")


if __name__ == "__main__":
    main()
