"""Segments split or merged in the document, written in place of those of the file."""

from __future__ import annotations

from conceptwriter.interchange.xliff.content import ContentWriter
from conceptwriter.interchange.xliff.edits import Edits
from conceptwriter.interchange.xliff.matching import Match, Written
from conceptwriter.interchange.xliff.states import said_of
from conceptwriter.interchange.xliff.tags import Tag
from conceptwriter.interchange.xliff.tokens import edges
from conceptwriter.interchange.xliff.units import Unit
from conceptwriter.interchange.xliff.xml_tree import SPACE, XmlFile
from conceptwriter.outline import State


class FreshIds:
    """Ids for new segments of a unit."""

    def __init__(self, unit: Unit) -> None:
        self._taken = {element.attributes.get("id", "") for element in unit.element.walk()}
        self._next = 1 + sum(part.is_segment for part in unit.parts)

    def take(self) -> str:
        """An id that nothing in the unit has."""
        while f"s{self._next}" in self._taken:
            self._next += 1
        self._taken.add(f"s{self._next}")
        return f"s{self._next}"


class Resegmenting:
    """Writes the segments of one match: texts are the document's, the rest is the first segment's."""

    def __init__(
        self, file: XmlFile, edits: Edits, unit: Unit, language: str, one: Match, ids: FreshIds
    ) -> None:
        self._edits, self._unit, self._language, self._one = edits, unit, language, one
        self._ids = ids
        first = one.parts[0]
        self._segment = Tag.parse(file.data[first.element.start : first.element.inner])
        self._source = self._source_tag(Tag.parse(file.data[first.source.start : first.source.inner]))
        self._indent = edits.white_before(first.source)
        sources = [unit.tokens.items(concept.source) for concept in one.concepts]
        before = [part.source_items for part in unit.parts if part.number < first.number]
        after = [part.source_items for part in unit.parts if part.number > one.parts[-1].number]
        self._sources = ContentWriter(file, unit.element, [*before, *sources, *after], joins=True)

    def write(self, targets: ContentWriter) -> None:
        """Replace the segments, and what stands between them."""
        first, last = self._one.parts[0], self._one.parts[-1]
        before, _, _ = edges(self._unit.tokens.text(first.source_items, preserves=True))
        _, _, after = edges(self._unit.tokens.text(last.source_items, preserves=True))
        indent = self._edits.white_before(first.element)
        written = []
        for place, concept in enumerate(self._one.concepts):
            is_last = place == len(self._one.concepts) - 1
            white = after if is_last else concept.gap
            source = self._sources.written(self._unit.tokens.items(concept.source))
            source = f"{'' if place else before}{source}{white}"
            tag = self._segment_tag(concept, is_first=not place)
            written.append(
                f"{tag.start}{self._indent}{self._source.start}{source}{self._source.end}"
                f"{self._target(concept, targets, after if is_last else concept.target_gap)}{indent}{tag.end}"
            )
        self._edits.replace(first.element.start, last.element.end, indent.join(written))

    def _source_tag(self, tag: Tag) -> Tag:
        """White space counts if it did in any of the sources."""
        said = {part.source.attributes[SPACE] for part in self._one.parts if SPACE in part.source.attributes}
        return tag.with_value("xml:space", "preserve") if "preserve" in said else tag

    def _target(self, concept: Written, targets: ContentWriter, white: str) -> str:
        _, text, _ = edges(concept.target or "")
        if not text:
            return ""
        tag = Tag(self._source.name).renamed("target")
        space = self._source.value("xml:space")
        if space is not None:
            tag = tag.with_value("xml:space", space[1:-1])
        if self._source.value("xml:lang") is not None:
            tag = tag.with_value("xml:lang", self._language)
        return f"{self._indent}{tag.start}{targets.written(self._unit.tokens.items(text))}{white}{tag.end}"

    def _state(self, concept: Written) -> State:
        """What was approved for another segment is approved no more."""
        if not edges(concept.target or "")[1]:
            return State.NEW
        is_approved = concept.state in {State.REVIEWED, State.FINAL}
        return State.EDITED if is_approved and concept.is_stale else concept.state

    def _segment_tag(self, concept: Written, *, is_first: bool) -> Tag:
        tag = self._segment
        said = said_of(self._state(concept))
        if said != said_of(self._one.parts[0].state):
            tag = tag.with_value("subState", None)
            tag = tag.with_value("state", None if said == "initial" else said)
        if not is_first and tag.value("id") is not None:
            tag = tag.with_value("id", self._ids.take())
        return tag
