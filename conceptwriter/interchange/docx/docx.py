"""The format DOCX: a Word file becomes a document, and the document that file again, in any language."""

from __future__ import annotations

from conceptwriter.interchange.docx.stored import SKELETON
from conceptwriter.interchange.formats import Export, Format, SourceFile
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.outline import Document, Draft


def read_docx(source: SourceFile) -> Draft:
    """See :func:`.reading.read_docx`; the library is imported when it is needed."""
    from conceptwriter.interchange.docx.reading import read_docx as read

    return read(source)


def write_docx(document: Document, options: ExportOptions) -> Export:
    """The file that the document came from with its texts, or a new one. Two languages go into a new one."""
    from conceptwriter.interchange.docx.new_file import write_new
    from conceptwriter.interchange.docx.returning import give_back

    if SKELETON in document.root.attributes and not options.bilingual:
        return give_back(document, options.language)
    return write_new(document, options)


DOCX = Format(
    name="docx",
    label="Word",
    extensions=(".docx",),
    read_tree=read_docx,
    write_tree=write_docx,
    keeps=SKELETON,
)
