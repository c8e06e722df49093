"""The format XLIFF: a file becomes a document, and a document from a client's file that file again."""

from __future__ import annotations

from conceptwriter.interchange.formats import Export, Format
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.xliff.new_file import write_new
from conceptwriter.interchange.xliff.reading import read_xliff
from conceptwriter.interchange.xliff.returning import give_back, target_of
from conceptwriter.interchange.xliff.stored import SKELETON
from conceptwriter.outline import Document


def write_xliff(document: Document, options: ExportOptions) -> Export:
    """The client's file with the document's translations, or a new file of XLIFF 2.1.

    A language other than the client's is written to a new file. Notes are part of the format.
    """
    if SKELETON in document.root.attributes:
        said, wanted = target_of(document), options.language
        source = document.root.source_language
        if wanted in {None, source} or said in {None, wanted}:
            shown = document.root.language
            target = said or (wanted if wanted != source else None) or (shown if shown != source else None)
            return give_back(document, target)
    return write_new(document, options.language)


XLIFF = Format(
    name="xliff",
    label="XLIFF",
    extensions=(".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"),
    read_tree=read_xliff,
    write_tree=write_xliff,
    keeps=SKELETON,
)
