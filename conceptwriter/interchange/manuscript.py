"""From a document to the blocks of a file: which text of each node is written, and what is missing.

The trash and proposals are not part of a manuscript. Neither are the title of the document and the summaries
of paragraphs: a heading meant for readers is a section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.interchange.as_written import (
    WRITTEN,
    WRITTEN_OF,
    heading_fingerprint,
    layout_of,
    paragraph_fingerprint,
    without_layout,
)
from conceptwriter.interchange.blocks import (
    APART,
    BLOCK,
    LEVEL,
    TIGHT,
    VERBATIM,
    VERBATIM_KINDS,
    WITHIN,
    Block,
    BlockKind,
    Container,
    parse_within,
)
from conceptwriter.language import find_language
from conceptwriter.outline import ROOT, Document, Kind, Node, NodeId
from conceptwriter.outline.gaps import ShownText, edges_of, gap_between, separation_of
from conceptwriter.outline.translatable import has_words

if TYPE_CHECKING:
    from conceptwriter.interchange.paper.page import PaperPage

_DEEPEST_LEVEL = 6


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The user's export options."""

    language: str | None = None
    """FLORES-200 code of the language to write; None: each node in its own output language."""
    bilingual: bool = False
    """The source text of each heading and paragraph, followed by the text in the output language."""
    include_notes: bool = False
    project: Path | None = None
    """The project file: pictures beside it are put into files that have pictures."""
    typeset: Callable[[PaperPage], bytes] | None = None
    """Makes the pages of a PDF file."""


class _Version(NamedTuple):
    """A paragraph in one language."""

    lines: list[str]
    language: str


