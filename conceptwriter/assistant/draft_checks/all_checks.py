"""All checks of a draft, one record each, and all of them in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conceptwriter.assistant.comparison import tokens
from conceptwriter.assistant.draft_checks.form import (
    check_beginning,
    check_heading,
    check_long,
    check_markup,
    check_opening,
    check_quotation,
    check_single_word,
    check_tag,
)
from conceptwriter.assistant.draft_checks.narration import Narration
from conceptwriter.assistant.draft_checks.repetition import (
    Echo,
    PhrasesBefore,
    RefusedBefore,
    check_nothing_new,
    check_repeated_words,
)
from conceptwriter.assistant.draft_checks.spelling import check_names, check_spelling
from conceptwriter.assistant.draft_checks.stock_phrases import check_stock_phrase
from conceptwriter.assistant.draft_checks.surroundings import Surroundings
from conceptwriter.assistant.draft_checks.talk import check_talk
from conceptwriter.assistant.findings import Finding
from conceptwriter.language.quotations import outside_speech
from conceptwriter.language.vocabulary import Vocabulary, vocabulary

ENGLISH = "eng_Latn"


def is_narrative(around: Surroundings) -> bool:
    """Whether the text before a place tells a story; False where that is unclear."""
    return around.language == ENGLISH and Narration(around.narration).is_story


class DraftPlace:
    """What the checks know about a place, computed once for all its drafts."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.language = around.language
        self.words = vocabulary(around.language)
        self.phrases = PhrasesBefore(around.sentences, around.language)
        self.echo = Echo(around.headings, around.wish)
        self.refused = RefusedBefore(around.refused)
        self.narration = Narration(around.narration)


@dataclass(frozen=True, slots=True, eq=False)
class CheckedDraft:
    """A draft, and what a check may need to know about it."""

    text: str
    unquoted: str
    """The narrator's part of it: everything outside speech."""
    folded_words: Sequence[str]
    place: DraftPlace

    @property
    def around(self) -> Surroundings:
        return self.place.around


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """One check of a draft."""

    find: Callable[[CheckedDraft], Finding | Sequence[Finding] | None]
    languages: frozenset[str] | None = None
    """FLORES-200 codes of the languages it works for; None: any."""


def _spelling(it: CheckedDraft) -> Finding | None:
    words: Vocabulary | None = it.place.words
    return None if words is None else check_spelling(it.text, words, it.around)


_ENGLISH = frozenset({ENGLISH})

DRAFT_CHECKS: tuple[DraftCheck, ...] = (
    DraftCheck(lambda it: it.place.refused(it.text)),
    DraftCheck(lambda it: check_markup(it.text, it.around)),
    DraftCheck(lambda it: check_beginning(it.text, it.around)),
    DraftCheck(lambda it: check_heading(it.text, it.place.language, it.around)),
    DraftCheck(lambda it: check_quotation(it.text, it.around.in_speech)),
    DraftCheck(lambda it: check_opening(it.text)),
    DraftCheck(lambda it: check_long(it.text)),
    DraftCheck(lambda it: it.place.echo.check(it.text)),
    DraftCheck(lambda it: check_repeated_words(it.text, it.folded_words, it.place.language)),
    DraftCheck(lambda it: it.place.phrases.check(it.folded_words)),
    DraftCheck(_spelling),
    DraftCheck(lambda it: check_names(it.text, it.place.language, it.place.words, it.around)),
    DraftCheck(
        lambda it: check_talk(it.unquoted, it.around.narration, it.place.narration.is_story), _ENGLISH
    ),
    DraftCheck(lambda it: check_nothing_new(it.unquoted, it.around.sentences), _ENGLISH),
    DraftCheck(lambda it: check_stock_phrase(it.unquoted, it.around.narration), _ENGLISH),
    DraftCheck(lambda it: check_tag(it.unquoted, it.text, it.around), _ENGLISH),
    DraftCheck(lambda it: check_single_word(it.unquoted, it.text, it.around), _ENGLISH),
    DraftCheck(lambda it: it.place.narration.check_tense(it.unquoted), _ENGLISH),
    DraftCheck(lambda it: it.place.narration.check_person(it.unquoted), _ENGLISH),
)
"""In the order in which their findings are reported."""


class DraftChecks:
    """What is wrong with a draft for one place; the `ExtraChecks` of a `Judge`."""

    def __init__(self, round_it: Surroundings) -> None:
        self._place = DraftPlace(round_it)

    def __call__(self, text: str) -> list[Finding]:
        """The findings of one draft, without duplicates; empty if there is nothing wrong."""
        text, place = text.strip(), self._place
        if not any(map(str.isalnum, text)):
            return []
        unquoted, _ = outside_speech(text, place.around.in_speech)
        it = CheckedDraft(text, unquoted, [word.casefold() for word in tokens(text)], place)
        findings: list[Finding] = []
        for check in DRAFT_CHECKS:
            if check.languages is None or place.language in check.languages:
                found = check.find(it)
                findings += [found] if isinstance(found, Finding) else found or []
        return list(dict.fromkeys(findings))

    def followed_by(self, text: str) -> DraftChecks:
        """The checks for the place after a text that has now been put at this one."""
        return DraftChecks(self._place.around.followed_by(text))
