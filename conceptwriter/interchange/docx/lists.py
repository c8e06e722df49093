"""Lists of a Word file as the outline names them: the item's mark, within those of the lists around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from conceptwriter.outline.blocks import Container

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
_DEEPEST = 8
_BULLET = "-"


class ListMarks:
    """Asked for every paragraph in order: numbers are counted."""

    def __init__(self, word: WordDocument) -> None:
        self._styles = word.styles.element
        self._formats = _formats_of(word)
        self._counts: dict[str, dict[int, int]] = {}
        self._open: list[str] = []
        """Marks of the items that are open, outermost first."""
        self._list = ""

    def within(self, paragraph: Xml) -> str:
        """The value of ``within``; empty for a paragraph in no list."""
        found = self._numbering(paragraph)
        if found is None:
            self._open, self._list = [], ""
            return ""
        number, level = found
        if number != self._list:
            self._open, self._list = [], number
        level = min(level, len(self._open), _DEEPEST)
        mark = self._mark(number, level)
        steps = [str(Container(outer, continues=True)) for outer in self._open[:level]]
        self._open = [*self._open[:level], mark]
        return " ".join([*steps, str(Container(mark, continues=False))])

    def _mark(self, number: str, level: int) -> str:
        if self._formats.get((number, level), "bullet") in {"bullet", "none"}:
            return _BULLET
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, 0) + 1
        for deeper in [known for known in counts if known > level]:
            del counts[deeper]
        return f"{counts[level]}."

    def _numbering(self, paragraph: Xml) -> tuple[str, int] | None:
        """The list and the level, of the paragraph or its style."""
        properties = paragraph.pPr
        if properties is None:
            return None
        own = properties.find(qn("w:numPr"))
        style = None if properties.pStyle is None else self._styles.get_by_id(properties.pStyle.val)
        inherited = None
        while style is not None and inherited is None:
            inherited = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            based = style.find(qn("w:basedOn"))
            style = None if based is None else self._styles.get_by_id(based.get(qn("w:val")))
        number = _value(own, "w:numId") or _value(inherited, "w:numId")
        level = _value(own, "w:ilvl") or _value(inherited, "w:ilvl") or "0"
        if not number or number == "0":
            return None
        return number, int(level) if level.isdecimal() else 0


def _formats_of(word: WordDocument) -> dict[tuple[str, int], str]:
    """By list and level: ``bullet``, ``decimal`` ..."""
    try:
        numbering = word.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {
        found.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"), "0")): _value(level, "w:numFmt") or "decimal"
            for level in found.findall(qn("w:lvl"))
        }
        for found in numbering.findall(qn("w:abstractNum"))
    }
    formats: dict[tuple[str, int], str] = {}
    for found in numbering.findall(qn("w:num")):
        number = found.get(qn("w:numId"), "")
        for level, kind in abstract.get(_value(found, "w:abstractNumId"), {}).items():
            formats[number, level] = kind
    return formats


def _value(parent: Xml, name: str) -> str:
    found = None if parent is None else parent.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))
