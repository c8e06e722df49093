"""LCMs whose sequences are sentences only, like the published ones.

They have no breaks, and an end that is also a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, ItemKind, LcmError
from conceptwriter.lcm.sequence import Kinds

ROUNDS = 3
"""How often vectors are drawn before fewer than requested are returned."""


def sentences_of(items: FloatArray, kinds: Kinds) -> tuple[FloatArray, Kinds]:
    """The sequence without breaks and ends; plan items are read as sentences.

    Raises LcmError when nothing is left.
    """
    said = (kinds != ItemKind.BREAK) & (kinds != ItemKind.END)
    if not said.any():
        raise LcmError(
            "This concept model needs a text to continue, and there is none yet. Write a title or a first "
            "sentence."
        )
    return items[said], kinds[said]


@dataclass(frozen=True, slots=True, eq=False)
class EndSentence:
    """The sentence that ends every document of an LCM's training, and how close a vector must be to count."""

    vector: FloatArray
    """(d,) as the codec gives it."""
    cosine: float

    def among(self, vectors: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Which of the vectors (n, d), in the codec's space, mean the end of the document: (n,).

        Raw vectors are compared: normalised ones have other cosines, and the threshold would mean something
        else.
        """
        lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(self.vector)
        near: npt.NDArray[np.bool_] = vectors @ self.vector > self.cosine * np.maximum(lengths, 1e-12)
        return near


def drawn_without_ends(
    draw: Callable[[int], FloatArray], n: int, end: EndSentence
) -> tuple[FloatArray, float]:
    """Vectors that do not end the document, (n, d), and the share of the first n that would have ended it.

    `draw(count)` gives new vectors (count, d) each time. Those that end the document are drawn again, several
    times; where nearly all do, fewer than n are returned, and none where all do: the end sentence must not be
    shown.
    """
    first = draw(n)
    ends = end.among(first)
    kept = first[~ends]
    for _ in range(ROUNDS - 1):
        if len(kept) == n:
            break
        more = draw(n - len(kept))
        kept = np.concatenate([kept, more[~end.among(more)]])
    return kept, float(ends.mean())
