"""The project file's vector cache in the form the assistant asks for it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conceptwriter.assistant import VectorKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conceptwriter.storage import VectorStore


class ProjectVectors:
    """Groups keys by codec, which is how the file keeps them."""

    def __init__(self, store: VectorStore) -> None:
        self._store = store

    def get_many(self, keys: Sequence[VectorKey]) -> dict[VectorKey, bytes]:
        """Those of the vectors that are in the file."""
        found: dict[VectorKey, bytes] = {}
        for (codec, version), group in _by_codec(keys).items():
            for mark, vector in self._store.get_many(
                [key.fingerprint for key in group], codec, version
            ).items():
                found[VectorKey(mark, codec, version)] = vector
        return found

    def put_many(self, vectors: Mapping[VectorKey, bytes]) -> None:
        """Keep them in the file."""
        for (codec, version), group in _by_codec(list(vectors)).items():
            self._store.put_many({key.fingerprint: vectors[key] for key in group}, codec, version)


def _by_codec(keys: Sequence[VectorKey]) -> dict[tuple[str, str], list[VectorKey]]:
    groups: dict[tuple[str, str], list[VectorKey]] = defaultdict(list)
    for key in keys:
        groups[key.codec, key.version].append(key)
    return groups
