"""Which remarks the review list shows: by kind, language and state of the text, and dismissed ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSizePolicy, QWidget

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.editor.wording import language_name, word
from conceptwriter.gui.review.items import ReviewFilter, Sort
from conceptwriter.gui.review.wording import flag_name
from conceptwriter.outline import State
from conceptwriter.review import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class FilterBar(QWidget):
    """Three lists and two boxes; each entry says how many there are."""

    chosen = Signal(object)
    """ReviewFilter"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = self._list(self.tr("Kind of remark"))
        self.language = self._list(self.tr("Language of the text"))
        self.state = self._list(self.tr("State of the text"))
        self.dismissed = QCheckBox(self.tr("Show dismissed"), self)
        self.dismissed.toggled.connect(self._choose)
        self.order = QCheckBox(self.tr("Least likely first"), self)
        words = self.tr(
            "Begin with the translations that are least likely usable, as far as that was measured"
        )
        self.order.setToolTip(plain_tip(words))
        self.order.toggled.connect(self._choose)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.kind, 0, 0, 1, 2)
        layout.addWidget(self.language, 1, 0)
        layout.addWidget(self.state, 1, 1)
        layout.addWidget(self.dismissed, 2, 0)
        layout.addWidget(self.order, 2, 1)

    def show_for(self, sorts: dict[Sort, int], chosen: ReviewFilter, *, measured: bool = False) -> None:
        """Offer what there is among all items, and show what is chosen.

        `measured`: it is known of some texts how likely they are usable.
        """
        there = {sort: count for sort, count in sorts.items() if chosen.dismissed or sort.stands}
        flags, languages, states = Counter[str](), Counter[str](), Counter[str]()
        for sort, count in there.items():
            flags[sort.flag] += count
            languages[sort.language] += count
            states[sort.state] += count
        self._fill(self.kind, self.tr("All kinds"), FLAGS, flags, chosen.flag, flag_name)
        self._fill(
            self.language,
            self.tr("All languages"),
            sorted(languages),
            languages,
            chosen.language,
            language_name,
        )
        known = [state.value for state in State]
        self._fill(self.state, self.tr("All states"), known, states, chosen.state, word)
        gone = sum(count for sort, count in sorts.items() if not sort.stands)
        words = self.tr("Show dismissed ({count})").format(count=gone) if gone else self.tr("Show dismissed")
        self.dismissed.setText(words)
        for box, on in ((self.dismissed, chosen.dismissed), (self.order, chosen.least_likely_first)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.order.setVisible(measured or chosen.least_likely_first)
        self.setVisible(bool(sorts) or chosen.is_set)

    def _list(self, name: str) -> QComboBox:
        made = QComboBox(self)
        made.setAccessibleName(name)
        made.setToolTip(plain_tip(name))
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        made.setMinimumContentsLength(8)
        made.activated.connect(self._choose)
        return made

    def _fill(
        self,
        box: QComboBox,
        every: str,
        keys: Sequence[str],
        counts: Counter[str],
        chosen: str,
        name: Callable[[str], str],
    ) -> None:
        """The entries that occur, and the chosen one even if it does not."""
        entries = [("", f"{every} ({counts.total():,})")]
        wanted = [*keys, *([chosen] if chosen and chosen not in keys else [])]
        entries += [(key, f"{name(key)} ({counts[key]:,})") for key in wanted if counts[key] or key == chosen]
        if [(box.itemData(row), box.itemText(row)) for row in range(box.count())] != entries:
            box.clear()
            for key, words in entries:
                box.addItem(words, key)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _choose(self) -> None:
        self.chosen.emit(
            ReviewFilter(
                self.kind.currentData() or "",
                self.language.currentData() or "",
                self.state.currentData() or "",
                self.dismissed.isChecked(),
                self.order.isChecked(),
            )
        )
