"""Everything about one bundle, and the actions on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.theme.wrapping_row import WrappingRow
from conceptwriter.gui.bundles.facts_view import FactsView
from conceptwriter.gui.bundles.wording import size_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.gui.bundles.facts import Fact
    from conceptwriter.gui.bundles.shelf import ShelfItem


class DetailsPane(QWidget):
    """Facts above, buttons below; buttons that do not apply to the bundle are hidden."""

    asked = Signal(str)
    """The requested action: use_codec, use_translator, install, verify, remove_surely and the like."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = FactsView(self.tr("Details of the model"), self)
        self.answer = PlainLabel(self)
        self.answer.setWordWrap(True)
        self.answer.setAccessibleName(self.tr("Result"))
        self.use_codec = self._button(self.tr("Use as &Translation Model"), "use_codec")
        self.use_lcm = self._button(self.tr("Use as &Concept Model"), "use_lcm")
        self.use_translator = self._button(self.tr("Use by &Default"), "use_translator")
        self.stop_translator = self._button(self.tr("&Stop Using by Default"), "stop_translator")
        self.install = self._button(self.tr("&Install..."), "install")
        self.install_from = self._button(self.tr("Install from &Folder..."), "install_from")
        self.verify = self._button(self.tr("&Verify"), "verify")
        self.remove = self._button(self.tr("&Remove"), "remove")
        self.surely = self._button(self.tr("&Remove Model"), "remove_surely")
        self.keep = self._button(self.tr("&Cancel"), "keep")
        row = WrappingRow()
        for button in (
            self.use_codec,
            self.use_lcm,
            self.use_translator,
            self.stop_translator,
            self.install,
            self.install_from,
            self.verify,
            self.remove,
            self.surely,
            self.keep,
        ):
            row.add(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.facts, 1)
        layout.addWidget(self.answer)
        layout.addLayout(row)

    def _button(self, text: str, what: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: self.asked.emit(what))
        return button

    def show_item(
        self,
        item: ShelfItem | None,
        facts: Sequence[Fact],
        *,
        removing: bool,
        busy: bool,
        leftover_bytes: int = 0,
    ) -> None:
        """Show a bundle; `removing`: its removal awaits confirmation; `busy`: something is in progress.

        `leftover_bytes`: what an installation that did not finish has on disk, which can be removed, too.
        """
        self.setEnabled(item is not None)
        heading = f"{item.title} {item.version}".strip() if item is not None else ""
        summary = item.entry.summary if item is not None and item.entry is not None else ""
        self.facts.show_facts(heading, summary, facts)
        here = item is not None and item.bundle is not None
        mine = item is not None and item.bundle is not None and not item.bundle.shipped
        has_leftovers = not here and leftover_bytes > 0
        if has_leftovers:
            words = self.tr("&Remove Download ({size})").format(size=size_words(leftover_bytes))
            self.remove.setText(words)
            self.surely.setText(words)
        else:
            self.remove.setText(self.tr("&Remove"))
            self.surely.setText(self.tr("&Remove Model"))
        removable = mine or has_leftovers
        serves = item.serves if item is not None else ()
        translates = item is not None and item.can_serve("translator") and not removing
        shown = {
            self.use_codec: item is not None and item.can_serve("codec") and not removing,
            self.use_lcm: item is not None and item.can_serve("lcm") and not removing,
            self.use_translator: translates and "translator" not in serves,
            self.stop_translator: translates and "translator" in serves,
            self.install: item is not None and not here and item.entry is not None and not removing,
            self.install_from: item is not None and not here and item.entry is not None and not removing,
            self.verify: here and not removing,
            self.remove: removable and not removing,
            self.surely: removable and removing,
            self.keep: removable and removing,
        }
        for button, visible in shown.items():
            button.setVisible(visible)
            button.setEnabled(not busy)
        self.use_codec.setEnabled(not busy and "codec" not in serves)
        self.use_lcm.setEnabled(not busy and "lcm" not in serves)

    def show_message(self, text: str, role: str = "") -> None:
        """Show the result of the last request; an empty text hides it."""
        self.answer.setText(text)
        set_role(self.answer, role)
        self.answer.setVisible(bool(text))
