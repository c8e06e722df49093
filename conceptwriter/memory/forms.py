"""The forms of a text by which translation memories compare it.

*Exact*: Unicode's composed form, with single spaces and without invisible characters. *Folded*: also without
case, compatibility forms and typographic variants of quotation marks and dashes. *Skeleton*: folded, with a
slot for each number and placeholder and without other marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from typing import NamedTuple

from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.language.mark_table import MarkKind

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_TYPOGRAPHY = {
    **dict.fromkeys("‘’‚‛ʼ´", "'"),
    **dict.fromkeys("“”„‟«»〝〞", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_TYPOGRAPHIC = re.compile(f"[{''.join(_TYPOGRAPHY)}]")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,:/'’٫٬\u00a0\u202f]\d+)*")
_NUMBER_SLOT, _WORD_SLOT = "\x01", "\x02"


class SlotKind(Enum):
    """What a slot of a skeleton stands for."""

    NUMBER = "number"
    WORD = "word"
    """A mark that acts as a word: a placeholder, code, an address."""
    MARK = "mark"
    """A mark that the sentence is complete without; it leaves no trace in the skeleton."""


class Slot(NamedTuple):
    """A part of a text that its skeleton leaves out; offsets are those of the exact form."""

    start: int
    end: int
    kind: SlotKind
    written: str


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What is left of a text, and what was taken out of `exact`."""

    exact: str
    key: str
    slots: tuple[Slot, ...]

    def of_kind(self, *kinds: SlotKind) -> list[Slot]:
        """The slots of these kinds, in order."""
        return [slot for slot in self.slots if slot.kind in kinds]


def exact_form(text: str) -> str:
    """Texts with the same exact form are the same for a reader."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def folded_form(text: str) -> str:
    """Texts with the same folded form differ only in case and typography."""
    if text.isascii():
        return " ".join(text.replace("`", "'").lower().split())
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    text = _TYPOGRAPHIC.sub(lambda sign: _TYPOGRAPHY[sign.group()], text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def skeleton(text: str) -> Skeleton:
    """The text without its numbers and marks."""
    exact = exact_form(text)
    slots = _slots(exact)
    parts: list[str] = []
    position = 0
    for slot in slots:
        parts.append(exact[position : slot.start])
        parts.append({SlotKind.NUMBER: _NUMBER_SLOT, SlotKind.WORD: _WORD_SLOT}.get(slot.kind, ""))
        position = slot.end
    return Skeleton(exact, folded_form("".join([*parts, exact[position:]])), tuple(slots))


def _slots(exact: str) -> list[Slot]:
    marks = inline_marks(exact)
    found = [
        Slot(
            atom.start,
            atom.end,
            SlotKind.WORD if atom.kind is MarkKind.WORD else SlotKind.MARK,
            exact[atom.start : atom.end],
        )
        for atom in marks.atoms
    ]
    for pair in marks.pairs:
        for start, end in ((pair.start, pair.inner_start), (pair.inner_end, pair.end)):
            found.append(Slot(start, end, SlotKind.MARK, exact[start:end]))
    found.sort()
    apart: list[Slot] = []
    for slot in found:  # a mark may lie in another: an address in the end of a link
        if not apart or slot.start >= apart[-1].end:
            apart.append(slot)
    taken = [(slot.start, slot.end) for slot in apart]
    apart += [
        Slot(match.start(), match.end(), SlotKind.NUMBER, match.group())
        for match in _NUMBER.finditer(exact)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return sorted(apart)


def key_of(form: str) -> int:
    """A signed 64-bit number for an index; two forms may share it, so compare the forms as well."""
    return int.from_bytes(blake2b(_bytes(form), digest_size=8).digest(), "big", signed=True)


def identity_of(*values: str | None) -> bytes:
    """16 bytes that identify these values."""
    digest = blake2b(digest_size=16)
    for value in values:
        encoded = b"-" if value is None else b"+" + _bytes(value)
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.digest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
