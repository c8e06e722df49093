"""The format PO: a catalogue of messages becomes a document, and the document that file again."""

from __future__ import annotations

from conceptwriter.interchange.formats import Export, Format
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.po.new_file import write_new
from conceptwriter.interchange.po.reading import read_po
from conceptwriter.interchange.po.returning import give_back, target_of
from conceptwriter.interchange.po.stored import SKELETON
from conceptwriter.outline import Document


def write_po(document: Document, options: ExportOptions) -> Export:
    """The file that the document came from with its translations, or a new one.

    A language other than the file's is written to a new file.
    """
    if SKELETON in document.root.attributes:
        said, wanted = target_of(document), options.language
        source = document.root.source_language
        if wanted in {None, source} or said in {None, wanted}:
            shown = document.root.language
            target = said or (wanted if wanted != source else None) or (shown if shown != source else None)
            return give_back(document, target)
    return write_new(document, options.language, include_notes=options.include_notes)


PO = Format(
    name="po",
    label="Gettext PO",
    extensions=(".po", ".pot"),
    read_tree=read_po,
    write_tree=write_po,
    keeps=SKELETON,
)
