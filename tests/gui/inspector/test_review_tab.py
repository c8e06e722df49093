"""The review list: its filter, dismissing remarks, and the notice about a confirmed text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QComboBox, QMenu
from pytestqt.qtbot import QtBot

from conceptwriter.gui.inspector.review_tab import ReviewTab
from conceptwriter.gui.review.items import ReviewFilter
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.outline import NodeId, Origin, Rendition, State, edits
from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.model import fingerprint
from conceptwriter.outline.remarks import Remark
from tests.editor.desks import harbour
from tests.gui.accessible_names import nameless
from tests.gui.review.checkers import HeldChecker, HereChecker
from tests.gui.stage import Stage, project_of, running_threads

GERMAN = "deu_Latn"


@pytest.fixture
def checked(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """A window without a model whose translations are checked."""
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=False, checker=HereChecker())
    yield made
    made.close()
    assert not running_threads()


def translate(stage: Stage, words: str, text: str) -> NodeId:
    """A translator's text for the sentence that begins so, shown in German."""
    document = stage.document
    node = stage.node(words)
    new = Rendition(text, Origin.IMPORTED, State.NEW, fingerprint(document.source_text(node), "eng_Latn"))
    stage.window.desk.perform(edits.set_renditions(document, [(node, GERMAN, new)], force=True))
    stage.window.desk.perform(edits.set_language(document, [node], GERMAN))
    return node


def settle(stage: Stage) -> ReviewTab:
    """The list as it is when everything has been checked, with the focus in it."""
    review = stage.window.review
    review.finish()
    stage.qtbot.waitUntil(lambda: not review.waiting)
    stage.window.registry.run("translate.review")
    stage.process_events()
    return stage.window.inspector.review


def rows(tab: ReviewTab) -> list[tuple[NodeId, str]]:
    return [(item.node, item.flag) for item in tab.model.items]


def choose(box: QComboBox, key: str) -> None:
    """As a person does who opens the list."""
    row = box.findData(key)
    assert row >= 0, [box.itemText(at) for at in range(box.count())]
    box.setCurrentIndex(row)
    box.activated.emit(row)
    QApplication.processEvents()


