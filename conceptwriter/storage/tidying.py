"""Keeping the file no larger than its content: on closing, a bounded amount, and only where it pays.

Nothing here can lose text: vectors are a cache, and free pages are returned in a transaction like any other.
A kill or a full disk leaves the file unchanged.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from conceptwriter.outline import ROOT, TRASH, fingerprint

if TYPE_CHECKING:
    from conceptwriter.outline import Document
    from conceptwriter.storage.vectors import VectorStore

WORTH_IT = 64
"""Number of free pages (of 4 kB) below which they are kept for later writes."""

MOST_PAGES = 4096
"""Pages returned per closing: 16 MB. The rest waits for the next closing."""

MOST_SECONDS = 0.3
"""Time limit for returning pages per closing."""

SPARE_VECTORS = 2000
"""Vectors kept for deleted texts: undo, or a proposal, may bring these back."""


def tidy(
    connection: sqlite3.Connection,
    begin: Callable[[], AbstractContextManager[None]],
    vectors: VectorStore,
    document: Document,
) -> None:
    """Drop unneeded vectors, and shorten the file. Never fails: the next closing tries again."""
    texts = sum(
        len(document.node(node).renditions) for root in (ROOT, TRASH) for node in document.subtree(root)
    )
    vectors.thin_out(2 * texts + SPARE_VECTORS, lambda: present_texts(document))
    try:
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
        if free >= WORTH_IT:
            with begin():
                _release_pages(connection, min(free, MOST_PAGES))
    except sqlite3.Error:
        return


def allow_shortening(connection: sqlite3.Connection) -> None:
    """Rewrite a file of the first format, once, into its log: those files could only grow.

    If there is no space for that, it stays unchanged.
    """
    try:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("VACUUM")
    except sqlite3.Error:
        return


def _release_pages(connection: sqlite3.Connection, pages: int) -> None:
    """One page per call: Python steps only once through a statement without columns."""
    deadline = time.monotonic() + MOST_SECONDS
    for _ in range(pages):
        connection.execute("PRAGMA incremental_vacuum(1)")
        if time.monotonic() > deadline:
            return


def present_texts(document: Document) -> set[str]:
    """The fingerprints of all texts of the document, as they are and with normalised white space.

    A text with marks is encoded without them, which only the assistant can do: such a vector stays while it
    is among the spare ones or in use, and is computed again after that.
    """
    found: set[str] = set()
    for root in (ROOT, TRASH):
        for node in document.subtree(root):
            for language, rendition in document.node(node).renditions.items():
                text = rendition.text
                evened = " ".join(text.split())
                found.add(fingerprint(text, language))
                if evened != text:
                    found.add(fingerprint(evened, language))
    return found
