"""Switching the language of a paragraph, and requesting what is missing or stale in it."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.actions.picker import Entry
from conceptwriter.gui.review.items import items_of
from conceptwriter.gui.window.other_languages import OtherLanguages
from conceptwriter.gui.window.translation_report import TranslationFigures
from conceptwriter.gui.window.translation_run import TranslationRun, failure_words
from conceptwriter.language import all_languages
from conceptwriter.outline import Kind, NodeId, State
from conceptwriter.outline.edits import confirm, may_replace, set_language
from conceptwriter.outline.history import later_key
from conceptwriter.outline.translatable import needs_translation
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.bundles.advice import Advice
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.window.remembered import Remembered


class TranslationController(QObject):
    """Implements the Translate menu."""

    notified = Signal(str)
    """A message for the user."""
    no_model = Signal(str)
    """Language code that cannot be translated into: there is no model, or it does not support it."""
    done = Signal(object)
    """Report of a translation that has ended."""
    own_is_stale = Signal(object, str)
    """NodeId, language code: a manual translation was made from an older source, and is left alone."""
    confirmed = Signal(object, str)
    """NodeId, language code: a person has approved this text."""
    view_kept = Signal(object)
    """List of NodeIds whose language has just been chosen."""

    def __init__(
        self, desk: Desk, jobs: JobService, models: EngineHost, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._models = desk, jobs, models
        self.others = OtherLanguages(desk, self)
        self.terms: TermSource = no_terms
        """Those that translations are to use."""
        self.remembered: Remembered | None = None
        """Enters what memories know before a model is asked."""
        self.adviser: Callable[[], Callable[[str], Advice | None]] = lambda: lambda _code: None
        """Returns what is needed for a language that the models do not support."""

    # Choosing a language

    @property
    def known(self) -> Sequence[str]:
        """The languages that the models translate into; none without a model."""
        return self._models.languages

    def language_entries(self, recent: Sequence[str], *, by_hand: bool = True) -> list[Entry]:
        """All languages for the picker: those in use and recent ones first, then those the model supports.

        `by_hand`: unsupported languages can be chosen, to be written by hand.
        """
        document = self._desk.document
        node = document.node(self.target())
        known = self._models.languages_from(node.source_language)
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
                    offer_first=advice is not None and advice.installed,
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
            return self.tr("not in {model}; needs a larger model").format(model=self._models.title)
        if not known:
            return self.tr("no model; write it yourself")
        return code

    def target(self) -> NodeId:
        """The node whose language is switched: the paragraph of a concept, else the current node itself."""
        document, current = self._desk.document, self._desk.current
        node = document.node(current)
        return node.parent if node.kind is Kind.CONCEPT and node.parent is not None else current

    def targets(self) -> list[NodeId]:
        """The nodes whose language is switched: the selected paragraphs and sections."""
        document = self._desk.document
        nodes = []
        for chosen in self._desk.selection:
            node = document.node(chosen)
            nodes.append(node.parent if node.kind is Kind.CONCEPT and node.parent is not None else chosen)
        return document.tops(nodes) or [self.target()]

    def other_language(self, node: NodeId) -> str:
        """The language of a node's translation: the one shown, else that of a stale or doubtful text."""
        document = self._desk.document
        shown, source = document.effective_language(node), document.node(node).source_language
        if shown != source:
            return shown
        listed = [item.language for item in items_of(document, node)]
        others = [code for code in document.node(node).renditions if code != source]
        return next(iter([*listed, *others]), "")

    def set_language(self, code: str, *, translate: bool = True) -> None:
        """Show the selected paragraphs in a language, and request what is missing in it: one undo step."""
        document, targets = self._desk.document, self.targets()
        now = time.time()
        key = later_key(now)
        switched = [node for node in targets if document.node(node).language != code]
        if switched:
            done = self._desk.attempt(lambda: set_language(document, targets, code, merge_key=key, time=now))
            if done is None:
                return
        self.view_kept.emit(targets)
        if translate:
            self.translate(targets, code, quiet=True, switched=switched, key=key)

    def back_to_source(self) -> None:
        """Show the selected paragraphs in the language they were written in."""
        document = self._desk.document
        for target in self.targets():
            source = document.node(self._first_text(target)).source_language
            above = document.parent(target)
            inherits = above is not None and document.effective_language(above) == source
            code = None if inherits else source
            if document.node(target).language != code:
                self._desk.attempt(partial(set_language, document, [target], code))
        self.view_kept.emit(self.targets())

    def _first_text(self, node: NodeId) -> NodeId:
        document = self._desk.document
        return next((below for below in document.subtree(node) if document.source_text(below)), node)

    def shows_translations(self) -> bool:
        """True when any part of the document is shown in another language than it was written in."""
        document = self._desk.document
        if document.effective_language(ROOT) != document.root.source_language:
            return True
        return any(document.node(node).language is not None for node in document.descendants(ROOT))

    def is_switched(self) -> bool:
        """True when the current paragraph is shown in another language than it was written in."""
        document, target = self._desk.document, self.target()
        return document.effective_language(target) != document.node(self._first_text(target)).source_language

    # Translating

    def translate_here(self) -> None:
        """Translate what is missing or stale in the selected paragraphs, in their languages.

        Where they are shown as they were written, their existing translations are renewed.
        """
        document = self._desk.document
        groups: dict[str, list[NodeId]] = {}
        for node in self.targets():
            shown = document.effective_language(node)
            codes = [shown] if self._needed([node], shown) else self._stale_languages(node)
            for code in codes or [shown]:
                groups.setdefault(code, []).append(node)
        key = later_key(time.time())  # several languages still make one undo step
        for code, nodes in groups.items():
            self.translate(nodes, code, key=key)

    def _stale_languages(self, node: NodeId) -> list[str]:
        document = self._desk.document
        found: dict[str, None] = {}
        for below in document.subtree(node):
            found.update(
                (code, None) for code in document.node(below).renditions if document.is_stale(below, code)
            )
        return list(found)

    def translate_document(self, code: str) -> None:
        """Translate what is missing or stale in the whole document."""
        self.translate([ROOT], code)

    def translate(
        self,
        nodes: Sequence[NodeId],
        code: str,
        *,
        quiet: bool = False,
        switched: Sequence[NodeId] = (),
        key: str = "",
    ) -> bool:
        """Request what is missing or stale below the nodes; False when nothing is requested.

        `quiet`: no message when there is nothing to do. `key`: merge key of the undo step it belongs to;
        `switched`: nodes whose language was set for it in that step.
        """
        if not self._needed(nodes, code):
            if not quiet:
                self.notified.emit(self.tr("Nothing to translate: all is there and up to date."))
            return False
        if not self._wanted(nodes, code):
            own = self._own_and_stale(nodes, code)
            if ROOT in nodes:
                self.done.emit(TranslationFigures(code, yours=len(own), whole=True))
            else:
                self.own_is_stale.emit(own[0], code)
            return False
        if self.remembered is not None:

            def rest(entered: int, step: str) -> None:
                self._ask_model(nodes, code, entered, switched, step)

            if self.remembered.enter(nodes, code, key, rest):
                return True
        return self._ask_model(nodes, code, 0, switched, key)

    def _ask_model(
        self, nodes: Sequence[NodeId], code: str, remembered: int, switched: Sequence[NodeId], key: str
    ) -> bool:
        """Request what memories did not know; False when nothing is requested."""
        present = [node for node in nodes if node in self._desk.document]
        wanted = self._wanted(present, code)
        if not wanted and remembered:
            self.done.emit(TranslationFigures(code, remembered=remembered, whole=ROOT in nodes))
        if not wanted:
            return False
        assistant = self._models.assistant
        if assistant is None or code not in self._models.languages:
            self.no_model.emit(code)
            return False
        try:
            work = assistant.translate(self._desk.document, present, code, terms=self.terms)
        except ConceptWriterError as error:
            self.notified.emit(str(error))
            return False
        run = TranslationRun(self._desk, code, wanted, whole=ROOT in nodes, parent=self)
        run.switched, run.step_key, run.remembered = switched, key or run.step_key, remembered
        run.ended.connect(self.done)
        run.ended.connect(run.deleteLater)
        run.failed.connect(self._failed)
        run.failed.connect(run.deleteLater)
        run.follow(self._jobs, work, nodes[0])
        return True

    def _failed(self, report: TranslationFigures, error: Exception) -> None:
        words = failure_words(error, self.tr("The translation failed ({error})."))
        kept = self.tr("The finished translations were kept.") if report.made else ""
        self.notified.emit(f"{words} {kept}".strip())

    def needs_making(self, node: NodeId, code: str) -> bool:
        """True when a text is missing or stale, and no manual work would be overwritten."""
        is_open = any(below == node for below in self._open_in([node], code))
        return is_open and may_replace(self._desk.document, node, code)

    def _needed(self, nodes: Sequence[NodeId], code: str) -> bool:
        return any(True for _ in self._open_in(nodes, code))

    def _open_in(self, nodes: Sequence[NodeId], code: str) -> Iterator[NodeId]:
        """What is missing or stale below the nodes, including stale manual translations."""
        document = self._desk.document
        for node in nodes:
            for below in document.subtree(node):
                if not needs_translation(document, below, code):
                    continue
                if document.rendition(below, code) is None or document.is_stale(below, code):
                    yield below

    def _wanted(self, nodes: Sequence[NodeId], code: str) -> int:
        """How many texts the model would be asked for."""
        document = self._desk.document
        return sum(may_replace(document, node, code) for node in self._open_in(nodes, code))

    def _own_and_stale(self, nodes: Sequence[NodeId], code: str) -> list[NodeId]:
        document = self._desk.document
        return [node for node in self._open_in(nodes, code) if not may_replace(document, node, code)]

    # Confirming

    def confirm(self, state: State) -> None:
        """Approve the visible text of the current node."""
        desk, node = self._desk, self._desk.current
        code = desk.document.effective_language(node)
        if desk.attempt(lambda: confirm(desk.document, node, code, state)) is not None:
            self.confirmed.emit(node, code)

    def can_confirm(self) -> bool:
        """True when the current node has a text in its output language."""
        document, current = self._desk.document, self._desk.current
        return document.rendition(current, document.effective_language(current)) is not None

    def is_translated(self, node: NodeId) -> bool:
        """True when the visible text is not the source."""
        document = self._desk.document
        return document.shown_language(node) != document.node(node).source_language
