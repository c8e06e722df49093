"""A user's own folder of texts as documents to train on.

What the importers make of a file (headings, paragraphs, sentences, marks taken out) is written in the form of
the training documents, one file in ``texts/documents`` of the run's folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.evaluation.held_out.corpora import TrainingDocument
    from conceptwriter.outline import Document

CLEAR = 0.3
"""Least confidence with which a guessed language counts."""


@dataclass(frozen=True, slots=True)
class OwnText:
    """One file of the folder."""

    path: Path
    text: str
    language: str
    """FLORES-200 code; empty: not clear."""


def own_files(folder: Path) -> list[Path]:
    """The text files in a folder and below it, hidden ones and those of hidden folders left out."""
    from conceptwriter.interchange import readable_extensions

    extensions = readable_extensions(running_text=True)
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in extensions
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def is_own_text(folder: Path) -> bool:
    """Whether a folder holds a user's texts, rather than training data, shards or a run."""
    if not folder.is_dir() or (folder / "parallel").is_dir() or (folder / "documents").is_dir():
        return False
    if any(folder.glob("*.parquet")) or (folder / "pack.npz").exists():
        return False
    return bool(own_files(folder))


def training_folder(folder: Path, out: Path, language: str | None = None) -> tuple[Path, str]:
    """Turn the texts of ``folder`` into a data folder under ``out``; its path and what was read, in words.

    Args:
        folder: the user's.
        out: folder of the run.
        language: of all texts, in any notation; None: guessed for each file.

    Raises:
        ConceptWriterError: a file cannot be read, or no language is clear; the message names the file.
    """
    from conceptwriter.evaluation.held_out.corpora import write_documents

    texts = read_texts(own_files(folder), language)
    documents = [_training_document(text, folder) for text in texts]
    target = out / "texts"
    write_documents(target / "documents" / "own_text.jsonl.gz", documents)
    sentences = sum(len(paragraph) for document in documents for paragraph in document.paragraphs)
    languages = ", ".join(sorted({document.language for document in documents}))
    return target, f"{len(documents)} files of {folder}, {sentences:,} sentences, {languages}"


def read_texts(paths: Sequence[Path], language: str | None = None) -> list[OwnText]:
    """The files that hold text, each in its language; one of unclear language is taken to be in the main one.

    Raises:
        ConceptWriterError: a file cannot be read, or the language of none is clear.
    """
    from conceptwriter.interchange import read_text_file
    from conceptwriter.language import detect_language, find_language

    code = find_language(language).code if language else ""
    found: list[OwnText] = []
    for path in paths:
        if path.stat().st_size == 0:
            continue
        text = read_text_file(path)
        guess = detect_language(text)
        found.append(OwnText(path, text, code or (guess.code if guess.confidence >= CLEAR else "")))
    main = _main_language(found)
    return [OwnText(own.path, own.text, own.language or main) for own in found]


def _main_language(found: Sequence[OwnText]) -> str:
    lengths: dict[str, int] = {}
    for own in found:
        if own.language:
            lengths[own.language] = lengths.get(own.language, 0) + len(own.text)
    if found and not lengths:
        raise ConceptWriterError(
            f"{found[0].path}: the language is not clear. Name it, for example: --language eng_Latn"
        )
    return max(lengths, key=lambda code: lengths[code], default="")


def _training_document(own: OwnText, folder: Path) -> TrainingDocument:
    from conceptwriter.evaluation.held_out.corpora import Heading, TrainingDocument, clean
    from conceptwriter.interchange import format_of_path, import_text
    from conceptwriter.outline import ROOT, Kind

    chosen = format_of_path(own.path).name
    document = import_text(own.text, chosen, own.language, title=own.path.stem, name=str(own.path))
    shown = _shown_by(document)
    headings: list[Heading] = []
    paragraphs: list[list[str]] = []
    for node in document.descendants(ROOT):
        kind = document.node(node).kind
        if kind is Kind.SECTION:
            heading = clean(shown(document.source_text(node)))
            headings.append(Heading(len(paragraphs), document.depth(node), heading))
        elif kind is Kind.PARAGRAPH:
            paragraphs.append([clean(shown(text)) for text in _spoken(document, node)])
    name = own.path.relative_to(folder).as_posix()
    title = clean(shown(document.source_text(ROOT)))
    spoken = [[text for text in paragraph if text] for paragraph in paragraphs]
    return TrainingDocument(name, name, own.language, title, spoken, [h for h in headings if h.text])


def _spoken(document: Document, paragraph: int) -> Iterator[str]:
    """The sentences of a paragraph; code, tables and pictures are not for training."""
    for node in document.children(paragraph):
        if "verbatim" not in document.node(node).attributes:
            yield document.source_text(node)


def _shown_by(document: Document) -> Callable[[str], str]:
    """From a line of a document to what a reader of it sees."""
    from conceptwriter.interchange.markup import is_plain

    if is_plain(document):
        return str
    from markdown_it import MarkdownIt

    from conceptwriter.interchange.inline import without_marks

    parser = MarkdownIt("commonmark")
    return lambda text: without_marks(text, parser)
