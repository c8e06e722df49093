"""Giving a client's file back: the file as it came, with the document's targets, states and new notes in it.

What is the same as in the file is not touched, so a document without changes gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.xliff.dismissal_notes import Dismissed, marked, write_dismissals
from conceptwriter.interchange.xliff.edits import Edits
from conceptwriter.interchange.xliff.encodings import encode_xml
from conceptwriter.interchange.xliff.languages import languages_of
from conceptwriter.interchange.xliff.matching import Written, match, written_concepts
from conceptwriter.interchange.xliff.names import VERSIONS
from conceptwriter.interchange.xliff.new_notes import new_notes
from conceptwriter.interchange.xliff.old_units import OldUnitReturn
from conceptwriter.interchange.xliff.stored import ENCODING, PLACE, SKELETON
from conceptwriter.interchange.xliff.unit_return import UnitReturn
from conceptwriter.interchange.xliff.units import Unit, notes_of, units_of
from conceptwriter.interchange.xliff.validation import problems_of
from conceptwriter.interchange.xliff.xml_tree import Element, XmlFile, parse_xml
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import ROOT, Document, Kind
from conceptwriter.outline.regional_tags import language_tag

_NAME = "the original file"


@dataclass(slots=True)
class Losses:
    """What an export could not do, counted, for its warnings."""

    other_sources: int = 0
    missing: int = 0
    foreign: int = 0
    formatted: int = 0
    codes: list[str] = field(default_factory=list)
    joined: int = 0
    locked: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence each."""
        found = [
            (
                self.other_sources,
                "unit has",
                "units have",
                "a source that was edited; the file keeps the client's.",
            ),
            (self.missing, "unit is", "units are", "not in the document any more and stays as it was."),
            (self.foreign, "paragraph is", "paragraphs are", "not from this file and not written to it."),
            (
                self.joined,
                "segment was",
                "segments were",
                "merged although the file does not allow it; its text is in the segment before.",
            ),
            (
                self.locked,
                "segment is",
                "segments are",
                "locked in the file and stays as it was."
                if self.locked == 1
                else "locked in the file and stay as they were.",
            ),
            (
                self.formatted,
                "translation has",
                "translations have",
                "formatting that the file has no codes for; its marks are written as characters.",
            ),
        ]
        said = [
            f"{count:,} {one if count == 1 else many} {what}" for count, one, many, what in found if count
        ]
        if self.codes:
            names = ", ".join(dict.fromkeys(self.codes))
            said.append(f"Codes with only one end, or repeated, were left out: {names}.")
        return (*said, *self.faults)


def give_back(document: Document, target: str | None) -> Export:
    """The client's file with what the document says in `target` (FLORES-200; None: nothing is added)."""
    attributes = document.root.attributes
    text = attributes[SKELETON]
    file = parse_xml(text, _NAME)
    edits = Edits(file)
    losses = Losses()
    returning = _Returning(document, file, edits, losses, target)
    returning.fill()
    data = edits.done()
    written = data.decode("utf-8")
    if file.root.namespace in VERSIONS and data != file.data:
        losses.faults += [
            f"Line {problem.line} of the file breaks a rule of XLIFF: {problem.reason}"
            for problem in problems_of(parse_xml(written, _NAME).root)[:5]
        ]
    return Export(written, losses.warnings, encode_xml(written, attributes.get(ENCODING, "utf-8")))


