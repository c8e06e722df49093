"""Cut, copy and paste: text, whole branches, and lists from elsewhere."""

from __future__ import annotations

import json

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from conceptwriter.gui.views import pasting
from conceptwriter.gui.views.commands import DeskCommands
from conceptwriter.gui.views.sentences import cut_into_sentences
from conceptwriter.outline import edits
from conceptwriter.outline.model import Draft
from conceptwriter.outline.tree import ROOT


class ClipboardCommands(DeskCommands):
    """Commands that use the clipboard."""

    def copy(self) -> None:
        """The selected text; without a caret the selected nodes, as Markdown list and as nodes."""
        data = self._clip()
        if data is not None:
            QGuiApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        """Copy, then delete."""
        data = self._clip()
        if data is None:
            return
        QGuiApplication.clipboard().setMimeData(data)
        if self.desk.caret is None:
            self.delete()
        else:
            self.remove_selected_text()

    def _clip(self) -> QMimeData | None:
        data = QMimeData()
        caret = self.desk.caret
        if caret is not None:
            text = self.selected_text(caret)
            data.setText(text)
            return data if text else None
        nodes = list(self.desk.selection)
        if ROOT in nodes:
            nodes = list(self.document.node(ROOT).children)
        markdown = pasting.as_markdown_list(self.document, nodes)
        data.setText(markdown)
        data.setData("text/markdown", markdown.encode("utf-8", "replace"))
        branches = json.dumps(pasting.as_branches(self.document, nodes))
        data.setData(pasting.NODES_TYPE, branches.encode("utf-8"))
        return data

    def paste(self) -> None:
        """The clipboard: nodes and lists as a tree after the current node, a phrase into the text."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is not None:  # an empty clipboard has none
            self.paste_data(data)

    def paste_plain(self) -> None:
        """All of the clipboard's text into the one node."""
        text = QGuiApplication.clipboard().text()
        if self.desk.caret is None:
            self.start_editing()
        self.type_text(pasting.unwrapped(text) if "\n" in text.strip() else text)

    def paste_data(self, data: QMimeData) -> None:
        """Like `paste`, for any data."""
        if self.desk.composing:
            return
        drafts: list[Draft] = []
        text = data.text().replace("\r\n", "\n").replace("\r", "\n")
        if data.hasFormat(pasting.NODES_TYPE):
            try:
                drafts = pasting.drafts_of_branches(json.loads(bytes(data.data(pasting.NODES_TYPE).data())))
            except ValueError:
                drafts = []
        if not drafts and ("\n" in text.strip() or self.desk.caret is None):
            language = self.document.shown_language(self.desk.current)
            split = pasting.sentence_splitter(language)
            drafts = pasting.drafts_of_text(text, split, language) if text.strip() else []
        if drafts:
            self.do(lambda: edits.take_drafts(self.document, self.desk.current, drafts, "Paste"))
        elif text and self.desk.caret is not None:
            self.type_text(text)
            if self.desk.lead is not None and self.desk.lead.flows:
                self.cut_into_sentences()

    def cut_into_sentences(self) -> None:
        """Give each sentence of the current concept a concept of its own."""
        node, caret = self.desk.current, self.desk.caret
        self.desk.attempt(lambda: cut_into_sentences(self.document, node, caret))
