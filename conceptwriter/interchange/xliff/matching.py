"""Which concepts of a document are which segments of the client's file, after splits and merges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP
from conceptwriter.interchange.escaping import unescape_inline
from conceptwriter.interchange.xliff.states import least
from conceptwriter.interchange.xliff.stored import place_of
from conceptwriter.interchange.xliff.tokens import edges
from conceptwriter.interchange.xliff.units import Part, Unit
from conceptwriter.outline import ROOT, Document, Kind, Node, State
from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.gaps import ShownText, space_between


@dataclass(frozen=True, slots=True)
class Written:
    """What a document says in one concept."""

    part: int
    """The part it came from."""
    source: str
    target: str | None
    state: State
    gap: str
    """The white space between the sources of this and of the next one of its unit."""
    target_gap: str
    """The same between their targets."""
    note: str = ""
    is_stale: bool = False
    """Whether the source has changed since the target was made."""
    dismissed: Mapping[str, str] = field(default_factory=dict)
    """Remarks on the target that a person has dismissed: reasons by flag."""


@dataclass(frozen=True, slots=True)
class Match:
    """Parts of a unit, and the concepts that say the same."""

    parts: tuple[Part, ...]
    concepts: tuple[Written, ...]

    @property
    def is_simple(self) -> bool:
        """Whether neither was split or merged."""
        return len(self.parts) == len(self.concepts) == 1


@dataclass(slots=True)
class Matches:
    """All matches of a unit."""

    found: list[Match] = field(default_factory=list)
    has_other_source: bool = False
    """The document's source is not the file's."""


def written_concepts(document: Document, source: str, target: str | None) -> dict[int, list[Written]]:
    """The live concepts that came from the file, by unit, in the order of the document."""
    shown = _shown_by(document)
    nodes: dict[int, list[tuple[int, Node]]] = {}
    for identifier in document.descendants(ROOT):
        node = document.node(identifier)
        place = place_of(node.attributes) if node.kind is Kind.CONCEPT else None
        if place is not None:
            nodes.setdefault(place[0], []).append((place[1], node))
    return {
        unit: [
            _written(document, part, node, following, (source, target), shown)
            for (part, node), following in zip_longest(own, [node for _, node in own[1:]])
        ]
        for unit, own in nodes.items()
    }


def _written(
    document: Document,
    part: int,
    node: Node,
    following: Node | None,
    languages: tuple[str, str | None],
    shown: Callable[[str], str],
) -> Written:
    source, target = languages
    said = node.renditions.get(source)
    rendered = node.renditions.get(target) if target is not None else None
    return Written(
        part,
        shown(said.text) if said is not None else "",
        shown(rendered.text) if rendered is not None else None,
        rendered.state if rendered is not None else State.NEW,
        _gap(node, following, source, is_source=True),
        _gap(node, following, target, is_source=False) if target is not None else "",
        node.note.strip(),
        target is not None and rendered is not None and document.is_stale(node.id, target),
        dismissals_on(document, node.id, target) if target is not None else {},
    )


def _gap(node: Node, following: Node | None, language: str, *, is_source: bool) -> str:
    """The white space between two concepts in a language; after the last one, none."""
    if following is None:
        return ""
    texts = (each.renditions.get(language) for each in (node, following))
    one, two = (ShownText(text.text if text is not None else "", language, is_source) for text in texts)
    return space_between(node, one, two)


def _shown_by(document: Document) -> Callable[[str], str]:
    """From a text of the document to plain text: the writer may have made the document Markdown."""
    return unescape_inline if document.root.attributes.get(MARKUP) == MARKDOWN else str


def match(unit: Unit, concepts: Sequence[Written]) -> Matches:
    """The parts of a unit with the concepts that have their text."""
    texts = {part.number: _squeezed(unit.source_text(part)) for part in unit.parts}
    parts = [part for part in unit.parts if texts[part.number]]
    empty = {part.number for part in unit.parts if not texts[part.number]}
    said = [concept for concept in concepts if concept.source.strip() or concept.part not in empty]
    matches = Matches()
    if "".join(texts[part.number] for part in parts) == "".join(_squeezed(one.source) for one in said):
        matches.found += _aligned(parts, texts, said)
    else:
        matches.has_other_source = True
        matches.found += _by_place(parts, texts, said)
    for concept in concepts:
        if concept not in said:
            matches.found.append(Match((unit.parts[concept.part],), (concept,)))
    return matches


def _aligned(parts: Sequence[Part], texts: dict[int, str], concepts: Sequence[Written]) -> Iterator[Match]:
    """Cut both where both have a boundary."""
    left, right = list(parts), list(concepts)
    while left:
        taken: list[Part] = [left.pop(0)]
        said: list[Written] = []
        length, spoken = len(texts[taken[0].number]), 0
        while spoken != length or not said:
            if spoken < length or not said:
                said.append(right.pop(0))
                spoken += len(_squeezed(said[-1].source))
            else:
                taken.append(left.pop(0))
                length += len(texts[taken[-1].number])
        while right and not _squeezed(right[0].source):  # the second part of a translation that was split
            said.append(right.pop(0))
        yield Match(tuple(taken), tuple(said))


def _by_place(parts: Sequence[Part], texts: dict[int, str], concepts: Sequence[Written]) -> Iterator[Match]:
    """Each part with the concepts that came from it; one of them alone if it has all of the text."""
    for part in parts:
        own = [concept for concept in concepts if concept.part == part.number]
        whole = [concept for concept in own if _squeezed(concept.source) == texts[part.number]]
        if own:
            yield Match((part,), tuple(whole[:1] or own))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def joined_target(concepts: Sequence[Written]) -> tuple[str | None, State]:
    """The targets of several concepts as one, and its state; None if none has any."""
    texts: list[str] = []
    states: list[State] = []
    gap = ""
    for concept in concepts:
        _, text, _ = edges(concept.target or "")
        if text:
            if texts:
                texts.append(gap)
            texts.append(text)
            states.append(concept.state)
        elif _squeezed(concept.source):
            states.append(State.NEW)
        gap = concept.target_gap
    if not texts:
        return None, State.NEW
    return "".join(texts), least(states)
