"""Writing units as TMX 1.4b, level 2, as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import TextIO

from conceptwriter import __version__
from conceptwriter.language import find_language
from conceptwriter.memory.tmx_inline import written_segment
from conceptwriter.memory.tmx_units import (
    AFTER,
    ANY_SOURCE,
    ATTRIBUTE,
    BEFORE,
    DATES,
    DOCUMENT,
    NOTE,
    ORIGIN,
    STATE,
)
from conceptwriter.memory.unit import LANGUAGE_TAG, SIDES, Unit
from conceptwriter.outline import Origin, State
from conceptwriter.xml_events import xml_tag, xml_text

_UNIT_ATTRIBUTES = (
    *("tuid", "o-encoding", "datatype", "usagecount", "lastusagedate", "creationtool", "creationtoolversion"),
    *("creationdate", "creationid", "changedate", "segtype", "changeid", "o-tmf", "srclang"),
)
_VARIANT_ATTRIBUTES = tuple(name for name in _UNIT_ATTRIBUTES if name not in {"tuid", "segtype", "srclang"})


def write_tmx(stream: TextIO, units: Iterable[Unit], source_language: str | None) -> int:
    """Write a file with these units; how many there were.

    `source_language`: that of all units (a FLORES-200 code); None: they have several. Units in a row with the
    same `tuid` and source are one `tu` with several languages, as TMX has them.
    """
    header = {
        "creationtool": "ConceptWriter",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "ConceptWriter",
        "adminlang": "en",
        "srclang": ANY_SOURCE if source_language is None else find_language(source_language).bcp47,
        "datatype": "plaintext",
        "creationdate": datetime.now(UTC).strftime(DATES),
    }
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n')
    stream.write(f"  {xml_tag('header', header, empty=True)}\n  <body>\n")
    count = 0
    for _, group in groupby(units, key=_Grouping()):
        together = list(group)
        count += len(together)
        stream.writelines(f"    {line}\n" for line in _unit(together, source_language))
    stream.write("  </body>\n</tmx>\n")
    return count


class _Grouping:
    """A key for units that belong together; one without a `tuid` belongs to no other."""

    def __init__(self) -> None:
        self._number = 0

    def __call__(self, unit: Unit) -> tuple[object, ...]:
        tuid = dict(unit.properties).get(f"{ATTRIBUTE}tuid")
        if tuid is None:
            self._number += 1
            return (self._number,)
        shared = tuple(item for item in unit.properties if not item[0].startswith(SIDES[1]))
        fields = (unit.document, unit.before, unit.after, unit.state, unit.origin)
        return (tuid, unit.source_language, unit.source, unit.source_codes, shared, *fields)


def _unit(units: list[Unit], source_language: str | None) -> Iterator[str]:
    first = units[0]
    attributes = _attributes(first, "", _UNIT_ATTRIBUTES)
    tag = _tag(first, 0)
    if source_language is None or tag != find_language(source_language).bcp47:
        attributes["srclang"] = tag
    yield xml_tag("tu", attributes)
    for name, value in _shared_properties(first):
        yield f"  {xml_tag('prop', {'type': name})}{xml_text(value)}</prop>"
    yield from (f"  <note>{xml_text(value)}</note>" for name, value in first.properties if name == NOTE)
    yield from _variant(first, 0)
    for unit in units:
        yield from _variant(unit, 1)
    yield "</tu>"


def _shared_properties(unit: Unit) -> Iterator[tuple[str, str]]:
    if unit.state is not State.NEW:
        yield STATE, unit.state.value
    if unit.origin is not Origin.IMPORTED:
        yield ORIGIN, unit.origin.value
    for name, value in ((DOCUMENT, unit.document or None), (BEFORE, unit.before), (AFTER, unit.after)):
        if value is not None:
            yield name, value
    for name, value in unit.properties:
        if name != NOTE and not name.startswith((ATTRIBUTE, *SIDES)):
            yield name, value


def _variant(unit: Unit, side: int) -> Iterator[str]:
    prefix = SIDES[side]
    attributes = {"xml:lang": _tag(unit, side), **_attributes(unit, prefix, _VARIANT_ATTRIBUTES)}
    if side:
        for name, when in (("creationdate", unit.created), ("changedate", unit.changed)):
            if when is not None:
                attributes[name] = when.astimezone(UTC).strftime(DATES)
        if unit.author:
            attributes["changeid"] = unit.author
    yield f"  {xml_tag('tuv', attributes)}"
    for name, value in unit.properties:
        own = name.removeprefix(prefix)
        if own == name or own.startswith(ATTRIBUTE):
            continue
        if own == NOTE:
            yield f"    <note>{xml_text(value)}</note>"
        else:
            yield f"    {xml_tag('prop', {'type': own})}{xml_text(value)}</prop>"
    text, codes = (unit.target, unit.target_codes) if side else (unit.source, unit.source_codes)
    yield f"    <seg>{written_segment(text, codes)}</seg>"
    yield "  </tuv>"


def _attributes(unit: Unit, prefix: str, allowed: tuple[str, ...]) -> dict[str, str]:
    start = f"{prefix}{ATTRIBUTE}"
    found = {name.removeprefix(start): value for name, value in unit.properties if name.startswith(start)}
    return {name: found[name] for name in allowed if name in found}


def _tag(unit: Unit, side: int) -> str:
    """The language tag as it was read, or that of the language table."""
    known = dict(unit.properties).get(f"{SIDES[side]}{LANGUAGE_TAG}")
    return known or find_language(unit.target_language if side else unit.source_language).bcp47
