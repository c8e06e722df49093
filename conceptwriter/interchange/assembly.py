"""From a file's blocks to a document: headings become sections, paragraphs paragraphs, sentences concepts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from conceptwriter.interchange.as_written import (
    ENDING,
    LINE_END,
    WHOLE,
    WRITTEN,
    WRITTEN_LINES,
    WRITTEN_OF,
    heading_fingerprint,
    layout_of,
    paragraph_fingerprint,
)
from conceptwriter.interchange.blocks import (
    FRONT_MATTER,
    LEVEL,
    MARKUP,
    VERBATIM,
    Block,
    BlockKind,
)
from conceptwriter.interchange.bounds import NodeCount
from conceptwriter.interchange.paragraph_text import Piece, Spans, Unescape, paragraph_text, pieces_of
from conceptwriter.language import Segmenter
from conceptwriter.language.inline_marks import InlineMarks
from conceptwriter.outline import Document, Draft, Kind, Origin
from conceptwriter.outline.model import GAP, LEAD, TAIL

MarksOf = Callable[[str], InlineMarks]

_NO_MARKS = InlineMarks([], [])


@dataclass(slots=True)
class SourceText:
    """What a format's reader returns: the blocks, and facts about the whole."""

    blocks: list[Block]
    title: str = ""
    front_matter: str = ""
    markup: str = ""
    """``markdown`` if the lines are inline Markdown, ``plain`` if not."""
    marks_of: MarksOf = field(default=lambda _: _NO_MARKS)
    unescape_line: Unescape = field(default=lambda line: line)
    """Removes the escape that keeps a line after the first from being read as more than text."""
    ending: str | None = None
    """What follows the last block, unless it is one line end."""
    whole: str = ""
    """A fingerprint of the text as written."""
    line_end: str = "\n"

    def sample(self, characters: int = 20_000) -> str:
        """Running text for language identification."""
        pieces: list[str] = []
        total = 0
        for block in self.blocks:
            if not block.is_verbatim:
                pieces.extend(block.lines)
                total += sum(map(len, block.lines))
            if total >= characters:
                break
        return "\n".join(pieces)[:characters]


def build_document(source: SourceText, language: str, title: str, segmenter: Segmenter) -> Document:
    """The document of a text written in ``language`` (FLORES-200). Its root is titled ``title``."""
    return Document.from_draft(draft_of(source, language, title, segmenter), language, consume=True)


def draft_of(source: SourceText, language: str, title: str, segmenter: Segmenter) -> Draft:
    """The same, to be inserted under another root."""
    attributes = {}
    if source.front_matter:
        attributes[FRONT_MATTER] = source.front_matter
    if source.markup:
        attributes[MARKUP] = source.markup
    if source.ending is not None:
        attributes[ENDING] = source.ending
    if any(WRITTEN in block.attributes for block in source.blocks):
        attributes[WHOLE] = source.whole
    if source.line_end != "\n":
        attributes[LINE_END] = source.line_end
    root = Draft(
        Kind.SECTION,
        title,
        source_language=language,
        language=language,
        origin=Origin.IMPORTED,
        attributes=attributes,
    )
    _fill(root, source, language, segmenter)
    return root


def _fill(root: Draft, source: SourceText, language: str, segmenter: Segmenter) -> None:
    pieces = (piece for block in source.blocks if not _is_whole(block) for piece in pieces_of(block))
    count = NodeCount()
    count.add(len(source.blocks))
    spans = _sentences(pieces, source.marks_of, language, segmenter, count)
    path: list[tuple[int, Draft]] = [(0, root)]
    for block in source.blocks:
        if block.kind is BlockKind.SECTION:
            while path[-1][0] >= block.level:
                path.pop()
            above, parent = path[-1]
            section = Draft(Kind.SECTION, block.lines[0], origin=Origin.IMPORTED)
            if block.level != above + 1:
                section.attributes[LEVEL] = str(block.level)
            if WRITTEN in block.attributes:
                section.attributes |= layout_of(block.attributes)
                section.attributes[WRITTEN_OF] = heading_fingerprint(section.text, block.level)
            parent.children.append(section)
            path.append((block.level, section))
        else:
            path[-1][1].children.append(_paragraph(block, spans, source, language))


def _sentences(
    pieces: Iterable[Piece], marks_of: MarksOf, language: str, segmenter: Segmenter, count: NodeCount
) -> Spans:
    """The sentences of each piece of text, in order."""
    texts = ((piece.flat.text, marks_of(piece.flat.text).protected) for piece in pieces)
    for found in segmenter.segment_many(texts, language):
        count.add(len(found))
        yield found


def _is_whole(block: Block) -> bool:
    """Whether the block must not be split: a section heading or a verbatim block."""
    return block.is_verbatim or block.kind is BlockKind.SECTION


def _paragraph(block: Block, spans: Spans, source: SourceText, language: str) -> Draft:
    paragraph = Draft(Kind.PARAGRAPH, attributes=dict(block.attributes))
    if _is_whole(block):
        paragraph.children.append(_concept("\n".join(block.lines), verbatim=True))
    else:
        _add_sentences(paragraph, block, spans, source, language)
    if WRITTEN in block.attributes:
        said = [(concept.text, concept.attributes) for concept in paragraph.children]
        if any("\n" in own.get(GAP, "") for _, own in said):
            paragraph.attributes[WRITTEN_LINES] = "1"
        paragraph.attributes[WRITTEN_OF] = paragraph_fingerprint(paragraph.attributes, said)
    return paragraph


def _add_sentences(paragraph: Draft, block: Block, spans: Spans, source: SourceText, language: str) -> None:
    found = paragraph_text(block, spans, language, source.unescape_line)
    for key, value in ((LEAD, found.lead), (TAIL, found.tail)):
        if value:
            paragraph.attributes[key] = value
    for sentence in found.sentences:
        concept = _concept(sentence.text, verbatim=_is_opaque(sentence.text, source.marks_of))
        concept.attributes |= sentence.end_attributes()
        paragraph.children.append(concept)


def _concept(text: str, *, verbatim: bool) -> Draft:
    return Draft(Kind.CONCEPT, text, origin=Origin.IMPORTED, attributes={VERBATIM: "1"} if verbatim else {})


def _is_opaque(sentence: str, marks_of: MarksOf) -> bool:
    """Whether a sentence is just one image, address, tag or piece of code."""
    if sentence[0].isalnum() and sentence[0] not in "hfwie":
        return False
    return marks_of(sentence).opaque == [(0, len(sentence))]
