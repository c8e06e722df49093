"""The request for a paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from conceptwriter.assistant.errors import NothingToGoOn
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.places import ContextItem, Place, Position, context_before, texts_after, wording
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.vectors import FloatArray
from conceptwriter.engine import ItemKind as ItemKind
from conceptwriter.outline import Document, Kind, NodeId

EXPAND, CONTINUE = "expand", "continue"
"""Kinds of requests: write out a plan, or continue the text."""


@dataclass(frozen=True, slots=True)
class ParagraphRequest:
    """Everything a paragraph is made from: the worker sees this and never the document."""

    kind: str
    """`EXPAND`: the last item of `context` is the plan to be written out. `CONTINUE`: there is none."""
    place: Place
    """Where it will be inserted; its anchor is the node it was requested at."""
    context: tuple[ContextItem, ...]
    following: tuple[str, ...]
    language: str
    sentences: int
    n: int
    seed: int
    reroll: int
    settings: AssistantSettings
    revision: int
    source_fingerprint: str
    created: float
    of_concept: bool = False
    """The plan is a concept, not a heading or a summary."""
    wish: str = ""
    """What should happen, in the writer's words."""

    @property
    def has_plan(self) -> bool:
        """Whether the last item of the context is the plan to be written out."""
        return self.kind == EXPAND

    def goal(self, models: Models, items: ItemSequence) -> FloatArray | None:
        """The vector (d,) its sentences should stay near: the plan, the LCM's last item; else the wish."""
        plan: FloatArray | None = items.vectors[-1] if self.has_plan else None
        return models.wished(self.wish, self.language) if plan is None else plan


def paragraph_request(
    kind: str,
    document: Document,
    node: NodeId,
    *,
    longest: int,
    language: str,
    sentences: int,
    n: int,
    seed: int,
    reroll: int,
    settings: AssistantSettings,
    created: float,
    wish: str = "",
) -> ParagraphRequest:
    """A snapshot of what a paragraph is made from; at most `longest` items of the text before it.

    Raises NothingToGoOn where there is no text to expand.
    """
    place = _place_of(document, node)
    context = context_before(document, place, longest)
    if kind == EXPAND:
        context = _with_plan(document, node, place, context)
    return ParagraphRequest(
        kind=kind,
        place=place,
        context=context,
        following=texts_after(document, place),
        language=language,
        sentences=sentences,
        n=n,
        seed=seed,
        reroll=reroll,
        settings=settings,
        revision=document.revision,
        source_fingerprint=document.source_fingerprint(node),
        created=created,
        of_concept=document.node(node).kind is Kind.CONCEPT,
        wish=wish.strip(),
    )


def _place_of(document: Document, node: NodeId) -> Place:
    """Under a heading, in an empty paragraph, else a new paragraph after it."""
    here = document.node(node)
    if here.kind is Kind.SECTION or (here.kind is Kind.PARAGRAPH and not here.children):
        return Place(node)
    return Place.new_paragraph(node)


def _with_plan(
    document: Document, node: NodeId, place: Place, context: tuple[ContextItem, ...]
) -> tuple[ContextItem, ...]:
    """What precedes the new paragraph, and last the plan: the heading, summary or concept itself."""
    here = document.node(node)
    text = wording(here)
    if text is None:
        what = "summary" if here.kind is Kind.PARAGRAPH else "text"
        raise NothingToGoOn(f"Node {node} has no {what} to expand. Write one, or choose a concept.")
    if place.position is Position.CONTINUE:
        return context
    return (*context, ContextItem(ItemKind.PLAN, text, above=True))
