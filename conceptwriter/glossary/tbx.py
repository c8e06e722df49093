"""Glossaries as TBX-Basic: version 2 (ISO 30042:2008, `martif`) and 3 (ISO 30042:2019, DCA and DCT style).

The versions name the same things differently; both are read into one form. What TBX-Basic has and a glossary
has not (dates, cross-references, sources) is left out when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from conceptwriter.glossary.csv_file import status_of
from conceptwriter.glossary.entry import Entry, Glossary, Status, Term
from conceptwriter.glossary.errors import GlossaryError
from conceptwriter.language import UnknownLanguage, find_language
from conceptwriter.xml_events import EventKind, XmlEvent, xml_events, xml_tag, xml_text

_ROOTS = ("martif", "tbx")
_ENTRIES = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")
_TERMS = ("tig", "ntig", "termSec")
_NAMED_BY_TYPE = ("descrip", "termNote", "admin")
_STATUS_NAMES = ("administrativeStatus", "normativeAuthorization")
_LONGEST_TEXT = 1 << 20
_V3_STATUS = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ALLOWED: "admittedTerm-admn-sts",
    Status.FORBIDDEN: "deprecatedTerm-admn-sts",
}


@dataclass(slots=True)
class _Term:
    text: str = ""
    status: str = ""
    part_of_speech: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """One entry while it is read; None: not inside of one."""

    entry: dict[str, str] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    language: str | None = None
    term: _Term | None = None


def read_tbx(stream: BinaryIO, name: str) -> Glossary:
    """The glossary in a TBX file; `name` is for messages.

    Raises GlossaryError where it is no TBX, UnreadableXml where it is no XML; both name the line.
    """
    events = xml_events(stream, name)
    root = next(events, None)
    if root is None or _plain(root.value) not in _ROOTS:
        what = "" if root is None else f" (it begins with <{root.value}>)"
        raise GlossaryError(f"{name} is not a TBX file{what}. Choose one that begins with <martif> or <tbx>.")
    entries: list[Entry] = []
    remarks: list[str] = []
    for event in events:
        if event.kind is EventKind.START and _plain(event.value) in _ENTRIES:
            entry = _entry(event, events, name, remarks)
            if entry.terms:
                entries.append(entry)
            else:
                remarks.append(f"{name}, line {event.line}: no terms; left out.")
    return Glossary(tuple(entries), tuple(remarks))


def _entry(start: XmlEvent, events: Iterator[XmlEvent], name: str, remarks: list[str]) -> Entry:
    reading = _Reading()
    for event in events:
        element = _plain(event.value)
        if event.kind is EventKind.START:
            _start(reading, element, event, events, name, remarks)
        elif event.kind is EventKind.END and element in _TERMS:
            _finish_term(reading)
        elif event.kind is EventKind.END and element in _LANGUAGES:
            reading.language = None
        elif event.kind is EventKind.END and element in _ENTRIES:
            break
    return Entry(
        tuple(reading.terms),
        "\n".join(reading.definitions),
        "\n".join(reading.notes),
        reading.entry.get("subjectField", ""),
        start.attributes.get("id", ""),
    )


def _start(
    reading: _Reading,
    element: str,
    event: XmlEvent,
    events: Iterator[XmlEvent],
    name: str,
    remarks: list[str],
) -> None:
    if element in _LANGUAGES:
        tag = event.attributes.get("xml:lang") or event.attributes.get("lang", "")
        try:
            reading.language = find_language(tag).code
        except UnknownLanguage:
            reading.language = None
            remarks.append(f"{name}, line {event.line}: unknown language {tag!r}; its terms are left out.")
    elif element in _TERMS:
        reading.term = _Term()
    elif element == "term":
        text = _text(event, events, name)
        if reading.term is not None:
            reading.term.text = text
    else:
        kind = event.attributes.get("type", "") if element in _NAMED_BY_TYPE else element
        if kind in {"definition", "subjectField", "partOfSpeech", "note", *_STATUS_NAMES}:
            _keep(reading, kind, _text(event, events, name))


def _keep(reading: _Reading, kind: str, text: str) -> None:
    """A definition is the concept's, whichever language it is given with."""
    if kind == "definition":
        reading.definitions.append(text)
    elif kind == "subjectField":
        reading.entry[kind] = text
    elif reading.term is None:
        if kind == "note":
            reading.notes.append(text)
    elif kind == "note":
        reading.term.notes.append(text)
    elif kind == "partOfSpeech":
        reading.term.part_of_speech = text
    else:
        reading.term.status = text


