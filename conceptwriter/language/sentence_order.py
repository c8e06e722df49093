"""Which sentence follows others, judged by their words alone: a small trained model, without a runtime.

Each sentence is the mean of learned vectors of its words and word pairs (hashed: Weinberger et al. 2009,
arXiv 0902.2206; the means: Joulin et al. 2017, 1607.01759). Two small networks map the preceding text, and a
candidate, into one space; their product, and a third network on how the candidate relates to each of the last
sentences, give a score. It was trained to distinguish the next sentence from others of the same document, so
it is sensitive to order (he after Peter, an answer after a question) more than to subject.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from conceptwriter.errors import ConceptWriterError

Floats = npt.NDArray[np.float32]
LAST = 4
"""Number of sentences before the place that are read separately; earlier ones are read as one."""
BEFORE = 8
"""Number of earlier sentences that are read together."""
_TOKEN = re.compile(r"\w+(?:['’]\w+)?|[\"“”‘’!?;:,.—-]")
_MOST_TOKENS = 60
_NETWORKS = ("query", "key", "meeting")
_ARRAYS = (
    "vectors",
    "scales",
    "weight",
    *(f"{name}.{part}" for name in _NETWORKS for part in ("w0", "b0", "w1", "b1")),
)


class SentenceOrderError(ConceptWriterError):
    """A file is not a sentence-order model."""


def parts_of(text: str, size: int) -> npt.NDArray[np.int64]:
    """Rows (n,), below `size`, of the vectors of a text's words and pairs of neighbours; one for no words."""
    words = [word.lower() for word in _TOKEN.findall(text)[:_MOST_TOKENS]]
    pairs = [f"B {one} {next_one}" for one, next_one in zip(["<s>", *words], [*words, "</s>"], strict=True)]
    return np.array([zlib.crc32(part.encode()) % size for part in (*words, *pairs)], np.int64)


def before_in_parts(before: Sequence[str]) -> list[str]:
    """The text before a place as the model reads it: the last sentence, the one before, ..., and the rest."""
    last = [before[-1 - number] if number < len(before) else "" for number in range(LAST)]
    return [*last, " ".join(before[max(0, len(before) - LAST - BEFORE) : max(0, len(before) - LAST)])]


class SentenceOrder:
    """Scores candidates for the place after some sentences."""

    def __init__(self, path: Path) -> None:
        """Raises SentenceOrderError where the file cannot be read or is not such a model."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in _ARRAYS}
        except (OSError, ValueError, KeyError, EOFError, zlib.error) as error:
            raise SentenceOrderError(
                f"{path.name} is no model of sentence order. Install the program again."
            ) from error
        self._vectors = arrays["vectors"]
        self._scales = arrays["scales"].astype(np.float32)
        self._weight = float(arrays["weight"])
        self._networks = {
            name: tuple(arrays[f"{name}.{part}"].astype(np.float32) for part in ("w0", "b0", "w1", "b1"))
            for name in _NETWORKS
        }

    def scores(self, before: Sequence[str], candidates: Sequence[str]) -> Floats:
        """(n,) one for each candidate; the higher, the more likely it comes next."""
        if not candidates:
            return np.empty(0, np.float32)
        context = np.stack([self._mean(text) for text in before_in_parts(before)])
        found = np.stack([self._mean(text) for text in candidates])
        query = self._through("query", context.reshape(1, -1))
        key = self._through("key", found)
        fit = (key @ query[0]) / np.float32(np.sqrt(key.shape[1]))
        meeting = (found[:, None] * context[None, :LAST]).reshape(len(found), -1) * np.float32(10)
        answer: Floats = fit * np.float32(self._weight) + self._through("meeting", meeting)[:, 0]
        return answer

    def _mean(self, text: str) -> Floats:
        rows = parts_of(text, len(self._vectors))
        mean: Floats = (self._vectors[rows] * self._scales[rows, None]).mean(axis=0)
        return mean

    def _through(self, name: str, value: Floats) -> Floats:
        first, first_bias, last, last_bias = self._networks[name]
        answer: Floats = _gelu(value @ first.T + first_bias) @ last.T + last_bias
        return answer


def _gelu(value: Floats) -> Floats:
    """Its usual approximation (Hendrycks and Gimpel 2016, arXiv 1606.08415, section 2)."""
    inner = np.sqrt(2 / np.pi).astype(np.float32) * (value + np.float32(0.044715) * value**3)
    answer: Floats = np.float32(0.5) * value * (1 + np.tanh(inner))
    return answer
