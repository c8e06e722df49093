"""Footnotes of a new Word file: a part that python-docx does not write (ECMA-376, part 1, 11.3.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from lxml import etree

from conceptwriter.interchange.docx.runs import new_run

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_LINES = (("separator", "-1"), ("continuationSeparator", "0"))
"""What Word draws above the notes, and above those that go on on the next page."""


class NewNotes:
    """Takes notes one after another; ``part`` knows where their links lead."""

    def __init__(self, word: WordDocument) -> None:
        self._root = etree.Element(qn("w:footnotes"), nsmap={"w": nsmap["w"], "r": nsmap["r"]})
        self.part = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", word.part.package)
        self._word = word
        self._numbers: dict[str, int] = {}
        for kind, number in _LINES:
            note = self._added(number)
            note.set(qn("w:type"), kind)
            run = OxmlElement("w:r")
            run.append(OxmlElement(f"w:{kind}"))
            etree.SubElement(note, qn("w:p")).append(run)

    def reference(self, label: str, paragraphs: Callable[[Xml], object]) -> Xml:
        """The run that refers to a note; ``paragraphs`` puts its text into it.

        Where it is mentioned again, its number: Word has one reference to each note.
        """
        if label in self._numbers:
            return new_run(f"[{self._numbers[label]}]", None, bold=False, italic=False)
        number = self._numbers[label] = len(self._numbers) + 1
        paragraphs(self._added(str(number)))
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(number))
        return _raised(mark)

    def store(self) -> None:
        """Put the notes into the file, if there are any."""
        if self._numbers:
            self.part._blob = etree.tostring(
                self._root, encoding="UTF-8", xml_declaration=True, standalone=True
            )
            self._word.part.relate_to(self.part, _RELATION)

    def _added(self, number: str) -> Xml:
        note = etree.SubElement(self._root, qn("w:footnote"))
        note.set(qn("w:id"), number)
        return note


def own_number() -> Xml:
    """The run that shows the number of a note before its text."""
    return _raised(OxmlElement("w:footnoteRef"))


def _raised(mark: Xml) -> Xml:
    run, look, raised = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:vertAlign")
    raised.set(qn("w:val"), "superscript")
    look.append(raised)
    run.append(look)
    run.append(mark)
    return run
