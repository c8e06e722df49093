"""Installing in the dialog: licences, progress, stopping and continuing, failures, files from a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from conceptwriter.bundles import BundleError
from conceptwriter.gui.bundles.install_options import InstallOptions
from conceptwriter.gui.bundles.installation import InstallState
from conceptwriter.gui.bundles.keeper import chosen_folders
from conceptwriter.gui.bundles.shelf import offered_key
from conceptwriter.install.catalogue import Conversion
from tests.gui.bundles.conftest import Desk
from tests.gui.bundles.small_bundles import GIGABYTE, MANY, offer, small_bundle


def test_nothing_continues_before_each_licence_is_accepted(desk: Desk) -> None:
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
    assert not page.accept_new.isVisible(), "nothing was pinned yet"
    desk.press(desk.flow.next)
    for licence in desk.flow.licence_pages:
        licence.box.setChecked(True)
        desk.press(desk.flow.next)
    desk.finish()
    assert desk.store.options == InstallOptions(("swh_Latn", "fra_Latn"), keep_downloads=True)


def test_what_is_published_again_is_taken_only_on_request(desk: Desk) -> None:
    desk.store.here = GIGABYTE
    desk.dialog.choose(offered_key("sonar"))
    desk.press(desk.dialog.details.install)
    assert not desk.flow.plan_page.options.new_checksums
    desk.flow.plan_page.accept_new.setChecked(True)
    assert desk.flow.plan_page.options.new_checksums


def test_the_first_model_of_a_computer_is_used_without_asking(desk: Desk) -> None:
    desk.models.choice = None
    desk.begin()
    desk.finish()
    assert desk.models.chosen == [(None, None)]
    assert desk.models.languages == MANY


def test_stop_is_at_once_and_the_next_time_continues(desk: Desk) -> None:
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
    desk.dialog.ask_model = lambda: str(lent / "bundle.json")
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


def test_a_folder_without_a_bundle_is_reported(desk: Desk, tmp_path: Path) -> None:
    desk.dialog.ask_model = lambda: str(tmp_path / "model.bin")
    desk.press(desk.dialog.bring)
    assert "is not a model folder" in desk.answer()
    assert desk.dialog.flow is None


def left_behind(desk: Desk) -> Path:
    """What a download that went wrong has kept."""
    part = desk.store.places.downloads / "sonar" / "encoder.pt.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 1_500_000)
    return part


def test_what_a_failed_installation_kept_can_be_removed(desk: Desk) -> None:
    part = left_behind(desk)
    desk.store.fail = BundleError("encoder.pt is not the file that was published: its SHA-256 differs.")
    desk.begin()
    for _ in range(7):
        desk.store.step()
    desk.wait_for(InstallState.FAILED)
    page = desk.flow.progress_page
    assert page.discard.text() == "&Remove Download (2 MB)"
    desk.press(page.discard)
    details = desk.dialog.details
    assert part.exists(), "it is asked first"
    assert details.keep.hasFocus()
    assert not details.install.isVisible()
    desk.press(details.keep)
    assert details.install.isVisible()
    desk.press(details.remove)
    desk.press(details.surely)
    desk.qtbot.waitUntil(lambda: desk.answer() == "The unfinished download of SONAR was removed (2 MB).")
    assert not part.parent.exists()
    assert not details.remove.isVisible(), "there is nothing left"
    assert details.install.isVisible()


def test_a_download_of_another_version_is_no_part_of_what_is_installed(desk: Desk) -> None:
    part = left_behind(desk)
    installed = small_bundle(desk.store.places.models, "sonar", languages=MANY)
    desk.dialog.refresh()
    entry = desk.store.entries[0]
    assert desk.store.leftover_bytes(entry) == 1_500_000
    assert desk.store.remove_leftovers(entry) == 1_500_000
    assert not part.exists()
    assert installed.exists()


def test_without_leftovers_there_is_no_such_button(desk: Desk) -> None:
    desk.dialog.choose(offered_key("sonar"))
    assert not desk.dialog.details.remove.isVisible()
    desk.begin()
    desk.press(desk.flow.progress_page.stop)
    desk.wait_for(InstallState.STOPPED)
    assert not desk.flow.progress_page.discard.isVisible()
