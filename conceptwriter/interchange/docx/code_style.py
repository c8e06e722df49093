"""The character styles of Word files that mean code within a sentence.

Looks alone, such as a font of equal widths, mean too many other things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
CODE_STYLE = "HTML Code"
"""Word's own name for it."""
_NAMES = frozenset(
    {
        "html code",
        "html typewriter",
        "html keyboard",
        "source text",
        "verbatim char",
        "inline code",
        "code char",
    }
)
"""In small letters: of Word, LibreOffice, pandoc, and what people call theirs."""
_DEEPEST = 20
"""Styles above a style; a circle of them ends here."""
_FONT = "Courier New"


def code_styles(word: WordDocument) -> frozenset[str]:
    """The ids of the character styles for code, also of those based on one."""
    styles = {
        style.get(qn("w:styleId"), ""): style
        for style in word.styles.element.iterchildren(qn("w:style"))
        if style.get(qn("w:type")) == "character"
    }
    return frozenset(name for name in styles if name and _is_code(name, styles))


def _is_code(name: str, styles: dict[str, Xml]) -> bool:
    for _ in range(_DEEPEST):
        style = styles.get(name)
        if style is None:
            return False
        if _value(style, "w:name").lower() in _NAMES:
            return True
        name = _value(style, "w:basedOn")
    return False


def _value(style: Xml, name: str) -> str:
    found = style.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))


def code_look(word: WordDocument) -> Xml:
    """Properties of a run (``w:rPr``) in the file's style for code, which is added where it has none."""
    there = code_styles(word)
    name = min(there) if there else _added(word)
    look, style = OxmlElement("w:rPr"), OxmlElement("w:rStyle")
    style.set(qn("w:val"), name)
    look.append(style)
    return look


def _added(word: WordDocument) -> str:
    style = word.styles.add_style(CODE_STYLE, WD_STYLE_TYPE.CHARACTER, builtin=True)
    style.font.name = _FONT
    return str(style.style_id)
