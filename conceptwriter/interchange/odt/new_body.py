"""The text of a new OpenDocument file: paragraphs, lists, tables, notes and comments, from blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from conceptwriter.interchange.blocks import LEVEL, WITHIN, Block, BlockKind, Container, parse_within
from conceptwriter.interchange.footnotes import Note, pieces_of
from conceptwriter.interchange.markdown_table import rows_of_table
from conceptwriter.interchange.odt import template
from conceptwriter.interchange.odt.inline import append_text
from conceptwriter.interchange.odt.names import qn
from conceptwriter.interchange.odt.said_language import language_attributes, writing_mode
from conceptwriter.interchange.spans import Definitions, Span, spans_of
from conceptwriter.language import find_language
from conceptwriter.xml_events import fit_for_xml

Xml = Any
_TEXT, _QUOTE, _CODE = "Text_20_body", "Quotations", "Preformatted_20_Text"
_LOOKS = {(True, False): "B", (False, True): "I", (True, True): "BI"}
_DEEPEST_STYLE = 6


@dataclass(slots=True)
class _Item:
    """An open list item or quotation."""

    step: Container
    list: Xml
    """``text:list``; None for a quotation."""
    element: Xml
    """What paragraphs are put into."""


class Body:
    """Takes blocks in reading order; ``text`` and ``automatic_styles`` are then the elements to write.

    ``definitions``: where links lead; None for texts without marks.
    """

    def __init__(
        self,
        language: str,
        notes: dict[str, Note],
        definitions: Definitions | None,
        tag: Callable[[str], str],
    ) -> None:
        self._language, self._notes, self._definitions = language, notes, definitions
        self.tag = tag
        """The BCP 47 tag of a language (FLORES-200)."""
        self.text = etree.Element(qn("office:text"))
        inside = f"<inside{template.ATTRIBUTES}>{template.TEXT_STYLES}</inside>"
        self.automatic_styles = etree.Element(qn("office:automatic-styles"))
        self.automatic_styles.extend(list(etree.fromstring(inside)))
        self._open: list[_Item] = []
        self._written_notes: dict[str, int] = {}
        self._styles: dict[tuple[str, str], str] = {}
        self._last: Xml = None

    def add(self, block: Block) -> None:
        """Append a block."""
        match block.kind:
            case BlockKind.SECTION:
                self._open = []
                level = min(max(block.level, 1), 10)
                self._heading(" ".join(block.lines), level, block)
            case BlockKind.HEADING:
                said = block.attributes.get(LEVEL, "1")
                self._heading("\n".join(block.lines), int(said) if said.isdecimal() else 1, block)
            case BlockKind.NOTE:
                self._comment("\n".join(block.lines), block)
            case BlockKind.RULE:
                self._plain("* * *", "Horizontal_20_Line", block)
            case BlockKind.TEXT:
                text = "\n".join(" ".join(line.split("\n")) for line in block.lines)
                place = self._place(block)
                is_quote = any(item.list is None for item in self._open)
                paragraph = self._paragraph(place, _QUOTE if is_quote else _TEXT, block.language)
                self._fill(paragraph, text)
            case BlockKind.TABLE if self._table(block):
                pass
            case _:
                self._plain("\n".join(block.lines), _CODE, block)

    def _heading(self, text: str, level: int, block: Block) -> None:
        place = self._place(block)
        style = f"Heading_20_{min(level, _DEEPEST_STYLE)}"
        heading = self._paragraph(place, style, block.language, "text:h")
        heading.set(qn("text:outline-level"), str(level))
        self._fill(heading, " ".join(text.split("\n")))

    def _plain(self, text: str, style: str, block: Block) -> None:
        append_text(self._paragraph(self._place(block), style, ""), fit_for_xml(text), at_start=True)

    def _paragraph(self, place: Xml, style: str, language: str, name: str = "text:p") -> Xml:
        paragraph = etree.SubElement(place, qn(name))
        paragraph.set(qn("text:style-name"), self._style(style, language))
        self._last = paragraph
        return paragraph

    def _style(self, style: str, language: str) -> str:
        """One like it for texts in a language other than the document's."""
        if not language or language == self._language:
            return style
        key = (style, language)
        if key not in self._styles:
            name = self._styles[key] = f"P{len(self._styles) + 1}"
            own = etree.SubElement(self.automatic_styles, qn("style:style"))
            own.set(qn("style:name"), name)
            own.set(qn("style:family"), "paragraph")
            own.set(qn("style:parent-style-name"), style)
            direction = etree.SubElement(own, qn("style:paragraph-properties"))
            direction.set(qn("style:writing-mode"), writing_mode(language))
            if find_language(language).direction != find_language(self._language).direction:
                direction.set(qn("fo:text-align"), "start")
            etree.SubElement(
                own, qn("style:text-properties"), language_attributes(language, self.tag(language))
            )
        return self._styles[key]

    # -- lists and quotations

    def _place(self, block: Block) -> Xml:
        """The element that a block goes into; lists and items are opened for it."""
        steps = parse_within(block.attributes.get(WITHIN, ""))
        shared = 0
        for step, item in zip(steps, self._open, strict=False):
            if not step.continues or step.is_quote != item.step.is_quote:
                break
            shared += 1
        before = self._open[shared] if len(self._open) > shared else None
        self._open = self._open[:shared]
        for step in steps[shared:]:
            self._open.append(self._opened(step, before))
            before = None
        return self._open[-1].element if self._open else self.text

    def _opened(self, step: Container, before: _Item | None) -> _Item:
        parent = self._open[-1].element if self._open else self.text
        if step.is_quote:
            return _Item(step, None, parent)
        numbered = step.is_numbered
        start = step.mark[:-1] if numbered else ""
        if before is None or before.list is None or before.step.is_numbered != numbered:
            found = etree.SubElement(parent, qn("text:list"))
            found.set(qn("text:style-name"), "Numbering_20_123" if numbered else "List_20_1")
            item = etree.SubElement(found, qn("text:list-item"))
            if numbered and start != "1":
                item.set(qn("text:start-value"), start)
        else:
            found = before.list
            item = etree.SubElement(found, qn("text:list-item"))
            if numbered and int(start) != int(before.step.mark[:-1]) + 1:
                item.set(qn("text:start-value"), start)
        return _Item(step, found, item)

    # -- tables, notes and comments

    def _table(self, block: Block) -> bool:
        """Write a Markdown table; False if it is none. In a list it comes after it."""
        rows = rows_of_table("\n".join(block.lines))
        if not rows:
            return False
        self._open = []
        width = max(map(len, rows))
        table = etree.SubElement(self.text, qn("table:table"))
        columns = etree.SubElement(table, qn("table:table-column"))
        columns.set(qn("table:number-columns-repeated"), str(width))
        head = etree.SubElement(table, qn("table:table-header-rows"))
        for number, row in enumerate(rows):
            line = etree.SubElement(head if number == 0 else table, qn("table:table-row"))
            for text in [*row, *([""] * (width - len(row)))]:
                cell = etree.SubElement(line, qn("table:table-cell"), {qn("table:style-name"): "Cell"})
                cell.set(qn("office:value-type"), "string")
                style = "Table_20_Contents" if number else "Table_20_Heading"
                self._fill(self._paragraph(cell, style, block.language), text)
        return True

    def _comment(self, text: str, block: Block) -> None:
        """A writer's note, as a comment on the paragraph before it."""
        if self._last is None:
            self._last = self._paragraph(self._place(block), _TEXT, "")
        comment = etree.SubElement(self._last, qn("office:annotation"))
        for line in text.split("\n"):
            append_text(etree.SubElement(comment, qn("text:p")), fit_for_xml(line), at_start=True)

    def _fill(self, paragraph: Xml, text: str) -> None:
        at_start = True
        has_marks = self._definitions is not None
        for span in spans_of(text, self._definitions) if has_marks else [Span(text)]:
            for piece, label in [(span.text, "")] if span.code else pieces_of(span.text, self._notes):
                if piece:
                    self._append(paragraph, span, piece, at_start=at_start)
                if label:
                    self._note(paragraph, label)
                at_start = False

    def _append(self, paragraph: Xml, span: Span, text: str, *, at_start: bool) -> None:
        parent = paragraph
        if span.link:
            parent = etree.SubElement(parent, qn("text:a"), {qn("xlink:type"): "simple"})
            parent.set(qn("xlink:href"), fit_for_xml(span.link))
        looks = ["Source_20_Text"] if span.code else []
        if span.bold or span.italic:
            looks.append(_LOOKS[span.bold, span.italic])
        for look in looks:
            parent = etree.SubElement(parent, qn("text:span"), {qn("text:style-name"): look})
        append_text(parent, fit_for_xml(text), at_start=at_start)

    def _note(self, paragraph: Xml, label: str) -> None:
        """A footnote; where it is mentioned again, its number."""
        number = self._written_notes.get(label)
        if number is not None:
            append_text(paragraph, f"[{number}]", at_start=False)
            return
        number = self._written_notes[label] = len(self._written_notes) + 1
        note = etree.SubElement(paragraph, qn("text:note"), {qn("text:note-class"): "footnote"})
        note.set(qn("text:id"), f"ftn{number}")
        etree.SubElement(note, qn("text:note-citation")).text = str(number)
        body = etree.SubElement(note, qn("text:note-body"))
        last = self._last
        for text, language in self._notes[label].texts:
            self._fill(self._paragraph(body, "Footnote", language), text)
        self._last = last
