"""Text deleted or typed over across nodes that are shown in another language than they were written in.

Only the words in that language change: the sentences stay, for they say something in the other language too.
Where there is no translation yet the source stands in for it and is no text to be deleted. A node that was
written in the language shown, and loses all its words, is said in no other place and goes to the trash,
unless it is all that its paragraph has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.tree import TRASH
from conceptwriter.outline.wording import edit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.outline.document import Document
    from conceptwriter.outline.sketch import Sketch


def retype(sketch: Sketch, nodes: Sequence[NodeId], start: Caret, end: Caret, typed: str) -> Caret:
    """Put `typed` in place of the words from `start` to `end`; `nodes` are those of the range, in order.

    The caret behind what was typed. Raises LockedError.
    """
    document = sketch.document
    sketch.require_unlocked(*nodes)
    into = next((node for node in nodes if not document.stands_in(node)), nodes[0])
    caret = Caret(into)
    for node in nodes:
        waits = document.stands_in(node)
        head, tail = _kept(document, node, start, end)
        words = typed if node == into else ""
        if waits:
            words = words.lstrip()
        if node == into:
            caret = Caret(node, len(head) + len(words))
        if waits and not words:
            continue
        if not head + words + tail and node != into and _says_it_nowhere_else(document, node):
            sketch.move(node, TRASH, 0)
            continue
        sketch.follow(edit_text(document, node, head + words + tail, merge=False))
    return caret


def _says_it_nowhere_else(document: Document, node: NodeId) -> bool:
    """True for a sentence that was written in the language shown and has others beside it."""
    is_sentence = document.node(node).kind is Kind.CONCEPT
    return is_sentence and not document.is_translated(node) and len(document.siblings(node)) > 1


def _kept(document: Document, node: NodeId, start: Caret, end: Caret) -> tuple[str, str]:
    """What is left of a node before and behind the range."""
    if document.stands_in(node):
        return "", ""
    text = document.own_text(node)
    return (
        text[: start.position] if node == start.node else "",
        text[end.position :] if node == end.node else "",
    )
