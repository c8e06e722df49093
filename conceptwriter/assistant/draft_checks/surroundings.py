"""The context of a place, as the checks of drafts read it: prepared once, used for every draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from conceptwriter.assistant.places import ContextItem, Place, Position
from conceptwriter.engine import ItemKind
from conceptwriter.language.quotations import narration_of, speech_is_open

RECENT = 40
"""Number of sentences before the place that show how a text is written."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


def words_of(text: str) -> list[str]:
    """Runs of letters, including inner apostrophes."""
    return _WORD.findall(text)


@dataclass(frozen=True)
class Surroundings:
    """Texts in the language of the place; other languages are left out."""

    language: str
    before: tuple[tuple[str, ...], ...] = ()
    """The sentences before the place by paragraph, oldest first."""
    continues: bool = True
    """The place is in the last of those paragraphs, not in a new one."""
    headings: tuple[str, ...] = ()
    wish: str = ""
    """What should happen, in the writer's words."""
    following: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """What was proposed here before and not accepted."""

    @staticmethod
    def of(
        context: Iterable[ContextItem],
        place: Place,
        language: str,
        *,
        following: Sequence[str] = (),
        wish: str = "",
        refused: Sequence[str] = (),
    ) -> Surroundings:
        """From a request's snapshot."""
        paragraphs: list[list[str]] = [[]]
        headings: list[str] = []
        for item in context:
            found = item.wording.in_one_of((language,))
            if item.kind is not ItemKind.CONCEPT:
                paragraphs.append([])
            if found is None:
                continue
            (headings if item.kind is ItemKind.PLAN else paragraphs[-1]).append(found[1])
        continues = bool(paragraphs[-1]) and place.position is not Position.NEW_PARAGRAPH
        before = tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)
        return Surroundings(
            language, before, continues, tuple(headings), wish, tuple(following), tuple(refused)
        )

    def followed_by(self, text: str) -> Surroundings:
        """With one more sentence before the place, in the same paragraph."""
        if self.continues and self.before:
            before = (*self.before[:-1], (*self.before[-1], text))
        else:
            before = (*self.before, (text,))
        return replace(self, before=before, continues=True, refused=())

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """All sentences before the place, oldest first."""
        return tuple(sentence for paragraph in self.before for sentence in paragraph)

    @cached_property
    def recent(self) -> tuple[str, ...]:
        """The last of them."""
        return self.sentences[-RECENT:]

    @cached_property
    def in_speech(self) -> bool:
        """Whether a quotation is open at the place."""
        return self.continues and bool(self.before) and speech_is_open(self.before[-1])

    @cached_property
    def narration(self) -> tuple[str, ...]:
        """The last sentences without direct speech; "" for one that is all speech."""
        return tuple(narration_of(self.before[-RECENT:]))[-RECENT:]

    @cached_property
    def known_words(self) -> frozenset[str]:
        """All words of the texts around the place, as the writer's own: lower case, straight apostrophes."""
        texts = (*self.sentences, *self.headings, self.wish, *self.following)
        found = {word.replace("\u2019", "'").lower() for text in texts for word in words_of(text)}
        return frozenset(found | {part for word in found for part in word.split("'") if len(part) > 2})
