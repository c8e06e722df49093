"""The dialog of the models: names, keys, what is chosen, verified and removed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from conceptwriter.gui.bundles.dialog import ModelsDialog
from conceptwriter.gui.bundles.installation import InstallState
from conceptwriter.gui.bundles.shelf import installed_key, offered_key
from conceptwriter.install.catalogue import Conversion
from tests.gui.accessible_names import nameless
from tests.gui.bundles.conftest import Desk
from tests.gui.bundles.small_bundles import GIGABYTE, MANY, offer, small_bundle


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


def test_what_cannot_be_used_is_reported_and_changes_nothing(desk: Desk) -> None:
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


def test_a_catalogue_that_cannot_be_read_is_reported(desk: Desk) -> None:
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
