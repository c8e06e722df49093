"""Reading TMX (Translation Memory eXchange 1.4b; older versions differ little), unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from conceptwriter.memory.errors import TranslationMemoryError
from conceptwriter.memory.tmx_inline import read_segment
from conceptwriter.memory.unit import Codes
from conceptwriter.xml_events import EventKind, XmlEvent, xml_events

_LONGEST_TEXT = 1 << 24


@dataclass(slots=True)
class TmxNotes:
    """What a header, a unit and a variant may have; attributes by their names in lower case."""

    attributes: dict[str, str] = field(default_factory=dict)
    properties: list[tuple[str, str]] = field(default_factory=list)
    """(type, value)."""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TmxVariant(TmxNotes):
    """A text in one language (`tuv`)."""

    language: str = ""
    """The tag as written."""
    text: str = ""
    codes: Codes = ()


@dataclass(slots=True)
class TmxUnit(TmxNotes):
    """A text in several languages (`tu`)."""

    variants: list[TmxVariant] = field(default_factory=list)


class TmxReader:
    """A TMX file: its header at once, its units as they are asked for."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        """Read the header; `name` is for messages.

        Raises TranslationMemoryError where it is no TMX, UnreadableXml where it is no XML; with the line.
        """
        self._name = name
        self._events = xml_events(stream, name)
        self.header = TmxNotes()
        root = next(self._events, None)
        if root is None or root.kind is not EventKind.START or root.value.lower() != "tmx":
            what = "" if root is None else f" (it begins with <{root.value}>)"
            raise TranslationMemoryError(
                f"{name} is not a TMX file{what}. Choose one that begins with <tmx>."
            )
        self.version = root.attributes.get("version", "")
        for event in self._events:
            if event.kind is not EventKind.START:
                continue
            if event.value == "body":
                return
            if event.value == "header":
                self._into(self.header, event)
            else:
                self._skip()
        raise TranslationMemoryError(f"{name} has no <body>, so there are no units in it.")

    def units(self) -> Iterator[TmxUnit]:
        """The units in order. Raises what the constructor raises."""
        for event in self._events:
            if event.kind is EventKind.START and event.value == "tu":
                yield self._unit(event)
            elif event.kind is EventKind.START:
                self._skip()

    def _unit(self, start: XmlEvent) -> TmxUnit:
        unit = TmxUnit()
        self._into(unit, start)
        return unit

    def _into(self, kept: TmxNotes, start: XmlEvent) -> None:
        """Read an element with its properties, notes, variants and segments."""
        kept.attributes = {key.lower(): value for key, value in start.attributes.items()}
        segments = 0
        for event in self._events:
            if event.kind is EventKind.END:
                break
            if event.kind is EventKind.TEXT:
                continue
            if event.value == "prop":
                kept.properties.append((event.attributes.get("type", ""), self._text(event)))
            elif event.value == "note":
                kept.notes.append(self._text(event))
            elif event.value == "tuv" and isinstance(kept, TmxUnit):
                variant = TmxVariant()
                self._into(variant, event)
                kept.variants.append(variant)
            elif event.value == "seg" and isinstance(kept, TmxVariant):
                kept.text, kept.codes = read_segment(self._bounded(event))
                segments += 1
            else:
                self._skip()
        if isinstance(kept, TmxVariant):
            self._finish(kept, segments, start.line)

    def _finish(self, variant: TmxVariant, segments: int, line: int) -> None:
        attributes = variant.attributes
        # `lang` is that of TMX before 1.4
        variant.language = attributes.pop("xml:lang", "") or attributes.pop("lang", "")
        if not variant.language:
            raise TranslationMemoryError(
                f"{self._name}, line {line}: this <tuv> does not say its language. Add xml:lang to it."
            )
        if segments != 1:
            raise TranslationMemoryError(
                f"{self._name}, line {line}: this <tuv> has {segments or 'no'} <seg> elements, not one."
            )

    def _text(self, start: XmlEvent) -> str:
        return read_segment(self._bounded(start), start.value)[0]

    def _skip(self) -> None:
        depth = 1
        for event in self._events:
            depth += {EventKind.START: 1, EventKind.END: -1}.get(event.kind, 0)
            if not depth:
                return

    def _bounded(self, start: XmlEvent) -> Iterator[XmlEvent]:
        """The events that follow; an error where there is too much text before anything ends."""
        length = 0
        for event in self._events:
            length += len(event.value)
            if length > _LONGEST_TEXT:
                raise TranslationMemoryError(
                    f"{self._name}, line {start.line}: this <{start.value}> has more than "
                    f"{_LONGEST_TEXT:,} characters. Split it."
                )
            yield event
