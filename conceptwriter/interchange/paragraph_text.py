"""The text of a block as sentences, each with exactly what follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from conceptwriter.interchange.blocks import Block
from conceptwriter.interchange.soft_lines import Flat, flattened, is_callout, parts_of
from conceptwriter.language import SentenceSpan
from conceptwriter.outline.gaps import kept_gap
from conceptwriter.outline.model import BREAK, GAP

Spans = Iterator[list[SentenceSpan]]
"""The sentence spans of each piece of text, in order."""

Unescape = Callable[[str], str]
"""Removes the backslash that keeps the beginning of a line from being more than text."""


class Piece(NamedTuple):
    """A part of a paragraph that is segmented on its own: it begins and ends with a line."""

    is_after_break: bool
    """Whether a hard line break precedes it."""
    line_end: str
    """The exact soft line end before it."""
    flat: Flat


def pieces_of(block: Block) -> Iterator[Piece]:
    """The pieces of a block of text."""
    for index, line in enumerate(block.lines):
        for number, (line_end, part) in enumerate(parts_of(line, opens=index == 0)):
            yield Piece(index > 0 and number == 0, line_end, flattened(part))


@dataclass(slots=True)
class Sentence:
    """A sentence and what follows it: hard line breaks, then the exact white space (None: the default)."""

    text: str
    breaks: int = 0
    gap: str | None = None

    def end_attributes(self) -> dict[str, str]:
        """What follows it, as attributes of a concept."""
        found = {BREAK: str(self.breaks)} if self.breaks else {}
        return found if self.gap is None else found | {GAP: self.gap}


class _Joint(NamedTuple):
    """The text between two sentences: with its line ends, and with these turned into spaces."""

    breaks: int
    exact: str
    plain: str


@dataclass(slots=True)
class ParagraphText:
    """The sentences of a paragraph and the white space around them."""

    sentences: list[Sentence] = field(default_factory=list)
    lead: str = ""
    tail: str = ""


def paragraph_text(block: Block, spans: Spans, language: str, unescape: Unescape) -> ParagraphText:
    """The sentences of a block written in `language`; `spans` is advanced by its pieces."""
    found = ParagraphText()
    joints: list[_Joint] = []
    is_wrapped = bool(block.lines) and is_callout(block.lines[0])
    open_joint = _Joint(0, "", "")
    for piece in pieces_of(block):
        text, end = piece.flat.text, 0
        if piece.is_after_break:
            if found.sentences and not open_joint.breaks:
                found.sentences[-1].text += open_joint.exact
            open_joint = _Joint(open_joint.breaks + 1, "", "")
        open_joint = _lengthened(open_joint, piece.line_end, piece.line_end)
        for span in next(spans):
            is_wrapped = is_wrapped or piece.flat.has_end_inside(*span)
            open_joint = _lengthened(open_joint, piece.flat.exact(end, span.start), text[end : span.start])
            if found.sentences:
                joints.append(open_joint)
            else:
                found.lead = open_joint.exact
            found.sentences.append(Sentence(span.of(text)))
            open_joint, end = _Joint(0, "", ""), span.end
        open_joint = _lengthened(open_joint, piece.flat.exact(end, len(text)), text[end:])
    if found.sentences:
        found.tail = open_joint.exact
    else:
        found.lead = open_joint.exact
    _join(found.sentences, joints, language, unescape, keep_lines=not is_wrapped)
    return found


def _lengthened(joint: _Joint, exact: str, plain: str) -> _Joint:
    return _Joint(joint.breaks, joint.exact + exact, joint.plain + plain)


def _join(
    sentences: Sequence[Sentence],
    joints: Sequence[_Joint],
    language: str,
    unescape: Unescape,
    *,
    keep_lines: bool,
) -> None:
    for joint, one, two in zip(joints, sentences, sentences[1:], strict=False):
        white = joint.exact if keep_lines else joint.plain
        if "\n" in white:
            two.text = unescape(two.text)
        one.breaks = joint.breaks
        one.gap = (white or None) if joint.breaks else kept_gap(white, one.text, two.text, language)
