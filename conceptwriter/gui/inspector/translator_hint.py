"""One line below the renditions: a model made for this pair of languages can be installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, on_button
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.bundles.wording import licences_in_short, size_words

if TYPE_CHECKING:
    from conceptwriter.gui.bundles.shelf import ShelfItem


def hint_words(item: ShelfItem) -> str:
    """That a translation model can be installed, and what it takes."""
    size = item.bytes_on_disk
    facts = [size_words(size)] if size is not None else []
    words = QCoreApplication.translate(
        "TranslatorHint",
        "Not good enough? A model made for translation can be installed: {title} ({facts}).",
    )
    return words.format(title=item.title, facts=", ".join([*facts, licences_in_short(item.licences)]))


def offer_words(item: ShelfItem) -> str:
    """The label of the button that leads to it."""
    return QCoreApplication.translate("TranslatorHint", "Show {title}...").format(title=item.title)


class TranslatorHint(QWidget):
    """Hidden while there is nothing to offer."""

    wanted = Signal(str)
    """Key of the offer on the shelf: show it."""
    refused = Signal()
    """Do not mention such models again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self.label = PlainLabel(self)
        self.label.setWordWrap(True)
        set_role(self.label, "hint")
        self.button = QToolButton(self)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.clicked.connect(lambda _checked=False: self.wanted.emit(self._key))
        set_role(self.button, "link")
        self.close_button = QToolButton(self)
        self.close_button.setText("✕")
        self.close_button.setToolTip(self.tr("Do not mention translation models again"))
        self.close_button.setAccessibleName(self.tr("Do not mention translation models again"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.close_button.clicked.connect(lambda _checked=False: self.refused.emit())
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setColumnStretch(0, 1)
        layout.addWidget(self.label, 0, 0)
        layout.addWidget(self.close_button, 0, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.button, 1, 0, Qt.AlignmentFlag.AlignLeading)
        self.hide()

    def show_offer(self, item: ShelfItem | None) -> None:
        """Show an offer; None hides it."""
        self.setVisible(item is not None)
        if item is None or item.key == self._key:
            return
        self._key = item.key
        self.label.setText(hint_words(item))
        offer = offer_words(item)
        self.button.setText(on_button(offer))
        self.button.setAccessibleName(offer)
