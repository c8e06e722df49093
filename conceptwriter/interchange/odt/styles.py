"""Styles of an OpenDocument text: which are bold, italic or code, and new ones that are.

A style under ``office:automatic-styles`` belongs to the stretches that name it; a common one, under
``office:styles``, is what a user sees in the list of styles (OpenDocument 1.3, part 3, 16.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple

from lxml import etree

from conceptwriter.interchange.odt.names import qn
from conceptwriter.interchange.odt.package import CONTENT, STYLES, TextFile

Xml = Any
_PROPERTIES = qn("style:text-properties")
_SUFFIXES = ("", "-asian", "-complex")
_WEIGHT, _SLANT = "font-weight", "font-style"
_LONGEST_CHAIN = 50
CODE_STYLES = frozenset({"Source_20_Text", "Teletype", "Verbatim", "Source_Text"})
"""Of LibreOffice, which has two, and of pandoc."""


class Styles:
    """The styles of a file, by their names.

    ``part``: the one whose automatic styles count; those of headers and footers stand in the part of styles.
    """

    def __init__(self, file: TextFile, part: str = CONTENT) -> None:
        self._file, self._part = file, part
        self._root = file.styles if part == STYLES else file.content
        self._known: dict[tuple[str, str], Xml] = {}
        self._automatic: set[tuple[str, str]] = set()
        self._made: dict[tuple[str, bool, bool], str] = {}
        common = None if file.styles is None else file.styles.find(qn("office:styles"))
        for styles in (common, self._root.find(qn("office:automatic-styles"))):
            for style in _children(styles, "style:style"):
                key = (style.get(qn("style:family"), ""), style.get(qn("style:name"), ""))
                self._known[key] = style
                if styles is not common:
                    self._automatic.add(key)
        self.is_bold = cache(self._is_bold)
        self.is_italic = cache(self._is_italic)
        self.is_code = cache(self._is_code)

    def chain(self, family: str, name: str) -> Iterator[tuple[str, Xml]]:
        """The style of this name and those that it is based on, nearest first."""
        for _ in range(_LONGEST_CHAIN):
            style = self._known.get((family, name))
            if style is None:
                return
            yield name, style
            name = style.get(qn("style:parent-style-name"), "")

    def has(self, family: str, name: str) -> bool:
        """Whether there is such a style."""
        return (family, name) in self._known

    def _is_bold(self, name: str) -> bool:
        weight = self._said(name, "fo:font-weight")
        return weight == "bold" or (weight.isdecimal() and int(weight) >= 600)

    def _is_italic(self, name: str) -> bool:
        return self._said(name, "fo:font-style") in {"italic", "oblique"}

    def _is_code(self, name: str) -> bool:
        return any(known in CODE_STYLES for known, _ in self.chain("text", name))

    def _said(self, name: str, attribute: str) -> str:
        for _, style in self.chain("text", name):
            for properties in style.findall(_PROPERTIES):
                value = properties.get(qn(attribute))
                if value is not None:
                    return str(value)
        return ""

    def like(self, look: str, *, bold: bool, italic: bool) -> str:
        """The name of a text style that is like ``look`` but bold and italic as asked; empty for no style."""
        if (bold, italic) == (self.is_bold(look), self.is_italic(look)):
            return look
        key = (look, bold, italic)
        if key not in self._made:
            self._made[key] = self._new(look, bold=bold, italic=italic)
        return self._made[key]

    def _new(self, look: str, *, bold: bool, italic: bool) -> str:
        number = len(self._made) + 1
        while self.has("text", f"CW{number}"):
            number += 1
        name = f"CW{number}"
        if ("text", look) in self._automatic:  # an automatic style cannot be a parent
            style = deepcopy(self._known["text", look])
        else:
            style = etree.Element(qn("style:style"), {qn("style:family"): "text"})
            if look:
                style.set(qn("style:parent-style-name"), look)
        style.set(qn("style:name"), name)
        style.attrib.pop(qn("style:display-name"), None)
        properties = style.find(_PROPERTIES)
        if properties is None:
            properties = etree.SubElement(style, _PROPERTIES)
        for attribute, is_on, value in ((_WEIGHT, bold, "bold"), (_SLANT, italic, "italic")):
            for suffix in _SUFFIXES:
                full = qn(f"{'style' if suffix else 'fo'}:{attribute}{suffix}")
                properties.set(full, value if is_on else "normal")
        self._automatic_styles().append(style)
        self._known["text", name] = style
        self._automatic.add(("text", name))
        self.is_bold.cache_clear()
        self.is_italic.cache_clear()
        self._file.changed.add(self._part)
        return name

    def _automatic_styles(self) -> Xml:
        found = self._root.find(qn("office:automatic-styles"))
        if found is None:
            found = etree.Element(qn("office:automatic-styles"))
            before = "office:master-styles" if self._part == STYLES else "office:body"
            self._root.find(qn(before)).addprevious(found)
        return found


class ListLevel(NamedTuple):
    """How the items of a list are marked."""

    is_numbered: bool
    start: int
    """Number of the first item."""


def list_levels(file: TextFile) -> dict[tuple[str, int], ListLevel]:
    """By the name of a list's style and the level, from 1."""
    found: dict[tuple[str, int], ListLevel] = {}
    for root in (file.styles, file.content):
        for place in ("office:styles", "office:automatic-styles"):
            for style in _children(None if root is None else root.find(qn(place)), "text:list-style"):
                name = style.get(qn("style:name"), "")
                for level in style:
                    depth = small_number(level.get(qn("text:level"), ""))
                    if depth is not None:
                        is_number = level.tag == qn("text:list-level-style-number")
                        is_shown = bool(level.get(qn("style:num-format")))
                        start = small_number(level.get(qn("text:start-value"), ""))
                        found[name, depth] = ListLevel(is_number and is_shown, 1 if start is None else start)
    return found


def small_number(digits: str) -> int | None:
    """The number in an attribute; None for anything else, and for what no list reaches."""
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 9 else None


def _children(parent: Xml, name: str) -> list[Xml]:
    return [] if parent is None else list(parent.findall(qn(name)))
