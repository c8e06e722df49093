"""What two files of a format have to share although their texts differ; `round_trips.py` compares by it."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_PARAGRAPHS = {f"{_W}p", f"{_TEXT}p", f"{_TEXT}h"}
_LOOKS = {
    *(
        f"{_W}{name}"
        for name in (
            "r", "rPr", "t", "delText", "ins", "del", "moveFrom", "moveTo", "hyperlink", "proofErr", "tab",
            "br", "cr", "smartTag", "smartTagPr", "noBreakHyphen", "softHyphen", "lastRenderedPageBreak",
            "sdt", "sdtPr", "sdtContent", "customXml",
        )
    ),
    *(
        f"{_TEXT}{name}"
        for name in (
            "span", "a", "s", "tab", "line-break", "soft-page-break", "change-start", "change-end", "change",
            "meta", "ruby", "ruby-base",
        )
    ),
}  # fmt: skip
"""What a paragraph's text is made of: it may be there in another number, or not at all."""
_OF_THE_PROGRAM = re.compile(r"docProps/|(.*/)?_rels/|\[Content_Types\]|META-INF/|Thumbnails/|meta\.xml")
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OF_THE_LANGUAGE = {
    *(f"{_FO}{name}" for name in ("language", "country", "script")),
    *(f"{_STYLE}{name}" for name in ("rfc-language-tag", "writing-mode")),
}
"""Attributes of styles that a file in another language has otherwise."""
_ACCEPTED = {f"{_TEXT}tracked-changes"}
"""Is gone where the text that it is about is another one."""
Structure = dict[str, object]


def structure(data: bytes, extension: str) -> Structure:
    """What is to be equal, by the name of the part that has it."""
    if extension in {".docx", ".odt"}:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            parts = {name: _part(name, archive.read(name)) for name in names}
        return {name: part for name, part in parts.items() if part is not None}
    if extension in {".po", ".pot"}:
        return {"lines": _po_lines(data)}
    if extension in {".html", ".htm", ".xhtml"}:
        # what a translation lacks is counted by tag: it may stand in another order
        return {"tags": Counter(re.findall(rb"<(?!!|a\b|/)[a-z][^>]*>", data))}
    if extension in {".srt", ".vtt"}:
        return {"times": re.findall(rb"[\d:.,]+\s*-->.*", data)}
    if extension in {".xlf", ".xliff", ".fodt"}:
        return {"elements": _part("x.xml", data)}
    return {}


def differences(before: bytes, after: bytes, extension: str) -> list[str]:
    """The names of the parts that are not equal."""
    here, there = structure(before, extension), structure(after, extension)
    return sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))


def _part(name: str, data: bytes) -> object:
    """What of a part is to be equal; None: nothing."""
    if _OF_THE_PROGRAM.match(name):
        return None
    if not name.endswith((".xml", ".rels")) or not data.strip():
        return data
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return data
    if root.tag.endswith("}xliff") or root.tag == "xliff":
        return [
            element.tag
            for element in root.iter(etree.Element)
            if etree.QName(element).localname in {"file", "unit", "group", "trans-unit", "source"}
        ]
    return _outline(root)


def _outline(element: Any) -> object:
    """An element with its attributes and children; of a paragraph, what is neither text nor looks."""
    attributes = {name: value for name, value in element.attrib.items() if name not in _OF_THE_LANGUAGE}
    own = (element.tag, tuple(sorted(attributes.items())), "" if len(element) else (element.text or ""))
    if element.tag in _PARAGRAPHS:
        things = [
            _outline(child) for child in _things(element) if not (child.tag == f"{_W}pPr" and not len(child))
        ]
        return (*own[:2], tuple(sorted(map(repr, things))))
    children = (child for child in element if isinstance(child.tag, str) and child.tag not in _ACCEPTED)
    return (*own, tuple(map(_outline, children)))


def _things(parent: Any) -> list[Any]:
    found = []
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}rPr":
            continue
        if child.tag in _LOOKS:
            found += _things(child)
        else:
            found.append(child)
    return found


def _po_lines(data: bytes) -> list[bytes]:
    """The comments, contexts and messages; flags may change, for a new translation may be fuzzy."""
    kept: list[bytes] = []
    of_translation = False
    for line in data.splitlines():
        bare = line.strip()
        if bare.startswith(b"#"):
            of_translation = False
            if not bare.startswith((b"#,", b"#|")):
                kept.append(bare)
        elif bare.startswith(b'"'):
            if not of_translation:
                kept.append(bare)
        elif bare:
            of_translation = bare.startswith(b"msgstr")
            if not of_translation and bare != b'msgid ""':  # a header may have been added
                kept.append(bare)
    return kept
