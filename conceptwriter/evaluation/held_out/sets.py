"""Evaluation data: seeded samples of the held-out sets, without sentences the model was trained on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.evaluation.held_out.dev_sets import DevPair, dev_documents, tatoeba_pairs
from conceptwriter.evaluation.held_out.overlaps import NOTHING, Seen
from conceptwriter.evaluation.held_out.sentences import key

ENGLISH = "eng_Latn"
Text = TypeVar("Text", str, DevPair)
DOCUMENT_SETS = ("stories", "books", "expository")
FEWEST = 20
"""A set with fewer sentences in a language is not informative and is left out."""

Fits = Callable[[str, str], bool]
"""Whether a text of a language is short enough for the codec."""


def everything_fits(_: str, __: str) -> bool:
    """For codecs that truncate long texts."""
    return True


@dataclass(frozen=True, slots=True)
class SentenceSet:
    """Sentences of one language for auto-encoding."""

    name: str
    language: str
    texts: list[str]
    documents: list[str]
    """Which document each text is from: texts of one document are drawn together in the bootstrap."""


@dataclass(frozen=True, slots=True)
class PairSet:
    """Sentences of two languages that are translations of each other, row by row."""

    source: str
    target: str
    sources: list[str]
    targets: list[str]
    accepted: list[list[str]]
    """All accepted texts in the target language, ``targets`` first."""


@dataclass(slots=True)
class LeftOut:
    """How much was excluded from evaluation, and why."""

    trained_on: dict[str, int] = field(default_factory=dict)
    """Set -> sentences or pairs that occur in the training files."""
    too_long: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, trained_on: int, too_long: int = 0) -> None:
        """Record the numbers of one set."""
        self.trained_on[name] = trained_on
        if too_long:
            self.too_long[name] = too_long

    def as_json(self) -> dict[str, object]:
        """For the report's facts."""
        return {"trained_on": self.trained_on, "too_long": self.too_long}


@dataclass(frozen=True, slots=True)
class EvaluationSets:
    """Draws the sets of a dev folder: the same ones for the same numbers."""

    dev: Path
    most: int = 500
    """Sentences or pairs per set."""
    seen: Seen = NOTHING
    """The model's training data: left out."""
    fits: Fits = everything_fits
    seed: int = 1
    left_out: LeftOut = field(default_factory=LeftOut)

    def sentences(self, name: str, language: str, longest: int) -> SentenceSet:
        """Distinct sentences of the dev documents of at most ``longest`` characters, from all of them."""
        found: dict[str, str] = {}
        for document in dev_documents(self.dev, name, language):
            for paragraph in document.paragraphs:
                for text in paragraph:
                    if text and len(text) <= longest and any(map(str.isalnum, text)):
                        found.setdefault(text, document.identity)
        new = [text for text in found if CorpusSentence(text, language) not in self.seen]
        short = [text for text in new if self.fits(text, language)]
        self.left_out.count(f"{name} {language}", len(found) - len(new), len(new) - len(short))
        chosen = self._sample(short)
        return SentenceSet(name, language, chosen, [found[text] for text in chosen])

    def pairs(self, source: str, target: str) -> PairSet:
        """Tatoeba dev pairs, English on the first side; either side seen in training leaves the pair out."""
        rows = tatoeba_pairs(self.dev, source, target)
        new = [row for row in rows if not self._pair_seen(row, source, target)]
        short = [row for row in new if self.fits(row.source, source) and self.fits(row.target, target)]
        self.left_out.count(f"tatoeba {source}-{target}", len(rows) - len(new), len(new) - len(short))
        chosen = self._sample(short)
        return PairSet(
            source,
            target,
            [row.source for row in chosen],
            [row.target for row in chosen],
            [[row.target, *row.alternatives] for row in chosen],
        )

    def between(self, source: str, target: str) -> PairSet:
        """Pairs of two other languages: dev sentences with the same English sentence."""
        first, second = self.pairs(ENGLISH, source), self.pairs(ENGLISH, target)
        by_english = {key(CorpusSentence(text, ENGLISH)): row for row, text in enumerate(second.sources)}
        rows = [
            (row, by_english[name])
            for row, text in enumerate(first.sources)
            if (name := key(CorpusSentence(text, ENGLISH))) in by_english
        ]
        return PairSet(
            source,
            target,
            [first.targets[row] for row, _ in rows],
            [second.targets[row] for _, row in rows],
            [second.accepted[row] for _, row in rows],
        )

    def english(self, languages: Iterable[str]) -> SentenceSet:
        """The English sides of the pairs with the given languages, each once."""
        texts: dict[str, None] = {}
        for language in languages:
            texts.update(dict.fromkeys(self.pairs(ENGLISH, language).sources))
        chosen = self._sample(list(texts))
        return SentenceSet("tatoeba", ENGLISH, chosen, chosen)

    def _pair_seen(self, row: DevPair, source: str, target: str) -> bool:
        return (
            CorpusSentence(row.source, source) in self.seen or CorpusSentence(row.target, target) in self.seen
        )

    def _sample(self, found: Sequence[Text]) -> list[Text]:
        chosen = np.random.default_rng(self.seed).permutation(len(found))[: self.most]
        return [found[number] for number in sorted(chosen)]
