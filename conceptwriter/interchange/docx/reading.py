"""From a Word file to a document: headings become sections, paragraphs paragraphs, their sentences concepts.

Paragraphs in tables and notes are read in reading order, headers and footers at the end. Text in text boxes
is not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from conceptwriter.interchange.assembly import SourceText, draft_of
from conceptwriter.interchange.blocks import MARKDOWN, WITHIN, Block, BlockKind
from conceptwriter.interchange.docx.inline import inline_of
from conceptwriter.interchange.docx.lists import ListMarks
from conceptwriter.interchange.docx.package import open_package
from conceptwriter.interchange.docx.stored import PLACE, kept
from conceptwriter.interchange.docx.stories import Place, Stories
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.formats import SourceFile
from conceptwriter.interchange.spans import Inline
from conceptwriter.language import SURE, Detection, Segmenter, identify_language
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import Draft, Kind
from conceptwriter.outline.model import UNSURE
from conceptwriter.outline.regional_tags import keep_region

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_QUOTE = frozenset({"quote", "intense quote", "block text"})


def _said_language(word: WordDocument) -> str:
    """The language that the file's texts have for the spelling checker; empty if it names none."""
    named = word.styles.element.find(
        f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"
    )
    return "" if named is None else named.get(qn("w:val"), "")


def read_docx(source: SourceFile) -> Draft:
    """The document of a Word file. Raises UnreadableFile, which names the file."""
    if isinstance(source.content, str):
        raise UnreadableFile(f"{source.name} is text, not a Word file.")
    word = open_package(source.content, source.name)
    stories = Stories(word, whole=True)
    blocks, places = _blocks(word, stories)
    if not any(line.strip() for block in blocks for line in block.lines):
        raise UnreadableFile(f"{source.name} contains no text. Choose a file that does.")
    title = str(word.core_properties.title or "").strip() or _title_of(word, stories)
    text = SourceText(blocks, title=title, markup=MARKDOWN, marks_of=inline_marks)
    found = Detection(source.language, 1.0) if source.language else identify_language(text.sample())
    root = draft_of(text, found.code, text.title or source.title, Segmenter())
    root.attributes |= kept(source.content)
    keep_region(root.attributes, _said_language(word), found.code)
    if found.confidence < SURE:
        root.attributes[UNSURE] = "1"
    drafts = (draft for draft in root.walk() if draft is not root and draft.kind is not Kind.CONCEPT)
    for draft, place in zip(drafts, places, strict=True):
        draft.attributes[PLACE] = str(place)
    return root


def style_name(word: WordDocument, paragraph: Xml) -> str:
    """The English name of its style, small, whatever the language of the program that wrote it."""
    properties = paragraph.pPr
    named = None if properties is None else properties.pStyle
    style = None if named is None else word.styles.element.get_by_id(named.val)
    return "" if style is None or style.name_val is None else str(style.name_val).lower()


def _title_of(word: WordDocument, stories: Stories) -> str:
    for place in stories.places[:20]:
        paragraph = place.paragraph
        if style_name(word, paragraph) == "title":
            text = "".join(str(part.text or "") for part in paragraph.iter(qn("w:t")))
            return " ".join(text.split())
    return ""


def text_of(place: Place, inline: Inline) -> str:
    """The text of a paragraph as the document has it."""
    text = inline.markdown()
    return f"{place.note}: {text.lstrip()}" if place.note else text


def inline_at(place: Place, stories: Stories) -> Inline:
    """The content of a paragraph."""
    labels = stories.labels if stories.is_whole else None
    return inline_of(place.paragraph, place.story.addresses, labels, stories.code_styles)


def _blocks(word: WordDocument, stories: Stories) -> tuple[list[Block], list[int]]:
    """The blocks of all paragraphs that have text, and the numbers of these."""
    blocks: list[Block] = []
    places: list[int] = []
    marks = ListMarks(word)
    quoted = False
    for number in stories.in_reading_order():
        place = stories.places[number]
        paragraph, inline = place.paragraph, inline_at(place, stories)
        within = marks.within(paragraph) if place.is_body else ""
        if not inline.has_text:
            continue
        name = style_name(word, paragraph)
        text = text_of(place, inline)
        level = heading_level(word, paragraph)
        if level:
            blocks.append(Block(BlockKind.SECTION, [" ".join(text.split())], level=level))
        else:
            if name in _QUOTE:
                within = ">~" if quoted else ">"
            attributes = {WITHIN: within} if within else {}
            lines = [line.strip() for line in text.split("\n")]
            blocks.append(Block(BlockKind.TEXT, [line for line in lines if line], attributes))
        quoted = name in _QUOTE
        places.append(number)
    return blocks, places


def heading_level(word: WordDocument, paragraph: Xml) -> int:
    """1 to 9 of a heading; 0 of anything else."""
    found = _HEADING.fullmatch(style_name(word, paragraph))
    if found is not None:
        return int(found.group(1))
    properties = paragraph.pPr
    outline = None if properties is None else properties.find(qn("w:outlineLvl"))
    value = "" if outline is None else outline.get(qn("w:val"), "")
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0
