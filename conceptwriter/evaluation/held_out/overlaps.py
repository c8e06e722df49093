"""Which held-out sentences occur in training files: few enough to keep their hashed keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.evaluation.held_out.sentences import HeldOut, key

Progress = Callable[[int, int, str], None]
"""done, total, what"""


def silent(_: int, __: int, ___: str) -> None:
    """No progress."""


def hashed(sentence_key: str) -> str:
    """16 hexadecimal digits of SHA-256: enough to tell a few million sentences apart."""
    return hashlib.sha256(sentence_key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Seen:
    """Sentences, by the hash of their key, that a model may have been trained on."""

    hashes: frozenset[str] = frozenset()

    def __contains__(self, sentence: CorpusSentence) -> bool:
        return bool(self.hashes) and hashed(key(sentence)) in self.hashes


NOTHING = Seen()


@dataclass(frozen=True, slots=True)
class TrainingFile:
    """One file of the data folder and how its sentences are read."""

    path: Path
    sentences: Callable[[], Iterator[CorpusSentence]]


def training_files(data: Path, languages: frozenset[str]) -> list[TrainingFile]:
    """The files that `conceptwriter train data` reads, in the wanted languages.

    Raises:
        CorpusError: the folder holds none.
    """
    found: list[TrainingFile] = []
    for folder in ("tatoeba", "tatoeba_pivot"):
        for path in sorted((data / "parallel" / folder).glob("*.tsv.xz")):
            first, _, second = path.name.removesuffix(".tsv.xz").partition("-")
            if first in languages and second in languages:
                found.append(TrainingFile(path, lambda p=path, a=first, b=second: _columns(p, a, b)))  # type: ignore[misc]
    for name in ("stories_pairs.tsv.xz", "osguide_pairs.tsv.xz"):
        path = data / "parallel" / name
        if path.is_file():
            found.append(TrainingFile(path, lambda p=path: _sides(corpora.headed_pairs(p, languages))))  # type: ignore[misc]
    path = data / "parallel" / "tico19_multiway.tsv.xz"
    if path.is_file():
        found.append(TrainingFile(path, lambda p=path: _sides(corpora.multiway_pairs(p, languages))))  # type: ignore[misc]
    found.extend(
        TrainingFile(path, lambda p=path: _document_sentences(p, languages))  # type: ignore[misc]
        for path in corpora.document_files(data)
    )
    if not found:
        raise corpora.CorpusError(
            f"{data} has no training files. Give the folder that contains parallel/ and documents/."
        )
    return found


def held_out_keys_in(sentences: Iterable[CorpusSentence], held_out: HeldOut) -> tuple[int, int, set[str]]:
    """How many sentences there are, how many of them are held out, and the keys of those."""
    count = overlapping = 0
    keys: set[str] = set()
    for sentence in sentences:
        count += 1
        name = key(sentence)
        if name in held_out.keys:
            overlapping += 1
            keys.add(name)
    return count, overlapping, keys


def seen_in(data: Path, held_out: HeldOut, languages: frozenset[str], on_progress: Progress = silent) -> Seen:
    """The held-out sentences that occur in the training files of ``data``."""
    files = training_files(data, languages)
    keys: set[str] = set()
    for done, file in enumerate(files):
        on_progress(done, len(files), f"training files read ({file.path.name})")
        keys |= held_out_keys_in(file.sentences(), held_out)[2]
    return Seen(frozenset(map(hashed, keys)))


def _columns(path: Path, first: str, second: str) -> Iterator[CorpusSentence]:
    for row in corpora.tab_rows(path):
        yield CorpusSentence(corpora.clean(row[0]), first)
        yield CorpusSentence(corpora.clean(row[1]), second)


def _sides(pairs: Iterable[tuple[CorpusSentence, CorpusSentence]]) -> Iterator[CorpusSentence]:
    for first, second in pairs:
        yield first
        yield second


def _document_sentences(path: Path, languages: frozenset[str]) -> Iterator[CorpusSentence]:
    for document in corpora.documents(path, languages):
        yield CorpusSentence(document.title, document.language)
        for heading in document.headings:
            yield CorpusSentence(heading.text, document.language)
        for paragraph in document.paragraphs:
            for text in paragraph:
                yield CorpusSentence(text, document.language)
