"""Locating the inline marks in a line of Markdown: marks that are not text, links, emphasis.

It follows CommonMark 0.31 (sections 6.1 to 6.7) closely, not completely, and supports the marks of its
dialects (:mod:`mark_table`): a mistake costs a badly placed sentence split, never a character.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from conceptwriter.language.mark_table import (
    EMAIL,
    INLINE_MARKS,
    LEADING_MARK,
    PICTOGRAMS,
    RAISED,
    WHOLE_LINE,
    MarkKind,
    MarkPattern,
)

Range = tuple[int, int]

# Maximum length of a title: without a bound, a file of opening marks would take quadratic time.
_REACH = 2000
_OPENERS_IN_MIND = 100
# Longer emphasised text is running text, which is split like any other.
_LONGEST_EMPHASIS = 250
_DEEPEST_BRACKETS = 32

_ANGLE_DESTINATION = re.compile(r"<(?:[^<>\n\\]|\\.)*>")
_TITLE = re.compile(r"""\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))""", re.DOTALL)
_REFERENCE = re.compile(r"\[(?:[^\[\]\\]|\\.){0,999}\]")
_SPAN_ATTRIBUTES = re.compile(r"\{[ \t]*[#.:\w][^{}\n]{0,200}\}")
_WIKI_LINK = re.compile(r"\[\[[^\[\]|\n]{1,300}\|(?=[^\[\]\n]{1,300}\]\])")
_TEX_STYLE = re.compile(r"\\(?:emph|underline|text(?:bf|it|sl|sc|tt|rm|sf))\{(?=[^{}\n]{1,500}\})")
_PAIRS = (
    (_WIKI_LINK, "]]", "link"),
    (_TEX_STYLE, "}", "italic"),
    (re.compile(r"\{\+\+(?=.{1,1000}?\+\+\})", re.DOTALL), "++}", "insertion"),
    (re.compile(r"\{--(?=.{1,1000}?--\})", re.DOTALL), "--}", "deletion"),
    (re.compile(r"\{==(?=.{1,1000}?==\})", re.DOTALL), "==}", "highlight"),
)
_BACKTICKS = re.compile("`+")
_FIRST = "".join(sorted({character for mark in INLINE_MARKS for character in mark.first}))
_SPECIAL = re.compile(rf"[`*_=~\]{re.escape(_FIRST)}]")
_BY_FIRST: dict[str, tuple[MarkPattern, ...]] = {
    first: tuple(mark for mark in INLINE_MARKS if first in mark.first) for first in _FIRST
}
_MAY_HAVE_MARKS = re.compile(rf"[`*_=~\]@|&{re.escape(_FIRST)}]")
_ENTITY = re.compile(r"&(?:#\w{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_STYLES = {
    "*": ("italic", "bold"),
    "_": ("italic", "bold"),
    "~": ("", "strikethrough"),
    "=": ("", "highlight"),
}


@dataclass(frozen=True, slots=True)
class Atom:
    """A mark that is one piece of source. `name` is its display name."""

    start: int
    end: int
    kind: MarkKind
    name: str
    is_opaque: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """Marks around words: the words are between `inner_start` and `inner_end`."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    name: str

    @property
    def has_target(self) -> bool:
        """Whether its end has a target, as a link's does: losing it loses more than a style."""
        return self.name == "link"


@dataclass(frozen=True, slots=True)
class InlineMarks:
    """The marks of one paragraph; ranges and atoms ascend and do not overlap."""

    protected: list[Range]
    """Code, links, images, tags, notes and short emphasis: no sentence begins inside."""
    opaque: list[Range]
    """The part of ``protected`` without anything to translate: code, images, addresses, tags."""
    atoms: list[Atom] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    """Links and emphasis that are not inside an atom, in order of their openings."""


@dataclass(slots=True)
class _Run:
    start: int
    length: int
    mark: str
    opens: bool
    closes: bool


