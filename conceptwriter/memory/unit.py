"""What a translation memory holds, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from conceptwriter.outline import Origin, State

SIDES = ("source:", "target:")
LANGUAGE_TAG = "tmx:xml:lang"
"""With a side in front, the property with the tag of a text whose language has a region."""

Codes = tuple[tuple[str, str], ...]
"""Foreign mark-up of a text: (placeholder, TMX element) in the order of the text (`memory.tmx_inline`)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text and its translation. Languages are FLORES-200 codes."""

    source: str
    source_language: str
    target: str
    target_language: str
    state: State = State.NEW
    origin: Origin = Origin.WRITTEN
    created: datetime | None = None
    changed: datetime | None = None
    """Both with a time zone. None: unknown; `Memory.add` enters the present time for `changed`."""
    author: str = ""
    document: str = ""
    """Name of the document or project it is from; empty: none."""
    before: str | None = None
    after: str | None = None
    """The source texts around it: empty at the end of a document; None where they are not known."""
    properties: tuple[tuple[str, str], ...] = ()
    """Custom properties; a name may occur twice."""
    source_codes: Codes = ()
    target_codes: Codes = ()

    @property
    def target_tag(self) -> str:
        """BCP 47 tag of the target with its region; empty where it names none."""
        return next((value for name, value in self.properties if name == f"{SIDES[1]}{LANGUAGE_TAG}"), "")


class StoredUnit(NamedTuple):
    """A unit and its id in its memory, which no other unit ever gets."""

    id: int
    unit: Unit
