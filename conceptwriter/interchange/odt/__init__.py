"""OpenDocument texts: read, given back with other texts and all else as it was, and written anew."""

from __future__ import annotations

from conceptwriter.interchange.odt.odt import FODT, ODT

__all__ = ["FODT", "ODT"]
