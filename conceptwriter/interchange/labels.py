"""Labels of footnotes and link definitions, made unique when several Markdown files become one document.

``[^1]`` of one file and ``[^1]`` of another are two notes. If a file defines a label that an earlier file has
defined differently, it gets a new label, in the definition and wherever the file refers to it. A label that a
file only refers to stays: its definition may be in another file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from conceptwriter.interchange.as_written import without_layout
from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.language.inline_marks import Range, inline_marks, is_within, link_tail

_FOOTNOTE = re.compile(r"(?:^|(?<=\s))\[(\^[^\]\[\s]+)\]:[ \t]*([^\n]*)", re.MULTILINE)
_DEFINITION = re.compile(r"^[ ]{0,3}\[((?:[^\[\]\\]|\\.)+)\]:([^\n]*)", re.MULTILINE)
_BRACKETED = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]")
_WITH_LABELS = frozenset(
    {BlockKind.TEXT, BlockKind.HEADING, BlockKind.SECTION, BlockKind.TABLE, BlockKind.DEFINITION}
)


@dataclass(slots=True)
class Labels:
    """The labels of the files so far, normalised as in Markdown, and the meaning of each."""

    _known: dict[str, str] = field(default_factory=dict)
    _mentioned: set[str] = field(default_factory=set)

    def keep_apart(self, blocks: list[Block]) -> int:
        """Rename the labels in another file's blocks that an earlier file defines; the number renamed."""
        own = dict(_definitions(blocks))
        here = {_folded(found.group(1)) for block in blocks for found in _labels_in(block)}
        self._mentioned |= here
        renamed: dict[str, str] = {}
        for label, (written, meaning) in own.items():
            if self._known.get(label, meaning) != meaning:
                renamed[label] = self._free(written)
                self._mentioned.add(_folded(renamed[label]))
        for block in blocks if renamed else []:
            if block.kind in _WITH_LABELS:
                lines = [_with_new_labels(line, block.kind, renamed) for line in block.lines]
                if lines != block.lines:
                    block.attributes = without_layout(block.attributes)
                block.lines[:] = lines
        for label, (_, meaning) in own.items():
            self._known.setdefault(_folded(renamed.get(label, label)), meaning)
        return len(renamed)

    def _free(self, label: str) -> str:
        number = 2
        while _folded(f"{label}-{number}") in self._mentioned:
            number += 1
        return f"{label}-{number}"


def _definitions(blocks: list[Block]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Folded label, and the label as written with its meaning; the first definition of a label counts."""
    seen: set[str] = set()
    for block in blocks:
        pattern = {BlockKind.DEFINITION: _DEFINITION, BlockKind.TEXT: _FOOTNOTE}.get(block.kind)
        for line in block.lines if pattern else []:
            for found in pattern.finditer(line) if pattern else []:
                label = _folded(found.group(1))
                if label not in seen:
                    seen.add(label)
                    yield label, (found.group(1), found.group(2).strip())


def _labels_in(block: Block) -> Iterator[re.Match[str]]:
    if block.kind in _WITH_LABELS:
        for line in block.lines:
            yield from _BRACKETED.finditer(line)


def _folded(label: str) -> str:
    """Labels are equal regardless of case and white space (CommonMark 4.7)."""
    return " ".join(label.casefold().upper().split())


def _with_new_labels(text: str, kind: BlockKind, renamed: dict[str, str]) -> str:
    opaque = [] if kind is BlockKind.DEFINITION else _without_images(text)
    written: list[str] = []
    position = 0
    for found in _BRACKETED.finditer(text):
        new = renamed.get(_folded(found.group(1)))
        if new is None or is_within(found.start(), opaque) or _is_escaped(text, found.start()):
            continue
        replacement, end = _renamed(text, found, new, kind)
        written.append(text[position : found.start()] + replacement)
        position = end
    return "".join([*written, text[position:]])


def _renamed(text: str, found: re.Match[str], new: str, kind: BlockKind) -> tuple[str, int]:
    """The replacement for a bracket with a label, and where the text continues."""
    end = found.end()
    is_note = found.group(1).startswith("^")
    is_defined = text.startswith(":", end) and (kind is BlockKind.DEFINITION or is_note)
    if is_note or is_defined or text.startswith("]", max(0, found.start() - 1)):
        return f"[{new}]", end
    if text.startswith("[]", end):
        return f"{found.group()}[{new}]", end + 2
    if text.startswith("[", end) or (text.startswith("(", end) and link_tail(text, end) is not None):
        return found.group(), end  # the text of a link whose address is elsewhere
    return f"{found.group()}[{new}]", end


def _without_images(text: str) -> list[Range]:
    """Code, tags and addresses; images are opaque to a segmenter, but they may have a label."""
    return [span for span in inline_marks(text).opaque if not text.startswith("![", span[0])]


def _is_escaped(text: str, at: int) -> bool:
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1
