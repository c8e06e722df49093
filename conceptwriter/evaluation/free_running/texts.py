"""Figures of texts without any model: repetition, distinctness, copying, overlap, degeneration, ROUGE-L."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from conceptwriter.assistant.comparison import TextIndex, is_unspaced, repeated_phrase, tokens
from conceptwriter.assistant.findings import Limits
from conceptwriter.assistant.text_checks import check_copy
from conceptwriter.language import detect_language
from conceptwriter.language.function_words import function_words

_SENTENCE_LENGTH = 6
"""Minimum words of a text for guessing its language."""
_LONG = 12
_LETTERS = 0.5
"""Minimum share of letters among the non-white-space characters."""
_STUTTER = re.compile(r"(.{1,4}?)\1{5,}")


def words(text: str) -> list[str]:
    """Words in lower case; single characters in scripts without spaces."""
    return [word.casefold() for word in tokens(text)]


def content_words(text: str, language: str) -> list[str]:
    """The content words: no function words, no single letters in a script with spaces."""
    shortest = 1 if is_unspaced(text) else 2
    known = function_words(language)
    return [
        word
        for word in words(text)
        if len(word) >= shortest and word.split("'")[0].split("’")[0] not in known and word not in known
    ]


def repeated_4_grams(sentences: Sequence[str]) -> tuple[int, int]:
    """REP-4: (word 4-grams that occurred earlier in the text, all word 4-grams); none across sentences."""
    grams: Counter[tuple[str, ...]] = Counter()
    for sentence in sentences:
        said = words(sentence)
        grams.update(tuple(said[start : start + 4]) for start in range(len(said) - 3))
    return grams.total() - len(grams), grams.total()


def n_grams(sentences: Iterable[str], n: int) -> Counter[tuple[str, ...]]:
    """Word n-grams within the sentences."""
    found: Counter[tuple[str, ...]] = Counter()
    for sentence in sentences:
        said = words(sentence)
        found.update(tuple(said[start : start + n]) for start in range(len(said) - n + 1))
    return found


def adjusted_distinct(sentences: Sequence[str], n: int, vocabulary: int) -> float | None:
    """Expectation-adjusted distinct-n (Liu et al. 2022).

    This is the number of distinct n-grams over the number expected for as many draws from a vocabulary of
    this size. It is comparable between texts of different length. None without n-grams.
    """
    grams = n_grams(sentences, n)
    if not grams:
        return None
    expected = vocabulary * (1 - ((vocabulary - 1) / vocabulary) ** grams.total())
    return len(grams) / expected if expected else None


def is_copy(text: str, context: TextIndex) -> bool:
    """Nearly equal to a sentence of the context, or a piece of one."""
    return check_copy(text, context, Limits()) is not None


def shared_content(text: str, before: Sequence[str], language: str) -> int:
    """Different content words that the text shares with the sentences before it."""
    earlier = {word for sentence in before for word in content_words(sentence, language)}
    return len(earlier & set(content_words(text, language)))


def degeneration(text: str, language: str, languages: Sequence[str]) -> str:
    """Why the text is unusable: "empty", "loop", "not letters", "wrong language"; "" when it is usable.

    Independent of the assistant's checks: those decide what is shown, and would always approve it.
    """
    if not any(map(str.isalnum, text)):
        return "empty"
    if loops(text):
        return "loop"
    dense = [character for character in text if not character.isspace()]
    letters = sum(character.isalpha() or _is_mark(character) for character in dense)
    if letters < _LETTERS * len(dense) or "\ufffd" in text:
        return "not letters"
    return "wrong language" if is_foreign(text, language, languages) else ""


def loops(text: str) -> bool:
    """A phrase or characters repeated over and over, or hardly any distinct words in a long text."""
    said = words(text)
    few = len(said) >= _LONG and len(set(said)) < 0.4 * len(said)
    return few or bool(repeated_phrase(said)) or _STUTTER.search(text) is not None


def is_foreign(text: str, language: str, languages: Sequence[str]) -> bool:
    """Certainly in another of the codec's languages; short texts get the benefit of the doubt."""
    candidates = [language, *(code for code in languages if code != language)]
    guess = detect_language(text, candidates)
    if guess.code == language:
        return False
    if language.rpartition("_")[2] != guess.code.rpartition("_")[2]:
        return guess.confidence > 0.5
    said = words(text)
    ours, theirs = (sum(word in function_words(code) for word in said) for code in (language, guess.code))
    return len(said) >= _SENTENCE_LENGTH and theirs >= ours + 2


def _is_mark(character: str) -> bool:
    return "\u0900" <= character <= "\u0dff" or "\u064b" <= character <= "\u0652"


def rouge_l(output: Sequence[str], reference: Sequence[str]) -> float:
    """F1 of the longest common subsequence of words (Lin 2004), over whole texts; 0 when one is empty."""
    first = [word for sentence in output for word in words(sentence)]
    second = [word for sentence in reference for word in words(sentence)]
    if not first or not second:
        return 0.0
    common = _common_subsequence(first, second)
    precision, recall = common / len(first), common / len(second)
    return 2 * precision * recall / (precision + recall) if common else 0.0


def _common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    lengths = [0] * (len(second) + 1)
    for word in first:
        diagonal = 0
        for place, other in enumerate(second, start=1):
            above = lengths[place]
            lengths[place] = diagonal + 1 if word == other else max(above, lengths[place - 1])
            diagonal = above
    return lengths[-1]


def coverage(wanted: Sequence[str], output: Sequence[str], language: str) -> tuple[int, int]:
    """How many of the wanted sentences' content words the output has: (found, all of them).

    Words alike in their first five letters count as one, so that a plural or a tense is no loss.
    """
    needed = {word[:5] for sentence in wanted for word in content_words(sentence, language)}
    said = {word[:5] for sentence in output for word in content_words(sentence, language)}
    return len(needed & said), len(needed)
