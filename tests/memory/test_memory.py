from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.memory import Memory, Scope, TranslationMemoryError, Unit
from conceptwriter.memory.forms import exact_form
from conceptwriter.memory.memory import BATCH
from conceptwriter.outline import Origin, State
from tests.memory.units import ENGLISH, GERMAN, found, unit

WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
FULL = Unit(
    "Good <g1>morning</g1>.",
    ENGLISH,
    "Guten <g1>Morgen</g1>.",
    GERMAN,
    State.REVIEWED,
    Origin.EDITED,
    WHEN,
    WHEN,
    "Anna",
    "story.concept",
    "",
    "Bye.",
    (("client", "A & B"), ("client", "C")),
    (("<g1>", '<bpt i="1"/>'),),
    (("<g1>", '<bpt i="1"/>'),),
)


def test_everything_of_a_unit_comes_back(memory: Memory) -> None:
    assert memory.add([FULL]) == (1, 0)
    assert [stored.unit for stored in memory.units()] == [FULL]


def test_a_unit_without_a_time_gets_the_present_one(memory: Memory) -> None:
    memory.add([unit("One.")])
    (stored,) = memory.units()
    assert stored.unit.changed is not None
    assert abs((datetime.now(UTC) - stored.unit.changed).total_seconds()) < 60


def test_a_document_has_one_translation_in_one_place(memory: Memory) -> None:
    here = {"document": "a", "before": "", "after": "Next."}
    memory.add([unit("One.", "Eins.", **here)])
    assert memory.add([unit("One.", "Eines.", **here)]) == (0, 1)
    assert memory.add([unit("One.", "Eins.", document="a", before="x", after="Next.")]) == (1, 0)
    assert memory.add([unit("One.", "Eins.", document="b", before="", after="Next.")]) == (1, 0)
    assert sorted(stored.unit.target for stored in memory.units(Scope(document="a"))) == ["Eines.", "Eins."]


def test_what_is_from_no_document_is_kept_beside_other_translations(memory: Memory) -> None:
    assert memory.add([unit("One.", "Eins."), unit("One.", "Ein."), unit("One.", "Eins.")]) == (2, 1)
    assert len(memory) == 2


def test_forgetting(memory: Memory) -> None:
    memory.add(
        [unit("One house."), unit("Two houses.", document="a"), unit("Three.", target_language="fra_Latn")]
    )
    assert memory.forget(Scope(document="a")) == 1
    assert memory.forget(Scope(target_language="fra_Latn")) == 1
    assert memory.forget(Scope(document="none")) == 0
    assert [stored.unit.source for stored in memory.units()] == ["One house."]
    assert not found(memory, "Two houses.", minimum=90)
    assert found(memory, "One houses.", minimum=60)
    (left,) = memory.units()
    memory.add([unit("Four.")])
    assert memory.forget(Scope(ids=(left.id,))) == 1
    assert [stored.unit.source for stored in memory.units()] == ["Four."]
    assert memory.complaint() == ""


def test_a_forgotten_text_is_gone_from_the_file(memory: Memory) -> None:
    memory.add([unit(f"Number {number} of many houses.") for number in range(BATCH + 5)])
    assert memory.forget(Scope()) == BATCH + 5
    assert len(memory) == 0
    assert memory.add([unit("Number 3 of many houses.")]) == (1, 0)
    assert len(found(memory, "Number 3 of many houses.")) == 1


def test_what_is_in_it(memory: Memory) -> None:
    memory.add([unit("A."), unit("B.", document="x"), unit("C.", target_language="fra_Latn")])
    assert [tuple(pair) for pair in memory.pairs()] == [(ENGLISH, GERMAN, 2), (ENGLISH, "fra_Latn", 1)]
    assert memory.documents() == [("x", 1)]


@pytest.mark.parametrize(("source", "target"), [("", "a"), ("a", " \n"), ("\0", "a")])
def test_a_unit_without_text_is_refused_and_nothing_of_its_batch_is_added(
    memory: Memory, source: str, target: str
) -> None:
    with pytest.raises(TranslationMemoryError, match=r"no (source|translation)"):
        memory.add([unit("Good."), Unit(source, ENGLISH, target, GERMAN)])
    assert len(memory) == 0


def test_more_than_a_page_of_units(memory: Memory) -> None:
    number = 2 * BATCH + 1
    assert memory.add(unit(f"Text {at}.") for at in range(number)) == (number, 0)
    assert [stored.unit.source for stored in memory.units()] == [f"Text {at}." for at in range(number)]


def test_read_only(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    with pytest.raises(TranslationMemoryError, match="There is no"):
        Memory(path, read_only=True)
    assert not path.exists()
    with Memory(path) as written:
        written.add([unit("One.")])
    with Memory(path, read_only=True) as read:
        assert len(read) == 1
        with pytest.raises(TranslationMemoryError, match="read-only"):
            read.add([unit("Two.")])
        with pytest.raises(TranslationMemoryError, match="read-only"):
            read.forget(Scope())


def test_a_folder_is_made(tmp_path: Path) -> None:
    with Memory(tmp_path / "new" / "folder" / "a.memory") as made:
        assert len(made) == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30)), max_size=8))
def test_any_text_comes_back_and_is_found(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]
) -> None:
    usable = [(source, target) for source, target in texts if source.strip("\0 ") and target.strip("\0 ")]
    usable = [pair for pair in usable if "\0" not in "".join(pair) and pair[0].split() and pair[1].split()]
    with Memory(tmp_path_factory.mktemp("any") / "a.memory") as memory:
        memory.add(unit(source, target) for source, target in usable)
        stored = {(it.unit.source, it.unit.target) for it in memory.units()}
        assert stored == set(usable)
        for source, _ in usable:
            if exact_form(source):
                assert source in {match.unit.source for match in found(memory, source, minimum=100)}
        memory.forget(Scope())
        assert len(memory) == 0
        assert memory.complaint() == ""