def test_each_remark_is_a_row_and_the_filter_counts_them(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand  wartete")
    tab = checked.window.inspector.review
    tester = QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    settle(checked)
    assert {flag for where, flag in rows(tab) if where == node} == {"end mark", "spaces"}
    kinds = [tab.filter.kind.itemText(row) for row in range(tab.filter.kind.count())]
    assert kinds[0] == f"All kinds ({len(rows(tab))})"
    assert "spaces (1)" in kinds
    choose(tab.filter.kind, "spaces")
    assert rows(tab) == [(node, "spaces")]
    assert "Shown: 1 of" in tab.summary.text()
    choose(tab.filter.language, GERMAN)
    assert rows(tab) == [(node, "spaces")]
    choose(tab.filter.kind, "")
    choose(tab.filter.state, "new")
    assert {flag for _, flag in rows(tab)} == {"end mark", "spaces"}
    assert nameless(tab) == []
    del tester


def machine(stage: Stage, words: str, text: str, sure: float | None) -> NodeId:
    """A model's text for the sentence that begins so, which was measured to be usable so often."""
    document, node = stage.document, stage.node(words)
    new = Rendition(text, Origin.MACHINE, State.MACHINE, fingerprint(document.source_text(node), "eng_Latn"))
    remarks = (
        {node: [Remark("unlikely", "is probably not usable")]} if sure is not None and sure < 0.3 else {}
    )
    confidences = {} if sure is None else {node: sure}
    made = edits.set_renditions(
        document, [(node, GERMAN, new)], force=True, remarks=remarks, confidences=confidences
    )
    stage.window.desk.perform(made)
    stage.window.desk.perform(edits.set_language(document, [node], GERMAN))
    return node


def test_the_least_likely_are_a_kind_and_come_first_on_request(checked: Stage) -> None:
    tab = settle(checked)
    assert tab.filter.order.isHidden(), "nothing was measured"
    waiting = machine(checked, "Nobody was waiting", "Niemand wartete.", 0.2)
    counted = machine(checked, "The old man counted", "Der alte Mann zählte sie zweimal.", 0.05)
    translate(checked, "The boats came", "Die Boote kamen  herein.")
    tab = settle(checked)
    in_order = rows(tab)
    assert in_order.index((waiting, "unlikely")) < in_order.index((counted, "unlikely"))
    assert not tab.filter.order.isHidden()
    tab.filter.order.click()
    checked.process_events()
    assert rows(tab)[:2] == [(counted, "unlikely"), (waiting, "unlikely")]
    assert sorted(rows(tab)) == sorted(in_order), "nothing is hidden"
    choose(tab.filter.kind, "unlikely")
    assert tab.filter.kind.currentText() == "probably not usable (2)"
    assert rows(tab) == [(counted, "unlikely"), (waiting, "unlikely")]
    checked.at("Niemand")
    checked.press("F8")
    assert checked.window.desk.current == counted
    checked.window.desk.perform(edits.confirm(checked.document, counted, GERMAN))
    tab = settle(checked)
    assert rows(tab) == [(waiting, "unlikely")]
    tab.filter.order.click()
    checked.process_events()
    assert rows(tab) == [(waiting, "unlikely")]


def test_f8_stops_only_at_what_is_listed(checked: Stage) -> None:
    first = translate(checked, "Nobody was waiting", "Niemand  wartete.")
    second = translate(checked, "The old man counted", "Der alte Mann zählte")
    tab = settle(checked)
    choose(tab.filter.kind, "end mark")
    checked.at("Niemand")
    assert checked.window.desk.current == first
    checked.press("F8")
    assert checked.window.desk.current == second
    checked.press("F8")
    assert checked.window.desk.current == second, "there is nothing else"
    choose(tab.filter.kind, "spaces")
    checked.press("Shift+F8")
    assert checked.window.desk.current == first
    tab.refresh()
    assert [index.row() for index in tab.list.selectedIndexes()] == [0], "the list is in step"
    checked.window.desk.perform(edits.edit_text(checked.document, first, "Niemand wartete.", GERMAN))
    settle(checked)
    checked.press("F8")
    notice = checked.window.notices.current
    assert notice is not None
    assert "filter" in notice.text
    checked.window.notices.button.click()
    assert checked.window.review.filter == ReviewFilter()


def test_a_remark_is_dismissed_with_keys_and_comes_back(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand  wartete.")
    tab = settle(checked)
    tab.list.setCurrentIndex(tab.model.index(rows(tab).index((node, "spaces")), 0))
    checked.window.registry.run("translate.dismiss")
    assert tab.dismissing.reason.hasFocus()
    assert "two spaces" in tab.dismissing.about.text()
    checked.type("as in print")
    checked.press("Return")
    assert dismissals_on(checked.document, node, GERMAN) == {"spaces": "as in print"}
    assert tab.list.hasFocus(), "where it was"
    assert checked.document.undo_label == "Dismiss remark"
    settle(checked)
    assert (node, "spaces") not in rows(tab)
    checked.window.registry.run("translate.show_dismissed")
    checked.process_events()
    assert checked.window.registry.action("translate.show_dismissed").isCheckable()
    row = rows(tab).index((node, "spaces"))
    spoken = str(tab.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "dismissed, “as in print”" in spoken
    tab.list.setCurrentIndex(tab.model.index(row, 0))
    checked.window.registry.refresh()
    assert not checked.window.registry.action("translate.dismiss").isEnabled()
    checked.window.registry.run("translate.bring_back")
    assert dismissals_on(checked.document, node, GERMAN) == {}


def test_from_the_text_the_first_remark_of_the_sentence_is_meant(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand  wartete")
    settle(checked)
    checked.window.inspector.tabs.setCurrentIndex(0)
    checked.at("Niemand")
    checked.window.registry.run("translate.dismiss")
    tab = checked.window.inspector.review
    assert tab.dismissing.reason.hasFocus()
    checked.press("Esc")
    assert not tab.dismissing.isVisible()
    assert checked.window.text_view.isAncestorOf(QApplication.focusWidget() or tab)
    assert dismissals_on(checked.document, node, GERMAN) == {}
    checked.window.registry.run("translate.dismiss")
    tab.dismissing.yes.click()
    assert dismissals_on(checked.document, node, GERMAN) == {"end mark": ""}


def test_what_is_missing_cannot_be_dismissed(checked: Stage) -> None:
    node = checked.at("Nobody was waiting")
    checked.window.desk.perform(edits.set_language(checked.document, [node], GERMAN))
    tab = settle(checked)
    tab.list.setCurrentIndex(tab.model.index(rows(tab).index((node, "missing")), 0))
    checked.window.registry.refresh()
    assert not checked.window.registry.action("translate.dismiss").isEnabled()
    tab.ask_dismiss()
    assert not tab.dismissing.isVisible()


def test_the_menu_of_a_row(checked: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda self, _place: shown.append(self))
    shown: list[QMenu] = []
    node = translate(checked, "Nobody was waiting", "Niemand  wartete.")
    tab = settle(checked)
    index = tab.model.index(rows(tab).index((node, "spaces")), 0)
    tab.list.customContextMenuRequested.emit(tab.list.visualRect(index).center())
    (menu,) = shown
    words = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert words == ["Dismiss Remark...", "Bring Back Dismissed Remark", "Show Dismissed Remarks"]
    assert tab.list.currentIndex() == index
    menu.deleteLater()


def test_a_confirmed_text_is_checked_and_stays_confirmed(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand  wartete.")
    checked.at("Niemand")
    checked.press("Ctrl+Return")
    checked.qtbot.waitUntil(lambda: checked.window.notices.current is not None)
    rendition = checked.document.rendition(node, GERMAN)
    assert rendition is not None
    assert rendition.state is State.REVIEWED
    notice = checked.window.notices.current
    assert notice is not None
    assert notice.text == "Confirmed, but check “Niemand wartete.”: has two spaces in a row"
    checked.window.desk.set_current(checked.node("In the morning"))
    checked.window.notices.button.click()
    assert checked.window.desk.current == node


def test_several_confirmed_texts_make_one_notice(checked: Stage) -> None:
    for words, text in (("Nobody was waiting", "Niemand  wartete."), ("The old man counted", "Er zählte")):
        translate(checked, words, text)
        checked.at(text.split()[0])
        checked.window.registry.run("translate.final")
        checked.qtbot.waitUntil(lambda: not checked.window.review.waiting)
        checked.process_events()
    notice = checked.window.notices.current
    assert notice is not None
    assert notice.text.startswith("2 confirmed text")
    checked.window.notices.button.click()
    assert checked.window.inspector.review.list.hasFocus()
    assert checked.window.notices.current is None


def test_a_right_text_and_a_card_s_button(checked: Stage) -> None:
    node = translate(checked, "Nobody was waiting", "Niemand wartete auf dem Kai.")
    checked.at("Niemand")
    checked.window.registry.run("translate.reviewed")
    settle(checked)
    assert checked.window.notices.current is None
    checked.window.desk.perform(edits.edit_text(checked.document, node, "Niemand  wartete.", GERMAN))
    checked.at("Niemand")
    inspector = checked.window.inspector
    inspector.tabs.setCurrentWidget(inspector.languages)
    inspector.refresh()
    card = next(card for card in inspector.languages.cards if card.code == GERMAN)
    card.reviewed.click()
    checked.qtbot.waitUntil(lambda: checked.window.notices.current is not None)


def test_closing_does_not_wait_for_the_checks(plain_look: None, qtbot: QtBot, tmp_path: Path) -> None:
    stage = Stage(
        qtbot, project_of(tmp_path, harbour()), model=False, settings=WindowSettings(), checker=HeldChecker()
    )
    translate(stage, "Nobody was waiting", "Niemand  wartete.")
    stage.window.review.finish()
    assert stage.window.review.waiting
    assert "still to be checked" in settle_summary(stage)
    stage.close()
    assert not running_threads()


def settle_summary(stage: Stage) -> str:
    tab = stage.window.inspector.review
    stage.window.registry.run("translate.review")
    tab.refresh()
    return tab.summary.text()
