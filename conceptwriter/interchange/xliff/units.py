"""Units and segments, the same for XLIFF 2 and 1.2.

A unit is a <unit> or a <trans-unit>; its parts are its <segment>s and <ignorable>s, or the <mrk
mtype="seg"> of its <seg-source>, or the whole <trans-unit>. Units and parts are numbered in the order of
the file, which is what a document's nodes refer to: ids need not be there, and in 1.2 need not be unique.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from conceptwriter.interchange.xliff.dialects import Record, record_of
from conceptwriter.interchange.xliff.dismissal_notes import is_dismissal
from conceptwriter.interchange.xliff.inline import Item, items_of
from conceptwriter.interchange.xliff.names import VERSIONS
from conceptwriter.interchange.xliff.states import is_by_machine, state_of
from conceptwriter.interchange.xliff.structure_rules import parts_of
from conceptwriter.interchange.xliff.tokens import Tokens
from conceptwriter.interchange.xliff.xml_tree import SPACE, Element
from conceptwriter.outline import State


@dataclass(frozen=True, slots=True)
class Part:
    """One segment, or what stands between two."""

    number: int
    """From 0, in its unit."""
    element: Element
    """The <segment>, <ignorable>, <trans-unit>, or the <mrk> of a <seg-source>."""
    source: Element
    target: Element | None
    state: State
    is_segment: bool = True
    can_resegment: bool = False
    record: Record | None = None
    """Where a program's own file says its state."""

    @property
    def is_locked(self) -> bool:
        """Whether its translation must not be changed."""
        return self.record is not None and self.record.is_locked

    @property
    def preserves(self) -> bool:
        """Whether white space counts as written."""
        return self.source.inherited(SPACE) == "preserve"

    @property
    def source_items(self) -> list[Item]:
        """The content of the source."""
        return items_of(self.source)

    @property
    def target_items(self) -> list[Item]:
        """The content of the target; empty if there is none."""
        return items_of(self.target) if self.target is not None else []


@dataclass
class Unit:
    """One unit and its parts."""

    number: int
    """From 0, in the file."""
    element: Element
    parts: list[Part]
    notes: list[str] = field(default_factory=list)
    """Those of the client."""
    is_locked: bool = False
    """Its text is not for translation."""

    @property
    def is_1_2(self) -> bool:
        """Whether it is a <trans-unit>."""
        return self.element.name == "trans-unit"

    @cached_property
    def tokens(self) -> Tokens:
        """The tags of its codes."""
        texts = [part.source_items for part in self.parts] + [part.target_items for part in self.parts]
        return Tokens(texts, self._native)

    def _native(self, code: Element) -> str:
        if self.is_1_2:
            return code.whole_text
        stored = self.element.first("originalData")
        wanted = code.attributes.get("dataRef")
        for data in stored.named("data") if stored is not None and wanted else ():
            if data.attributes.get("id") == wanted:
                return data.text
        return ""

    def source_text(self, part: Part) -> str:
        """The source of a part with tags, with the white space at its edges."""
        return self.tokens.text(part.source_items, preserves=part.preserves)

    def target_text(self, part: Part) -> str:
        """The target of a part with tags, with the white space at its edges."""
        return self.tokens.text(part.target_items, preserves=part.preserves)


def units_of(root: Element) -> list[Unit]:
    """All units of a document, in the order of the file."""
    return [
        _unit(number, element)
        for number, element in enumerate(
            element
            for element in _branches(root)
            if element.name in {"unit", "trans-unit"} and element.namespace == root.namespace
        )
    ]


def _branches(root: Element) -> Iterator[Element]:
    """Files, groups and units, without what is inside units."""
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        if element.name not in {"unit", "trans-unit"}:
            own = [child for child in element.children if child.namespace == root.namespace]
            stack.extend(child for child in reversed(own) if child.name in _BRANCHES)


_BRANCHES = frozenset({"file", "body", "group", "unit", "trans-unit"})


def _unit(number: int, element: Element) -> Unit:
    notes = [note.text.strip() for note in notes_of(element) if not is_dismissal(note)]
    is_locked = _inherited_translate(element) == "no"
    parts = _parts_1_2(element) if element.name == "trans-unit" else _parts(element)
    if is_locked:  # unless an annotation in it says otherwise
        is_locked = not any(
            inner.attributes.get("translate") == "yes"
            for part in parts
            for inner in part.source.walk()
            if inner.name in {"mrk", "sm"}
        )
    return Unit(number, element, parts, [note for note in notes if note], is_locked)


def notes_of(element: Element) -> Iterator[Element]:
    """The <note> elements of a file, a group or a unit."""
    if element.namespace in VERSIONS:
        notes = element.first("notes")
        return notes.named("note") if notes is not None else iter(())
    header = element.first("header")
    return (header or element).named("note")


def _inherited_translate(element: Element) -> str:
    return element.inherited("translate", "yes")


def _parts(unit: Element) -> list[Part]:
    found = []
    for number, element in enumerate(parts_of(unit)):
        source = element.first("source")
        assert source is not None, "the file has been checked"
        is_segment = element.name == "segment"
        state = state_of(element.attributes.get("state", "initial"))
        can_resegment = is_segment and element.inherited("canResegment", "yes") == "yes"
        found.append(Part(number, element, source, element.first("target"), state, is_segment, can_resegment))
    return found


def _parts_1_2(unit: Element) -> list[Part]:
    source, target = unit.first("source"), unit.first("target")
    if source is None:
        return []
    state = state_1_2(unit, target)
    segmented = unit.first("seg-source")
    marks = list(_segment_marks(segmented)) if segmented is not None else []
    targets = (
        {mark.attributes.get("mid"): mark for mark in _segment_marks(target)} if target is not None else {}
    )
    fits = not (target is not None and target.whole_text.strip() and not targets)
    if not marks or not fits:
        record = record_of(unit, None)
        return [Part(0, unit, source, target, record.state if record is not None else state, record=record)]
    found = []
    for number, mark in enumerate(marks):
        record, own = record_of(unit, mark), targets.get(mark.attributes.get("mid"))
        said = record.state if record is not None else state
        found.append(Part(number, mark, mark, own, said, record=record))
    return found


def _segment_marks(text: Element) -> Iterator[Element]:
    return (
        element
        for element in text.walk()
        if element.name == "mrk" and element.attributes.get("mtype") == "seg"
    )


def state_1_2(unit: Element, target: Element | None) -> State:
    """The state of the target of a <trans-unit>."""
    said = target.attributes.get("state", "") if target is not None else ""
    qualifier = target.attributes.get("state-qualifier", "") if target is not None else ""
    if unit.attributes.get("approved") == "yes" and said not in {"final", "signed-off"}:
        return State.REVIEWED
    if said == "needs-review-translation" and is_by_machine(qualifier):
        return State.MACHINE
    return state_of(said, is_1_2=True)
