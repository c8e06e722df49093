"""The same places in spaces that are not the codec's: baselines that a concept model must beat as well.

The decayed mean of what was read needs no model of what comes next, only a space. In that of the teacher (the
Universal Sentence Encoder, from which a codec can learn meaning) it finds more next sentences than a weak
concept model does in ours; in that of n-grams it finds what names and words alone give away.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from conceptwriter.evaluation.lcm.baselines import DecayedMean
from conceptwriter.evaluation.lcm.order import passages_of
from conceptwriter.evaluation.lcm.places import SETS, EmbeddedDocument, HeldOutPlace, pool_of, unit_rows
from conceptwriter.evaluation.lcm.predictors import Vectors
from conceptwriter.evaluation.lcm.teacher_forced import TeacherForcedData, baseline_rows
from conceptwriter.evaluation.measurements import Measurement

Embed = Callable[[Sequence[str]], Vectors]
"""Texts -> (n, d)."""
TEACHER, N_GRAMS = "teacher's space", "n-grams"
CHARACTERS = 4
"""Of an n-gram: long enough for a stem, and the same for scripts without spaces."""
WIDTH = 2048


def n_gram_space(texts: Iterable[str]) -> Embed:
    """Character n-grams weighted by how rare they are among the texts (tf-idf), hashed with signs."""
    often: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        often.update(set(_grams(text)))

    def embed(texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), WIDTH), np.float32)
        for row, text in enumerate(texts):
            for gram, times in Counter(_grams(text)).items():
                number = zlib.crc32(gram.encode())
                weight = np.log1p(times) * np.log((count + 1) / (often[gram] + 0.5))
                found[row, (number >> 1) % WIDTH] += weight if number & 1 else -weight
        return found

    return embed


def _grams(text: str) -> Iterable[str]:
    whole = f" {' '.join(text.casefold().split())} "
    return (whole[start : start + CHARACTERS] for start in range(max(1, len(whole) - CHARACTERS + 1)))


def in_space(data: TeacherForcedData, embed: Embed) -> TeacherForcedData:
    """The same documents, places and passages with other vectors."""
    moved: dict[int, EmbeddedDocument] = {}
    documents: dict[str, Sequence[EmbeddedDocument]] = {}
    for name, found in data.documents.items():
        documents[name] = [moved.setdefault(id(document), _moved(document, embed)) for document in found]
    pools = {name: pool_of(found) for name, found in documents.items()}

    def there(place: HeldOutPlace) -> HeldOutPlace:
        return replace(place, document=moved[id(place.document)], pool=pools[place.document.set])

    return replace(
        data,
        documents=documents,
        places=[there(place) for place in data.places],
        choosing=[there(place) for place in data.choosing],
        passages=[
            passage
            for name in SETS
            if name in documents
            for passage in passages_of(documents[name], data.passages_a_set, data.seed)
        ],
    )


def _moved(document: EmbeddedDocument, embed: Embed) -> EmbeddedDocument:
    worded = [number for number, text in enumerate(document.texts) if text]
    found = unit_rows(np.asarray(embed([document.texts[number] for number in worded]), np.float32))
    vectors = np.zeros((len(document.texts), found.shape[1]), np.float32)
    vectors[worded] = found * np.float32(np.sqrt(found.shape[1]))  # of the length of the codec's vectors
    return replace(document, vectors=vectors)


def other_space_rows(data: TeacherForcedData, spaces: Mapping[str, Embed]) -> list[Measurement]:
    """The decayed mean in each space, at the places of the data."""
    rows: list[Measurement] = []
    for name, embed in spaces.items():
        baseline = DecayedMean()
        baseline.name = f"{DecayedMean.name}, {name}"
        rows += baseline_rows(in_space(data, embed), [baseline], own_space=False)
    return rows


def spaces_of(data: TeacherForcedData, teacher: Embed | None) -> dict[str, Embed]:
    """That of the n-grams of these documents, and the teacher's where there is one."""
    texts = [text for found in data.documents.values() for document in found for text in document.texts]
    spaces = {N_GRAMS: n_gram_space(texts)}
    return spaces if teacher is None else {TEACHER: teacher, **spaces}
