"""The model's proposals: candidates that are not part of the text until they are accepted.

Proposals belong to the document and are stored in its file, but they are not text: they are not undoable, and
are removed with the node they were made for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from conceptwriter.outline import plain_values
from conceptwriter.outline.made_with import MadeWith
from conceptwriter.outline.model import Draft, Kind, NodeId, Origin, State

EARLIER = "earlier_rolls"
"""Where a file stores them: among the settings of the newest."""


LICENCE = "licence"
"""Flag of the reason whose text is the licence (SPDX) of the model that wrote a candidate."""


class Reason(NamedTuple):
    """Why a candidate is ranked where it is: a short name (a `Flag` of the assistant) and words for the user.

    A `fault` counts against it; anything else says what it is good for or where it comes from.
    """

    flag: str
    text: str
    fault: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """One candidate. `draft` is the branch it consists of where that is more than one concept with `text`.

    `writer` is the title of the voice or translator that wrote it; empty: the program's own model.
    `calibrated`: the score is a measured probability, and may be shown as one; else it only orders candidates
    of one set.
    """

    id: str
    text: str
    language: str
    score: float = 0.0
    seed: int = 0
    flags: tuple[str, ...] = ()
    kind: str = "propose"
    draft: Draft | None = None
    writer: str = ""
    calibrated: bool = False
    reasons: tuple[Reason, ...] = ()

    def as_draft(self, kind: Kind = Kind.CONCEPT) -> Draft:
        """What would be inserted: its branch, or a single node of the given kind with its text."""
        if self.draft is not None:
            return self.draft
        return Draft(kind, self.text, self.language, origin=Origin.PROPOSED)


@dataclass(frozen=True, slots=True)
class ProposalSet:
    """All candidates of one request for one node.

    `revision` and `source_fingerprint` record which document and which text of the anchor they were made for.
    """

    anchor: NodeId
    kind: str
    revision: int
    source_fingerprint: str
    proposals: tuple[Proposal, ...]
    settings: MadeWith = field(default_factory=MadeWith)
    created: float = 0.0
    earlier: tuple[ProposalSet, ...] = ()
    """Earlier sets for the same place, oldest first; see `rolls`."""

    def proposal(self, proposal: str) -> Proposal | None:
        """The candidate with this id, or None."""
        return next((candidate for candidate in self.proposals if candidate.id == proposal), None)

    def to_dict(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {
            "anchor": self.anchor,
            "kind": self.kind,
            "revision": self.revision,
            "source_fingerprint": self.source_fingerprint,
            "proposals": [_proposal_to_dict(proposal) for proposal in self.proposals],
            "settings": self._settings_to_dict(),
            "created": self.created,
        }

    def _settings_to_dict(self) -> dict[str, Any]:
        plain = self.settings.plain()
        return {**plain, EARLIER: [roll.to_dict() for roll in self.earlier]} if self.earlier else plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> ProposalSet:
        """The set that `to_dict` serialised; unreadable earlier ones are left out.

        Raises KeyError, TypeError or ValueError on other data.
        """
        plain_values.mapping(plain, "the proposal set")
        settings = plain_values.mapping(plain.get("settings", {}), "the settings")
        return cls(
            plain_values.whole_number(plain["anchor"], "the anchor"),
            plain_values.name(plain["kind"], "the kind"),
            plain_values.whole_number(plain["revision"], "the revision"),
            plain_values.text(plain["source_fingerprint"], "the fingerprint", plain_values.SHORT),
            tuple(
                _proposal_from_dict(item)
                for item in plain_values.sequence(plain["proposals"], "the proposals")
            ),
            MadeWith.from_plain(settings),
            plain_values.number(plain.get("created", 0.0), "the time"),
            tuple(_readable_sets(settings.get(EARLIER, []))),
        )


class ProposalShelf:
    """The proposal sets of a document: at most one for each node and kind of request."""

    def __init__(self) -> None:
        self._sets: dict[tuple[NodeId, str], ProposalSet] = {}

    def put(self, proposals: ProposalSet) -> None:
        """Store the set, replacing an older one for the same node and kind."""
        self._sets[proposals.anchor, proposals.kind] = proposals

    def get(self, anchor: NodeId, kind: str = "propose") -> ProposalSet | None:
        """The set for a node and kind of request, or None."""
        return self._sets.get((anchor, kind))

    def drop(self, anchor: NodeId, kind: str | None = None) -> None:
        """Remove the set of one kind for a node, or (None) all of them."""
        for key in [key for key in self._sets if key[0] == anchor and kind in (None, key[1])]:
            del self._sets[key]

    def forget(self, anchors: Iterable[NodeId]) -> None:
        """Remove all sets of deleted nodes."""
        if self._sets:
            gone = set(anchors)
            for key in [key for key in self._sets if key[0] in gone]:
                del self._sets[key]

    def of(self, anchor: NodeId) -> list[ProposalSet]:
        """All sets for a node."""
        return [found for (node, _), found in self._sets.items() if node == anchor]

    def __iter__(self) -> Iterator[ProposalSet]:
        return iter(list(self._sets.values()))

    def __len__(self) -> int:
        return len(self._sets)


def _readable_sets(plain: Any) -> Iterator[ProposalSet]:
    """The readable ones, without earlier sets of their own, whatever the file contains."""
    for item in plain if isinstance(plain, list) else ():
        with suppress(KeyError, TypeError, ValueError):
            settings = plain_values.mapping(item["settings"], "the settings")
            alone = {name: value for name, value in settings.items() if name != EARLIER}
            yield ProposalSet.from_dict({**item, "settings": alone})


def _proposal_to_dict(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "text": proposal.text,
        "language": proposal.language,
        "score": proposal.score,
        "seed": proposal.seed,
        "flags": list(proposal.flags),
        "kind": proposal.kind,
        "draft": None if proposal.draft is None else draft_to_dict(proposal.draft),
        "writer": proposal.writer,
        "calibrated": proposal.calibrated,
        "reasons": [list(reason) for reason in proposal.reasons],
    }


def _proposal_from_dict(plain: Any) -> Proposal:
    plain_values.mapping(plain, "the proposal")
    draft = plain["draft"]
    return Proposal(
        plain_values.text(plain["id"], "the proposal's id", plain_values.SHORT),
        plain_values.text(plain["text"], "the proposal's text"),
        plain_values.text(plain["language"], "the proposal's language", plain_values.SHORT),
        plain_values.number(plain["score"], "the score", finite=False),  # a model may say anything
        plain_values.whole_number(plain["seed"], "the seed", -(1 << 64), 1 << 64),
        tuple(
            plain_values.text(flag, "a flag", plain_values.SHORT)
            for flag in plain_values.sequence(plain["flags"], "the flags")
        ),
        plain_values.name(plain["kind"], "the proposal's kind"),
        None if draft is None else draft_from_dict(draft),
        plain_values.name(plain.get("writer", ""), "the proposal's writer"),
        plain_values.truth(plain.get("calibrated", False), "whether the score is a chance"),
        tuple(
            _reason_from_list(reason)
            for reason in plain_values.sequence(plain.get("reasons", []), "the reasons")
        ),
    )


def _reason_from_list(plain: Any) -> Reason:
    flag, words, fault = plain_values.sequence(plain, "a reason", 3)
    return Reason(
        plain_values.name(flag, "a reason's name"),
        plain_values.text(words, "a reason"),
        plain_values.truth(fault, "whether a reason is a fault"),
    )


def draft_to_dict(draft: Draft) -> dict[str, Any]:
    """The part of a draft that a model can have made.

    This is its kind, text, language, origin, note, attributes and children.
    """
    return {
        "kind": draft.kind.value,
        "text": draft.text,
        "language": draft.source_language,
        "origin": draft.origin.value,
        "state": draft.state.value,
        "note": draft.note,
        "attributes": draft.attributes,
        "children": [draft_to_dict(child) for child in draft.children],
    }


def draft_from_dict(plain: Any) -> Draft:
    """The draft that `draft_to_dict` serialised. Raises KeyError, TypeError or ValueError on other data."""
    plain_values.mapping(plain, "the draft")
    return Draft(
        Kind(plain["kind"]),
        plain_values.text(plain["text"], "the draft's text"),
        plain_values.optional_name(plain["language"], "the draft's language"),
        [draft_from_dict(child) for child in plain_values.sequence(plain["children"], "the children")],
        Origin(plain["origin"]),
        State(plain["state"]),
        note=plain_values.text(plain["note"], "the draft's note"),
        attributes=plain_values.texts_by_name(plain["attributes"], "the draft's attributes"),
    )
