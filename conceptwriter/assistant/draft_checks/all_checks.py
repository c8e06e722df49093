"""All checks of a draft in one call."""

from __future__ import annotations

from collections.abc import Iterator

from conceptwriter.assistant.comparison import tokens
from conceptwriter.assistant.draft_checks.form import (
    check_beginning,
    check_heading,
    check_long,
    check_markup,
    check_opening,
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
from conceptwriter.assistant.draft_checks.speech import check_quotation, outside_speech
from conceptwriter.assistant.draft_checks.spelling import check_names, check_spelling
from conceptwriter.assistant.draft_checks.stock_phrases import check_stock_phrase
from conceptwriter.assistant.draft_checks.surroundings import Surroundings
from conceptwriter.assistant.draft_checks.talk import check_talk
from conceptwriter.assistant.findings import Finding
from conceptwriter.language.vocabulary import vocabulary

ENGLISH = "eng_Latn"


def tells_a_story(around: Surroundings) -> bool:
    """Whether the text before a place tells a story; False where that is not clear."""
    return around.language == ENGLISH and Narration(around.narration).is_story


class DraftChecks:
    """What is wrong with a draft for one place; the `ExtraChecks` of a `Judge`."""

    def __init__(self, round_it: Surroundings) -> None:
        self._round_it = round_it
        self._words = vocabulary(round_it.language)
        self._phrases = PhrasesBefore(round_it.sentences, round_it.language)
        self._echo = Echo(round_it.headings, round_it.wish)
        self._refused = RefusedBefore(round_it.refused)
        self._narration = Narration(round_it.narration)

    def __call__(self, text: str) -> list[Finding]:
        """The findings of one draft, each once; empty for one without fault."""
        return list(dict.fromkeys(found for found in self._all(text.strip()) if found is not None))

    def followed_by(self, text: str) -> DraftChecks:
        """The checks for the place behind a text that now stands at this one."""
        return DraftChecks(self._round_it.followed_by(text))

    def _all(self, text: str) -> Iterator[Finding | None]:
        if not any(map(str.isalnum, text)):
            return
        around, language = self._round_it, self._round_it.language
        told, _ = outside_speech(text, around.in_speech)
        words = [word.casefold() for word in tokens(text)]
        yield from self._refused(text)
        yield check_markup(text, around)
        yield check_beginning(text, around)
        yield check_heading(text, language, around)
        yield check_quotation(text, around.in_speech)
        yield check_opening(text)
        yield check_long(text)
        yield self._echo.check(text)
        yield check_repeated_words(text, words, language)
        yield self._phrases.check(words)
        if self._words is not None:
            yield check_spelling(text, self._words, around)
        yield check_names(text, language, self._words, around)
        if language == ENGLISH:
            yield check_talk(told, around.narration, self._narration.is_story)
            yield check_nothing_new(told, around.sentences)
            yield check_stock_phrase(told, around.narration)
            yield check_tag(told, text, around)
            yield check_single_word(told, text, around)
            yield self._narration.check_tense(told)
            yield self._narration.check_person(told)
