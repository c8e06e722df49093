"""Switching the language of a paragraph, and asking for what is missing or stale in it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.actions.picker import Entry
from conceptwriter.gui.window.other_languages import OtherLanguages
from conceptwriter.language import all_languages
from conceptwriter.outline import Kind, NodeId, State
from conceptwriter.outline.edits import confirm, set_language
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conceptwriter.assistant import TranslationResult
    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.jobs.models import Models
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.models.advice import Advice


class TranslationController(QObject):
    """What the Translate menu does."""

    told = Signal(str)
    """A message for the person."""
    no_model = Signal(str)
    """Language code for which nothing can be translated: there is no model, or it does not know it."""
    done = Signal(str, int, int)
    """Language code, texts set, texts that a person should look at."""

    def __init__(self, desk: Desk, jobs: JobService, models: Models, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._models = desk, jobs, models
        self.others = OtherLanguages(desk, self)
        self.adviser: Callable[[], Callable[[str], Advice | None]] = lambda: lambda _code: None
        """Tells what a language needs that the models do not know."""

    # Choosing a language

    @property
    def known(self) -> Sequence[str]:
        """The languages that the models translate into; none without a model."""
        return self._models.languages

    def language_entries(self, recent: Sequence[str], *, by_hand: bool = True) -> list[Entry]:
        """All languages for the picker: those in use and recent ones first, then those the model knows.

        `by_hand`: one that it does not know can be chosen to be written by a person.
        """
        document, known = self._desk.document, self._models.languages
        node = document.node(self.target())
        here = [document.effective_language(node.id), node.source_language]
        first = list(dict.fromkeys([*here, *recent]))
        languages = {language.code: language for language in all_languages()}
        rest = sorted(languages, key=lambda code: (code not in known, languages[code].english_name))
        advise = self.adviser()
        entries = []
        for code in dict.fromkeys([*(code for code in first if code in languages), *rest]):
            language = languages[code]
            advice = advise(code) if known and code not in known else None
            usable = not known or code in known or code in here or self._is_written(code)
            entries.append(
                Entry(
                    key=code,
                    text=language.native_name,
                    detail=language.english_name if language.english_name != language.native_name else "",
                    right=self._language_remark(code, node.source_language, known, usable=usable),
                    enabled=usable,
                    search=" ".join([language.english_name, code, language.bcp47, *language.other_names]),
                    why=self._why_not(advice) if not usable else "",
                    offer=advice.offer if advice is not None and not usable else "",
                    by_hand=by_hand and not usable,
                )
            )
        return entries

    def _why_not(self, advice: Advice | None) -> str:
        if advice is not None:
            return advice.text
        return self.tr("{model} does not know this language.").format(model=self._models.title)

    def _is_written(self, code: str) -> bool:
        return code in self._desk.document.node(self._desk.current).renditions

    def _language_remark(self, code: str, source: str, known: Sequence[str], *, usable: bool) -> str:
        if code == self._desk.document.effective_language(self.target()):
            return self.tr("now")
        if code == source:
            return self.tr("source")
        if not usable:
            return self.tr("not in {model}; needs a larger bundle").format(model=self._models.title)
        if not known:
            return self.tr("no model: you write it yourself")
        return code

    def target(self) -> NodeId:
        """The node whose language is switched: the paragraph of a concept, else the current node itself."""
        document, current = self._desk.document, self._desk.current
        node = document.node(current)
        return node.parent if node.kind is Kind.CONCEPT and node.parent is not None else current

    def _targets(self) -> list[NodeId]:
        document = self._desk.document
        nodes = []
        for chosen in self._desk.selection:
            node = document.node(chosen)
            nodes.append(node.parent if node.kind is Kind.CONCEPT and node.parent is not None else chosen)
        return document.tops(nodes) or [self.target()]

    def set_language(self, code: str, *, translate: bool = True) -> None:
        """Show the selected paragraphs in a language, and ask for what is missing in it."""
        document, targets = self._desk.document, self._targets()
        switched = any(document.node(node).language != code for node in targets)
        if switched and self._desk.attempt(lambda: set_language(document, targets, code)) is None:
            return
        if translate:
            self.translate(targets, code, quiet=True)

    def back_to_source(self) -> None:
        """Show the selected paragraphs in the language they were written in."""
        document = self._desk.document
        for target in self._targets():
            source = document.node(self._first_text(target)).source_language
            above = document.parent(target)
            inherits = above is not None and document.effective_language(above) == source
            code = None if inherits else source
            if document.node(target).language != code:
                self._desk.attempt(partial(set_language, document, [target], code))

    def _first_text(self, node: NodeId) -> NodeId:
        document = self._desk.document
        return next((below for below in document.subtree(node) if document.source_text(below)), node)

    def is_switched(self) -> bool:
        """True when the current paragraph is shown in another language than it was written in."""
        document, target = self._desk.document, self.target()
        return document.effective_language(target) != document.node(self._first_text(target)).source_language

    # Translating

    def translate_here(self) -> None:
        """Translate what is missing or stale in the selected paragraphs, in their languages."""
        document = self._desk.document
        groups: dict[str, list[NodeId]] = {}
        for node in self._targets():
            groups.setdefault(document.effective_language(node), []).append(node)
        for code, nodes in groups.items():
            self.translate(nodes, code)

    def translate_document(self, code: str) -> None:
        """Translate what is missing or stale in the whole document."""
        self.translate([ROOT], code)

    def translate(self, nodes: Sequence[NodeId], code: str, *, quiet: bool = False) -> None:
        """Ask for what is missing or stale below the nodes; `quiet`: nothing is said when nothing is."""
        document = self._desk.document
        if not self._needed(nodes, code):
            if not quiet:
                self.told.emit(self.tr("Nothing to translate: all is there and up to date."))
            return
        assistant = self._models.assistant
        if assistant is None or code not in self._models.languages:
            self.no_model.emit(code)
            return
        try:
            work = assistant.translate(document, list(nodes), code)
        except ConceptWriterError as error:
            self.told.emit(str(error))
            return
        self._jobs.watch(
            work,
            node=nodes[0],
            on_result=self._arrived,
            on_cancelled=lambda: self._keep_partial(work.partial),
            on_failure=lambda error: self._failed(work.partial, error),
        )

    def _needed(self, nodes: Sequence[NodeId], code: str) -> bool:
        document = self._desk.document
        return any(
            document.source_text(below)
            and document.node(below).source_language != code
            and (document.rendition(below, code) is None or document.is_stale(below, code))
            for node in nodes
            for below in document.subtree(node)
        )

    def redo(self, node: NodeId, code: str) -> None:
        """Translate one node again, though it is up to date."""
        from conceptwriter.assistant import EVERYTHING

        assistant = self._models.assistant
        if assistant is None or code not in self._models.languages:
            self.no_model.emit(code)
            return
        try:
            work = assistant.translate(self._desk.document, [node], code, only=EVERYTHING)
        except ConceptWriterError as error:
            self.told.emit(str(error))
            return
        self._jobs.watch(work, node=node, on_result=lambda result: self._arrived(result, only=node))

    def _arrived(self, result: TranslationResult, only: NodeId | None = None) -> None:
        from conceptwriter.assistant import apply_translation

        if only is not None:
            result = replace(result, items=tuple(item for item in result.items if item.node == only))
        document, items = self._desk.document, len(result.items)
        if items:
            self._desk.attempt(lambda: apply_translation(document, result))
        if not items and only is not None:
            reason = result.skipped.get(only, "")
            self.told.emit(self.tr("Left as it is: {reason}.").format(reason=reason))
            return
        self.done.emit(result.to, items, len(result.flagged))

    def _keep_partial(self, ready: TranslationResult | None) -> None:
        if ready is not None and ready.items:
            self._arrived(ready)

    def _failed(self, ready: TranslationResult | None, error: Exception) -> None:
        self._keep_partial(ready)
        if isinstance(error, ConceptWriterError):
            self.told.emit(str(error))
        else:
            words = self.tr("The translation failed ({error}). What was ready has been kept.")
            self.told.emit(words.format(error=f"{type(error).__name__}: {error}"))

    # Confirming

    def confirm(self, state: State) -> None:
        """Approve the text that is shown of the current node."""
        desk = self._desk
        desk.attempt(lambda: confirm(desk.document, desk.current, None, state))

    def can_confirm(self) -> bool:
        """True when the current node has a text in the language it is to be shown in."""
        document, current = self._desk.document, self._desk.current
        return document.rendition(current, document.effective_language(current)) is not None

    def is_translated(self, node: NodeId) -> bool:
        """True when the text that is shown is not the source."""
        document = self._desk.document
        return document.shown_language(node) != document.node(node).source_language

    def is_open(self, node: NodeId) -> bool:
        """True when the node's output language is another than its own and the text is missing or stale."""
        document = self._desk.document
        here = document.node(node)
        code = document.effective_language(node)
        if code == here.source_language or not document.source_text(node):
            return False
        return code not in here.renditions or document.is_stale(node, code)
