"""The program's name, version and components."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout

from conceptwriter import __version__
from conceptwriter.editor.theme.fitting_dialog import FittingDialog
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class AboutDialog(FittingDialog):
    """Plain words and versions, to be copied into a report."""

    def __init__(self, models: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About ConceptWriter"))
        title = PlainLabel(f"ConceptWriter {__version__}", self)
        set_role(title, "title")
        words = PlainLabel(
            self.tr(
                "An outliner that writes with you, one concept at a time, in any of its languages, "
                "on your own computer. Nothing leaves it."
            ),
            self,
        )
        words.setWordWrap(True)
        versions = PlainLabel(
            f"Python {platform.python_version()} · Qt {PySide6.__version__} · {platform.platform()}\n"
            f"{models}\n" + self.tr("Licence: Apache-2.0. Qt is used under the LGPL-3.0."),
            self,
        )
        versions.setWordWrap(True)
        versions.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        versions.setAccessibleName(self.tr("Versions"))
        set_role(versions, "hint")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 16)
        layout.setSpacing(12)
        for widget in (title, words, versions, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(460)
