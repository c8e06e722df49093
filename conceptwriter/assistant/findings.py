"""What a check may find in a text, and the thresholds of the checks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Self

from conceptwriter.outline.proposals import LICENCE
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP


class Severity(Enum):
    """How much a finding lowers a text's score."""

    WORTHLESS = "worthless"
    """The text is useless as it is."""
    WARNING = "warning"
    MILD = "mild"
    """Often not a fault: stories need new people."""
    LABEL = "label"
    """Says where a text comes from or why it was chosen, without lowering the score."""


class Flag(StrEnum):
    """The kinds of findings: name, severity, and the window's label and description."""

    severity: Severity
    short: str
    """A word or two; empty: the reason of each finding is enough."""
    meaning: str
    """A sentence."""

    def __new__(cls, name: str, severity: Severity, short: str, meaning: str) -> Self:
        flag = str.__new__(cls, name)
        flag._value_ = name
        flag.severity, flag.short, flag.meaning = severity, short, meaning
        return flag

    EMPTY = (
        "empty",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "empty"),
        QT_TRANSLATE_NOOP("Proposals", "It contains no words."),
    )
    GARBLED = (
        "garbled",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "garbled"),
        QT_TRANSLATE_NOOP("Proposals", "It contains unreadable characters."),
    )
    LOOP = (
        "loop",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "repeats itself"),
        QT_TRANSLATE_NOOP("Proposals", "It repeats the same words."),
    )
    COPY = (
        "copy",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "copy"),
        QT_TRANSLATE_NOOP("Proposals", "It repeats earlier text of the document."),
    )
    SCRIPT = (
        "script",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "wrong script"),
        QT_TRANSLATE_NOOP("Proposals", "It contains letters that this language does not use."),
    )
    UNTRANSLATED = (
        "untranslated",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "not translated"),
        QT_TRANSLATE_NOOP("Proposals", "It is still in the source language."),
    )
    NUMBERS = (
        "numbers",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "number missing"),
        QT_TRANSLATE_NOOP("Proposals", "A number of the source is missing, or a new one appeared."),
    )
    NAMES = (
        "names",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "name missing"),
        QT_TRANSLATE_NOOP("Proposals", "A name of the source is missing or changed."),
    )
    LENGTH = (
        "length",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "unusual length"),
        QT_TRANSLATE_NOOP("Proposals", "It is much longer or shorter than expected."),
    )
    UNFINISHED = (
        "unfinished",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "unfinished"),
        QT_TRANSLATE_NOOP("Proposals", "The sentence breaks off."),
    )
    ROUND_TRIP = (
        "round-trip",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "loose"),
        QT_TRANSLATE_NOOP("Proposals", "The text may not say quite what the model meant."),
    )
    UNLIKELY = (
        "unlikely",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "probably not usable"),
        QT_TRANSLATE_NOOP("Proposals", "The model is seldom right where it is as unsure as here."),
    )
    """Of a translation: measured, see `assistant.confidence`."""
    MARKS = (
        "marks",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "formatting missing"),
        QT_TRANSLATE_NOOP("Proposals", "Emphasis, links or other formatting of the source is missing."),
    )
    PLACEHOLDERS = (
        "placeholders",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "placeholder missing"),
        QT_TRANSLATE_NOOP("Proposals", "A placeholder or tag of the source is missing."),
    )
    ADDRESSES = (
        "addresses",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "address missing"),
        QT_TRANSLATE_NOOP("Proposals", "A web or mail address of the source is missing or changed."),
    )
    LANGUAGE = (
        "language",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "wrong language"),
        QT_TRANSLATE_NOOP("Proposals", "It seems to be in another language than the one wanted."),
    )
    TERMS = (
        "terms",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "glossary"),
        QT_TRANSLATE_NOOP("Proposals", "A term of the glossary is missing, or one that it forbids is used."),
    )
    BRACKETS = (
        "brackets",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "brackets"),
        QT_TRANSLATE_NOOP("Proposals", "A bracket is not closed, or was never opened."),
    )
    ENDING = (
        "end mark",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "end mark"),
        QT_TRANSLATE_NOOP("Proposals", "It ends in another way than its source: a question, for example."),
    )
    SPACES = (
        "spaces",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "spaces"),
        QT_TRANSLATE_NOOP("Proposals", "It has two spaces in a row, or a space at its start or end."),
    )
    DOUBLED = (
        "double word",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "double word"),
        QT_TRANSLATE_NOOP("Proposals", "It has the same word twice in a row."),
    )
    INCONSISTENT = (
        "inconsistent",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "inconsistent"),
        QT_TRANSLATE_NOOP("Proposals", "The same source text is translated differently elsewhere."),
    )
    SAME_TRANSLATION = (
        "same translation",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "same translation"),
        QT_TRANSLATE_NOOP("Proposals", "A different source text has the same translation."),
    )
    CHAT = (
        "chat",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "chat"),
        QT_TRANSLATE_NOOP("Proposals", "It talks about the text instead of continuing it."),
    )
    """Talks to a reader, teacher or user about the text instead of telling it: chat, exercises, remarks."""
    MARKUP = (
        "markup",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "markup"),
        QT_TRANSLATE_NOOP("Proposals", "It contains markup, a list item, code or a web address."),
    )
    """Markup, lists, code, addresses or emoji in a text that has none."""
    FRAGMENT = (
        "fragment",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "not a sentence"),
        QT_TRANSLATE_NOOP("Proposals", "It is a heading or a piece of a sentence."),
    )
    """Not a sentence: a heading, a label, a piece that begins in the middle."""
    QUOTATION = (
        "quotation",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "quotation marks"),
        QT_TRANSLATE_NOOP("Proposals", "Its quotation marks do not match."),
    )
    """Quotation marks that do not match each other, or the speech open before."""
    ECHO = (
        "echo",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "echo"),
        QT_TRANSLATE_NOOP("Proposals", "It repeats a heading, a summary or your wish."),
    )
    """Repeats what was asked for: the wish, a heading or a summary above the place."""
    REFUSED = (
        "refused",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "proposed before"),
        QT_TRANSLATE_NOOP("Proposals", "It was proposed here before, and you did not use it."),
    )
    """Was offered at this place before and not accepted."""
    SPELLING = (
        "spelling",
        Severity.WORTHLESS,
        QT_TRANSLATE_NOOP("Proposals", "unknown word"),
        QT_TRANSLATE_NOOP("Proposals", "One of its words is neither in the word list nor in your text."),
    )
    """A word that is neither in the word list nor in the text."""
    NEW_NAME = (
        "new name",
        Severity.MILD,
        QT_TRANSLATE_NOOP("Proposals", "new name"),
        QT_TRANSLATE_NOOP("Proposals", "It mentions a name that is not in your text."),
    )
    """A name that is neither in the text nor in the plan."""
    TENSE = (
        "tense",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "other tense"),
        QT_TRANSLATE_NOOP("Proposals", "Your text is written in another tense."),
    )
    """In a different tense from the text before it."""
    PERSON = (
        "person",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "other person"),
        QT_TRANSLATE_NOOP("Proposals", "Your text is written in another grammatical person."),
    )
    REPETITION = (
        "repetition",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "repetition"),
        QT_TRANSLATE_NOOP("Proposals", "It repeats a phrase of the sentences before it."),
    )
    """Repeats a phrase of the sentences just before it."""
    CLICHE = (
        "stock phrase",
        Severity.WARNING,
        QT_TRANSLATE_NOOP("Proposals", "stock phrase"),
        QT_TRANSLATE_NOOP("Proposals", "Uses a phrase that language models fall back on."),
    )
    """A phrase that language models favour and this text does not use."""
    EXTRACTIVE = (
        "extractive",
        Severity.LABEL,
        QT_TRANSLATE_NOOP("Proposals", "quoted"),
        QT_TRANSLATE_NOOP("Proposals", "A sentence from the document itself."),
    )
    THROUGH_TEXT = (
        "through text",
        Severity.LABEL,
        QT_TRANSLATE_NOOP("Proposals", "through text"),
        QT_TRANSLATE_NOOP("Proposals", "Made by two models together, which exchanged the sentence as text."),
    )
    """The concept model works in another space than the writer's codec."""
    CARRIED = (
        "translated draft",
        Severity.LABEL,
        QT_TRANSLATE_NOOP("Proposals", "translated draft"),
        QT_TRANSLATE_NOOP("Proposals", "The voice wrote it in its own language; it was then translated."),
    )
    REASON = "reason", Severity.LABEL, "", ""
    """A reason for choosing the text."""
    LICENCE = (
        LICENCE,
        Severity.LABEL,
        QT_TRANSLATE_NOOP("Proposals", "licence"),
        QT_TRANSLATE_NOOP("Proposals", "The licence of the model that wrote it."),
    )


LABELS = frozenset(flag for flag in Flag if flag.severity is Severity.LABEL)
MILD = frozenset(flag for flag in Flag if flag.severity is Severity.MILD)
DEGENERATE = frozenset(flag for flag in Flag if flag.severity is Severity.WORTHLESS)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed about a text, and why, for the user."""

    flag: Flag
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of the checks."""

    round_trip: float = 0.55
    """Cosine of the vector a text was decoded from and the vector of that text; below: the text has another
    meaning.
    """
    copy_similarity: float = 0.85
    """Edit similarity with an earlier concept; above: a copy."""
    copy_containment: float = 0.95
    """Share of the character trigrams found in one earlier concept; above: a piece of it."""
    copy_cosine: float = 0.97
    """Cosine with the vector of an earlier concept; above: a paraphrase of it."""
    longest: int = 250
    """Characters; the codec becomes unreliable above."""
    fewest_letters: int = 2
    length_ratio: float = 2.2
    """Maximum ratio of lengths of a translation and its source, adjusted for script density."""
    script_share: float = 0.5
    """Minimum share of letters in a script of the language."""
