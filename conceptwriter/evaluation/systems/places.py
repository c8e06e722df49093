"""Places in held-out documents where whole systems are run, as a writer would have them open.

Documents are ordered by a hash of their names: books are stored chapter by chapter in the files, so the first
ones would all be from one book. Further places are only appended to the existing ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conceptwriter.assistant import Place
from conceptwriter.evaluation.free_running.openings import section_draft
from conceptwriter.evaluation.held_out.corpora import CorpusError, TrainingDocument
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.outline import Document

MOST_BEFORE = 100
"""Concepts of the document before a place."""
FEWEST_BEFORE, FEWEST_AFTER = 4, 5
FOLLOWING = 20
"""Sentences of the author after a place, where the document is long enough."""
ELSEWHERE = 10
"""Sentences that represent a document's subject at another place."""
_TURNS = 8


@dataclass(frozen=True, slots=True)
class SystemPlace:
    """The text before a place in a document, and the author's continuation."""

    set: str
    source: TrainingDocument
    turn: int
    """0 for the first place of the document."""
    here: int
    """How many sentences of the document come before it."""
    paragraphs: tuple[tuple[str, ...], ...]
    headings: tuple[tuple[int, str], ...]
    """(number of the paragraph it precedes, text)"""
    new_paragraph: bool
    """Whether the author's next sentence begins a paragraph."""
    following: tuple[str, ...]
    """The author's sentences from the place on, at most `FOLLOWING`."""

    @property
    def name(self) -> str:
        """Of the place within its set."""
        return self.source.identity + (f"#{self.turn}" if self.turn else "")

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything before it in the document, in order."""
        return tuple(text for paragraph in self.paragraphs for text in paragraph)

    @property
    def words_before(self) -> tuple[str, ...]:
        """The title, the headings and the sentences."""
        return (self.source.title, *(text for _, text in self.headings), *self.sentences)

    def elsewhere(self) -> tuple[str, ...]:
        """Sentences from half the document away; none in a short document.

        The last ones before this place, and its continuation, are excluded.
        """
        sentences = [text for part in self.source.paragraphs for text in part if text]
        other = (self.here + len(sentences) // 2) % len(sentences)
        found = tuple(sentences[max(0, other - ELSEWHERE) : other])
        apart = other - ELSEWHERE > self.here or other <= self.here - ELSEWHERE
        return found if apart and len(found) == ELSEWHERE else ()

    def document(self) -> Document:
        """As the program would open it; the place is at its end."""
        draft = section_draft(self.source.title, self.paragraphs, self.headings)
        return Document.from_draft(draft, language=self.source.language)

    def at(self, document: Document) -> Place:
        """The place in that document."""
        end = Place.end_of(document)
        return Place.new_paragraph(end.anchor) if self.new_paragraph else end


def places_in(dev: Path, name: str, language: str, most: int, seed: int = 0) -> list[SystemPlace]:
    """At most `most` places of a dev set: one in each document, then a second in each, and so on.

    Raises:
        CorpusError: the set is missing or has no document that is long enough.
    """
    documents = sorted(dev_documents(dev, name, language), key=_order)
    found: list[SystemPlace] = []
    for turn in range(_TURNS):
        for document in documents:
            if len(found) == most:
                return found
            place = place_of(document, name, turn, seed)
            if place is not None and not any(_is_same(place, other) for other in found):
                found.append(place)
    if not found:
        raise CorpusError(
            f"{dev / (name + '_dev.jsonl.gz')} has no document in {language} of at least "
            f"{FEWEST_BEFORE + FEWEST_AFTER} sentences."
        )
    return found


def place_of(document: TrainingDocument, name: str, turn: int, seed: int) -> SystemPlace | None:
    """A place chosen by the seed and the document; None when the document is too short for one.

    Not directly under a heading: the preceding text would not determine what follows.
    """
    sentences = [(number, text) for number, part in enumerate(document.paragraphs) for text in part if text]
    after = FOLLOWING if len(sentences) >= FEWEST_BEFORE + FOLLOWING else FEWEST_AFTER
    opened = {heading.before for heading in document.headings}
    possible = [
        here
        for here in range(FEWEST_BEFORE, len(sentences) - after + 1)
        if sentences[here][0] == sentences[here - 1][0]
        or not opened.intersection(range(sentences[here - 1][0] + 1, sentences[here][0] + 1))
    ]
    if not possible:
        return None
    chance = np.random.default_rng([seed, turn, int.from_bytes(_order(document)[:4], "big")])
    here = possible[int(chance.integers(len(possible)))]
    before = sentences[max(0, here - MOST_BEFORE) : here]
    used = list(dict.fromkeys(part for part, _ in before))
    return SystemPlace(
        name,
        document,
        turn,
        here,
        tuple(tuple(text for part, text in before if part == number) for number in used),
        _headings(document, used),
        sentences[here][0] != sentences[here - 1][0],
        tuple(text for _, text in sentences[here : here + FOLLOWING]),
    )


def _headings(document: TrainingDocument, used: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """The headings of the paragraphs that are used, including the one above the first of them."""
    own = [heading for heading in document.headings if heading.text.casefold() != document.title.casefold()]
    above = [heading.text for heading in own if heading.before < used[0]][-1:]
    inside = [(used.index(heading.before), heading.text) for heading in own if heading.before in used]
    return (*((0, text) for text in above if all(place for place, _ in inside)), *inside)


def _is_same(place: SystemPlace, other: SystemPlace) -> bool:
    return (place.source.identity, place.following) == (other.source.identity, other.following)


def _order(document: TrainingDocument) -> bytes:
    return hashlib.sha256(document.identity.encode()).digest()
