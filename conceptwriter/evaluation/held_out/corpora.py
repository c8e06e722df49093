"""Reading the open training text: parallel sentences (tab separated) and documents (JSON lines).

The folder layout is that of the data page beside the project: ``parallel/**.tsv.xz`` and
``documents/*.jsonl.gz``, with held-out material in ``dev/``. Nothing here is language specific; which
languages are wanted is a parameter.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.errors import ConceptWriterError

SHARE_ALIKE_FILES = frozenset({"wikitext2_test.jsonl.gz"})
"""Left out so that the weights can be CC-BY-4.0 (see the data page: the one share-alike file)."""


class CorpusError(ConceptWriterError):
    """A training file is missing or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class CorpusSentence:
    """One sentence with its FLORES-200 language code."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading before paragraph number ``before``."""

    before: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """A document as paragraphs of sentences, with its headings and, where there is one, its human summary."""

    identity: str
    story: str
    language: str
    title: str
    paragraphs: list[list[str]]
    headings: list[Heading] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)


def clean(text: str) -> str:
    """NFC with runs of white space collapsed: the form in which all text reaches the tokenizer."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """A plain, ``.gz`` or ``.xz`` UTF-8 file for reading.

    Raises:
        CorpusError: the file does not exist, or its content is damaged or not UTF-8.
    """
    if not path.is_file():
        raise CorpusError(
            f"Training file {path} does not exist. Give the folder that contains parallel/ and documents/."
        )
    try:
        with _opened(path) as stream:
            yield stream
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 text ({error.reason}). Save it as UTF-8.") from error
    except (EOFError, lzma.LZMAError, zlib.error, OSError) as error:
        raise CorpusError(f"{path} cannot be read ({error}). Get it again.") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return io.TextIOWrapper(lzma.open(path), encoding="utf-8", newline="")
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def tab_rows(path: Path, fewest: int = 1) -> Iterator[list[str]]:
    """Rows of a tab separated file without quoting rules.

    Raises:
        CorpusError: a row has fewer than ``fewest`` columns, or the file cannot be read.
    """
    with open_text(path) as stream:
        for number, line in enumerate(stream, start=1):
            row = line.rstrip("\r\n").split("\t")
            if len(row) < fewest:
                raise CorpusError(f"{path}, line {number}: needs {fewest} columns, has {len(row)}.")
            yield row


def tatoeba_pairs(folder: Path, languages: frozenset[str]) -> Iterator[tuple[CorpusSentence, CorpusSentence]]:
    """Direct and pivoted Tatoeba pairs whose two languages are both wanted."""
    for path in tatoeba_files(folder):
        first, _, second = path.name.removesuffix(".tsv.xz").partition("-")
        if first in languages and second in languages:
            for row in tab_rows(path, 2):
                yield CorpusSentence(clean(row[0]), first), CorpusSentence(clean(row[1]), second)


def tatoeba_files(folder: Path) -> list[Path]:
    """Files of pairs whose name says their languages (``A-B.tsv.xz``)."""
    return [
        path
        for sub_folder in ("tatoeba", "tatoeba_pivot")
        for path in sorted((folder / "parallel" / sub_folder).glob("*.tsv.xz"))
    ]


def headed_pairs(path: Path, languages: frozenset[str]) -> Iterator[tuple[CorpusSentence, CorpusSentence]]:
    """Pairs of a file with the header ``lang_a lang_b text_a text_b ...`` (stories, guides, dev)."""
    rows = tab_rows(path, 4)
    next(rows, None)
    for row in rows:
        if row[0] in languages and row[1] in languages:
            yield CorpusSentence(clean(row[2]), row[0]), CorpusSentence(clean(row[3]), row[1])


def multiway_pairs(path: Path, languages: frozenset[str]) -> Iterator[tuple[CorpusSentence, CorpusSentence]]:
    """All pairs of wanted languages of a file with one column per language (TICO-19)."""
    with open_text(path) as stream:
        reader = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader, [])
        wanted = [column for column, name in enumerate(header) if name in languages]
        for row in reader:
            cells = [
                CorpusSentence(clean(row[column]), header[column])
                for column in wanted
                if column < len(row) and row[column].strip()
            ]
            for position, first in enumerate(cells):
                for second in cells[position + 1 :]:
                    yield first, second


def documents(path: Path, languages: frozenset[str] | None = None) -> Iterator[TrainingDocument]:
    """Documents of one JSON-lines file in the wanted languages; None: in all.

    Raises:
        CorpusError: a line is not a document; the message names file and line.
    """
    with open_text(path) as stream:
        for number, line in enumerate(stream, start=1):
            try:
                record = json.loads(line)
                if languages is None or record["lang"] in languages:
                    yield _document(record)
            except (KeyError, ValueError, TypeError, AttributeError) as problem:
                raise CorpusError(f"{path}, line {number}: not a training document ({problem}).") from problem


def _document(record: dict[str, Any]) -> TrainingDocument:
    return TrainingDocument(
        identity=record["id"],
        story=record["story"],
        language=record["lang"],
        title=clean(record["title"]),
        paragraphs=[[clean(s) for s in paragraph if s.strip()] for paragraph in record["paragraphs"]],
        headings=[Heading(h["before"], h["level"], clean(h["text"])) for h in record.get("headings", [])],
        summary=[clean(s) for s in record.get("summary", [])],
    )


def write_documents(path: Path, found: Iterable[TrainingDocument]) -> int:
    """Write documents as ``.jsonl.gz``, the form :func:`documents` reads; returns how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with atomic_replacement(path) as part, gzip.open(part, "wt", encoding="utf-8") as stream:
        for document in found:
            record = {
                "id": document.identity,
                "story": document.story,
                "lang": document.language,
                "title": document.title,
                "paragraphs": document.paragraphs,
                "headings": [
                    {"before": h.before, "level": h.level, "text": h.text} for h in document.headings
                ],
                "summary": document.summary,
            }
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def is_data_folder(folder: Path) -> bool:
    """Whether a folder is laid out like the open data page."""
    return (folder / "parallel").is_dir() or (folder / "documents").is_dir()


def languages_of(folder: Path) -> list[str]:
    """Languages of a data folder: those of its pairs, or without pairs those of its documents; English first.

    English comes first as the pivot, see :class:`conceptwriter.training.codec.batches.Sampling`.
    """
    found = {code for path in tatoeba_files(folder) for code in path.name.removesuffix(".tsv.xz").split("-")}
    if not found:
        found = {document.language for path in document_files(folder) for document in documents(path)}
    return sorted(found, key=lambda code: (code != "eng_Latn", code))


def document_files(folder: Path) -> list[Path]:
    """The training document files of a data folder, without the share-alike one."""
    return [p for p in sorted((folder / "documents").glob("*.jsonl.gz")) if p.name not in SHARE_ALIKE_FILES]
