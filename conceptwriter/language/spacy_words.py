"""What spaCy knows of a language without a trained pipeline: abbreviations and stop words.

spaCy carries for some seventy languages the words that its tokenizers keep whole and a list of the most
frequent ones. A language that it does not know has none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from conceptwriter.language.table import find_language

if TYPE_CHECKING:
    from spacy.language import BaseDefaults

_SHORTEST_LETTERS = 2


@cache
def known_abbreviations(code: str) -> frozenset[str]:
    """Words with a stop at their end that spaCy's tokenizer keeps whole, in small letters, without the stop.

    ``code`` is a FLORES-200 code.
    """
    defaults = _defaults(code)
    if defaults is None:
        return frozenset()
    words = (word[:-1].lower() for word in defaults.tokenizer_exceptions if word.endswith("."))
    return frozenset(word for word in words if _is_abbreviation(word))


@cache
def stop_words(code: str) -> frozenset[str]:
    """The most frequent words of the language, in small letters."""
    defaults = _defaults(code)
    return frozenset(word.lower() for word in defaults.stop_words) if defaults is not None else frozenset()


def _is_abbreviation(word: str) -> bool:
    """Not an emoticon, a time of day (``4a.m``) or a letter alone, which is an initial."""
    letters = [character for character in word if character.isalpha()]
    return len(letters) >= _SHORTEST_LETTERS and not any(character.isdigit() for character in word)


def _defaults(code: str) -> type[BaseDefaults] | None:
    from spacy.util import get_lang_class  # half a second, so only when a text is segmented

    short = find_language(code).bcp47.partition("-")[0]
    try:
        return get_lang_class({"no": "nb"}.get(short, short)).Defaults
    except ImportError:
        return None
