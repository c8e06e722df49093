"""A field for a number that may also be left to the preset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

if TYPE_CHECKING:
    from conceptwriter.assistant.wishes import ValueRange


class WishBox(QDoubleSpinBox):
    """The step below the minimum means that nothing is set; it then shows the value in use."""

    wished = Signal(object)
    """The new number, or None."""

    def __init__(self, name: str, span: ValueRange, step: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = span.whole
        self._step = step
        self._least = span.least
        self._usual: float | None = None
        self.setDecimals(0 if span.whole else 2)
        self.setSingleStep(step)
        self.setRange(span.least - step, span.most)
        self.setAccessibleName(name)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(4, 0, 4, 0)
        self.show_wish(None, None)
        self.valueChanged.connect(lambda _value: self.wished.emit(self.wish))

    @property
    def wish(self) -> int | float | None:
        """The set number; None when it is left to the preset."""
        value = self.value()
        if value < self._least:
            return None
        return round(value) if self._whole else round(value, 2)

    def show_wish(self, wish: float | None, usual: float | None, *, counts: bool = True) -> None:
        """Show what is set, or the value in use if nothing is; emits nothing."""
        self._usual = usual
        if not counts:
            words = self.tr("not used")
        elif usual is None:
            words = self.tr("preset")
        else:
            number = self.locale().toString(float(usual), "f", self.decimals())
            if usual < self._least:  # top-k 0: no limit
                number = self.tr("all")
            words = self.tr("{number} (preset)").format(number=number)
        with QSignalBlocker(self):
            self.setSpecialValueText(words)
            self.setValue(self.minimum() if wish is None or not counts else wish)
        self.setEnabled(counts)

    def stepBy(self, steps: int) -> None:
        """The first step up from "as the preset" starts at the preset's value."""
        usual = self._usual
        if self.wish is None and steps > 0 and usual is not None and usual >= self._least:
            self.setValue(usual + (steps - 1) * self._step)
        else:
            super().stepBy(steps)
