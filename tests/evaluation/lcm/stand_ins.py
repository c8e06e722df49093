"""Stand-ins for the tests of the LCM's ruler: a held-out folder, a codec, a model that knows everything."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from conceptwriter.codec.contract import Decoded, DecodeOptions
from conceptwriter.evaluation.lcm.predictors import Kinds, PointPredictor, Vectors, spoken
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.lcm.contract import Sampled, SampleSettings

DIMENSION = 64
ENGLISH = "eng_Latn"
SENTENCES = 16
_NAMES = ("Anna", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Gerda", "Hanno", "Irene", "Jonas", "Karin")
_DEEDS = ("opened", "closed", "painted", "carried", "found", "lost", "washed", "sold", "buried", "counted")
_THINGS = ("door", "boat", "lamp", "letter", "basket", "window", "bridge", "violin", "kettle", "ladder")


def story(number: int, set_name: str) -> dict[str, Any]:
    """A held-out document of 16 different sentences in four paragraphs; expository ones have more."""
    draw = np.random.default_rng([number, zlib.crc32(set_name.encode())])
    sentences: list[str] = []
    while len(sentences) < SENTENCES:
        name, other = draw.choice(_NAMES, 2, replace=False)
        deed, thing, place = draw.choice(_DEEDS), draw.choice(_THINGS), draw.choice(_THINGS)
        text = f"{name} {deed} the {thing} while {other} {draw.choice(_DEEDS)} {place} {len(sentences)}."
        if text not in sentences:
            sentences.append(text)
    record: dict[str, Any] = {
        "id": f"{set_name}:{number}",
        "story": f"{set_name}:{number}",
        "lang": ENGLISH,
        "title": f"Tale {number} of {set_name}",
        "paragraphs": [sentences[start : start + 4] for start in range(0, SENTENCES, 4)],
    }
    if set_name == "expository":
        things = [next(thing for thing in _THINGS if thing in sentences[start]) for start in (4, 8, 12)]
        record["headings"] = [
            {"before": place, "level": 2, "text": f"The {thing} of {number}"}
            for place, thing in zip((1, 2, 3), things, strict=True)
        ]
        record["summary"] = [sentences[1], sentences[9]]
    return record


def write_dev(folder: Path, documents: int = 6) -> Path:
    """A folder of held-out sets."""
    for name in ("stories", "books", "expository"):
        with gzip.open(folder / f"{name}_dev.jsonl.gz", "wt", encoding="utf-8") as stream:
            for number in range(documents):
                stream.write(json.dumps(story(number, name)) + "\n")
    return folder


class WordCodec:
    """Words are fixed random directions, a text their sum at unit variance; decodes to the nearest text."""

    dimension = DIMENSION
    languages = (ENGLISH, "fra_Latn")
    maximum_characters = 250

    def __init__(self) -> None:
        self.encoded: list[str] = []
        self._texts: list[str] = []
        self._vectors: list[Vectors] = []

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        assert language in self.languages
        self.encoded += texts
        found = np.stack([bag_of_words(text) for text in texts])
        for text, vector in zip(texts, found, strict=True):
            if text not in self._texts:
                self._texts.append(text)
                self._vectors.append(vector)
        return found

    def decode(self, vectors: Vectors, language: str, options: DecodeOptions) -> list[Decoded]:
        known = np.stack(self._vectors)
        nearest = (vectors @ known.T).argmax(axis=1)
        return [Decoded(self._texts[int(row)], -0.1, 5, True) for row in nearest]


def bag_of_words(text: str) -> Vectors:
    """(64,)"""
    total = np.zeros(DIMENSION)
    for word in text.casefold().replace(".", "").split():
        total += np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSION)
    total -= total.mean()
    return np.asarray(total / total.std(), dtype=np.float32)


def word_codec() -> RememberingCodec:
    """As the ruler wants it."""
    return RememberingCodec(WordCodec(), "words", "1")


class Oracle(PointPredictor):
    """Has read the held-out documents and knows what follows each sentence."""

    name = "oracle"

    def __init__(self, dev: Path, codec: RememberingCodec) -> None:
        self._after: dict[bytes, Vectors] = {}
        for path in sorted(dev.glob("*_dev.jsonl.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                for line in stream:
                    record = json.loads(line)
                    texts = [text for paragraph in record["paragraphs"] for text in paragraph]
                    vectors = codec.encode([record["title"], *texts], record["lang"])
                    for before, after in pairwise(vectors):
                        self._after[before.tobytes()] = after

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        found = self._after.get(spoken(vectors, kinds)[-1].tobytes())
        return np.ones(vectors.shape[1], np.float32) if found is None else found


class Silent(PointPredictor):
    """Draws what decodes to nothing."""

    name = "silent"

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        return np.zeros(vectors.shape[1], np.float32)

    def sample(self, vectors: Vectors, kinds: Kinds, n: int, settings: SampleSettings, seed: int) -> Sampled:
        return Sampled(np.zeros((n, vectors.shape[1]), np.float32), np.full(n, 1 / n, np.float32), 0.0)
