"""Viewing the whole document in one of its languages, and declaring which one it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.actions.picker import Entry
from conceptwriter.language import all_languages
from conceptwriter.outline import ROOT, Kind, NodeId
from conceptwriter.outline.renditions import labels, relabel
from conceptwriter.outline.tree import LanguageView

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.review.keeper import ReviewKeeper

AS_SET = "as set"
"""Key of the entry that ends the view: every part in its own language."""


class DocumentLanguages(QObject):
    """One per window."""

    def __init__(self, desk: Desk, review: ReviewKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._review = desk, review

    # Viewing

    @property
    def shown(self) -> str:
        """The language the document is viewed in."""
        return self._desk.document.effective_language(ROOT)

    def view_entries(self, recent: Sequence[str]) -> list[Entry]:
        """The languages for the picker: as set, those with some text, then all others."""
        document, review = self._desk.document, self._review
        view, home = document.view, document.root.language or document.root.source_language
        entries = [
            Entry(
                key=AS_SET,
                text=self.tr("Original languages"),
                detail=self.tr("{language}; each part in its own language").format(
                    language=language_name(home)
                ),
                right=self.tr("now") if view is None else "",
                search=language_name(home),
            )
        ]
        used = [code for code, _ in review.written.most_common()]
        for code in self._sorted(used, recent):
            entry = self._entry(code)
            if view is not None and view.language == code:
                remark = self.tr("now")
            elif code in review.written:
                remark = self.tr("{count} of {total}").format(
                    count=review.written[code], total=max(review.texts, review.written[code])
                )
            else:
                remark = self.tr("no text yet")
            entries.append(Entry(code, entry.text, entry.detail, remark, search=entry.search))
        return entries

    def show_in(self, code: str) -> None:
        """View the document in a language; AS_SET: each part in its own."""
        self._desk.show_in(None if code == AS_SET else LanguageView(code))

    def keep_own(self, nodes: Iterable[NodeId]) -> None:
        """The language just chosen for these nodes applies, whatever language the document is viewed in."""
        view = self._desk.document.view
        if view is not None:
            self._desk.show_in(LanguageView(view.language, view.own | set(nodes)))

    @property
    def present(self) -> set[str]:
        """The languages in which the document has texts, or is to have them."""
        root = self._desk.document.root
        return {*self._review.written, root.source_language, self.shown}

    # Declaring the written language

    def written_entries(self, top: NodeId, recent: Sequence[str]) -> list[Entry]:
        """All languages for the picker; a model need not support the chosen one."""
        now = self._written_in(top)
        used = [now, *(code for code, _ in self._review.written.most_common())]
        return [
            Entry(
                code, entry.text, entry.detail, self.tr("now") if code == now else code, search=entry.search
            )
            for code in self._sorted(used, recent)
            for entry in (self._entry(code),)
        ]

    def scope(self, top: NodeId) -> str:
        """The title of a picker for the written language of a branch."""
        if top == ROOT:
            return self.tr("Language of the document")
        if self._desk.document.node(top).kind is Kind.SECTION:
            return self.tr("Language of this section")
        return self.tr("Language of this paragraph")

    def declare(self, tops: Sequence[NodeId], code: str, key: str = "") -> None:
        """Declare in which language these branches are written. `key`: merge key of the undo step."""
        document = self._desk.document
        self._desk.change_all(
            labels(document, tops),
            lambda some: relabel(document, some, code, merge_key=key or None),
            label="Set source language",
        )

    def _written_in(self, top: NodeId) -> str:
        document = self._desk.document
        first = next((node for node in document.subtree(top) if document.source_text(node)), top)
        return document.node(first).source_language

    def _sorted(self, used: Sequence[str], recent: Sequence[str]) -> list[str]:
        languages = {language.code: language.english_name for language in all_languages()}
        rest = sorted(languages, key=lambda code: languages[code])
        return [code for code in dict.fromkeys([*used, *recent, *rest]) if code in languages]

    def _entry(self, code: str) -> Entry:
        language = next(one for one in all_languages() if one.code == code)
        return Entry(
            key=code,
            text=language.native_name,
            detail=language.english_name if language.english_name != language.native_name else "",
            search=" ".join([language.english_name, code, language.bcp47, *language.other_names]),
        )
