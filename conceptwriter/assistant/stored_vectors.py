"""A project file's vector table as the cache that the assistant uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from conceptwriter.assistant.vectors import VectorKey


class VectorTable(Protocol):
    """The interface of `storage.VectorStore`: vectors by fingerprint, for one codec and version at a time."""

    def get_many(self, fingerprints: Iterable[str], codec: str, version: str) -> dict[str, bytes]:
        """The known vectors, by fingerprint."""
        ...

    def put_many(self, vectors: Mapping[str, bytes], codec: str, version: str) -> bool:
        """Store vectors by fingerprint; False when that failed."""
        ...


class StoredVectors:
    """A `VectorCache` over such a table; as thread-safe as the table is."""

    def __init__(self, table: VectorTable) -> None:
        self._table = table

    def get_many(self, keys: Sequence[VectorKey]) -> dict[VectorKey, bytes]:
        """The available vectors among these."""
        found: dict[VectorKey, bytes] = {}
        for (codec, version), fingerprints in _by_codec(keys).items():
            stored = self._table.get_many(fingerprints, codec, version)
            found.update({VectorKey(name, codec, version): vector for name, vector in stored.items()})
        return found

    def put_many(self, vectors: Mapping[VectorKey, bytes]) -> None:
        """Store them; one that cannot be stored is computed again when it is needed."""
        for (codec, version), fingerprints in _by_codec(vectors).items():
            rows = {name: vectors[VectorKey(name, codec, version)] for name in fingerprints}
            self._table.put_many(rows, codec, version)


def _by_codec(keys: Iterable[VectorKey]) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        groups.setdefault((key.codec, key.version), []).append(key.fingerprint)
    return groups
