"""A running installation: its stages, figures, errors, and buttons to stop and continue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.bundles.installation import Installation, InstallState
from conceptwriter.gui.bundles.wording import size_words, stage_names, stage_words, step_words

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS = 1000


class ProgressPage(QWidget):
    """Shows one installation; it changes nothing itself."""

    again_asked = Signal()
    stop_asked = Signal()
    discard_asked = Signal()

    def __init__(
        self,
        here_words: Callable[[], str],
        leftover_bytes: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._here_words, self._leftover_bytes = here_words, leftover_bytes
        self.heading = PlainLabel(self)
        set_role(self.heading, "title")
        self.heading.setWordWrap(True)
        self.stages = {name: PlainLabel(self) for name in stage_names()}
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Installation progress"))
        self.figures = PlainLabel(self)
        self.figures.setAccessibleName(self.tr("Progress of this step"))
        self.what = PlainLabel(self)
        self.what.setWordWrap(True)
        set_role(self.what, "hint")
        self.problem = PlainLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setAccessibleName(self.tr("Error message"))
        set_role(self.problem, "bad")
        self.stop = self._button(self.tr("&Stop"))
        self.again = self._button(self.tr("&Try Again"))
        self.discard = self._button(self.tr("&Remove Download"))
        self.discard.clicked.connect(lambda _checked=False: self.discard_asked.emit())
        self.stop.clicked.connect(lambda _checked=False: self.stop_asked.emit())
        self.again.clicked.connect(lambda _checked=False: self.again_asked.emit())
        self._lay_out()

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        stages = QVBoxLayout()
        stages.setSpacing(4)
        for label in self.stages.values():
            stages.addWidget(label)
        layout.addLayout(stages)
        for widget in (self.bar, self.figures, self.what, self.problem):
            layout.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.stop)
        row.addWidget(self.again)
        row.addWidget(self.discard)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(1)

    def show_installation(self, installation: Installation) -> None:
        """Show the installation's current state."""
        state, step = installation.state, installation.step
        self.heading.setText(self._heading(installation))
        self._show_stages(step.stage if step is not None else "", done=state is InstallState.DONE)
        self._show_bar(installation)
        moving = state is InstallState.RUNNING and step is not None
        self.figures.setText(step_words(step) if step is not None and installation.running else "")
        self.what.setText(step.what if moving and step is not None else "")
        self.problem.setText(self._problem(installation))
        set_role(self.problem, "bad" if state is InstallState.FAILED else "hint")
        self.problem.setVisible(bool(self.problem.text()))
        if self.stop.hasFocus() and state in (InstallState.STOPPED, InstallState.FAILED):
            self.again.show()
            self.again.setFocus()
        self.stop.setVisible(installation.running)
        self.stop.setEnabled(state is InstallState.RUNNING)
        self.again.setVisible(state in (InstallState.STOPPED, InstallState.FAILED))
        self._show_discard(ended=state in (InstallState.STOPPED, InstallState.FAILED))
        self.again.setText(self.tr("&Continue") if state is InstallState.STOPPED else self.tr("&Try Again"))

    def _show_discard(self, *, ended: bool) -> None:
        """What was kept can be removed as well: it may be large, or not what it should be."""
        count = self._leftover_bytes() if ended else 0
        self.discard.setText(self.tr("&Remove Download ({size})").format(size=size_words(count)))
        self.discard.setVisible(count > 0)

    def _heading(self, installation: Installation) -> str:
        words = {
            InstallState.STOPPING: self.tr("Stopping {title}"),
            InstallState.STOPPED: self.tr("Installation of {title} stopped"),
            InstallState.FAILED: self.tr("{title} could not be installed"),
            InstallState.DONE: self.tr("{title} is installed"),
        }
        text = words.get(installation.state, self.tr("Installing {title}"))
        return text.format(title=installation.plan.title)

    def _problem(self, installation: Installation) -> str:
        if installation.state is InstallState.FAILED:
            return installation.problem
        return self._here_words() if installation.state is InstallState.STOPPED else ""

    def _show_stages(self, now: str, *, done: bool) -> None:
        names = list(self.stages)
        reached = len(names) if done else names.index(now) if now in names else -1
        for place, (name, label) in enumerate(self.stages.items()):
            mark, state = ("✓", self.tr("done")) if place < reached else ("•", self.tr("now"))
            if place > reached:
                mark, state = "○", self.tr("not yet")
            label.setText(f"{mark}  {stage_words(name)}")
            label.setAccessibleName(f"{stage_words(name)}: {state}")
            set_role(label, "good" if place < reached else "offer" if place == reached else "hint")

    def _show_bar(self, installation: Installation) -> None:
        step = installation.step
        self.bar.setVisible(installation.running)
        if installation.state is InstallState.RUNNING and (step is None or not step.total):
            self.bar.setRange(0, 0)
            return
        self.bar.setRange(0, _STEPS)
        if step is not None and step.total:
            self.bar.setValue(round(_STEPS * min(1.0, step.done / step.total)))
