"""The format XLIFF: a file becomes a document, and a document from a client's file that file again."""

from __future__ import annotations

from conceptwriter.interchange.formats import Export, Format
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.xliff.new_file import write_new
from conceptwriter.interchange.xliff.new_file_1_2 import write_new_1_2
from conceptwriter.interchange.xliff.reading import read_xliff
from conceptwriter.interchange.xliff.returning import give_back, keeps_1_2, target_of
from conceptwriter.interchange.xliff.stored import SKELETON
from conceptwriter.outline import Document


def write_xliff(document: Document, options: ExportOptions) -> Export:
    """The client's file with the document's translations, or a new file of XLIFF 2.0.

    A language other than the client's is written to a new file. Notes are part of the format.
    """
    return _clients_file(document, options, only_1_2=False) or write_new(document, options.language)


def write_xliff_1_2(document: Document, options: ExportOptions) -> Export:
    """The client's file if it is of XLIFF 1.2, or a new file of that version."""
    return _clients_file(document, options, only_1_2=True) or write_new_1_2(document, options.language)


def _clients_file(document: Document, options: ExportOptions, *, only_1_2: bool) -> Export | None:
    """The client's file with the document's translations; None if it is in another language or version."""
    if SKELETON in document.root.attributes and (not only_1_2 or keeps_1_2(document)):
        said, wanted = target_of(document), options.language
        source = document.root.source_language
        if wanted in {None, source} or said in {None, wanted}:
            shown = document.root.language
            target = said or (wanted if wanted != source else None) or (shown if shown != source else None)
            return give_back(document, target)
    return None


XLIFF = Format(
    name="xliff",
    label="XLIFF",
    extensions=(".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"),
    read_tree=read_xliff,
    write_tree=write_xliff,
    keeps=SKELETON,
)

# read as XLIFF: the file says its version
XLIFF_1_2 = Format(
    name="xliff1.2",
    label="XLIFF 1.2",
    extensions=(".xlf",),
    write_tree=write_xliff_1_2,
)
