"""The list of what needs checking follows the document and the checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.glossary import Entry, Glossary, Term
from conceptwriter.gui.review import keeper as keeper_module
from conceptwriter.gui.review.items import Concern, ReviewFilter, is_untranslated
from conceptwriter.gui.review.keeper import ReviewKeeper
from conceptwriter.outline import Document, NodeId, Origin, Rendition, State, edits
from conceptwriter.outline.model import fingerprint
from conceptwriter.review.process import CheckingProcess
from tests.editor.rooms import Room
from tests.gui.review.checkers import BrokenChecker, HeldChecker, HereChecker

GERMAN, FRENCH = "deu_Latn", "fra_Latn"


def translated(document: Document, node: NodeId, text: str, language: str = GERMAN) -> NodeId:
    """The node with a translator's text."""
    new = Rendition(text, Origin.IMPORTED, State.NEW, fingerprint(document.source_text(node), "eng_Latn"))
    document.apply(edits.set_renditions(document, [(node, language, new)], force=True))
    return node


@pytest.fixture
def checker() -> HereChecker:
    return HereChecker()


@pytest.fixture
def keeper(room: Room, checker: HereChecker) -> Iterator[ReviewKeeper]:
    made = ReviewKeeper(room.desk, checker)
    yield made
    made.close()


def settle(qtbot: QtBot, keeper: ReviewKeeper) -> None:
    """Walk the document and wait for the checks."""
    keeper.finish()
    qtbot.waitUntil(lambda: not keeper.waiting and keeper._gathering is None)


def english(document: Document) -> list[NodeId]:
    nodes = [node for node in document.concepts() if document.node(node).source_language == "eng_Latn"]
    return [node for node in nodes if not document.node(node).renditions.keys() - {"eng_Latn"}]


def listed(keeper: ReviewKeeper, *nodes: NodeId) -> list[tuple[NodeId, str]]:
    return [(item.node, item.flag) for item in keeper.shown if item.node in nodes]


def test_findings_are_listed_when_they_come(qtbot: QtBot, room: Room, keeper: ReviewKeeper) -> None:
    document = room.desk.document
    first, second, *_ = english(document)
    translated(document, first, "Es sind 17 Boote und  mehr")
    keeper.finish()
    assert listed(keeper, first) == []
    settle(qtbot, keeper)
    assert (first, "numbers") in listed(keeper, first)
    assert (first, "spaces") in listed(keeper, first)
    assert keeper.is_listed(first)
    assert not keeper.is_listed(second)
    assert [item.state for item in keeper.items_at(first)] == ["new"] * len(keeper.items_at(first))


def test_a_change_asks_only_for_what_is_new(
    qtbot: QtBot, room: Room, keeper: ReviewKeeper, checker: HereChecker
) -> None:
    document = room.desk.document
    first, second, *_ = english(document)
    translated(document, first, "Eins  zwei.")
    translated(document, second, "Drei  vier.")
    settle(qtbot, keeper)
    checker.asked.clear()
    translated(document, second, "Drei vier fünf.")
    settle(qtbot, keeper)
    assert [pair.text for pair in checker.asked] == ["Drei vier fünf."]


def test_equal_sources_and_dismissals(qtbot: QtBot, room: Room, keeper: ReviewKeeper) -> None:
    document = room.desk.document
    first, second, *_ = english(document)
    document.apply(edits.edit_text(document, second, document.source_text(first), "eng_Latn"))
    translated(document, first, document.source_text(first).replace("The", "Die"))
    translated(document, second, "Etwas anderes.")
    settle(qtbot, keeper)
    assert (first, "inconsistent") in listed(keeper, first)
    document.apply(edits.dismiss(document, first, GERMAN, "inconsistent", "on purpose"))
    settle(qtbot, keeper)
    assert (first, "inconsistent") not in listed(keeper, first)
    assert (second, "inconsistent") in listed(keeper, second)
    keeper.set_filter(ReviewFilter(flag="inconsistent", dismissed=True))
    assert [item.dismissed for item in keeper.shown] == ["on purpose", None]
    assert not keeper.is_listed(first), "F8 does not stop at what was dismissed"


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        (ReviewFilter(flag="spaces"), 2),
        (ReviewFilter(flag="spaces", language=FRENCH), 1),
        (ReviewFilter(flag="spaces", state="reviewed"), 1),
        (ReviewFilter(flag="spaces", state="final"), 0),
    ],
)
def test_the_filter(qtbot: QtBot, room: Room, keeper: ReviewKeeper, chosen: ReviewFilter, count: int) -> None:
    document = room.desk.document
    first, *_ = english(document)
    translated(document, first, "Die Boote  kamen.")
    translated(document, first, "Les bateaux  sont venus.", FRENCH)
    document.apply(edits.confirm(document, first, GERMAN))
    settle(qtbot, keeper)
    with qtbot.waitSignal(keeper.changed):
        keeper.set_filter(chosen)
    assert len(keeper.shown) == count
    assert keeper.is_listed(first) is (count > 0)
    assert keeper.filter.is_set
    assert not replace(keeper.filter, flag="", language="", state="", dismissed=True).is_set