@dataclass(slots=True)
class Manuscript:
    """Reads a document once; afterwards ``warnings`` lists what a reader of the file will miss."""

    document: Document
    options: ExportOptions = field(default_factory=ExportOptions)
    _missing: dict[str, int] = field(default_factory=dict)
    _displaced: int = 0
    _flattened: int = 0
    _has_second_text: bool = False

    def blocks(self) -> Iterator[Block]:
        """The blocks of the whole document, in reading order."""
        yield from self._notes(self.document.root, "")
        stack: list[tuple[NodeId, int]] = []
        self._push_children(stack, ROOT, 0)
        while stack:
            identifier, level = stack.pop()
            node = self.document.node(identifier)
            if node.kind is Kind.SECTION:
                yield from self._section(node, level)
                self._push_children(stack, identifier, level)
            elif node.kind is Kind.PARAGRAPH:
                yield from self._paragraph(node)

    @property
    def warnings(self) -> list[str]:
        """What is not in the file as the user may expect it, one sentence each."""
        found = [
            f"{_counted(count, 'text has', 'texts have')} no {find_language(code).english_name} "
            "translation yet; the source text is used instead."
            for code, count in sorted(self._missing.items())
        ]
        if self._displaced:
            found.append(
                f"{_counted(self._displaced, 'paragraph comes', 'paragraphs come')} after a subsection and "
                "will be read as part of that subsection in the exported file."
            )
        if self._flattened:
            found.append(
                f"{_counted(self._flattened, 'heading is', 'headings are')} deeper than six levels and "
                "written as level six."
            )
        if self.options.bilingual and not self._has_second_text:
            found.append(
                "There is no second language: each text is shown only in the language it was written in."
            )
        return found

    # -- order and headings
    # --------------------------------------------------------------------------------------

    def _push_children(self, stack: list[tuple[NodeId, int]], parent: NodeId, level: int) -> None:
        """Children in reverse, each section with the level of its heading."""
        entries: list[tuple[NodeId, int]] = []
        before: int | None = None
        for child in self.document.children(parent):
            node = self.document.node(child)
            if node.kind is Kind.SECTION:
                before = self._heading_level(node, level, before)
                entries.append((child, before))
            else:
                self._displaced += before is not None
                entries.append((child, level))
        stack.extend(reversed(entries))

    def _heading_level(self, node: Node, above: int, before: int | None) -> int:
        """Deeper than the section above; not deeper than the previous sibling, or it would be its child."""
        wished = node.attributes.get(LEVEL, "")
        level = max(above + 1, int(wished) if wished.isdecimal() else 0)
        if before is not None:
            level = min(level, before)
        if level > _DEEPEST_LEVEL:
            self._flattened += above >= _DEEPEST_LEVEL
            level = _DEEPEST_LEVEL
        return level

    def _section(self, node: Node, level: int) -> Iterator[Block]:
        texts = self._texts(node)
        heading = Block(BlockKind.SECTION, [texts[0]], layout_of(node.attributes), level=level)
        heading.is_as_read = node.attributes.get(WRITTEN_OF) == heading_fingerprint(texts[0], level)
        shown = self._shown_text(node, texts[-1]).language
        heading.language = node.source_language if len(texts) > 1 else shown
        yield heading
        for text in texts[1:]:
            yield Block(BlockKind.TEXT, [text], language=shown, translates=True)
        yield from self._notes(node, "")

    # -- paragraphs
    # ----------------------------------------------------------------------------------------------

    def _paragraph(self, node: Node) -> Iterator[Block]:
        kind = _block_kind(node)
        within = node.attributes.get(WITHIN, "")
        concepts = [self.document.node(child) for child in node.children]
        if kind in VERBATIM_KINDS:
            text = "\n".join(self.document.source_text(concept.id) for concept in concepts)
            block = Block(kind, [text], dict(node.attributes), language=node.source_language)
            yield self._as_read(block, node, concepts)
        else:
            versions = self._versions(node, concepts)
            opens_item = any(not step.continues for step in parse_within(within))
            if versions or opens_item or kind is BlockKind.HEADING:
                attributes = without_layout(node.attributes) if self.options.bilingual else node.attributes
                block = Block(kind, versions[0].lines if versions else [], dict(attributes))
                block.language = versions[0].language if versions else self._target(node)
                in_source = all(self._is_in_source(concept) for concept in concepts)
                yield self._as_read(block, node, concepts) if in_source else block
            for said in versions[1:]:
                attributes = _continuing(node.attributes)
                yield Block(kind, said.lines, attributes, language=said.language, translates=True)
        for noted in (node, *concepts):
            yield from self._notes(noted, within)

    def _as_read(self, block: Block, paragraph: Node, concepts: list[Node]) -> Block:
        """Record whether the paragraph is exactly as it was in the file that it came from."""
        if WRITTEN in paragraph.attributes:
            said = [(self.document.source_text(concept.id), concept.attributes) for concept in concepts]
            found = paragraph_fingerprint(paragraph.attributes, said)
            block.is_as_read = paragraph.attributes.get(WRITTEN_OF) == found
        return block

    def _versions(self, paragraph: Node, concepts: list[Node]) -> list[_Version]:
        """The paragraph in one language or in two; none if it is empty."""
        versions = [self._version(paragraph, [(node, self._shown_text(node)) for node in concepts])]
        if self.options.bilingual:
            source = self._version(paragraph, [(node, self._source_text(node)) for node in concepts])
            if source.lines != versions[0].lines:
                self._has_second_text = True
                versions.insert(0, source)
        return [said for said in versions if said.lines]

    def _version(self, paragraph: Node, concepts: list[tuple[Node, ShownText]]) -> _Version:
        shares: dict[str, int] = {}
        for _, said in concepts:
            shares[said.language] = shares.get(said.language, 0) + len(said.text)
        language = max(shares, key=shares.__getitem__, default=self._target(paragraph))
        return _Version(self._lines(paragraph, concepts), language)

    def _lines(self, paragraph: Node, concepts: list[tuple[Node, ShownText]]) -> list[str]:
        """The lines between hard breaks; a line end within one of them is a soft one."""
        lines = [""]
        before: tuple[Node, ShownText] | None = None
        breaks, touching = 0, True
        for concept, said in concepts:
            if said.text and before is not None and not breaks:
                lines[-1] += gap_between(before[0], before[1], said, touching=touching)
            elif said.text and before is not None:
                lines[-1] += separation_of(before[0]).gap or ""
            if said.text:
                first, *others = said.text.replace("\r", "\n").split("\n")
                lines[-1] += first
                lines.extend(others)
                before, breaks = (concept, said), 0
            touching = bool(said.text)
            here = separation_of(concept).breaks
            lines.extend("" for _ in range(here))
            breaks += here
        lead, tail = edges_of(paragraph)
        lines[0] = lead + lines[0]
        lines[-1] += tail
        lines = [line.strip(" \t") for line in lines]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return lines

    # -- texts and notes
    # -----------------------------------------------------------------------------------------

    def _target(self, node: Node) -> str:
        return self.options.language or self.document.effective_language(node.id)

    def _shown_text(self, node: Node, text: str | None = None) -> ShownText:
        is_source = self._is_in_source(node)
        language = node.source_language if is_source else self._target(node)
        return ShownText(self._text(node) if text is None else text, language, is_source)

    def _is_in_source(self, concept: Node) -> bool:
        wanted = self._target(concept)
        return (
            wanted not in concept.renditions
            or wanted == concept.source_language
            or VERBATIM in concept.attributes
        )

    def _source_text(self, concept: Node) -> ShownText:
        return ShownText(self.document.source_text(concept.id), concept.source_language, True)

    def _text(self, node: Node) -> str:
        """The text in the output language, or the source text, counted as missing."""
        target = self._target(node)
        source = self.document.source_text(node.id)
        if target == node.source_language or VERBATIM in node.attributes:
            return source
        if target not in node.renditions and has_words(source):
            self._missing[target] = self._missing.get(target, 0) + 1
        return self.document.text(node.id, target)

    def _texts(self, node: Node) -> list[str]:
        text = self._text(node)
        source = self.document.source_text(node.id)
        if self.options.bilingual and source != text:
            self._has_second_text = True
            return [source, text]
        return [text]

    def _notes(self, node: Node, within: str) -> Iterator[Block]:
        """The writer's note on a node as a comment, in the list or quotation of its paragraph."""
        note = node.note.strip()
        if self.options.include_notes and note:
            attributes = _continuing({WITHIN: within}) if within else {}
            yield Block(BlockKind.NOTE, [note], attributes)


def _block_kind(node: Node) -> BlockKind:
    name = node.attributes.get(BLOCK, "")
    known = {*VERBATIM_KINDS, BlockKind.HEADING}
    return next((kind for kind in known if kind == name), BlockKind.TEXT)


def _continuing(attributes: dict[str, str]) -> dict[str, str]:
    """The attributes of another block in the same list item or quotation."""
    continuing = {
        key: value for key, value in without_layout(attributes).items() if key not in {APART, TIGHT}
    }
    if WITHIN in continuing:
        steps = parse_within(continuing[WITHIN])
        continuing[WITHIN] = " ".join(str(Container(step.mark, continues=True)) for step in steps)
    return continuing


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
