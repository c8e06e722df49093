"""Figures of a codec: auto-encoding, translation, and retrieval of translations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import sacrebleu
from numpy.typing import NDArray

from conceptwriter.training.evaluation.held_out import dev_documents, tatoeba_pairs

Vectors = NDArray[np.float32]


class EvaluatedCodec(Protocol):
    """What is measured: the run-time codec or, during training, the PyTorch one."""

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d)."""

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """The best text of each vector."""


@dataclass(frozen=True, slots=True)
class AutoEncoding:
    """Text -> vector -> the same text."""

    set: str
    language: str
    sentences: int
    bleu: float
    chrf: float
    exact: float
    """Share of sentences that came back letter by letter."""


@dataclass(frozen=True, slots=True)
class Direction:
    """Text -> vector -> text in another language."""

    source: str
    target: str
    sentences: int
    chrf: float
    bleu: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Finding the translation among all of the set by cosine (xsim: the nearest is not the right one)."""

    source: str
    target: str
    sentences: int
    error: float


def auto_encoding(codec: EvaluatedCodec, texts: Sequence[str], language: str, name: str) -> AutoEncoding:
    """Encode and decode the texts in their own language."""
    decoded = codec.decode_texts(codec.encode(texts, language), language)
    return AutoEncoding(
        set=name,
        language=language,
        sentences=len(texts),
        bleu=round(sacrebleu.corpus_bleu(decoded, [list(texts)]).score, 2),
        chrf=round(sacrebleu.corpus_chrf(decoded, [list(texts)]).score, 2),
        exact=round(float(np.mean([a == b for a, b in zip(decoded, texts, strict=True)])), 4),
    )


def direction(
    codec: EvaluatedCodec, vectors: Vectors, references: Sequence[str], source: str, target: str
) -> Direction:
    """Decode the vectors of the source sentences in the target language."""
    decoded = codec.decode_texts(vectors, target)
    return Direction(
        source=source,
        target=target,
        sentences=len(references),
        chrf=round(sacrebleu.corpus_chrf(decoded, [list(references)]).score, 2),
        bleu=round(sacrebleu.corpus_bleu(decoded, [list(references)]).score, 2),
    )


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result


def retrieval(first: Vectors, second: Vectors, source: str, target: str) -> Retrieval:
    """Share of rows of ``first`` whose nearest row of ``second`` is not the one of the same number."""
    nearest = (unit(first) @ unit(second).T).argmax(axis=1)
    error = float((nearest != np.arange(len(first))).mean())
    return Retrieval(source, target, len(first), round(error, 4))


def short_sentences(dev: Path, name: str, language: str, longest: int, most: int) -> list[str]:
    """The first ``most`` sentences of at most ``longest`` characters of a dev document set."""
    found: list[str] = []
    for document in dev_documents(dev, name, language):
        for paragraph in document.paragraphs:
            found.extend(text for text in paragraph if text and len(text) <= longest)
    return found[:most]


def codec_figures(
    codec: EvaluatedCodec, dev: Path, languages: Sequence[str], most: int = 500
) -> dict[str, list[dict[str, object]]]:
    """All codec figures between English and the other languages.

    Args:
        codec: what is measured.
        dev: the folder of held-out sets.
        languages: FLORES-200 codes, English among them.
        most: sentences a set.
    """
    english = "eng_Latn"
    encoding: list[AutoEncoding] = []
    directions: list[Direction] = []
    found: list[Retrieval] = []
    for other in (code for code in languages if code != english):
        pairs = tatoeba_pairs(dev, english, other, most)
        if not pairs:
            continue
        sources, targets = [pair.source for pair in pairs], [pair.target for pair in pairs]
        from_english, from_other = codec.encode(sources, english), codec.encode(targets, other)
        if not encoding:
            encoding.append(auto_encoding(codec, sources, english, "tatoeba"))
        encoding.append(auto_encoding(codec, targets, other, "tatoeba"))
        directions.append(direction(codec, from_english, targets, english, other))
        directions.append(direction(codec, from_other, sources, other, english))
        found.append(retrieval(from_english, from_other, english, other))
        found.append(retrieval(from_other, from_english, other, english))
    for name in ("stories", "books"):
        texts = short_sentences(dev, name, english, 100, most)
        encoding.append(auto_encoding(codec, texts, english, f"{name}, at most 100 characters"))
    return {
        "auto_encoding": [asdict(row) for row in encoding],
        "translation": [asdict(row) for row in directions],
        "retrieval": [asdict(row) for row in found],
    }
