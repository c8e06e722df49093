"""Commands for bold, italic, code and links: on selected text, the word at the caret, or what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QGuiApplication

from conceptwriter.editor.views.commands import DeskCommands
from conceptwriter.interchange import emphasis
from conceptwriter.interchange.escaping import escape_inline
from conceptwriter.interchange.markup import become_markdown, is_plain, place_in_markdown
from conceptwriter.outline.blocks import VERBATIM
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import Caret, NodeId
from conceptwriter.outline.ranges import nodes_in_range
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT
from conceptwriter.outline.wording import write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.interchange.emphasis import Toggled
    from conceptwriter.outline.changes import Operation


class _Part(NamedTuple):
    """The selected characters of one node."""

    node: NodeId
    start: int
    end: int


class EmphasisCommands(DeskCommands):
    """Toggles inline marks."""

    def bold(self) -> None:
        """Bold on or off."""
        self._toggle(emphasis.BOLD, "Bold")

    def italic(self) -> None:
        """Italic on or off."""
        self._toggle(emphasis.ITALIC, "Italic")

    def code(self) -> None:
        """Code on or off."""
        self._toggle(emphasis.CODE, "Code")

    def link(self) -> None:
        """A link on or off; its address is taken from the clipboard, or typed next."""
        copied = QGuiApplication.clipboard().text().strip()
        address = copied if emphasis.is_address(copied) else ""
        caret = self._caret_in_text()
        if caret is None:
            return
        parts = self._parts(caret)
        if len(parts) > 1:
            self.desk.failed.emit(
                self.tr("A link cannot span several sentences. Select text in one sentence.")
            )
            return
        if parts:
            part = parts[0]
            self._change(
                "Link", part, lambda text, at: emphasis.toggled_link(text, at.start, at.end, address)
            )

    def _toggle(self, mark: str, label: str) -> None:
        caret = self._caret_in_text()
        if caret is None:
            return
        parts = self._parts(caret)
        if self.desk.text_range is not None:
            self.desk.attempt(lambda: self._toggled(parts, mark, label, caret))
        elif parts:
            self._change(label, parts[0], lambda text, at: emphasis.toggled_at(text, at.start, mark))

    def _caret_in_text(self) -> Caret | None:
        """The caret; while whole nodes are selected, first select the text of the current one."""
        if self.desk.composing:
            return None
        caret = self.desk.caret
        if caret is None and self.desk.current != ROOT:
            self.start_editing()
            self.desk.place_caret(self.desk.current, None, 0)
            caret = self.desk.caret
        return caret

    def _parts(self, caret: Caret) -> list[_Part]:
        """The selected part of each node that has its own text; without a selection, the caret's position."""
        document = self.document
        ends = self.desk.text_range or (caret, caret)
        parts = []
        for node in nodes_in_range(document, *ends):
            here = document.node(node)
            start = ends[0].position if node == ends[0].node else 0
            end = ends[1].position if node == ends[1].node else len(document.text(node))
            if VERBATIM not in here.attributes and not document.shows_source(node):
                parts.append(_Part(node, start, end))
        return parts if ends[0] == ends[1] else [part for part in parts if part.start < part.end]

    def _in_markdown(self, part: _Part) -> _Part:
        text = self.document.text(part.node)
        return _Part(part.node, place_in_markdown(text, part.start), place_in_markdown(text, part.end))

    def _change(self, label: str, part: _Part, change: Callable[[str, _Part], Toggled]) -> None:
        """Change the text of one node; only an actual difference makes an undo step."""
        document, caret = self.document, self.desk.caret
        text = document.text(part.node)
        if is_plain(document):
            part, text = self._in_markdown(part), escape_inline(text)
        done = change(text, part)
        if done.text == document.text(part.node):
            self.desk.place_caret(part.node, done.end, done.start)
            return

        def build() -> Operation:
            with Sketch(document) as sketch:
                sketch.require_unlocked(part.node)
                become_markdown(sketch)
                write_text(sketch, part.node, document.typed_language(part.node), done.text)
            anchor = done.start if done.start != done.end else None
            return sketch.operation(label, Caret(part.node, done.end, anchor), caret)

        self.desk.attempt(build)

    def _toggled(self, parts: list[_Part], mark: str, label: str, caret: Caret) -> Operation:
        """Off if all of it has the mark; otherwise on."""
        document = self.document
        if is_plain(document):
            parts = list(map(self._in_markdown, parts))
        with Sketch(document) as sketch:
            sketch.require_unlocked(*(part.node for part in parts))
            become_markdown(sketch)
            words = [part for part in parts if document.text(part.node)[part.start : part.end].strip()]
            if not words:
                raise EditError(self.tr("No text is selected. Select some words first."))
            off = all(emphasis.is_marked(document.text(p.node), p.start, p.end, mark) for p in words)
            change = emphasis.without_mark if off else emphasis.with_mark
            places: list[_Part] = []
            for part in words:
                text = document.text(part.node)
                if not off and emphasis.is_marked(text, part.start, part.end, mark):
                    places.append(part)
                    continue
                done = change(text, part.start, part.end, mark)
                write_text(sketch, part.node, document.typed_language(part.node), done.text)
                places.append(_Part(part.node, done.start, done.end))
        first, last = places[0], places[-1]
        after = Caret(last.node, last.end, first.start, first.node if first.node != last.node else None)
        return sketch.operation(label, after, caret)
