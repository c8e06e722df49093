"""The steps from an offer to an installed bundle: requirements, licences, progress, and using it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from conceptwriter.gui.bundles.facts import Fact
from conceptwriter.gui.bundles.facts_view import FactsView
from conceptwriter.gui.bundles.installation import InstallState
from conceptwriter.gui.bundles.licence_page import LicencePage
from conceptwriter.gui.bundles.plan import resumed_words
from conceptwriter.gui.bundles.plan_page import PlanPage
from conceptwriter.gui.bundles.progress_page import ProgressPage
from conceptwriter.gui.bundles.wording import languages_words, size_words

if TYPE_CHECKING:
    from conceptwriter.gui.bundles.installation import Installation
    from conceptwriter.gui.bundles.store import BundleStore


class InstallFlow(QWidget):
    """One installation from plan to end. Nothing is downloaded before every licence is accepted."""

    left = Signal()
    """Cancelled before it started, or finished."""
    hidden = Signal()
    """Let it run in the background."""
    discard_asked = Signal()
    """Remove what a stopped or failed installation has kept."""
    use_asked = Signal(object)
    """FoundBundle: use it now."""

    def __init__(self, installation: Installation, store: BundleStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installation, self._store = installation, store
        plan = installation.plan
        self.plan_page = PlanPage(plan, self)
        count = len(plan.licences)
        self.licence_pages = [
            LicencePage(licence, number, count, self) for number, licence in enumerate(plan.licences, 1)
        ]
        self.progress_page = ProgressPage(self._here_words, self._leftover_bytes, self)
        self.done_page = FactsView(self.tr("What is installed now"), self)
        self.pages = QStackedWidget(self)
        for page in (self.plan_page, *self.licence_pages, self.progress_page, self.done_page):
            self.pages.addWidget(page)
        self.back = QPushButton(self.tr("&Back"), self)
        self.cancel = QPushButton(self)
        self.next = QPushButton(self)
        self._lay_out()
        self.plan_page.changed.connect(self.refresh)
        for page in self.licence_pages:
            page.toggled.connect(self.refresh)
        self.back.clicked.connect(lambda _checked=False: self._step(-1))
        self.next.clicked.connect(lambda _checked=False: self._forward())
        self.cancel.clicked.connect(lambda _checked=False: self._leave())
        self.progress_page.stop_asked.connect(installation.stop)
        self.progress_page.again_asked.connect(installation.resume)
        self.progress_page.discard_asked.connect(self.discard_asked)
        installation.changed.connect(self.refresh)
        self.plan_page.show_plan(self.tr("Install {title}").format(title=plan.title))
        self.refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.next)
        for button in (self.back, self.cancel):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.pages, 1)
        layout.addLayout(row)

    def _here_words(self) -> str:
        """What a stopped installation has kept."""
        entry = self.installation.plan.entry
        here = self._store.unfinished(entry) if entry is not None else 0
        if entry is None or not here:
            return self.tr("Nothing is lost. You can continue at any time.")
        kept = resumed_words(here, entry.download_bytes)
        return (
            f"{kept} {self.tr('The installation continues from there, even after a restart of the program.')}"
        )

    def _leftover_bytes(self) -> int:
        entry = self.installation.plan.entry
        return self._store.leftover_bytes(entry) if entry is not None else 0

    # Going through the pages

    @property
    def _place(self) -> int:
        return self.pages.currentIndex()

    @property
    def accepted(self) -> bool:
        """Whether every licence is accepted."""
        return all(page.accepted for page in self.licence_pages)

    def _step(self, by: int) -> None:
        self.pages.setCurrentIndex(self._place + by)
        self.refresh()
        page = self.pages.currentWidget()
        if isinstance(page, LicencePage):
            page.text.setFocus()

    def _forward(self) -> None:
        if self.installation.state is InstallState.DONE:
            self.use_asked.emit(self.installation.bundle)
            return
        if self._place < len(self.licence_pages):
            self._step(1)
        elif self.accepted:
            accepted = [licence.spdx for licence in self.installation.plan.licences]
            self.installation.start(accepted, self.plan_page.options)

    def _leave(self) -> None:
        if self.installation.running:
            self.hidden.emit()
        else:
            self.left.emit()

    def refresh(self) -> None:
        """Update pages and buttons from the installation."""
        state = self.installation.state
        if state is InstallState.PLANNED:
            self._show_agreeing()
            return
        done = state is InstallState.DONE
        if done:
            self._show_done()
        else:
            self.progress_page.show_installation(self.installation)
        page = self.done_page if done else self.progress_page
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
            (self.next if done else self.progress_page.stop).setFocus()
        self.back.hide()
        self.next.setVisible(done)
        self.next.setEnabled(True)
        self.next.setDefault(done)
        self.next.setText(self._use_words())
        later = self.tr("&Later") if done else self.tr("&Not Now")
        self.cancel.setText(
            self.tr("Close and &Continue in Background") if self.installation.running else later
        )

    def _use_words(self) -> str:
        bundle = self.installation.bundle
        kinds = bundle.manifest.kinds if bundle is not None and bundle.manifest is not None else []
        return self.tr("&Use by Default") if kinds == ["translator"] else self.tr("&Use It Now")

    def _show_agreeing(self) -> None:
        page = self.pages.currentWidget()
        last = self._place == len(self.licence_pages)
        self.back.setVisible(self._place > 0)
        self.cancel.setText(self.tr("&Cancel"))
        self.next.setText(self.tr("&Install") if last else self.tr("&Next"))
        accepted = page.accepted if isinstance(page, LicencePage) else True
        self.next.setEnabled(self.plan_page.possible and accepted and (self.accepted or not last))
        self.next.setDefault(True)

    def _show_done(self) -> None:
        plan, bundle = self.installation.plan, self.installation.bundle
        manifest = bundle.manifest if bundle is not None else None
        facts = []
        if bundle is not None and manifest is not None:
            if manifest.languages:
                facts.append(Fact(self.tr("Languages"), languages_words(manifest.languages)))
            size = sum(file.size for file in manifest.files)
            facts.append(Fact(self.tr("Size"), size_words(size)))
            facts.append(Fact(self.tr("Folder"), str(bundle.folder), "hint"))
        pins = self._store.pinned(plan.entry) if plan.entry is not None else {}
        facts += [
            Fact(self.tr("SHA-256 at first download"), f"{name}\n{digest}", "hint")
            for name, digest in sorted(pins.items())
        ]
        heading = self.tr("{title} is installed").format(title=plan.title)
        self.done_page.show_facts(
            heading, self.tr("Every file was verified, and the model passed its tests."), facts
        )
