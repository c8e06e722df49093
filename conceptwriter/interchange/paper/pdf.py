"""The format PDF. Laying out pages takes fonts, which is not known here: whoever can do it is handed in."""

from __future__ import annotations

from conceptwriter.interchange.errors import UnwritableFile
from conceptwriter.interchange.formats import Export, Format
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.paper.page import paper_page
from conceptwriter.outline import Document


def write_pdf(document: Document, options: ExportOptions) -> Export:
    """The pages that ``options.typeset`` makes. Raises UnwritableFile without one, and what it raises."""
    if options.typeset is None:
        raise UnwritableFile("PDF is only written by the program's window and its command `export`.")
    page = paper_page(document, options)
    return Export("", page.warnings, options.typeset(page))


PDF = Format(name="pdf", label="PDF", extensions=(".pdf",), write_tree=write_pdf)
