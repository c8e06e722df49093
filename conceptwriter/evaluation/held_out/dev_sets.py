"""The held-out sets: sentence pairs and documents that no training file contains."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import TrainingDocument, clean


@dataclass(frozen=True, slots=True)
class DevPair:
    """One sentence, its translation, and other accepted translations."""

    source: str
    target: str
    alternatives: tuple[str, ...]


def tatoeba_pairs(dev: Path, source: str, target: str, most: int | None = None) -> list[DevPair]:
    """The dev pairs of one language pair, at most ``most``, in file order.

    Raises:
        CorpusError: the dev folder lacks the file.
    """
    found: list[DevPair] = []
    with corpora.open_text(dev / "tatoeba_dev.tsv.gz") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["lang_a"] == source and row["lang_b"] == target and (most is None or len(found) < most):
                others = tuple(clean(text) for text in (row["alt_b"] or "").split(" ||| ") if text.strip())
                found.append(DevPair(clean(row["text_a"]), clean(row["text_b"]), others))
    return found


def dev_documents(dev: Path, name: str, language: str) -> list[TrainingDocument]:
    """The dev documents of ``stories``, ``books`` or ``expository`` in one language."""
    return list(corpora.documents(dev / f"{name}_dev.jsonl.gz", frozenset({language})))
