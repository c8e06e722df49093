"""Which attributes the elements of XLIFF 2 may have, and their values (XLIFF 2.2, section 4.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from conceptwriter.interchange.xliff.errors import Problem
from conceptwriter.interchange.xliff.names import (
    CORE_2_2,
    FS,
    FS_ELEMENTS,
    STATES,
    SUB_TYPES,
    VERSIONS,
    is_module,
)
from conceptwriter.interchange.xliff.xml_tree import LANG, SPACE, XML, Element

Rule = Callable[[str], str]
"""What is wrong with a value; empty if nothing is."""

# \w has more than XML's names in some rare scripts: no harm done
_NAME = r"\w.\-:\u00b7\u0300-\u036f\u203f-\u2040"
NMTOKEN = re.compile(f"[{_NAME}]+")
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?|[Xx](?:-[A-Za-z0-9]{1,8})+|[Ii](?:-[A-Za-z0-9]{2,8})+"
)
_PREFIXED = re.compile(r"[^\s:]+:[^\s:]+")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){2,3}")


def nmtoken(value: str) -> str:
    """A name of letters, digits and ``. - _ :`` only."""
    return "" if NMTOKEN.fullmatch(value) else "has characters that an id may not have"


def _nmtokens(value: str) -> str:
    found = value.split()
    return "" if found and all(map(NMTOKEN.fullmatch, found)) else "is not a list of ids separated by spaces"


def language(value: str) -> str:
    """A language tag of BCP 47."""
    return "" if _LANGUAGE.fullmatch(value) else "is no language tag (BCP 47)"


def _one_of(*values: str) -> Rule:
    return lambda value: "" if value in values else f"is not one of {', '.join(values)}"


def _number(most: int = 10**9) -> Rule:
    def rule(value: str) -> str:
        good = re.fullmatch(r"\+?0*[1-9][0-9]{0,8}", value) and int(value) <= most
        return "" if good else f"is no whole number from 1{f' to {most}' if most < 10**9 else ''}"

    return rule


def _prefixed(value: str) -> str:
    if not _PREFIXED.fullmatch(value):
        return "is not of the form prefix:value"
    return "has the prefix xlf, which only the standard may use" if value.startswith("xlf:") else ""


def _sub_type(value: str) -> str:
    if value.startswith("xlf:"):
        known = value[4:] in SUB_TYPES
        return "" if known else f"is not one of {', '.join(f'xlf:{name}' for name in SUB_TYPES)}"
    return _prefixed(value)


def _mark_type(value: str) -> str:
    return "" if value in {"generic", "comment", "term"} else _prefixed(value)


def _code_point(value: str) -> str:
    if not _HEX.fullmatch(value):
        return "is no code point of four or six hexadecimal digits"
    point = int(value, 16)
    if point > 0x10FFFF:
        return "is no code point of Unicode"
    in_xml = (
        point in {0x9, 0xA, 0xD} or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or point >= 0x10000
    )
    return "is a character that XML can hold, so it must be written as itself" if in_xml else ""


def _any(_: str) -> str:
    return ""


_YES_NO = _one_of("yes", "no")
_DIRECTION = _one_of("ltr", "rtl", "auto")
_WHITE = _one_of("default", "preserve")
_CAN = {"canCopy": _YES_NO, "canDelete": _YES_NO, "canReorder": _one_of("yes", "firstNo", "no")}
_CODE = {
    **_CAN,
    "copyOf": nmtoken,
    "id": nmtoken,
    "subType": _sub_type,
    "type": _one_of("fmt", "ui", "quote", "link", "image", "other"),
}
_SINGLE = {**_CODE, "dataRef": nmtoken, "disp": _any, "equiv": _any, "subFlows": _nmtokens}
_SPANNING = {**_SINGLE, "canOverlap": _YES_NO, "dir": _DIRECTION, "isolated": _YES_NO}
_PAIRED = {
    **_CODE,
    "canOverlap": _YES_NO,
    "dir": _DIRECTION,
    **{f"{name}{side}": _any for name in ("disp", "equiv") for side in ("Start", "End")},
    **{f"dataRef{side}": nmtoken for side in ("Start", "End")},
    **{f"subFlows{side}": _nmtokens for side in ("Start", "End")},
}
_MARK = {"id": nmtoken, "translate": _YES_NO, "type": _mark_type, "ref": _any, "value": _any}
_BRANCH = {
    "id": nmtoken,
    "canResegment": _YES_NO,
    "translate": _YES_NO,
    "srcDir": _DIRECTION,
    "trgDir": _DIRECTION,
    SPACE: _WHITE,
    LANG: language,
}
_NAMED = {**_BRANCH, "name": _any, "type": _prefixed}
_TEXT = {LANG: language, SPACE: _WHITE}

_RULES: dict[str, dict[str, Rule]] = {
    "xliff": {"version": _any, "srcLang": language, "trgLang": language, SPACE: _WHITE, LANG: language},
    "file": {**_BRANCH, "original": _any},
    "skeleton": {"href": _any},
    "group": _NAMED,
    "unit": _NAMED,
    "segment": {
        "id": nmtoken,
        "canResegment": _YES_NO,
        "state": _one_of(*STATES),
        "subState": _prefixed,
    },
    "ignorable": {"id": nmtoken},
    "notes": {},
    "note": {
        "id": nmtoken,
        "appliesTo": _one_of("source", "target"),
        "category": _any,
        "priority": _number(10),
    },
    "originalData": {},
    "data": {"id": nmtoken, "dir": _DIRECTION, SPACE: _one_of("preserve")},
    "source": _TEXT,
    "target": {**_TEXT, "order": _number()},
    "cp": {"hex": _code_point},
    "ph": _SINGLE,
    "pc": _PAIRED,
    "sc": _SPANNING,
    "ec": {**_SPANNING, "startRef": nmtoken},
    "mrk": _MARK,
    "sm": _MARK,
    "em": {"startRef": nmtoken},
}
_REQUIRED: dict[str, tuple[str, ...]] = {
    "xliff": ("version", "srcLang"),
    "cp": ("hex",),
    "em": ("startRef",),
    **dict.fromkeys(("file", "group", "unit", "data", "ph", "pc", "sc", "mrk", "sm"), ("id",)),
}
_OPEN = frozenset({"xliff", "file", "group", "unit", "note", "mrk", "sm"})
"""May have any attribute of another namespace."""

_MODULES_ONLY = frozenset({"ph", "pc", "sc", "ec"})
"""May have attributes of XLIFF's modules."""


