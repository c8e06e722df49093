"""The few things a writer may want to set; each takes effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.fitting_dialog import FittingDialog
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.theme.theme import MAXIMUM_SCALE, MINIMUM_SCALE, Scheme
from conceptwriter.gui.keeping.backup_choices import BackupChoices
from conceptwriter.gui.proposals.wording import PRESET_NAMES, preset_title

if TYPE_CHECKING:
    from conceptwriter.gui.settings import WindowSettings


class PreferencesDialog(FittingDialog):
    """Changes the settings object it is given and emits a signal."""

    changed = Signal()

    def __init__(self, settings: WindowSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Preferences"))
        self.setMinimumWidth(460)
        self.scheme = self._choice(
            self.tr("Colours"),
            [
                (self.tr("System"), Scheme.SYSTEM.value),
                (self.tr("Light"), Scheme.LIGHT.value),
                (self.tr("Dark"), Scheme.DARK.value),
            ],
            settings.scheme,
        )
        self.scale = QDoubleSpinBox(self)
        self.scale.setRange(MINIMUM_SCALE * 100, MAXIMUM_SCALE * 100)
        self.scale.setDecimals(0)
        self.scale.setSingleStep(10)
        self.scale.setSuffix(" %")
        self.scale.setValue(settings.scale * 100)
        self.scale.setAccessibleName(self.tr("Text size"))
        self.candidates = QSpinBox(self)
        self.candidates.setRange(1, 9)
        self.candidates.setValue(settings.candidates)
        self.candidates.setAccessibleName(self.tr("Number of proposals"))
        self.preset = self._choice(
            self.tr("Preset"),
            [(preset_title(name), name) for name in PRESET_NAMES],
            settings.preset,
        )
        self.translate = QCheckBox(
            self.tr("Translate immediately when the language of a paragraph is switched"), self
        )
        self.translate.setChecked(settings.translate_at_once)
        self.marks = QCheckBox(self.tr("Typographic quotation marks and apostrophes while typing"), self)
        self.marks.setToolTip(
            self.tr(
                "In the language of the text; Undo brings the typed character back. Never in code or links."
            )
        )
        self.marks.setChecked(settings.typographic_marks)
        self.device = self._choice(
            self.tr("Run models on"),
            [
                (self.tr("Automatic"), "auto"),
                (self.tr("Processor (CPU)"), "cpu"),
                (self.tr("Graphics card (CUDA)"), "cuda"),
            ],
            settings.device,
        )
        self.splitter = self._choice(
            self.tr("Sentence splitting on import"),
            [
                (self.tr("By rules (fast)"), "rules"),
                (self.tr("By SaT (a model, installed under Tools › Models)"), "sat"),
            ],
            settings.splitter,
        )
        self.backups = BackupChoices(settings, self)
        self.backups.changed.connect(self.changed)
        self.hint = PlainLabel(self.tr("Takes effect at the next start."), self)
        set_role(self.hint, "hint")
        self._lay_out()
        for box in (self.scheme, self.preset, self.device, self.splitter):
            box.currentIndexChanged.connect(self._store)
        self.scale.valueChanged.connect(self._store)
        self.candidates.valueChanged.connect(self._store)
        self.translate.toggled.connect(self._store)
        self.marks.toggled.connect(self._store)

    def _choice(self, name: str, options: list[tuple[str, str]], chosen: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        for text, value in options:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self.tr("&Colours"), self.scheme)
        form.addRow(self.tr("Text &size"), self.scale)
        form.addRow(self.tr("&Number of proposals"), self.candidates)
        form.addRow(self.tr("&Preset"), self.preset)
        form.addRow("", self.translate)
        form.addRow("", self.marks)
        form.addRow(self.tr("Sentence sp&litting"), self.splitter)
        form.addRow(self.tr("&Run models on"), self.device)
        form.addRow("", self.hint)
        self.backups.add_to(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _store(self, *_ignored: object) -> None:
        self._settings.scheme = str(self.scheme.currentData())
        self._settings.scale = round(self.scale.value() / 100, 2)
        self._settings.candidates = self.candidates.value()
        self._settings.preset = str(self.preset.currentData())
        self._settings.translate_at_once = self.translate.isChecked()
        self._settings.typographic_marks = self.marks.isChecked()
        self._settings.device = str(self.device.currentData())
        self._settings.splitter = str(self.splitter.currentData())
        self.changed.emit()
