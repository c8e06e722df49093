"""Facts in two columns that wrap and can be copied: details of a bundle, requirements of an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.gui.bundles.facts import Fact


class FactsView(QScrollArea):
    """A heading, a few sentences and the facts. It scrolls if it is too small."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._inner = QWidget(self)
        # As high as its lines are at this width, not at the smallest one.
        self._inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.heading = PlainLabel(self._inner)
        set_role(self.heading, "title")
        self.heading.setWordWrap(True)
        self.summary = PlainLabel(self._inner)
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(2, 2, 12, 2)
        layout.setSpacing(12)
        layout.addWidget(self.heading)
        layout.addWidget(self.summary)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self.setWidget(self._inner)
        self._facts: list[Fact] = []
        self._labels: list[QLabel] = []

    @property
    def facts(self) -> list[Fact]:
        """What is shown."""
        return list(self._facts)

    def show_facts(self, heading: str, summary: str, facts: Sequence[Fact]) -> None:
        """Show other facts; identical ones are left alone, with any selection in them."""
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.summary.setText(summary)
        self.summary.setVisible(bool(summary))
        if list(facts) == self._facts:
            return
        self._facts = list(facts)
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for row, fact in enumerate(facts):
            self._add(row, fact)

    def _add(self, row: int, fact: Fact) -> None:
        name, value = PlainLabel(fact.name, self._inner), PlainLabel(fact.value, self._inner)
        set_role(name, "hint")
        set_role(value, fact.role)
        name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        value.setWordWrap(True)
        room = value.sizePolicy()
        room.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        room.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        room.setHeightForWidth(True)
        value.setSizePolicy(room)
        value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        value.setAccessibleName(f"{fact.name}: {fact.value}" if fact.name else fact.value)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(value, row, 1)
        self._labels += [name, value]