def test_a_confirmed_text_is_told_once_it_is_checked(qtbot: QtBot, room: Room) -> None:
    held = HeldChecker()
    keeper = ReviewKeeper(room.desk, held)
    document = room.desk.document
    first, second, *_ = english(document)
    translated(document, first, "Die  Boote.")
    told: list[str] = []
    keeper.when_checked(first, GERMAN, lambda: told.append("first"))
    keeper.when_checked(second, GERMAN, lambda: told.append("no text"))
    assert told == []
    held.release()
    qtbot.waitUntil(lambda: told == ["first"])
    assert "spaces" in [item.flag for item in keeper.findings_at(first, GERMAN)]
    keeper.when_checked(first, GERMAN, lambda: told.append("again"))
    assert told == ["first", "again"], "it is known"
    keeper.close()


def test_a_failure_is_shown_and_the_rest_is_listed(qtbot: QtBot, room: Room) -> None:
    broken = BrokenChecker()
    keeper = ReviewKeeper(room.desk, broken)
    document = room.desk.document
    (first, *_) = english(document)
    translated(document, first, "Die  Boote.")
    keeper.finish()
    qtbot.waitUntil(lambda: bool(keeper.problem))
    assert keeper.problem == "It is broken."
    assert any(item.concern is not Concern.DOUBTFUL for item in keeper.items), "stale ones of the story"
    broken.mended = True
    translated(document, first, "Die  Boote kamen.")
    settle(qtbot, keeper)
    qtbot.waitUntil(lambda: not keeper.problem)
    assert (first, "spaces") in listed(keeper, first)
    keeper.close()


def test_what_is_missing_is_untranslated_and_what_is_doubtful_is_not(
    qtbot: QtBot, room: Room, keeper: ReviewKeeper
) -> None:
    document = room.desk.document
    first, second, *_ = english(document)
    translated(document, first, "Die  Boote.")
    document.apply(edits.set_language(document, [first, second], GERMAN))
    settle(qtbot, keeper)
    assert not is_untranslated(document, first)
    assert is_untranslated(document, second)
    assert (second, "missing") in listed(keeper, second)


def test_terms_of_glossaries(qtbot: QtBot, room: Room, keeper: ReviewKeeper) -> None:
    document = room.desk.document
    (first, *_) = english(document)
    word = document.source_text(first).split()[1]
    translated(document, first, "Es war so.")
    settle(qtbot, keeper)
    assert (first, "terms") not in listed(keeper, first)
    keeper.use([Glossary((Entry((Term(word, "eng_Latn"), Term("Dings", GERMAN))),))])
    settle(qtbot, keeper)
    assert (first, "terms") in listed(keeper, first)
    keeper.use([])
    settle(qtbot, keeper)
    assert (first, "terms") not in listed(keeper, first)


def test_with_the_process_that_checks(qtbot: QtBot, room: Room) -> None:
    keeper = ReviewKeeper(room.desk, CheckingProcess())
    (first, *_) = english(room.desk.document)
    translated(room.desk.document, first, "Die 17  Boote.")
    keeper.finish()
    qtbot.waitUntil(lambda: not keeper.waiting, timeout=60_000)
    assert keeper.problem == ""
    assert {(first, "numbers"), (first, "spaces")} <= set(listed(keeper, first))
    keeper.close()


def test_the_list_is_put_together_between_the_events(
    qtbot: QtBot, room: Room, keeper: ReviewKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a change in between makes it begin anew; nothing is told that is not complete."""
    document = room.desk.document
    first, second, *_ = english(document)
    translated(document, first, "Eins  zwei.")
    settle(qtbot, keeper)
    monkeypatch.setattr(keeper_module, "SLICE_SECONDS", -1.0)
    monkeypatch.setattr(keeper_module, "LOOK_AT_CLOCK", 1)
    told: list[list[tuple[NodeId, str]]] = []
    keeper.changed.connect(lambda: told.append(listed(keeper, first, second)))
    before = listed(keeper, first)
    keeper._publish()
    assert keeper._more.isActive()
    translated(document, second, "Drei  vier.")
    assert not keeper._more.isActive()
    keeper.start()
    qtbot.waitUntil(lambda: any((second, "spaces") in each for each in told))
    assert all(set(before) <= set(each) for each in told)
    qtbot.waitUntil(lambda: keeper._gathering is None)
    assert keeper._spent == [], "what was replaced has been given back"


def test_what_was_found_in_vain_does_not_pile_up(room: Room, keeper: ReviewKeeper) -> None:
    keeper.finish()
    for _ in range(5):
        keeper.start()
        assert keeper._walk is not None
        for _ in zip(range(1000), keeper._walk, strict=False):
            pass
    assert len(keeper._spent) <= 6
