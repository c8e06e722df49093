"""Asks for a language: for a paragraph, for the document, for a further translation."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.gui.window.regional_entries import language_of, with_regions
from conceptwriter.outline import ROOT
from conceptwriter.outline.history import later_key
from conceptwriter.outline.regional_tags import set_region

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.actions.picker import Entry, Picker
    from conceptwriter.gui.inspector.panel import Inspector
    from conceptwriter.gui.proposals.controller import ProposalController
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.gui.window.document_languages import DocumentLanguages
    from conceptwriter.gui.window.model_link import ModelLink
    from conceptwriter.gui.window.translation import TranslationController
    from conceptwriter.outline import NodeId


class LanguageChoice(QObject):
    """One per window."""

    def __init__(
        self,
        desk: Desk,
        picker: Picker,
        settings: WindowSettings,
        translation: TranslationController,
        languages: DocumentLanguages,
        model_link: ModelLink,
        inspector: Inspector,
        proposals: ProposalController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._picker, self._settings = desk, picker, settings
        self._translation, self._languages, self._model_link = translation, languages, model_link
        self._inspector, self._proposals = inspector, proposals
        translation.no_model.connect(model_link.post_lack)
        translation.view_kept.connect(languages.keep_own)

    # For a paragraph

    def ask_language(self) -> None:
        """Choose the language of the paragraph."""
        entries = self._translation.language_entries(self._settings.recent_languages)
        self._ask(
            self.tr("Language of this paragraph"),
            entries,
            self.set_language,
            lambda code, key: self._translation.set_language(code, translate=False, key=key),
        )

    def ask_language_at(self, key: NodeId) -> None:
        """Choose the language of the paragraph whose badge was clicked."""
        if self._translation.target() not in (key, self._desk.document.parent(key)):
            self._desk.set_current(key)
        self.ask_language()

    def set_language(self, code: str, key: str = "") -> None:
        """Show the selected paragraphs in a language and translate what is missing.

        `key`: merge key of the undo step, if it has begun.
        """
        self._settings.remember_language(code)
        self._translation.set_language(code, translate=self._settings.translate_at_once, key=key)

    def translate_again(self, node: NodeId, code: str = "") -> None:
        """Offer other translations of a node, besides the one it has; a stale one by the model is renewed."""
        code = code or self._translation.other_language(node)
        if self._translation.needs_making(node, code):
            self._translation.translate([node], code)
            return
        if self._desk.current != node:
            self._desk.set_current(node)
        self._proposals.ask_translation(node, code)

    def ask_add_translation(self) -> None:
        """Choose a language to translate the current node into, in addition to those it has."""
        node = self._desk.current
        renditions = self._desk.document.node(node).renditions
        entries = self._translation.language_entries(self._settings.recent_languages)
        entries = [entry for entry in entries if entry.key not in renditions]

        def chosen(code: str, key: str) -> None:
            if code not in self._translation.known:
                self._inspector.languages.open_card(node, code)
            self._translation.translate([node], code, key=key)

        self._ask(
            self.tr("Translate this into"),
            entries,
            chosen,
            lambda code, _key: self._inspector.languages.open_card(node, code),
        )

    # For the document

    def ask_document_language(self) -> None:
        """Choose the language in which the whole document is shown."""
        entries = self._languages.view_entries(self._settings.recent_languages)
        self._picker.ask(self.tr("Show the document in"), entries, self._languages.show_in)

    def ask_translate_document(self) -> None:
        """Choose a language and translate what is missing in the whole document."""
        entries = self._translation.language_entries(self._settings.recent_languages, by_hand=False)
        self._ask(self.tr("Translate the document into"), entries, self._translation.translate_document)

    def ask_written(self, *, whole: bool = False) -> None:
        """Say in which language the selected paragraphs or sections, or the document, are written."""
        tops = [ROOT] if whole else self._translation.targets()
        entries = self._languages.written_entries(tops[0], self._settings.recent_languages)

        def chosen(code: str, key: str) -> None:
            self._settings.remember_language(code)
            self._languages.declare(tops, code, key)

        self._ask(self._languages.scope(tops[0]), entries, chosen)

    def _ask(
        self,
        title: str,
        entries: list[Entry],
        chosen: Callable[[str, str], object],
        by_hand: Callable[[str, str], object] | None = None,
    ) -> None:
        """A language that only another model supports leads to that one; once it is installed, it continues.

        Or the language is chosen anyway, to be written by hand. Languages of the document are offered with
        their regions, too. The callbacks get the code of the language, and the merge key of the undo step if
        a region was set in it.
        """

        def taken(name: str) -> None:
            chosen(*self._in_region(name))

        def offered(name: str) -> None:
            self._model_link.follow(language_of(name), lambda: taken(name))

        def written(name: str) -> None:
            if by_hand is not None:
                code, key = self._in_region(name)
                self._settings.remember_language(code)
                by_hand(code, key)

        entries = with_regions(entries, self._desk.document, self._languages.present)
        self._picker.ask(title, entries, taken, offered, written)

    def _in_region(self, name: str) -> tuple[str, str]:
        """The language of an entry, after the region that it names was set; the key of that undo step."""
        code, document = language_of(name), self._desk.document
        if name == code:
            return code, ""
        now = time.time()
        key = later_key(now)
        operation = set_region(document, code, name, merge_key=key, time=now)
        if operation.changes:
            self._desk.attempt(lambda: operation)
        return code, key
