"""The original layout of a Markdown file, stored so that an export reproduces unedited parts to the byte.

The outline holds sentences, not layout: lines wrapped at a width, underlined headings, lists indented by four
spaces, two blank lines. Each block whose source differs from what our writer would produce stores it in
``written``, with the preceding lines that belong to no block; ``written_of`` is a fingerprint of its content
at the time. As long as the content is the same, that source is written; in an edited paragraph, the lines end
where they ended wherever the words are the same. A layout that does not read back as intended (a block was
moved) is replaced by the writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b

from conceptwriter.interchange.blocks import (
    APART,
    BLOCK,
    FENCE,
    INDENT,
    INFO,
    LEVEL,
    TIGHT,
    WITHIN,
    Block,
    BlockKind,
)
from conceptwriter.outline.model import BREAK, GAP, LEAD, TAIL

WRITTEN = "written"
WRITTEN_OF = "written_of"
WRITTEN_AFTER = "written_after"
WRITTEN_LINES = "written_lines"
"""Set where the line ends between sentences are stored as such: deleted ones do not come back."""
ENDING = "ending"
WHOLE = "written_whole"
LINE_END = "line_end"

_OF_PARAGRAPH = (BLOCK, WITHIN, TIGHT, APART, FENCE, INFO, LEVEL, LEAD, TAIL)
_OF_CONCEPT = (BREAK, GAP)
_LONGEST_MERGED = 20_000
"""Maximum characters of a paragraph whose lines are compared with the original ones."""
_REWRITTEN = frozenset(
    {BlockKind.TEXT, BlockKind.CODE, BlockKind.HTML, BlockKind.TABLE, BlockKind.SOURCE, BlockKind.DEFINITION}
)
_NO_TEXT = re.compile(r"#{1,6}(?:[ \t]|$)|[-+*>](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)")
_TOKEN = re.compile(r"\S+")
_HARD = re.compile(r"(?: {2,}|\\)\n")


def paragraph_fingerprint(
    attributes: Mapping[str, str], concepts: Iterable[tuple[str, Mapping[str, str]]]
) -> str:
    """Identifies a paragraph's text in its source language, and the gaps between its sentences."""
    parts = [attributes.get(key, "\0") for key in _OF_PARAGRAPH]
    for text, own in concepts:
        parts += [text, *(own.get(key, "\0") for key in _OF_CONCEPT)]
    return _digest(parts)


def heading_fingerprint(text: str, level: int) -> str:
    """Identifies a heading's text and level."""
    return _digest([text, str(level)])


def _digest(parts: Iterable[str]) -> str:
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\1")
    return digest.hexdigest()


def without_layout(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a block about what it is, not how it was written."""
    return {key: value for key, value in attributes.items() if not key.startswith(WRITTEN)}


def layout_of(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a block about how it was written."""
    return {key: value for key, value in attributes.items() if key.startswith(WRITTEN)}


def own_lines(block: Block) -> tuple[list[str], list[str]]:
    """The lines before a block that belong to none, and those of the block itself, as written."""
    lines = block.attributes[WRITTEN].split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip(" \t>")), len(lines) - 1)
    return lines[:first], lines[first:]


def has_separator(block: Block) -> bool:
    """Whether a line without text preceded it."""
    return bool(own_lines(block)[0])


def rewritten(block: Block, content: Sequence[str]) -> list[str] | None:
    """The lines of an edited block in its original layout; None where that cannot be reconstructed.

    `content`: its present lines, without the marks of the lists and quotations around it.
    """
    before, old = own_lines(block)
    within = block.attributes.get(WITHIN, "")
    opening = _opening_pattern(within).match(old[0])
    if opening is None or not content or block.kind not in _REWRITTEN:
        return None
    if block.kind is BlockKind.TEXT and _NO_TEXT.match(old[0], opening.end()):
        return None  # it was a heading, an item or a quotation, and no longer is
    first = opening.group()
    if block.kind is not BlockKind.TEXT:
        return [*before, *_indented(content, first, block.attributes.get(FENCE) == INDENT)]
    later = _continued(first) if within else ""
    lines = [old[0][len(first) :], *(_without_prefix(line, later) for line in old[1:])]
    may_wrap = WRITTEN_LINES not in block.attributes
    made = _merged("\n".join(lines), "\n".join(content), may_wrap=may_wrap).split("\n")
    return [*before, first + made[0], *(later + line for line in made[1:])]


