"""The texts of a Word file: the body, its notes, and the headers and footers (ECMA-376, part 1, 11.3).

Paragraphs are counted through all of them, those of the body first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from conceptwriter.interchange.docx.code_style import code_styles

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
Labels = dict[tuple[str, str], str]
"""What stands in the text for a note, by its kind (``w:footnoteReference``) and its id."""

_HYPERLINK = "hyperlink"
_AROUND = frozenset(
    map(
        qn,
        (
            "w:tbl", "w:tr", "w:tc", "w:sdtContent", "w:customXml", "w:sdt", "w:ins", "w:moveTo",
        ),
    )
)  # fmt: skip
_NOTES = (("footnotes", "w:footnote"), ("endnotes", "w:endnote"))
_PAGES = ("header", "footer")


@dataclass(slots=True)
class Story:
    """A part of the file that has paragraphs."""

    part: Any
    """Of python-docx; it knows where links lead."""
    element: Xml
    is_changed: bool = False
    addresses: dict[str, str] = field(default_factory=dict)
    """Those of links, by the ids of their relations."""

    def __post_init__(self) -> None:
        self.addresses = {
            name: relation.target_ref
            for name, relation in self.part.rels.items()
            if relation.is_external and relation.reltype.endswith(_HYPERLINK)
        }

    def store(self) -> None:
        """Put a changed text into its part, where that does not hold it as a tree."""
        if self.is_changed and not isinstance(self.part, XmlPart):
            self.part._blob = etree.tostring(
                self.element, encoding="UTF-8", xml_declaration=True, standalone=True
            )


@dataclass(frozen=True, slots=True)
class Place:
    """One paragraph."""

    paragraph: Xml
    story: Story
    note: str = ""
    """For the first paragraph of a note: what stands for the note in the text, as ``[^1]``."""
    is_body: bool = True


class Stories:
    """All texts of a file, or (not ``whole``) the body alone, as files were read earlier."""

    def __init__(self, word: WordDocument, *, whole: bool) -> None:
        self.is_whole = whole
        self.code_styles = code_styles(word)
        body = Story(word.part, word.element.body)
        self.all = [body]
        self.places = [Place(paragraph, body) for paragraph in _paragraphs(body.element)]
        self.labels = _labels(body.element) if whole else {}
        self._of_notes: dict[str, list[int]] = {}
        self._others: list[int] = []
        if whole:
            self._add_notes(word)
            self._add_pages(word)

    def in_reading_order(self) -> Iterator[int]:
        """The numbers of the places: notes after the paragraph that mentions them, headers at the end."""
        told: set[str] = set()
        for number, place in enumerate(self.places):
            if not place.is_body:
                break
            yield number
            for mark in place.paragraph.iter(*(qn(f"{name}Reference") for _, name in _NOTES)):
                label = self.labels.get(_key(mark), "")
                if label not in told:
                    told.add(label)
                    yield from self._of_notes.get(label, ())
        yield from self._others

    def _add_notes(self, word: WordDocument) -> None:
        for kind, name in _NOTES:
            for story in _parts(word, kind):
                self.all.append(story)
                for note in story.element.iterchildren(qn(name)):
                    label = self.labels.get((qn(f"{name}Reference"), note.get(qn("w:id"), "")), "")
                    if not label:
                        continue  # a line above the notes; or one that nothing mentions
                    for place, paragraph in enumerate(_paragraphs(note)):
                        self._of_notes.setdefault(label, []).append(len(self.places))
                        self.places.append(Place(paragraph, story, "" if place else label, is_body=False))

    def _add_pages(self, word: WordDocument) -> None:
        for kind in _PAGES:
            for story in _parts(word, kind):
                self.all.append(story)
                for paragraph in _paragraphs(story.element):
                    self._others.append(len(self.places))
                    self.places.append(Place(paragraph, story, is_body=False))


def _parts(word: WordDocument, kind: str) -> Iterator[Story]:
    """The parts of a kind, each once, in the order of their names."""
    found = {
        str(relation.target_part.partname): relation.target_part
        for relation in word.part.rels.values()
        if not relation.is_external and relation.reltype.endswith(f"/{kind}")
    }
    for name in sorted(found, key=lambda name: (len(name), name)):
        part = found[name]
        yield Story(part, part.element if isinstance(part, XmlPart) else parse_xml(part.blob))


def _labels(body: Xml) -> Labels:
    """Numbered in the order in which they are mentioned first."""
    found: Labels = {}
    for mark in body.iter(*(qn(f"{name}Reference") for _, name in _NOTES)):
        found.setdefault(_key(mark), f"[^{len(found) + 1}]")
    return found


def _key(mark: Xml) -> tuple[str, str]:
    return str(mark.tag), str(mark.get(qn("w:id"), ""))


def _paragraphs(parent: Xml) -> Iterator[Xml]:
    """In reading order, those of tables too, without those of text boxes."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield child
        elif child.tag in _AROUND:
            yield from _paragraphs(child)
