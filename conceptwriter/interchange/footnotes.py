"""Footnotes of a manuscript: ``[^1]`` in a text, and a paragraph ``[^1]: What the note says.``"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace

from conceptwriter.interchange.blocks import Block, BlockKind

REFERENCE = re.compile(r"\[\^([^\]\[\s]{1,200})\]")
_DEFINITION = re.compile(r"\[\^([^\]\[\s]{1,200})\]:[ \t]*")


@dataclass(slots=True)
class Note:
    """What a note says."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    """Inline Markdown of each of its paragraphs, and the language of that (FLORES-200)."""


def without_notes(blocks: Iterable[Block]) -> tuple[list[Block], dict[str, Note]]:
    """The blocks without the paragraphs that define notes, and the notes by their labels.

    A definition that nothing refers to stays where it is: nothing may get lost.
    """
    found = list(blocks)
    mentioned = {
        label
        for block in found
        if not block.is_verbatim
        for line in block.lines
        for label in REFERENCE.findall(_DEFINITION.sub("", line, count=1))
    }
    notes: dict[str, Note] = {}
    kept: list[Block] = []
    for block in found:
        if block.kind is BlockKind.DEFINITION:
            kept += _without_short_notes(block, mentioned, notes)
            continue
        if not _is_definition(block, mentioned):
            kept.append(block)
            continue
        label = ""
        for line in (part for whole in block.lines for part in whole.split("\n")):
            begun = _DEFINITION.match(line)
            if begun is not None:
                label = begun.group(1)
                text = line[begun.end() :].strip()
                notes.setdefault(label, Note()).texts.append((text, block.language))
            else:
                text, language = notes[label].texts[-1]
                notes[label].texts[-1] = (f"{text} {line.strip()}".strip(), language)
    return kept, notes


def pieces_of(text: str, notes: Container[str]) -> list[tuple[str, str]]:
    """The pieces of a text between references to known notes, each with the label of the one after it."""
    found: list[tuple[str, str]] = []
    begin = 0
    for reference in REFERENCE.finditer(text):
        if reference.group(1) in notes:
            found.append((text[begin : reference.start()], reference.group(1)))
            begin = reference.end()
    return [*found, (text[begin:], "")]


def _is_definition(block: Block, mentioned: set[str]) -> bool:
    if block.kind is not BlockKind.TEXT or not block.lines:
        return False
    lines = [part for whole in block.lines for part in whole.split("\n")]
    begun = [found.group(1) for line in lines if (found := _DEFINITION.match(line)) is not None]
    return _DEFINITION.match(lines[0]) is not None and mentioned.issuperset(begun)


def _without_short_notes(block: Block, mentioned: set[str], notes: dict[str, Note]) -> list[Block]:
    """A note of one word is read as the definition of a link, for so it looks in Markdown."""
    kept: list[str] = []
    for line in (part for whole in block.lines for part in whole.split("\n")):
        begun = _DEFINITION.match(line)
        if begun is not None and begun.group(1) in mentioned:
            notes.setdefault(begun.group(1), Note()).texts.append(
                (line[begun.end() :].strip(), block.language)
            )
        else:
            kept.append(line)
    return [replace(block, lines=["\n".join(kept)])] if any(line.strip() for line in kept) else []
