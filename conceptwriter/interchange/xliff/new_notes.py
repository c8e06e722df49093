"""Adding notes that a document has and its file has not. The client's own notes always stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from conceptwriter.interchange.xliff.edits import Edits
from conceptwriter.interchange.xliff.names import VERSIONS
from conceptwriter.interchange.xliff.tags import Tag
from conceptwriter.interchange.xliff.xml_tree import Element

_BEFORE_NOTES = frozenset({"originalData", "segment", "ignorable", "unit", "group"})
_OLD = frozenset({"source", "seg-source", "target", "note"})


def new_notes(edits: Edits, element: Element, known: Sequence[str], said: Iterable[str]) -> list[str]:
    """The notes, as written, of what is `said` and not `known` of a unit."""
    tag = Tag(edits.tag(element).name).renamed("note")
    return [f"<{tag.name}>{text}{tag.end}" for text in _fresh(known, said)]


def insert_notes(edits: Edits, element: Element, written: Sequence[str]) -> None:
    """Insert notes after those that a unit has, or where its notes belong."""
    if not written:
        return
    tag = Tag(edits.tag(element).name).renamed("note")
    if element.namespace not in VERSIONS:
        _add_after(edits, [child for child in element.children if child.name in _OLD][-1], written)
        return
    notes = element.first("notes")
    if notes is not None:
        _add_after(edits, list(notes.named("note"))[-1], written)
        return
    following = next(
        child
        for child in element.children
        if child.namespace == element.namespace and child.name in _BEFORE_NOTES
    )
    indent = edits.white_before(following)
    around = tag.renamed("notes")
    inside = "".join(f"{indent}{note}" for note in written)
    edits.insert(following.start, f"<{around.name}>{inside}{indent}{around.end}{indent}")


def _add_after(edits: Edits, element: Element, written: Sequence[str]) -> None:
    indent = edits.white_before(element)
    edits.insert(element.end, "".join(f"{indent}{note}" for note in written))


def _fresh(known: Sequence[str], said: Iterable[str]) -> list[str]:
    """The texts of new notes, escaped: what is left of what is said without what the file has."""
    left: list[str] = []
    missing = list(known)
    for note in said:
        rest = note.strip()
        for text in list(missing):
            if text in rest:
                missing.remove(text)
                rest = rest.replace(text, "", 1)
        if rest.strip():
            left.append(escape(rest.strip()))
    return left
