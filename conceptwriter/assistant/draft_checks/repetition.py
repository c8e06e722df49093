"""What a draft repeats: its own words, the last sentences, headings, the wish, old proposals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from conceptwriter.assistant.comparison import TextIndex, folded, runs, tokens
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.language.cohesion import stems
from conceptwriter.language.function_words import function_words
from conceptwriter.language.known_words import frequent_words

PHRASE = 4
"""Length in words of a phrase that counts as repeated."""
NEAR = 12
VERY_NEAR = 4
"""Number of sentences before a place within which a repeated phrase is noticed."""
OPENING = 3
OPENINGS_NEAR = 3
"""Number of sentences whose first words are still remembered."""
MOST_IN_RUNS_OF_FOUR = 0.35
"""Share of a draft's words that are in runs of four from the last sentences, above which it is a copy."""
FEWEST_REPEATED = 6
"""Fewer repeated words than this are still a matter of style."""
MOST_IN_RUNS_OF_THREE = 0.5
"""The same for runs of three, above which it is reported."""
REFRAIN = 0.08
"""Share of repeated phrases above which a text repeats itself on purpose."""
JUST_BEFORE = 3
NOTHING_NEW = 0.8
"""Share of a draft's content words that the sentences just before also have, above which it adds nothing."""
FEWEST_WORDS = 2
SAME = 0.9
"""Edit similarity above which a draft counts as proposed before."""
SAME_WISH = 0.8
_ALLOWED_TWICE_TEXT = """
    had that very so no really much far many long again never ever ha ho knock tick bye more on by now
    there oh yes well come go hush please yum old big little too way round up down in out over and
"""
_ALLOWED_TWICE = frozenset(_ALLOWED_TWICE_TEXT.split())
_TWICE = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
_TWICE_JOINED = re.compile(
    r"\b(?!\w+(?:er|ing|ed)\b)(\w{4,})(?:,? (?:and|or|but|of) |, )(?:the |an? )?\1\b", re.IGNORECASE
)
"""The same word twice, joined: "ethics, ethics", "locals and locals"."""
_SAME_THING = re.compile(r"\b(?:an?|the) (\w{3,}) (?:is|was|are|were) (?:an?|the) \1\b", re.IGNORECASE)
_MAY_STAND_TWICE_TEXT = """
    again more years days hours time times miles round better faster louder higher deeper closer bigger
    never ever over back away well very come please hush knock long many further farther down hours weeks
    thousands hundreds smaller nearer worse side half quick quickly slow slowly little only face dear
    """
_MAY_STAND_TWICE = frozenset(_MAY_STAND_TWICE_TEXT.split())
_INSTRUCTION = re.compile(
    r"^(?:please )?(?:write|describe|make|tell|let|add|introduce|continue|show|explain|have|give|mention|end"
    r"|start|begin|use)\b",
    re.IGNORECASE,
)


def check_repeated_words(text: str, words: Sequence[str], language: str) -> Finding | None:
    """The same word twice in a row, or one word too often. `words`: the text's words, folded."""
    if language == "eng_Latn":
        twice = _TWICE.search(text)
        if twice and twice[1].lower() not in _ALLOWED_TWICE and twice[1].isalpha() and twice[1].islower():
            return Finding(Flag.LOOP, f"repeats \u201c{twice[1]}\u201d")
        doubled = _TWICE_JOINED.search(text)
        if doubled and doubled[1].lower() not in _MAY_STAND_TWICE and doubled[1].islower():
            return Finding(Flag.REPETITION, f"puts \u201c{doubled[1]}\u201d beside itself")
    if len(set(words)) == len(words):
        return None
    small = _small_words(language)
    content = Counter(word for word in words if word not in small and len(word) > 1)
    for word, count in content.most_common(1):
        if count >= 5 or (count >= 3 and count * 7 >= len(words)):
            return Finding(Flag.LOOP, f"says \u201c{word}\u201d {count} times")
    for length, times, least in ((OPENING, 2, 2), (OPENING, 3, 0), (PHRASE, 2, 0)):
        for phrase, count in Counter(runs(words, length)).items():
            if count >= times and len(words) <= 16 * count and _content_words(phrase, small) >= least:
                return Finding(Flag.LOOP, f"repeats \u201c{' '.join(phrase)}\u201d")
    return None


def check_nothing_new(unquoted: str, before: Sequence[str]) -> Finding | None:
    """A sentence made of words from the last sentences, or that says of a thing that it is that thing.

    English: `unquoted` is the narrator's part. 0.3 to 1.4 % of human sentences are like this (dev sets).
    """
    same = _SAME_THING.search(unquoted)
    if same:
        return Finding(Flag.LOOP, f"says of \u201c{same[1]}\u201d that it is {same[1]}")
    said = stems([unquoted])
    known = len(said & stems(before[-JUST_BEFORE:]))
    if len(said) >= FEWEST_WORDS and known >= NOTHING_NEW * len(said):
        return Finding(Flag.REPETITION, "says hardly anything new")
    return None


