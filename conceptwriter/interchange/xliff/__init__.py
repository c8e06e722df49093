"""XLIFF, the exchange format of translators: OASIS XLIFF 2.0, 2.1 and 2.2, and 1.2.

A client's file becomes a document, and the document gives the client's own file back: the file is stored with
the document, and an export replaces in it only what has changed (:mod:`returning`).
"""

from __future__ import annotations
