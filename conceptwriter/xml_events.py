"""Reading XML from outside as a stream of events: bounded, without entities, with line numbers.

No document type with definitions of its own is accepted, nothing is fetched, and neither the depth nor the
length of a tag is unlimited. Every encoding that Python knows may be declared; Expat knows only four.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from enum import Enum
from typing import BinaryIO, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from conceptwriter.errors import ConceptWriterError

_CHUNK = 1 << 16
_LONGEST_TAG = 1 << 22
_MOST_DEPTH = 100
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_MARK = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class UnreadableXml(ConceptWriterError):
    """The file is not well-formed XML, or has what is not accepted; the message names the line."""


class EventKind(Enum):
    """What was read."""

    START = "start"
    END = "end"
    TEXT = "text"


class XmlEvent(NamedTuple):
    """A tag or a piece of text; a long text may come in several pieces."""

    kind: EventKind
    value: str
    """The name of the element, as written, or the text."""
    attributes: dict[str, str]
    line: int


def xml_events(stream: BinaryIO, name: str) -> Iterator[XmlEvent]:
    """The events of a file, which is read as they are asked for; `name` is for messages.

    Raises UnreadableXml, and OSError from the stream.
    """
    gathering = _Gathering(name)
    for text in _decoded(stream, name):
        gathering.feed(text, last=False)
        yield from gathering.taken()
    gathering.feed("", last=True)
    yield from gathering.taken()


class _Gathering:
    """Expat's calls as a list of events."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._events: list[XmlEvent] = []
        self._depth = 0
        self._fed = 0
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._document_type
        parser.EntityDeclHandler = self._entity
        self._parser = parser

    def feed(self, text: str, *, last: bool) -> None:
        """Parse the next piece. Raises UnreadableXml."""
        content = text.encode("utf-8", "surrogatepass")
        self._fed += len(content)
        try:
            self._parser.Parse(content, last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise UnreadableXml(
                f"{self._name}, line {error.lineno}: this is not well-formed XML ({reason}). Correct the "
                "file there, or write it again with the program it is from."
            ) from error
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise self._refused("a tag without an end")

    def taken(self) -> list[XmlEvent]:
        """The events since the last call."""
        events, self._events = self._events, []
        return events

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise self._refused(f"more than {_MOST_DEPTH} elements inside each other")
        self._events.append(XmlEvent(EventKind.START, name, attributes, self._parser.CurrentLineNumber))

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._events.append(XmlEvent(EventKind.END, name, {}, self._parser.CurrentLineNumber))

    def _text(self, text: str) -> None:
        self._events.append(XmlEvent(EventKind.TEXT, text, {}, self._parser.CurrentLineNumber))

    def _document_type(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            raise self._refused("a document type with definitions of its own")

    def _entity(self, *_: object) -> None:
        raise self._refused("an entity definition")

    def _refused(self, what: str) -> UnreadableXml:
        line = self._parser.CurrentLineNumber
        return UnreadableXml(f"{self._name}, line {line}: {what}, which is not read. Remove it.")


def _decoded(stream: BinaryIO, name: str) -> Iterator[str]:
    """The text of a file in the encoding that it declares, piece by piece."""
    first = stream.read(_CHUNK)
    encoding, skipped = _encoding(first)
    try:
        " ".encode(encoding)  # refuses what is no encoding of text
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise UnreadableXml(
            f"{name}, line 1: the encoding {encoding!r} is not known. Save the file in UTF-8."
        ) from None
    line = 1
    content = first[skipped:]
    while content:
        try:
            text = decoder.decode(content)
        except UnicodeDecodeError as error:
            wrong = line + error.object[: error.start].decode(encoding, "ignore").count("\n")
            raise UnreadableXml(
                f"{name}, line {wrong}: this is not {encoding} text, which the file claims to be. Save it in "
                "UTF-8."
            ) from error
        line += text.count("\n")
        yield text
        content = stream.read(_CHUNK)
    if decoder.getstate()[0]:
        raise UnreadableXml(f"{name}, line {line}: the file ends in the middle of a character.")


def _encoding(first: bytes) -> tuple[str, int]:
    """The encoding, and how long the mark is that says so."""
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding, len(mark)
    for beginning, encoding in _WITHOUT_MARK:
        if first.startswith(beginning):
            return encoding, 0
    declared = _DECLARED.match(first)
    return (declared[1].decode("ascii").lower() if declared else "utf-8"), 0


def fit_for_xml(text: str) -> str:
    """The text; what XML cannot hold becomes U+FFFD."""
    return _NOT_IN_XML.sub("\ufffd", text)


def xml_text(text: str) -> str:
    """A text for the content of an element; what XML cannot hold becomes U+FFFD."""
    return escape(fit_for_xml(text), {"\r": "&#13;"})


def xml_tag(name: str, attributes: dict[str, str], *, empty: bool = False) -> str:
    """An opening tag, or that of an empty element."""
    written = "".join(
        f" {key}={quoteattr(_NOT_IN_XML.sub(chr(0xFFFD), value), {chr(13): '&#13;'})}"
        for key, value in attributes.items()
    )
    return f"<{name}{written}{'/' * empty}>"
