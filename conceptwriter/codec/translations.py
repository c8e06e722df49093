"""Choosing among several translations of a text, with what word statistics say of each.

A small codec finds good translations more often than it prefers them: of twelve, the best is some ten points
of chrF++ above the one that it ranks first. Features of the text and the translation, added up with fixed
weights, are the noisy-channel reranking of Ng et al. 2019 ("Facebook FAIR's WMT19 news translation task
submission") with a lexical translation model in place of a reverse network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from conceptwriter.bundles.words_part import WordsPart
from conceptwriter.codec.meaning import FloatArray, unit_rows
from conceptwriter.codec.search import Hypothesis
from conceptwriter.codec.word_statistics import WordStatistics

Tokens = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TranslationRequest:
    """What the translations of one text are judged by."""

    text: str
    source: str
    target: str
    vector: FloatArray
    """(d,) of the text."""


def best_translations(
    requests: Sequence[TranslationRequest],
    found: Sequence[Sequence[tuple[float, Hypothesis]]],
    text_of: Callable[[Tokens], str],
    vectors_of: Callable[[list[Tokens]], FloatArray],
    words: WordStatistics,
    part: WordsPart,
) -> list[Hypothesis]:
    """The best of the translations of each text.

    Args:
        requests: the texts.
        found: for each the translations with their ranks in the search; one at least.
        text_of: the text of tokens.
        vectors_of: the vectors (n, d) of texts given as tokens.
        words: judges words.
        part: what each figure counts.
    """
    distinct = [_distinct(texts) for texts in found]
    again = iter(unit_rows(vectors_of([text.tokens for texts in distinct for _, text in texts])))
    chosen: list[Hypothesis] = []
    for request, texts in zip(requests, distinct, strict=True):
        wanted = unit_rows(request.vector[None])[0]
        scores = [
            rank
            + part.meaning * float(next(again) @ wanted)
            + judged(request, text_of(text.tokens), words, part)
            for rank, text in texts
        ]
        chosen.append(texts[int(np.argmax(scores))][1])
    return chosen


def judged(request: TranslationRequest, translation: str, words: WordStatistics, part: WordsPart) -> float:
    """What the words of a translation add to its score."""
    source, target = request.source, request.target
    return (
        part.supported * words.support(source, target, request.text, translation)
        + part.covered * words.support(target, source, translation, request.text)
        + part.fluency * words.fluency(target, translation)
    )


def _distinct(texts: Sequence[tuple[float, Hypothesis]]) -> list[tuple[float, Hypothesis]]:
    """Each text once, with its best rank; empty ones only where there is no other."""
    best: dict[Tokens, tuple[float, Hypothesis]] = {}
    for rank, text in texts:
        if text.tokens not in best or best[text.tokens][0] < rank:
            best[text.tokens] = (rank, text)
    return [pair for tokens, pair in best.items() if tokens] or list(best.values())
