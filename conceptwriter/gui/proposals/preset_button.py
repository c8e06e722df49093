"""The button on a card that asks again in another manner: with a preset, or without the voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.proposals.wording import (
    PRESET_NAMES,
    concept_model_only_hint,
    concept_model_only_title,
    preset_hint,
    preset_title,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class PresetButton(QToolButton):
    """Names the preset if there is room for it; its menu lists all of them. It takes no focus."""

    preset_requested = Signal(str)
    voice_requested = Signal(bool)
    """Whether a voice may write."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = "▾"
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self, "preset")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.setAccessibleName(self.tr("Propose again with a preset"))
        group = QActionGroup(menu)
        for name in PRESET_NAMES:
            action = menu.addAction(preset_title(name))
            action.setCheckable(True)
            action.setData(name)
            action.setToolTip(plain_tip(preset_hint(name)))
            group.addAction(action)
        group.triggered.connect(lambda action: self.preset_requested.emit(action.data()))
        menu.addSeparator()
        self.concept_only = menu.addAction(concept_model_only_title())
        self.concept_only.setCheckable(True)
        self.concept_only.setToolTip(plain_tip(concept_model_only_hint()))
        self.concept_only.triggered.connect(lambda on: self.voice_requested.emit(not on))
        self._presets = group
        self.setMenu(menu)

    def show_manner(self, preset: str, *, concept_only: bool) -> None:
        """Show how the next candidates are made."""
        title = preset_title(preset)
        if concept_only:
            title = f"{title}, {concept_model_only_title().lower()}"
        self._words = f"{title} ▾"
        self.setText(self._words)
        self.setAccessibleName(self.tr("Preset: {name}").format(name=title))
        self.setToolTip(self.tr("Propose again in another manner; these proposals are kept"))
        for action in self._presets.actions():
            action.setChecked(action.data() == preset)
        self.concept_only.setChecked(concept_only)

    def width_of_words(self) -> int:
        """Width of the preset's name in pixels."""
        return self.fontMetrics().horizontalAdvance(self._words)

    def show_name(self, on: bool) -> None:
        """Show the name, or only the arrow."""
        self.setText(self._words if on else "▾")
