"""Reading a file that ConceptWriter has written: as the document that it was, with what was translated.

Codes become the marks they stand for, and the file is not kept: the document is written as a new file again.
"""

from __future__ import annotations

from collections.abc import Iterator

from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.xliff.inline import Code, CodeKind, Item, items_of
from conceptwriter.interchange.xliff.languages import Languages
from conceptwriter.interchange.xliff.own import (
    DISMISSED,
    HEADING,
    MACHINE,
    SECTION,
    characters_of,
    describe,
    metadata_of,
)
from conceptwriter.interchange.xliff.states import state_of
from conceptwriter.interchange.xliff.structure_rules import parts_of
from conceptwriter.interchange.xliff.units import notes_of
from conceptwriter.interchange.xliff.xml_tree import Element
from conceptwriter.outline import Draft, Kind, Origin, Rendition, State, fingerprint


def is_own(root: Element) -> bool:
    """Whether ConceptWriter wrote the file."""
    files = list(root.named("file"))
    return len(files) == 1 and metadata_of(files[0]) is not None


class OwnReading:
    """Makes the document of such a file."""

    def __init__(self, root: Element, languages: Languages) -> None:
        self._file = next(root.named("file"))
        self._languages = languages
        self._count = NodeCount()

    def fill(self, root: Draft) -> None:
        """Append the sections and paragraphs to the root, and give it its title and note."""
        root.text = self._file.attributes.get("original", "") or root.text
        root.note = _note(self._file)
        root.attributes = {}
        describe(root, metadata_of(self._file) or {})
        root.language = self._languages.target or root.language
        self._fill(root, self._file)

    def _fill(self, parent: Draft, branch: Element) -> None:
        for element in branch.children:
            if element.namespace != branch.namespace:
                continue
            if element.name == "group" and element.attributes.get("type") != SECTION:
                self._fill(parent, element)
            elif element.name == "group":
                section = Draft(Kind.SECTION, origin=Origin.IMPORTED, note=_note(element))
                describe(section, metadata_of(element) or {})
                parent.children.append(section)
                self._fill(section, element)  # as deep as the file, which is bounded
            elif element.name == "unit":
                self._count.add(1)
                self._unit(parent, element)

    def _unit(self, parent: Draft, unit: Element) -> None:
        if unit.attributes.get("type") == HEADING and parent.kind is Kind.SECTION and not parent.text:
            for segment in parts_of(unit):
                self._say(parent, segment, unit)
            return
        paragraph = Draft(Kind.PARAGRAPH, note=_note(unit))
        describe(paragraph, metadata_of(unit) or {})
        for segment in parts_of(unit):
            if segment.name == "segment":
                concept = Draft(Kind.CONCEPT)
                self._say(concept, segment, unit)
                if concept.text or concept.renditions:
                    paragraph.children.append(concept)
        self._count.add(len(paragraph.children))
        parent.children.append(paragraph)

    def _say(self, draft: Draft, segment: Element, unit: Element) -> None:
        """Give a draft the texts of a segment, and what the file says about it."""
        number = segment.attributes.get("id", "")
        describe(draft, metadata_of(unit, number) or {} if number else {})
        draft.note = draft.note or _note(unit, number)
        source, target = segment.first("source"), segment.first("target")
        draft.text = _text(source, unit) if source is not None else ""
        draft.origin = Origin.IMPORTED
        text = _text(target, unit) if target is not None else ""
        if text and self._languages.target is not None:
            state = state_of(segment.attributes.get("state", "initial"))
            is_machine = state is State.NEW and segment.attributes.get("subState") == MACHINE
            draft.renditions[self._languages.target] = Rendition(
                text,
                Origin.MACHINE if is_machine else Origin.IMPORTED,
                State.MACHINE if is_machine else state,
                fingerprint(draft.text, self._languages.source),
            )


def _note(element: Element, segment: str = "") -> str:
    """The notes of a file, group or unit, or of one segment of the unit."""
    own = {part.attributes.get("id", "") for part in parts_of(element)} if element.name == "unit" else set()
    found = []
    for note in notes_of(element):
        category = note.attributes.get("category", "")
        if category == DISMISSED:
            continue
        if (category if category in own else "") == segment:
            found.append(note.text)
    return "\n".join(found)


def _text(element: Element, unit: Element) -> str:
    data = dict(_data(unit))
    return "".join(_written(item, data) for item in items_of(element))


def _data(unit: Element) -> Iterator[tuple[str, str]]:
    stored = unit.first("originalData")
    for entry in stored.named("data") if stored is not None else ():
        yield entry.attributes.get("id", ""), characters_of(entry)


def _written(item: Item, data: dict[str, str]) -> str:
    """A text, or the marks that a code stands for."""
    if isinstance(item, str):
        return item
    own = item.element.attributes
    if item.element.name == "cp":
        return chr(int(own.get("hex", "FFFD"), 16))
    if item.kind is CodeKind.SINGLE or item.element.name in {"sc", "ec"}:
        return data.get(own.get("dataRef", ""), "") or _copied(item, data)
    return data.get(own.get("dataRefStart" if item.kind is CodeKind.OPEN else "dataRefEnd", ""), "")


def _copied(code: Code, data: dict[str, str]) -> str:
    """The mark of a code that copies another."""
    original = code.element.attributes.get("copyOf")
    unit = code.element.ancestor("unit")
    if original is None or unit is None:
        return ""
    for element in unit.walk():
        if element.attributes.get("id") == original and "dataRef" in element.attributes:
            return data.get(element.attributes["dataRef"], "")
    return ""
