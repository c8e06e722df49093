"""Sentences of the training documents and what followed them: the memorising baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import CorpusError, TrainingDocument
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments
from conceptwriter.evaluation.lcm.predictors import Vectors
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.lcm.contract import ItemKind

SENTENCES = 4000
"""Training sentences that are embedded when none are given embedded."""
_EMBEDDED_SENTENCES = 60_000
_DOCUMENTS_A_FILE = 600


@dataclass(frozen=True, slots=True, eq=False)
class Continuations:
    """Sentences (n, d), unit length, and the vectors (n, d) of what followed them."""

    sentences: Vectors
    followers: Vectors

    def after(self, vector: Vectors) -> Vectors:
        """What followed the sentence nearest to the vector (d,), by cosine."""
        result: Vectors = self.followers[int((self.sentences @ vector).argmax())]
        return result


def continuations(
    codec: RememberingCodec,
    source: Path,
    language: str,
    *,
    longest: int,
    seed: int,
    sentences: int = SENTENCES,
) -> Continuations:
    """From a file of embedded documents (``.npz``), or from a seeded sample of a training folder.

    Raises:
        CorpusError: there is nothing usable; the message names the path.
    """
    if source.suffix == ".npz":
        return _from_embedded(source, seed)
    texts: list[str] = []
    follows: list[bool] = []
    for document in _sampled_documents(source, language, seed):
        kept = [text for paragraph in document.paragraphs for text in paragraph if 0 < len(text) <= longest]
        texts.extend(kept)
        follows.extend([True] * (len(kept) - 1) + [False] * bool(kept))
        if len(texts) >= sentences:
            break
    if not any(follows):
        raise CorpusError(f"{source} has no documents in {language} with two sentences or more.")
    vectors = codec.encode_cut(texts, language)
    return _paired(vectors, np.flatnonzero(np.array(follows)))


def _from_embedded(path: Path, seed: int) -> Continuations:
    try:
        data = EmbeddedDocuments.load(path)
    except (OSError, ValueError, TypeError) as problem:
        raise CorpusError(f"{path} is no file of embedded documents ({problem}).") from problem
    kinds = data.kinds.astype(np.int64)
    sentences = np.flatnonzero(kinds == ItemKind.CONCEPT)
    document = np.searchsorted(data.starts, sentences, side="right")
    rows = np.flatnonzero(document[:-1] == document[1:])
    if not len(rows):
        raise CorpusError(f"{path} has no two sentences that follow each other.")
    chosen = np.random.default_rng(seed).permutation(rows)[:_EMBEDDED_SENTENCES]
    texts = data.order[sentences]
    first, second = data.vectors[texts[chosen]], data.vectors[texts[chosen + 1]]
    return Continuations(_unit(first.astype(np.float32)), second.astype(np.float32))


def _sampled_documents(folder: Path, language: str, seed: int) -> Iterator[TrainingDocument]:
    """Documents of all files in turn, in a seeded order, so that each kind of text has its share."""
    draw = np.random.default_rng(seed)
    queues: list[list[TrainingDocument]] = []
    for path in corpora.document_files(folder):
        found = list(corpora.documents(path, frozenset({language})))
        order = draw.permutation(len(found))[:_DOCUMENTS_A_FILE]
        queues.append([found[number] for number in order])
    while any(queues):
        for queue in queues:
            if queue:
                yield queue.pop()


def _paired(vectors: Vectors, rows: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Continuations:
    return Continuations(_unit(vectors[rows]), vectors[rows + 1])


def _unit(vectors: Vectors) -> Vectors:
    result: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return result
