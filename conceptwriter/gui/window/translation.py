"""Switching the language of a paragraph, and requesting what is missing or stale in it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.assistant.settings import BALANCED
from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.actions.picker import Entry
from conceptwriter.gui.review.items import items_of
from conceptwriter.gui.window.other_languages import OtherLanguages
from conceptwriter.gui.window.planning import Planning, is_open
from conceptwriter.gui.window.translation_report import TranslationFigures
from conceptwriter.gui.window.translation_run import TranslationRun, failure_words
from conceptwriter.language import all_languages
from conceptwriter.outline import Kind, NodeId, State
from conceptwriter.outline.edits import confirm, may_replace, set_language
from conceptwriter.outline.history import later_key
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conceptwriter.assistant.translation_plan import TranslationPlan
    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.bundles.advice import Advice
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.window.remembered import Remembered


@dataclass(frozen=True)
class _Wish:
    """What is to be translated, and how it is told."""

    nodes: tuple[NodeId, ...]
    code: str
    switched: tuple[NodeId, ...]
    """Nodes whose language was set for it in the same undo step."""
    key: str
    """Merge key of that step; empty: a step of its own."""
    quiet: bool = False
    """No message when there is nothing to do."""
    remembered: int = 0
    """Texts that memories have given."""


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
        self._planning = Planning(desk, jobs, self)
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

    def set_language(self, code: str, *, translate: bool = True, key: str = "") -> None:
        """Show the selected paragraphs in a language, and request what is missing in it: one undo step.

        `key`: merge key of that step, if it has begun.
        """
        document, targets = self._desk.document, self.targets()
        now = time.time()
        key = key or later_key(now)
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

    def unless_shown(self, act: Callable[[], object]) -> None:
        """Do something if no part of the document is shown in another language than it was written in."""
        document = self._desk.document
        if document.effective_language(ROOT) == document.root.source_language:
            self._planning.unless_any(lambda node: node.id != ROOT and node.language is not None, act)

    def is_switched(self) -> bool:
        """True when the current paragraph is shown in another language than it was written in."""
        document, target = self._desk.document, self.target()
        return document.effective_language(target) != document.node(self._first_text(target)).source_language

    # Translating

    def translate_here(self) -> None:
        """Translate what is missing or stale in the selected paragraphs, in their languages.

        Where they are shown as they were written, their existing translations are renewed.
        """
        key = later_key(time.time())  # several languages still make one undo step

        def translate_each(groups: dict[str, list[NodeId]]) -> None:
            for code, nodes in groups.items():
                self.translate(nodes, code, key=key)

        self._planning.languages(self.targets(), translate_each)

    def translate_document(self, code: str, key: str = "") -> None:
        """Translate what is missing or stale in the whole document. `key`: merge key of the undo step."""
        self.translate([ROOT], code, key=key)

    def translate(
        self,
        nodes: Sequence[NodeId],
        code: str,
        *,
        quiet: bool = False,
        switched: Sequence[NodeId] = (),
        key: str = "",
    ) -> None:
        """Request what is missing or stale below the nodes.

        `quiet`: no message when there is nothing to do. `key`: merge key of the undo step it belongs to;
        `switched`: nodes whose language was set for it in that step.
        """
        wish = _Wish(tuple(nodes), code, tuple(switched), key, quiet=quiet)
        self._planning.plan(wish.nodes, code, partial(self._begin, wish))

    def _begin(self, wish: _Wish, plan: TranslationPlan) -> None:
        """Enter what memories know, then ask a model for the rest."""
        own = plan.own_and_stale
        if not plan.wanted and not own:
            if not wish.quiet:
                self.notified.emit(self.tr("Nothing to translate: all is there and up to date."))
        elif not plan.wanted and ROOT in wish.nodes:
            self.done.emit(TranslationFigures(wish.code, yours=len(own), whole=True))
        elif not plan.wanted:
            self.own_is_stale.emit(own[0], wish.code)
        elif self.remembered is None or not self.remembered.enter(
            plan, wish.nodes[0], wish.key, partial(self._continue, wish)
        ):
            self._ask_model(wish, plan)

    def _continue(self, wish: _Wish, entered: int, key: str) -> None:
        """After what memories knew: plan again, for the text may have changed since."""
        present = tuple(node for node in wish.nodes if node in self._desk.document)
        if present:
            wish = replace(wish, nodes=present, key=key, remembered=entered)
            self._planning.plan(present, wish.code, partial(self._ask_model, wish))

    def _ask_model(self, wish: _Wish, plan: TranslationPlan) -> None:
        code, whole = wish.code, ROOT in wish.nodes
        if not plan.wanted:
            if wish.remembered:
                self.done.emit(TranslationFigures(code, remembered=wish.remembered, whole=whole))
            return
        assistant = self._models.assistant
        if assistant is None or code not in self._models.languages:
            self.no_model.emit(code)
            return
        try:
            work = assistant.translate_planned(replace(plan.request(BALANCED), terms=self.terms))
        except ConceptWriterError as error:
            self.notified.emit(str(error))
            return
        run = TranslationRun(self._desk, code, plan.wanted, wish.key, whole=whole, parent=self)
        run.switched, run.remembered = wish.switched, wish.remembered
        run.ended.connect(self.done)
        run.ended.connect(run.deleteLater)
        run.failed.connect(self._failed)
        run.failed.connect(run.deleteLater)
        run.follow(self._jobs, work, wish.nodes[0])

    def _failed(self, report: TranslationFigures, error: Exception) -> None:
        words = failure_words(error, self.tr("The translation failed ({error})."))
        kept = self.tr("The finished translations were kept.") if report.made else ""
        self.notified.emit(f"{words} {kept}".strip())

    def needs_making(self, node: NodeId, code: str) -> bool:
        """True when a text is missing or stale, and no manual work would be overwritten."""
        document = self._desk.document
        return is_open(document, node, code) and may_replace(document, node, code)

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
