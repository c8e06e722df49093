"""How a Markdown file was laid out, kept so that an export gives back what was not edited to the byte.

The outline holds sentences, not layout: lines wrapped at a width, headings that are underlined, lists that
are set in by four spaces, two blank lines. Each block whose source differs from what the writer of this room
would write carries it in ``written``, with the lines before it that belong to no block; ``written_of`` is a
fingerprint of what it said then. As long as it says the same, the source is written; in a paragraph that was
edited, the lines end where they ended wherever the words are the same. A layout that does not read back as
what is meant (a block was moved) gives way to the writer's own.
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
"""Set where the line ends between sentences are kept as such: none comes back that was taken out."""
ENDING = "ending"
WHOLE = "written_whole"
LINE_END = "line_end"

_OF_PARAGRAPH = (BLOCK, WITHIN, TIGHT, APART, FENCE, INFO, LEVEL, LEAD, TAIL)
_OF_CONCEPT = (BREAK, GAP)
_LONGEST_MERGED = 20_000
"""Characters of a paragraph whose lines are compared with what they were."""
_REWRITTEN = frozenset(
    {BlockKind.TEXT, BlockKind.CODE, BlockKind.HTML, BlockKind.TABLE, BlockKind.SOURCE, BlockKind.DEFINITION}
)
_NO_TEXT = re.compile(r"#{1,6}(?:[ \t]|$)|[-+*>](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)")
_TOKEN = re.compile(r"\S+")
_HARD = re.compile(r"(?: {2,}|\\)\n")


def paragraph_fingerprint(
    attributes: Mapping[str, str], concepts: Iterable[tuple[str, Mapping[str, str]]]
) -> str:
    """What a paragraph says in the language it was written in, and how its sentences are set apart."""
    parts = [attributes.get(key, "\0") for key in _OF_PARAGRAPH]
    for text, own in concepts:
        parts += [text, *(own.get(key, "\0") for key in _OF_CONCEPT)]
    return _digest(parts)


def heading_fingerprint(text: str, level: int) -> str:
    """What a heading says, and its level."""
    return _digest([text, str(level)])


def _digest(parts: Iterable[str]) -> str:
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\1")
    return digest.hexdigest()


def without_layout(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a block that say what it is, not how it was written."""
    return {key: value for key, value in attributes.items() if not key.startswith(WRITTEN)}


def layout_of(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a block that say how it was written."""
    return {key: value for key, value in attributes.items() if key.startswith(WRITTEN)}


def own_lines(block: Block) -> tuple[list[str], list[str]]:
    """The lines before a block that belong to none, and those of the block itself, as they were written."""
    lines = block.attributes[WRITTEN].split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip(" \t>")), len(lines) - 1)
    return lines[:first], lines[first:]


def has_separator(block: Block) -> bool:
    """Whether a line without text preceded it."""
    return bool(own_lines(block)[0])


def rewritten(block: Block, content: Sequence[str]) -> list[str] | None:
    """The lines of an edited block in the layout that it had; None where that is not to be found again.

    `content`: its lines now, without the marks of the lists and quotations around it.
    """
    before, old = own_lines(block)
    within = block.attributes.get(WITHIN, "")
    opening = _opening_pattern(within).match(old[0])
    if opening is None or not content or block.kind not in _REWRITTEN:
        return None
    if block.kind is BlockKind.TEXT and _NO_TEXT.match(old[0], opening.end()):
        return None  # it was a heading, an item or a quotation, and is none any more
    first = opening.group()
    if block.kind is not BlockKind.TEXT:
        return [*before, *_indented(content, first, block.attributes.get(FENCE) == INDENT)]
    later = _continued(first) if within else ""
    lines = [old[0][len(first) :], *(_without_prefix(line, later) for line in old[1:])]
    may_wrap = WRITTEN_LINES not in block.attributes
    made = _merged("\n".join(lines), "\n".join(content), may_wrap=may_wrap).split("\n")
    return [*before, first + made[0], *(later + line for line in made[1:])]


def _opening_pattern(within: str) -> re.Pattern[str]:
    """What stands before the text of a block: the marks of lists and quotations, white space."""
    marks = []
    for step in within.split():
        mark, goes_on = step.removesuffix("~"), step.endswith("~")
        if mark == ">":
            marks.append(r"[ \t]*>?")
        elif not goes_on:
            marks.append(rf"[ \t]*{re.escape(mark)}(?=[ \t])")
    return re.compile("".join(marks) + r"[ \t]*")


def _continued(prefix: str) -> str:
    return "".join(character if character in "> \t" else " " for character in prefix)


def _without_prefix(line: str, prefix: str) -> str:
    return line[len(prefix) :] if line.startswith(prefix) else line.lstrip(" \t>" if ">" in prefix else " \t")


def _indented(content: Sequence[str], prefix: str, is_code: bool) -> list[str]:
    """The lines of a verbatim block behind a prefix, which holds the indent of indented code as well."""
    if is_code:
        prefix = prefix.removesuffix(INDENT)
    lines = [f"{INDENT}{line}" if line and is_code else line for line in content]
    later = _continued(prefix)
    return [
        prefix + lines[0],
        *(later + line if line else later.rstrip() for line in lines[1:]),
    ]


def _merged(old: str, new: str, *, may_wrap: bool) -> str:
    """The new text, its white space as in the old one beside words that are in both.

    Both have hard line breaks as Markdown writes them; `may_wrap`: other line ends of the old one are spaces.
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
    """By the number of a new word: the white space that stood behind it, or in its place, in the old text."""
    words, now = ([found.group() for found in side] for side in (before, after))
    gaps: dict[int, str] = {}
    for tag, begin, end, start, stop in SequenceMatcher(None, words, now, autojunk=False).get_opcodes():
        if tag == "equal" or end - begin == stop - start:
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
    """The text with hard line breaks as white space, of the same length."""
    return _HARD.sub(lambda found: " " * (len(found.group()) - 1) + "\n", text)


def _reads_as(white: str, may_wrap: bool) -> str:
    """White space between two words as it is read."""
    if breaks := sum(1 for _ in _HARD.finditer(white)):
        return "\\\n" * breaks
    return re.sub(r"[ \t]*\n[ \t]*", " ", white) if may_wrap else white
