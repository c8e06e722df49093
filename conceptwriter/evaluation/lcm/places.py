"""The held-out documents as vectors, and the places in them where a model predicts the next sentence.

Encoded once and shared by all variants and baselines, which so get the same places and the same pools.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from conceptwriter.evaluation.held_out.corpora import CorpusError, TrainingDocument
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.held_out.embedded import items_of
from conceptwriter.evaluation.lcm.predictors import Kinds, Vectors
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.lcm.contract import ItemKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

SETS = ("stories", "books", "expository")
POOL = 1000
_WORDED = (ItemKind.CONCEPT, ItemKind.PLAN)


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedDocument:
    """A held-out document: `texts` (t,), `kinds` (t,), `vectors` (t, d); `set` is where it comes from."""

    set: str
    identity: str
    texts: tuple[str, ...]
    kinds: Kinds
    vectors: Vectors

    @property
    def sentences(self) -> NDArray[np.int64]:
        """The numbers of the items that are sentences."""
        return np.flatnonzero(self.kinds == ItemKind.CONCEPT)


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The distinct sentences of one set: vectors of unit length (p, d)."""

    unit: Vectors
    number: dict[tuple[int, int], int]
    """(document, item) -> row; the same text twice is one row."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldOutPlace:
    """Before one sentence of a document. Candidates: the true sentence first, none that was already read."""

    document: EmbeddedDocument
    item: int
    pool: Pool
    wide: NDArray[np.int64]
    """Rows of the pool: the truth and at most 999 others of the same set."""
    near: NDArray[np.int64]
    """Rows of the pool: the truth and all sentences after it in the same document."""

    @property
    def vectors(self) -> Vectors:
        """Everything before, (t, d)."""
        return self.document.vectors[: self.item]

    @property
    def kinds(self) -> Kinds:
        """Their kinds (t,)."""
        return self.document.kinds[: self.item]

    @property
    def truth(self) -> Vectors:
        """The vector (d,) of the true sentence."""
        result: Vectors = self.document.vectors[self.item]
        return result


def chosen_documents(
    dev: Path, name: str, language: str, sentences: int, seed: int
) -> list[TrainingDocument]:
    """Whole documents of a dev set in a seeded order, until they have about this many sentences.

    Raises:
        CorpusError: the set is missing or holds nothing in this language.
    """
    found = dev_documents(dev, name, language)
    if not found:
        raise CorpusError(f"{dev / (name + '_dev.jsonl.gz')} has no document in {language}.")
    chosen: list[TrainingDocument] = []
    count = 0
    for number in np.random.default_rng(seed).permutation(len(found)):
        if count >= sentences:
            break
        chosen.append(found[number])
        count += sum(map(len, found[number].paragraphs))
    return chosen


def embedded(
    codec: RememberingCodec, documents: Iterable[TrainingDocument], name: str, language: str, longest: int
) -> list[EmbeddedDocument]:
    """The documents as vectors; a sentence of more than `longest` characters is left out, as in training."""
    found: list[EmbeddedDocument] = []
    for document in documents:
        items = items_of(document, longest)
        kinds = np.array([item.kind for item in items], dtype=np.int64)
        texts = tuple(item.text for item in items)
        worded = [number for number, item in enumerate(items) if item.kind in _WORDED and item.text]
        if not worded:
            continue
        encoded = codec.encode_cut([texts[number] for number in worded], language)
        vectors = np.zeros((len(items), encoded.shape[1]), dtype=np.float32)
        vectors[worded] = encoded
        found.append(EmbeddedDocument(name, document.identity, texts, kinds, vectors))
    return found


def pool_of(documents: Sequence[EmbeddedDocument]) -> Pool:
    """All distinct sentences of the documents."""
    rows: dict[str, int] = {}
    number: dict[tuple[int, int], int] = {}
    where: list[tuple[int, int]] = []
    for index, document in enumerate(documents):
        for item in document.sentences:
            row = rows.setdefault(document.texts[item].casefold(), len(rows))
            if row == len(where):
                where.append((index, int(item)))
            number[index, int(item)] = row
    vectors = np.stack([documents[index].vectors[item] for index, item in where])
    return Pool(unit_rows(vectors), number)


def places_of(
    documents: Sequence[EmbeddedDocument],
    most: int,
    seed: int,
    *,
    fewest_before: int = 3,
    fewest_after: int = 4,
    pool_size: int = POOL,
    fresh: Callable[[str], bool] = bool,
) -> list[HeldOutPlace]:
    """At most `most` places in one set, chosen by the seed, in a seeded order.

    Only `fresh` ones are used.
    """
    pool = pool_of(documents)
    draw = np.random.default_rng(seed)
    possible = [
        (index, int(item))
        for index, document in enumerate(documents)
        for item in document.sentences[fewest_before : max(0, len(document.sentences) - fewest_after)]
        if fresh(document.texts[item])
    ]
    chosen = draw.permutation(len(possible))[:most]
    return [_place(documents, pool, possible[number], draw, pool_size) for number in chosen]


def _place(
    documents: Sequence[EmbeddedDocument],
    pool: Pool,
    where: tuple[int, int],
    draw: np.random.Generator,
    size: int,
) -> HeldOutPlace:
    index, item = where
    document = documents[index]
    truth = pool.number[index, item]
    sentences = document.sentences
    read = {pool.number[index, int(other)] for other in sentences[sentences < item]}
    later = [pool.number[index, int(other)] for other in sentences[sentences > item]]
    near = [row for row in dict.fromkeys(later) if row != truth and row not in read]
    others = np.setdiff1d(np.arange(len(pool.unit)), np.array([truth, *read]))
    wide = draw.permutation(others)[: size - 1]
    first = np.array([truth], dtype=np.int64)
    return HeldOutPlace(
        document,
        item,
        pool,
        np.concatenate([first, wide.astype(np.int64)]),
        np.concatenate([first, np.array(near, dtype=np.int64)]),
    )


def unit_rows(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    result: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return result
