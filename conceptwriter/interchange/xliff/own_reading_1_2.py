"""Reading a file of XLIFF 1.2 that ConceptWriter has written: as the document that it was.

Other programs drop what they do not know, so the document is read without the properties too, and without
groups.
"""

from __future__ import annotations

import re

from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.xliff.inline import items_of
from conceptwriter.interchange.xliff.languages import Languages
from conceptwriter.interchange.xliff.names import VERSIONS
from conceptwriter.interchange.xliff.own import (
    DISMISSED,
    HEADING_1_2,
    PARAGRAPH_1_2,
    SECTION_1_2,
    TOOL,
    describe,
    properties_of,
)
from conceptwriter.interchange.xliff.units import notes_of, state_1_2
from conceptwriter.interchange.xliff.xml_tree import Element
from conceptwriter.outline import Draft, Kind, Origin, Rendition, State, fingerprint


def is_own_1_2(root: Element) -> bool:
    """Whether ConceptWriter wrote the file."""
    files = list(root.named("file"))
    return root.namespace not in VERSIONS and len(files) == 1 and files[0].attributes.get("tool-id") == TOOL


class OwnReading12:
    """Makes the document of such a file."""

    def __init__(self, root: Element, languages: Languages) -> None:
        self._file = next(root.named("file"))
        self._languages = languages
        self._count = NodeCount()

    def fill(self, root: Draft) -> None:
        """Append the sections and paragraphs to the root, and give it its title and note."""
        header, body = self._file.first("header"), self._file.first("body")
        root.text = self._file.attributes.get("original", "") or root.text
        root.note = _note(self._file)
        root.attributes = {}
        describe(root, properties_of(header))
        root.language = self._languages.target or root.language
        if body is not None:
            self._fill(root, body)

    def _fill(self, parent: Draft, branch: Element) -> None:
        for element in branch.children:
            if element.namespace != branch.namespace:
                continue
            kind = element.attributes.get("restype")
            if element.name == "group" and kind in _KINDS:
                home = Draft(_KINDS[kind], origin=Origin.IMPORTED, note=_note(element))
                describe(home, properties_of(element))
                parent.children.append(home)
                self._fill(home, element)  # as deep as the file, which is bounded
            elif element.name == "group":
                self._fill(parent, element)
            elif element.name == "trans-unit":
                self._count.add(1)
                self._unit(parent, element, is_heading=kind == HEADING_1_2)

    def _unit(self, parent: Draft, unit: Element, *, is_heading: bool) -> None:
        if is_heading and parent.kind is Kind.SECTION and not parent.text:
            self._say(parent, unit)
            return
        concept = Draft(Kind.CONCEPT, note=_note(unit))
        describe(concept, properties_of(unit))
        self._say(concept, unit)
        if parent.kind is Kind.SECTION:
            paragraph = Draft(Kind.PARAGRAPH)
            parent.children.append(paragraph)
            parent = paragraph
        if concept.text or concept.renditions:
            parent.children.append(concept)

    def _say(self, draft: Draft, unit: Element) -> None:
        """Give a draft the texts of a unit; a heading also its notes."""
        source, target = unit.first("source"), unit.first("target")
        draft.text = _text(source)
        draft.origin = Origin.IMPORTED
        known = set(draft.note.splitlines())
        fresh = [line for line in _note(unit).splitlines() if line not in known]
        draft.note = "\n".join([*([draft.note] if draft.note else []), *fresh])
        text = _text(target)
        if text.strip() and self._languages.target is not None:
            state = state_1_2(unit, target)
            is_machine = state is State.MACHINE
            draft.renditions[self._languages.target] = Rendition(
                text,
                Origin.MACHINE if is_machine else Origin.IMPORTED,
                state,
                fingerprint(draft.text, self._languages.source),
            )


_INDENT = re.compile(r"\n[ \t]*\Z")
_KINDS = {SECTION_1_2: Kind.SECTION, PARAGRAPH_1_2: Kind.PARAGRAPH}


def _note(element: Element) -> str:
    return "\n".join(note.text for note in notes_of(element) if note.attributes.get("from") != DISMISSED)


def _text(element: Element | None) -> str:
    """The text with the marks that are in its codes."""
    items = items_of(element) if element is not None else []
    if len(items) > 1 and isinstance(
        items[-1], str
    ):  # Lokalize puts the end tag after a code on its own line
        items[-1] = _INDENT.sub("", items[-1])
    pairs = {"g", "mrk"}
    return "".join(
        item if isinstance(item, str) else "" if item.element.name in pairs else item.element.whole_text
        for item in items
    )
