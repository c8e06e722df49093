"""Stand-ins for the tests of whole systems: long held-out documents, an engine with a voice, a judge."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from conceptwriter.engine import Sample, Sampled, VoiceDraft, VoiceStatus
from conceptwriter.evaluation.systems.meaning_judge import Vectors
from tests.assistant.toy_engine import ToyEngine, bag_of_words

SENTENCES = 30
WHO = ("Anna", "The old man", "A sailor", "Nobody", "The child", "A stranger")
DID = ("opened", "painted", "carried", "found", "sold")
DRAFTED = ("Gulls circled over the empty nets.", "A dog barked at the tide.", "Smoke rose from the kitchen.")


def sentence(document: int, number: int) -> str:
    """No two alike."""
    who, did = WHO[number % len(WHO)], DID[(number + document) % len(DID)]
    return f"{who} {did} box {number} of house {document}."


def record(name: str, number: int, sentences: int = SENTENCES) -> dict[str, Any]:
    """A document in paragraphs of five, with a heading before every second one."""
    texts = [sentence(number, place) for place in range(sentences)]
    paragraphs = [texts[start : start + 5] for start in range(0, sentences, 5)]
    return {
        "id": f"{name}:{number}",
        "story": f"{name}:{number}",
        "lang": "eng_Latn",
        "title": f"The boxes of house {number}",
        "paragraphs": paragraphs,
        "headings": [
            {"before": part, "level": 2, "text": f"Boxes of row {part}"}
            for part in range(0, len(paragraphs), 2)
        ],
    }


def write_documents(path: Path, records: Sequence[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(each) + "\n" for each in records)


def write_dev(folder: Path, documents: int = 3, sentences: int = SENTENCES) -> Path:
    """A folder of held-out sets."""
    folder.mkdir(exist_ok=True)
    for name in ("stories", "books", "expository"):
        rows = [record(name, number, sentences) for number in range(documents)]
        write_documents(folder / f"{name}_dev.jsonl.gz", rows)
    return folder


class VoicedEngine(ToyEngine):
    """Knows which variant is meant where none is named, as the real one does."""

    def _sample(self, request: Sample) -> Sampled:
        return super()._sample(replace(request, variant=request.variant or self.variants[0].name))


def voiced_engine() -> ToyEngine:
    """Drafts the same sentences everywhere."""
    engine = VoicedEngine()
    engine.voice = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000)
    engine.drafts = [VoiceDraft(text, -2.0, 8, finished=True) for text in DRAFTED]
    engine.direction = bag_of_words(DRAFTED[1])
    return engine


class WordJudge:
    """Texts with the same words are alike."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.stack([bag_of_words(text) for text in texts])
        found: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return found
