"""Gettext PO: catalogues of messages and their translations, given back as they came."""

from __future__ import annotations

from conceptwriter.interchange.po.po import PO

__all__ = ["PO"]
