"""HTML pages: read, given back with other texts and all else as it was, and written anew."""

from __future__ import annotations

from conceptwriter.interchange.html.html import HTML

__all__ = ["HTML"]
