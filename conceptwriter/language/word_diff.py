"""What differs between two versions of a text, in words, for people to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from conceptwriter.language.scripts import unspaced_letter

_PIECE = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)


class Change(StrEnum):
    """What became of a run of text."""

    KEPT = "kept"
    INSERTED = "inserted"
    """In the new text only."""
    DELETED = "deleted"
    """In the old text only."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a difference. Kept and deleted make the old text, kept and inserted the new one."""

    change: Change
    text: str


def difference(old: str, new: str) -> tuple[Run, ...]:
    """What to change in `old` to get `new`, by words, spaces and signs."""
    before, after = _pieces(old), _pieces(new)
    runs: list[tuple[Change, str]] = []
    for step in Indel.opcodes(before, after):
        kept = step.tag == "equal"
        removed = "".join(before[step.src_start : step.src_end])
        added = "".join(after[step.dest_start : step.dest_end])
        if kept:
            runs.append((Change.KEPT, removed))
            continue
        runs += [(Change.DELETED, removed)] if removed else []
        runs += [(Change.INSERTED, added)] if added else []
    return tuple(Run(change, text) for change, text in _joined(runs))


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if piece.isascii() or not unspaced_letter().search(piece):
            found.append(piece)
        else:
            found += piece
    return found


def _joined(runs: list[tuple[Change, str]]) -> list[tuple[Change, str]]:
    """Without two runs of a kind in a row; what was deleted is before what was inserted in its place.

    White space alone between two changes is part of both: phrases are read more easily than single words.
    """
    joined: list[tuple[Change, str]] = []
    deleted = inserted = ""

    def flush() -> None:
        nonlocal deleted, inserted
        joined.extend([(Change.DELETED, deleted)] if deleted else [])
        joined.extend([(Change.INSERTED, inserted)] if inserted else [])
        deleted = inserted = ""

    for place, (change, text) in enumerate(runs):
        if change is Change.DELETED:
            deleted += text
        elif change is Change.INSERTED:
            inserted += text
        elif text.isspace() and deleted and inserted and place + 1 < len(runs):
            deleted += text
            inserted += text
        else:
            flush()
            joined.append((change, text))
    flush()
    return joined
