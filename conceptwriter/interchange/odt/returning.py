"""Giving an OpenDocument text back: the file as it came, with the document's texts in its paragraphs.

A paragraph whose text is the same is not touched. One with another text keeps its style and the look of its
text; bold, italic and links are where the new text has them, objects where their marks are.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.odt.inline import Content, append_text
from conceptwriter.interchange.odt.names import qn
from conceptwriter.interchange.odt.package import CONTENT, TextFile, open_text
from conceptwriter.interchange.odt.places import Place
from conceptwriter.interchange.odt.reading import Reading
from conceptwriter.interchange.odt.said_language import change_language
from conceptwriter.interchange.odt.stored import file_of, place_of
from conceptwriter.interchange.remarks import Losses
from conceptwriter.interchange.spans import Inline, Span, cut_at_objects, marks_of, spans_of
from conceptwriter.outline import ROOT, Document, Kind, Node, NodeId
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.headings import heading_level
from conceptwriter.outline.regional_tags import language_tag
from conceptwriter.outline.translatable import has_words
from conceptwriter.xml_events import fit_for_xml

Xml = Any
_NOTE_LABEL = re.compile(r"\[\^[^\]\[\s]+\]:[ \t]*")
_ANCHORS = frozenset(map(qn, ("text:note", "draw:frame", "draw:g")))


def give_back(document: Document, language: str | None) -> Export:
    """The file with the texts in ``language`` (FLORES-200), or None: as they are shown."""
    file = open_text(file_of(document.root.attributes), "the original file")
    returning = _Returning(document, file, language)
    returning.fill()
    wanted = language or document.effective_language(ROOT)
    if file.changed and wanted != document.root.source_language:
        change_language(file, document.root.source_language, wanted, language_tag(document, wanted))
    data = file.saved()
    text = data.decode("utf-8", "replace") if file.is_flat else ""
    return Export(text, returning.losses.warnings(language), data)


class _Returning:
    def __init__(self, document: Document, file: TextFile, language: str | None) -> None:
        self._document, self._file, self._language = document, file, language
        self._reading = Reading(file)
        self.losses = Losses(elsewhere=_texts_elsewhere(file))

    def fill(self) -> None:
        """Put the document's texts into the file."""
        places = self._reading.places
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
                last = places[number] if places[number].part == CONTENT else last
                self._write(places[number], text)
            elif text.strip():
                last = self._inserted(last, here, text)
        self._remove_others(used)

    def _remove_others(self, used: set[int]) -> None:
        """Empty the paragraphs that the document has not any more; notes and boxes whose text it has stay."""
        places = self._reading.places
        kept = {places[number].element for number in used}
        for number, place in enumerate(places):
            content = self._reading.content(place)
            if number in used or not content.inline.has_text:
                continue
            self.losses.deleted += 1
            content.inline.spans = [
                span
                for span in content.inline.spans
                if span.thing is not None and kept & set(span.thing.iter())
            ]
            self._refill(place, content, [])

    def _text(self, node: NodeId) -> str:
        here = self._document.node(node)
        nodes = [node] if here.kind is Kind.SECTION else list(here.children)
        for each in nodes:
            wanted = self._language or self._document.effective_language(each)
            has = wanted in self._document.node(each).renditions
            self.losses.missing += not has and has_words(self._document.source_text(each))
        return running_text(self._document, nodes, self._language)

    def _write(self, place: Place, text: str) -> None:
        content = self._reading.content(place)
        before, is_code = self._reading.text(place, content), self._reading.is_code(place, content)
        if before == text or (not is_code and _squeezed(before) == _squeezed(text)):
            return
        self.losses.changes += content.inline.has_changes
        if is_code:
            spans = [Span(text)]
        else:
            spans = spans_of(_NOTE_LABEL.sub("", text, count=1) if place.note else text)
        self._refill(place, content, spans)

    def _inserted(self, before: Place | None, node: Node, text: str) -> Place:
        """A new paragraph, like the one before it but for its text; or a heading."""
        first = self._reading.places[0].element
        after = None if before is None else before.element
        if node.kind is Kind.SECTION:
            level = str(heading_level(self._document, node.id))
            paragraph = etree.Element(qn("text:h"), {qn("text:outline-level"): level})
            style = self._heading_style(level)
        else:
            paragraph = etree.Element(qn("text:p"))
            style = self._usual_style()
            if after is not None and after.tag == qn("text:p"):
                style = after.get(qn("text:style-name"), "")
        if style:
            paragraph.set(qn("text:style-name"), style)
        if after is None:
            _outermost(first).addprevious(paragraph)
        else:
            _outermost(after).addnext(paragraph)
        new = Place(paragraph)
        self._refill(new, Content(Inline([])), spans_of(text))
        return new

    def _heading_style(self, level: str) -> str:
        for place in self._reading.places:
            if (
                place.element.tag == qn("text:h")
                and place.element.get(qn("text:outline-level"), "1") == level
            ):
                return str(place.element.get(qn("text:style-name"), ""))
        named = f"Heading_20_{level}"
        return named if self._has_style(named) else ""

    def _has_style(self, name: str) -> bool:
        return self._reading.styles(self._reading.places[0]).has("paragraph", name)

    def _usual_style(self) -> str:
        known = ("Text_20_body", "Standard")
        return next((name for name in known if self._has_style(name)), "")

    # -- the content of a paragraph

    def _refill(self, place: Place, content: Content, spans: list[Span]) -> None:
        """Replace its text."""
        paragraph = place.element
        self._file.changed.add(place.part)
        things = [span for span in content.inline.spans if span.thing is not None]
        kept = [*content.begins, *self._accepted(content)]
        for element in [*kept, *content.ends, *(span.thing for span in things)]:
            element.tail = None
        paragraph.text = None
        for child in list(paragraph):
            paragraph.remove(child)
        paragraph.extend(kept)
        left = dict(zip(marks_of(things), things, strict=True))
        at_start = True
        for span in spans:
            for part in cut_at_objects(span, left):
                self._append(place, content, part, at_start=at_start)
                at_start = False
        self.losses.objects += len(left) if spans else 0
        for span in left.values():
            paragraph.append(span.thing)
        paragraph.extend(content.ends)

    def _accepted(self, content: Content) -> list[Xml]:
        """Accept the changes that begin and end in a paragraph; the marks of others, which it keeps."""
        names = [mark.get(qn("text:change-id")) for mark in content.changes]
        kept = []
        for mark, name in zip(content.changes, names, strict=True):
            if mark.tag == qn("text:change") or names.count(name) > 1:
                self._forget_change(name)
            else:
                mark.tail = None
                kept.append(mark)
        return kept

    def _forget_change(self, name: str) -> None:
        for region in list(self._file.body.iter(qn("text:changed-region"))):
            if name in {region.get(qn("text:id")), region.get("{http://www.w3.org/XML/1998/namespace}id")}:
                parent = region.getparent()
                parent.remove(region)
                if len(parent) == 0:
                    parent.getparent().remove(parent)

    def _append(self, place: Place, content: Content, span: Span, *, at_start: bool) -> None:
        parent = paragraph = place.element
        if span.link:
            before = content.links.get(span.link)
            parent = etree.SubElement(paragraph, qn("text:a"), {} if before is None else dict(before.attrib))
            parent.set(qn("xlink:type"), "simple")
            parent.set(qn("xlink:href"), fit_for_xml(span.link))
        if span.thing is not None:
            parent.append(span.thing)
            return
        look = self._look(place, content, span)
        if look:
            parent = etree.SubElement(parent, qn("text:span"), {qn("text:style-name"): look})
        append_text(parent, fit_for_xml(span.text), at_start=at_start)

    def _look(self, place: Place, content: Content, span: Span) -> str:
        """The style of the paragraph's own text of that kind, or one that is made from its usual one."""
        base = content.inline.base
        bold, italic = span.bold or base[0], span.italic or base[1]
        texts = [one for one in content.inline.spans if one.text.strip() and not one.link]
        same = [one for one in texts if (one.bold, one.italic, one.code) == (bold, italic, span.code)]
        usual = [one for one in texts if not one.code]
        nearest = max(same or usual, key=lambda one: len(one.text), default=None)
        look = "" if nearest is None else str(nearest.look)
        return self._reading.styles(place).like(look, bold=bold, italic=italic)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _outermost(paragraph: Xml) -> Xml:
    """The paragraph in which a note or a box is anchored, if this one stands in one."""
    found = paragraph
    for above in paragraph.iterancestors():
        if above.tag in {qn("text:p"), qn("text:h")} or (
            above.tag in _ANCHORS and above.getparent().tag == qn("office:text")
        ):
            found = above
    return found


def _texts_elsewhere(file: TextFile) -> list[str]:
    """Where the file has texts that are not read."""
    found: list[str] = []
    if any(True for _ in file.body.iter(qn("office:annotation"))):
        found.append("comments")
    if any(_says_anything(each) for each in file.body.iter(qn("text:index-body"))):
        found.append("indexes")
    return found


def _says_anything(element: Xml) -> bool:
    return any("".join(each.itertext()).strip() for each in element.iter(qn("text:p"), qn("text:h")))
