"""The tense and person a text is told in, from word forms alone, and whether a draft keeps to it (English).

Only the narrator's words count, and only where both the text and the draft are clear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from conceptwriter.assistant.findings import Finding, Flag

FEWEST_CLEAR = 4
"""Sentences needed in one tense before a text counts as told in it."""
NEAR = 14
FEWEST_SENTENCES = 6
"""Narrator's sentences without "I" needed before a text counts as told without it."""
_AGREED = 0.9

_PAST_FORMS_TEXT = """
    was were had did went came said saw took got gave made knew thought told found left felt became
    began kept brought stood heard ran sat held wrote lost paid met led spoke grew drew broke chose rose
    drove wore threw flew fell ate drank sang rang swam slept wept crept leapt dreamt built sent spent
    lent bent caught taught bought fought sought forgot won hung shone struck stole shook woke froze hid
    bit blew understood stuck swung sprang sank shot lay laid slid fled fed shrank tore swore bore wound
    ground bound strode arose sped clung stung spun dug mistook overcame withdrew couldn't wouldn't
    wasn't weren't hadn't didn't
"""
_PAST_FORMS = _PAST_FORMS_TEXT.split()
_BASE_FORMS_TEXT = """
    go come say see take get give make know think tell find leave feel become begin keep bring stand
    hear run sit hold write lose pay meet lead speak grow draw break choose rise drive wear throw fly
    fall eat drink sing swim sleep build send spend catch teach buy fight forget win hang steal wake
    hide bite understand want need like love live walk talk look work play use help ask try call move
    turn start show believe hope watch follow stop learn remember carry wait listen cry laugh smile
    plant add open close cook seem mean buy water cover mix pour
    prefer recommend suggest decide agree expect enjoy share plan own hate fear wish
"""
_BASE_FORMS = _BASE_FORMS_TEXT.split()
_IS_PAST = re.compile(
    r"\b(?:" + "|".join(_PAST_FORMS) + r")\b|\b(?:he|she|it|they|we|i|who|and|then|[A-Z]\w+)\s+"
    r"(?:\w+ly\s+)?(?!need|feed|bleed|breed|speed|exceed|proceed|succeed|indeed|hundred)\w{2,}ed\b",
    re.IGNORECASE,
)
_IS_PRESENT = re.compile(
    r"\b(?:is|are|am|has|does|isn['\u2019]t|aren['\u2019]t|doesn['\u2019]t|hasn['\u2019]t|don['\u2019]t"
    r"|(?:i|you|we|they)['\u2019](?:m|re|ve)|(?:it|that|there|here|what)['\u2019]s)\b"
    r"|\b(?:he|she|it)\s+(?:\w+ly\s+|never\s+|often\s+|always\s+)?"
    r"(?!was\b|has\b|his\b|is\b|this\b|perhaps\b|does\b|always\b|sometimes\b|\w+ss\b)\w{2,}s\b"
    r"|\b(?:i|you|we|they)\s+(?:\w+ly\s+|never\s+|often\s+|always\s+|also\s+|all\s+)?(?:"
    + "|".join(_BASE_FORMS)
    + r"|have|do)\b",
    re.IGNORECASE,
)
_NOT_FINITE = re.compile(
    r"\b(?:to|would|could|should|might|must|may|can|will|did|didn['\u2019]t|not|let|make|made|see|saw|hear|heard"
    r"|help|helped)\s+"
    r"(?:(?:i|you|we|they|he|she|it|him|her|them)\s+)?(?:have|be|do)\b"
    r"|\b(?:could|should|would|might) (?:i|you|we|they|he|she|it)\b",
    re.IGNORECASE,
)
_I = re.compile(
    r"(?<![A-Z]\w )(?<!\w\w\w\d )\b(?:I|I['\u2019](?:m|ve|ll|d)|my|My|me|Me|myself|mine)\b(?!\.(?:[A-Z]|e\.))"
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself|you['\u2019](?:re|ve|ll|d))\b", re.IGNORECASE)


class Tense(StrEnum):
    """The tense that a text is told in."""

    PAST = "past"
    PRESENT = "present"


class Narration:
    """How the sentences before a place are told; `unquoted`: the narrator's words in each, oldest first."""

    def __init__(self, unquoted: Sequence[str]) -> None:
        spoken = [text for text in unquoted if any(map(str.isalpha, text))]
        self.tense = _tense_of(spoken[-NEAR:])
        enough = len(spoken) >= FEWEST_SENTENCES
        self.without_i = enough and not any(map(_I.search, spoken))
        self.without_you = enough and not any(map(_YOU.search, spoken))
        self.is_story = self.tense is Tense.PAST

    def check_tense(self, unquoted: str) -> Finding | None:
        """The draft is clearly in the other tense."""
        here = tense(unquoted)
        if here is None or self.tense is None or here is self.tense:
            return None
        return Finding(Flag.TENSE, f"{here} tense in a {self.tense}-tense text")

    def check_person(self, unquoted: str) -> Finding | None:
        """The draft says "I" or "you" where the text never does."""
        if self.without_i and (found := _I.search(unquoted)):
            word = "I" if found[0].startswith("I") else found[0].lower()
            return Finding(Flag.PERSON, f"says \u201c{word}\u201d; your text is not told in the first person")
        if self.without_you and _YOU.search(unquoted):
            return Finding(Flag.PERSON, "says \u201cyou\u201d; your text does not speak to the reader")
        return None


def tense(unquoted: str) -> Tense | None:
    """The tense of a sentence; None where it has both or neither."""
    finite = _NOT_FINITE.sub(" ", unquoted)
    past, present = _IS_PAST.search(finite), _IS_PRESENT.search(finite)
    if bool(past) == bool(present):
        return None
    return Tense.PAST if past else Tense.PRESENT


def _tense_of(unquoted: Sequence[str]) -> Tense | None:
    found = [each for text in unquoted if (each := tense(text)) is not None]
    for each in Tense:
        count = found.count(each)
        if count >= FEWEST_CLEAR and count >= _AGREED * len(found):
            return each
    return None
