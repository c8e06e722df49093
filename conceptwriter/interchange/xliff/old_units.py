"""The changes of one <trans-unit> of XLIFF 1.2: target and state. Its segmentation is never changed."""

from __future__ import annotations

from collections.abc import Sequence

from conceptwriter.interchange.xliff.content import ContentWriter
from conceptwriter.interchange.xliff.matching import Match
from conceptwriter.interchange.xliff.states import least, qualifier_of, said_of
from conceptwriter.interchange.xliff.tags import Tag
from conceptwriter.interchange.xliff.unit_return import Plan, UnitReturn, new_target_tag
from conceptwriter.interchange.xliff.xml_tree import Element
from conceptwriter.outline import State

_APPROVED = frozenset({State.REVIEWED, State.FINAL})


class OldUnitReturn(UnitReturn):
    """Writes what the document says into one unit."""

    def _may_resegment(self, _one: Match, /) -> bool:
        return False

    def _said(self, state: State) -> str:
        return said_of(state, is_1_2=True)

    def _write_all(self, plans: Sequence[Plan], writer: ContentWriter) -> None:
        target = self._unit.element.first("target")
        state = self._state(plans)
        fresh: dict[int, str] = {}
        for plan in plans:
            part = plan.part
            if part.record is not None and (plan.items is not None or plan.state is not None):
                has_text = bool(plan.text if plan.items is not None else part.target_items)
                stays = part.state if plan.state is None else plan.state
                part.record.write(self._edits, stays, has_text=has_text, is_new_text=plan.items is not None)
            if plan.items is None:
                continue
            inside = self._with_edges(part, writer.written(plan.items)) if plan.text else ""
            if part.target is not None:
                self._edits.set_content(part.target, inside)
            elif plan.text:
                fresh[part.number] = inside
        is_standard = all(part.record is None for part in self._unit.parts)
        if target is not None and state is not None and (is_standard or "state" in target.attributes):
            self._set_old_state(target, state)
        if fresh:
            self._insert_fresh(target, fresh, state if is_standard else None)
        if state is not None:
            self._approve(state)

    def _state(self, plans: Sequence[Plan]) -> State | None:
        """The new state of the unit, the least of its segments'; None if it is the old one."""
        planned = {plan.part.number: plan for plan in plans}
        states: list[State] = []
        for part in self._unit.parts:
            plan = planned.get(part.number)
            states.append(part.state if plan is None or plan.state is None else plan.state)
        found = least(states)
        return found if self._said(found) != self._said(self._unit.parts[0].state) else None

    def _insert_fresh(self, target: Element | None, fresh: dict[int, str], state: State | None) -> None:
        """Targets where the file has none: a <target>, or the <mrk>s of segments in it."""
        unit = self._unit.element
        source = unit.first("source")
        assert source is not None, "a unit with parts has a source"
        is_segmented = self._unit.parts[0].element is not unit
        inside = self._marks(fresh) if is_segmented else next(iter(fresh.values()))
        if target is not None:
            marked = [part.target for part in self._unit.parts if part.target is not None]
            if is_segmented and marked:
                self._edits.insert(max(mark.end for mark in marked), inside)
            else:
                self._edits.set_content(target, inside)
            return
        tag = new_target_tag(self._file, source, self._language)
        if state is not None:
            tag = tag.with_value("state", self._said(state))
            tag = tag.with_value("state-qualifier", qualifier_of(state))
        after = unit.first("seg-source") or source
        indent = self._edits.white_before(source)
        self._edits.insert(after.end, f"{indent}{tag.start}{inside}{tag.end}")

    def _marks(self, fresh: dict[int, str]) -> str:
        """The segments of a target, separated as in the source."""
        written: list[str] = []
        position = 0
        for part in self._unit.parts:
            if part.number not in fresh:
                continue
            tag = Tag.parse(self._file.data[part.element.start : part.element.inner])
            white = self._file.data[position : part.element.start].decode("utf-8") if position else ""
            written.append(f"{white if white.isspace() else ''}{tag.start}{fresh[part.number]}{tag.end}")
            position = part.element.end
        return "".join(written)

    def _set_old_state(self, target: Element, state: State) -> None:
        self._edits.set_attribute(target, "state", self._said(state))
        self._edits.set_attribute(target, "state-qualifier", qualifier_of(state))

    def _approve(self, state: State) -> None:
        """A unit that says whether it is approved goes on saying the truth."""
        said = self._unit.element.attributes.get("approved")
        wanted = "yes" if state in _APPROVED else "no"
        if said is not None and said != wanted:
            self._edits.set_attribute(self._unit.element, "approved", wanted)