class _Returning:
    def __init__(
        self, document: Document, file: XmlFile, edits: Edits, losses: Losses, target: str | None
    ) -> None:
        self._document, self._file, self._edits, self._losses = document, file, edits, losses
        self._target = target
        self._units = units_of(file.root)

    def fill(self) -> None:
        """Collect all changes."""
        source = self._document.root.source_language
        found = written_concepts(self._document, source, self._target)
        has_targets = False
        for unit in self._units:
            concepts = [one for one in found.get(unit.number, ()) if one.part < len(unit.parts)]
            has_targets |= self._unit(unit, concepts)
        if has_targets:
            self._name_language()
        self._add_notes(found)
        self._count_foreign()
        self._count_formatted()

    def _unit(self, unit: Unit, concepts: list[Written]) -> bool:
        """Whether anything was written."""
        if not concepts:
            has_text = any(part.is_segment and unit.source_text(part).strip() for part in unit.parts)
            self._losses.missing += has_text
            return False
        matches = match(unit, concepts)
        self._losses.other_sources += matches.has_other_source
        kind = OldUnitReturn if unit.is_1_2 else UnitReturn
        returned = kind(self._file, self._edits, unit, self._language_tag())
        is_changed = self._target is not None and returned.fill(matches)
        self._losses.codes += returned.dropped
        self._losses.joined += returned.joined
        self._losses.locked += returned.locked
        return is_changed

    # -- languages -------------------------------------------------------------------------------------------

    def _languages_on(self) -> tuple[list[Element], str]:
        """The elements that name the target language, and the attribute."""
        root = self._file.root
        if root.namespace in VERSIONS:
            return [root], "trgLang"
        return list(root.named("file")), "target-language"

    def _language_tag(self) -> str:
        elements, name = self._languages_on()
        said = (element.attributes.get(name, "") for element in elements)
        return next(filter(None, said), language_tag(self._document, self._target) if self._target else "")

    def _name_language(self) -> None:
        elements, name = self._languages_on()
        for element in elements:
            if not element.attributes.get(name) and self._target is not None:
                self._edits.set_attribute(element, name, language_tag(self._document, self._target))

    # -- notes and what is not from the file -----------------------------------------------------------------

    def _add_notes(self, found: dict[int, list[Written]]) -> None:
        """Notes of the document that the file does not have, and what was dismissed."""
        said: dict[int, list[str]] = {
            unit: [one.note for one in concepts if one.note] for unit, concepts in found.items()
        }
        for identifier in self._document.descendants(ROOT):
            node = self._document.node(identifier)
            place = node.attributes.get(PLACE, "")
            if node.kind is Kind.PARAGRAPH and place.isdecimal() and node.note.strip():
                said.setdefault(int(place), []).insert(0, node.note)
        for unit in self._units:
            own = [one for one in found.get(unit.number, ()) if one.target]
            dismissed: dict[str, Dismissed] = {}
            for one in own:
                dismissed |= marked(one.source, one.target or "", one.dismissed)
            fresh = new_notes(self._edits, unit.element, unit.notes, said.get(unit.number, ()))
            write_dismissals(self._edits, unit.element, list(notes_of(unit.element)), dismissed, fresh)

    def _count_formatted(self) -> None:
        """Bold and the like that the writer has added: the client's program would not know it."""
        document = self._document
        if self._target is None or document.root.attributes.get(MARKUP) != MARKDOWN:
            return
        for identifier in document.descendants(ROOT):
            node = document.node(identifier)
            rendered = node.renditions.get(self._target)
            if rendered is not None and PLACE in node.attributes:
                self._losses.formatted += bool(inline_marks(rendered.text).pairs)

    def _count_foreign(self) -> None:
        document = self._document
        for identifier in document.descendants(ROOT):
            node = document.node(identifier)
            if node.kind is Kind.PARAGRAPH and PLACE not in node.attributes:
                texts = (document.source_text(child) for child in node.children)
                self._losses.foreign += any(map(str.strip, texts))


def target_of(document: Document) -> str | None:
    """The target language of the client's file; None if it names none."""
    file = parse_xml(document.root.attributes[SKELETON], _NAME)
    return languages_of(file, document.root.source_language).target


def keeps_1_2(document: Document) -> bool:
    """Whether the client's file is of XLIFF 1.2."""
    return parse_xml(document.root.attributes[SKELETON], _NAME).root.namespace not in VERSIONS
