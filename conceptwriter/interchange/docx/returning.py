"""Giving a Word file back: the file as it came, with the document's texts in its paragraphs.

A paragraph whose text is the same is not touched. One with another text keeps its properties, its style and
the look of its text; bold, italic and links are where the new text has them, objects where their numbers are.
"""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from conceptwriter.interchange.docx.inline import KEPT_AROUND, inline_of
from conceptwriter.interchange.docx.package import open_package
from conceptwriter.interchange.docx.reading import addresses_of, paragraphs_of
from conceptwriter.interchange.docx.runs import SLANTED, STRONG, new_run
from conceptwriter.interchange.docx.stored import file_of, place_of
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.remarks import counted, untranslated
from conceptwriter.interchange.spans import Inline, Span, spans_of
from conceptwriter.outline import ROOT, Document, Kind, NodeId
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.translatable import has_words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
_OBJECT = "{%d}"
_IN_RUNS = (
    "w:drawing", "w:pict", "w:object", "w:sym", "w:br", "w:ptab", "w:separator", "w:fldChar", "w:instrText",
    "w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:footnoteRef", "w:endnoteRef",
)  # fmt: skip


@dataclass(slots=True)
class _Losses:
    missing: int = 0
    changes: int = 0
    objects: int = 0
    deleted: int = 0
    elsewhere: list[str] = field(default_factory=list)

    def warnings(self, language: str | None) -> tuple[str, ...]:
        said = [
            *untranslated(self.missing, language),
            *counted(
                self.changes,
                "paragraph had",
                "paragraphs had",
                "tracked changes, which are accepted in its new text.",
            ),
            *counted(
                self.objects, "object was", "objects were", "not in the text any more and put at its end."
            ),
            *counted(
                self.deleted,
                "paragraph is",
                "paragraphs are",
                "not in the document any more and was removed.",
            ),
        ]
        if self.elsewhere:
            said.append(
                f"Text in {', '.join(self.elsewhere)} is not part of the document and stays as it was."
            )
        return tuple(said)


def give_back(document: Document, language: str | None) -> Export:
    """The file with the texts in ``language`` (FLORES-200), or None: as they are shown."""
    word = open_package(file_of(document.root.attributes), "the original file")
    returning = _Returning(document, word, language)
    returning.fill()
    stream = io.BytesIO()
    word.save(stream)
    return Export("", returning.losses.warnings(language), stream.getvalue())


class _Returning:
    def __init__(self, document: Document, word: WordDocument, language: str | None) -> None:
        self._document, self._word, self._language = document, word, language
        self._paragraphs = paragraphs_of(word)
        self._addresses = addresses_of(word)
        self._relations = {address: name for name, address in self._addresses.items()}
        self.losses = _Losses(elsewhere=_texts_elsewhere(word))

    def fill(self) -> None:
        """Put the document's texts into the file."""
        used: set[int] = set()
        last: Xml = None
        for node in list(self._document.descendants(ROOT)):
            here = self._document.node(node)
            if here.kind is Kind.CONCEPT:
                continue
            place = place_of(here.attributes)
            text = self._text(node)
            if place is not None and place < len(self._paragraphs) and place not in used:
                used.add(place)
                last = self._paragraphs[place]
                self._write(last, text)
            elif text.strip():
                last = self._inserted(last, text)
        for place, paragraph in enumerate(self._paragraphs):
            if place not in used and inline_of(paragraph, self._addresses).has_text:
                self.losses.deleted += 1
                _emptied(paragraph)

    def _text(self, node: NodeId) -> str:
        here = self._document.node(node)
        nodes = [node] if here.kind is Kind.SECTION else list(here.children)
        for each in nodes:
            wanted = self._language or self._document.effective_language(each)
            has = wanted in self._document.node(each).renditions
            self.losses.missing += not has and has_words(self._document.source_text(each))
        return running_text(self._document, nodes, self._language)

    def _write(self, paragraph: Xml, text: str) -> None:
        inline = inline_of(paragraph, self._addresses)
        before = inline.markdown()
        if _squeezed(before) == _squeezed(text):
            return
        self.losses.changes += inline.has_changes
        self._replace(paragraph, inline, text)

    def _inserted(self, after: Xml, text: str) -> Xml:
        """A new paragraph, like the one before it but for its text."""
        if after is None:
            after = self._paragraphs[0]
            paragraph = OxmlElement("w:p")
            after.addprevious(paragraph)
        else:
            paragraph = OxmlElement("w:p")
            after.addnext(paragraph)
            if after.pPr is not None:
                properties = deepcopy(after.pPr)
                section = properties.find(qn("w:sectPr"))
                if section is not None:
                    properties.remove(section)
                paragraph.append(properties)
        self._replace(paragraph, inline_of(after, self._addresses), text, with_objects=False)
        return paragraph

    def _replace(self, paragraph: Xml, inline: Inline, text: str, *, with_objects: bool = True) -> None:
        look = _usual_look(inline)
        things = [span for span in inline.spans if span.thing is not None] if with_objects else []
        _emptied(paragraph)
        left = dict(enumerate(things, start=1))
        for span in spans_of(text):
            for part in _cut_at_objects(span, left):
                self._append(paragraph, part, look, inline.base)
        self.losses.objects += len(left)
        for span in left.values():
            self._append(paragraph, span, look, inline.base)

    def _append(self, paragraph: Xml, span: Span, look: Xml, base: tuple[bool, bool]) -> None:
        if span.thing is not None:
            for element in _of_object(span):
                paragraph.append(element)
            return
        run = new_run(span.text, look, bold=span.bold or base[0], italic=span.italic or base[1])
        if not span.link:
            paragraph.append(run)
            return
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self._relation(span.link))
        link.append(run)
        paragraph.append(link)

    def _relation(self, address: str) -> str:
        if address not in self._relations:
            self._relations[address] = self._word.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._relations[address]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _emptied(paragraph: Xml) -> None:
    """Remove what is shown; its properties, bookmarks and the ranges of comments stay."""
    for child in list(paragraph):
        if child.tag not in KEPT_AROUND:
            paragraph.remove(child)


