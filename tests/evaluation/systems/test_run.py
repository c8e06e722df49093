"""Asking systems through the assistant: who is asked what, going on where it stopped, writing on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.assistant import Assistant
from conceptwriter.engine import WriteDrafts
from conceptwriter.evaluation.records import Records
from conceptwriter.evaluation.systems.places import FOLLOWING, places_in
from conceptwriter.evaluation.systems.run import CHOICES, SystemsData, SystemsTask, ask_systems
from conceptwriter.evaluation.systems.systems import (
    CONCEPTS,
    FIRST_DRAFT,
    HUMAN,
    TOGETHER,
    Assisted,
    System,
    systems_of,
    written_on,
)
from tests.assistant.toy_engine import PHRASES, ToyEngine
from tests.evaluation.systems.stand_ins import DRAFTED, voiced_engine, write_dev

ENGLISH = "eng_Latn"
ALL = [TOGETHER, FIRST_DRAFT, CONCEPTS, HUMAN]


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dev(tmp_path_factory.mktemp("systems") / "dev")


@pytest.fixture
def task(dev: Path) -> SystemsTask:
    return SystemsTask(dev, most=2, free=1)


@pytest.fixture
def engine() -> ToyEngine:
    return voiced_engine()


@pytest.fixture
def assistant(engine: ToyEngine) -> Iterator[Assistant]:
    with Assistant(engine) as assistant:
        yield assistant


def asked(engine: ToyEngine, task: SystemsTask, records: Records) -> None:
    with Assistant(engine) as assistant:
        ask_systems(engine, assistant, engine.status, task, SystemsData.of(task), records)


def system(engine: ToyEngine, assistant: Assistant, name: str) -> System:
    return next(each for each in systems_of(engine, assistant, engine.status) if each.name == name)


class TestSystems:
    def test_each_writes_what_is_its_own(self, dev: Path, engine: ToyEngine, assistant: Assistant) -> None:
        place = places_in(dev, "books", ENGLISH, 1)[0]

        def offers(name: str) -> list[str]:
            document = place.document()
            return system(engine, assistant, name).offers(document, place.at(document), seed=0)

        assert set(offers(TOGETHER)[: len(DRAFTED)]) == set(DRAFTED)
        assert offers(FIRST_DRAFT) == [DRAFTED[0]]
        phrases = {english for english, _ in PHRASES}
        assert offers(CONCEPTS)
        assert not phrases.isdisjoint(offers(CONCEPTS))
        assert set(DRAFTED).isdisjoint(offers(CONCEPTS))

    def test_the_first_draft_reads_what_the_program_reads(
        self, dev: Path, engine: ToyEngine, assistant: Assistant
    ) -> None:
        place = places_in(dev, "books", ENGLISH, 1)[0]
        document = place.document()
        for name in (TOGETHER, FIRST_DRAFT):
            system(engine, assistant, name).offers(document, place.at(document), seed=0)
        prompts = [request.prompt for request in engine.of_type(WriteDrafts)]
        assert len(set(prompts)) == 1
        assert place.sentences[-1] in prompts[0]

    def test_what_is_loaded_decides_who_is_asked(self, engine: ToyEngine, assistant: Assistant) -> None:
        engine.voice = None
        assert [each.name for each in systems_of(engine, assistant, engine.status)] == [CONCEPTS]
        mute = voiced_engine()
        mute.has_lcm = False
        assert [each.name for each in systems_of(mute, assistant, mute.status)] == [FIRST_DRAFT]

    def test_nothing_to_say_is_no_failure(self, dev: Path, assistant: Assistant, engine: ToyEngine) -> None:
        place = places_in(dev, "books", ENGLISH, 1)[0]
        document = place.document()
        engine.drafts = []
        silent = system(engine, assistant, FIRST_DRAFT)
        assert silent.offers(document, place.at(document), seed=0) == []
        assert written_on(silent, document, place.at(document), 3) == []

    def test_a_text_continues_with_the_first_offers(
        self, dev: Path, engine: ToyEngine, assistant: Assistant
    ) -> None:
        for place in places_in(dev, "books", ENGLISH, 4):
            document = place.document()
            writer = system(engine, assistant, CONCEPTS)
            found = written_on(writer, document, place.at(document), 3)
            texts = [document.source_text(node) for node in document.concepts()]
            assert len(found) == 3
            assert texts == [*place.sentences, *found]
            last = [len(document.node(node).children) for node in document.subtree(1)]
            assert (3 in last) == place.new_paragraph or not place.new_paragraph


class TestRun:
    def test_everything_is_asked_of_everyone(self, engine: ToyEngine, task: SystemsTask) -> None:
        with Records({}) as records:
            asked(engine, task, records)
        for name in task.sets:
            for each in ALL:
                assert len(records.of("offers", name, each)) == 2
                (text,) = records.of("free", name, each).values()
                assert len(text.texts) == FOLLOWING
            assert len(records.of("choice", name, "chooser")) == 2 * CHOICES
        for name in ("stories", "expository"):
            assert {each: len(records.of("expand", name, each)) for each in (TOGETHER, CONCEPTS, HUMAN)} == {
                TOGETHER: 2,
                CONCEPTS: 2,
                HUMAN: 2,
            }
        features = [record.features for record in records.of("choice", "books", "chooser").values()]
        assert all(len(values) == 5 for each in features for values in each.values())
        assert all({"likelihood", "gain", "order", "direction"} <= set(each) for each in features)

    def test_a_run_that_was_stopped_continues(self, dev: Path, tmp_path: Path) -> None:
        task = SystemsTask(dev, most=2, free=1, sets=("stories",))
        path = tmp_path / "systems.jsonl"
        engine, calls = voiced_engine(), []

        def stop(done: int, total: int, what: str) -> None:
            calls.append((done, total, what))
            if done == 7:
                raise KeyboardInterrupt

        data = SystemsData.of(task)
        with (
            Records({}, path) as records,
            Assistant(engine) as assistant,
            pytest.raises(KeyboardInterrupt),
        ):
            ask_systems(engine, assistant, engine.status, task, data, records, stop)
        assert calls[-1][0] == 7
        assert len(path.read_text(encoding="utf-8").splitlines()) == 8
        whole = voiced_engine()
        with Records({}) as unbroken:
            asked(whole, task, unbroken)
        rest = voiced_engine()
        with Records({}, path) as again:
            asked(rest, task, again)
            assert again.of("offers", "stories", HUMAN) == unbroken.of("offers", "stories", HUMAN)
            assert again.of("free", "stories", TOGETHER) == unbroken.of("free", "stories", TOGETHER)
        assert 0 < len(rest.requests) < len(whole.requests)
        done = voiced_engine()
        with Records({}, path) as full:
            asked(done, task, full)
        assert done.of_type(WriteDrafts) == []

    def test_without_a_voice_nothing_is_chosen(self, task: SystemsTask) -> None:
        engine = voiced_engine()
        engine.voice = None
        with Records({}) as records:
            asked(engine, task, records)
        assert records.systems("offers") == [CONCEPTS, HUMAN]
        assert records.systems("choice") == []

    def test_one_set_alone(self, dev: Path) -> None:
        task = SystemsTask(dev, most=1, free=0, sets=("books",))
        with Records({}) as records:
            asked(voiced_engine(), task, records)
        assert records.systems("free") == []
        assert records.systems("expand") == []
        assert records.of("offers", "stories", HUMAN) == {}


def test_a_system_has_a_name_of_its_own(assistant: Assistant) -> None:
    assert Assisted("mine", assistant).name == "mine"