def _opening_pattern(within: str) -> re.Pattern[str]:
    """What precedes the text of a block: the marks of lists and quotations, white space."""
    marks = []
    for step in within.split():
        mark, continues = step.removesuffix("~"), step.endswith("~")
        if mark == ">":
            marks.append(r"[ \t]*>?")
        elif not continues:
            marks.append(rf"[ \t]*{re.escape(mark)}(?=[ \t])")
    return re.compile("".join(marks) + r"[ \t]*")


def _continued(prefix: str) -> str:
    return "".join(character if character in "> \t" else " " for character in prefix)


def _without_prefix(line: str, prefix: str) -> str:
    return line[len(prefix) :] if line.startswith(prefix) else line.lstrip(" \t>" if ">" in prefix else " \t")


def _indented(content: Sequence[str], prefix: str, is_code: bool) -> list[str]:
    """The lines of a verbatim block after a prefix, which includes the indent of indented code."""
    if is_code:
        prefix = prefix.removesuffix(INDENT)
    lines = [f"{INDENT}{line}" if line and is_code else line for line in content]
    later = _continued(prefix)
    return [
        prefix + lines[0],
        *(later + line if line else later.rstrip() for line in lines[1:]),
    ]


def _merged(old: str, new: str, *, may_wrap: bool) -> str:
    """The new text, with the old one's white space next to words that are in both.

    Both have Markdown's hard line breaks; `may_wrap`: other line ends of the old one are spaces.
    """
    if max(len(old), len(new)) > _LONGEST_MERGED:
        return new
    before, after = list(_TOKEN.finditer(_marked(old))), list(_TOKEN.finditer(_marked(new)))
    gaps = _old_gaps(old, before, after)
    made: list[str] = []
    for number, found in enumerate(after):
        made.append(new[found.start() : found.end()])
        if number + 1 < len(after):
            here = new[found.end() : after[number + 1].start()]
            was = gaps.get(number, here)
            made.append(was if _reads_as(was, may_wrap) == _reads_as(here, may_wrap) else here)
    return "".join(made)


def _old_gaps(old: str, before: list[re.Match[str]], after: list[re.Match[str]]) -> dict[int, str]:
    """By the index of a new word: the white space that followed it, or replaced it, in the old text."""
    words, now = ([found.group() for found in side] for side in (before, after))
    gaps: dict[int, str] = {}
    for tag, begin, end, start, stop in SequenceMatcher(None, words, now, autojunk=False).get_opcodes():
        if end - begin == stop - start:
            pairs = [(begin + step, start + step) for step in range(-1, end - begin)]
        elif tag == "replace":
            pairs = [(begin - 1, start - 1), (end - 1, stop - 1)]
        else:
            pairs = [(end - 1, stop - 1)]
        for here, there in pairs:
            if here >= 0 and there >= 0 and here + 1 < len(before):
                gaps[there] = old[before[here].end() : before[here + 1].start()]
    return gaps


def _marked(text: str) -> str:
    """The text with hard line breaks replaced by white space of the same length."""
    return _HARD.sub(lambda found: " " * (len(found.group()) - 1) + "\n", text)


def _reads_as(white: str, may_wrap: bool) -> str:
    """The meaning of white space between two words."""
    if breaks := sum(1 for _ in _HARD.finditer(white)):
        return "\\\n" * breaks
    return re.sub(r"[ \t]*\n[ \t]*", " ", white) if may_wrap else white
