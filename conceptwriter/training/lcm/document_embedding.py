"""Embedding documents with a codec in PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from conceptwriter.codec.pieces import PAD
from conceptwriter.evaluation.held_out.corpora import CorpusSentence, TrainingDocument
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments, items_of
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.codec.inference import TorchCodec

if TYPE_CHECKING:
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]
"""Called with the counts of done and all texts; may raise to stop."""

EMBEDDED_AT_ONCE = 4096


class _Gathering:
    """The texts of all documents, before they are embedded."""

    def __init__(self, codec: TorchCodec, longest: int, fewest: int, held_out: HeldOut) -> None:
        self.codec, self.longest, self.fewest, self.held_out = codec, longest, fewest, held_out
        self.texts: list[tuple[str, str]] = [("", "")]
        self.ids: list[NDArray[np.uint16]] = [np.zeros(0, dtype=np.uint16)]
        self.order: list[int] = []
        self.kinds: list[int] = []
        self.starts = [0]
        self.summaries: list[int] = []
        self.summary_starts = [0]

    def add(self, document: TrainingDocument) -> None:
        """Take a document that has enough sentences."""
        language = document.language
        items = [item for item in items_of(document, self.longest) if not self._held(item.text, language)]
        while items and items[-1].kind == ItemKind.BREAK:
            items.pop()
        if sum(item.kind == ItemKind.CONCEPT for item in items) < self.fewest:
            return
        for item in items:
            self.order.append(0 if item.kind == ItemKind.BREAK else self._row(item.text, language))
            self.kinds.append(item.kind)
        self.order.append(0)
        self.kinds.append(ItemKind.END)
        self.starts.append(len(self.kinds))
        for text in document.summary:
            if text and len(text) <= self.longest and not self._held(text, language):
                self.summaries.append(self._row(text, language))
        self.summary_starts.append(len(self.summaries))

    def _held(self, text: str, language: str) -> bool:
        return bool(text) and CorpusSentence(text, language) in self.held_out

    def _row(self, text: str, language: str) -> int:
        self.texts.append((text, language))
        self.ids.append(np.asarray(self.codec.ids(text, language), dtype=np.uint16))
        return len(self.texts) - 1


def embed(
    codec: TorchCodec,
    documents: Iterable[TrainingDocument],
    longest: int,
    fewest: int = 4,
    held_out: HeldOut | None = None,
    progress: Progress | None = None,
) -> EmbeddedDocuments:
    """Encode all texts of all documents that have at least ``fewest`` sentences.

    All texts of a language are encoded together, sorted by length: documents one by one would mean a new
    shape, and so newly compiled kernels, for almost every call.

    Args:
        codec: frozen.
        documents: in training order.
        longest: characters of the longest sentence taken.
        fewest: sentences of the shortest document taken, held-out ones not counted.
        held_out: sentences, headings and titles that are left out.
        progress: called after every few thousand texts.
    """
    gathered = _Gathering(codec, longest, fewest, held_out or HeldOut())
    for document in documents:
        gathered.add(document)
    return EmbeddedDocuments(
        vectors=_vectors(codec, gathered.texts, progress),
        ids=np.concatenate(gathered.ids),
        id_offsets=np.cumsum([0, *map(len, gathered.ids)], dtype=np.int64),
        order=np.asarray(gathered.order, dtype=np.int64),
        kinds=np.asarray(gathered.kinds, dtype=np.uint8),
        starts=np.asarray(gathered.starts, dtype=np.int64),
        summaries=np.asarray(gathered.summaries, dtype=np.int64),
        summary_starts=np.asarray(gathered.summary_starts, dtype=np.int64),
    )


def _vectors(
    codec: TorchCodec, texts: list[tuple[str, str]], progress: Progress | None
) -> NDArray[np.float16]:
    spoken: dict[str, list[int]] = {}
    for row, (text, language) in enumerate(texts):
        if text:
            spoken.setdefault(language, []).append(row)
    vectors = np.zeros((len(texts), codec.model.config.dimension), dtype=np.float16)
    done = 0
    for language, rows in spoken.items():
        rows.sort(key=lambda row: len(texts[row][0]))
        for begin in range(0, len(rows), EMBEDDED_AT_ONCE):
            part = rows[begin : begin + EMBEDDED_AT_ONCE]
            vectors[part] = codec.encode([texts[row][0] for row in part], language)
            done += len(part)
            if progress is not None:
                progress(done, len(texts) - 1)
    return vectors


def token_matrix(data: EmbeddedDocuments, rows: NDArray[np.int64]) -> Tensor:
    """Piece ids (n, t) of the given rows, padded."""
    pieces = [data.ids[data.id_offsets[row] : data.id_offsets[row + 1]] for row in rows]
    matrix = np.full((len(pieces), max(map(len, pieces))), PAD, dtype=np.int64)
    for number, row in enumerate(pieces):
        matrix[number, : len(row)] = row
    return torch.from_numpy(matrix)
