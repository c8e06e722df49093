from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conceptwriter.gui.references.store import References, ReferenceStore
from conceptwriter.memory import Asked, Memory, Unit
from conceptwriter.memory.places import project_memory

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WAIT_MS = 5000
BOAT = Unit("The boats came in.", "eng_Latn", "Die Boote kamen.", "deu_Latn")
QUAY = Unit("Nobody was on the quay.", "eng_Latn", "Niemand war am Kai.", "deu_Latn")
ASKED = Asked("The boats came in.", "eng_Latn", "deu_Latn")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReferenceStore]:
    made = ReferenceStore(tmp_path / "own.memory", tmp_path / "glossaries")
    made.serve(tmp_path / "story.concept")
    yield made
    made.close()


def found(qtbot: QtBot, store: ReferenceStore, asked: Asked = ASKED) -> References:
    with qtbot.waitSignal(store.found, timeout=WAIT_MS) as answer:
        store.look_up(asked)
    assert answer.args is not None
    references = answer.args[0]
    assert isinstance(references, References)
    return references


def learn(qtbot: QtBot, store: ReferenceStore, *units: Unit) -> None:
    with qtbot.waitSignal(store.learned, timeout=WAIT_MS):
        store.learn(units)


def test_without_a_memory_nothing_is_found_and_no_file_is_made(
    qtbot: QtBot, store: ReferenceStore, tmp_path: Path
) -> None:
    assert found(qtbot, store).matches == ()
    assert not list(tmp_path.glob("*.memory"))


def test_what_is_learned_goes_into_the_users_memory_and_is_found(
    qtbot: QtBot, store: ReferenceStore, tmp_path: Path
) -> None:
    learn(qtbot, store, BOAT)
    assert store.memories() == [tmp_path / "own.memory"]
    (match,) = found(qtbot, store).matches
    assert (match.percent, match.text) == (100, "Die Boote kamen.")


def test_a_memory_beside_the_project_learns_instead(
    qtbot: QtBot, store: ReferenceStore, tmp_path: Path
) -> None:
    beside = project_memory(tmp_path / "story.concept")
    Memory(beside).close()
    assert store.learns_into == beside
    learn(qtbot, store, BOAT)
    assert not (tmp_path / "own.memory").exists()
    assert found(qtbot, store).matches[0].memory.path == beside


def test_a_memory_that_was_replaced_by_another_file_is_opened_again(
    qtbot: QtBot, store: ReferenceStore, tmp_path: Path
) -> None:
    learn(qtbot, store, BOAT)
    assert found(qtbot, store).matches
    with Memory(tmp_path / "new.memory") as other:
        other.add([QUAY])
    for old in tmp_path.glob("own.memory*"):
        old.unlink()
    (tmp_path / "new.memory").rename(tmp_path / "own.memory")
    assert not found(qtbot, store).matches
    asked = Asked(QUAY.source, "eng_Latn", "deu_Latn")
    assert found(qtbot, store, asked).matches


def test_only_the_newest_look_up_is_answered(qtbot: QtBot, store: ReferenceStore) -> None:
    learn(qtbot, store, BOAT, QUAY)
    answers: list[References] = []
    store.found.connect(answers.append)
    newest = Asked(QUAY.source, "eng_Latn", "deu_Latn")
    for asked in (ASKED, ASKED, newest):
        store.look_up(asked)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    store.close()
    assert answers[-1].asked is newest


def test_a_file_that_is_no_memory_is_reported_once_and_terms_are_still_found(
    qtbot: QtBot, store: ReferenceStore, tmp_path: Path
) -> None:
    (tmp_path / "own.memory").write_text("This is no memory, but a letter to somebody.")
    (tmp_path / "story.glossary.csv").write_text("en,de\nboat,Boot\n")
    reasons: list[str] = []
    store.failed.connect(reasons.append)
    assert [term.use for term in found(qtbot, store).terms] == [("Boot",)]
    found(qtbot, store)
    assert len(reasons) == 1
    assert "own.memory" in reasons[0]
    assert (tmp_path / "own.memory").read_text().startswith("This is no memory")


def test_closing_writes_what_is_still_to_be_remembered(store: ReferenceStore, tmp_path: Path) -> None:
    store.learn([BOAT])
    store.close()
    with Memory(tmp_path / "own.memory", read_only=True) as memory:
        assert len(memory) == 1


def test_many_texts_are_looked_up_as_a_job(qtbot: QtBot, store: ReferenceStore) -> None:
    learn(qtbot, store, BOAT)
    job = store.exact({7: ASKED, 8: Asked("The boat came in.", "eng_Latn", "deu_Latn")})
    assert job.result(timeout=WAIT_MS / 1000) == {7: "Die Boote kamen."}
    job.join()
