"""Codes as a writer sees them in a sentence, and the way back.

Each code of a unit has a number, and is written as a short tag: ``<g1>words</g1>`` around words, ``<x2/>``
for one that stands alone, ``{3}`` for a placeholder that acts as a word (a name that a program puts in),
``<br 4/>`` for a line break, ``<m5>...</m5>`` for an annotation, ``<c6/>`` for a character that XML cannot
hold.

Why these: translators know them from their tools; they survive copying and editing as plain text; and the
program's own table of marks (:mod:`conceptwriter.language.mark_table`) has them, as tags that are no part
of the sentence, as placeholders, as line breaks, so that they are masked before a model reads the sentence
and put back into its translation. A number whose tag occurs as text in the unit is not used: nothing is
escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from conceptwriter.interchange.xliff.inline import Code, CodeKind, Item
from conceptwriter.interchange.xliff.xml_tree import Element
from conceptwriter.language.inline_marks import inline_marks

_TOKEN = re.compile(r"</?[gm](\d{1,9})>|<[xc](\d{1,9})/>|<br (\d{1,9})/>|\{(\d{1,9})\}")
_WHITE = re.compile(r"[ \t\r\n]+")
_LINE_BREAKS = frozenset({"\n", "\\n", "<br>", "<br/>", "<br />"})
_SHAPES = {
    ("g", CodeKind.OPEN): "<g{}>",
    ("g", CodeKind.CLOSE): "</g{}>",
    ("m", CodeKind.OPEN): "<m{}>",
    ("m", CodeKind.CLOSE): "</m{}>",
    ("x", CodeKind.SINGLE): "<x{}/>",
    ("c", CodeKind.SINGLE): "<c{}/>",
    ("br", CodeKind.SINGLE): "<br {}/>",
    ("word", CodeKind.SINGLE): "{{{}}}",
}

NativeOf = Callable[[Element], str]
"""The client's own mark-up that a code stands for; empty if the file does not say."""


class Tokens:
    """The codes of one unit by their tags. Those of the sources are numbered first."""

    def __init__(self, texts: Iterable[Sequence[Item]], native: NativeOf) -> None:
        every = list(texts)
        self._native = native
        self._taken = {
            int(next(filter(None, found.groups())))
            for items in every
            for item in items
            if isinstance(item, str)
            for found in _TOKEN.finditer(item)
        }
        self._numbers: dict[str, int] = {}
        self._last = 0
        self._shapes: dict[tuple[str, bool], str] = {}
        self._codes: dict[str, Code] = {}
        for items in every:
            for item in items:
                if isinstance(item, Code):
                    self._codes.setdefault(self.token(item), item)

    def token(self, code: Code) -> str:
        """The tag of a code."""
        number = self._numbers.get(code.key)
        if number is None:
            number = self._last + 1
            while number in self._taken:
                number += 1
            self._numbers[code.key] = self._last = number
        is_single = code.kind is CodeKind.SINGLE
        shape = self._shapes.setdefault((code.key, is_single), self._shape(code))
        return _SHAPES[shape, code.kind].format(number)

    def _shape(self, code: Code) -> str:
        if code.kind is not CodeKind.SINGLE:
            return "m" if code.is_annotation else "g"
        if code.element.name == "cp":
            return "c"
        own = code.element.attributes
        said = [own.get(name, "") for name in ("equiv", "equiv-text", "disp")]
        said.append(self._native(code.element))
        if own.get("subType") == "xlf:lb" or own.get("ctype") == "lb" or _LINE_BREAKS & set(said):
            return "br"
        return "word" if own.get("subType") == "xlf:var" or any(map(_is_placeholder, said)) else "x"

    def text(self, items: Sequence[Item], *, preserves: bool) -> str:
        """The items as one text with tags; white space as written, or each run of it as one space."""
        written = "".join(item if isinstance(item, str) else self.token(item) for item in items)
        return written if preserves else _WHITE.sub(" ", written)

    def items(self, text: str) -> list[Item]:
        """A text with tags as items; what looks like a tag but is none of the unit's is text."""
        items: list[Item] = []
        position = 0
        for found in _TOKEN.finditer(text):
            code = self._codes.get(found.group())
            if code is None:
                continue
            if found.start() > position:
                items.append(text[position : found.start()])
            items.append(code)
            position = found.end()
        if position < len(text):
            items.append(text[position:])
        return items


def _is_placeholder(native: str) -> bool:
    """Whether the client's mark-up is one placeholder of a program, such as ``%s`` or ``{name}``."""
    native = native.strip()
    if not native or len(native) > 100:
        return False
    atoms = inline_marks(native).atoms
    return len(atoms) == 1 and (atoms[0].start, atoms[0].end, atoms[0].name) == (
        0,
        len(native),
        "placeholder",
    )


def edges(text: str) -> tuple[str, str, str]:
    """The white space before a text, the text, and the white space after it."""
    inner = text.strip(" \t\r\n")
    if not inner:
        return text, "", ""
    start = text.index(inner)
    return text[:start], inner, text[start + len(inner) :]
