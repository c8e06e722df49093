"""The format PDF. Laying out pages takes fonts, which is not known here: whoever can do it is handed in."""

from __future__ import annotations

from collections.abc import Callable

from conceptwriter.interchange.errors import UnwritableFile
from conceptwriter.interchange.formats import Export, Format
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.paper.catalogue import with_language
from conceptwriter.interchange.paper.page import PaperPage, paper_page
from conceptwriter.outline import Document


def write_pdf(document: Document, options: ExportOptions) -> Export:
    """The pages that ``options.typeset`` makes. Raises UnwritableFile without one, and what it raises."""
    if options.typeset is None:
        raise UnwritableFile("PDF is only written by the program's window and its command `export`.")
    page = paper_page(document, options)
    return Export("", page.warnings, pdf_of(page, options.typeset))


def pdf_of(page: PaperPage, typeset: Callable[[PaperPage], bytes]) -> bytes:
    """The bytes of the file. Raises what the typesetter raises."""
    return with_language(typeset(page), page.tag)


PDF = Format(name="pdf", label="PDF", extensions=(".pdf",), write_tree=write_pdf)
