"""Where Trados, memoQ and Phrase say in XLIFF 1.2 how far a segment is, and that it is locked.

Their files (.sdlxliff, .mqxliff, .mxliff) leave the standard's ``state`` out and have attributes of their
own:

* Trados: ``conf`` and ``locked`` of a ``<sdl:seg>`` in the unit's ``<sdl:seg-defs>``, whose id is the
  segment's ``mid``;
* memoQ: ``mq:status`` and ``mq:locked`` of the ``<trans-unit>``;
* Phrase (Memsource): ``m:confirmed``, the step of the workflow up to which it is confirmed, and ``m:locked``.

A state that is not different from the file's is not written, nor is anything for a segment that nobody
changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conceptwriter.interchange.xliff.edits import Edits
from conceptwriter.interchange.xliff.xml_tree import Element
from conceptwriter.outline import State

_SDL = "http://sdl.com/FileTypes/SdlXliff/1.0"
_MEMOQ = "MQXliff"
_PHRASE = "http://www.memsource.com/mxlf/2.0"
_UNLOCKED = frozenset({"", "no", "false", "0", "unlocked"})
_MT = frozenset({"mt", "nmt", "amt"})


@dataclass(frozen=True, slots=True)
class Record:
    """What such a file says about one segment, and where."""

    element: Element
    namespace: str
    """Of its attributes; empty for those of Trados, which have none."""
    name: str
    """The attribute with the state."""
    states: Mapping[str, State]
    """The state that each of its values means."""
    values: Mapping[State, str]
    """What is written for a state."""
    nothing: str | None
    """The value for a segment without a translation; None: no attribute."""
    origin: str = ""
    """The attribute that names where the translation is from."""

    def _said(self, name: str) -> str | None:
        return self.element.attributes.get(f"{{{self.namespace}}}{name}" if self.namespace else name)

    @property
    def state(self) -> State:
        """How far the segment is; anything unknown counts as new."""
        state = self.states.get(self._said(self.name) or "", State.NEW)
        is_machine = state is State.NEW and (self._said(self.origin) or "").lower() in _MT
        return State.MACHINE if is_machine else state

    @property
    def is_locked(self) -> bool:
        """Whether it must not be changed."""
        return (self._said("locked") or "").lower() not in _UNLOCKED

    def write(self, edits: Edits, state: State, *, has_text: bool, is_new_text: bool) -> None:
        """Write the state of a segment that was changed."""
        said = self._said(self.name)
        wanted = self.values[state] if has_text else self.nothing
        means_it = self.states.get(said or "", State.NEW) is state or said == wanted
        if not means_it or said in {None, self.nothing} or not has_text:
            self._set(edits, self.name, wanted)
        if is_new_text and self._said(self.origin) is not None and self.origin == "origin":
            self._set(edits, self.origin, "mt" if state is State.MACHINE else "interactive")
            for name in _OF_THE_OLD_TEXT:
                self._set(edits, name, None)

    def _set(self, edits: Edits, name: str, value: str | None) -> None:
        if self._said(name) != value:
            edits.set_attribute(self.element, self._written(name), value)

    def _written(self, name: str) -> str:
        """The attribute with the prefix that the file has."""
        prefixes = (prefix for prefix, known in self.element.prefixes.items() if known == self.namespace)
        return f"{next(filter(None, prefixes))}:{name}" if self.namespace else name


_OF_THE_OLD_TEXT = ("origin-system", "percent", "struct-match", "text-match")
"""What Trados says of the match that a translation was."""

_SDL_STATES = {
    "Translated": State.EDITED,
    "ApprovedTranslation": State.REVIEWED,
    "RejectedSignOff": State.EDITED,
    "ApprovedSignOff": State.FINAL,
}
_SDL_VALUES = {
    State.NEW: "Draft",
    State.MACHINE: "Draft",
    State.EDITED: "Translated",
    State.REVIEWED: "ApprovedTranslation",
    State.FINAL: "ApprovedSignOff",
}
_MEMOQ_STATES = {
    "MachineTranslated": State.MACHINE,
    "ManuallyConfirmed": State.EDITED,
    "Confirmed": State.EDITED,
    "Reviewer1Confirmed": State.REVIEWED,
    "Proofread": State.REVIEWED,
    "Reviewer2Confirmed": State.FINAL,
}
_MEMOQ_VALUES = {
    State.NEW: "PartiallyEdited",
    State.MACHINE: "PartiallyEdited",
    State.EDITED: "ManuallyConfirmed",
    State.REVIEWED: "Proofread",
    State.FINAL: "Proofread",
}
_PHRASE_STATES = {"1": State.EDITED, "true": State.EDITED, **dict.fromkeys("23456789", State.REVIEWED)}


def record_of(unit: Element, segment: Element | None) -> Record | None:
    """The record of a <trans-unit>, or of a segment's <mrk> in it; None if it has the standard's states."""
    if f"{{{_MEMOQ}}}status" in unit.attributes:
        return Record(unit, _MEMOQ, "status", _MEMOQ_STATES, _MEMOQ_VALUES, "NotStarted")
    if f"{{{_PHRASE}}}confirmed" in unit.attributes:
        file = unit.ancestor("file")
        level = (file.attributes.get(f"{{{_PHRASE}}}level") if file is not None else None) or "1"
        confirmed = dict.fromkeys((State.EDITED, State.REVIEWED, State.FINAL), level)
        values = {State.NEW: "0", State.MACHINE: "0", **confirmed}
        return Record(unit, _PHRASE, "confirmed", _PHRASE_STATES, values, "0", "trans-origin")
    wanted = segment.attributes.get("mid") if segment is not None else None
    for child in unit.children:
        if child.namespace == _SDL and child.name == "seg-defs":
            for record in child.named("seg"):
                if wanted is None or record.attributes.get("id") == wanted:
                    return Record(record, "", "conf", _SDL_STATES, _SDL_VALUES, None, "origin")
    return None
