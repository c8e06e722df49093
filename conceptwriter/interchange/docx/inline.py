"""The text of one Word paragraph as inline Markdown, and back.

Bold, italic and links become marks; the formatting that a whole paragraph has is its own affair and does not.
What is neither text nor such formatting (a picture, a note's number, a field) stands in the text as ``{1}``,
``{2}`` ..., which translations keep, and is put back there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from conceptwriter.interchange.emphasis import BOLD, ITALIC
from conceptwriter.interchange.escaping import escape_inline

if TYPE_CHECKING:
    from markdown_it.token import Token

Xml = Any
"""An element of python-docx; lxml says nothing of its types."""

_TEXT = {qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen"), qn("w:softHyphen")}
_INVISIBLE = {
    qn("w:rPr"), qn("w:lastRenderedPageBreak"), qn("w:proofErr"), qn("w:delText"), qn("w:annotationRef"),
}  # fmt: skip
_KEPT_AROUND = {
    qn("w:pPr"), qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:commentRangeStart"),
    qn("w:commentRangeEnd"), qn("w:permStart"), qn("w:permEnd"),
}  # fmt: skip
_ADDRESS_OF = qn("r:id")


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look; or one object."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    """Address."""
    look: Xml = None
    """The properties of its run (``w:rPr``)."""
    thing: Xml = None
    """An element that is no text; ``text`` is then empty."""

    @property
    def key(self) -> tuple[bool, bool, str]:
        """What marks show."""
        return self.bold, self.italic, self.link


@dataclass(slots=True)
class Inline:
    """The content of a paragraph."""

    spans: list[Span]
    has_changes: bool = False
    """Whether someone tracked changes in it: what was inserted counts, what was deleted does not."""
    base: tuple[bool, bool] = field(init=False)
    """Whether all of it is bold, italic."""

    def __post_init__(self) -> None:
        texts = [span for span in self.spans if span.text.strip()]
        self.base = (
            bool(texts) and all(span.bold for span in texts),
            bool(texts) and all(span.italic for span in texts),
        )

    @property
    def things(self) -> list[Xml]:
        """The objects, in order."""
        return [span.thing for span in self.spans if span.thing is not None]

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read."""
        return any(span.text.strip() for span in self.spans)

    def markdown_of_all(self) -> str:
        """Inline Markdown in which even a look that all of it has is marked."""
        self.base = False, False
        return self.markdown()

    def markdown(self) -> str:
        """Inline Markdown; line breaks are line feeds."""
        pieces: list[tuple[str, Span]] = []
        number = 0
        for span in _joined(self.spans):
            if span.thing is not None:
                number += 1
                pieces.append((f"{{{number}}}", span))
            else:
                pieces.append((escape_inline(span.text), span))
        return _marked(pieces, self.base)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one look as one: word processors cut runs anywhere."""
    before: Span | None = None
    for span in spans:
        if before is not None and before.thing is None and span.thing is None and before.key == span.key:
            before = replace(before, text=before.text + span.text)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before


def _marked(pieces: list[tuple[str, Span]], base: tuple[bool, bool]) -> str:
    """With marks; without them where they would not be read as they are meant."""
    looks: list[Callable[[Span], object]] = [
        lambda span: span.link,
        lambda span: span.bold and not base[0],
        lambda span: span.italic and not base[1],
    ]
    plain = "".join(piece for piece, _ in pieces)
    text = _nested(pieces, looks)
    if text == plain:
        return plain
    wanted = [
        (piece, span.bold and not base[0], span.italic and not base[1], span.link) for piece, span in pieces
    ]
    return text if _shown_marks(_read(wanted)) == _shown_marks(spans_of(text)) else plain


def _nested(pieces: list[tuple[str, Span]], looks: list[Callable[[Span], object]]) -> str:
    """Links around bold text around italic text."""
    if not looks:
        return "".join(piece for piece, _ in pieces)
    look, *others = looks
    parts: list[str] = []
    for value, group in groupby(pieces, key=lambda piece: look(piece[1])):
        inner = _nested(list(group), others)
        mark = (ITALIC, BOLD, "")[len(others)]
        core = inner.strip()
        if not value or not core:
            parts.append(inner)
            continue
        lead = inner[: len(inner) - len(inner.lstrip())]
        tail = inner[len(inner.rstrip()) :]
        parts.append(f"{lead}{mark}{core}{mark}{tail}" if mark else f"{lead}[{core}]({value}){tail}")
    return "".join(parts)


def _read(wanted: list[tuple[str, bool, bool, str]]) -> list[Span]:
    """The spans that marks are to give, as they are read."""
    found: list[Span] = []
    for text, bold, italic, link in wanted:
        found += [replace(span, bold=bold, italic=italic, link=link) for span in spans_of(text)]
    return found


def _shown_marks(spans: list[Span]) -> list[tuple[str, tuple[bool, bool, str]]]:
    """Each letter with its look; the look of white space cannot be seen."""
    return [(letter, span.key) for span in spans for letter in span.text if not letter.isspace()]


# -- from a paragraph ----------------------------------------------------------------------------------------


def inline_of(paragraph: Xml, addresses: dict[str, str]) -> Inline:
    """The content of a ``w:p``; ``addresses``: those of links by the ids of their relations."""
    spans: list[Span] = []
    inline_changes = False
    for element, link in _content(paragraph, addresses, ""):
        if element.tag == qn("w:r"):
            spans += _spans_of_run(element, link)
        elif element.tag in {qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo")}:
            inline_changes = True
        else:
            spans.append(Span("", thing=element))
    return Inline(_without_fields_cut(spans), inline_changes)


def _content(parent: Xml, addresses: dict[str, str], link: str) -> Iterator[tuple[Xml, str]]:
    """The runs and other things in a paragraph, and the address of the link that each is in."""
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in _KEPT_AROUND or child.tag in _INVISIBLE:
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


def _spans_of_run(run: Xml, link: str) -> Iterator[Span]:
    look = run.find(qn("w:rPr"))
    bold, italic = _is_on(look, "w:b"), _is_on(look, "w:i")
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
            yield Span(text, bold, italic, link, look)
            text = ""
        yield Span("", thing=child, look=look, link=link)
    if text:
        yield Span(text, bold, italic, link, look)


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


# -- from Markdown -------------------------------------------------------------------------------------------

_PARSER = MarkdownIt("commonmark", {"html": False})


def spans_of(markdown: str) -> list[Span]:
    """The spans of inline Markdown; objects are still in the text, as ``{1}``."""
    found: list[Span] = []
    for place, line in enumerate(markdown.split("\n")):
        if place:
            found.append(Span("\n"))
        for token in _PARSER.parseInline(line):
            found += _spans_of_tokens(token.children or [])
    return list(_joined(found))


def _spans_of_tokens(tokens: list[Token]) -> Iterator[Span]:
    bold = italic = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                link = str(token.attrs.get("href", ""))
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                yield Span("\n", bold > 0, italic > 0, link)
            case "image":
                yield Span(token.content, bold > 0, italic > 0, link)
            case _:
                if token.content:
                    yield Span(token.content, bold > 0, italic > 0, link)
