"""Giving a Word file back: the file as it came, with the document's texts in its paragraphs.

A paragraph whose text is the same is not touched. One with another text keeps its properties, its style and
the look of its text; bold, italic and links are where the new text has them, objects where their numbers are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from conceptwriter.interchange.docx.code_style import code_look
from conceptwriter.interchange.docx.inline import ENDS, KEPT_AROUND, is_own_mark
from conceptwriter.interchange.docx.package import open_package
from conceptwriter.interchange.docx.reading import inline_at, text_of
from conceptwriter.interchange.docx.runs import SLANTED, STRONG, new_run
from conceptwriter.interchange.docx.stored import WHOLE, file_of, place_of
from conceptwriter.interchange.docx.stories import Place, Stories, Story
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.remarks import Losses
from conceptwriter.interchange.spans import Inline, Span, cut_at_objects, marks_of, spans_of
from conceptwriter.outline import ROOT, Document, Kind, NodeId
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.translatable import has_words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Xml = Any
_NOTE_LABEL = re.compile(r"\[\^[^\]\[\s]+\]:[ \t]*")
_THROUGH = frozenset(
    map(
        qn,
        (
            "w:ins", "w:del", "w:moveTo", "w:moveFrom", "w:hyperlink", "w:smartTag", "w:customXml", "w:sdt",
            "w:sdtContent",
        ),
    )
)  # fmt: skip
_IN_RUNS = (
    "w:drawing", "w:pict", "w:object", "w:sym", "w:br", "w:ptab", "w:separator", "w:fldChar", "w:instrText",
    "w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:footnoteRef", "w:endnoteRef",
)  # fmt: skip


def give_back(document: Document, language: str | None) -> Export:
    """The file with the texts in ``language`` (FLORES-200), or None: as they are shown."""
    data = file_of(document.root.attributes)
    word = open_package(data, "the original file")
    returning = _Returning(document, word, language)
    returning.fill()
    warnings = returning.losses.warnings(language)
    if not any(story.is_changed for story in returning.stories.all):
        return Export("", warnings, data)
    for story in returning.stories.all:
        story.store()
    stream = io.BytesIO()
    word.save(stream)
    return Export("", warnings, stream.getvalue())


class _Returning:
    def __init__(self, document: Document, word: WordDocument, language: str | None) -> None:
        self._document, self._word, self._language = document, word, language
        self.stories = Stories(word, whole=WHOLE in document.root.attributes)
        self._relations = {
            (id(story), address): name
            for story in self.stories.all
            for name, address in story.addresses.items()
        }
        self.losses = Losses(elsewhere=_texts_elsewhere(word, self.stories))

    def fill(self) -> None:
        """Put the document's texts into the file."""
        places = self.stories.places
        used: set[int] = set()
        last: Place | None = None
        for node in list(self._document.descendants(ROOT)):
            here = self._document.node(node)
            if here.kind is Kind.CONCEPT:
                continue
            number = place_of(here.attributes)
            text = self._text(node)
            if number is not None and number < len(places) and number not in used:
                used.add(number)
                last = places[number] if places[number].is_body else last
                self._write(places[number], text)
            elif text.strip():
                last = self._inserted(last, text)
        self._remove_others(used)

    def _remove_others(self, used: set[int]) -> None:
        """Empty the paragraphs that the document has not any more; the marks of notes that it has stay."""
        told = {self.stories.places[number].note for number in used} - {""}
        for number, place in enumerate(self.stories.places):
            inline = inline_at(place, self.stories)
            if number in used or not inline.has_text:
                continue
            self.losses.deleted += 1
            place.story.is_changed = True
            kept = [span for span in inline.spans if span.mark in told]
            ends = _emptied(place.paragraph, with_own_marks=self.stories.is_whole)
            for element in [*(one for span in kept for one in _of_object(span)), *ends]:
                place.paragraph.append(element)

    def _text(self, node: NodeId) -> str:
        here = self._document.node(node)
        nodes = [node] if here.kind is Kind.SECTION else list(here.children)
        for each in nodes:
            wanted = self._language or self._document.effective_language(each)
            has = wanted in self._document.node(each).renditions
            self.losses.missing += not has and has_words(self._document.source_text(each))
        return running_text(self._document, nodes, self._language)

    def _write(self, place: Place, text: str) -> None:
        inline = inline_at(place, self.stories)
        if _squeezed(text) in (_squeezed(text_of(place, one)) for one in (inline, _without_code(inline))):
            return
        self.losses.changes += inline.has_changes
        self._replace(place, inline, _NOTE_LABEL.sub("", text, count=1) if place.note else text)

    def _inserted(self, before: Place | None, text: str) -> Place:
        """A new paragraph, like the one before it but for its text."""
        paragraph = OxmlElement("w:p")
        like = self.stories.places[0] if before is None else before
        if before is None:
            like.paragraph.addprevious(paragraph)
        else:
            like.paragraph.addnext(paragraph)
            if like.paragraph.pPr is not None:
                properties = deepcopy(like.paragraph.pPr)
                section = properties.find(qn("w:sectPr"))
                if section is not None:
                    properties.remove(section)
                paragraph.append(properties)
        new = Place(paragraph, like.story)
        self._replace(new, inline_at(like, self.stories), text, with_objects=False)
        return new

    def _replace(self, place: Place, inline: Inline, text: str, *, with_objects: bool = True) -> None:
        place.story.is_changed = True
        look = _usual_look(inline)
        things = [span for span in inline.spans if span.thing is not None] if with_objects else []
        ends = _emptied(place.paragraph, with_own_marks=self.stories.is_whole)
        left = dict(zip(marks_of(things), things, strict=True))
        spans = spans_of(text)
        if place.note and spans:  # a blank stands between the number of the note and its text
            spans[0] = replace(spans[0], text=_lead_of(inline) + spans[0].text)
        for span in spans:
            for part in cut_at_objects(span, left):
                self._append(place, part, self._code_look(inline) if part.code else look, inline.base)
        self.losses.objects += len(left)
        for span in left.values():
            self._append(place, span, look, inline.base)
        for element in ends:
            place.paragraph.append(element)

    def _append(self, place: Place, span: Span, look: Xml, base: tuple[bool, bool]) -> None:
        if span.thing is not None:
            for element in _of_object(span):
                place.paragraph.append(element)
            return
        run = new_run(span.text, look, bold=span.bold or base[0], italic=span.italic or base[1])
        if not span.link:
            place.paragraph.append(run)
            return
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self._relation(place.story, span.link))
        link.append(run)
        place.paragraph.append(link)

    def _code_look(self, inline: Inline) -> Xml:
        """That of the code in the paragraph, or the file's usual one."""
        there = [span for span in inline.spans if span.code and span.text.strip()]
        return _plain_look(there[0].look) if there else code_look(self._word)

    def _relation(self, story: Story, address: str) -> str:
        key = (id(story), address)
        if key not in self._relations:
            self._relations[key] = story.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._relations[key]


