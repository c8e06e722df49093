"""The manuscript for paper: laid out by whoever can, and written as PDF."""

from __future__ import annotations

from conceptwriter.interchange.paper.page import PaperPage, paper_page
from conceptwriter.interchange.paper.pdf import PDF, pdf_of

__all__ = ["PDF", "PaperPage", "paper_page", "pdf_of"]
