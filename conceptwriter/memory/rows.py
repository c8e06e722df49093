"""Units as rows of the database, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from conceptwriter.memory.forms import exact_form, identity_of, key_of, skeleton
from conceptwriter.memory.unit import StoredUnit, Unit
from conceptwriter.outline import Origin, State

UNIT_QUERY = (
    "SELECT units.id, source_language, target_language, source, target, state, origin, created, changed, "
    "author, document, before, after, properties, codes FROM units JOIN pairs ON pairs.id = pair "
)


def identity(unit: Unit) -> bytes:
    """Units with the same identity replace one another.

    A document has one translation for a text in one place, the newest; what is from no document is told
    apart by its translation as well, and by the region of its language.
    """
    target = "" if unit.document else unit.target
    region = [unit.target_tag] if unit.target_tag and not unit.document else []
    return identity_of(
        unit.source_language,
        unit.target_language,
        unit.document,
        unit.source,
        target,
        unit.before,
        unit.after,
        *region,
    )


def to_row(unit: Unit, now: datetime) -> tuple[Any, ...]:
    """The values of `identity`, `exact_key`, `skeleton_key` and `schema.UNIT_COLUMNS`."""
    return (
        identity(unit),
        key_of(exact_form(unit.source)),
        key_of(skeleton(unit.source).key),
        unit.source,
        unit.target,
        unit.state.value,
        unit.origin.value,
        _written(unit.created),
        _written(unit.changed or unit.created or now),
        unit.author,
        unit.document,
        unit.before,
        unit.after,
        json.dumps(unit.properties) if unit.properties else None,
        _codes(unit),
    )


def from_row(row: Sequence[Any]) -> StoredUnit:
    """The unit of a row of `UNIT_QUERY`; what cannot be read of its lesser fields is left out."""
    number, source_language, target_language, source, target, state, origin, created, changed = row[:9]
    author, document, before, after, properties, codes = row[9:]
    in_source, in_target = _plain_pairs_of(codes)
    unit = Unit(
        source=str(source),
        source_language=str(source_language),
        target=str(target),
        target_language=str(target_language),
        state=State(state) if state in _STATES else State.NEW,
        origin=Origin(origin) if origin in _ORIGINS else Origin.IMPORTED,
        created=_read(created),
        changed=_read(changed),
        author=str(author),
        document=str(document),
        before=before,
        after=after,
        properties=_pairs(_loaded(properties)),
        source_codes=in_source,
        target_codes=in_target,
    )
    return StoredUnit(int(number), unit)


_STATES = frozenset(state.value for state in State)
_ORIGINS = frozenset(origin.value for origin in Origin)
Pairs = tuple[tuple[str, str], ...]


def _codes(unit: Unit) -> str | None:
    codes = (unit.source_codes, unit.target_codes)
    return json.dumps(codes) if any(codes) else None


def _plain_pairs_of(codes: object) -> tuple[Pairs, Pairs]:
    loaded = _loaded(codes)
    if not isinstance(loaded, list) or len(loaded) != 2:
        return (), ()
    return _pairs(loaded[0]), _pairs(loaded[1])


def _loaded(text: object) -> object:
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _pairs(value: object) -> Pairs:
    if not isinstance(value, list):
        return ()
    return tuple((str(item[0]), str(item[1])) for item in value if isinstance(item, list) and len(item) == 2)


def _written(when: datetime | None) -> str | None:
    if when is None:
        return None
    aware = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="seconds")


def _read(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
