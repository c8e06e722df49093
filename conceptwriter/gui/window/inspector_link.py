"""Connects the inspector and the window: requests from its buttons, and model facts for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.gui.window.confirmed import ConfirmedTexts
from conceptwriter.gui.window.context_menu import REVIEW_MENU, show_context_menu
from conceptwriter.gui.window.translator_notice import TranslatorNotice
from conceptwriter.outline import ROOT

if TYPE_CHECKING:
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.window.commands.context import Context
    from conceptwriter.gui.window.status_keeper import StatusKeeper
    from conceptwriter.outline import NodeId, ProposalSet


class InspectorLink(QObject):
    """One per window."""

    def __init__(
        self,
        context: Context,
        models: EngineHost,
        status: StatusKeeper,
        notices: NoticeBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._models = context, models
        self._connect_offers()
        self._connect_languages(notices)
        self._connect_confirmed(notices)
        tabs = context.inspector
        tabs.left.connect(context.navigation.back_to_text)
        tabs.review.go_requested.connect(context.navigation.go_to_item)
        tabs.review.menu_asked.connect(
            lambda place: show_context_menu(context.registry, place, context.window, REVIEW_MENU)
        )
        tabs.details.engine_text = status.engine_lines
        tabs.details.technical_text = status.technical_lines
        tabs.details.vector_text = self._vector_words
        context.proposals.changed.connect(tabs.refresh_soon)
        context.jobs.ended.connect(tabs.refresh_soon)
        models.changed.connect(tabs.refresh_soon)
        models.changed.connect(self._show_models)
        self._show_models()

    def _connect_offers(self) -> None:
        context = self._context
        tab = context.inspector.proposals
        tab.take_requested.connect(self._take)
        tab.open_requested.connect(context.proposals.open)
        tab.drop_requested.connect(context.proposals.forget)
        tab.propose_requested.connect(lambda: context.proposals.ask("propose"))
        tab.manner.voice_wanted.connect(context.model_link.install_voice)

    def _connect_languages(self, notices: NoticeBar) -> None:
        context = self._context
        tab = context.inspector.languages
        tab.again_requested.connect(context.language_choice.translate_again)
        tab.stale_requested.connect(lambda: context.navigation.go_to_open(1))
        tab.written_requested.connect(context.language_choice.ask_written)
        tab.add_requested.connect(context.language_choice.ask_add_translation)
        tab.help_requested.connect(context.model_link.follow)
        tab.can_translate = lambda code: code in self._models.languages
        tab.advise = context.model_link.advise
        tab.offer_translator = context.model_link.translator_offer
        tab.hint.wanted.connect(context.model_link.open)
        tab.hint.refused.connect(self._refuse_translators)
        context.model_link.source_here = self._source_here
        context.model_link.keeper.pairs_here = self._pairs_here

        self.translator_notice = TranslatorNotice(context, notices, self._refuse_translators, self)

    def _connect_confirmed(self, notices: NoticeBar) -> None:
        context = self._context
        self.confirmed_texts = ConfirmedTexts(
            context.desk,
            context.review,
            notices,
            context.navigation.go_to_item,
            lambda: context.registry.run("translate.review"),
            self,
        )
        context.translation.confirmed.connect(self.confirmed_texts.check)
        context.inspector.languages.confirmed.connect(self.confirmed_texts.check)

    def _refuse_translators(self) -> None:
        self._context.model_link.refuse_translators()
        self.translator_notice.withdraw()
        self._context.inspector.languages.refresh()

    def _source_here(self) -> str:
        desk = self._context.desk
        return desk.document.node(desk.current).source_language

    def _pairs_here(self) -> list[tuple[str, str]]:
        """From the language of the current text into those it has, and those it is to be shown in."""
        document, current = self._context.desk.document, self._context.desk.current
        shown = [document.effective_language(node) for node in (current, ROOT)]
        source = self._source_here()
        return [(source, code) for code in dict.fromkeys([*document.node(current).renditions, *shown])]

    def _show_models(self) -> None:
        self._context.manner.show_models(self._models.variants, self._models.voice)

    def _take(self, roll: ProposalSet, proposal_id: str) -> None:
        ids = [proposal.id for proposal in roll.proposals]
        self._context.proposals.take_from(roll, ids.index(proposal_id))

    def _vector_words(self, node: NodeId) -> str:
        status, document = self._models.status, self._context.desk.document
        if status is None or status.codec is None or not document.source_text(node):
            return ""
        codec, mark = status.codec, document.source_fingerprint(node)
        known = self._context.project.project.vectors.get_many([mark], codec.id, codec.version)
        return self.tr("processed") if known else self.tr("not processed yet")