def inline_marks(text: str) -> InlineMarks:
    """Find the inline marks of a paragraph's Markdown source."""
    if "\n" not in text and WHOLE_LINE.fullmatch(text):
        whole = (0, len(text))
        return InlineMarks([whole], [whole], [Atom(*whole, MarkKind.NOTE, "line of marks")])
    atoms: list[Atom] = []
    pairs: list[Pair] = []
    runs: list[_Run] = []
    brackets: list[int] = []
    code = _CodeSpans(text)
    position = 0
    while match := _SPECIAL.search(text, position):
        at = match.start()
        character = text[at]
        pair = _pair_at(text, at)
        atom = None if pair else code.at(at) if character == "`" else atom_at(text, at)
        if pair is not None:
            pairs.append(pair)
            position = pair.inner_start
        elif atom is not None:
            atoms.append(atom)
            position = atom.end
        elif character == "\\":
            position = at + 2
        elif character == "`":
            position = _after_run(text, at)
        elif character == "[" or text.startswith("![", at):
            brackets.append(at)
            position = at + (2 if character == "!" else 1)
        elif character == "]" and brackets:
            position = _close_bracket(text, at, brackets.pop(), atoms, pairs)
        elif character in "*_" or (character in "~=" and text[at + 1 : at + 2] == character):
            run = _run_at(text, at)
            runs.append(run)
            position = at + run.length
        else:
            position = at + 1
    atoms += _without_first_character(text, atoms)
    return _arranged(atoms, pairs, runs)


def has_words(text: str) -> bool:
    """Whether a text has a letter outside marks without words: addresses, code, images and the like.

    Digits, punctuation, emoji and symbols are the same in every language.
    """
    if not any(map(str.isalpha, text)):
        return False
    if not _MAY_HAVE_MARKS.search(text):
        return True
    marks = inline_marks(text)
    hidden = [(atom.start, atom.end) for atom in marks.atoms]
    hidden += [(pair.inner_end, pair.end) for pair in marks.pairs]
    hidden += [(pair.start, pair.inner_start) for pair in marks.pairs]
    leading = LEADING_MARK.match(text)
    hidden += [leading.span()] if leading else []
    hidden += [entity.span() for entity in _ENTITY.finditer(text)]
    kept = _merged(hidden)
    return any(letter.isalpha() and not is_within(at, kept) for at, letter in enumerate(text))


def _close_bracket(text: str, at: int, begin: int, atoms: list[Atom], pairs: list[Pair]) -> int:
    """Record the link or image that the bracket at ``at`` ends, if any; where to continue reading."""
    end = link_tail(text, at + 1)
    if end is None:
        return at + 1
    if text[begin] == "!":
        atoms.append(Atom(begin, end, MarkKind.NOTE, "image"))
    else:
        pairs.append(Pair(begin, begin + 1, at, end, "link"))
    return end


def _arranged(atoms: list[Atom], pairs: list[Pair], runs: list[_Run]) -> InlineMarks:
    whole = _outermost(atoms)
    opaque = _merged([(atom.start, atom.end) for atom in whole if atom.is_opaque])
    hidden = _merged([(atom.start, atom.end) for atom in whole])
    emphasis = _emphasis([run for run in runs if not is_within(run.start, hidden)])
    visible = [pair for pair in pairs if not is_within(pair.start, hidden)]
    short = [(pair.start, pair.end) for pair in emphasis if pair.end - pair.start <= _LONGEST_EMPHASIS]
    protected = _merged([*hidden, *((pair.start, pair.end) for pair in visible), *short])
    tails = [(pair.inner_end, pair.end) for pair in visible]
    whole = [atom for atom in whole if not is_within(atom.start, tails)]
    every = sorted([*visible, *emphasis], key=lambda pair: (pair.start, -pair.end))
    return InlineMarks(protected, opaque, whole, every)


def _outermost(atoms: list[Atom]) -> list[Atom]:
    """The atoms that are inside no other, in order."""
    kept: list[Atom] = []
    for atom in sorted(atoms, key=lambda one: (one.start, -one.end)):
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
    return kept


def _without_first_character(text: str, atoms: list[Atom]) -> list[Atom]:
    """Mail addresses, words with superscript letters and pictograms, outside the other atoms."""
    found: list[Atom] = []
    if "@" in text:
        found += [
            Atom(match.start(), match.end(), MarkKind.WORD, "address") for match in EMAIL.finditer(text)
        ]
    if "~" in text or "^" in text:
        found += [
            Atom(match.start(), match.end(), MarkKind.WORD, "raised or lowered letters", is_opaque=False)
            for match in RAISED.finditer(text)
        ]
    if not text.isascii():
        found += [
            Atom(match.start(), match.end(), MarkKind.NOTE, "emoji", is_opaque=False)
            for match in PICTOGRAMS.finditer(text)
        ]
    taken = _merged([(atom.start, atom.end) for atom in atoms])
    return [atom for atom in found if not is_within(atom.start, taken)]


