"""What the inline codes of a unit must agree about: ids, references, pairs, order (XLIFF 2.2, 4.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from conceptwriter.interchange.xliff.errors import Problem
from conceptwriter.interchange.xliff.names import CODES, INLINE
from conceptwriter.interchange.xliff.structure_rules import order_of, parts_of
from conceptwriter.interchange.xliff.xml_tree import Element

_SAME = ("canCopy", "canDelete", "canOverlap", "canReorder")


@dataclass(slots=True)
class Side:
    """The inline elements of all sources, or of all targets, of a unit, in the order of reading."""

    elements: list[Element] = field(default_factory=list)
    is_complete: bool = True
    """Whether every segment has such a text."""

    def named(self, *names: str) -> Iterator[Element]:
        """Those with these names."""
        return (element for element in self.elements if element.name in names)


def code_problems(unit: Element, units: frozenset[str]) -> Iterator[Problem]:
    """Everything wrong with the codes of one unit; `units` are the ids of those in its file."""
    parts = list(parts_of(unit))
    source, target = _sides(parts)
    yield from _ids(parts, source, target)
    yield from _references(unit, (source, target), units)
    for side in (source, target):
        yield from _copies(side, [*source.elements, *target.elements])
        yield from _pairs(side)
        yield from _annotations(side)
    events = _events(source)
    yield from _sequences(events)
    yield from _same_order(target, events)
    yield from _kept(parts, target)


def _sides(parts: Sequence[Element]) -> tuple[Side, Side]:
    source, target = Side(), Side()
    for part in parts:
        text = part.first("source")
        source.elements += _inline_in(text) if text is not None else []
    ordered = sorted(enumerate(parts, 1), key=lambda item: order_of(item[1].first("target"), item[0]))
    for _, part in ordered:
        text = part.first("target")
        if text is not None:
            target.elements += _inline_in(text)
        elif part.name == "segment":
            target.is_complete = False
    return source, target


def _inline_in(text: Element) -> list[Element]:
    return [element for element in text.walk() if element is not text and element.name in INLINE]


def _ids(parts: Sequence[Element], source: Side, target: Side) -> Iterator[Problem]:
    """Segments and the codes in sources share one scope of ids; targets repeat the ids of sources."""
    for elements in ([*parts, *source.elements], target.elements):
        seen: dict[str, int] = {}
        for element in elements:
            value = element.attributes.get("id")
            if value is None:
                continue
            if value in seen:
                yield Problem(
                    element.line, f"the id {value!r} is not unique in its unit (see line {seen[value]})."
                )
            seen.setdefault(value, element.line)


def _references(unit: Element, sides: Sequence[Side], units: frozenset[str]) -> Iterator[Problem]:
    stored = unit.first("originalData")
    data: set[str] = set()
    for entry in stored.named("data") if stored is not None else ():
        value = entry.attributes.get("id", "")
        if value in data:
            yield Problem(entry.line, f"the id {value!r} of <data> is not unique in its unit.")
        data.add(value)
    for element in (element for side in sides for element in side.elements):
        for name in ("dataRef", "dataRefStart", "dataRefEnd"):
            value = element.attributes.get(name, "")
            if value and value not in data:
                yield Problem(element.line, f"{name}={value!r} names no <data> of the unit.")
        for name in ("subFlows", "subFlowsStart", "subFlowsEnd"):
            for value in element.attributes.get(name, "").split():
                if value not in units:
                    yield Problem(element.line, f"{name} names {value!r}, which is no <unit> of the file.")


def _copies(side: Side, everything: Sequence[Element]) -> Iterator[Problem]:
    known = {
        element.attributes.get("id"): element for element in reversed(everything) if element.name in CODES
    }
    for element in side.named(*CODES):
        original = element.attributes.get("copyOf")
        if original is None:
            continue
        base = known.get(original)
        if base is None or base is element:
            yield Problem(element.line, f"copyOf={original!r} names no other code of the unit.")
        elif base.attributes.get("canCopy") == "no":
            yield Problem(element.line, f"copyOf={original!r} names a code that must not be copied.")
        if any(name.startswith("dataRef") for name in element.attributes):
            yield Problem(element.line, "a code with copyOf may not refer to original data too.")


# -- pairs ---------------------------------------------------------------------------------------------------


def _pairs(side: Side) -> Iterator[Problem]:
    opened: dict[str, Element] = {}
    closed: set[str] = set()
    for element in side.named("sc", "ec"):
        own = element.attributes
        is_isolated = own.get("isolated") == "yes"
        if element.name == "sc":
            opened[own.get("id", "")] = element
            continue
        yield from _end_attributes(element, is_isolated=is_isolated)
        reference = own.get("startRef")
        if is_isolated or reference is None:
            continue
        start = opened.get(reference)
        if start is None and side.is_complete:
            yield Problem(
                element.line, f"startRef={reference!r} of <ec> names no <sc> before it in the unit."
            )
        elif start is not None:
            yield from _agreement(start, element)
        if reference in closed:
            yield Problem(element.line, f"<sc> {reference!r} has more than one <ec>.")
        closed.add(reference)
    for value, start in opened.items():
        is_isolated = start.attributes.get("isolated") == "yes"
        if is_isolated and value in closed:
            yield Problem(start.line, f"<sc> {value!r} is marked as isolated but has an <ec> in the unit.")
        elif not is_isolated and value not in closed and side.is_complete:
            yield Problem(
                start.line, f"<sc> {value!r} has no <ec> in the unit and is not marked as isolated."
            )


def _end_attributes(end: Element, *, is_isolated: bool) -> Iterator[Problem]:
    own = end.attributes
    if is_isolated and ("id" not in own or "startRef" in own):
        yield Problem(end.line, "an isolated <ec> must have an id and no startRef.")
    elif not is_isolated and ("startRef" not in own or "id" in own):
        yield Problem(end.line, "an <ec> that is not isolated must have a startRef and no id.")
    if not is_isolated and "dir" in own:
        yield Problem(end.line, "dir belongs on the <sc>: this <ec> is not isolated.")


def _agreement(start: Element, end: Element) -> Iterator[Problem]:
    for name in _SAME:
        one, two = (element.attributes.get(name, "yes") for element in (start, end))
        if one == "firstNo" and name == "canReorder":
            one = "no"
        if one != two:
            yield Problem(end.line, f"{name} of <sc> and of its <ec> do not agree.")


def _annotations(side: Side) -> Iterator[Problem]:
    opened: dict[str, Element] = {}
    closed: set[str] = set()
    for element in side.named("sm", "em"):
        if element.name == "sm":
            opened[element.attributes.get("id", "")] = element
            continue
        reference = element.attributes.get("startRef", "")
        if reference not in opened and side.is_complete:
            yield Problem(
                element.line, f"startRef={reference!r} of <em> names no <sm> before it in the unit."
            )
        closed.add(reference)
    for value, start in opened.items():
        if value not in closed and side.is_complete:
            yield Problem(start.line, f"<sm> {value!r} has no <em> in the unit.")


# -- order ---------------------------------------------------------------------------------------------------

Event = tuple[str, str]
"""The id of a code, and which of its ends: "start" (of everything) or "end"."""


def _events(side: Side) -> list[tuple[Event, str, Element]]:
    """The starts and ends of codes in reading order, with what each says of being moved."""
    found: list[tuple[Event, str, Element]] = []
    open_pairs: list[Element] = []

    def close_until(element: Element | None) -> None:
        while open_pairs and not (element is not None and _is_inside(element, open_pairs[-1])):
            pair = open_pairs.pop()
            says = "yes" if pair.attributes.get("canReorder", "yes") == "yes" else "no"
            found.append(((pair.attributes.get("id", ""), "end"), says, pair))

    for element in side.named(*CODES):
        close_until(element)
        own = element.attributes
        value = own.get("startRef") or own.get("id", "")
        event = (value, "end" if element.name == "ec" else "start")
        found.append((event, own.get("canReorder", "yes"), element))
        if element.name == "pc":
            open_pairs.append(element)
    close_until(None)
    return found


def _is_inside(element: Element, around: Element) -> bool:
    return around.start < element.start < around.end


def _sequences(events: list[tuple[Event, str, Element]]) -> Iterator[Problem]:
    """A code that may not be moved belongs to a sequence, which its first code opens."""
    has_begun = False
    for (_, kind), says, element in events:
        if says == "firstNo":
            has_begun = True
        elif says == "no" and not has_begun and kind == "start":
            yield Problem(element.line, "a code with canReorder='no' has none with 'firstNo' before it.")


def _same_order(target: Side, events: list[tuple[Event, str, Element]]) -> Iterator[Problem]:
    """Each sequence of the source is in the target too, whole and uninterrupted."""
    sequences: list[list[Event]] = []
    for event, says, _ in events:
        if says == "firstNo":
            sequences.append([])
        if says != "yes" and sequences:
            sequences[-1].append(event)
    found = [(event, element) for event, _, element in _events(target)]
    places = {event: place for place, (event, _) in enumerate(found)}
    for sequence in sequences:
        there = [places[event] for event in sequence if event in places]
        if there and there != list(range(there[0], there[0] + len(there))):
            line = found[there[0]][1].line
            names = ", ".join(dict.fromkeys(event for event, _ in sequence))
            yield Problem(line, f"the codes {names} must stay together and in order in the target.")


def _kept(parts: Sequence[Element], target: Side) -> Iterator[Problem]:
    """A code that may not be deleted is in some target, if its segment has one."""
    there = {
        element.attributes.get("startRef") or element.attributes.get("id") for element in target.elements
    }
    for part in parts:
        source, text = part.first("source"), part.first("target")
        if source is None or text is None:
            continue
        for element in _inline_in(source):
            value = element.attributes.get("startRef") or element.attributes.get("id")
            if element.attributes.get("canDelete") == "no" and value not in there:
                yield Problem(text.line, f"the code {value!r} must not be deleted but is not in the target.")
