"""Near-duplicate text: held-out documents whose sentences nearly occur in training documents.

A sentence is *found* when at least half of its shingles (8 words in a row; 16 letters for scripts without
spaces) occur in training documents. Shorter sentences have none and do not count.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conceptwriter.evaluation.held_out.corpora import TrainingDocument

WORDS = 8
LETTERS = 16
_UNSPACED = ("zho", "jpn", "yue", "tha", "mya", "khm", "lao", "bod")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A held-out document and how much of it occurs in training documents."""

    identity: str
    sentences: int
    """Sentences long enough to be looked for."""
    found: int

    @property
    def share(self) -> float:
        """Of those sentences, found."""
        return self.found / self.sentences if self.sentences else 0.0


def shingles(text: str, language: str) -> list[int]:
    """Hashes (64 bits) of all shingles of a text, case and punctuation aside."""
    if language[:3] in _UNSPACED:
        letters = "".join(character for character in text.casefold() if character.isalnum())
        return [_hash(letters[n : n + LETTERS]) for n in range(len(letters) - LETTERS + 1)]
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return [_hash(" ".join(words[n : n + WORDS])) for n in range(len(words) - WORDS + 1)]


class ShingleIndex:
    """The shingles of held-out documents, and which of them occurred in training documents."""

    def __init__(self, documents: Iterable[TrainingDocument]) -> None:
        self._documents: list[tuple[str, list[list[int]]]] = []
        for document in documents:
            sentences = [shingles(text, document.language) for text in _texts(document)]
            self._documents.append((document.identity, [row for row in sentences if row]))
        self._wanted = {name for _, rows in self._documents for row in rows for name in row}
        self._shown: set[int] = set()

    def show(self, document: TrainingDocument) -> None:
        """Record which shingles a training document has."""
        for text in _texts(document):
            self._shown.update(self._wanted.intersection(shingles(text, document.language)))

    def near_duplicates(self) -> list[NearDuplicate]:
        """All held-out documents, the most overlapping first."""
        found = [
            NearDuplicate(identity, len(rows), sum(2 * self._seen(row) >= len(row) for row in rows))
            for identity, rows in self._documents
        ]
        return sorted(found, key=lambda row: (-row.share, row.identity))

    def _seen(self, row: list[int]) -> int:
        return sum(name in self._shown for name in row)


def _texts(document: TrainingDocument) -> Iterator[str]:
    for paragraph in document.paragraphs:
        yield from paragraph


def _hash(text: str) -> int:
    raw = text.encode()
    return zlib.crc32(raw) << 32 | zlib.adler32(raw)
