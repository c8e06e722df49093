"""Cut, copy and paste: text, whole branches, and lists from elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from conceptwriter.editor.views import pasting
from conceptwriter.editor.views.commands import DeskCommands
from conceptwriter.editor.views.lazy_clip import HTML_TYPE, TEXT_TYPE, LazyClip
from conceptwriter.editor.views.pasting_place import paste_at
from conceptwriter.editor.views.prose_clip import ProseClip
from conceptwriter.editor.views.prose_paste import drafts_of_markdown, has_structure, paste_markdown
from conceptwriter.editor.views.sentences import cut_into_sentences
from conceptwriter.interchange.markup import is_plain
from conceptwriter.outline import edits
from conceptwriter.outline.blocks import is_verbatim
from conceptwriter.outline.model import Draft, Kind, NodeId
from conceptwriter.outline.ranges import nodes_in_range
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.changes import Operation

MARKDOWN_TYPE = "text/markdown"


class ClipboardCommands(DeskCommands):
    """Commands that use the clipboard."""

    def copy(self) -> None:
        """The selected text; without a caret the selected nodes, as a Markdown list and as nodes."""
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
        if self.desk.caret is not None:
            ends = self.desk.text_range
            if ends is None:
                return None
            clip = ProseClip(self.document, *ends)
            forms: dict[str, Callable[[], str]] = {TEXT_TYPE: clip.prose, MARKDOWN_TYPE: clip.markdown}
            if clip.has_html:
                forms[HTML_TYPE] = clip.html
            whole = self._whole_nodes()
            if whole:
                branches = pasting.as_branches(self.document, whole)
                forms[pasting.NODES_TYPE] = lambda: json.dumps(branches)
            return LazyClip(forms)
        nodes = list(self.desk.selection)
        if ROOT in nodes:
            nodes = list(self.document.node(ROOT).children)
        data = QMimeData()
        markdown = pasting.as_markdown_list(self.document, nodes)
        data.setText(markdown)
        data.setData(MARKDOWN_TYPE, markdown.encode("utf-8", "replace"))
        data.setData(pasting.NODES_TYPE, self._branches(nodes))
        return data

    def _branches(self, nodes: list[NodeId]) -> bytes:
        return json.dumps(pasting.as_branches(self.document, nodes)).encode("utf-8")

    def _whole_nodes(self) -> list[NodeId]:
        """The sentences that are selected from beginning to end, if nothing else is."""
        ends = self.desk.text_range
        if ends is None or ends[0].position or ends[1].position < len(self.document.text(ends[1].node)):
            return []
        nodes = nodes_in_range(self.document, *ends)
        return nodes if all(self.document.node(node).kind is Kind.CONCEPT for node in nodes) else []

    def paste(self) -> None:
        """Paste nodes and lists as a tree after the current node, a phrase into the text."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is not None:  # None when the clipboard is empty
            self.paste_data(data)

    def paste_plain(self) -> None:
        """Paste all of the clipboard's text into the one node."""
        text = QGuiApplication.clipboard().text()
        if self.desk.caret is None:
            self.start_editing()
        self.type_text(pasting.unwrapped(text) if "\n" in text.strip() else text)

    def paste_data(self, data: QMimeData) -> None:
        """Like `paste`, with any data."""
        if self.desk.composing:
            return
        drafts: list[Draft] = []
        text, is_markdown = self._text_of(data)
        if self._in_code():
            self.type_text(data.text())
            return
        if data.hasFormat(pasting.NODES_TYPE) and not (text and self._pastes_into_a_sentence()):
            try:
                drafts = pasting.drafts_of_branches(json.loads(bytes(data.data(pasting.NODES_TYPE).data())))
            except ValueError:
                drafts = []
        structured = has_structure(text) or (is_markdown and "\n" in text.strip())
        if not drafts and structured and self._in_flow() and self._paste_structure(text):
            return
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

    def _in_flow(self) -> bool:
        lead = self.desk.lead
        return self.desk.caret is not None and lead is not None and lead.flows

    def _in_code(self) -> bool:
        """True where every character is literal text."""
        caret = self.desk.caret
        parent = None if caret is None else self.document.node(caret.node).parent
        return self._in_flow() and parent is not None and is_verbatim(self.document, parent)

    def _text_of(self, data: QMimeData) -> tuple[str, bool]:
        """The text of the clipboard, with its marks if it is Markdown; and whether it is."""
        text = data.text()
        marked = ""
        if self._in_flow() and data.hasFormat(MARKDOWN_TYPE) and not is_plain(self.document):
            marked = bytes(data.data(MARKDOWN_TYPE).data()).decode("utf-8", "replace")
        return (marked or text).replace("\r\n", "\n").replace("\r", "\n"), bool(marked)

    def _paste_structure(self, text: str) -> bool:
        """Paste Markdown into flowing text as headings, lists and paragraphs; False where it has none."""
        caret, selected = self.desk.caret, self.desk.text_range
        drafts = drafts_of_markdown(text, self.document.shown_language(self.desk.current))
        if caret is None or not drafts:
            return False
        self.do(lambda: paste_markdown(self.document, caret, selected, drafts))
        return True

    def _pastes_into_a_sentence(self) -> bool:
        """In flowing text a phrase goes to the caret; nodes go between nodes."""
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
        """Turn each sentence of the current concept into its own concept."""
        node, caret = self.desk.current, self.desk.caret
        self.desk.attempt(lambda: cut_into_sentences(self.document, node, caret))
