"""Documents as sequences of items, embedded once: flat arrays that every epoch arranges anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from conceptwriter.lcm.contract import Kind
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.corpora import CorpusError, Sentence, TrainingDocument
from conceptwriter.training.held_out import HeldOut
from conceptwriter.training.tokenizer import PAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]
"""Told how many texts of how many are done; may raise to stop."""

EMBEDDED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a document: its kind and text (empty for a break)."""

    kind: Kind
    text: str


def items_of(document: TrainingDocument, longest: int) -> list[Item]:
    """Title, headings, sentences and breaks in reading order.

    A sentence longer than ``longest`` characters is left out (the codec cannot carry it) and so is an empty
    paragraph; headings stand before their paragraph, the title first unless it is a heading anyway.
    """
    headings: dict[int, list[str]] = {}
    for heading in document.headings:
        headings.setdefault(heading.before, []).append(heading.text)
    plan_texts = {heading.text.casefold() for heading in document.headings}
    items: list[Item] = []
    if document.title.casefold() not in plan_texts:
        items.append(Item(Kind.PLAN, document.title[:longest]))
    for number, paragraph in enumerate(document.paragraphs):
        items.extend(Item(Kind.PLAN, text[:longest]) for text in headings.get(number, []))
        sentences = [text for text in paragraph if text and len(text) <= longest]
        items.extend(Item(Kind.CONCEPT, text) for text in sentences)
        if sentences and number + 1 < len(document.paragraphs):
            items.append(Item(Kind.BREAK, ""))
    return items


def _nobody() -> NDArray[np.float32]:
    return np.zeros(0, dtype=np.float32)


@dataclass(slots=True)
class EmbeddedDocuments:
    """Texts with their vectors and piece ids, and documents as sequences of texts.

    Texts are rows: row 0 is no text (what breaks and ends show), with the zero vector. Items point to rows.
    """

    vectors: NDArray[np.float16]
    """(rows, d)"""
    ids: NDArray[np.uint16]
    """Flat ``[tag] pieces [end]`` of all rows, for the token loss."""
    id_offsets: NDArray[np.int64]
    """(rows + 1,) where each row's ids begin."""
    order: NDArray[np.int64]
    """(items,) row of each item, in reading order."""
    kinds: NDArray[np.uint8]
    """(items,) of :class:`conceptwriter.lcm.contract.Kind`; each document ends with END."""
    starts: NDArray[np.int64]
    """(documents + 1,) where each document's items begin."""
    summaries: NDArray[np.int64]
    """Flat rows of the human summary sentences."""
    summary_starts: NDArray[np.int64]
    """(documents + 1,) where each document's summary begins."""
    fragility: NDArray[np.float32] = field(default_factory=_nobody)
    """(rows,) how easily noise destroys each text, 0 to 1; or empty: not known."""

    def save(self, path: Path) -> None:
        """Write as ``.npz``."""
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @staticmethod
    def load(path: Path) -> EmbeddedDocuments:
        """Read what :meth:`save` wrote. Raises CorpusError when the file is something else."""
        wanted = [field.name for field in fields(EmbeddedDocuments)]
        with np.load(path) as stored:
            missing = sorted(set(wanted) - set(stored.files))
            if missing:
                raise CorpusError(
                    f"{path} has no embedded documents of this version (missing: {', '.join(missing)}). "
                    "Delete it to embed the documents again."
                )
            return EmbeddedDocuments(**{name: stored[name] for name in wanted})

    def sentences(self) -> NDArray[np.float16]:
        """Vectors (n, d) of all texts, for fitting statistics."""
        return self.vectors[1:]


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
        while items and items[-1].kind == Kind.BREAK:
            items.pop()
        if sum(item.kind == Kind.CONCEPT for item in items) < self.fewest:
            return
        for item in items:
            self.order.append(0 if item.kind == Kind.BREAK else self._row(item.text, language))
            self.kinds.append(item.kind)
        self.order.append(0)
        self.kinds.append(Kind.END)
        self.starts.append(len(self.kinds))
        for text in document.summary:
            if text and len(text) <= self.longest and not self._held(text, language):
                self.summaries.append(self._row(text, language))
        self.summary_starts.append(len(self.summaries))

    def _held(self, text: str, language: str) -> bool:
        return bool(text) and Sentence(text, language) in self.held_out

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
