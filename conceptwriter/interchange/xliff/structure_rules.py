"""Which elements of XLIFF 2 may be where, and what they must agree about (XLIFF 2.2, chapter 4)."""

from __future__ import annotations

from collections.abc import Iterator

from conceptwriter.interchange.xliff.attribute_rules import attribute_problems
from conceptwriter.interchange.xliff.errors import Problem
from conceptwriter.interchange.xliff.names import CORE_2_2, INLINE, MODULE_ROOTS, VERSIONS
from conceptwriter.interchange.xliff.xml_tree import LANG, SPACE, XML_ID, Element

OTHER = "*"
"""Stands for elements of other namespaces."""

_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_INSIDE: dict[str, tuple[frozenset[str], ...]] = {
    "xliff": (frozenset({"file"}),),
    "file": (
        frozenset({"skeleton"}),
        frozenset({OTHER}),
        frozenset({"notes"}),
        frozenset({"unit", "group"}),
    ),
    "group": (frozenset({OTHER}), frozenset({"notes"}), frozenset({"unit", "group"})),
    "unit": (
        frozenset({OTHER}),
        frozenset({"notes"}),
        frozenset({"originalData"}),
        frozenset({"segment", "ignorable"}),
    ),
    "segment": (frozenset({"source"}), frozenset({"target"})),
    "ignorable": (frozenset({"source"}), frozenset({"target"})),
    "notes": (frozenset({"note"}),),
    "originalData": (frozenset({"data"}),),
    "data": (frozenset({"cp"}),),
    "source": (INLINE,),
    "target": (INLINE,),
    "pc": (INLINE,),
    "mrk": (INLINE,),
}
"""What may be in an element, in this order."""

_ONCE = frozenset({"skeleton", "notes", "originalData", "source", "target"})
_NEEDED: dict[str, frozenset[str]] = {
    "xliff": frozenset({"file"}),
    "file": frozenset({"unit", "group"}),
    "unit": frozenset({"segment"}),
    "segment": frozenset({"source"}),
    "ignorable": frozenset({"source"}),
    "notes": frozenset({"note"}),
    "originalData": frozenset({"data"}),
}
_MIXED = frozenset({"skeleton", "note", "data", "source", "target", "pc", "mrk"})


def structure_problems(root: Element) -> Iterator[Problem]:
    """Everything wrong with elements, their order, their attributes and their ids, except inline codes."""
    stack = [root]
    while stack:
        element = stack.pop()
        yield from attribute_problems(element)
        if element.name != "skeleton":  # holds whatever its program needs
            yield from _inside(element)
            own = [child for child in element.children if child.namespace == root.namespace]
            stack.extend(child for child in reversed(own) if child.name in _INSIDE or _is_leaf(child))
        yield from _own_rules(element)
    yield from _unique_ids(root)
    yield from _languages(root)


def _is_leaf(element: Element) -> bool:
    return element.name in INLINE or element.name in {"note", "skeleton"}


def _inside(element: Element) -> Iterator[Problem]:
    """Unknown elements, elements in the wrong place, missing ones, and text where none may be."""
    steps = _INSIDE.get(element.name, ())
    if element.name == "xliff" and element.namespace == CORE_2_2:
        steps = (frozenset({"notes"}), frozenset({OTHER}), *steps)
    place = 0
    seen: set[str] = set()
    for child in element.children:
        is_own = child.namespace == element.namespace
        kind = child.name if is_own else OTHER
        at = next((step for step, names in enumerate(steps) if kind in names), None)
        if at is None or (element.name == "xliff" and kind == OTHER and child.namespace != _METADATA):
            yield Problem(child.line, f"<{child.name}> may not be in <{element.name}>.")
            continue
        if at < place:
            yield Problem(child.line, f"<{child.name}> comes too late in <{element.name}>.")
        if is_own and child.name in _ONCE and child.name in seen:
            yield Problem(child.line, f"<{element.name}> has more than one <{child.name}>.")
        known = MODULE_ROOTS.get(child.namespace)
        if not is_own and known is not None and child.name not in known:
            yield Problem(child.line, f"<{child.name}> is no element of its module that may be here.")
        place = max(place, at)
        seen.add(kind)
    needed = _NEEDED.get(element.name)
    if needed and not needed & seen:
        yield Problem(element.line, f"<{element.name}> has no <{'> or <'.join(sorted(needed))}>.")
    if element.name not in _MIXED and element.text.strip():
        yield Problem(element.line, f"there is text directly in <{element.name}>.")


