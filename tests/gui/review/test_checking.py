"""Texts are checked on another thread; what was found is remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.glossary import Entry, Glossary, Term
from conceptwriter.gui.jobs import asking_thread
from conceptwriter.gui.review import checking as checking_module
from conceptwriter.gui.review.checking import AT_ONCE, Checking
from conceptwriter.review import Pair
from tests.gui.review.checkers import BrokenChecker, HeldChecker, HereChecker
from tests.gui.stage import running_threads


def pair(number: int) -> Pair:
    return Pair(f"It is {number}.", "eng_Latn", f"Es ist {number + number % 2}.", "deu_Latn", True)


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    yield
    assert not running_threads()


def test_findings_come_later_and_are_kept(qtbot: QtBot) -> None:
    checker = HereChecker()
    checking = Checking(checker)
    assert checking.findings(pair(1)) is None
    with qtbot.waitSignal(checking.found):
        checking.want([pair(1), pair(2)])
        assert checking.waiting == 2
    assert checking.waiting == 0
    assert [finding.flag.value for finding in checking.findings(pair(1)) or ()] == ["numbers"]
    assert checking.findings(pair(2)) == ()
    checking.want([pair(1)])
    assert (checking.waiting, checker.asked) == (0, [pair(1), pair(2)])
    checking.close()
    assert checker.closed == 1


def test_without_a_checker_nothing_is_found() -> None:
    checking = Checking()
    checking.want([pair(1)])
    assert (checking.waiting, checking.findings(pair(1))) == (0, ())
    checking.close()


def test_the_first_wanted_overtakes(qtbot: QtBot) -> None:
    checker = HeldChecker()
    checking = Checking(checker)
    checking.want(pair(number) for number in range(4 * AT_ONCE))
    checking.want([pair(999)], first=True)
    checker.release()
    qtbot.waitUntil(lambda: not checking.waiting)
    assert pair(999) in checker.asked[: 2 * AT_ONCE], "at most one batch was on its way"
    checking.close()


def test_closing_ends_what_is_running() -> None:
    checker = HeldChecker()
    checking = Checking(checker)
    checking.want([pair(1)])
    checking.close()
    assert checker.asked == []
    checking.want([pair(2)])
    assert checking.waiting == 0


def test_a_failure_is_told_and_does_not_go_on_for_ever(qtbot: QtBot) -> None:
    checker = BrokenChecker()
    checking = Checking(checker)
    for _ in range(5):
        if len(checker.asked) < 3:
            with qtbot.waitSignal(checking.failed) as told:
                checking.want([pair(1)])
            assert told.args == ["It is broken."]
            assert checking.waiting == 0
        else:
            checking.want([pair(1)])
    assert len(checker.asked) == 3
    checking.begin_anew()
    checker.mended = True
    with qtbot.waitSignal(checking.found):
        checking.want([pair(1)])
    checking.close()


def test_an_idle_process_is_given_back(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_thread, "IDLE_SECONDS", 0.0)
    checker = HereChecker()
    checking = Checking(checker)
    with qtbot.waitSignal(checking.found):
        checking.want([pair(1)])
    qtbot.waitUntil(lambda: checker.closed > 0 and not running_threads())
    with qtbot.waitSignal(checking.found):
        checking.want([pair(2)])
    checking.close()


def test_what_nobody_has_any_more_is_forgotten(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking_module, "_MOST_OF_THE_PAST", 1)
    checking = Checking(HereChecker())
    checking.want(map(pair, range(4)))
    qtbot.waitUntil(lambda: not checking.waiting)
    checking.keep_only([pair(1), pair(2)])
    assert checking.findings(pair(3)) is not None, "not worth the work"
    checking.keep_only([pair(1)])
    assert (checking.findings(pair(3)), checking.findings(pair(1)) is None) == (None, False)
    checking.close()


def test_glossaries_are_used_and_left_also_after_a_rest(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_thread, "IDLE_SECONDS", 0.0)
    checking = Checking(HereChecker())
    wanted = Glossary((Entry((Term("is", "eng_Latn"), Term("war", "deu_Latn"))),))
    for glossaries, found in (([wanted], ["terms"]), ([], [])):
        checking.use(glossaries)
        assert checking.findings(pair(2)) is None, "what was found before counts no more"
        with qtbot.waitSignal(checking.found):
            checking.want([pair(2)])
        assert [finding.flag.value for finding in checking.findings(pair(2)) or ()] == found
        qtbot.waitUntil(lambda: not running_threads())
    checking.close()


def test_an_answer_for_other_glossaries_comes_too_late(qtbot: QtBot) -> None:
    checker = HeldChecker()
    checking = Checking(checker)
    checking.want([pair(1)])
    qtbot.waitUntil(lambda: checker.holds)
    checking.use([Glossary(())])
    checker.release()
    qtbot.waitUntil(lambda: checker.asked == [pair(1)])
    checking.want([pair(2)])
    qtbot.waitUntil(lambda: checking.findings(pair(2)) is not None)
    assert checking.findings(pair(1)) is None
    checking.close()
