"""Writing the content of a source or target: text, and codes by their original tags.

A paired code (<pc>, <g>, <mrk>) whose ends are in two segments, or cross another pair, is written as two
codes (<sc> and <ec>, <bx> and <ex>, <sm> and <em>) (XLIFF 2.2, section 4.7.2.3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from conceptwriter.interchange.xliff.inline import Code, CodeKind, Item
from conceptwriter.interchange.xliff.tags import Tag
from conceptwriter.interchange.xliff.xml_tree import Element, XmlFile

_NOT_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COPIED = dict.fromkeys(("canCopy", "canDelete", "canReorder", "canOverlap", "type", "subType"))
_SAME = {name: name for name in _COPIED}
_SIDED = ("dataRef", "disp", "equiv", "subFlows")
_PREFIX = re.compile(r"([^\s:=]+):")


class ContentWriter:
    """Writes texts of one side of a unit: `texts` are all of that side, in order; `scope` contains them."""

    def __init__(
        self, file: XmlFile, scope: Element, texts: Sequence[Sequence[Item]], *, joins: bool = False
    ) -> None:
        self._data = file.data
        self._scope = scope
        self._joins = joins
        self._is_1_2 = scope.name == "trans-unit"
        codes = [item for items in texts for item in items if isinstance(item, Code)]
        self._is_complete = all(any(items) for items in texts)
        self._places: dict[tuple[str, CodeKind], int] = {}
        for place, code in enumerate(codes):
            self._places.setdefault((code.key, code.kind), place)
        self._ids = {code.element.attributes.get("id", "") for code in codes}
        self._used: set[tuple[str, CodeKind]] = set()
        self.dropped: list[str] = []
        """Ids of codes that were not written: one of their ends is missing, or they were repeated."""

    def written(self, items: Sequence[Item]) -> str:
        """The items as XML."""
        items = [item for item in items if isinstance(item, str) or self._is_first_end(item)]
        nested = _nested(items)
        parts: list[str] = []
        for place, item in enumerate(items):
            if isinstance(item, str):
                parts.append(self._text(item))
            else:
                parts.append(self._code(item, nested.get(place)))
        return "".join(parts)

    def _is_first_end(self, code: Code) -> bool:
        """False for an end of a pair that the unit already has."""
        if code.kind is CodeKind.SINGLE:
            return True
        is_again = (code.key, code.kind) in self._used
        self._used.add((code.key, code.kind))
        self.dropped += [code.element.attributes.get("id", "")] if is_again else []
        return not is_again

    def use(self, items: Sequence[Item]) -> None:
        """Count the codes of a text that stays as it is."""
        self._used.update((item.key, item.kind) for item in items if isinstance(item, Code))

    def _text(self, text: str) -> str:
        """Characters that XML cannot hold become <cp>; 1.2 has none, and there they become U+FFFD."""
        instead = "\ufffd" if self._is_1_2 else None
        escaped = escape(text).replace("\r", "&#13;")
        return _NOT_IN_XML.sub(lambda found: instead or f'<cp hex="{ord(found.group()):04X}"/>', escaped)

    def _code(self, code: Code, partner: Code | None) -> str:
        if code.kind is CodeKind.SINGLE:
            identity = (code.key, code.kind)
            is_again = identity in self._used and code.element.name != "cp"
            self._used.add(identity)
            return self._copy(code) if is_again else self._as_is(code.element)
        is_pair = code.element.name in {"pc", "g", "mrk"}
        if partner is not None:
            if is_pair:
                tag = self._tag(code.element)
                return tag.start if code.kind is CodeKind.OPEN else tag.end
            if self._joins and not self._is_1_2 and code.element.attributes.get("isolated") != "yes":
                opening, closing = (code, partner) if code.kind is CodeKind.OPEN else (partner, code)
                tag = self._joined(opening.element, closing.element)
                return tag.start if code.kind is CodeKind.OPEN else tag.end
        start, end = (self._places.get((code.key, kind), -1) for kind in (CodeKind.OPEN, CodeKind.CLOSE))
        is_half = not 0 <= start < end
        if not is_pair and not (is_half and self._needs_both(code.element)):
            return self._as_is(code.element)
        if is_half:
            self.dropped.append(code.element.attributes.get("id", ""))
            return ""
        return self._split(code)

    def _needs_both(self, element: Element) -> bool:
        """Whether a code must have its other end in the unit, where all is translated."""
        return self._is_complete and not self._is_1_2 and element.attributes.get("isolated") != "yes"

    def _copy(self, code: Code) -> str:
        """A code that is already there: a copy of it, if that is allowed and possible."""
        own = code.element.attributes
        if self._is_1_2 or own.get("canCopy") == "no":
            self.dropped.append(own.get("id", ""))
            return ""
        number = 1
        while f"copy{number}" in self._ids:
            number += 1
        self._ids.add(f"copy{number}")
        tag = self._tag(code.element).with_value("id", f"copy{number}").with_value("dataRef", None)
        return tag.with_value("copyOf", own.get("copyOf") or own.get("id", "")).empty

    def _as_is(self, element: Element) -> str:
        start = self._data[element.start : element.inner].decode("utf-8")
        rest = self._data[element.inner : element.end].decode("utf-8")
        missing = self._missing_prefixes(element, start)
        if not missing:
            return start + rest
        at = len(start) - (2 if start.endswith("/>") else 1)
        return start[:at].rstrip() + missing + start[at:] + rest

    def _tag(self, element: Element) -> Tag:
        tag = Tag.parse(self._data[element.start : element.inner])
        missing = self._missing_prefixes(element, tag.start)
        return Tag.parse((tag.start[:-1] + missing + ">").encode("utf-8")) if missing else tag

    def _missing_prefixes(self, element: Element, start: str) -> str:
        """Declarations of namespaces that the element uses and that are not known where it is written."""
        used = dict.fromkeys(_PREFIX.findall(start))
        return "".join(
            f' xmlns:{prefix}="{escape(element.prefixes[prefix])}"'
            for prefix in used
            if prefix in element.prefixes
            and self._scope.prefixes.get(prefix) != element.prefixes[prefix]
            and f"xmlns:{prefix}" not in start
        )

    # -- one element as two, and two as one ------------------------------------------------------------------

    def _split(self, code: Code) -> str:
        """One end of a paired code, by itself."""
        tag = self._tag(code.element)
        own = code.element.attributes
        is_start = code.kind is CodeKind.OPEN
        if code.element.name == "mrk":
            if self._is_1_2:
                return ""
            return (
                tag.renamed("sm").empty
                if is_start
                else Tag(tag.name).renamed("em").with_value("startRef", own.get("id", "")).empty
            )
        if code.element.name == "g":
            single = tag.renamed("bx" if is_start else "ex")
            kept = single if is_start else Tag(single.name).with_value("id", own.get("id", ""))
            return kept.with_value("rid", own.get("id", "")).empty
        side = "Start" if is_start else "End"
        names = {**_SAME, **{f"{name}{side}": name for name in _SIDED}}
        if is_start:
            names |= {"id": "id", "copyOf": "copyOf", "dir": "dir"}
        half = tag.keeping(names).renamed("sc" if is_start else "ec")
        if not is_start:
            half = Tag(half.name, tuple(pair for pair in half.attributes if ":" not in pair[0]))
            half = half.with_value("startRef", own.get("id", ""))
            if own.get("canReorder") == "firstNo":
                half = half.with_value("canReorder", "no")
        return half.with_value("canOverlap", own.get("canOverlap", "no")).empty

    def _joined(self, start: Element, end: Element) -> Tag:
        """An <sc> and its <ec> as one <pc>, an <sm> and its <em> as one <mrk>."""
        if start.name == "sm":
            return self._tag(start).renamed("mrk")
        sided = {name: f"{name}Start" for name in _SIDED}
        tag = self._tag(start).renamed("pc").with_value("isolated", None)
        tag = Tag(tag.name, tuple((sided.get(key, key), value) for key, value in tag.attributes))
        closing = {name: f"{name}End" for name in _SIDED}
        ends = tuple((closing[key], value) for key, value in self._tag(end).attributes if key in closing)
        tag = Tag(tag.name, tag.attributes + ends)
        return tag.with_value("canOverlap", start.attributes.get("canOverlap", "yes"))


def _nested(items: Sequence[Item]) -> dict[int, Code]:
    """For each end of a pair that is whole and properly nested in this text, its other end."""
    found: dict[int, Code] = {}
    open_at: list[tuple[int, Code]] = []
    for place, item in enumerate(items):
        if isinstance(item, str) or item.kind is CodeKind.SINGLE:
            continue
        if item.kind is CodeKind.OPEN:
            open_at.append((place, item))
            continue
        depth = next((at for at in range(len(open_at) - 1, -1, -1) if open_at[at][1].key == item.key), None)
        if depth is None:
            continue
        start, opening = open_at[depth]
        closes_last = depth == len(open_at) - 1
        del open_at[depth]
        if closes_last:
            found[start], found[place] = item, opening
    return found
