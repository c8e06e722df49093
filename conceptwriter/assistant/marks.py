"""Inline Markdown around and in a text, removed before a model reads it.

A model reads and writes plain sentences. Marks at the edges of the text (emphasis or a link around the whole
of it, the number of a footnote, the label of a definition) are put around the new text as well; marks inside
are put back by :mod:`conceptwriter.assistant.masking`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from conceptwriter.language.inline_marks import Atom, InlineMarks, Pair, inline_marks
from conceptwriter.language.mark_table import LEADING_MARK, MarkKind

Instead = Callable[[str, Atom], str]
"""Returns what is read in place of an atom, given the source and the atom."""

_MAY_HAVE_MARKS = re.compile(r"[*_`~=\[\]<>\\&!{}$%@#^|:]|://|www\.|[^\x00-\u2000]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HOST = re.compile(r"(?:[a-z]+://|mailto:)?(?:www\.)?([^/\s?#<>]+)")
_WORDS = re.compile(r"\w+")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)(?=\n)")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text without its marks, as a model reads it.

    `before` and `after` enclose the whole; `lost` names the marks inside it, without duplicates; `shown` is
    the text as a reader sees it, with code, formulas and placeholders as written.
    """

    text: str
    before: str = ""
    after: str = ""
    lost: tuple[str, ...] = ()
    is_code_or_image: bool = False
    """Only code, an image or HTML: there is no sentence to read."""
    shown: str = ""
    inner: str = ""
    """The source between `before` and `after`."""
    marks: InlineMarks = field(default_factory=lambda: InlineMarks([], []))
    """The marks of `inner`."""

    @property
    def has_words(self) -> bool:
        """True when there is text to read: a letter or a digit outside code and images."""
        return not self.is_code_or_image and any(map(str.isalnum, self.text))

    def around(self, text: str) -> str:
        """Another text in the same enclosing marks."""
        return f"{self.before}{text}{self.after}" if text else text


def plain(text: str) -> PlainText:
    """Remove the inline Markdown (CommonMark and the marks of its dialects) from a text."""
    if not _MAY_HAVE_MARKS.search(text):
        bare = " ".join(text.split())
        return PlainText(bare, shown=bare, inner=text)
    begin, end = _edges(text)
    inner = text[begin:end]
    marks = inline_marks(inner)
    read = read_off(inner, marks, _readable)
    shown = read_off(inner, marks, lambda source, atom: source if atom.kind is MarkKind.WORD else "")
    without_words = read_off(inner, marks, lambda *_: "")
    found = [(atom.start, atom.name) for atom in marks.atoms]
    found += [(pair.start, pair.name) for pair in marks.pairs]
    names = [name for _, name in sorted(found)]
    has_sentence = any(map(str.isalnum, without_words))
    has_marks = bool(names) or begin > 0 or end < len(text)
    return PlainText(
        read,
        text[:begin],
        text[end:],
        tuple(dict.fromkeys(names)),
        has_marks and not has_sentence,
        shown,
        inner,
        marks,
    )


def read_off(source: str, marks: InlineMarks, instead: Instead) -> str:
    """The words of a source; `instead` gives the replacement of each atom (source, atom)."""
    return " ".join("".join(word for _, word in pieces(source, marks, instead)).split())


def pieces(source: str, marks: InlineMarks, instead: Instead) -> list[tuple[int, str]]:
    """The parts of a source that are read, each with the offset where it begins."""
    cuts: list[tuple[int, int, str]] = []
    for atom in marks.atoms:
        said = " " if atom.kind is MarkKind.SPACE else instead(source[atom.start : atom.end], atom)
        cuts.append((atom.start, atom.end, said))
    for pair in marks.pairs:
        cuts += [(pair.start, pair.inner_start, ""), (pair.inner_end, pair.end, "")]
    found: list[tuple[int, str]] = []
    position = 0
    for start, end, said in sorted(cuts):
        if start < position:
            continue
        found.append((position, unescaped(source[position:start])))
        found.append((start, said))
        position = end
    return [*found, (position, unescaped(source[position:]))]


def unescaped(text: str) -> str:
    """Without escaping backslashes, and with entities replaced by their characters."""
    if "\n" in text:
        text = _HARD_BREAK.sub("", text)
    return _ESCAPED.sub(lambda found: found.group(1) or html.unescape(found.group()), text)


def _edges(text: str) -> tuple[int, int]:
    """Where the sentence begins and ends within the marks that enclose it."""
    begin, end = 0, len(text)
    leading = LEADING_MARK.match(text)
    if leading and leading.end() < len(text.rstrip()):
        begin = leading.end()
    while True:
        inner = text[begin:end]
        first, last = _edges_once(inner)
        if (first, last) == (0, len(inner)) or not any(map(str.isalnum, inner[first:last])):
            return begin, end
        begin, end = begin + first, begin + last


def _edges_once(inner: str) -> tuple[int, int]:
    marks = inline_marks(inner)
    begin, end = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    for pair in marks.pairs:
        if (pair.start, pair.end) == (begin, end) and not _is_cut(pair, marks):
            return pair.inner_start, pair.inner_end
    first = next((atom for atom in marks.atoms if atom.start == begin and _is_aside(atom)), None)
    last = next((atom for atom in marks.atoms if atom.end == end and _is_aside(atom)), None)
    if first is not None and not _is_tag_pair(inner, first, last):
        begin = _after_white_space(inner, first.end)
    if last is not None and last.start >= begin and not _is_tag_pair(inner, last, first):
        end = len(inner[: last.start].rstrip())
    return (begin, end) if begin < end else (0, len(inner))


def _is_aside(atom: Atom) -> bool:
    return atom.kind is not MarkKind.WORD


def _is_tag_pair(inner: str, atom: Atom, other: Atom | None) -> bool:
    """Whether this is one of two tags of which only one is at an edge."""
    if atom.name != "HTML" or inner[atom.start : atom.end].endswith("/>"):
        return False
    return other is None or other.name != "HTML"


def _is_cut(pair: Pair, marks: InlineMarks) -> bool:
    """Whether another pair begins inside this one and ends outside."""
    return any(
        pair.start < other.start < pair.end < other.end or other.start < pair.start < other.end < pair.end
        for other in marks.pairs
    )


def _after_white_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _readable(source: str, atom: Atom) -> str:
    """What a model may read instead of a mark."""
    if atom.kind is not MarkKind.WORD or atom.name in {"formula", "TeX"}:
        return ""
    if atom.name == "code":
        return source.strip("`").strip()
    if atom.name == "address":
        host = _HOST.match(source.strip("<>"))
        return host.group(1) if host else ""
    if atom.name == "link":
        return source.strip("[]").rpartition("/")[2].partition("#")[0]
    return " ".join(word for word in _WORDS.findall(source) if len(word) > 1)
