"""Cut, copy and paste: text, whole branches, and lists from elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from conceptwriter.gui.views import pasting
from conceptwriter.gui.views.commands import DeskCommands
from conceptwriter.gui.views.pasting_place import paste_at
from conceptwriter.gui.views.sentences import cut_into_sentences
from conceptwriter.outline import edits
from conceptwriter.outline.model import Draft, Kind, NodeId
from conceptwriter.outline.ranges import nodes_in_range
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation


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
        if self.desk.caret is not None:
            text = self.selected_text()
            data.setText(text)
            whole = self._whole_nodes()
            if whole:
                data.setData(pasting.NODES_TYPE, self._branches(whole))
            return data if text else None
        nodes = list(self.desk.selection)
        if ROOT in nodes:
            nodes = list(self.document.node(ROOT).children)
        markdown = pasting.as_markdown_list(self.document, nodes)
        data.setText(markdown)
        data.setData("text/markdown", markdown.encode("utf-8", "replace"))
        data.setData(pasting.NODES_TYPE, self._branches(nodes))
        return data

    def _branches(self, nodes: list[NodeId]) -> bytes:
        return json.dumps(pasting.as_branches(self.document, nodes)).encode("utf-8")

    def _whole_nodes(self) -> list[NodeId]:
        """The sentences that are selected from their beginning to their end, where nothing else is."""
        ends = self.desk.text_range
        if ends is None or ends[0].position or ends[1].position < len(self.document.text(ends[1].node)):
            return []
        nodes = nodes_in_range(self.document, *ends)
        return nodes if all(self.document.node(node).kind is Kind.CONCEPT for node in nodes) else []

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
        if data.hasFormat(pasting.NODES_TYPE) and not (text and self._pastes_into_a_sentence()):
            try:
                drafts = pasting.drafts_of_branches(json.loads(bytes(data.data(pasting.NODES_TYPE).data())))
            except ValueError:
                drafts = []
        if not drafts and ("\n" in text.strip() or self.desk.caret is None):
            language = self.document.shown_language(self.desk.current)
            split = pasting.sentence_splitter(language)
            drafts = pasting.drafts_of_text(text, split, language) if text.strip() else []
        if drafts:
            self.do(lambda: self._paste_drafts(drafts))
        elif text and self.desk.caret is not None:
            self.type_text(text)
            if self.desk.lead is not None and self.desk.lead.flows:
                self.cut_into_sentences()

    def _pastes_into_a_sentence(self) -> bool:
        """In flowing text a phrase goes where the caret is; nodes go between nodes."""
        caret, lead = self.desk.caret, self.desk.lead
        if caret is None or lead is None or not lead.flows or self.desk.text_range is not None:
            return False
        return 0 < caret.position < len(self.document.text(caret.node))

    def _paste_drafts(self, drafts: list[Draft]) -> Operation:
        caret, lead = self.desk.caret, self.desk.lead
        if caret is None:
            return edits.take_drafts(self.document, self.desk.current, drafts, "Paste")
        flows = lead is not None and lead.flows
        return paste_at(self.document, caret, self.desk.text_range, drafts, flows=flows)

    def cut_into_sentences(self) -> None:
        """Give each sentence of the current concept a concept of its own."""
        node, caret = self.desk.current, self.desk.caret
        self.desk.attempt(lambda: cut_into_sentences(self.document, node, caret))
