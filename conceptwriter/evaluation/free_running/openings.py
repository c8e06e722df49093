"""Beginnings of held-out documents as a writer would have them open, and the human continuations.

Half of the documents of each set are continued; the fluency model and the vocabulary come from the other
half. So nothing is compared with itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conceptwriter.evaluation.held_out.corpora import TrainingDocument
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.lcm.places import SETS
from conceptwriter.outline import Document, Draft, Kind

FEWEST_BEFORE, MOST_BEFORE = 4, 32
CONTINUED = 6
"""Number of sentences generated, and compared with the human author's."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The text before a place in a document, and the author's continuation."""

    set: str
    identity: str
    language: str
    title: str
    paragraphs: tuple[tuple[str, ...], ...]
    headings: tuple[tuple[int, str], ...]
    """(number of the paragraph it precedes, text)"""
    following: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All before, in order."""
        return tuple(text for paragraph in self.paragraphs for text in paragraph)

    def document(self) -> Document:
        """As the program would open it; the place is its end."""
        return Document.from_draft(
            section_draft(self.title, self.paragraphs, self.headings), language=self.language
        )


def section_draft(
    title: str, paragraphs: Sequence[Sequence[str]], headings: Sequence[tuple[int, str]]
) -> Draft:
    """A document as an outline: every heading opens a new section."""
    root = Draft(Kind.SECTION, title)
    here = root
    for number, paragraph in enumerate(paragraphs):
        for before, text in headings:
            if before == number:
                here = Draft(Kind.SECTION, text)
                root.children.append(here)
        concepts = [Draft(Kind.CONCEPT, text) for text in paragraph]
        here.children.append(Draft(Kind.PARAGRAPH, children=concepts))
    return root


def halves(documents: Sequence[TrainingDocument]) -> tuple[list[TrainingDocument], list[TrainingDocument]]:
    """(to continue, to learn human text from), always the same: split by a hash of their names."""
    order = sorted(documents, key=lambda document: hashlib.sha256(document.identity.encode()).digest())
    return order[::2], order[1::2]


def opening_of(document: TrainingDocument, set_name: str, longest: int, seed: int) -> Opening | None:
    """A place in the document, chosen by the seed; None when the document is too short for one."""
    kept = [
        (number, text)
        for number, paragraph in enumerate(document.paragraphs)
        for text in paragraph
        if 0 < len(text) <= longest
    ]
    if len(kept) < FEWEST_BEFORE + CONTINUED:
        return None
    number = int.from_bytes(hashlib.sha256(document.identity.encode()).digest()[:4], "big")
    cut = int(np.random.default_rng([seed, number]).integers(FEWEST_BEFORE, len(kept) - CONTINUED + 1))
    before = kept[max(0, cut - MOST_BEFORE) : cut]
    used = list(dict.fromkeys(paragraph for paragraph, _ in before))
    headings = tuple(
        (used.index(heading.before), heading.text[:longest])
        for heading in document.headings
        if heading.before in used and heading.text.casefold() != document.title.casefold()
    )
    return Opening(
        set_name,
        document.identity,
        document.language,
        document.title[:longest],
        tuple(tuple(text for paragraph, text in before if paragraph == number) for number in used),
        headings,
        tuple(text for _, text in kept[cut : cut + CONTINUED]),
    )


@dataclass(frozen=True, slots=True)
class FreeRunningData:
    """Openings of all sets in turn, and the sentences of the other halves of the sets."""

    language: str
    openings: Sequence[Opening]
    human: Sequence[str]


def free_running_data(dev: Path, language: str, a_set: int, longest: int, seed: int = 0) -> FreeRunningData:
    """At most `a_set` openings of each dev set.

    Raises:
        CorpusError: a dev set is missing.
    """
    openings: list[Opening] = []
    human: list[str] = []
    for name in SETS:
        ours, theirs = halves(dev_documents(dev, name, language))
        found = [place for document in ours if (place := opening_of(document, name, longest, seed))]
        openings += found[:a_set]
        human += [text for document in theirs for paragraph in document.paragraphs for text in paragraph]
    return FreeRunningData(language, openings, human)