def _without_code(inline: Inline) -> Inline:
    """As files were read earlier, when code was text like any other."""
    return Inline([replace(span, code=False) for span in inline.spans], inline.has_changes)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _emptied(paragraph: Xml, *, with_own_marks: bool) -> list[Xml]:
    """Remove what is shown; its properties, bookmarks and the ranges and marks of comments stay.

    Returns the ends of ranges, which are to follow the new text.
    """
    kept = [one for one in _kept_in(paragraph) if with_own_marks or not is_own_mark(one)]
    for child in list(paragraph):
        if child.tag != qn("w:pPr"):
            paragraph.remove(child)
    ends = [element for element in kept if element.tag in ENDS or _is_mark_of_comment(element)]
    for element in kept:
        if element not in ends:
            paragraph.append(element)
    return ends


def _kept_in(parent: Xml) -> Iterator[Xml]:
    for child in parent:
        if child.tag in KEPT_AROUND or is_own_mark(child):
            if child.tag != qn("w:pPr"):
                yield child
        elif child.tag in _THROUGH:
            yield from _kept_in(child)


def _is_mark_of_comment(element: Xml) -> bool:
    return element.find(qn("w:commentReference")) is not None


def _lead_of(inline: Inline) -> str:
    text = "".join(span.text for span in inline.spans)
    return text[: len(text) - len(text.lstrip())]


def _usual_look(inline: Inline) -> Xml:
    """That of the longest stretch of text, without what marks say."""
    texts = [span for span in inline.spans if span.text.strip() and not span.link and not span.code]
    return _plain_look(max(texts, key=lambda span: len(span.text)).look) if texts else None


def _plain_look(look: Xml) -> Xml:
    """A copy without what marks say."""
    if look is None:
        return None
    look = deepcopy(look)
    for name in (*STRONG, *SLANTED):
        for found in look.findall(qn(name)):
            look.remove(found)
    return look


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


def _texts_elsewhere(word: WordDocument, stories: Stories) -> list[str]:
    """Where the file has texts that are not read."""
    found: list[str] = []
    kinds = (
        ("header", "headers"),
        ("footer", "footers"),
        ("footnotes", "footnotes"),
        ("endnotes", "endnotes"),
    )
    for kind, name in kinds if not stories.is_whole else ():
        for relation in word.part.rels.values():
            is_one = not relation.is_external and relation.reltype.endswith(f"/{kind}")
            if is_one and any(part.strip() for part in _texts_in(relation.target_part.blob)):
                found.append(name)
                break
    if any(True for story in stories.all for _ in story.element.iter(qn("w:txbxContent"))):
        found.append("text boxes")
    return found


def _texts_in(blob: bytes) -> list[str]:
    from docx.oxml.parser import parse_xml

    return [str(part.text or "") for part in parse_xml(blob).iter(qn("w:t"))]
