"""The request for next concepts."""

from __future__ import annotations

from dataclasses import dataclass

from conceptwriter.assistant.places import ContextItem, Place, context_before, texts_after
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.outline import Document
from conceptwriter.outline.rolls import proposed_before

REDRAWN = 1000
"""Added to the re-roll counter for a second draw, so that it repeats no draw the writer asks for."""


@dataclass(frozen=True, slots=True)
class ProposeRequest:
    """Everything a proposal is made from: the worker sees this and never the document."""

    place: Place
    context: tuple[ContextItem, ...]
    following: tuple[str, ...]
    language: str
    n: int
    seed: int
    reroll: int
    settings: AssistantSettings
    revision: int
    source_fingerprint: str
    created: float
    refused: tuple[str, ...] = ()
    """What was proposed at this place before and not accepted."""
    wish: str = ""
    """What should happen, in the writer's words."""

    @property
    def draft_seed(self) -> int:
        """The seed for a voice: each re-roll is another seed."""
        return self.seed + REDRAWN * self.reroll


def propose_request(
    document: Document,
    place: Place,
    *,
    longest: int,
    language: str | None,
    n: int,
    seed: int | None,
    reroll: int,
    settings: AssistantSettings,
    created: float,
    wish: str,
) -> ProposeRequest:
    """A snapshot of what next concepts are made from; at most `longest` items of the text before the place.

    Raises EditError when its node no longer exists.
    """
    language = language or document.effective_language(place.anchor)
    seed = settings.seed if seed is None else seed
    return ProposeRequest(
        place=place,
        context=context_before(document, place, longest),
        following=texts_after(document, place),
        language=language,
        n=n,
        seed=seed,
        reroll=reroll,
        settings=settings,
        revision=document.revision,
        source_fingerprint=document.source_fingerprint(place.anchor),
        created=created,
        refused=proposed_before(
            document.proposals.get(place.anchor, "propose"),
            language=language,
            position=place.position.value,
            reroll=reroll,
            seed=seed,
            wish=wish.strip(),
        ),
        wish=wish.strip(),
    )