def _finish_term(reading: _Reading) -> None:
    """A first term without a status is the preferred one, later ones are allowed."""
    term, reading.term = reading.term, None
    if term is None or reading.language is None or not term.text:
        return
    status = status_of(term.status) or Status.ALLOWED
    has_preferred = any(
        other.language == reading.language and other.status is Status.PREFERRED for other in reading.terms
    )
    if not term.status and has_preferred:
        status = Status.ALLOWED
    note = "\n".join(term.notes)
    reading.terms.append(Term(term.text, reading.language, status, term.part_of_speech, note))


def _text(start: XmlEvent, events: Iterator[XmlEvent], name: str) -> str:
    """All text in an element; what marks it up inside is left out."""
    parts: list[str] = []
    depth, length = 1, 0
    for event in events:
        if event.kind is EventKind.TEXT:
            parts.append(event.value)
            length += len(event.value)
        else:
            depth += 1 if event.kind is EventKind.START else -1
        if not depth:
            break
        if length > _LONGEST_TEXT:
            raise GlossaryError(
                f"{name}, line {start.line}: this <{start.value}> has more than {_LONGEST_TEXT:,} characters."
            )
    return " ".join("".join(parts).split())


def _plain(name: str) -> str:
    """Without the prefix of a namespace, as the DCT style has: `min:partOfSpeech`."""
    return name.rpartition(":")[2]


def write_tbx(glossary: Glossary, version: int = 2) -> str:
    """The glossary as TBX-Basic, version 2 or 3 (DCA style).

    translate-toolkit, for one, reads version 2 alone.
    """
    new = version == 3
    language = find_language(glossary.languages[0]).bcp47 if glossary.languages else "en"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    if new:
        about = {"type": "TBX-Basic", "style": "dca", "xml:lang": language}
        lines.append(xml_tag("tbx", {**about, "xmlns": "urn:iso:std:iso:30042:ed-2"}))
        lines.append(
            "<tbxHeader><fileDesc><sourceDesc><p>ConceptWriter</p></sourceDesc></fileDesc></tbxHeader>"
        )
    else:
        lines.append(xml_tag("martif", {"type": "TBX-Basic", "xml:lang": language}))
        lines.append("<martifHeader><fileDesc><sourceDesc><p>ConceptWriter</p></sourceDesc></fileDesc>")
        lines.append('<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>')
    lines.append("<text><body>")
    for entry in glossary.entries:
        lines += _written(entry, new=new)
    lines.append(f"</body></text>\n</{'tbx' if new else 'martif'}>\n")
    return "\n".join(lines)


def _written(entry: Entry, *, new: bool) -> Iterator[str]:
    whole, section, group = ("conceptEntry", "langSec", "termSec") if new else ("termEntry", "langSet", "tig")
    yield xml_tag(whole, {"id": entry.id} if entry.id else {})
    for kind, text in (("subjectField", entry.subject), ("definition", entry.definition)):
        yield from _element("descrip", text, kind)
    yield from _element("note", entry.note)
    for language in dict.fromkeys(term.language for term in entry.terms):
        yield f"  {xml_tag(section, {'xml:lang': find_language(language).bcp47})}"
        for term in entry.terms:
            if term.language == language:
                yield f"    <{group}><term>{xml_text(term.text)}</term>"
                yield from _element("termNote", term.part_of_speech, "partOfSpeech")
                yield from _element("termNote", _V3_STATUS[term.status], "administrativeStatus")
                yield from _element("note", term.note)
                yield f"    </{group}>"
        yield f"  </{section}>"
    yield f"</{whole}>"


def _element(name: str, text: str, kind: str = "") -> Iterator[str]:
    if text:
        yield f"      {xml_tag(name, {'type': kind} if kind else {})}{xml_text(text)}</{name}>"
