"""A licence in full, and the checkbox that is required before anything is downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, on_button
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.bundles.wording import concerns_words, is_non_commercial, licence_sentence

if TYPE_CHECKING:
    from conceptwriter.gui.bundles.plan import ShownLicence


class LicencePage(QWidget):
    """One licence. The box is never ticked automatically."""

    toggled = Signal()

    def __init__(self, licence: ShownLicence, number: int, of: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.licence = licence
        counted = self.tr("Licence {number} of {of}").format(number=number, of=of)
        self.caption = PlainLabel(counted if of > 1 else self.tr("Licence"), self)
        set_role(self.caption, "hint")
        about = concerns_words(licence.concerns)
        self.heading = PlainLabel(f"{licence.title} ({about})" if about else licence.title, self)
        set_role(self.heading, "title")
        self.heading.setWordWrap(True)
        self.sentence = PlainLabel(licence_sentence(licence.spdx, licence.concerns), self)
        self.sentence.setWordWrap(True)
        set_role(self.sentence, "warn" if is_non_commercial(licence.spdx) else "")
        self.text = QPlainTextEdit(licence.text, self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(self.tr("Text of licence {name}").format(name=licence.title))
        self.box = QCheckBox(
            self.tr("I have &read and accept {name}").format(name=on_button(licence.spdx)), self
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.caption, self.heading, self.sentence):
            layout.addWidget(widget)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.box)
        self.box.toggled.connect(lambda _on: self.toggled.emit())

    @property
    def accepted(self) -> bool:
        """Whether the box is ticked."""
        return self.box.isChecked()
