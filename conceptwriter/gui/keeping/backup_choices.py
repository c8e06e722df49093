"""What a writer may choose about backups: whether, how many, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QSpinBox

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFormLayout, QWidget

    from conceptwriter.gui.settings import WindowSettings

MOST_KEPT = 100


class BackupChoices(QObject):
    """The rows of the preferences about backups; each takes effect at once."""

    changed = Signal()

    def __init__(self, settings: WindowSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings, self._parent = settings, parent
        self.active = QCheckBox(
            self.tr("Make &backups automatically: daily, while you write, and before large changes"), parent
        )
        self.active.setChecked(settings.backups)
        self.kept = QSpinBox(parent)
        self.kept.setRange(1, MOST_KEPT)
        self.kept.setValue(settings.backups_kept)
        self.kept.setAccessibleName(self.tr("How many recent backups to keep"))
        self.kept.setToolTip(
            self.tr("Of older backups, one per day is kept for two weeks and one per week for half a year")
        )
        self.folder = QLineEdit(settings.backup_folder, parent)
        self.folder.setAccessibleName(self.tr("Backup folder"))
        self.folder.setPlaceholderText(self.tr("beside each document"))
        self.choose = QPushButton(self.tr("C&hoose..."), parent)
        self.choose.setAutoDefault(False)
        self.message = PlainLabel(parent)
        self.message.setWordWrap(True)
        set_role(self.message, "warn")
        self.active.toggled.connect(self._store)
        self.kept.valueChanged.connect(self._store)
        self.folder.editingFinished.connect(self._store)
        self.choose.clicked.connect(lambda _checked=False: self._ask_folder())
        self._show()

    def add_to(self, form: QFormLayout) -> None:
        """Add the rows to a form."""
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        form.addRow("", self.active)
        form.addRow(self.tr("&Keep the newest"), self.kept)
        label = PlainLabel(self.tr("Backup &folder"), self._parent)
        label.setBuddy(self.folder)
        form.addRow(label, row)
        form.addRow("", self.message)

    def _ask_folder(self) -> None:
        start = self.folder.text() or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self._parent, self.tr("Backup folder"), start)
        if chosen:
            self.folder.setText(chosen)
            self._store()

    def _show(self) -> None:
        text = self.folder.text().strip()
        wrong = bool(text) and not Path(text).is_dir()
        self.message.setText(
            self.tr("This folder does not exist; it will be created with the first backup.") if wrong else ""
        )
        self.message.setVisible(wrong)

    def _store(self, *_ignored: object) -> None:
        self._settings.backups = self.active.isChecked()
        self._settings.backups_kept = self.kept.value()
        text = self.folder.text().strip()
        self._settings.backup_folder = str(Path(text).expanduser().absolute()) if text else ""
        self._show()
        self.changed.emit()
