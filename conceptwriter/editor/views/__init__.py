"""The two views of a document, and the commands that act on its structure."""

from __future__ import annotations
