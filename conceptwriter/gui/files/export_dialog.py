"""What to export, in which language, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.fitting_dialog import FittingDialog
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import language_name
from conceptwriter.gui.files.file_work import ExportPlan, check_text_target
from conceptwriter.gui.printing.order import PAPERS
from conceptwriter.interchange import FORMATS, ExportOptions, UnwritableFile
from conceptwriter.interchange.paper import PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ExportDialog(FittingDialog):
    """An existing file is named as such, and replaced only after its box is ticked."""

    def __init__(
        self,
        proposed: Path,
        languages: Sequence[str],
        parent: QWidget | None = None,
        title: Callable[[str], str] = language_name,
    ) -> None:
        """`title`: what a language is called in this document."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(520)
        self.format = QComboBox(self)
        self.format.setAccessibleName(self.tr("Format"))
        offered = [known for known in FORMATS.values() if known.can_export]
        for known in offered:
            self.format.addItem(known.label, known.name)
        fitting = (known for known in offered if proposed.suffix.lower() in known.extensions)
        self.format.setCurrentIndex(max(0, self.format.findData(next((one.name for one in fitting), ""))))
        self.language = QComboBox(self)
        self.language.setAccessibleName(self.tr("Language"))
        self.language.addItem(self.tr("As shown: each paragraph in its own language"), None)
        for code in languages:
            self.language.addItem(title(code), code)
        self.bilingual = QCheckBox(self.tr("&Bilingual: the source, then the translation"), self)
        self.paper = QComboBox(self)
        self.paper.setAccessibleName(self.tr("Paper"))
        self.paper.addItem(self.tr("Usual in this country"), "")
        for name in PAPERS:
            self.paper.addItem(name, name)
        self.notes = QCheckBox(self.tr("Include &notes"), self)
        self.path = QLineEdit(str(proposed), self)
        self.path.setAccessibleName(self.tr("File"))
        self.browse = QPushButton(self.tr("&Browse..."), self)
        self.browse.setAutoDefault(False)
        self.replace = QCheckBox(self.tr("&Replace the existing file"), self)
        self.message = PlainLabel(self)
        self.message.setWordWrap(True)
        set_role(self.message, "warn")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.export = self.buttons.addButton(self.tr("&Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export.setDefault(True)
        self._lay_out()
        self.format.currentIndexChanged.connect(self._format_changed)
        self.path.textChanged.connect(self._check)
        self.replace.toggled.connect(self._check)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._format_changed()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        form = QFormLayout()
        form.setVerticalSpacing(9)
        form.addRow(self.tr("&Format"), self.format)
        form.addRow(self.tr("&Language"), self.language)
        form.addRow(self.tr("&Paper"), self.paper)
        form.addRow("", self.bilingual)
        form.addRow("", self.notes)
        label = PlainLabel(self.tr("F&ile"), self)
        label.setBuddy(self.path)
        form.addRow(label, row)
        form.addRow("", self.replace)
        self._form = form
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)

    @property
    def plan(self) -> ExportPlan:
        """The user's choices."""
        options = ExportOptions(
            self.language.currentData(), self.bilingual.isChecked(), self.notes.isChecked()
        )
        return ExportPlan(self.target, str(self.format.currentData()), options, str(self.paper.currentData()))

    @property
    def target(self) -> Path:
        """The file to write."""
        return Path(self.path.text().strip()).expanduser()

    def _format_changed(self) -> None:
        known = FORMATS[self.format.currentData()]
        self._form.setRowVisible(self.paper, known is PDF)
        path = self.target
        others = {extension for other in FORMATS.values() for extension in other.extensions}
        if known.extensions and path.suffix.lower() in others - set(known.extensions):
            self.path.setText(str(path.with_suffix(known.extensions[0])))
        self._check()

    def _check(self) -> None:
        text, path = self.path.text().strip(), self.target
        problem = ""
        there = bool(text) and path.is_file()
        if not text:
            problem = self.tr("Enter a file name.")
        elif path.is_dir():
            problem = self.tr("This is a folder. Enter the name of a file in it.")
        elif not path.parent.is_dir():
            problem = self.tr("There is no folder {folder}.").format(folder=path.parent)
        elif refusal := _refusal(path):
            problem = refusal
        elif there and not self.replace.isChecked():
            problem = self.tr("This file already exists. Tick the box to replace it, or choose another name.")
        self.replace.setVisible(there)
        self.message.setText(problem)
        self.message.setVisible(bool(problem))
        self.export.setEnabled(not problem)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export to"),
            self.path.text(),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.path.setText(chosen)


def _refusal(path: Path) -> str:
    """Why it cannot be written there; empty if it can."""
    try:
        check_text_target(path)
    except UnwritableFile as error:
        return str(error)
    except OSError as error:
        return f"{path}: {error.strerror or error}"
    return ""
