"""Changes of a file by byte ranges: what is in none of them stays as it is."""

from __future__ import annotations

import re

from conceptwriter.interchange.xliff.tags import Tag
from conceptwriter.interchange.xliff.xml_tree import Element, XmlFile

_TAG_END = re.compile(rb"\s*/?>\Z")


class Edits:
    """Collects replacements that do not overlap; those at one place are written as they came."""

    def __init__(self, file: XmlFile) -> None:
        self._data = file.data
        self._edits: list[tuple[int, int, bytes]] = []

    def replace(self, start: int, end: int, new: str) -> None:
        """Replace these bytes."""
        self._edits.append((start, end, new.encode("utf-8")))

    def insert(self, at: int, new: str) -> None:
        """Insert before this byte."""
        self.replace(at, at, new)

    def set_content(self, element: Element, new: str) -> None:
        """Replace what is between an element's tags."""
        if element.is_empty_tag:
            tag = self.tag(element)
            at = element.inner - len(b"/>")
            self.replace(at, element.inner, f">{new}{tag.end}")
        else:
            self.replace(element.inner, element.inner_end, new)

    def set_attribute(self, element: Element, name: str, value: str | None) -> None:
        """Set an attribute of an element's start tag, or remove it."""
        tag = self._data[element.start : element.inner]
        pattern = rb"\s+" + re.escape(name.encode()) + rb"\s*=\s*(\"[^\"]*\"|'[^']*')"
        found = re.search(pattern, tag)
        quoted = dict(Tag("").with_value(name, value).attributes).get(name, "")
        if found is not None and value is not None:
            self.replace(element.start + found.start(1), element.start + found.end(1), quoted)
        elif found is not None:
            self.replace(element.start + found.start(), element.start + found.end(), "")
        elif value is not None:
            end = _TAG_END.search(tag)
            assert end is not None, "every tag ends"
            self.insert(element.start + end.start(), f" {name}={quoted}")

    def remove(self, element: Element) -> None:
        """Remove an element, with the white space before it."""
        start = element.start
        while self._data[start - 1 : start].isspace():
            start -= 1
        self.replace(start, element.end, "")

    def tag(self, element: Element) -> Tag:
        """The start tag as it is in the file."""
        return Tag.parse(self._data[element.start : element.inner])

    def white_before(self, element: Element) -> str:
        """The white space that an element is indented by, with its line end."""
        start = element.start
        while self._data[start - 1 : start].isspace():
            start -= 1
        white = self._data[start : element.start]
        return white.decode("utf-8") if b"\n" in white else ""

    def done(self) -> bytes:
        """The changed file."""
        parts: list[bytes] = []
        position = 0
        for start, end, new in sorted(self._edits, key=lambda edit: (edit[0], edit[1])):
            parts += [self._data[position:start], new]
            position = end
        return b"".join([*parts, self._data[position:]])
