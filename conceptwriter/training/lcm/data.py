"""Documents as sequences of items: embedded once, then read as flat arrays."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from conceptwriter.lcm.contract import Kind
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.corpora import TrainingDocument
from conceptwriter.training.tokenizer import PAD

if TYPE_CHECKING:
    from numpy.typing import NDArray


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


@dataclass(slots=True)
class EmbeddedDocuments:
    """Items of many documents: vectors, kinds, and the piece ids of their texts for the token loss.

    ``vectors`` float16 (items, d); ``kinds`` uint8 (items,); ``ids`` uint16 flat ``[tag] pieces [end]`` with
    ``id_offsets`` int64 (items + 1,); ``starts`` int64 (documents + 1,).
    """

    vectors: NDArray[np.float16]
    kinds: NDArray[np.uint8]
    ids: NDArray[np.uint16]
    id_offsets: NDArray[np.int64]
    starts: NDArray[np.int64]

    def save(self, path: Path) -> None:
        """Write as ``.npz``."""
        np.savez(
            path,
            vectors=self.vectors,
            kinds=self.kinds,
            ids=self.ids,
            id_offsets=self.id_offsets,
            starts=self.starts,
        )

    @staticmethod
    def load(path: Path) -> EmbeddedDocuments:
        """Read what :meth:`save` wrote."""
        with np.load(path) as stored:
            return EmbeddedDocuments(**{name: stored[name] for name in stored.files})


def embed(
    codec: TorchCodec, documents: Iterable[TrainingDocument], longest: int, fewest: int = 4
) -> EmbeddedDocuments:
    """Encode all items of all documents that have at least ``fewest`` sentences.

    All texts of a language are encoded together, sorted by length: documents one by one would mean a new
    shape, and so newly compiled kernels, for almost every call.
    """
    kinds: list[int] = []
    ids: list[int] = []
    id_offsets = [0]
    starts = [0]
    spoken: dict[str, list[tuple[int, str]]] = {}
    for document in documents:
        items = items_of(document, longest)
        if sum(item.kind == Kind.CONCEPT for item in items) < fewest:
            continue
        for item in items:
            if item.kind != Kind.BREAK:
                spoken.setdefault(document.language, []).append((len(kinds), item.text))
                ids.extend(codec.ids(item.text, document.language))
            kinds.append(item.kind)
            id_offsets.append(len(ids))
        starts.append(len(kinds))
    vectors = np.zeros((len(kinds), codec.model.config.dimension), dtype=np.float16)
    for language, places in spoken.items():
        vectors[[place for place, _ in places]] = codec.encode([text for _, text in places], language)
    return EmbeddedDocuments(
        vectors=vectors,
        kinds=np.asarray(kinds, dtype=np.uint8),
        ids=np.asarray(ids, dtype=np.uint16),
        id_offsets=np.asarray(id_offsets, dtype=np.int64),
        starts=np.asarray(starts, dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Windows:
    """A batch of stretches of documents, padded with breaks.

    ``vectors`` (b, t, d), ``kinds`` (b, t); ``next_is_concept`` (b, t) true where a sentence follows;
    ``ends`` (b, t) 1 where a break or the document's end follows a sentence; ``is_sentence`` (b, t);
    ``items`` (b, t) index of each item, -1 for padding.
    """

    vectors: Tensor
    kinds: Tensor
    next_is_concept: Tensor
    ends: Tensor
    is_sentence: Tensor
    items: NDArray[np.int64]


def windows(data: EmbeddedDocuments, longest: int, rows: int, seed: int, skip: int = 0) -> Iterator[Windows]:
    """Endless seeded batches of stretches of at most ``longest`` items, starting anywhere in a document."""
    stretches = [
        (begin, int(data.starts[number + 1]))
        for number in range(len(data.starts) - 1)
        for begin in range(int(data.starts[number]), int(data.starts[number + 1]) - 2, longest)
    ]
    count = 0
    epoch = 0
    while True:
        draw = random.Random(seed * 7919 + epoch)
        shuffled = list(stretches)
        draw.shuffle(shuffled)
        shift = draw.randrange(longest)
        for position in range(0, len(shuffled) - rows + 1, rows):
            if count >= skip:
                yield _window_batch(data, shuffled[position : position + rows], longest, shift)
            count += 1
        epoch += 1


def _window_batch(
    data: EmbeddedDocuments, stretches: list[tuple[int, int]], longest: int, shift: int
) -> Windows:
    chosen: list[tuple[int, int]] = []
    for begin, stop in stretches:
        moved = begin + shift if begin + shift + 4 < stop else begin
        chosen.append((moved, min(moved + longest, stop)))
    width = max(end - begin for begin, end in chosen)
    items = np.full((len(chosen), width), -1, dtype=np.int64)
    following = np.full((len(chosen), width), -1, dtype=np.int64)
    for row, ((begin, end), (_, stop)) in enumerate(zip(chosen, stretches, strict=True)):
        items[row, : end - begin] = np.arange(begin, end)
        after = np.arange(begin + 1, end + 1)
        following[row, : end - begin] = np.where(after < stop, after, -1)
    present = items >= 0
    kinds = np.where(present, data.kinds[items], Kind.BREAK).astype(np.int64)
    vectors = np.where(present[..., None], data.vectors[items], 0).astype(np.float32)
    next_kinds = np.where(following >= 0, data.kinds[following], Kind.BREAK)
    is_sentence = present & (kinds == Kind.CONCEPT)
    return Windows(
        vectors=torch.from_numpy(vectors),
        kinds=torch.from_numpy(kinds),
        next_is_concept=torch.from_numpy(present & (following >= 0) & (next_kinds == Kind.CONCEPT)),
        ends=torch.from_numpy((next_kinds != Kind.CONCEPT).astype(np.float32)),
        is_sentence=torch.from_numpy(is_sentence),
        items=items,
    )


def token_matrix(data: EmbeddedDocuments, items: NDArray[np.int64]) -> Tensor:
    """Piece ids (n, t) of the given items, padded."""
    rows = [data.ids[data.id_offsets[item] : data.id_offsets[item + 1]] for item in items]
    matrix = np.full((len(rows), max(len(row) for row in rows)), PAD, dtype=np.int64)
    for number, row in enumerate(rows):
        matrix[number, : len(row)] = row
    return torch.from_numpy(matrix)
