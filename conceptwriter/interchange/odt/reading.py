"""From an OpenDocument text to a document: headings become sections, sentences concepts.

Paragraphs in tables, notes and text boxes are read where they stand, those of headers and footers at the end.
"""

from __future__ import annotations

import re
from typing import Any

from conceptwriter.interchange.assembly import SourceText, draft_of
from conceptwriter.interchange.blocks import BLOCK, MARKDOWN, WITHIN, Block, BlockKind
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.formats import SourceFile
from conceptwriter.interchange.odt.inline import Content, content_of
from conceptwriter.interchange.odt.names import qn
from conceptwriter.interchange.odt.package import CONTENT, STYLES, TextFile, open_text
from conceptwriter.interchange.odt.places import Place, Places
from conceptwriter.interchange.odt.said_language import said_tag
from conceptwriter.interchange.odt.stored import PLACE, kept
from conceptwriter.interchange.odt.styles import Styles
from conceptwriter.language import (
    SURE,
    Detection,
    Segmenter,
    UnknownLanguage,
    find_language,
    identify_language,
)
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import Draft, Kind
from conceptwriter.outline.model import UNSURE
from conceptwriter.outline.regional_tags import keep_region

Xml = Any
_QUOTE = frozenset({"Quotations", "Quote", "Intense_20_Quote", "Block_20_Text", "Quotation"})
_CODE = frozenset({"Preformatted_20_Text", "Preformatted", "Code"})
_RULE = frozenset({"Horizontal_20_Line"})
_RULE_MARK = "---"
_TITLE = "Title"
_DEEPEST_HEADING = 10


def read_odt(source: SourceFile) -> Draft:
    """The document of a file, flat or not. Raises UnreadableFile, which names the file."""
    data = source.content.encode("utf-8") if isinstance(source.content, str) else source.content
    if not data.strip():
        raise UnreadableFile(f"{source.name} is empty. Choose a file that contains text.")
    file = open_text(data, source.name)
    reading = Reading(file)
    blocks, numbers = reading.blocks()
    if not any(line.strip() for block in blocks for line in block.lines):
        raise UnreadableFile(f"{source.name} contains no text. Choose a file that does.")
    text = SourceText(blocks, title=reading.title(), markup=MARKDOWN, marks_of=inline_marks)
    found = _language(source.language, file, text)
    root = draft_of(text, found.code, text.title or source.title, Segmenter())
    root.attributes |= kept(data, is_flat=file.is_flat)
    keep_region(root.attributes, said_tag(file), found.code)
    if found.confidence < SURE:
        root.attributes[UNSURE] = "1"
    drafts = (draft for draft in root.walk() if draft is not root and draft.kind is not Kind.CONCEPT)
    for draft, number in zip(drafts, numbers, strict=True):
        draft.attributes[PLACE] = str(number)
    return root


def _language(given: str | None, file: TextFile, text: SourceText) -> Detection:
    """That named, or recognised, or in doubt that in which the file checks spelling."""
    if given:
        return Detection(given, 1.0)
    found = identify_language(text.sample())
    if found.confidence >= SURE or file.styles is None:
        return found
    try:
        return Detection(find_language(said_tag(file)).code, found.confidence)
    except UnknownLanguage:
        return found


class Reading:
    """An open file, and the content of each of its paragraphs."""

    def __init__(self, file: TextFile) -> None:
        self.file = file
        parts = (CONTENT,) if file.styles is None else (CONTENT, STYLES)
        self._styles = {part: Styles(file, CONTENT if file.is_flat else part) for part in parts}
        found = Places(file, self._styles[CONTENT])
        self.places: list[Place] = found.found
        self._notes = found.notes

    def styles(self, place: Place) -> Styles:
        """The styles that are known where a paragraph stands."""
        return self._styles[place.part]

    def content(self, place: Place) -> Content:
        """What a paragraph contains."""
        return content_of(place.element, self.styles(place), self._notes)

    def text(self, place: Place, content: Content) -> str:
        """The text as the document has it; that of code without marks."""
        if self.is_rule(place, content):
            return _RULE_MARK
        text = content.raw_text() if self.is_code(place, content) else content.inline.markdown()
        return f"{place.note}: {text.lstrip()}" if place.note else text

    def is_code(self, place: Place, content: Content) -> bool:
        """Whether the paragraph is a listing, which nobody translates."""
        has_things = any(span.thing is not None for span in content.inline.spans)
        return not has_things and not place.note and not self.level(place) and self._has_style(place, _CODE)

    def is_rule(self, place: Place, content: Content) -> bool:
        """Whether the paragraph is only drawn, as stars between two scenes."""
        if not self._has_style(place, _RULE):
            return False
        return not any(span.thing is not None or re.search(r"\w", span.text) for span in content.inline.spans)

    def level(self, place: Place) -> int:
        """1 to 10 of a heading; 0 of anything else."""
        if place.element.tag != qn("text:h"):
            return 0
        level = place.element.get(qn("text:outline-level"), "1")
        return min(max(int(level), 1), _DEEPEST_HEADING) if level.isdecimal() and len(level) < 4 else 1

    def title(self) -> str:
        """That of the file's properties, or its first paragraph of the style Title."""
        if self.file.meta is not None:
            said = next(self.file.meta.iter(qn("dc:title")), None)
            if said is not None and (said.text or "").strip():
                return " ".join(str(said.text).split())
        for place in self.places[:20]:
            if self._has_style(place, frozenset({_TITLE})):
                return " ".join(self.content(place).raw_text().split())
        return ""

    def _has_style(self, place: Place, names: frozenset[str]) -> bool:
        name = place.element.get(qn("text:style-name"), "")
        return name in names or any(
            known in names for known, _ in self.styles(place).chain("paragraph", name)
        )

    def blocks(self) -> tuple[list[Block], list[int]]:
        """The blocks of all paragraphs that have text, and the numbers of these."""
        blocks: list[Block] = []
        numbers: list[int] = []
        quoted = False
        for number, place in enumerate(self.places):
            content = self.content(place)
            if not content.inline.has_text:
                continue
            is_quote = not place.within and self._has_style(place, _QUOTE)
            blocks.append(
                self._block(place, content, (">~" if quoted else ">") if is_quote else place.within)
            )
            quoted = is_quote
            numbers.append(number)
        return blocks, numbers

    def _block(self, place: Place, content: Content, within: str) -> Block:
        text = self.text(place, content)
        level = self.level(place)
        if level:
            return Block(BlockKind.SECTION, [" ".join(text.split())], level=level)
        attributes = {WITHIN: within} if within else {}
        if self.is_code(place, content):
            return Block(BlockKind.CODE, [text], attributes | {BLOCK: BlockKind.CODE.value})
        if self.is_rule(place, content):
            return Block(BlockKind.RULE, [text], attributes | {BLOCK: BlockKind.RULE.value})
        lines = [line.strip() for line in text.split("\n")]
        return Block(BlockKind.TEXT, [line for line in lines if line], attributes)