def attribute_problems(element: Element) -> Iterator[Problem]:
    """What is wrong with the attributes of one element of the core."""
    rules = _RULES[element.name]
    for required in _REQUIRED.get(element.name, ()):
        if required not in element.attributes:
            yield Problem(element.line, f"<{element.name}> has no {required}.")
    for key, value in element.attributes.items():
        rule = rules.get(key)
        if rule is None and element.name == "note" and key == "ref" and element.namespace == CORE_2_2:
            rule = _any
        if rule is not None:
            wrong = rule(value)
            if wrong:
                yield Problem(element.line, f"{shown(key)}={value!r} of <{element.name}> {wrong}.")
        elif key.startswith("{"):
            yield from _foreign(element, key, value)
        else:
            yield Problem(element.line, f"<{element.name}> may not have the attribute {key}.")
    yield from _together(element)


def _foreign(element: Element, key: str, value: str) -> Iterator[Problem]:
    """An attribute of another namespace."""
    namespace, _, name = key[1:].partition("}")
    is_allowed = element.name in _OPEN or (element.name in _MODULES_ONLY and is_module(namespace))
    if not is_allowed or namespace == XML or namespace in VERSIONS:
        yield Problem(element.line, f"<{element.name}> may not have the attribute {shown(key)}.")
    elif namespace == FS:
        if name not in {"fs", "subFs"}:
            yield Problem(element.line, f"the Format Style module has no attribute {name}.")
        elif name == "fs" and value not in FS_ELEMENTS:
            yield Problem(element.line, f"fs:fs={value!r} is no element of HTML that the module knows.")
    if element.name == "ec" and is_module(namespace) and element.attributes.get("isolated") != "yes":
        yield Problem(element.line, f"{shown(key)} belongs on the <sc>: this <ec> is not isolated.")


def _together(element: Element) -> Iterator[Problem]:
    """Attributes that depend on each other."""
    own = element.attributes
    if "subState" in own and "state" not in own:
        yield Problem(element.line, f"<{element.name}> has a subState but no state.")
    sub_type = own.get("subType", "")
    if sub_type and "type" not in own:
        yield Problem(element.line, f"<{element.name}> has a subType but no type.")
    elif sub_type.startswith("xlf:") and own["type"] != SUB_TYPES.get(sub_type[4:], own["type"]):
        yield Problem(element.line, f"the subType {sub_type} does not belong to the type {own['type']}.")
    if own.get("canReorder", "yes") != "yes" and not own.get("canCopy") == own.get("canDelete") == "no":
        yield Problem(
            element.line,
            f"<{element.name}> with canReorder={own['canReorder']!r} needs canCopy and canDelete set to no.",
        )
    if element.name == "xliff":
        known = VERSIONS[element.namespace]
        if own.get("version", known[0]) not in known:
            yield Problem(element.line, f"version {own['version']!r} is not one of {', '.join(known)}.")


def shown(key: str) -> str:
    """An attribute's name for a message."""
    namespace, _, name = key[1:].partition("}") if key.startswith("{") else ("", "", key)
    return f"xml:{name}" if namespace == XML else f"{name} of {namespace}" if namespace else name
