"""What a check may find in a text, and where the checks begin to speak."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """The names of all findings."""

    EMPTY = "empty"
    GARBLED = "garbled"
    LOOP = "loop"
    COPY = "copy"
    SCRIPT = "script"
    UNTRANSLATED = "untranslated"
    NUMBERS = "numbers"
    NAMES = "names"
    LENGTH = "length"
    UNFINISHED = "unfinished"
    ROUND_TRIP = "round-trip"
    MARKS = "marks"
    PLACEHOLDERS = "placeholders"
    ADDRESSES = "addresses"
    LANGUAGE = "language"
    CHAT = "chat"
    """Talks to a reader, teacher or user about the text instead of telling it: chat, exercises, remarks."""
    MARKUP = "markup"
    """Markup, lists, code, addresses or emoji in a text that has none."""
    FRAGMENT = "fragment"
    """No sentence: a heading, a label, a piece that begins in the middle."""
    QUOTATION = "quotation"
    """Quotation marks that do not fit together, or with what is open before."""
    ECHO = "echo"
    """Repeats what was asked for: the wish, a heading or a summary above the place."""
    REFUSED = "refused"
    """Was offered at this place before and not taken."""
    SPELLING = "spelling"
    """A word that neither the word list nor the text knows."""
    NEW_NAME = "new name"
    """A name that neither the text nor the plan has."""
    TENSE = "tense"
    """Told in another tense than the text before it."""
    PERSON = "person"
    """Says "I" or "you" where the text before it does not."""
    REPETITION = "repetition"
    """Repeats a phrase of the sentences just before it."""
    CLICHE = "stock phrase"
    """A phrase that language models are fond of and this text does not use."""
    EXTRACTIVE = "extractive"
    """Not a fault: the text is a sentence of the document itself."""
    THROUGH_TEXT = "through text"
    """Not a fault: the concept model works in another space than the writer's codec."""
    CARRIED = "translated draft"
    """Not a fault: a voice drafted it in another language."""
    REASON = "reason"
    """Not a fault: what speaks for the text."""


LABELS = frozenset({Flag.EXTRACTIVE, Flag.THROUGH_TEXT, Flag.CARRIED, Flag.REASON})
"""Flags that tell where a text comes from, and take nothing off its score."""

MILD = frozenset({Flag.NEW_NAME})
"""Warnings that are often no fault at all: stories need new people. They take little off the score."""

DEGENERATE = frozenset(
    {
        Flag.EMPTY,
        Flag.GARBLED,
        Flag.LOOP,
        Flag.COPY,
        Flag.SCRIPT,
        Flag.UNTRANSLATED,
        Flag.CHAT,
        Flag.MARKUP,
        Flag.FRAGMENT,
        Flag.QUOTATION,
        Flag.ECHO,
        Flag.REFUSED,
        Flag.SPELLING,
    }
)
"""What makes a candidate worthless as it stands; the other findings are warnings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed about a text, and why, for a person."""

    flag: Flag
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a check begins to speak."""

    round_trip: float = 0.55
    """Cosine of the vector a text was decoded from and the vector of that text; below: the text says
    something else.
    """
    copy_similarity: float = 0.85
    """Edit similarity with an earlier concept; above: a copy."""
    copy_containment: float = 0.95
    """Share of the character trigrams found in one earlier concept; above: a piece of it."""
    copy_cosine: float = 0.97
    """Cosine with the vector of an earlier concept; above: the same said in other words."""
    longest: int = 250
    """Characters; the codec becomes unreliable above."""
    fewest_letters: int = 2
    length_ratio: float = 2.2
    """How much longer or shorter a translation may be, script density evened out."""
    script_share: float = 0.5
    """Least share of letters in a script of the language."""
