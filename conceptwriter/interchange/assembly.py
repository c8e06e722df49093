"""Blocks of a file to a document: headings become sections, paragraphs paragraphs, sentences concepts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from conceptwriter.interchange.blocks import (
    BREAK,
    FRONT_MATTER,
    LEVEL,
    MARKUP,
    VERBATIM,
    Block,
    BlockKind,
)
from conceptwriter.interchange.inline import InlineMarks
from conceptwriter.language import Segmenter
from conceptwriter.outline import Document, Draft, Kind, Origin

MarksOf = Callable[[str], InlineMarks]

_NO_MARKS = InlineMarks([], [])


@dataclass(slots=True)
class SourceText:
    """What a format has read: the blocks, and what it knows of the whole."""

    blocks: list[Block]
    title: str = ""
    front_matter: str = ""
    markup: str = ""
    """``markdown`` if the lines are inline Markdown, ``plain`` if they are not."""
    marks_of: MarksOf = field(default=lambda _: _NO_MARKS)

    def sample(self, characters: int = 20_000) -> str:
        """Running text for telling the language."""
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
    """The document of a text that is written in ``language`` (FLORES-200). Its root bears ``title``."""
    return Document.from_draft(draft_of(source, language, title, segmenter), language)


def draft_of(source: SourceText, language: str, title: str, segmenter: Segmenter) -> Draft:
    """The same, to be put under another root."""
    attributes = {}
    if source.front_matter:
        attributes[FRONT_MATTER] = source.front_matter
    if source.markup:
        attributes[MARKUP] = source.markup
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
    sentences = _sentences(source, language, segmenter)
    path: list[tuple[int, Draft]] = [(0, root)]
    for block in source.blocks:
        if block.kind is BlockKind.SECTION:
            while path[-1][0] >= block.level:
                path.pop()
            above, parent = path[-1]
            section = Draft(Kind.SECTION, block.lines[0], origin=Origin.IMPORTED)
            if block.level != above + 1:
                section.attributes[LEVEL] = str(block.level)
            parent.children.append(section)
            path.append((block.level, section))
        else:
            paragraph = Draft(Kind.PARAGRAPH, attributes=dict(block.attributes))
            paragraph.children.extend(_concepts(block, sentences, source.marks_of))
            path[-1][1].children.append(paragraph)


def _sentences(source: SourceText, language: str, segmenter: Segmenter) -> Iterator[list[str]]:
    """The sentences of each line of each block of text, in order; one pass, so that spaCy can batch."""
    lines = [line for block in source.blocks if not _is_whole(block) for line in block.lines]
    texts = [(line, source.marks_of(line)) for line in lines]
    spans = segmenter.segment_many([(line, marks.protected) for line, marks in texts], language)
    for (line, _), found in zip(texts, spans, strict=True):
        yield [span.of(line) for span in found]


def _is_whole(block: Block) -> bool:
    """Whether the block is not to be split: a section heading or a verbatim block."""
    return block.is_verbatim or block.kind is BlockKind.SECTION


def _concepts(block: Block, sentences: Iterator[list[str]], marks_of: MarksOf) -> Iterable[Draft]:
    if _is_whole(block):
        return [_concept("\n".join(block.lines), verbatim=True)]
    concepts: list[Draft] = []
    breaks = 0
    for _ in block.lines:
        found = next(sentences)
        if found and concepts and breaks:
            concepts[-1].attributes[BREAK] = str(breaks)
        if found:
            breaks = 0
        concepts.extend(_concept(sentence, verbatim=_is_opaque(sentence, marks_of)) for sentence in found)
        breaks += 1
    return concepts


def _concept(text: str, *, verbatim: bool) -> Draft:
    return Draft(Kind.CONCEPT, text, origin=Origin.IMPORTED, attributes={VERBATIM: "1"} if verbatim else {})


def _is_opaque(sentence: str, marks_of: MarksOf) -> bool:
    """Whether a sentence is nothing but one image, address, tag or piece of code."""
    if sentence[0] not in "!<`hf":
        return False
    return marks_of(sentence).opaque == [(0, len(sentence))]
