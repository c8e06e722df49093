"""The text of a source or target as a list: pieces of text, and codes that begin, end or stand alone.

XLIFF 2 and 1.2 name their codes differently; from here on both are the same. What is inside a code of 1.2
(its native mark-up) is not text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conceptwriter.interchange.xliff.names import VERSIONS
from conceptwriter.interchange.xliff.xml_tree import Element


class CodeKind(StrEnum):
    """Which end of what it marks a code is."""

    OPEN = "open"
    CLOSE = "close"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code. `key` is the same for both ends of a pair, and in the source and the target."""

    kind: CodeKind
    key: str
    element: Element

    @property
    def is_annotation(self) -> bool:
        """Whether it is a remark about the text, not part of the client's mark-up."""
        return self.element.name in {"mrk", "sm", "em"}


Item = str | Code

_PAIRS = frozenset({"pc", "mrk", "g"})
"""Elements whose two tags are the two ends."""


def items_of(text: Element) -> list[Item]:
    """The content of a <source>, a <target>, or a segment's <mrk> of XLIFF 1.2."""
    items: list[Item] = []
    for part in text.content:
        if isinstance(part, str):
            items.append(part)
        elif part.name in _PAIRS:
            key = key_of(part)
            items.append(Code(CodeKind.OPEN, key, part))
            items += items_of(part)  # as deep as the file, which is bounded
            items.append(Code(CodeKind.CLOSE, key, part))
        else:
            items.append(Code(_kind(part), key_of(part), part))
    return items


def key_of(element: Element) -> str:
    """What identifies a code in its unit."""
    own = element.attributes
    if element.namespace in VERSIONS:
        if element.name == "cp":
            return f"cp:{own.get('hex', '').lower()}"
        return own.get("startRef") or own.get("id", "")
    if element.name == "mrk":
        return f"mrk:{own.get('mid') or own.get('mtype', '')}"
    family = "pair" if element.name in {"bx", "ex", "bpt", "ept"} else element.name
    return f"{family}:{(own.get('rid') if family == 'pair' else None) or own.get('id', '')}"


def _kind(element: Element) -> CodeKind:
    if element.name in {"sc", "sm", "bx", "bpt"}:
        return CodeKind.OPEN
    if element.name in {"ec", "em", "ex", "ept"}:
        return CodeKind.CLOSE
    position = element.attributes.get("pos") if element.name == "it" else ""
    return {"open": CodeKind.OPEN, "close": CodeKind.CLOSE}.get(position or "", CodeKind.SINGLE)
