"""What a paragraph is asked for with."""

from __future__ import annotations

from dataclasses import dataclass

from conceptwriter.assistant.places import ContextItem, Place
from conceptwriter.assistant.settings import AssistantSettings

EXPAND, CONTINUE = "expand", "continue"
"""Kinds of requests: a plan written out, or the text gone on with."""


@dataclass(frozen=True, slots=True)
class ParagraphRequest:
    """Everything a paragraph is made from: the worker sees this and never the document."""

    kind: str
    """`EXPAND`: the last item of `context` is the plan, what is to be written out. `CONTINUE`: there is none.
    """
    place: Place
    """Where it will stand; its anchor is the node it was asked for at."""
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
        """Whether the last item of the context is what is to be written out."""
        return self.kind == EXPAND
