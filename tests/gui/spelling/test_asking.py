"""Words are asked for on another thread; the answers are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.gui.jobs import asking_thread
from conceptwriter.gui.spelling import asking as asking_module
from conceptwriter.gui.spelling.asking import AT_ONCE, SpellAsking
from conceptwriter.spelling import SpellingFailed, personal_words
from tests.gui.spelling.spellers import BrokenSpeller, HeldSpeller, ListSpeller, dictionary
from tests.gui.stage import running_threads

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    yield
    assert not running_threads()


def begun(qtbot: QtBot, speller: ListSpeller, folder: Path | None = None) -> SpellAsking:
    asking = SpellAsking(speller, folder)
    with qtbot.waitSignal(asking.dictionaries_found):
        asking.find()
    asking.use({code: some[0] for code, some in asking.found.items()})
    return asking


def test_words_are_asked_once(qtbot: QtBot) -> None:
    speller = ListSpeller()
    asking = begun(qtbot, speller)
    assert set(asking.found) == {ENGLISH, GERMAN}
    with qtbot.waitSignal(asking.answered):
        asking.want(ENGLISH, ["boats", "baots", "boats"])
        assert asking.waiting == 2
    assert asking.right(ENGLISH) == {"boats": True, "baots": False}
    assert (asking.waiting, speller.asked) == (0, ["boats", "baots"])
    asking.close()
    assert speller.closed == 1


def test_without_a_speller_nothing_happens() -> None:
    asking = SpellAsking()
    asking.find()
    asking.want(ENGLISH, ["boats"])
    asking.want_suggestions(ENGLISH, "baots")
    asking.work_out(lambda: 1, lambda _one: None)
    asking.use({})
    assert (asking.waiting, asking.right(ENGLISH)) == (0, {})
    asking.close()


def test_what_is_on_screen_overtakes(qtbot: QtBot) -> None:
    speller = HeldSpeller()
    asking = begun(qtbot, speller)
    asking.want(ENGLISH, [f"word{number}" for number in range(4 * AT_ONCE)])
    asking.want(GERMAN, ["Boote"], first=True)
    asking.want(ENGLISH, [f"word{3 * AT_ONCE}"], first=True)
    speller.release()
    qtbot.waitUntil(lambda: not asking.waiting)
    assert {"Boote", f"word{3 * AT_ONCE}"} <= set(speller.asked[: AT_ONCE + 2])
    assert len(speller.asked) == 4 * AT_ONCE + 1
    asking.close()


def test_another_dictionary_makes_earlier_answers_void(qtbot: QtBot) -> None:
    speller = HeldSpeller()
    asking = begun(qtbot, speller)
    asking.want(ENGLISH, ["boats"])
    asking.use({ENGLISH: dictionary("en_GB", ENGLISH)})
    speller.release()
    with qtbot.waitSignal(asking.words_read):
        pass
    assert asking.right(ENGLISH) == {}
    with qtbot.waitSignal(asking.answered):
        asking.want(ENGLISH, ["quay"])
    assert asking.right(ENGLISH) == {"quay": True}
    assert speller.used[ENGLISH].name == "en_GB"
    asking.close()


def test_closing_does_not_wait_for_an_answer(qtbot: QtBot) -> None:
    asking = begun(qtbot, HeldSpeller())
    asking.want(ENGLISH, ["boats"])
    asking.close()
    asking.want(ENGLISH, ["quay"])
    asking.find()


def test_a_broken_dictionary_is_reported_once_and_left_alone(qtbot: QtBot) -> None:
    speller = BrokenSpeller()
    asking = begun(qtbot, speller)
    told: list[str] = []
    asking.failed.connect(told.append)
    with qtbot.waitSignal(asking.failed):
        asking.want(GERMAN, ["Boote"])
    assert not asking.is_usable(GERMAN)
    assert asking.is_usable(ENGLISH)
    asking.want(GERMAN, ["Boote"])
    with qtbot.waitSignal(asking.answered):
        asking.want(ENGLISH, ["boats"])
    with qtbot.waitSignal(asking.suggested) as suggested:
        asking.want_suggestions(ENGLISH, "baots")
    assert suggested.args == [ENGLISH, "baots", []]
    assert told == ["de_DE.dic is broken.", "There is nothing to suggest."]
    asking.close()


def test_after_some_failures_it_gives_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    speller = ListSpeller()

    def fail(_language: str, _words: object) -> list[bool]:
        raise SpellingFailed("ended")

    monkeypatch.setattr(speller, "check", fail)
    asking = begun(qtbot, speller)
    for _ in range(asking_module._MOST_FAILURES):
        assert asking.is_usable(ENGLISH)
        with qtbot.waitSignal(asking.answered):
            asking.want(ENGLISH, ["boats"])
    assert not asking.is_usable(ENGLISH)
    asking.close()


def test_suggestions_are_remembered(qtbot: QtBot) -> None:
    speller = ListSpeller()
    speller.suggestions["baots"] = ["boats"]
    asking = begun(qtbot, speller)
    for _ in range(2):
        with qtbot.waitSignal(asking.suggested) as suggested:
            asking.want_suggestions(ENGLISH, "baots")
        assert suggested.args == [ENGLISH, "baots", ["boats"]]
        speller.suggestions.clear()
    asking.close()


def test_the_users_words_are_read_and_written(qtbot: QtBot, tmp_path: Path) -> None:
    asking = begun(qtbot, ListSpeller(), tmp_path)
    read: dict[str, list[str]] = {}
    asking.words_read.connect(read.__setitem__)
    asking.add_word(ENGLISH, "baots")
    qtbot.waitUntil(lambda: read.get(ENGLISH) == ["baots"])
    asking.remove_word(ENGLISH, "baots")
    qtbot.waitUntil(lambda: read.get(ENGLISH) == [])
    (tmp_path / "deu_Latn.txt").write_bytes(b"\xff")
    with qtbot.waitSignal(asking.failed) as failed:
        asking.add_word(GERMAN, "Boot")
    assert "deu_Latn.txt" in failed.args[0]
    asking.add_word(ENGLISH, "last")
    asking.close()
    assert personal_words(ENGLISH, tmp_path) == ["last"], "closing does not lose it"


def test_an_idle_process_is_given_back(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_thread, "IDLE_SECONDS", 0.01)
    speller = ListSpeller()
    asking = begun(qtbot, speller)
    qtbot.waitUntil(lambda: speller.closed > 0 and not running_threads())
    with qtbot.waitSignal(asking.answered):
        asking.want(ENGLISH, ["boats"])
    qtbot.waitUntil(lambda: not running_threads())
    asking.close()
