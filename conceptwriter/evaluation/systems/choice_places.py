"""Places in documents for choosing between candidates, and the features of the candidates.

Both the tool that fits the chooser (`tools/fit_chooser.py`) and the evaluation get places and features here,
so that fitting and measuring agree.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from conceptwriter.assistant import EngineLike
from conceptwriter.assistant.evidence import PlaceInWords, gathered
from conceptwriter.engine import (
    DraftSettings,
    Encode,
    ItemKind,
    Likelihoods,
    Sample,
    SampleSettings,
    WriteDrafts,
)
from conceptwriter.evaluation.held_out.corpora import TrainingDocument, documents
from conceptwriter.language.cohesion import COUNTED
from conceptwriter.language.sentence_order import SentenceOrder

LANGUAGE = "eng_Latn"
FEATURES = ("likelihood", "gain", "order", "direction", *COUNTED)
OTHERS = 4
"""Sentences of the same document besides the true one."""
FEWEST_SENTENCES = 12
"""A document with fewer has no places."""
CONTEXT = 24
"""Sentences before a place that the concept model reads."""
PROMPT = 1100
"""Characters before a place that the voice reads."""
DRAFTS = 6
_LONGEST = 240
"""Maximum characters of an encoded text; longer ones are cut."""
_DRAWN = 5
_MOST_TOKENS = 40


def documents_with_places(files: Iterable[Path]) -> list[TrainingDocument]:
    """The English documents of these files that are long enough."""
    found = [each for file in files for each in documents(file, frozenset({LANGUAGE}))]
    return [each for each in found if sum(map(len, each.paragraphs)) >= FEWEST_SENTENCES]


@dataclass(frozen=True, slots=True)
class ChoicePlace:
    """A place in a document, and sentences of the document that may come there, the true one first."""

    title: str
    before: tuple[tuple[str, int], ...]
    """(sentence, number of its paragraph)"""
    candidates: tuple[str, ...]
    is_new: bool
    """Whether the true sentence begins a paragraph."""
    seed: int

    @staticmethod
    def drawn(document: TrainingDocument, chance: random.Random) -> ChoicePlace:
        """A place at random, and four later sentences; the document has `FEWEST_SENTENCES`."""
        sentences = [(text, number) for number, part in enumerate(document.paragraphs) for text in part]
        here = chance.randrange(1, len(sentences) - OTHERS)
        others = chance.sample(range(here + 1, len(sentences)), OTHERS)
        return ChoicePlace(
            document.title,
            tuple(sentences[:here]),
            (sentences[here][0], *(sentences[place][0] for place in others)),
            sentences[here][1] != sentences[here - 1][1],
            chance.randrange(1 << 30),
        )

    @property
    def heading(self) -> str:
        """The heading as written before the text, "" where there is none."""
        return f"{self.title}\n\n" if self.title else ""

    def prompt(self) -> str:
        """What the voice reads: the heading, and the end of the text."""
        text = ""
        parts_before = [None, *(part for _, part in self.before)]
        for (sentence, part), part_before in zip(self.before, parts_before, strict=False):
            text += ("" if not text else " " if part == part_before else "\n\n") + sentence
        if len(text) > PROMPT:
            text = text[-PROMPT:].partition(" ")[2]
        return self.heading + text + ("\n\n" if self.is_new else "")


def features_of(
    place: ChoicePlace, engine: EngineLike, order: SentenceOrder, drafts: int = DRAFTS
) -> dict[str, list[float]]:
    """The features of the candidates, followed by those of at most `drafts` drafts for the place.

    The engine has a codec, a concept model and a voice.
    """
    prompt = place.prompt()
    texts, after = list(place.candidates), _after(place, engine, prompt)
    if drafts:
        request = WriteDrafts(
            prompt, drafts, LANGUAGE, DraftSettings(maximum_tokens=_MOST_TOKENS), place.seed
        )
        written = [each for each in engine.submit(request).result() if each.finished and each.text]
        texts += [each.text for each in written]
        after += [each.likelihood for each in written]
    alone = engine.submit(Likelihoods(place.heading or "\n\n", tuple(texts))).result()
    last = place.before[-CONTEXT:]
    read = [text for text in (place.title, *(text for text, _ in last)) if text]
    cut = tuple(text[:_LONGEST] for text in (*read, *texts))
    rows = engine.submit(Encode(cut, LANGUAGE, concepts=True)).result()
    vectors, kinds = _sequence(rows[: len(read)], bool(place.title), [part for _, part in last], place.is_new)
    sampled = engine.submit(Sample(vectors, kinds, _DRAWN, SampleSettings(), 0, None)).result()
    found = gathered(
        PlaceInWords((place.title,) if place.title else (), tuple(text for text, _ in place.before)),
        texts,
        likelihoods=np.array(after, np.float32),
        alone=alone,
        order=order,
        vectors=rows[len(read) :],
        sampled=sampled,
    )
    return {name: [round(float(value), 5) for value in found[name]] for name in FEATURES if name in found}


def _after(place: ChoicePlace, engine: EngineLike, prompt: str) -> list[float]:
    """The voice's likelihood of each candidate after the text."""
    gap = "" if place.is_new else " "
    given = tuple(gap + text for text in place.candidates)
    return [float(value) for value in engine.submit(Likelihoods(prompt, given)).result()]


def _sequence(
    rows: npt.NDArray[np.float32], has_title: bool, parts: Sequence[int], is_new: bool
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """As the concept model reads it: the title, then the sentences, breaks between paragraphs."""
    vectors = [rows[0]] if has_title else []
    kinds = [ItemKind.PLAN] if has_title else []
    for number, row in enumerate(rows[int(has_title) :]):
        if number and parts[number] != parts[number - 1]:
            vectors.append(np.zeros_like(row))
            kinds.append(ItemKind.BREAK)
        vectors.append(row)
        kinds.append(ItemKind.CONCEPT)
    if is_new:
        vectors.append(np.zeros_like(rows[0]))
        kinds.append(ItemKind.BREAK)
    return np.stack(vectors).astype(np.float32), np.array(kinds, np.int64)
