"""Marks inside a sentence: masked before a codec reads it, restored in its output.

What acts as a word (code, a formula, a placeholder, an address) goes through the codec as a small number that
is not in the sentence, which codecs preserve better than anything else. What is no part of the sentence (a
footnote reference, a comment, a tag) is left out and restored by rule (:mod:`mark_places`); so are the ends
of links and emphasis. Where no rule finds the place, a mark that must not be lost is placed by its share of
the length, and reported; a style is reported as lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.mark_places import MarkPlaces, number_tokens
from conceptwriter.assistant.marks import PlainText, pieces, plain
from conceptwriter.language import is_wide
from conceptwriter.language.inline_marks import Atom, inline_marks
from conceptwriter.language.mark_table import LEADING_MARK, MarkKind

_STAND_INS = (17, 23, 38, 46, 59, 64, 72, 85, 91, 13, 27, 34, 48, 53, 69, 76)
_NEXT_TURN = 5


class MaskedInsert(NamedTuple):
    """A zero-width mark; `at` is its offset in the masked text."""

    at: int
    mark: str
    has_space_before: bool
    is_before_word: bool
    """Whether it is attached to the word after it, not the one before."""
    is_space: bool
    """Whether it replaces the white space between two words."""


class MarkedSpan(NamedTuple):
    """Marks around words; `start` and `end` are offsets in the masked text."""

    start: int
    end: int
    opening: str
    closing: str
    name: str
    has_target: bool


@dataclass(frozen=True, slots=True)
class UnmaskedText:
    """A text with its marks."""

    text: str
    shown: str
    """Without emphasis, links and notes: what the text checks look at."""
    lost: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    """Marks that are present, but perhaps in the wrong place."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the user should check."""
        found: list[Finding] = []
        if self.lost:
            found.append(Finding(Flag.MARKS, f"formatting missing: {', '.join(self.lost)}"))
        if self.guessed:
            found.append(Finding(Flag.MARKS, f"formatting possibly misplaced: {', '.join(self.guessed)}"))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A text for a codec: `text` is the codec's input, `source` everything else known about it."""

    text: str
    source: PlainText
    stand_ins: tuple[tuple[str, str, int], ...] = ()
    """(number, what it replaces, offset in the masked text)."""
    inserts: tuple[MaskedInsert, ...] = ()
    spans: tuple[MarkedSpan, ...] = ()

    def keeps_stand_ins(self, text: str) -> bool:
        """Whether the codec's output contains all of them."""
        there = Counter(number_tokens(text))
        return all(there[int(number)] for number, _, _ in self.stand_ins)

    def restored(self, text: str) -> UnmaskedText:
        """The codec's output with the marks restored."""
        if not text or not (self.stand_ins or self.inserts or self.spans):
            return UnmaskedText(self.source.around(text), text)
        return _Restoring(self, text).done()


def masked(text: str, turn: int = 0) -> MaskedText:
    """The text as a codec should read it, to be restored in the codec's output.

    Each `turn` uses other numbers as stand-ins: a codec that loses one may keep another.
    """
    source = plain(text)
    if not (source.marks.atoms or source.marks.pairs) or not source.has_words:
        return MaskedText(source.text, source)
    inner, marks = source.inner, source.marks
    numbers = _free_numbers(inner, turn)
    numbered: dict[int, str] = {}
    for atom in marks.atoms:
        number = next(numbers, "") if atom.kind is MarkKind.WORD else ""
        if number:
            numbered[atom.start] = number
    read, offsets = _even(pieces(inner, marks, lambda _, atom: numbered.get(atom.start, "")))
    return MaskedText(
        read,
        source,
        tuple(
            (numbered[atom.start], inner[atom.start : atom.end], offsets[atom.start])
            for atom in marks.atoms
            if atom.start in numbered
        ),
        tuple(
            _insert(inner, atom, offsets[atom.start]) for atom in marks.atoms if atom.start not in numbered
        ),
        tuple(
            MarkedSpan(
                offsets[pair.start],
                offsets[pair.inner_end],
                inner[pair.start : pair.inner_start],
                inner[pair.inner_end : pair.end],
                pair.name,
                pair.has_target,
            )
            for pair in marks.pairs
        ),
    )


def lost_marks(source: str, text: str) -> list[str]:
    """Marks of a source missing from its translation: single ones as written, styles by name."""
    there = Counter(pair.name for pair in inline_marks(text).pairs)
    lost: list[str] = []
    for mark, count in _single_marks(source).items():
        if text.count(mark) < count:
            lost.append(mark)
    for name, count in Counter(pair.name for pair in inline_marks(source).pairs).items():
        if there[name] < count:
            lost.append(name)
    return lost


def check_marks(source: str, text: str, besides: Sequence[Finding] = ()) -> tuple[Finding, ...]:
    """Findings for a translation that lacks marks of its source; both as written.

    Marks that findings `besides` name already, such as placeholders, are left out.
    """
    lost = [mark for mark in lost_marks(source, text) if not any(mark in other.reason for other in besides)]
    return UnmaskedText(text, text, tuple(lost)).findings


def _single_marks(text: str) -> Counter[str]:
    """The marks that a translation must contain literally, including link targets."""
    marks = inline_marks(text)
    leading = LEADING_MARK.match(text)
    return Counter(
        [
            *([leading.group().strip()] if leading else []),
            *(text[atom.start : atom.end] for atom in marks.atoms),
            *(text[pair.inner_end : pair.end] for pair in marks.pairs if pair.has_target),
        ]
    )


