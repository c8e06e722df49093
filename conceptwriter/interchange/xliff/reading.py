"""From an XLIFF file to a document: units become paragraphs, segments concepts, targets renditions.

A file becomes a section if there are several, a group if it has a name or notes. Names are not for
translation.
"""

from __future__ import annotations

from conceptwriter.interchange.blocks import MARKUP, PLAIN, VERBATIM
from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.formats import SourceFile
from conceptwriter.interchange.xliff.dismissal_notes import dismissals_in
from conceptwriter.interchange.xliff.encodings import decode_xml
from conceptwriter.interchange.xliff.errors import InvalidXliff, Problem
from conceptwriter.interchange.xliff.languages import Languages, languages_of
from conceptwriter.interchange.xliff.names import CORE_1_2, VERSIONS
from conceptwriter.interchange.xliff.own_reading import OwnReading, is_own
from conceptwriter.interchange.xliff.own_reading_1_2 import OwnReading12, is_own_1_2
from conceptwriter.interchange.xliff.stored import ENCODING, PLACE, SKELETON, place
from conceptwriter.interchange.xliff.tokens import edges
from conceptwriter.interchange.xliff.units import Part, Unit, notes_of, units_of
from conceptwriter.interchange.xliff.validation import check
from conceptwriter.interchange.xliff.xml_tree import Element, XmlFile, parse_xml
from conceptwriter.outline import Draft, Kind, Origin, Rendition, fingerprint
from conceptwriter.outline.dismissals import dismissals_key, dismissals_value
from conceptwriter.outline.gaps import kept_gap
from conceptwriter.outline.model import GAP
from conceptwriter.outline.regional_tags import keep_region

OLD = (CORE_1_2, "urn:oasis:names:tc:xliff:document:1.1", "")


def read_xliff(source: SourceFile) -> Draft:
    """The document of an XLIFF file. Raises UnreadableFile, which names the file and the line."""
    if isinstance(source.content, bytes):
        text, encoding = decode_xml(source.content, source.name)
    else:
        text, encoding = source.content, "utf-8"
    file = parse_checked(text, source.name)
    languages = languages_of(file, source.language)
    root = Draft(
        Kind.SECTION,
        source.title,
        source_language=languages.source,
        language=languages.target or languages.source,
        origin=Origin.IMPORTED,
        attributes={MARKUP: PLAIN, SKELETON: text, ENCODING: encoding},
    )
    if is_own(file.root):
        OwnReading(file.root, languages).fill(root)
    elif is_own_1_2(file.root):
        OwnReading12(file.root, languages).fill(root)
    else:
        _Reading(file, languages).fill(root)
    keep_region(root.attributes, languages.source_tag, languages.source)
    keep_region(root.attributes, languages.target_tag, languages.target)
    for draft in root.walk():  # the language of the place, which is taken otherwise, is that of the targets
        draft.source_language = languages.source
    return root


def parse_checked(text: str, name: str) -> XmlFile:
    """The elements of an XLIFF text that obeys the rules. Raises InvalidXliff."""
    file = parse_xml(text, name)
    root = file.root
    if root.name != "xliff" or root.namespace not in {*VERSIONS, *OLD}:
        reason = f"the file is no XLIFF 1.2 or 2: its first element is <{root.name}> of {root.namespace!r}."
        raise InvalidXliff(name, [Problem(root.line, reason)])
    if root.namespace in VERSIONS:
        check(file)
    return file


class _Reading:
    def __init__(self, file: XmlFile, languages: Languages) -> None:
        self._root = file.root
        self._languages = languages
        self._units = {id(unit.element): unit for unit in units_of(file.root)}
        self._count = NodeCount()

    def fill(self, root: Draft) -> None:
        files = list(self._root.named("file"))
        root.note = _notes(self._root)
        for file in files:
            notes = _notes(file)
            if len(files) > 1:
                name = file.attributes.get("original") or file.attributes.get("id", "")
                section = _section(name, notes)
                root.children.append(section)
                self._fill(section, file)
            else:
                root.note = "\n".join(filter(None, (root.note, notes)))
                self._fill(root, file)

    def _fill(self, parent: Draft, branch: Element) -> None:
        """Append what is in a file or group."""
        for element in branch.children:
            if element.namespace != branch.namespace:
                continue
            unit = self._units.get(id(element))
            if unit is not None:
                paragraph = self._paragraph(unit)
                if paragraph.children:
                    parent.children.append(paragraph)
            elif element.name == "body":
                self._fill(parent, element)
            elif element.name == "group":
                name = element.attributes.get("name") or element.attributes.get("resname", "")
                notes = _notes(element)
                home = parent
                if name or notes:
                    home = _section(name or element.attributes.get("id", ""), notes)
                    parent.children.append(home)
                self._fill(home, element)

    def _paragraph(self, unit: Unit) -> Draft:
        paragraph = Draft(
            Kind.PARAGRAPH,
            note="\n".join(unit.notes),
            locked=unit.is_locked,
            attributes={PLACE: place(unit.number)},
        )
        white = ""
        for part in unit.parts:
            before, text, after = edges(unit.source_text(part))
            concept = self._concept(unit, part, text)
            white = _one_space(white + before, part)
            if concept is None:
                white = _one_space(white + after, part)
                continue
            if paragraph.children:
                self._separate(paragraph.children[-1], white, concept)
            paragraph.children.append(concept)
            white = after
        self._count.add(len(paragraph.children) + 1)
        return paragraph

    def _concept(self, unit: Unit, part: Part, text: str) -> Draft | None:
        """The concept of a part; None for one without anything but white space."""
        _, target, _ = edges(unit.target_text(part))
        if not text and not (target and part.is_segment):
            return None
        concept = Draft(
            Kind.CONCEPT,
            text,
            origin=Origin.IMPORTED,
            locked=part.is_locked,
            attributes={PLACE: place(unit.number, part.number)},
        )
        if unit.is_locked or not part.is_segment:
            concept.attributes[VERBATIM] = "1"
        if target and self._languages.target is not None:
            made_from = fingerprint(text, self._languages.source)
            rendition = Rendition(target, Origin.IMPORTED, part.state, made_from)
            concept.renditions[self._languages.target] = rendition
            flags = dismissals_in(notes_of(unit.element), text, target)
            if flags:
                value = dismissals_value(rendition.text, self._languages.target, made_from, flags)
                concept.attributes[dismissals_key(self._languages.target)] = value
        return concept

    def _separate(self, before: Draft, white: str, after: Draft) -> None:
        gap = kept_gap(white, before.text, after.text, self._languages.source)
        if gap is not None:
            before.attributes[GAP] = gap


def _one_space(white: str, part: Part) -> str:
    """White space as it counts: any amount is one space, unless the file says otherwise."""
    return white if part.preserves or not white else " "


def _section(name: str, note: str) -> Draft:
    return Draft(Kind.SECTION, name, origin=Origin.IMPORTED, note=note, attributes={VERBATIM: "1"})


def _notes(element: Element) -> str:
    return "\n".join(filter(None, (note.text.strip() for note in notes_of(element))))
