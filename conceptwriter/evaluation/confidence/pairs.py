"""Sentences with a person's translation, in halves: one to fit on, one to measure on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from conceptwriter.evaluation.held_out.corpora import CorpusSentence, TrainingDocument
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.held_out.sentences import key
from conceptwriter.evaluation.held_out.sets import ENGLISH, EvaluationSets

TATOEBA = "tatoeba"
ALIGNED_SETS = ("stories", "expository")
FIT, TEST = "fit", "test"
Half = Literal["fit", "test"]
_MOST_UNEQUAL = 2.0
"""Ratio of the lengths of two sentences above which they are hardly each other's translation."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A sentence to be translated, and what people translated it as."""

    set: str
    place: str
    """Unique in the set, direction and file."""
    source: str
    accepted: tuple[str, ...]
    half: Half


def half_of(english: str) -> Half:
    """The half of a sentence: the same in all languages and both directions."""
    folded = key(CorpusSentence(english, ENGLISH))
    return "fit" if hashlib.blake2b(folded.encode(), digest_size=1).digest()[0] % 2 else "test"


def references(sets: EvaluationSets, source: str, target: str) -> list[Reference]:
    """What a direction is measured on: pairs of Tatoeba, and aligned sentences of longer texts.

    One of the two languages is English. The most of each set is that of `sets`; longer texts may be missing.

    Raises:
        CorpusError: the dev folder lacks the pairs, or a file is damaged.
    """
    other = target if source == ENGLISH else source
    found: list[Reference] = []
    pairs = sets.pairs(ENGLISH, other)
    for number, (english, accepted) in enumerate(zip(pairs.sources, pairs.accepted, strict=True)):
        found.append(_reference(TATOEBA, str(number + 1), english, accepted, backwards=target == ENGLISH))
    for name in ALIGNED_SETS:
        if not (sets.dev / f"{name}_dev.jsonl.gz").is_file():
            continue
        aligned = _sampled(aligned_sentences(sets.dev, name, other), sets)
        for number, (english, text) in enumerate(aligned):
            found.append(_reference(name, str(number + 1), english, [text], backwards=target == ENGLISH))
    return found


def _reference(name: str, place: str, english: str, accepted: Sequence[str], *, backwards: bool) -> Reference:
    forwards = Reference(name, place, english, tuple(accepted), half_of(english))
    return replace(forwards, source=accepted[0], accepted=(english,)) if backwards else forwards


def aligned_sentences(dev: Path, name: str, language: str) -> list[tuple[str, str]]:
    """English sentences of the documents of a set and those at the same place in another language.

    Only where a text has as many paragraphs, and a paragraph as many sentences, in both.

    Raises:
        CorpusError: the dev folder lacks the file, or it is damaged.
    """
    there = {document.story: document for document in dev_documents(dev, name, language)}
    found: dict[tuple[str, str], None] = {}
    for document in dev_documents(dev, name, ENGLISH):
        other = there.get(document.story)
        if other is not None:
            found |= dict.fromkeys(_side_by_side(document, other))
    return list(found)


def _side_by_side(document: TrainingDocument, other: TrainingDocument) -> Iterator[tuple[str, str]]:
    if len(document.paragraphs) != len(other.paragraphs):
        return
    for here, there in zip(document.paragraphs, other.paragraphs, strict=True):
        if len(here) != len(there):
            continue
        for text, translation in zip(here, there, strict=True):
            lengths = sorted((len(text), len(translation)))
            if text != translation and lengths[0] and lengths[1] < _MOST_UNEQUAL * lengths[0]:
                yield text, translation


def _sampled(found: Sequence[tuple[str, str]], sets: EvaluationSets) -> list[tuple[str, str]]:
    """At most as many as of the pairs, spread over all."""
    if len(found) <= sets.most:
        return list(found)
    return [found[number * len(found) // sets.most] for number in range(sets.most)]
