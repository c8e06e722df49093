"""What a step was about, in the writer's own words: what was typed, deleted or moved."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.outline.changes import Insert, Move, Operation, Remove, SetField, SetRendition

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.model import NodeData, NodeId

MOST = 80
"""Maximum length of an excerpt in characters."""
MOST_CHANGES = 60
"""Of a longer step, such as the translation of a chapter, the first changes say what it was about."""
_LITTLE = 2
"""Number of typed characters that are not a separate step while typing continues."""
_WORD_HEAD, _WORD_TAIL = re.compile(r"\w*\Z"), re.compile(r"\w*")


def typed_so_little(operation: Operation) -> bool:
    """True for a step that changed no more than a letter or two."""
    removed, added, _ = _difference(*_in_a_row(_texts(operation)))
    return 0 < len(removed) + len(added) <= _LITTLE


def excerpt(operation: Operation, text_of: Callable[[NodeId], str], most: int = MOST) -> str:
    """The words a step was about, on one line; empty where it is not about words.

    `text_of` gives a node's present text, for nodes that were only moved or marked; it may raise KeyError.
    """
    if len(operation.changes) > MOST_CHANGES:
        operation = replace(operation, changes=operation.changes[:MOST_CHANGES])
    words = _typed_words(operation) or _removed_words(operation) or _words_of_nodes(operation, text_of)
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _typed_words(operation: Operation) -> str:
    """The text that the step added, in the order in which it was inserted."""
    texts = _texts(operation)
    if len(texts) > 1 and any(isinstance(change, Insert) for change in operation.changes):
        # A text that was split while typing: what moved to the next node was not typed.
        texts = [both for both in (_in_a_row(texts),) if _with_whole_words(*both)] or texts
    found = (_with_whole_words(old, new) for old, new in texts)
    return " ".join(words for words in found if words)


def _texts(operation: Operation) -> list[tuple[str, str]]:
    """Each text that the step has changed or created: before and after."""
    said: dict[tuple[NodeId, str], tuple[str, str]] = {}
    for change in operation.changes:
        if isinstance(change, SetRendition):
            old, _ = said.get((change.node, change.language), (_text(change.old), ""))
            said[change.node, change.language] = old, _text(change.new)
        elif isinstance(change, Insert):
            for data in change.nodes:
                for language, rendition in data.renditions.items():
                    said[data.id, language] = "", rendition.text
        elif isinstance(change, Remove):
            for data in change.nodes:
                for language in data.renditions:
                    said.pop((data.id, language), None)
        elif isinstance(change, SetField) and change.field in ("note", "status"):
            old, _ = said.get((change.node, change.field), (change.old or "", ""))
            said[change.node, change.field] = old, change.new or ""
    return list(said.values())


def _in_a_row(texts: list[tuple[str, str]]) -> tuple[str, str]:
    """All texts before, and all texts after, joined."""
    return " ".join(old for old, _ in texts if old), " ".join(new for _, new in texts if new)


def _removed_words(operation: Operation) -> str:
    for change in operation.changes:
        if isinstance(change, Remove):
            return _first_text(change.nodes)
        if isinstance(change, SetRendition):
            removed, _, _ = _difference(_text(change.old), _text(change.new))
            if removed.strip():
                return removed
        if isinstance(change, SetField) and change.field == "note" and change.old:
            return str(change.old)
    return ""


def _words_of_nodes(operation: Operation, text_of: Callable[[NodeId], str]) -> str:
    for change in operation.changes:
        if isinstance(change, Move | SetField | SetRendition):
            try:
                words = text_of(change.node)
            except KeyError:
                continue
            if words:
                return words
    return ""


def _with_whole_words(old: str, new: str) -> str:
    """What `new` has that `old` did not, completed to whole words."""
    _, added, start = _difference(old, new)
    if not added.strip():
        return ""
    end = start + len(added)
    head = _WORD_HEAD.search(new[:start]) if added[0].isalnum() else None
    tail = _WORD_TAIL.match(new[end:]) if added[-1].isalnum() else None
    return (head[0] if head else "") + added + (tail[0] if tail else "")


def _difference(old: str, new: str) -> tuple[str, str, int]:
    """What was removed, what was added, and where."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[len(old) - 1 - end] == new[len(new) - 1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end], start


def _first_text(nodes: tuple[NodeData, ...]) -> str:
    return next((_text(one) for data in nodes for one in data.renditions.values() if one.text), "")


def _text(rendition: object) -> str:
    return str(getattr(rendition, "text", ""))
