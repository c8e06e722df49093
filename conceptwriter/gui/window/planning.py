"""Plans translations without blocking the window, and finds the languages that are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.assistant.translation_plan import TranslationPlan
from conceptwriter.editor.wording import language_name
from conceptwriter.gui.jobs.sliced import Sliced
from conceptwriter.job import JobProgress
from conceptwriter.outline import ROOT
from conceptwriter.outline.translatable import needs_translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.outline import Document, NodeId
    from conceptwriter.outline.model import Node


class Planning(QObject):
    """One per window."""

    def __init__(self, desk: Desk, jobs: JobService, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs

    def plan(self, nodes: Sequence[NodeId], code: str, then: Callable[[TranslationPlan], object]) -> None:
        """Find what is missing or stale below the nodes; `then` gets the plan, right for the text as it is.

        For a few texts that is at once. If the writer stops it, nothing follows.
        """
        document = self._desk.document
        plan = TranslationPlan(document, nodes, code)
        unsubscribe = document.subscribe(plan.look_again)

        def planned() -> None:
            unsubscribe()
            plan.finish()  # what has changed since the last slice
            then(plan)

        Sliced(self._jobs, self).run(
            self.tr("Translating into {language}").format(language=language_name(code)),
            _steps(plan),
            planned,
            progress=lambda: JobProgress(plan.seen, max(plan.seen, len(document)), "planning"),
            stopped=unsubscribe,
            node=next(iter(nodes), None),
        )

    def languages(self, targets: Sequence[NodeId], then: Callable[[dict[str, list[NodeId]]], None]) -> None:
        """Find into which languages these are to be translated; `then` gets the nodes for each.

        It is the language in which a node is shown. If nothing in it is open, as when it is shown as it was
        written, it is those of its outdated translations.
        """
        found: dict[str, list[NodeId]] = {}
        Sliced(self._jobs, self).run(
            self.tr("Looking for what is to be translated"),
            _survey(self._desk.document, targets, found),
            lambda: then(found),
            node=next(iter(targets), None),
        )

    def unless_any(self, has_it: Callable[[Node], bool], act: Callable[[], object]) -> None:
        """Do something if this is true of no node of the document."""
        found: list[NodeId] = []

        def look() -> Iterator[None]:
            for here in _below(self._desk.document, ROOT):
                if has_it(here):
                    found.append(here.id)
                    return
                yield

        def end() -> None:
            if not found:
                act()

        Sliced(self._jobs, self).run(self.tr("Looking for translations"), look(), end)


def is_open(document: Document, node: NodeId, code: str) -> bool:
    """True when a translation is missing or made from an older source, whoever wrote it."""
    if not needs_translation(document, node, code):
        return False
    return document.rendition(node, code) is None or document.is_stale(node, code)


def _steps(plan: TranslationPlan) -> Iterator[None]:
    while not plan.is_complete:
        plan.step()
        yield


def _survey(document: Document, targets: Sequence[NodeId], found: dict[str, list[NodeId]]) -> Iterator[None]:
    for target in targets:
        if target not in document:
            continue
        shown, stale = document.effective_language(target), dict[str, None]()
        for here in _below(document, target):
            if is_open(document, here.id, shown):
                stale = {}
                break
            stale.update((code, None) for code in here.renditions if document.is_stale(here.id, code))
            yield
        for code in stale or [shown]:
            found.setdefault(code, []).append(target)


def _below(document: Document, top: NodeId) -> Iterator[Node]:
    """A branch in reading order, as far as it is still there; it may change in between."""
    ahead = [top]
    while ahead:
        here = document.get(ahead.pop())
        if here is not None:
            ahead.extend(reversed(here.children))
            yield here
