"""Word documents: read, given back with other texts and all else as it was, and written anew."""

from __future__ import annotations

from conceptwriter.interchange.docx.docx import DOCX

__all__ = ["DOCX"]