class PhrasesBefore:
    """The phrases of the last sentences before a place, and how those sentences begin."""

    def __init__(self, sentences: Sequence[str], language: str) -> None:
        self._small = _small_words(language)
        near = [tokens(sentence) for sentence in sentences[-NEAR:]]
        names = {word.casefold() for words in near for word in words[1:] if word[:1].isupper()}
        self._unspecific = self._small | names
        self._distances: dict[tuple[str, ...], int] = {}
        self._openings: dict[tuple[str, ...], list[int]] = {}
        self._runs: set[tuple[str, ...]] = set()
        repeated = total = 0
        for distance, words in zip(range(len(near), 0, -1), near, strict=True):
            plain = [word.casefold() for word in words]
            phrases = self._distinctive_phrases(plain, distance)
            repeated += sum(phrase in self._distances for phrase in phrases)
            total += len(phrases)
            self._distances.update(dict.fromkeys(phrases, distance))
            self._runs.update(runs(plain, PHRASE))
            self._runs.update(runs(plain, OPENING))
            if distance <= OPENINGS_NEAR and len(plain) > OPENING:
                for length in (OPENING, OPENING - 1):
                    self._openings.setdefault(tuple(plain[:length]), []).append(distance)
        self._has_refrain = repeated > REFRAIN * max(total, 20)

    def check(self, words: Sequence[str]) -> Finding | None:
        """A phrase of theirs that the draft repeats, unless the text uses refrains."""
        if self._has_refrain:
            return None
        if self._count_recent(words, PHRASE) >= max(MOST_IN_RUNS_OF_FOUR * len(words), FEWEST_REPEATED):
            return Finding(Flag.COPY, "consists of phrases of the sentences before")
        for phrase in self._distinctive_phrases(words, 1):
            distance = self._distances.get(phrase)
            if distance is not None:
                return _repeats(phrase, distance)
        if self._count_recent(words, OPENING) >= max(MOST_IN_RUNS_OF_THREE * len(words), FEWEST_REPEATED - 1):
            return Finding(Flag.REPETITION, "repeats much of the sentences before")
        return self._same_opening(words)

    def _count_recent(self, words: Sequence[str], length: int) -> int:
        """How many of the words are in runs from the last sentences, whatever their meaning."""
        places: set[int] = set()
        for start, run in enumerate(runs(words, length)):
            if run in self._runs:
                places.update(range(start, start + length))
        return len(places)

    def _distinctive_phrases(self, words: Sequence[str], distance: int) -> list[tuple[str, ...]]:
        """Phrases of four words with three content words; near the place, of five with two.

        Names do not count as content words: a story has to repeat them.
        """
        found = list(_phrases(words, PHRASE, self._unspecific, PHRASE - 1))
        if distance <= VERY_NEAR:
            found += _phrases(words, PHRASE + 1, self._unspecific, 2)
        return found

    def _same_opening(self, words: Sequence[str]) -> Finding | None:
        """Three words that open one of the last sentences, or two that open two of them."""
        if len(words) <= OPENING:
            return None
        opening = tuple(words[:OPENING])
        if opening in self._openings and any(word not in self._small for word in opening):
            return _repeats(opening, self._openings[opening][-1])
        twice = self._openings.get(opening[:-1], [])
        if len(twice) > 1:
            return Finding(Flag.REPETITION, f"begins with \u201c{' '.join(opening[:-1])}\u201d once more")
        return None


class Echo:
    """A heading or summary repeated, or the instruction in the wish."""

    def __init__(self, headings: Iterable[str], wish: str) -> None:
        said = [_bare(heading) for heading in headings if len(tokens(heading)) > 1]
        self._headings = TextIndex(dict.fromkeys(said))
        self._wish = TextIndex([_bare(wish)] if _INSTRUCTION.match(wish) else [])

    def check(self, text: str) -> Finding | None:
        """The same words, ignoring their marks."""
        plain = _bare(text)
        if self._headings.closest(plain).similarity > SAME:
            return Finding(Flag.ECHO, "repeats a heading")
        if self._wish.closest(plain).similarity > SAME_WISH:
            return Finding(Flag.ECHO, "repeats what you asked for")
        return None


class RefusedBefore:
    """What was proposed at a place before and not accepted."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._index = TextIndex(texts)

    def __call__(self, text: str) -> list[Finding]:
        """The same text again, or nearly."""
        if not len(self._index) or self._index.closest(text).similarity <= SAME:
            return []
        return [Finding(Flag.REFUSED, "was proposed here before")]


def _repeats(phrase: Sequence[str], distance: int) -> Finding:
    where = "the sentence before" if distance == 1 else f"{distance} sentences before"
    return Finding(Flag.REPETITION, f"repeats \u201c{' '.join(phrase)}\u201d from {where}")


def _phrases(
    words: Sequence[str], length: int, small: Collection[str], least: int
) -> Iterator[tuple[str, ...]]:
    """Runs of words of which at least `least` are content words."""
    for start in range(len(words) - length + 1):
        phrase = tuple(words[start : start + length])
        if _content_words(phrase, small) >= least:
            yield phrase


def _content_words(phrase: Sequence[str], small: Collection[str]) -> int:
    """How many of the words are content words."""
    return sum([word not in small for word in phrase])


@cache
def _small_words(language: str) -> frozenset[str]:
    return function_words(language) | frequent_words(language)


def _bare(text: str) -> str:
    return folded(text).strip(" .!?:;\"'\u201c\u201d")
