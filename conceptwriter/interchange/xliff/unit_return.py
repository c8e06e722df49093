"""The changes of one unit of XLIFF 2: its targets, its states, and where its segments end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conceptwriter.interchange.xliff.content import ContentWriter
from conceptwriter.interchange.xliff.edits import Edits
from conceptwriter.interchange.xliff.inline import Code, Item
from conceptwriter.interchange.xliff.matching import Match, Matches, joined_target
from conceptwriter.interchange.xliff.resegmenting import FreshIds, Resegmenting
from conceptwriter.interchange.xliff.states import said_of
from conceptwriter.interchange.xliff.tags import Tag
from conceptwriter.interchange.xliff.tokens import edges
from conceptwriter.interchange.xliff.units import Part, Unit
from conceptwriter.interchange.xliff.xml_tree import LANG, SPACE, Element, XmlFile
from conceptwriter.outline import State


@dataclass(slots=True)
class Plan:
    """What becomes of one part: its target with tags (None: as it is) and its state (None: as it is)."""

    part: Part
    text: str | None = None
    items: list[Item] | None = None
    state: State | None = None


def new_target_tag(file: XmlFile, source: Element, language: str) -> Tag:
    """The tag of a new target, which agrees with its source about white space and has its own language."""
    written = Tag.parse(file.data[source.start : source.inner])
    tag = Tag(written.name).renamed("target")
    if SPACE in source.attributes:
        tag = tag.with_value("xml:space", source.attributes[SPACE])
    around = source.parent.inherited(LANG) if source.parent is not None else ""
    if LANG in source.attributes or (around and around.lower() != language.lower()):
        tag = tag.with_value("xml:lang", language)
    return tag


class UnitReturn:
    """Writes what the document says into one unit."""

    def __init__(self, file: XmlFile, edits: Edits, unit: Unit, language: str) -> None:
        self._file, self._edits, self._unit = file, edits, unit
        self._language = language
        self.dropped: list[str] = []
        self.joined = 0
        """Segments whose text had to go to the one before."""
        self.locked = 0
        """Changes of segments that are locked in the file; they are not written."""

    def fill(self, matches: Matches) -> bool:
        """Collect the changes; whether any of them writes a target."""
        resegmented = [one for one in matches.found if not one.is_simple and self._may_resegment(one)]
        plans = [plan for one in matches.found if one not in resegmented for plan in self._plans(one)]
        plans = [plan for plan in plans if not self._is_held(plan)]
        if not resegmented and all(plan.text is None and plan.state is None for plan in plans):
            return False
        self._keep_what_must_stay(plans)
        writer = self._writer(plans, resegmented)
        self._write_all(plans, writer)
        ids = FreshIds(self._unit)
        for one in resegmented:
            Resegmenting(self._file, self._edits, self._unit, self._language, one, ids).write(writer)
        self.dropped += writer.dropped
        said = (concept.target for one in resegmented for concept in one.concepts)
        return any(plan.text for plan in plans) or any(said)

    # -- planning --------------------------------------------------------------------------------------------

    def _is_held(self, plan: Plan) -> bool:
        if not plan.part.is_locked:
            return False
        self.locked += plan.text is not None or plan.state is not None
        return True

    def _may_resegment(self, one: Match, /) -> bool:
        """Whether the segmentation may be changed there.

        Not where only a translation was split, and not with targets in an order of their own.
        """
        targets = (part.target for part in self._unit.parts if part.target is not None)
        return (
            all(part.can_resegment for part in one.parts)
            and all(concept.source.strip() for concept in one.concepts)
            and not any("order" in target.attributes for target in targets)
        )

    def _plans(self, one: Match) -> list[Plan]:
        if one.is_simple or len(one.parts) == 1:
            return [self._plan(one.parts[0], *joined_target(one.concepts))]
        if self._says_the_same(one):
            return []
        self.joined += max(0, len(one.parts) - len(one.concepts))
        plans = []
        for place, part in enumerate(one.parts):
            is_last = place == len(one.parts) - 1 and len(one.concepts) > len(one.parts)
            said = one.concepts[place:] if is_last else one.concepts[place : place + 1]
            plans.append(self._plan(part, *joined_target(said)))
        return plans

    def _says_the_same(self, one: Match) -> bool:
        """Whether the targets together are those of the file, whatever the segments."""
        texts = (self._unit.target_text(part) for part in one.parts)
        targets = (concept.target or "" for concept in one.concepts)
        return "".join("".join(texts).split()) == "".join("".join(targets).split())

    def _plan(self, part: Part, text: str | None, state: State) -> Plan:
        plan = Plan(part)
        _, old, _ = edges(self._unit.target_text(part))
        if (text or "") != old:
            plan.text = text or ""
            plan.items = self._unit.tokens.items(plan.text)
        is_said_otherwise = self._said(state) != self._said(part.state)
        if part.is_segment and is_said_otherwise and (text or plan.text is not None):
            plan.state = state if text else State.NEW
        return plan

    def _said(self, state: State) -> str:
        return said_of(state)

    def _keep_what_must_stay(self, plans: Sequence[Plan]) -> None:
        """Append codes that must not be deleted to the targets that lost them."""
        planned = {plan.part.number: plan for plan in plans}
        there: set[str] = set()
        for part in self._unit.parts:
            plan = planned.get(part.number)
            items = plan.items if plan is not None and plan.items is not None else part.target_items
            there.update(item.key for item in items if isinstance(item, Code))
        for plan in plans:
            if not plan.text or plan.items is None:
                continue
            for item in plan.part.source_items:
                must_stay = isinstance(item, Code) and item.element.attributes.get("canDelete") == "no"
                if must_stay and isinstance(item, Code) and item.key not in there:
                    plan.items.append(item)

    def _writer(self, plans: Sequence[Plan], resegmented: Sequence[Match]) -> ContentWriter:
        """A writer that knows all targets of the unit as they will be."""
        planned = {plan.part.number: plan.items for plan in plans if plan.items is not None}
        replaced = {part.number for one in resegmented for part in one.parts}
        first = {one.parts[0].number: one for one in resegmented}
        texts: list[list[Item]] = []
        kept: list[list[Item]] = []
        for part in self._unit.parts:
            if part.number in first:
                said = (concept.target or "" for concept in first[part.number].concepts)
                texts += map(self._unit.tokens.items, said)
            elif part.number not in replaced:
                items = planned.get(part.number, part.target_items)
                texts += [items] if items or part.is_segment else []
                kept += [] if part.number in planned else [part.target_items]
        writer = ContentWriter(self._file, self._unit.element, texts, joins=bool(resegmented))
        for items in kept:
            writer.use(items)
        return writer

    # -- writing ---------------------------------------------------------------------------------------------

    def _write_all(self, plans: Sequence[Plan], writer: ContentWriter) -> None:
        for plan in plans:
            self._write(plan, writer)

    def _write(self, plan: Plan, writer: ContentWriter) -> None:
        part = plan.part
        if plan.items is not None and plan.text:
            inside = self._with_edges(part, writer.written(plan.items))
            if part.target is not None:
                self._edits.set_content(part.target, inside)
            else:
                self._insert_target(part, inside)
        elif plan.items is not None and part.target is not None:
            self._edits.remove(part.target)
        if plan.state is not None:
            self._set_state(part, plan.state)

    def _with_edges(self, part: Part, inside: str) -> str:
        """With the white space at its edges that the target had, or else that of the source."""
        before, _, after = edges(self._exact(part.target_items))
        if not self._unit.target_text(part).strip():
            before, _, after = edges(self._exact(part.source_items))
        return f"{before}{inside}{after}"

    def _exact(self, items: Sequence[Item]) -> str:
        return self._unit.tokens.text(items, preserves=True)

    def _insert_target(self, part: Part, inside: str) -> None:
        indent = self._edits.white_before(part.source)
        tag = new_target_tag(self._file, part.source, self._language)
        self._edits.insert(part.source.end, f"{indent}{tag.start}{inside}{tag.end}")

    def _set_state(self, part: Part, state: State) -> None:
        """The state of a segment; its sub-state belongs to the old one."""
        said = self._said(state)
        self._edits.set_attribute(part.element, "state", None if said == "initial" else said)
        self._edits.set_attribute(part.element, "subState", None)