def _own_rules(element: Element) -> Iterator[Problem]:
    if element.name == "skeleton":
        has_content = bool(element.text.strip()) or any(element.children)
        if has_content and "href" in element.attributes:
            yield Problem(element.line, "<skeleton> has both an href and content.")
        if not has_content and "href" not in element.attributes:
            yield Problem(element.line, "<skeleton> has neither an href nor content.")
    elif element.name == "segment":
        state = element.attributes.get("state", "initial")
        if state != "initial" and element.first("target") is None:
            yield Problem(element.line, f"<segment> has the state {state} but no <target>.")
    elif element.name == "unit":
        yield from _orders(element)


def _orders(unit: Element) -> Iterator[Problem]:
    """The places of the targets: a permutation of the places of the sources."""
    parts = list(parts_of(unit))
    taken: dict[int, int] = {}
    for place, part in enumerate(parts, 1):
        target = part.first("target")
        order = order_of(target, place)
        if order > len(parts):
            yield Problem(part.line, f"the order {order} is beyond the {len(parts)} parts of the unit.")
        elif order in taken:
            yield Problem(part.line, f"the order {order} of the target is also that of part {taken[order]}.")
        taken.setdefault(order, place)


def parts_of(unit: Element) -> Iterator[Element]:
    """The segments and ignorables of a unit."""
    return (
        child
        for child in unit.children
        if child.namespace == unit.namespace and child.name in {"segment", "ignorable"}
    )


def order_of(target: Element | None, place: int) -> int:
    """The place of a target among those of its unit, from 1; that of its source if it does not say."""
    said = target.attributes.get("order", "") if target is not None else ""
    return int(said) if said.isdecimal() and len(said) < 10 else place


# -- ids -----------------------------------------------------------------------------------------------------


def _unique_ids(root: Element) -> Iterator[Problem]:
    yield from _repeated(root.named("file"), "file", "the document")
    for file in root.named("file"):
        own = [element for element in _core_below(file) if element.name in {"group", "unit"}]
        for name in ("group", "unit"):
            yield from _repeated((one for one in own if one.name == name), name, "its file")
        for element in (file, *own):
            notes = element.first("notes")
            if notes is not None:
                yield from _repeated(notes.named("note"), "note", f"its {element.name}")
            yield from _repeated_in_extensions(element)
    for notes in root.named("notes"):
        yield from _repeated(notes.named("note"), "note", "the document")


def _core_below(element: Element) -> Iterator[Element]:
    """The elements of the core below, without what extensions contain."""
    stack = [element]
    while stack:
        own = list(stack.pop().named("group"))
        stack.extend(reversed(own))
        yield from own
    stack = [element]
    while stack:
        here = stack.pop()
        yield from here.named("unit")
        stack.extend(here.named("group"))


def _repeated(elements: Iterator[Element], name: str, scope: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for element in elements:
        value = element.attributes.get("id")
        if value is None:
            continue
        if value in seen:
            yield Problem(
                element.line,
                f"the id {value!r} of <{name}> is not unique in {scope} (see line {seen[value]}).",
            )
        seen.setdefault(value, element.line)


def _repeated_in_extensions(element: Element) -> Iterator[Problem]:
    """Ids in extensions and modules: unique for each namespace in the file, group or unit they are in."""
    seen: dict[tuple[str, str], int] = {}
    for top in element.children:
        if top.namespace in VERSIONS:
            continue
        for inner in top.walk():
            if inner.namespace in VERSIONS:
                continue
            for key in ("id", XML_ID):
                value = inner.attributes.get(key)
                if value is None:
                    continue
                if (inner.namespace, value) in seen:
                    yield Problem(inner.line, f"the id {value!r} of <{inner.name}> is not unique here.")
                seen.setdefault((inner.namespace, value), inner.line)


# -- languages and white space -------------------------------------------------------------------------------


def _languages(root: Element) -> Iterator[Problem]:
    """The languages of sources and targets are those of the document, and their white space is alike."""
    source_language, target_language = (root.attributes.get(name) for name in ("srcLang", "trgLang"))
    for file in root.named("file"):
        for unit in _core_below(file):
            for part in parts_of(unit) if unit.name == "unit" else ():
                source, target = part.first("source"), part.first("target")
                yield from _agrees(source, source_language, "srcLang")
                if target is None:
                    continue
                if target_language is None:
                    yield Problem(target.line, "there is a <target>, but <xliff> has no trgLang.")
                yield from _agrees(target, target_language, "trgLang")
                if source is not None and source.inherited(SPACE) != target.inherited(SPACE):
                    kinds = {element.inherited(SPACE, "default") for element in (source, target)}
                    if len(kinds) > 1:
                        yield Problem(target.line, "xml:space of <source> and <target> differ.")


def _agrees(element: Element | None, wanted: str | None, name: str) -> Iterator[Problem]:
    if element is None or wanted is None:
        return
    own = element.inherited(LANG)
    if own and own.lower() != wanted.lower():
        yield Problem(element.line, f"the xml:lang of <{element.name}> is {own}, but {name} is {wanted}.")
