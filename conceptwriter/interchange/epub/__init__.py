"""E-books (EPUB 3.3), written from the manuscript."""

from __future__ import annotations

from conceptwriter.interchange.epub.epub import EPUB

__all__ = ["EPUB"]
