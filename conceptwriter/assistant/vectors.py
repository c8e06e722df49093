"""Known concept vectors: a cache keyed by text fingerprint, codec and codec version.

The assistant asks memory first, then the `VectorCache` passed to it (the project file's, or none),
and only then the engine.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
_STORED_TYPE = np.dtype("<f4")


class VectorKey(NamedTuple):
    """Key of a vector: `outline.fingerprint(text, language)`, and the codec that made it."""

    fingerprint: str
    codec: str
    version: str


class VectorCache(Protocol):
    """Stores vectors between sessions: little-endian float32 as bytes. Must be thread-safe."""

    def get_many(self, keys: Sequence[VectorKey]) -> Mapping[VectorKey, bytes]:
        """The available vectors among these."""
        ...

    def put_many(self, vectors: Mapping[VectorKey, bytes]) -> None:
        """Store them, replacing existing ones with the same key."""
        ...


class MemoryVectorCache:
    """A cache for one session: the most recently used vectors, at most `capacity` of them."""

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity = capacity
        self._vectors: OrderedDict[VectorKey, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._vectors)

    def get_many(self, keys: Sequence[VectorKey]) -> dict[VectorKey, bytes]:
        """The available vectors among these; marks them as used."""
        with self._lock:
            found = {key: self._vectors[key] for key in keys if key in self._vectors}
            for key in found:
                self._vectors.move_to_end(key)
        return found

    def put_many(self, vectors: Mapping[VectorKey, bytes]) -> None:
        """Store them; the least recently used ones are dropped when there are too many."""
        with self._lock:
            for key, vector in vectors.items():
                self._vectors[key] = vector
                self._vectors.move_to_end(key)
            while len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)


class LayeredVectorCache:
    """Memory in front of a persistent cache (None: memory only)."""

    def __init__(self, lasting: VectorCache | None = None, capacity: int = 20_000) -> None:
        self._memory = MemoryVectorCache(capacity)
        self._lasting = lasting

    def get_many(self, keys: Sequence[VectorKey]) -> dict[VectorKey, bytes]:
        """Those of the vectors that are in memory or in the persistent cache."""
        found = self._memory.get_many(keys)
        missing = [key for key in keys if key not in found]
        if missing and self._lasting is not None:
            stored = self._lasting.get_many(missing)
            self._memory.put_many(stored)
            found.update(stored)
        return found

    def put_many(self, vectors: Mapping[VectorKey, bytes], *, lasting: bool = True) -> None:
        """Store them; with `lasting` False (candidates that may never be accepted) in memory only."""
        self._memory.put_many(vectors)
        if lasting and self._lasting is not None and vectors:
            self._lasting.put_many(vectors)


def to_bytes(vector: FloatArray) -> bytes:
    """A vector in its stored form."""
    return vector.astype(_STORED_TYPE, copy=False).tobytes()


def from_bytes(stored: bytes, dimension: int) -> FloatArray | None:
    """The stored vector; None when it is damaged (a wrong size or not finite): it is then computed again."""
    if len(stored) != dimension * _STORED_TYPE.itemsize:
        return None
    vector = np.frombuffer(stored, dtype=_STORED_TYPE).astype(np.float32)
    return vector if bool(np.isfinite(vector).all()) else None


def cosines(vectors: FloatArray, others: FloatArray) -> FloatArray:
    """Cosine of every row (n, d) with every other row (m, d): (n, m); 0 where a vector is all zeros."""
    return np.asarray(_unit(vectors) @ _unit(others).T, dtype=np.float32)


def paired_cosines(vectors: FloatArray, others: FloatArray) -> FloatArray:
    """Cosine row by row, (n,)."""
    return np.asarray((_unit(vectors) * _unit(others)).sum(axis=1), dtype=np.float32)


def scaled_like(vectors: FloatArray, patterns: FloatArray) -> FloatArray:
    """The vectors (n, d) with the typical length of `patterns`.

    Means and noisy vectors need the codec's length.
    """
    length = float(np.median(np.linalg.norm(patterns, axis=1)))
    own = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors * (length / np.maximum(own, 1e-9)), dtype=np.float32)


def _unit(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
