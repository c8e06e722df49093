"""The text of one Word paragraph as spans.

The formatting that a whole paragraph has is its own affair and gets no marks. Pictures, notes' numbers and
fields are objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from conceptwriter.interchange.docx.stories import Labels
from conceptwriter.interchange.spans import Inline, Span

Xml = Any
"""An element of python-docx; lxml says nothing of its types."""

_TEXT = {qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen"), qn("w:softHyphen")}
_INVISIBLE = {
    qn("w:rPr"), qn("w:lastRenderedPageBreak"), qn("w:proofErr"), qn("w:delText"), qn("w:annotationRef"),
}  # fmt: skip
KEPT_AROUND = {
    qn("w:pPr"), qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:commentRangeStart"),
    qn("w:commentRangeEnd"), qn("w:permStart"), qn("w:permEnd"),
}  # fmt: skip
ENDS = {qn("w:bookmarkEnd"), qn("w:commentRangeEnd"), qn("w:permEnd")}
"""Of these, what ends a range."""
_OWN_MARKS = (qn("w:commentReference"), qn("w:footnoteRef"), qn("w:endnoteRef"))
_ADDRESS_OF = qn("r:id")


def inline_of(
    paragraph: Xml,
    addresses: dict[str, str],
    labels: Labels | None = None,
    code_styles: frozenset[str] = frozenset(),
) -> Inline:
    """The content of a ``w:p``.

    ``addresses``: those of links by the ids of their relations. ``labels``: what stands for notes; None: they
    and the marks of comments are numbered objects, as files were read earlier. ``code_styles``: the ids of
    the character styles that mean code.
    """
    spans: list[Span] = []
    inline_changes = False
    for element, link in _content(paragraph, addresses, ""):
        if element.tag == qn("w:r"):
            if labels is None or not is_own_mark(element):
                spans += _spans_of_run(element, link, labels or {}, code_styles)
        elif element.tag in {qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo")}:
            inline_changes = True
        else:
            spans.append(Span("", thing=element))
    return Inline(_without_fields_cut(spans), inline_changes)


def is_own_mark(run: Xml) -> bool:
    """Whether a run only shows that there is a comment, or the number of the note that it is in."""
    return run.tag == qn("w:r") and any(child.tag in _OWN_MARKS for child in run)


def _content(parent: Xml, addresses: dict[str, str], link: str) -> Iterator[tuple[Xml, str]]:
    """The runs and other things in a paragraph, and the address of the link that each is in."""
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in KEPT_AROUND or child.tag in _INVISIBLE:
            continue
        if child.tag == qn("w:hyperlink"):
            address = addresses.get(child.get(_ADDRESS_OF, ""), "")
            if address:
                yield from _content(child, addresses, address)
            else:  # a link within the file: the text goes on without it
                yield from _content(child, addresses, link)
        elif child.tag in {qn("w:ins"), qn("w:moveTo")}:
            yield child, link
            yield from _content(child, addresses, link)
        elif child.tag in {qn("w:smartTag"), qn("w:customXml")}:
            yield from _content(child, addresses, link)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if content is not None:
                yield from _content(content, addresses, link)
        else:
            yield child, link


def _spans_of_run(run: Xml, link: str, labels: Labels, code_styles: frozenset[str]) -> Iterator[Span]:
    look = run.find(qn("w:rPr"))
    bold, italic = _is_on(look, "w:b"), _is_on(look, "w:i")
    style = None if look is None else look.find(qn("w:rStyle"))
    is_code = style is not None and style.get(qn("w:val"), "") in code_styles
    text = ""
    for child in run:
        if child.tag in _INVISIBLE or not isinstance(child.tag, str):
            continue
        if child.tag in _TEXT and not (
            child.tag == qn("w:br") and child.get(qn("w:type")) in {"page", "column"}
        ):
            text += _said(child)
            continue
        if text:
            yield Span(text, bold, italic, link, look, code=is_code)
            text = ""
        mark = labels.get((str(child.tag), str(child.get(qn("w:id"), ""))), "")
        yield Span("", thing=child, look=look, link=link, mark=mark)
    if text:
        yield Span(text, bold, italic, link, look, code=is_code)


def _said(child: Xml) -> str:
    if child.tag == qn("w:t"):
        return str(child.text or "")
    if child.tag == qn("w:tab"):
        return "\t"
    if child.tag == qn("w:noBreakHyphen"):
        return "\u2011"
    return "\u00ad" if child.tag == qn("w:softHyphen") else "\n"


def _is_on(look: Xml, name: str) -> bool:
    found = None if look is None else look.find(qn(name))
    return found is not None and found.get(qn("w:val"), "1") not in {"0", "false", "off", "none"}


def _without_fields_cut(spans: list[Span]) -> list[Span]:
    """A field (begin, code, separator, shown result, end) is one object, whose result nobody translates."""
    found: list[Span] = []
    depth = 0
    whole: list[Xml] = []
    for span in spans:
        kind = ""
        if span.thing is not None and span.thing.tag == qn("w:fldChar"):
            kind = span.thing.get(qn("w:fldCharType"), "")
        if kind == "begin":
            depth += 1
        if depth:
            whole.append(span)
            if kind == "end":
                depth -= 1
                if depth == 0:
                    found.append(Span("", thing=list(whole)))
                    whole = []
        else:
            found.append(span)
    return found + whole  # a field that goes on in the next paragraph
