"""Writing a document as a new file of XLIFF 2.0 (:mod:`own` says how)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conceptwriter.interchange.blocks import MARKUP, PLAIN, VERBATIM
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.xliff.marked_text import NOT_IN_XML, MarkedTexts, xml_text, xml_value
from conceptwriter.interchange.xliff.names import CORE_2_0
from conceptwriter.interchange.xliff.own import (
    CATEGORY,
    DISMISSED,
    HEADING,
    LANGUAGE,
    LOCKED,
    MACHINE,
    METADATA,
    PARAGRAPH,
    SECTION,
    STATUS,
    is_kept,
)
from conceptwriter.interchange.xliff.states import said_of
from conceptwriter.language import find_language
from conceptwriter.outline import ROOT, Document, Kind, Node, NodeId, State
from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.gaps import shown_text, space_between
from conceptwriter.outline.regional_tags import language_tag


def write_new(document: Document, language: str | None = None) -> Export:
    """The document with its texts in `language` (FLORES-200; None: the output language) as targets."""
    source, target = languages_to_write(document, language)
    return NewFile(document, source, target).export()


def languages_to_write(document: Document, language: str | None) -> tuple[str, str | None]:
    """The languages of the sources and the targets; no target where they would be the same."""
    source = document.root.source_language
    wanted = language or document.effective_language(ROOT)
    return source, wanted if wanted != source else None


@dataclass(slots=True)
class Segment:
    """A heading or a concept, with what a file says about it."""

    node: Node
    source: str
    target: str
    state: State
    white: str = ""
    """Between this segment and the next."""


class NewFile:
    """Writes the nodes of a document in their order; :mod:`new_file_1_2` writes the same otherwise."""

    def __init__(self, document: Document, source: str, target: str | None) -> None:
        self._document, self._source, self._target = document, source, target
        self._has_marks = document.root.attributes.get(MARKUP) != PLAIN
        self._lines: list[str] = []
        self._groups = self._units = 0
        self._foreign = 0

    def export(self) -> Export:
        """The file, and what is not in it."""
        text = self.file()
        return Export(text, tuple(self._warnings()))

    def _warnings(self) -> list[str]:
        if not self._foreign:
            return []
        name = find_language(self._source).english_name
        what = "text is" if self._foreign == 1 else "texts are"
        return [f"{self._foreign:,} {what} not written in {name} and not in the file."]

    def file(self) -> str:
        """The whole file."""
        root = self._document.root
        languages = f'srcLang="{language_tag(self._document, self._source)}"'
        if self._target is not None:
            languages += f' trgLang="{language_tag(self._document, self._target)}"'
        title = xml_value(self._document.source_text(ROOT))
        head = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<xliff xmlns="{CORE_2_0}" xmlns:mda="{METADATA}" version="2.0" {languages}>',
            f'<file id="f1" original={title} xml:space="preserve">',
        ]
        self._lines += head
        self._lines += self._described({"": self._facts(root)})
        self._lines += _notes([("", root.note)])
        self._branches()
        if len(self._lines) > 0 and not self._units and not self._groups:
            self._lines.append('<group id="g0"/>')
        return "\n".join([*self._lines, "</file>", "</xliff>", ""])

    def _branches(self) -> None:
        """Sections and paragraphs; without recursion, however deep the document is."""
        document = self._document
        stack: list[NodeId | str] = list(reversed(document.children(ROOT)))
        while stack:
            entry = stack.pop()
            if isinstance(entry, str):
                self._lines.append(entry)
                continue
            node = document.node(entry)
            if node.kind is Kind.SECTION:
                self._section(node)
                stack.append("</group>")
                stack.extend(reversed(node.children))
            elif node.kind is Kind.PARAGRAPH:
                self._paragraph(node)

    def _section(self, node: Node) -> None:
        self._groups += 1
        self._lines.append(f'<group id="g{self._groups}" type="{SECTION}">')
        heading = self._segment(node)
        facts = self._facts(node)
        self._lines += self._described({"": facts})
        self._lines += _notes([("", node.note)])
        if heading.source or heading.target:
            notes = self._dismissed(node, 1)
            self._unit([heading], HEADING, {}, notes, is_locked=node.locked or VERBATIM in node.attributes)

    def _paragraph(self, node: Node) -> None:
        concepts = [self._document.node(child) for child in node.children]
        segments = self._segments(concepts)
        if not segments and not node.note:
            return
        facts = {"": self._facts(node)}
        notes = [("", node.note)]
        for number, segment in enumerate(segments, 1):
            facts[f"s{number}"] = self._facts(segment.node)
            notes.append((f"s{number}", segment.node.note))
            notes += self._dismissed(segment.node, number)
        is_verbatim = bool(segments) and all(VERBATIM in segment.node.attributes for segment in segments)
        self._unit(segments, PARAGRAPH, facts, notes, is_locked=node.locked or is_verbatim)

    # -- segments --------------------------------------------------------------------------------------------

    def _segments(self, concepts: Iterable[Node]) -> list[Segment]:
        found: list[Segment] = []
        for node in concepts:
            segment = self._segment(node)
            if found and not segment.source and segment.target:  # the second part of a split translation
                found[-1].target = " ".join(filter(None, (found[-1].target, segment.target)))
            elif segment.source or segment.target or node.note:
                if found:
                    found[-1].white = self._between(found[-1].node, node)
                found.append(segment)
        return found

    def _between(self, one: Node, two: Node) -> str:
        said = [shown_text(self._document, node.id, self._source) for node in (one, two)]
        return space_between(one, *said)

    def _segment(self, node: Node) -> Segment:
        said = node.renditions.get(self._source)
        rendered = node.renditions.get(self._target) if self._target is not None else None
        if said is None and any(rendition.text for rendition in node.renditions.values()):
            self._foreign += node.source_language != self._source and rendered is None
        return Segment(
            node,
            said.text if said is not None else "",
            rendered.text if rendered is not None else "",
            rendered.state if rendered is not None else State.NEW,
        )

    def _unit(
        self,
        segments: list[Segment],
        kind: str,
        facts: Mapping[str, Mapping[str, str]],
        notes: list[tuple[str, str]],
        *,
        is_locked: bool,
    ) -> None:
        self._units += 1
        texts = MarkedTexts(self._has_marks)
        inside: list[str] = []
        for number, segment in enumerate(segments, 1):
            source, target = texts.pair(segment.source, segment.target)
            state = said_of(segment.state)
            described = f' state="{state}"' if segment.target and state != "initial" else ""
            if segment.target and segment.state is State.MACHINE:
                described = f' state="initial" subState="{MACHINE}"'
            rendered = f"<target>{target}</target>" if segment.target else ""
            inside.append(f'<segment id="s{number}"{described}><source>{source}</source>{rendered}</segment>')
            if segment.white and number < len(segments):
                inside.append(f"<ignorable><source>{xml_text(segment.white)}</source></ignorable>")
        data = texts.original_data()
        locked = ' translate="no"' if is_locked else ""
        self._lines.append(f'<unit id="u{self._units}" type="{kind}"{locked}>')
        self._lines += self._described(facts)
        self._lines += _notes(notes)
        self._lines += [f"<originalData>{data}</originalData>"] if data else []
        self._lines += inside or ['<segment id="s1"><source/></segment>']
        self._lines.append("</unit>")

    # -- what only ConceptWriter needs -----------------------------------------------------------------------

    def _facts(self, node: Node) -> dict[str, str]:
        facts = {key: value for key, value in node.attributes.items() if key and is_kept(key)}
        if node.locked:
            facts[LOCKED] = "1"
        if node.status:
            facts[STATUS] = node.status
        if node.language is not None and node.id != ROOT:
            facts[LANGUAGE] = node.language
        return facts

    def _dismissed(self, node: Node, number: int) -> list[tuple[str, str]]:
        """The remarks on a segment's translation that were dismissed, as notes."""
        found = {} if self._target is None else dismissals_on(self._document, node.id, self._target)
        return [(DISMISSED, f"s{number}: {flag}: {reason}".rstrip(" :")) for flag, reason in found.items()]

    def _described(self, facts: Mapping[str, Mapping[str, str]]) -> list[str]:
        """The metadata of an element and its segments. A file always has it: it says whose it is."""
        is_file = not self._units and not self._groups
        groups = [
            (f"{CATEGORY}:{segment}" if segment else CATEGORY, said)
            for segment, said in facts.items()
            if said or is_file
        ]
        if not groups:
            return []
        lines = ["<mda:metadata>"]
        for category, said in groups:
            metas = "".join(
                f"<mda:meta type={xml_value(key)}>{xml_text(value)}</mda:meta>" for key, value in said.items()
            )
            lines.append(f'<mda:metaGroup category="{category}">{metas or _NOTHING}</mda:metaGroup>')
        return [*lines, "</mda:metadata>"]


_NOTHING = '<mda:meta type=":own">1</mda:meta>'
"""A group of metadata may not be empty."""


def _notes(notes: Iterable[tuple[str, str]]) -> list[str]:
    """Notes, each with the segment that it is about."""
    written = [
        f"<note{f' category={xml_value(segment)}' if segment else ''}>{note_text(text)}</note>"
        for segment, text in notes
        if text
    ]
    return [f"<notes>{''.join(written)}</notes>"] if written else []


def note_text(text: str) -> str:
    """The text of a note, which may not contain <cp>."""
    return xml_text(NOT_IN_XML.sub("\ufffd", text))
