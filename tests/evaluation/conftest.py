"""A tiny dev folder, and a codec that knows its sentences by heart."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.evaluation.codec.figures import Vectors
from tests.training.conftest import pack, tokenizer_path

__all__ = ["pack", "tokenizer_path"]

SUBJECTS = (("Anna", "Anna"), ("the old man", "le vieil homme"), ("nobody", "personne"))
ACTS = (
    ("saw {n} boats near the quiet harbour", "vit {n} bateaux près du port tranquille"),
    ("read the letter of Peter for {n} days", "lut la lettre de Peter pendant {n} jours"),
    ("carried {n} heavy stones up the hill", "porta {n} lourdes pierres sur la colline"),
    ("counted {n} sheep before the long winter", "compta {n} moutons avant le long hiver"),
)
TEXTS = [(subject, act) for subject in SUBJECTS for act in ACTS for _ in range(2)]
PAIRS = [
    (f"Today {subject[0]} {act[0].format(n=n)}.", f"Aujourd'hui {subject[1]} {act[1].format(n=n)}.")
    for n, (subject, act) in enumerate(TEXTS, start=10)
]
"""24 sentences in English and French."""
LANGUAGES = ["eng_Latn", "fra_Latn"]


class Oracle:
    """Gives every sentence of `pairs` and its translation one vector, and decodes the nearest."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = PAIRS) -> None:
        self.pairs = list(pairs)
        draw = np.random.default_rng(11)
        self.table = draw.standard_normal((len(self.pairs), 32)).astype(np.float32)

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        column = LANGUAGES.index(language)
        known = {pair[column]: row for row, pair in enumerate(self.pairs)}
        return self.table[[known[text] for text in texts]]

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        column = LANGUAGES.index(language)
        apart = ((vectors[:, None] - self.table[None]) ** 2).sum(axis=2)
        return [self.pairs[int(row)][column] for row in apart.argmin(axis=1)]


def document(identity: str, sentences: Sequence[str], language: str = "eng_Latn") -> dict[str, object]:
    """A record of a document file: two paragraphs."""
    half = len(sentences) // 2
    return {
        "id": f"{identity}:{language}",
        "story": identity,
        "lang": language,
        "title": f"Title of {identity}",
        "paragraphs": [list(sentences[:half]), list(sentences[half:])],
    }


def write_documents(path: Path, records: Sequence[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        for record in records:
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_dev(folder: Path) -> Path:
    """Held-out sets: 24 pairs, and the English sentences again as six stories and six book chapters."""
    folder.mkdir()
    with gzip.open(folder / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
        for english, french in PAIRS:
            stream.write(f"eng_Latn\tfra_Latn\t{english}\t{french}\t\n")
    sentences = [pair[0] for pair in PAIRS]
    for name in ("stories", "books"):
        records = [document(f"{name}:{n}", sentences[4 * n : 4 * n + 4]) for n in range(6)]
        write_documents(folder / f"{name}_dev.jsonl.gz", records)
    return folder


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    """Held-out sets that a test may change."""
    return write_dev(tmp_path / "dev")
