"""The manuscript for paper: laid out by whoever can, and written as PDF."""

from __future__ import annotations

from conceptwriter.interchange.paper.bookmarks import Bookmark
from conceptwriter.interchange.paper.catalogue import completed
from conceptwriter.interchange.paper.page import PaperPage, paper_page
from conceptwriter.interchange.paper.pdf import PDF

__all__ = ["PDF", "Bookmark", "PaperPage", "completed", "paper_page"]