def _usual_look(inline: Inline) -> Xml:
    """That of the longest stretch of text, without what marks say."""
    texts = [span for span in inline.spans if span.text.strip() and not span.link]
    if not texts:
        return None
    look = max(texts, key=lambda span: len(span.text)).look
    if look is None:
        return None
    look = deepcopy(look)
    for name in (*STRONG, *SLANTED):
        for found in look.findall(qn(name)):
            look.remove(found)
    return look


def _cut_at_objects(span: Span, left: dict[int, Span]) -> list[Span]:
    """The text of a span and the objects in it, which are taken from those that are left."""
    parts = [span]
    for number in list(left):
        mark = _OBJECT % number
        for place, part in enumerate(parts):
            if part.thing is None and mark in part.text:
                before, _, after = part.text.partition(mark)
                texts = [Span(text, part.bold, part.italic, part.link) for text in (before, after)]
                parts[place : place + 1] = [texts[0], left.pop(number), texts[1]]
                break
    return [part for part in parts if part.text or part.thing is not None]


def _of_object(span: Span) -> list[Xml]:
    """The elements of an object as they stand in a paragraph."""
    if isinstance(span.thing, list):  # a field: all its runs
        return [element for part in span.thing for element in _of_object(part)]
    if span.thing is None:
        return [new_run(span.text, span.look, bold=False, italic=False)]
    if span.thing.getparent() is not None and span.thing.getparent().tag != qn("w:r"):
        return [deepcopy(span.thing)]
    if span.look is None and not _belongs_in_run(span.thing):
        return [deepcopy(span.thing)]
    run = OxmlElement("w:r")
    if span.look is not None:
        run.append(deepcopy(span.look))
    run.append(deepcopy(span.thing))
    return [run]


def _belongs_in_run(element: Xml) -> bool:
    return element.tag in {qn(name) for name in _IN_RUNS}


def _texts_elsewhere(word: WordDocument) -> list[str]:
    """Where the file has texts that are not read."""
    found: list[str] = []
    for kind, name in (
        ("header", "headers"),
        ("footer", "footers"),
        ("footnotes", "footnotes"),
        ("endnotes", "endnotes"),
    ):
        for relation in word.part.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                blob = relation.target_part.blob
                if any(part.strip() for part in _texts_in(blob)):
                    found.append(name)
                    break
    if any(True for _ in word.element.body.iter(qn("w:txbxContent"))):
        found.append("text boxes")
    return found


def _texts_in(blob: bytes) -> list[str]:
    from docx.oxml.parser import parse_xml

    return [str(part.text or "") for part in parse_xml(blob).iter(qn("w:t"))]