class _CodeSpans:
    """The positions of a text's backtick runs, by length: a span ends at the next run of the same length."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[int, list[int]] = {}
        for run in _BACKTICKS.finditer(text):
            self._starts.setdefault(run.end() - run.start(), []).append(run.start())

    def at(self, at: int) -> Atom | None:
        """The code span that begins at ``at``."""
        length = _after_run(self._text, at) - at
        starts = self._starts.get(length, [])
        index = bisect_left(starts, at + length)
        return Atom(at, starts[index] + length, MarkKind.WORD, "code") if index < len(starts) else None


def atom_at(text: str, at: int) -> Atom | None:
    """The mark of the table that begins at ``at``."""
    for mark in _BY_FIRST.get(text[at], ()):
        match = mark.pattern.match(text, at)
        if match:
            return Atom(at, match.end(), mark.kind, mark.name, mark.is_opaque)
    return None


def _pair_at(text: str, at: int) -> Pair | None:
    """A wiki link with its own text, a TeX style or an editor's mark that begins at ``at``."""
    if text[at] not in "[\\{":
        return None
    for pattern, closing, name in _PAIRS:
        match = pattern.match(text, at)
        if match:
            end = text.index(closing, match.end())
            return Pair(at, match.end(), end, end + len(closing), name)
    return None


def _after_run(text: str, at: int) -> int:
    """Offset after the run of equal characters that begins at ``at``."""
    end = at
    while end < len(text) and text[end] == text[at]:
        end += 1
    return end


def link_tail(text: str, at: int) -> int | None:
    """Offset after ``(destination "title")``, ``[reference]`` or ``{attributes}`` at ``at``.

    None if there is none of them.
    """
    if text.startswith("{", at):
        attributes = _SPAN_ATTRIBUTES.match(text, at)
        return attributes.end() if attributes else None
    if text.startswith("[", at):
        reference = _REFERENCE.match(text, at)
        return reference.end() if reference else None
    if not text.startswith("(", at):
        return None
    position = _skip_space(text, at + 1)
    angled = _ANGLE_DESTINATION.match(text, position)
    position = angled.end() if angled else _bare_destination_end(text, position)
    title = _TITLE.match(text, position, position + _REACH)
    position = _skip_space(text, title.end() if title else position)
    return position + 1 if text.startswith(")", position) else None


def _bare_destination_end(text: str, position: int) -> int:
    depth = 0
    while position < len(text) and not text[position].isspace():
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "(":
            depth += 1
            if depth > _DEEPEST_BRACKETS:
                break
        elif character == ")":
            if depth == 0:
                break
            depth -= 1
        position += 1
    return position


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _run_at(text: str, at: int) -> _Run:
    """A run of ``*`` or ``_`` and whether it may open or close emphasis (CommonMark 6.2)."""
    end = _after_run(text, at)
    before = text[at - 1] if at else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
    if text[at] == "_":
        opens, closes = (
            left and (not right or not before.isalnum()),
            right and (not left or not after.isalnum()),
        )
    else:
        opens, closes = left, right
    return _Run(at, end - at, text[at], opens, closes)


def _emphasis(runs: list[_Run]) -> list[Pair]:
    """Pair the runs, innermost first."""
    pairs: list[Pair] = []
    openers: list[_Run] = []
    for run in runs:
        end = run.start + run.length
        while run.closes and run.length:
            index = next((i for i in _latest(openers) if openers[i].mark == run.mark), None)
            if index is None:
                break
            opener = openers[index]
            del openers[index + 1 :]
            used = min(opener.length, run.length, 2)
            opener.length -= used
            run.length -= used
            begin, close = opener.start + opener.length, end - run.length
            name = _STYLES[run.mark][used - 1]
            if name:
                pairs.append(Pair(begin, begin + used, close - used, close, name))
            if not opener.length:
                openers.pop()
        if run.opens and run.length:
            openers.append(run)
    return pairs


def _latest(openers: list[_Run]) -> range:
    """The indices of the openers that a closing run may still be paired with, nearest first."""
    return range(len(openers) - 1, max(-1, len(openers) - 1 - _OPENERS_IN_MIND), -1)


def _merged(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for begin, end in sorted(ranges):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def is_within(offset: int, ranges: list[Range]) -> bool:
    """Whether the offset is in one of the ranges, which ascend."""
    index = bisect_right(ranges, offset, key=lambda item: item[0]) - 1
    return index >= 0 and offset < ranges[index][1]
