"""Fragment identifiers of XLIFF 2 (section 4.3.2) and what annotations refer to (section 4.7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conceptwriter.interchange.xliff.attribute_rules import NMTOKEN
from conceptwriter.interchange.xliff.errors import Problem
from conceptwriter.interchange.xliff.names import FRAGMENT_PREFIXES
from conceptwriter.interchange.xliff.structure_rules import parts_of
from conceptwriter.interchange.xliff.xml_tree import Element

_BRANCHES = ("f", "g", "u")
_LEAVES = frozenset({"n", "d", "t"})
_STEP = re.compile(r"(?:([^=/]*)=)?([^=/]+)")


def annotation_problems(unit: Element) -> Iterator[Problem]:
    """What is wrong with the references of the annotations in a unit."""
    notes = unit.first("notes")
    own_notes = (
        {note.attributes.get("id", "") for note in notes.named("note")} if notes is not None else set()
    )
    for part in parts_of(unit):
        for element in part.walk():
            if element.name in {"mrk", "sm"} and element.namespace == unit.namespace:
                reference = element.attributes.get("ref", "")
                wrong = fragment_fault(reference[1:]) if reference.startswith("#") else ""
                if wrong:
                    yield Problem(element.line, f"ref={reference!r} {wrong}.")
                elif element.attributes.get("type") == "comment":
                    yield from _comment(element, unit, own_notes)


def fragment_fault(fragment: str) -> str:
    """What is wrong with a fragment identifier, given without its ``#``; empty if nothing is."""
    steps = fragment.removeprefix("/").split("/")
    place = 0
    for number, step in enumerate(steps):
        found = _STEP.fullmatch(step)
        if found is None:
            return "is no fragment identifier"
        prefix, value = found.groups()
        if not NMTOKEN.fullmatch(value):
            return f"names {value!r}, which is no id"
        if prefix in _BRANCHES:
            at = _BRANCHES.index(prefix) + 1
            if at <= place:
                return "names file, group and unit twice or in the wrong order"
            place = at
            continue
        wrong = _prefix_fault(prefix)
        if wrong:
            return wrong
        if number != len(steps) - 1:
            return f"goes on after {step!r}, which must be its end"
    return ""


def _prefix_fault(prefix: str | None) -> str:
    """What is wrong with the prefix of the last step; None where it has none, as ids in sources."""
    if prefix is None or prefix in _LEAVES:
        return ""
    if not NMTOKEN.fullmatch(prefix):
        return f"has the prefix {prefix!r}, which is no name"
    if len(prefix) < 2:
        return f"has the prefix {prefix!r}; those of extensions have two characters or more"
    return "" if prefix in FRAGMENT_PREFIXES else f"has the prefix {prefix!r}, which is not registered"


def _comment(element: Element, unit: Element, notes: set[str]) -> Iterator[Problem]:
    """A comment has its text in `value`, or names a note of its own unit in `ref`."""
    own = element.attributes
    if ("value" in own) == ("ref" in own):
        yield Problem(element.line, "a comment must have either a value or a ref.")
    elif "ref" in own and not _is_own_note(own["ref"], unit, notes):
        yield Problem(element.line, f"ref={own['ref']!r} of a comment names no note of its unit.")


def _is_own_note(reference: str, unit: Element, notes: set[str]) -> bool:
    if not reference.startswith("#"):
        return False
    steps = dict(step.split("=", 1) for step in reference[1:].removeprefix("/").split("/") if "=" in step)
    file = unit.ancestor("file")
    around = {"u": unit.attributes.get("id"), "f": file.attributes.get("id") if file is not None else None}
    if ("f" in steps or "g" in steps) and "u" not in steps:
        return False  # a note of the file or the group
    agrees = all(steps.get(name, own) == own for name, own in around.items())
    return agrees and steps.get("n") in notes
