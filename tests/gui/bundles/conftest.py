"""Fixtures of the tests about models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from conceptwriter.gui.bundles.dialog import ModelsDialog
from conceptwriter.gui.bundles.install_flow import InstallFlow
from conceptwriter.gui.bundles.installation import InstallState
from conceptwriter.gui.bundles.keeper import ModelKeeper
from conceptwriter.gui.bundles.shelf import offered_key
from conceptwriter.gui.jobs.service import JobService
from conceptwriter.gui.settings import WindowSettings
from tests.gui.bundles.small_bundles import ChosenModels, HeldStore, offer, small_bundle
from tests.gui.stage import running_threads


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sizes and numbers as English writes them, wherever the tests run."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


class Desk:
    """The dialog with everything it stands on; the starter bundle is installed, SONAR is offered."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.store = HeldStore(folder, (offer("sonar"), offer("mimir", kinds=["lcm"], languages=[])))
        self.starter = small_bundle(self.store.shipped, "starter")
        self.models = ChosenModels(self.store)
        self.models.choose(None, None)
        self.models.chosen.clear()
        self.jobs = JobService()
        self.settings = WindowSettings()
        self.keeper = ModelKeeper(self.models, self.jobs, self.settings, self.store)
        self.dialog = ModelsDialog(self.keeper)
        self.tester = QAbstractItemModelTester(
            self.dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        qtbot.addWidget(self.dialog)
        self.dialog.open_at()
        qtbot.waitUntil(self.dialog.isActiveWindow)

    @property
    def flow(self) -> InstallFlow:
        flow = self.dialog.flow
        assert flow is not None
        return flow

    @property
    def state(self) -> InstallState:
        return self.flow.installation.state

    def press(self, button: QPushButton) -> None:
        """With the keyboard, as it is shown."""
        assert button.isVisible(), button.text()
        assert button.isEnabled(), button.text()
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def to_licences(self) -> None:
        self.dialog.choose(offered_key("sonar"))
        self.press(self.dialog.details.install)
        self.press(self.flow.next)

    def begin(self) -> None:
        """Through plan and licences to the running installation."""
        self.to_licences()
        for page in self.flow.licence_pages:
            page.box.setChecked(True)
            self.press(self.flow.next)
        self.qtbot.waitUntil(lambda: self.flow.installation.step is not None)

    def wait_for(self, state: InstallState) -> None:
        self.qtbot.waitUntil(lambda: self.state is state)

    def finish(self) -> None:
        for _ in range(7):
            self.store.step()
        self.wait_for(InstallState.DONE)

    def answer(self) -> str:
        return self.dialog.details.answer.text()


@pytest.fixture
def desk(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.jobs.close()
    made.dialog.close()
    made.models.close()
    assert not running_threads()
