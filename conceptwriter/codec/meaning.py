"""Choosing among the texts of a beam search by meaning: which is nearest to the vector that was decoded.

A small decoder is surest of what is frequent, and prefers a plain sentence to the right one. The encoder,
which reads the finished texts, knows better which of them says what was to be said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.search import Hypothesis

FloatArray = npt.NDArray[np.float32]
VectorsOf = Callable[[list[tuple[int, ...]]], FloatArray]
"""Vectors (n, d) of texts given as pieces, without tag and end."""


def nearest_in_meaning(
    found: Sequence[Sequence[Hypothesis]],
    ranks: Sequence[Sequence[float]],
    vectors: FloatArray,
    vectors_of: VectorsOf,
    weight: float,
) -> list[Hypothesis]:
    """Of each sentence the text with the greatest rank plus ``weight`` times the cosine to its vector.

    Args:
        found: the texts of each sentence, best first; where there is one, nothing is read.
        ranks: of each text, as the search ranks them.
        vectors: (n, d) what was decoded.
        vectors_of: reads texts.
        weight: in the unit of the ranks, such as log-probability a token.
    """
    read: dict[int, list[Hypothesis]] = {}
    for number, texts in enumerate(found):
        distinct = {text.tokens: text for text in reversed(texts) if text.tokens}
        if len(distinct) > 1:
            read[number] = [text for text in texts if distinct.get(text.tokens) is text]
    if not read:
        return [texts[0] for texts in found]
    again = iter(unit_rows(vectors_of([text.tokens for texts in read.values() for text in texts])))
    wanted = unit_rows(vectors)
    chosen: list[Hypothesis] = []
    for number, texts in enumerate(found):
        scores = {
            id(text): ranks[number][texts.index(text)] + weight * float(next(again) @ wanted[number])
            for text in read.get(number, ())
        }
        chosen.append(max(read.get(number, texts[:1]), key=lambda text: scores.get(id(text), 0.0)))
    return chosen


def unit_rows(vectors: FloatArray) -> FloatArray:
    """Rows (n, d) of length 1; those of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: FloatArray = vectors / np.maximum(lengths, np.float32(1e-9))
    return result
