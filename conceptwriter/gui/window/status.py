"""The status bar: counts, language progress, models, whether everything is saved, and the running job."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from conceptwriter.editor.strip.painting import painting
from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role


class StatusLabel(PlainLabel):
    """Elided if the window is narrow: its text never makes the window wider."""

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("m…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        box, metrics = self.contentsRect(), self.fontMetrics()
        if metrics.horizontalAdvance(self.text()) <= box.width() + 1:
            super().paintEvent(event)
            return
        with painting(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), words)


class StatusBar(QStatusBar):
    """Every part is a label with an accessible name; empty parts are hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.counts = self._part(self.tr("Words and concepts"))
        self.languages = self._part(self.tr("Language progress"))
        self.models = self._part(self.tr("Models"))
        self.saved = self._part(self.tr("Save state"))
        for part in (self.counts, self.languages, self.models):
            self.addWidget(part)
        self.messageChanged.connect(self._show_parts)
        self.job_text = StatusLabel(self)
        self.job_text.setAccessibleName(self.tr("Running task"))
        self.job_bar = QProgressBar(self)
        self.job_bar.setTextVisible(False)
        self.job_bar.setFixedWidth(110)
        self.job_bar.setAccessibleName(self.tr("Progress of the running task"))
        self.job_stop = QToolButton(self)
        self.job_stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self.job_stop, "key")
        self.job_pause = QToolButton(self)
        self.job_pause.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self.job_pause, "key")
        self.job = QWidget(self)
        row = QHBoxLayout(self.job)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(8)
        for widget in (self.job_text, self.job_bar, self.job_pause, self.job_stop):
            row.addWidget(widget)
        self.addPermanentWidget(self.job)
        self.addPermanentWidget(self.saved)
        self.job.hide()
        self.job_stop.setText("Esc")
        self.show_pause(shown=False, paused=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "job"):
            # As high as with a job in it, so that the text above does not jump when one starts.
            self.setMinimumHeight(max(self.job.sizeHint().height(), self.fontMetrics().height() + 10))

    def _part(self, name: str) -> QLabel:
        label = StatusLabel(self)
        label.setAccessibleName(name)
        label.hide()
        return label

    def show_part(self, part: QLabel, text: str, tooltip: str = "", role: str = "") -> None:
        """Write one part; an empty text hides it."""
        if part.text() != text:
            part.setText(text)
        part.setToolTip(plain_tip(tooltip))
        part.setAccessibleDescription(tooltip)
        set_role(part, role)
        self._show_parts(self.currentMessage())

    def _show_parts(self, message: str) -> None:
        """A message takes the place of the parts on its side, also of those that change meanwhile."""
        for part in (self.counts, self.languages, self.models):
            part.setVisible(bool(part.text()) and not message)
        self.saved.setVisible(bool(self.saved.text()))

    def show_job(self, text: str, progress: float | None, stop: str) -> None:
        """Show a running job; `progress` from 0 to 1, None while unknown; `stop` names the key."""
        self.job_text.setText(text)
        if progress is None:
            self.job_bar.setRange(0, 0)
        else:
            self.job_bar.setRange(0, 1000)
            self.job_bar.setValue(round(1000 * min(1.0, max(0.0, progress))))
        self.job_stop.setText(stop)
        self.job_stop.setAccessibleName(self.tr("Stop the running task"))
        self.job_stop.setToolTip(self.tr("Stop the running task"))
        self.job.show()

    def show_pause(self, *, shown: bool, paused: bool) -> None:
        """Show the button that pauses the job, or lets it continue."""
        words = self.tr("Continue") if paused else self.tr("Pause")
        self.job_pause.setText(words)
        self.job_pause.setAccessibleName(
            self.tr("Continue the paused task") if paused else self.tr("Pause the running task")
        )
        self.job_pause.setVisible(shown)

    def hide_job(self) -> None:
        """No job is running."""
        self.job.hide()
