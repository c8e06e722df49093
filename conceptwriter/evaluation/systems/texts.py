"""Counts on one sentence offered by a system, given the text before it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from conceptwriter.assistant.comparison import tokens
from conceptwriter.evaluation.codec.surface import broken, names
from conceptwriter.evaluation.free_running.texts import degeneration, n_grams
from conceptwriter.evaluation.systems.word_ngrams import plain_words

_I_AM = "I'"
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")


def is_degenerate(text: str, language: str, languages: Sequence[str]) -> bool:
    """Unusable by the evaluation's own tests of output and surface."""
    return broken(text) or bool(degeneration(text, language, languages))


def is_unfinished(text: str) -> bool:
    """Whether it has no end of a sentence at its end: "And then she said:" is for the writer to finish."""
    return _END.search(text) is None


def unknown_words(text: str, known: Collection[str], before: Collection[str]) -> tuple[int, int]:
    """(words in small letters that neither the training text nor the text before has, all such words).

    Capitalised words may be names, and numbers are no words: neither is looked at.
    """
    looked_at = [
        word.replace("’", "'")
        for word in tokens(text)
        if word[0].islower() and not any(map(str.isdigit, word))
    ]
    strange = [word for word in looked_at if not _is_known(word.casefold(), known, before)]
    return len(strange), len(looked_at)


def _is_known(word: str, known: Collection[str], before: Collection[str]) -> bool:
    forms = {word, word.removesuffix("'s"), word.removesuffix("'")}
    return any(form in known or form in before for form in forms)


def has_new_name(text: str, language: str, before: Collection[str]) -> bool:
    """Whether it has a name that is not in the text before.

    The words of that text are given in small letters.
    """
    found = (name.replace("’", "'") for name in names(text, language))
    return any(not name.startswith(_I_AM) and not _is_known(name.casefold(), (), before) for name in found)


def copied_words(text: str, before: Sequence[str]) -> int:
    """The longest run of words that also occurs in the text before. `before` holds its words, in order."""
    longest = 0
    runs = [0] * (len(before) + 1)
    for word in plain_words(text):
        last = 0
        for place, other in enumerate(before, start=1):
            here = last + 1 if word == other else 0
            last, runs[place] = runs[place], here
            longest = max(longest, here)
    return longest


def distinct_bigrams(texts: Sequence[str]) -> tuple[int, int]:
    """(different word pairs, all) of the texts together."""
    found = n_grams(texts, 2)
    return len(found), found.total()


def words_of(texts: Sequence[str]) -> list[str]:
    """All words of the texts, in order and in small letters."""
    return [word for text in texts for word in plain_words(text)]
