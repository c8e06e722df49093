"""Packing a corpus once as token ids, so that training reads nothing but flat arrays.

A pack is one ``.npz``: every distinct (text, language) once, as token ids in one flat array with offsets,
plus the pairs (translations of each other) and the single sentences (for auto-encoding) as indices into it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence

if TYPE_CHECKING:
    import sentencepiece

PACK_FILE = "pack.npz"

IntArray = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(slots=True)
class Pack:
    """Tokenised sentences and what they are used for.

    ``tokens`` uint16 (total,), ``offsets`` int64 (sentences + 1,), ``languages`` uint8 (sentences,) index
    into ``language_codes``; ``pairs`` int64 (pairs, 2); ``singles`` int64 (singles,). ``hinted`` int64
    (n, 4): what is read of both sides of a pair when they are translated, and the two sides.
    """

    tokens: np.ndarray[tuple[int, ...], np.dtype[np.uint16]]
    offsets: IntArray
    languages: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
    pairs: IntArray
    singles: IntArray
    language_codes: list[str]
    hinted: IntArray = field(default_factory=lambda: np.zeros((0, 4), dtype=np.int64))

    def lengths(self) -> IntArray:
        """Number of pieces of every sentence, without tags and end token."""
        return np.diff(self.offsets)

    def sentence(self, index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
        """The pieces of one sentence."""
        return self.tokens[self.offsets[index] : self.offsets[index + 1]]

    def limited(self, longest: int) -> Pack:
        """The same pack with only the pairs and singles of at most ``longest`` pieces."""
        short = self.lengths() <= longest
        return replace(
            self,
            pairs=self.pairs[short[self.pairs].all(axis=1)],
            singles=self.singles[short[self.singles]],
            hinted=self.hinted[short[self.hinted].all(axis=1)],
        )

    def extended(
        self,
        sentences: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.uint16]]],
        languages: Sequence[int],
        pairs: IntArray,
    ) -> Pack:
        """The pack with further sentences and pairs; new sentences are numbered from ``len(offsets) - 1`` on.

        Args:
            sentences: the pieces of each.
            languages: of each, as index into ``language_codes``.
            pairs: (n, 2) numbers of old and new sentences.
        """
        ends = np.cumsum([len(pieces) for pieces in sentences], dtype=np.int64) + self.offsets[-1]
        return replace(
            self,
            tokens=np.concatenate([self.tokens, *sentences]),
            offsets=np.concatenate([self.offsets, ends]),
            languages=np.concatenate([self.languages, np.asarray(languages, dtype=np.uint8)]),
            pairs=np.concatenate([self.pairs, pairs.reshape(-1, 2)]),
        )

    def save(self, path: Path) -> None:
        """Write the pack as an uncompressed ``.npz``, atomically."""
        with atomic_replacement(path) as part, part.open("wb") as stream:
            np.savez(
                stream,
                tokens=self.tokens,
                offsets=self.offsets,
                languages=self.languages,
                pairs=self.pairs,
                singles=self.singles,
                language_codes=np.array(self.language_codes),
                hinted=self.hinted,
            )

    @staticmethod
    def load(path: Path) -> Pack:
        """Read what :meth:`save` wrote. Raises CorpusError if it is missing or not a pack."""
        try:
            return Pack._read(path)
        except (OSError, ValueError, LookupError, zipfile.BadZipFile) as error:
            raise CorpusError(
                f"{path} is not a pack of sentences ({error}). Make it with: conceptwriter train data TEXTS "
                f"{path.parent}"
            ) from error

    @staticmethod
    def languages_of(path: Path) -> list[str]:
        """The language codes of a pack, without reading the rest. Raises CorpusError as :meth:`load` does."""
        try:
            with np.load(path) as stored:
                return [str(code) for code in stored["language_codes"]]
        except (OSError, ValueError, LookupError, zipfile.BadZipFile):
            return Pack.load(path).language_codes

    @staticmethod
    def _read(path: Path) -> Pack:
        with np.load(path) as stored:
            return Pack(
                tokens=stored["tokens"],
                offsets=stored["offsets"],
                languages=stored["languages"],
                pairs=stored["pairs"],
                singles=stored["singles"],
                language_codes=[str(code) for code in stored["language_codes"]],
                hinted=stored["hinted"] if "hinted" in stored else np.zeros((0, 4), dtype=np.int64),
            )


class PackBuilder:
    """Collects sentences and pairs, each distinct sentence stored once; over-long ones are left out."""

    def __init__(
        self, tokenizer: sentencepiece.SentencePieceProcessor, language_codes: list[str], longest: int
    ) -> None:
        self._tokenizer = tokenizer
        self._codes = {code: index for index, code in enumerate(language_codes)}
        self._longest = longest
        self._index: dict[CorpusSentence, int | None] = {}
        self._tokens: list[np.ndarray[tuple[int, ...], np.dtype[np.uint16]]] = []
        self._languages: list[int] = []
        self._pairs: dict[tuple[int, int], None] = {}
        self._singles: dict[int, None] = {}
        self._hinted: list[tuple[int, int, int, int]] = []

    def add(self, sentence: CorpusSentence) -> int | None:
        """Index of the sentence, or None when it is empty or longer than the longest allowed."""
        if sentence not in self._index:
            pieces = self._tokenizer.encode(sentence.text)
            if 0 < len(pieces) <= self._longest:
                self._index[sentence] = len(self._tokens)
                self._tokens.append(np.asarray(pieces, dtype=np.uint16))
                self._languages.append(self._codes[sentence.language])
            else:
                self._index[sentence] = None
        return self._index[sentence]

    def add_pair(self, first: CorpusSentence, second: CorpusSentence) -> None:
        """Two sentences that are translations of each other."""
        a, b = self.add(first), self.add(second)
        if a is not None and b is not None and (b, a) not in self._pairs:
            self._pairs[(a, b)] = None

    def add_hinted(
        self, read: tuple[CorpusSentence, CorpusSentence], texts: tuple[CorpusSentence, CorpusSentence]
    ) -> None:
        """A pair, and what is read of each side when it is translated."""
        indices = [self.add(sentence) for sentence in (*read, *texts)]
        if None not in indices:
            first, second, third, fourth = (index for index in indices if index is not None)
            self._hinted.append((first, second, third, fourth))

    def add_single(self, sentence: CorpusSentence) -> None:
        """A sentence for auto-encoding only."""
        index = self.add(sentence)
        if index is not None:
            self._singles[index] = None

    def build(self) -> Pack:
        """The finished pack."""
        offsets = np.zeros(len(self._tokens) + 1, dtype=np.int64)
        np.cumsum([len(tokens) for tokens in self._tokens], out=offsets[1:])
        return Pack(
            tokens=np.concatenate(self._tokens) if self._tokens else np.zeros(0, dtype=np.uint16),
            offsets=offsets,
            languages=np.asarray(self._languages, dtype=np.uint8),
            pairs=np.asarray(list(self._pairs), dtype=np.int64).reshape(-1, 2),
            singles=np.asarray(list(self._singles), dtype=np.int64),
            language_codes=list(self._codes),
            hinted=np.asarray(self._hinted, dtype=np.int64).reshape(-1, 4),
        )
