"""What a translation of some branches has to do: found node by node, so that nobody has to wait for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conceptwriter.assistant.rendering import KEPT_AS_IT_IS, NO_WORDS, NodeTask
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.bundles.translators import CODEC
from conceptwriter.outline import ROOT, ChangeNotice, Document, NodeId
from conceptwriter.outline.edits import may_replace
from conceptwriter.outline.regional_tags import region_in
from conceptwriter.outline.translatable import has_words, is_verbatim

ITS_LANGUAGE = "written in this language"
EDITED = "edited by hand"
EDITED_AND_STALE = f"{EDITED}; its source has changed since then"
UP_TO_DATE = "up to date"
IN_NO_NEED = frozenset({ITS_LANGUAGE, UP_TO_DATE, EDITED})
"""Reasons to skip a node that already has text in the wanted language."""


class Which(StrEnum):
    """Which renditions a translation creates or replaces; those by a person are never touched."""

    MISSING = "missing"
    STALE = "stale"
    CURRENT = "current"


MISSING_AND_STALE = frozenset({Which.MISSING, Which.STALE})
EVERYTHING = frozenset(Which)


@dataclass(frozen=True, slots=True)
class TranslateRequest:
    """Everything needed for a translation; the worker never sees the document."""

    tasks: tuple[NodeTask, ...]
    skipped: Mapping[NodeId, str]
    to: str
    settings: AssistantSettings
    revision: int
    engine: str = ""
    """Name of a translator, or `CODEC`; empty: the default for each pair of languages."""
    terms: TermSource = no_terms
    region: str = ""
    """Region of the language in the document."""


class TranslationPlan:
    """The nodes of branches to be rendered in a language, in reading order, as far as it `is_complete`.

    The document may change before it is complete, and after: `look_again` is given each change, and what the
    change touched is looked at again.
    """

    def __init__(
        self,
        document: Document,
        tops: Iterable[NodeId],
        to: str,
        only: Collection[Which] = MISSING_AND_STALE,
    ) -> None:
        """`tops`: the branches, in reading order; one below another counts once."""
        self.document, self.to = document, to
        self._only = only
        self._tops = frozenset(tops_in_order := list(tops))
        self._ahead = tops_in_order[::-1]
        self._again: deque[NodeId] = deque()
        self._seen: set[NodeId] = set()
        self._tasks: dict[NodeId, NodeTask] = {}
        self._skipped: dict[NodeId, str] = {}

    @property
    def is_complete(self) -> bool:
        """True when no node is left to be looked at."""
        return not (self._ahead or self._again)

    @property
    def seen(self) -> int:
        """How many nodes have been looked at."""
        return len(self._seen)

    @property
    def wanted(self) -> int:
        """How many texts are to be translated."""
        return len(self._tasks)

    @property
    def own_and_stale(self) -> list[NodeId]:
        """The nodes whose translation is a person's, and was made from an older source."""
        return [node for node, reason in self._skipped.items() if reason == EDITED_AND_STALE]

    def step(self) -> None:
        """Look at the next node; nothing happens when the plan is complete."""
        if self._ahead:
            node = self._ahead.pop()
            here = self.document.get(node)
            if here is not None and node not in self._seen:
                self._ahead.extend(reversed(here.children))
                self._look_at(node)
        elif self._again:
            self._look_at(self._again.popleft())

    def finish(self) -> None:
        """Look at all the rest now."""
        while not self.is_complete:
            self.step()

    def look_again(self, notice: ChangeNotice) -> None:
        """The document has changed."""
        self._again.extend(notice.removed)
        self._again.extend(node for node in notice.changed if node in self._seen)
        self._again.extend(notice.inserted)
        for top in notice.moved:
            self._again.extend(self.document.subtree(top))

    def request(self, settings: AssistantSettings, engine: str = "") -> TranslateRequest:
        """The complete plan as a request. `engine`: see `TranslateRequest`."""
        if settings.decode_from is not None:
            engine = engine or CODEC  # only the codec can be told what to decode from
        revision = self.document.revision
        return TranslateRequest(
            tuple(self._tasks.values()),
            dict(self._skipped),
            self.to,
            settings,
            revision,
            engine,
            region=region_in(self.document, self.to),
        )

    def tasks(self) -> list[NodeTask]:
        """What is to be translated."""
        return list(self._tasks.values())

    def _look_at(self, node: NodeId) -> None:
        self._seen.add(node)
        task, reason = self._task_of(node)
        if task is not None:
            self._tasks[node] = task
        else:
            self._tasks.pop(node, None)
        if reason:
            self._skipped[node] = reason
        else:
            self._skipped.pop(node, None)

    def _task_of(self, node: NodeId) -> tuple[NodeTask | None, str]:
        """What is to be translated, or why it is skipped; neither for what has no text here."""
        document = self.document
        if node not in document or self._tops.isdisjoint([node, *document.ancestors(node)]):
            return None, ""
        text = document.source_text(node)
        if not text.strip():
            return None, ""
        reason = _reason_to_skip(document, node, self.to, self._only)
        if reason:
            return None, reason
        language = document.node(node).source_language
        return NodeTask(node, text, language, document.source_fingerprint(node)), ""


def plan_translation(
    document: Document,
    nodes: Iterable[NodeId] | None,
    to: str,
    only: Collection[Which],
    settings: AssistantSettings,
    engine: str = "",
) -> TranslateRequest:
    """The whole plan at once, for a command. `nodes` None: the whole document."""
    plan = TranslationPlan(document, [ROOT] if nodes is None else document.tops(nodes), to, only)
    plan.finish()
    return plan.request(settings, engine)


def _reason_to_skip(document: Document, node: NodeId, to: str, only: Collection[Which]) -> str:
    here = document.node(node)
    if is_verbatim(here):
        return KEPT_AS_IT_IS
    if here.source_language == to:
        return ITS_LANGUAGE
    old = here.renditions.get(to)
    stale = document.is_stale(node, to)
    if not may_replace(document, node, to):
        return EDITED_AND_STALE if stale else EDITED
    if not has_words(document.source_text(node)):
        return KEPT_AS_IT_IS if any(map(str.isalpha, document.source_text(node))) else NO_WORDS
    which = Which.MISSING if old is None or not old.text.strip() else Which.STALE if stale else Which.CURRENT
    return (
        ""
        if which in only
        else {Which.CURRENT: UP_TO_DATE, Which.STALE: "stale", Which.MISSING: "missing"}[which]
    )
