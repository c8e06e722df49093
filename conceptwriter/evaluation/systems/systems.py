"""Whole systems at the places of a document: the writer's result, and that of its parts alone.

All of them run through the program's own assistant on real documents, except for the first draft of the
voice, which precedes any choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from conceptwriter.assistant import (
    BALANCED,
    Assistant,
    AssistantError,
    AssistantSettings,
    EngineLike,
    Place,
    Position,
)
from conceptwriter.assistant.drafting import draft_settings
from conceptwriter.assistant.places import context_before
from conceptwriter.assistant.prompts import prompt_of
from conceptwriter.engine import EngineStatus, WriteDrafts
from conceptwriter.job import Job
from conceptwriter.outline import ROOT, Document, Draft, Kind, NodeId, ProposalSet, edits

OFFERS = 5
"""At one place, as in the program."""
TOGETHER, FIRST_DRAFT, CONCEPTS, HUMAN = "voice + choice", "voice alone", "LCM alone", "human"
_POLLING_SECONDS = 0.2
"""Wait timeout: an unlimited wait could not be interrupted on every platform."""


class System(Protocol):
    """Writes the next sentences for a place."""

    @property
    def name(self) -> str:
        """Its name in the figures."""
        ...

    def offers(self, document: Document, place: Place, seed: int, n: int = OFFERS) -> list[str]:
        """At most `n`, best first; may be empty."""
        ...


@dataclass(frozen=True, slots=True)
class Assisted:
    """The assistant with these settings."""

    name: str
    assistant: Assistant
    settings: AssistantSettings = BALANCED

    def offers(self, document: Document, place: Place, seed: int, n: int = OFFERS) -> list[str]:
        """What the program would show."""
        job = self.assistant.propose(document, place, n=n, seed=seed, settings=self.settings)
        found = _answer(job)
        return [] if found is None else [proposal.text for proposal in found.proposals]

    def expansion(self, document: Document, heading: NodeId, sentences: int) -> list[str]:
        """The sentences of one paragraph for a heading."""
        found = _answer(
            self.assistant.expand(document, heading, sentences, n=1, seed=0, settings=self.settings)
        )
        draft = found.proposals[0].draft if found is not None and found.proposals else None
        return [] if draft is None else [child.text for child in draft.children]


@dataclass(frozen=True, slots=True)
class FirstDraft:
    """The first draft of the voice, neither checked nor chosen."""

    engine: EngineLike
    name: str = FIRST_DRAFT

    def offers(self, document: Document, place: Place, seed: int, n: int = 1) -> list[str]:
        """One, whatever `n` is."""
        language = document.effective_language(place.anchor)
        prompt = prompt_of(context_before(document, place), place, language)
        request = WriteDrafts(prompt, 1, language, draft_settings(BALANCED), seed)
        job = self.engine.submit(request)
        while True:
            try:
                return [draft.text for draft in job.result(_POLLING_SECONDS)][:n]
            except TimeoutError:
                continue


def systems_of(engine: EngineLike, assistant: Assistant, status: EngineStatus) -> list[System]:
    """The systems possible with the loaded models.

    Without a voice that is only the concept model, without a concept model only the voice.
    """
    found: list[System] = []
    if status.voice is not None and status.lcm is not None:
        found.append(Assisted(TOGETHER, assistant))
    if status.voice is not None:
        found.append(FirstDraft(engine))
    if status.lcm is not None:
        found.append(Assisted(CONCEPTS, assistant, BALANCED.with_voice(False)))
    return found


def written_on(system: System, document: Document, place: Place, sentences: int) -> list[str]:
    """This many sentences, each the first offer after the previous ones; fewer where nothing was offered.

    The document is changed.
    """
    found: list[str] = []
    while len(found) < sentences:
        offered = system.offers(document, place, seed=len(found))
        if not offered or not offered[0].strip():
            break
        found.append(offered[0])
        concept = Draft(Kind.CONCEPT, offered[0])
        starts = place.position is Position.NEW_PARAGRAPH
        draft = Draft(Kind.PARAGRAPH, children=[concept]) if starts else concept
        document.apply(edits.take_drafts(document, place.anchor, [draft]))
        place = Place.end_of(document)
    return found


def titled(title: str, language: str) -> tuple[Document, NodeId]:
    """A document with nothing but a title, and its node."""
    return Document.from_draft(Draft(Kind.SECTION, title), language), ROOT


def last_heading(document: Document) -> NodeId:
    """The last heading."""
    return [node for node in document.subtree(ROOT) if document.node(node).kind is Kind.SECTION][-1]


def _answer(job: Job[ProposalSet]) -> ProposalSet | None:
    """None when the models produced nothing, which is a finding and not a failure."""
    while True:
        try:
            return job.result(_POLLING_SECONDS)
        except TimeoutError:
            if job.done():
                return job.result()
        except AssistantError:
            return None
