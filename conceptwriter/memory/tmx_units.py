"""Units of a TMX file as units of a memory, and the names of what TMX has and a memory has not.

Those become custom properties: attributes and notes of `tu` and `tuv` with `tmx:` in front, properties of a
`tuv` with `source:` or `target:`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from conceptwriter.language import UnknownLanguage, find_language
from conceptwriter.memory.tmx_reader import TmxNotes, TmxUnit, TmxVariant
from conceptwriter.memory.unit import LANGUAGE_TAG, SIDES, Unit
from conceptwriter.outline import Origin, State

ATTRIBUTE, NOTE = "tmx:", "tmx-note"
STATE, ORIGIN, DOCUMENT, BEFORE, AFTER = (
    "x-conceptwriter-state",
    "x-conceptwriter-origin",
    "x-document",
    "x-context-pre",
    "x-context-post",
)
DATES = "%Y%m%dT%H%M%SZ"
_DATES = ("creationdate", "changedate")
_OWN_FIELDS = frozenset({*_DATES, "changeid", "srclang"})
"""Attributes that a unit has fields for; `srclang` is written again from its source."""
ANY_SOURCE = "*all*"


class Wanted(NamedTuple):
    """Which languages are read (FLORES-200 codes). None: the file's source language, all targets."""

    source: str | None = None
    target: str | None = None


def units_of(tmx: TmxUnit, header: TmxNotes, wanted: Wanted) -> Iterator[Unit]:
    """A unit for each variant that is a translation of the source; none where there is nothing wanted."""
    known = [(code, variant) for variant in tmx.variants if (code := code_of(variant.language)) is not None]
    known = [(code, variant) for code, variant in known if variant.text.strip()]
    source = _source(known, tmx.attributes.get("srclang") or header.attributes.get("srclang", ""), wanted)
    if source is None:
        return
    for code, variant in known:
        if variant is not source[1] and wanted.target in (None, code):
            yield _unit(tmx, source, (code, variant))


@lru_cache(maxsize=1000)
def code_of(tag: str) -> str | None:
    """The language of a tag in any case; None where the program does not know it."""
    try:
        return find_language(tag).code
    except UnknownLanguage:
        return None


Known = tuple[str, TmxVariant]


def _source(known: list[Known], declared: str, wanted: Wanted) -> Known | None:
    if wanted.source is not None:
        return next((one for one in known if one[0] == wanted.source), None)
    if declared.lower() == ANY_SOURCE or not declared:
        return known[0] if known else None
    tag = declared.lower().replace("_", "-")
    exactly = next((one for one in known if one[1].language.lower().replace("_", "-") == tag), None)
    return exactly or next((one for one in known if one[0] == code_of(declared)), None)


def _unit(tmx: TmxUnit, source: Known, target: Known) -> Unit:
    code, variant = target
    properties, own = _properties(tmx, source[1], variant)
    dates = {
        name: _date(variant.attributes.get(name, "")) or _date(tmx.attributes.get(name, ""))
        for name in _DATES
    }
    author = next(
        (
            there.attributes[name]
            for there in (variant, tmx)
            for name in ("changeid", "creationid")
            if there.attributes.get(name)
        ),
        "",
    )
    return Unit(
        source=source[1].text,
        source_language=source[0],
        target=variant.text,
        target_language=code,
        state=State(own[STATE]) if own.get(STATE) in {*State} else State.NEW,
        origin=Origin(own[ORIGIN]) if own.get(ORIGIN) in {*Origin} else Origin.IMPORTED,
        created=dates["creationdate"],
        changed=dates["changedate"],
        author=author,
        document=own.get(DOCUMENT, ""),
        before=own.get(BEFORE),
        after=own.get(AFTER),
        properties=tuple(properties),
        source_codes=source[1].codes,
        target_codes=variant.codes,
    )


def _properties(
    tmx: TmxUnit, source: TmxVariant, target: TmxVariant
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Custom properties, and those of ours that are fields of a unit."""
    own: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for name, value in tmx.properties:
        if name in {STATE, ORIGIN, DOCUMENT, BEFORE, AFTER} and name not in own:
            own[name] = value
        else:
            found.append((name, value))
    found += _of_tmx(tmx, "")
    for side, variant in zip(SIDES, (source, target), strict=True):
        found += [(f"{side}{name}", value) for name, value in variant.properties]
        found += _of_tmx(variant, side)
        if not _is_usual(variant.language):
            found.append((f"{side}{LANGUAGE_TAG}", variant.language))
    return found, own


@lru_cache(maxsize=1000)
def _is_usual(tag: str) -> bool:
    """Whether it is, but for case, the tag that the language table has."""
    return tag.lower() == find_language(tag).bcp47.lower()


def _of_tmx(there: TmxNotes, side: str) -> list[tuple[str, str]]:
    attributes = [
        (f"{side}{ATTRIBUTE}{name}", value)
        for name, value in there.attributes.items()
        if name not in _OWN_FIELDS
    ]
    return attributes + [(f"{side}{NOTE}", note) for note in there.notes]


def _date(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
