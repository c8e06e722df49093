"""The card of the model's candidates under a row: waiting, offering, out of date or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.proposals.candidate import CandidateRow
from conceptwriter.gui.proposals.preset_button import PresetButton
from conceptwriter.gui.proposals.skeleton import Skeleton
from conceptwriter.gui.proposals.who_wrote import is_mixed, writer_of
from conceptwriter.gui.proposals.wording import kind_title
from conceptwriter.gui.proposals.yielding_label import YieldingLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from conceptwriter.outline import ProposalSet


class ProposalCard(QFrame):
    """Shows one set of candidates at a time. It takes no focus: keys come through the action registry."""

    take_requested = Signal(int)
    """Index of a candidate."""
    highlight_changed = Signal(int)
    reroll_requested = Signal()
    preset_requested = Signal(str)
    """Name of the preset for the next candidates."""
    voice_requested = Signal(bool)
    """Whether a voice may write them, or only the concept model."""
    roll_requested = Signal(int)
    """-1 for the previous roll, 1 for the next."""
    dismiss_requested = Signal()
    height_changed = Signal()

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.shown: ProposalSet | None = None
        self.rows: list[CandidateRow] = []
        self._highlight = 0
        set_role(self, "proposal")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.title = YieldingLabel(kind_title(kind), self)
        set_role(self.title, "offer")
        self.take = QPushButton(self.tr("Take"), self)
        self.take.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.take.setToolTip(self.tr("Put the highlighted text into the document"))
        self.take.setAccessibleName(self.tr("Take the highlighted text"))
        set_role(self.take, "take")
        self.skeleton = Skeleton(self)
        self.origin = PlainLabel(self)
        self.origin.setWordWrap(True)
        set_role(self.origin, "hint")
        self.state = PlainLabel(self)
        self.state.setWordWrap(True)
        set_role(self.state, "hint")
        self.hint = PlainLabel(self)
        self.hint.setWordWrap(True)
        set_role(self.hint, "hint")
        self.rolls = PlainLabel(self)
        set_role(self.rolls, "hint")
        self.earlier = self._button("‹", self.tr("Previous proposal set"))
        self.later = self._button("›", self.tr("Next proposal set"))
        self.preset = PresetButton(self)
        self.reroll = self._button("↻", self.tr("Propose again: these proposals are kept"))
        self.close_button = self._button("✕", self.tr("Dismiss proposals"))
        self._lay_out()
        self.earlier.clicked.connect(lambda: self.roll_requested.emit(-1))
        self.later.clicked.connect(lambda: self.roll_requested.emit(1))
        self.reroll.clicked.connect(self.reroll_requested)
        self.preset.preset_requested.connect(self.preset_requested)
        self.preset.voice_requested.connect(self.voice_requested)
        self.close_button.clicked.connect(self.dismiss_requested)
        self.take.clicked.connect(lambda: self.take_requested.emit(self._highlight))
        self.setAccessibleName(kind_title(kind))

    def _button(self, text: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(plain_tip(name))
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        for widget in (self.earlier, self.rolls, self.later, self.preset, self.reroll, self.close_button):
            head.addWidget(widget)
        self._candidates = QVBoxLayout()
        self._candidates.setSpacing(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.state)
        layout.addLayout(self._candidates)
        layout.addWidget(self.skeleton)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.take, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.origin, 1)
        layout.addLayout(foot)
        layout.addWidget(self.hint)
        self.take.hide()
        self.origin.hide()
        self.skeleton.hide()

    # Content

    def show_waiting(self, words: str, expected: int = 1) -> None:
        """A job is running; existing candidates stay.

        Space is reserved for the expected number, so that nothing moves when they arrive.
        """
        self.skeleton.setVisible(self.shown is None)
        if self.shown is None:
            self.skeleton.expect(expected, foot=True)
            for widget in (self.earlier, self.rolls, self.later, self.preset, self.reroll):
                widget.hide()
        self.state.setText(words)
        set_role(self.state, "hint")
        self.state.setVisible(True)
        self.reroll.setEnabled(False)
        self.preset.setEnabled(False)
        self._update_height()

    def show_failure(self, message: str) -> None:
        """The job failed; existing candidates stay."""
        self.skeleton.hide()
        self.reroll.show()
        self.preset.show()
        self.state.setText(message)
        set_role(self.state, "warn")
        self.state.setVisible(True)
        self.reroll.setEnabled(True)
        self.preset.setEnabled(True)
        self._update_height()

    def show_set(
        self,
        proposals: ProposalSet,
        origin: str,
        roll: int,
        rolls: int,
        *,
        stale: bool,
        coming: int = 0,
    ) -> None:
        """Offer the candidates of a set. `roll` counts from 1; `stale`: the text they answer has changed.

        `coming`: this many more are awaited. What is already shown keeps its place and its highlight.
        """
        if self.shown is not proposals:
            self._fill(proposals)
        self.skeleton.expect(coming, foot=False)
        self.skeleton.setVisible(coming > 0)
        self.take.setVisible(bool(proposals.proposals))
        self.origin.setText(origin)
        self.origin.setVisible(bool(origin))
        self._show_rolls(roll, rolls)
        if stale:
            self.state.setText(self.tr("Made from an older version of this text."))
            set_role(self.state, "warn")
        elif not proposals.proposals:
            self.state.setText(self.tr("No usable suggestions. Propose again, or write a little more first."))
            set_role(self.state, "hint")
        self.state.setVisible(stale or not proposals.proposals)
        self._update_height()

    def _show_rolls(self, roll: int, rolls: int) -> None:
        for button in (self.reroll, self.preset):
            button.setEnabled(True)
            button.show()
        self.rolls.setText(f"{roll} / {rolls}")
        self.rolls.setAccessibleName(self.tr("Set {number} of {count}").format(number=roll, count=rolls))
        for widget in (self.earlier, self.rolls, self.later):
            widget.setVisible(rolls > 1)
        self.earlier.setEnabled(roll > 1)
        self.later.setEnabled(roll < rolls)

    def _fill(self, proposals: ProposalSet) -> None:
        """Add a row for every candidate, one below the other; rows that are already shown stay."""
        there = [row.proposal for row in self.rows]
        extends_shown = bool(there) and list(proposals.proposals[: len(there)]) == there
        self.shown = proposals
        if not extends_shown:
            for row in self.rows:
                self._candidates.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = []
        mixed = is_mixed(proposals)
        for index, proposal in enumerate(proposals.proposals):
            if index < len(self.rows):
                continue
            row = CandidateRow(index + 1, proposal, writer_of(proposals, proposal) if mixed else "", self)
            row.highlighted.connect(lambda index=index: self.set_highlight(index))
            row.taken.connect(lambda index=index: self.take_requested.emit(index))
            self._candidates.addWidget(row)
            row.show()  # at once: Qt would show it later, and the card would shrink until then
            self.rows.append(row)
        self.set_highlight(self._highlight if extends_shown else 0)

    def set_hint(self, text: str) -> None:
        """Set the line at the bottom that names the keys."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    # Highlight

    @property
    def highlight(self) -> int:
        """Index of the highlighted candidate."""
        return self._highlight

    def set_highlight(self, index: int) -> None:
        """Highlight a candidate; indexes wrap around."""
        if not self.rows:
            return
        self._highlight = index % len(self.rows)
        for place, row in enumerate(self.rows):
            row.set_highlighted(place == self._highlight)
        self.highlight_changed.emit(self._highlight)

    def highlighted_stretch(self) -> tuple[int, int] | None:
        """Upper and lower edge of the highlighted candidate, from the card's top."""
        if not self.rows:
            return None
        box = self.rows[self._highlight].geometry()
        return box.top(), box.bottom() + 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """When space is short, the name of the preset is hidden before the title is cut."""
        super().resizeEvent(event)
        buttons = (self.earlier, self.rolls, self.later, self.reroll, self.close_button)
        used = sum(button.sizeHint().width() + 6 for button in buttons if not button.isHidden())
        wanted = self.title.sizeHint().width() + self.preset.width_of_words() + used + 60
        self.preset.show_name(wanted <= self.width())

    # Size: the row strip gives a width and asks for the card's height

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout, inside = self.layout(), self.contentsRect()  # excludes the style sheet's border
        if layout is None:
            return super().heightForWidth(width)
        return layout.heightForWidth(width - self.width() + inside.width()) + self.height() - inside.height()

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 200 else 520
        return QSize(width, self.heightForWidth(width))

    def _update_height(self) -> None:
        self.updateGeometry()
        self.height_changed.emit()
