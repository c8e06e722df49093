"""Writing a document as a new Word file, from the blocks of its manuscript."""

from __future__ import annotations

import io
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP, WITHIN, Block, BlockKind, parse_within
from conceptwriter.interchange.docx.code_style import code_look
from conceptwriter.interchange.docx.new_notes import NewNotes, own_number
from conceptwriter.interchange.docx.runs import new_run
from conceptwriter.interchange.footnotes import Note, pieces_of, without_notes
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.manuscript import ExportOptions, Manuscript
from conceptwriter.interchange.markdown_table import rows_of_table
from conceptwriter.interchange.spans import Definitions, Span, link_definitions, spans_of
from conceptwriter.language import find_language
from conceptwriter.outline import ROOT, Document
from conceptwriter.outline.regional_tags import language_tag
from conceptwriter.xml_events import fit_for_xml

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
_DEEPEST_STYLE = 3
"""Word's own styles have lists of three levels."""
_CODE = "Code"


def write_new(document: Document, options: ExportOptions) -> Export:
    """The manuscript as a Word file in the program's plain template."""
    word = docx.Document()
    manuscript = Manuscript(document, options)
    language = find_language(options.language or document.effective_language(ROOT))
    tag = language_tag(document, language.code)
    has_marks = document.root.attributes.get(MARKUP, MARKDOWN) == MARKDOWN
    blocks, notes = without_notes(manuscript.blocks())
    blocks, definitions = link_definitions(blocks)
    writing = _Writing(word, notes, definitions if has_marks else None)
    word.core_properties.title = fit_for_xml(document.source_text(ROOT))[:255]
    word.core_properties.author = ""
    word.core_properties.comments = ""
    word.core_properties.language = tag
    for block in blocks:
        writing.add(block)
    if language.direction == "rtl":
        for paragraph in word.element.body.iter(qn("w:p")):
            paragraph.get_or_add_pPr().insert_element_before(
                OxmlElement("w:bidi"), "w:adjustRightInd", "w:jc", "w:rPr"
            )
    _name_language(word, tag)
    writing.new_notes.store()
    stream = io.BytesIO()
    word.save(stream)
    return Export("", tuple(manuscript.warnings), stream.getvalue())


def _name_language(word: WordDocument, tag: str) -> None:
    """For the spelling checker of the word processor."""
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is None:
        return
    for found in defaults.findall(qn("w:lang")):
        defaults.remove(found)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), tag)
    defaults.append(language)


class _Writing:
    def __init__(self, word: WordDocument, notes: dict[str, Note], definitions: Definitions | None) -> None:
        self._word, self._notes, self._definitions = word, notes, definitions
        self.new_notes = NewNotes(word)

    @cached_property
    def _code_look(self) -> Xml:
        return code_look(self._word)

    def add(self, block: Block) -> None:
        """Append a block."""
        match block.kind:
            case BlockKind.SECTION:
                self._paragraph([" ".join(block.lines)], f"Heading {min(max(block.level, 1), 9)}")
            case BlockKind.NOTE:
                self._plain("\n".join(block.lines), "Intense Quote")
            case BlockKind.RULE:
                self._plain("* * *", "Normal").alignment = 1
            case BlockKind.TEXT | BlockKind.HEADING:
                self._paragraph(block.lines, self._style_of(block))
            case BlockKind.TABLE if self._table(block):
                pass
            case _:
                self._plain("\n".join(block.lines), self._code_style())

    def _table(self, block: Block) -> bool:
        """Write a Markdown table; False if it is none."""
        rows = rows_of_table("\n".join(block.lines))
        if not rows:
            return False
        table = self._word.add_table(len(rows), max(map(len, rows)), style="Table Grid")
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                paragraph = table.cell(number, place).paragraphs[0]
                self._fill(paragraph, text, bold=number == 0)
        self._word.add_paragraph()
        return True

    def _style_of(self, block: Block) -> str:
        steps = parse_within(block.attributes.get(WITHIN, ""))
        lists = [step for step in steps if step.mark != ">"]
        if lists:
            depth = min(len(lists), _DEEPEST_STYLE)
            kind = "List Number" if lists[-1].mark[:1].isdecimal() else "List Bullet"
            if lists[-1].continues:
                kind = "List Continue"
            return kind if depth == 1 else f"{kind} {depth}"
        if steps:
            return "Quote"
        return "Heading 6" if block.kind is BlockKind.HEADING else "Normal"

    def _paragraph(self, lines: list[str], style: str) -> None:
        text = "\n".join(" ".join(line.split("\n")) for line in lines)
        self._fill(self._word.add_paragraph(style=style), text)

    def _fill(self, paragraph: Any, text: str, *, bold: bool = False) -> None:
        self._add_text(paragraph._p, self._word.part, text, bold=bold)

    def _add_text(self, paragraph: Xml, part: Any, text: str, *, bold: bool = False) -> None:
        """Append inline Markdown to a ``w:p`` of a part."""
        has_marks = self._definitions is not None
        for span in spans_of(text, self._definitions) if has_marks else [Span(text)]:
            for piece, label in [(span.text, "")] if span.code else pieces_of(span.text, self._notes):
                if piece:
                    look = self._code_look if span.code else None
                    paragraph.append(_run_of(span, piece, part, look, bold=bold))
                if label:
                    paragraph.append(self.new_notes.reference(label, partial(self._tell, label)))

    def _tell(self, label: str, note: Xml) -> None:
        """What a note says, as paragraphs in a ``w:footnote``."""
        for number, (text, _) in enumerate(self._notes[label].texts):
            paragraph = OxmlElement("w:p")
            if number == 0:
                paragraph.append(own_number())
                paragraph.append(new_run(" ", None, bold=False, italic=False))
            self._add_text(paragraph, self.new_notes.part, text)
            note.append(paragraph)

    def _plain(self, text: str, style: str) -> Any:
        paragraph = self._word.add_paragraph(style=style)
        paragraph._p.append(new_run(text, None, bold=False, italic=False))
        return paragraph

    def _code_style(self) -> str:
        styles = self._word.styles
        if _CODE not in [style.name for style in styles]:
            style = styles.add_style(_CODE, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.font.name = "Courier New"
            style.font.size = Pt(9)
        return _CODE


def _run_of(span: Span, text: str, part: Any, look: Xml, *, bold: bool) -> Xml:
    """A run, in a link if it has one."""
    run = new_run(text, look, bold=span.bold or bold, italic=span.italic)
    if not span.link:
        return run
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), part.relate_to(span.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run)
    return link