def _free_numbers(text: str, turn: int) -> Iterator[str]:
    """Stand-ins that do not occur in the text."""
    taken = set(number_tokens(text))
    first = turn * _NEXT_TURN % len(_STAND_INS)
    return (str(number) for number in _STAND_INS[first:] + _STAND_INS[:first] if number not in taken)


def _even(parts: Sequence[tuple[int, str]]) -> tuple[str, dict[int, int]]:
    """The parts as one text with single spaces, and the position in it of each offset of the source."""
    made: list[str] = []
    offsets: dict[int, int] = {}
    length, waits = 0, False
    for start, part in parts:
        offsets.setdefault(start, length)
        for character in part:
            if character.isspace():
                waits = length > 0
                continue
            if waits:
                made.append(" ")
                length, waits = length + 1, False
            made.append(character)
            length += 1
    return "".join(made), offsets


def _insert(source: str, atom: Atom, at: int) -> MaskedInsert:
    space_before = source[atom.start - 1 : atom.start].isspace()
    space_after = source[atom.end : atom.end + 1].isspace()
    before_word = space_before and not space_after and source[atom.end : atom.end + 1].isalnum()
    is_space = atom.kind is MarkKind.SPACE and not space_after
    return MaskedInsert(at, source[atom.start : atom.end], space_before, before_word, is_space)


class _Placed(NamedTuple):
    """Something to be inserted into the text; those at the same place are ordered by rank."""

    at: int
    rank: tuple[int, int]
    text: str
    replaced: int = 0
    is_shown: bool = False


class _Restoring:
    """Restores the marks of one masked text in one text."""

    def __init__(self, mask: MaskedText, text: str) -> None:
        self._mask, self._text = mask, text
        self._placed: list[_Placed] = []
        self._lost: list[str] = []
        self._guessed: list[str] = []
        self._places = MarkPlaces(mask.text, text)

    def done(self) -> UnmaskedText:
        """The text with its marks."""
        found = [self._places.take_number(int(digits)) for digits, _, _ in self._mask.stand_ins]
        for (_, mark, at), number in zip(self._mask.stand_ins, found, strict=True):
            if number is None:
                self._guessed.append(mark)
            self._put_stand_in(mark, at, number or self._places.take_invented_number())
        for place, insert in enumerate(self._mask.inserts):
            self._put_insert(place, insert)
        taken: list[tuple[int, int]] = []
        for place, span in enumerate(self._mask.spans):
            self._put_span(place, span, taken)
        return UnmaskedText(
            self._mask.source.around(self._written(self._placed)),
            self._written([placed for placed in self._placed if placed.is_shown]),
            tuple(dict.fromkeys(self._lost)),
            tuple(dict.fromkeys(self._guessed)),
        )

    def _put_stand_in(self, mark: str, at: int, found: tuple[int, int] | None) -> None:
        """`found`: its number, or an invented one that the codec has turned it into."""
        if found is not None:
            start, end = found
            if mark[-1].isalnum() and self._text[end : end + 1].isalnum():
                mark += " "
            self._placed.append(_Placed(start, (3, 0), mark, end - start, is_shown=True))
            return
        start = self._places.guess_end(at)
        before = self._text[start - 1 : start]
        space = "" if before and is_wide(before) else " "
        text = f"{space}{mark}" if start else f"{mark}{space}"
        self._placed.append(_Placed(start, (1, 0), text, is_shown=True))

    def _put_insert(self, place: int, insert: MaskedInsert) -> None:
        find = self._places.start_of_word if insert.is_before_word else self._places.end_of_word
        at = find(insert.at)
        if at is None:
            at = (self._places.guess_start if insert.is_before_word else self._places.guess_end)(insert.at)
            self._guessed.append(insert.mark)
        if insert.is_before_word:
            self._placed.append(_Placed(at, (2, place), insert.mark))
        elif insert.is_space:
            spaces = len(self._text[at:]) - len(self._text[at:].lstrip())
            self._placed.append(_Placed(at, (1, place), insert.mark, spaces))
        else:
            space = " " if insert.has_space_before and at and not self._text[at - 1].isspace() else ""
            self._placed.append(_Placed(at, (1, place), space + insert.mark))

    def _put_span(self, place: int, span: MarkedSpan, taken: list[tuple[int, int]]) -> None:
        found = self._places.span(span.start, span.end)
        if found is None and span.has_target:
            found = self._places.guess_span(span.start, span.end)
            self._guessed.append(span.name)
        if found is None or any(_cross(found, other) for other in taken):
            self._lost.append(span.name)
            return
        taken.append(found)
        start, end = found
        self._placed.append(_Placed(start, (2, place), span.opening))
        self._placed.append(_Placed(end, (0, -place), span.closing))

    def _written(self, placed: Sequence[_Placed]) -> str:
        written: list[str] = []
        position = 0
        for one in sorted(placed, key=lambda each: (each.at, each.rank)):
            written += [self._text[position : one.at], one.text]
            position = max(position, one.at + one.replaced)
        return "".join([*written, self._text[position:]])


def _cross(one: tuple[int, int], two: tuple[int, int]) -> bool:
    first, second = sorted((one, two))
    return first[0] < second[0] < first[1] < second[1]
