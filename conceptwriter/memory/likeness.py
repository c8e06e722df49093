"""How alike two texts are, in per cent, and what is different.

The percentage is the mean of two: how many of the characters need no editing, and how many of the words.
Case, typography and white space cost one point in all. Characters alone would call "not" and "now" nearly
the same sentence; words alone would call two forms of a noun two nouns. `docs/memory.md` has what a
percentage is worth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel, Levenshtein

from conceptwriter.language.scripts import unspaced_letter
from conceptwriter.memory.forms import exact_form, folded_form

EXACT = 100
ALMOST = 99
"""The same but for case, typography, or numbers that were put in."""
_MOST_FUZZY = 98
_PIECE = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u0652\u0900-\u0903\u093a-\u094f"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’](?=[^\W_]))*")


class Change(StrEnum):
    """What became of a run of text."""

    KEPT = "kept"
    INSERTED = "inserted"
    """In the asked text only."""
    DELETED = "deleted"
    """In the unit's source only."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a difference. Kept and deleted make the old text, kept and inserted the new one."""

    change: Change
    text: str


def percentage(first: str, second: str) -> int:
    """100: the same text; 99: but for case and typography; else 0 to 98."""
    one, two = exact_form(first), exact_form(second)
    if one == two:
        return EXACT
    return folded_percentage(folded_form(one), folded_form(two))


def folded_percentage(first: str, second: str, words: list[str] | None = None) -> int:
    """The percentage of texts that are folded and not the same; `words`: those of the second, if known."""
    if first == second:
        return ALMOST
    by_characters = Levenshtein.normalized_similarity(first, second)
    by_words = Levenshtein.normalized_similarity(
        words_of(first), words_of(second) if words is None else words
    )
    return min(_MOST_FUZZY, int(50 * (by_characters + by_words)))


def words_of(text: str) -> list[str]:
    """Words; each letter alone in scripts without spaces. Without words: the characters."""
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.isascii() or not unspaced_letter().search(word):
            found.append(word)
        else:
            found += word
    return found or list(text)


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
    """Without two runs of a kind in a row; what was deleted is before what was inserted in its place."""
    joined: list[tuple[Change, str]] = []
    deleted = inserted = ""

    def flush() -> None:
        nonlocal deleted, inserted
        joined.extend([(Change.DELETED, deleted)] if deleted else [])
        joined.extend([(Change.INSERTED, inserted)] if inserted else [])
        deleted = inserted = ""

    for change, text in runs:
        if change is Change.DELETED:
            deleted += text
        elif change is Change.INSERTED:
            inserted += text
        else:
            flush()
            joined.append((change, text))
    flush()
    return joined
