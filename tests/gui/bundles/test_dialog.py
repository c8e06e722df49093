"""The dialog: choosing, installing with licences, stopping and going on, verifying, removing; by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from conceptwriter.bundles import BundleError
from conceptwriter.gui.bundles.dialog import ModelsDialog
from conceptwriter.gui.bundles.install_flow import InstallFlow
from conceptwriter.gui.bundles.install_options import InstallOptions
from conceptwriter.gui.bundles.installation import InstallState
from conceptwriter.gui.bundles.keeper import ModelKeeper, chosen_folders
from conceptwriter.gui.bundles.shelf import installed_key, offered_key
from conceptwriter.gui.jobs.service import JobService
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.install.catalogue import Conversion
from tests.gui.accessible_names import nameless
from tests.gui.bundles.small_bundles import GIGABYTE, MANY, ChosenModels, HeldStore, offer, small_bundle
from tests.gui.stage import running_threads


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


def test_every_control_has_a_name_on_every_page(desk: Desk) -> None:
    assert nameless(desk.dialog) == []
    desk.to_licences()
    assert nameless(desk.dialog) == []
    desk.flow.pages.setCurrentWidget(desk.flow.progress_page)
    assert nameless(desk.dialog) == []


def test_no_two_keys_are_the_same_on_a_page(desk: Desk) -> None:
    def keys() -> list[str]:
        texts = [button.text() for button in desk.dialog.findChildren(QAbstractButton) if button.isVisible()]
        return [text[text.index("&") + 1].lower() for text in texts if "&" in text]

    conversion = Conversion("sonar", {"encoder": "encoder.pt", "name": "sonar"})
    desk.store.entries = (offer("sonar", conversion=conversion),)
    desk.store.here = GIGABYTE
    pages = [keys()]
    desk.dialog.refresh()
    desk.dialog.choose(offered_key("sonar"))
    pages.append(keys())
    desk.begin()
    pages.append(keys())
    desk.press(desk.flow.progress_page.stop)
    desk.wait_for(InstallState.STOPPED)
    pages.append(keys())
    desk.press(desk.flow.cancel)
    desk.press(desk.dialog.details.install)
    pages.append(keys())
    desk.press(desk.flow.next)
    pages.append(keys())
    assert [page for page in pages if len(set(page)) < len(page)] == []
    assert all(len(page) > 3 for page in pages)


def test_the_list_is_walked_with_the_keyboard(desk: Desk) -> None:
    shown = desk.dialog.current
    assert shown is not None
    assert shown.key == installed_key(desk.starter)
    QTest.keyClick(desk.dialog.list, Qt.Key.Key_Down)
    current = desk.dialog.current
    assert current is not None, "captions are stepped over"
    assert current.key == offered_key("sonar")
    assert desk.dialog.details.facts.heading.text() == "SONAR 1.0"
    assert desk.dialog.details.install.isVisible()
    assert not desk.dialog.details.verify.isVisible()


def test_nothing_goes_on_before_each_licence_is_accepted(desk: Desk) -> None:
    desk.to_licences()
    first, second = desk.flow.licence_pages
    assert desk.flow.pages.currentWidget() is first
    assert not first.box.isChecked()
    assert first.text.toPlainText() == "The full text of CC-BY-NC-4.0.\n" * 60
    assert first.text.isReadOnly()
    assert "not be used primarily for commercial advantage" in first.sentence.text()
    assert not desk.flow.next.isEnabled()
    desk.flow.next.click()
    assert desk.flow.pages.currentWidget() is first
    QTest.keyClick(first.box, Qt.Key.Key_Space)
    desk.press(desk.flow.next)
    assert desk.flow.pages.currentWidget() is second
    assert desk.flow.next.text() == "&Install"
    assert not desk.flow.next.isEnabled()
    desk.press(desk.flow.back)
    first.box.setChecked(False)
    assert not desk.flow.next.isEnabled()
    assert desk.store.accepted == [], "nothing has begun"


def test_taking_back_an_acceptance_bars_the_way_on_the_last_page_too(desk: Desk) -> None:
    desk.to_licences()
    first, second = desk.flow.licence_pages
    first.box.setChecked(True)
    desk.press(desk.flow.next)
    first.box.setChecked(False)
    second.box.setChecked(True)
    assert not desk.flow.next.isEnabled()


def test_an_installation_from_beginning_to_use(desk: Desk) -> None:
    desk.begin()
    assert desk.store.accepted == [("CC-BY-NC-4.0", "MIT")]
    page = desk.flow.progress_page
    desk.store.step()
    desk.qtbot.waitUntil(lambda: page.figures.text().startswith("1"))
    assert page.figures.text() == "1.0 GB of 3.0 GB  ·  10.0 MB/s  ·  about 3 min left"
    assert page.stages["download"].accessibleName() == "Download: now"
    assert page.bar.value() == 333
    for _ in range(3):
        desk.store.step()
    desk.qtbot.waitUntil(lambda: page.stages["convert"].accessibleName().endswith("now"))
    assert page.stages["verify"].accessibleName() == "Verify: done"
    desk.finish()
    assert desk.flow.pages.currentWidget() is desk.flow.done_page
    assert any("ab" * 32 in fact.value for fact in desk.flow.done_page.facts), "pinned checksums are shown"
    desk.press(desk.flow.next)
    sonar = desk.store.places.models / "sonar"
    assert desk.models.chosen == [(sonar, None)]
    assert chosen_folders(desk.settings) == (sonar, None), "also after the next start"
    assert desk.models.languages == MANY
    current = desk.dialog.current
    assert current is not None
    assert current.serves == ("codec",)
    assert desk.dialog.flow is None


def test_fewer_languages_are_named_and_checked(desk: Desk) -> None:
    conversion = Conversion("sonar", {"encoder": "encoder.pt", "name": "sonar"})
    desk.store.entries = (offer("sonar", conversion=conversion),)
    desk.dialog.refresh()
    desk.dialog.choose(offered_key("sonar"))
    desk.press(desk.dialog.details.install)
    page = desk.flow.plan_page
    assert page.narrow.placeholderText().startswith("all 9 languages")
    page.narrow.setText("sw, Klingon")
    assert not desk.flow.next.isEnabled()
    assert "Klingon" in page.message.text()
    page.narrow.setText("Zulu")
    assert page.message.text() == "The model does not know Zulu."
    page.narrow.setText("Swahili, fra_Latn, sw")
    page.keep.setChecked(True)
    assert not page.anew.isVisible(), "nothing was pinned yet"
    desk.press(desk.flow.next)
    for licence in desk.flow.licence_pages:
        licence.box.setChecked(True)
        desk.press(desk.flow.next)
    desk.finish()
    assert desk.store.options == InstallOptions(("swh_Latn", "fra_Latn"), keep_downloads=True)


def test_what_is_published_anew_is_taken_only_on_request(desk: Desk) -> None:
    desk.store.here = GIGABYTE
    desk.dialog.choose(offered_key("sonar"))
    desk.press(desk.dialog.details.install)
    assert not desk.flow.plan_page.options.new_checksums
    desk.flow.plan_page.anew.setChecked(True)
    assert desk.flow.plan_page.options.new_checksums


def test_the_first_model_of_a_computer_is_used_without_asking(desk: Desk) -> None:
    desk.models.choice = None
    desk.begin()
    desk.finish()
    assert desk.models.chosen == [(None, None)]
    assert desk.models.languages == MANY


def test_stop_is_at_once_and_the_next_time_goes_on(desk: Desk) -> None:
    desk.begin()
    desk.store.step()
    desk.qtbot.waitUntil(lambda: desk.store.here == GIGABYTE)
    desk.press(desk.flow.progress_page.stop)
    assert desk.state is InstallState.STOPPING
    desk.wait_for(InstallState.STOPPED)
    page = desk.flow.progress_page
    assert "of 3.0 GB already downloaded" in page.problem.text()
    assert page.again.text() == "&Continue"
    desk.press(page.again)
    desk.qtbot.waitUntil(
        lambda: desk.state is InstallState.RUNNING and desk.flow.installation.step is not None
    )
    step = desk.flow.installation.step
    assert step is not None
    assert step.done == GIGABYTE
    desk.finish()


def test_after_a_stop_and_not_now_the_plan_says_what_is_there(desk: Desk) -> None:
    desk.begin()
    desk.store.step()
    desk.qtbot.waitUntil(lambda: desk.store.here == GIGABYTE)
    desk.press(desk.flow.progress_page.stop)
    desk.wait_for(InstallState.STOPPED)
    desk.press(desk.flow.cancel)
    assert desk.dialog.flow is None
    desk.press(desk.dialog.details.install)
    facts = desk.flow.plan_page.facts.facts
    assert facts[0].value.endswith("of 3.0 GB already downloaded.")


def test_a_failure_is_a_sentence_and_can_be_tried_again(desk: Desk) -> None:
    desk.begin()
    desk.store.fail = BundleError("The server does not answer. Try again later.")
    desk.store.step()
    desk.wait_for(InstallState.FAILED)
    page = desk.flow.progress_page
    assert page.problem.text() == "The server does not answer. Try again later."
    assert not page.stop.isVisible()
    desk.press(page.again)
    desk.wait_for(InstallState.RUNNING)
    desk.finish()


def test_an_unforeseen_failure_shows_no_traceback(desk: Desk) -> None:
    desk.begin()
    desk.store.fail = KeyError("weights")
    desk.store.step()
    desk.wait_for(InstallState.FAILED)
    assert "KeyError" in desk.flow.progress_page.problem.text()
    assert "Traceback" not in desk.flow.progress_page.problem.text()


def test_closing_the_dialog_stops_nothing(desk: Desk) -> None:
    desk.begin()
    QTest.keyClick(desk.dialog, Qt.Key.Key_Escape)
    assert not desk.dialog.isVisible()
    (job,) = desk.jobs.running()
    assert job.title == "Install SONAR 1.0"
    desk.jobs.abandon_all()
    assert desk.jobs.running() == [job], "another document does not end it"
    desk.dialog.open_at(offered_key("sonar"))
    assert desk.dialog.right.currentWidget() is desk.flow
    desk.finish()


def test_stopped_from_elsewhere_the_dialog_knows(desk: Desk) -> None:
    desk.begin()
    desk.jobs.stop_all()
    desk.wait_for(InstallState.STOPPED)
    assert desk.flow.progress_page.again.isVisible()


def test_other_bundles_can_be_looked_at_while_one_is_installed(desk: Desk) -> None:
    desk.begin()
    desk.dialog.choose(offered_key("mimir"))
    assert desk.dialog.right.currentWidget() is desk.dialog.details
    assert not desk.dialog.details.install.isEnabled(), "one after the other"
    desk.dialog.choose(offered_key("sonar"))
    assert desk.dialog.right.currentWidget() is desk.flow
    desk.finish()


def test_files_that_lie_in_a_folder_are_taken_from_there(desk: Desk, tmp_path: Path) -> None:
    desk.dialog.ask_folder = lambda _title: str(tmp_path)
    desk.dialog.choose(offered_key("sonar"))
    desk.press(desk.dialog.details.install_from)
    desk.press(desk.flow.next)
    for page in desk.flow.licence_pages:
        page.box.setChecked(True)
        desk.press(desk.flow.next)
    desk.finish()
    assert desk.store.from_folder == tmp_path


def test_a_ready_bundle_is_brought_in_after_its_licence(desk: Desk, tmp_path: Path) -> None:
    lent = small_bundle(tmp_path / "usb", "lent", languages=MANY)
    desk.dialog.ask_folder = lambda _title: str(lent)
    desk.press(desk.dialog.bring)
    desk.press(desk.flow.next)
    (page,) = desk.flow.licence_pages
    assert page.text.toPlainText() == "LICENCE.txt of lent\n"
    assert not desk.flow.next.isEnabled()
    page.box.setChecked(True)
    desk.press(desk.flow.next)
    desk.wait_for(InstallState.DONE)
    desk.press(desk.flow.next)
    assert desk.models.chosen == [(desk.store.places.models / "lent",) * 2], "it has both parts"


def test_a_folder_without_a_bundle_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.dialog.ask_folder = lambda _title: str(tmp_path)
    desk.press(desk.dialog.bring)
    assert "is not a model folder" in desk.answer()
    assert desk.dialog.flow is None


def test_choosing_and_back_to_automatic(desk: Desk) -> None:
    sonar = small_bundle(desk.store.places.models, "sonar", languages=MANY, kinds=("codec",), space="sonar-1")
    desk.dialog.refresh()
    assert not desk.dialog.automatic.isEnabled()
    desk.dialog.choose(installed_key(sonar))
    assert not desk.dialog.details.use_lcm.isVisible(), "it has no concept model"
    desk.press(desk.dialog.details.use_codec)
    assert desk.settings.codec_bundle == str(sonar)
    assert desk.answer(), "how the two work together is told"
    assert not desk.dialog.details.use_codec.isEnabled()
    desk.press(desk.dialog.automatic)
    assert desk.models.chosen[-1] == (None, None)
    assert desk.settings.codec_bundle == ""


def test_what_cannot_be_used_is_told_and_changes_nothing(desk: Desk) -> None:
    lonely = small_bundle(desk.store.places.models, "lonely", kinds=("lcm",), space="elsewhere-9")
    desk.dialog.refresh()
    desk.dialog.choose(installed_key(lonely))
    desk.press(desk.dialog.details.use_lcm)
    assert "elsewhere-9" in desk.answer()
    assert desk.settings.lcm_bundle == ""
    assert desk.models.chosen == []


def test_verifying_names_a_changed_file(desk: Desk) -> None:
    desk.press(desk.dialog.details.verify)
    desk.qtbot.waitUntil(lambda: "are intact" in desk.answer())
    (desk.starter / "encoder.onnx").write_text("something else", encoding="utf-8")
    desk.press(desk.dialog.details.verify)
    desk.qtbot.waitUntil(lambda: "encoder.onnx" in desk.answer())


def test_removing_takes_a_second_word_and_another_bundle_is_used(desk: Desk) -> None:
    sonar = small_bundle(desk.store.places.models, "sonar", languages=MANY)
    desk.dialog.refresh()
    desk.dialog.choose(installed_key(sonar))
    desk.press(desk.dialog.details.use_codec)
    desk.press(desk.dialog.details.remove)
    assert sonar.exists()
    assert desk.dialog.details.keep.hasFocus(), "what is safe has the keyboard"
    desk.press(desk.dialog.details.keep)
    desk.press(desk.dialog.details.remove)
    desk.press(desk.dialog.details.surely)
    desk.qtbot.waitUntil(lambda: not sonar.exists() and not desk.keeper.busy)
    choice = desk.models.choice
    assert choice is not None
    assert choice.bundles.codec == desk.starter
    assert desk.settings.codec_bundle == ""
    desk.qtbot.waitUntil(lambda: desk.answer() == "Sonar was removed.")


def test_what_came_with_the_program_cannot_be_removed(desk: Desk) -> None:
    assert not desk.dialog.details.remove.isVisible()


def test_a_catalogue_that_cannot_be_read_is_told(desk: Desk) -> None:
    assert not desk.dialog.problems.isVisible()
    desk.store.problems = ("mine.json is not JSON. Correct it.",)
    desk.dialog.refresh()
    assert desk.dialog.problems.isVisible()
    assert desk.dialog.problems.text() == "mine.json is not JSON. Correct it."


def test_from_right_to_left_everything_is_mirrored(desk: Desk, qapp: QApplication) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    dialog = ModelsDialog(desk.keeper)
    desk.qtbot.addWidget(dialog)
    dialog.open_at()
    list_at, details_at = (
        part.mapTo(dialog, part.rect().center()).x() for part in (dialog.list, dialog.right)
    )
    assert list_at > details_at
    assert not dialog.grab().isNull(), "and it is painted"
