"""Remarks that a person has dismissed, as notes in a client's file: for its readers, and read back.

In XLIFF 2 it is a note of the unit with the category ``cw:dismissed`` and an id, in 1.2 a note from
``cw:dismissed``; the id, or what follows in ``from``, is a mark of the source and the translation that were
right in spite of the remark. A note whose mark fits no text of its unit is not read back: the text was
changed on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple
from xml.sax.saxutils import escape

from conceptwriter.interchange.xliff.edits import Edits
from conceptwriter.interchange.xliff.names import VERSIONS
from conceptwriter.interchange.xliff.new_notes import insert_notes
from conceptwriter.interchange.xliff.own import DISMISSED
from conceptwriter.interchange.xliff.tags import Tag
from conceptwriter.interchange.xliff.xml_tree import Element

_ID = "cw-"


class Dismissed(NamedTuple):
    """One remark that was dismissed: the short name of its check, and the reason, perhaps empty."""

    flag: str
    reason: str

    @property
    def text(self) -> str:
        """The note's text."""
        return f"{self.flag}: {self.reason}" if self.reason else self.flag


def marked(source: str, target: str, flags: Mapping[str, str]) -> dict[str, Dismissed]:
    """What was dismissed in a text, by mark."""
    return {_mark(source, target, flag): Dismissed(flag, reason) for flag, reason in flags.items()}


def is_dismissal(note: Element) -> bool:
    """Whether a note is one of these."""
    if note.namespace in VERSIONS:
        return note.attributes.get("category") == DISMISSED
    return note.attributes.get("from", "").partition(" ")[0] == DISMISSED


def dismissals_in(notes: Iterable[Element], source: str, target: str) -> dict[str, str]:
    """What notes of a unit say was dismissed in a text: reasons by flag."""
    found: dict[str, str] = {}
    for note in notes:
        if is_dismissal(note):
            flag, _, reason = note.text.strip().partition(": ")
            if _mark_of(note) == _mark(source, target, flag):
                found[flag] = reason
    return found


def write_dismissals(
    edits: Edits,
    element: Element,
    notes: Sequence[Element],
    wanted: Mapping[str, Dismissed],
    also: Sequence[str],
) -> None:
    """Give a unit the notes that are wanted, and other new ones, without those that apply no more.

    `also`: the others, as written.
    """
    there = {_mark_of(note): note for note in notes if is_dismissal(note)}
    gone = [note for mark, note in there.items() if mark not in wanted]
    tag = Tag(edits.tag(element).name).renamed("note")
    written = list(also)
    for mark, one in wanted.items():
        if mark in there:
            continue
        if element.namespace in VERSIONS:
            named = tag.with_value("id", f"{_ID}{mark}").with_value("appliesTo", "target")
            named = named.with_value("category", DISMISSED)
        else:
            named = tag.with_value("from", f"{DISMISSED} {mark}").with_value("annotates", "target")
        written.append(f"{named.start}{escape(one.text)}{named.end}")
    holder = element.first("notes") if element.namespace in VERSIONS else None
    if holder is not None and len(gone) == len(notes) and not written:
        edits.remove(holder)
        return
    for note in gone:
        edits.remove(note)
    insert_notes(edits, element, written)


def _mark(source: str, target: str, flag: str) -> str:
    """The same for texts that differ in white space only: files may be indented anew."""
    said = "\0".join(["".join(source.split()), "".join(target.split()), flag])
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _mark_of(note: Element) -> str:
    if note.namespace in VERSIONS:
        return note.attributes.get("id", "").removeprefix(_ID)
    return note.attributes.get("from", "").partition(" ")[2]
