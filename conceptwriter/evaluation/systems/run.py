"""Runs whole systems at the places of the held-out sets, and records their output.

Place by place through all sets, all requests at a place together: so an interrupted run has something of
everything. What is already recorded is not requested again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from conceptwriter.assistant import Assistant, EngineLike
from conceptwriter.assistant.choosing import shipped_order
from conceptwriter.engine import EngineStatus
from conceptwriter.evaluation.free_running.expansions import SENTENCES, HeadingPlan, plans
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.held_out.sets import DOCUMENT_SETS, ENGLISH
from conceptwriter.evaluation.records import Key, Record, Records
from conceptwriter.evaluation.systems.choice_places import FEWEST_SENTENCES, ChoicePlace, features_of
from conceptwriter.evaluation.systems.places import FOLLOWING, SystemPlace, places_in
from conceptwriter.evaluation.systems.systems import (
    HUMAN,
    Assisted,
    System,
    last_heading,
    systems_of,
    titled,
    written_on,
)

OFFERED, FREE, EXPANDED, CHOSEN = "offers", "free", "expand", "choice"
CHOOSER = "chooser"
EXPANDING = "expository"
"""The set whose headings are expanded; of stories it is the titles."""
TITLES = "stories"
CHOICES = 3
"""Places of one document where one of five sentences is chosen."""
_LONGEST_PLAN = 240


@dataclass(frozen=True, slots=True)
class SystemsTask:
    """The requests, and how many."""

    dev: Path
    most: int = 30
    """Places per set."""
    free: int = 5
    """Texts per set that are continued."""
    sets: tuple[str, ...] = DOCUMENT_SETS
    language: str = ENGLISH
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SystemsData:
    """The places and headings of a task."""

    places: Mapping[str, Sequence[SystemPlace]]
    """Set -> its places."""
    headings: Mapping[str, Sequence[HeadingPlan]]
    """Set -> headings, or titles, to be expanded."""

    @staticmethod
    def of(task: SystemsTask) -> SystemsData:
        """Raises CorpusError where a set is missing."""
        places = {name: places_in(task.dev, name, task.language, task.most, task.seed) for name in task.sets}
        headings: dict[str, Sequence[HeadingPlan]] = {}
        if EXPANDING in task.sets:
            headings[EXPANDING] = plans(task.dev, task.language, task.most, _LONGEST_PLAN, task.seed)
        if TITLES in task.sets:
            first = [place for place in places[TITLES] if not place.turn]
            headings[TITLES] = [_title(place) for place in first]
        return SystemsData(places, headings)


def _title(place: SystemPlace) -> HeadingPlan:
    source = place.source
    human = tuple(text for part in source.paragraphs for text in part)[:SENTENCES]
    return HeadingPlan(source.identity, source.language, source.title, source.title, (), human)


def plan_name(plan: HeadingPlan) -> str:
    """Of a heading within its set."""
    return f"{plan.identity}: {plan.heading}"


@dataclass(frozen=True, slots=True)
class _Step:
    key: Key
    """Of the record that is missing."""
    made: Callable[[], Record] = field(compare=False)


def ask_systems(
    engine: EngineLike,
    assistant: Assistant,
    status: EngineStatus,
    task: SystemsTask,
    data: SystemsData,
    records: Records,
    on_progress: Progress = silent,
) -> None:
    """Run everything missing in the records. Exceptions of the engine propagate; existing records stay."""
    systems = systems_of(engine, assistant, status)
    steps = list(_steps(engine, systems, status, task, data))
    for number, step in enumerate(steps):
        on_progress(number, len(steps), f"{step.key[0]}, {step.key[1]}, {step.key[3]}")
        if step.key not in records:
            records.add(step.made())


def _steps(
    engine: EngineLike,
    systems: Sequence[System],
    status: EngineStatus,
    task: SystemsTask,
    data: SystemsData,
) -> Iterator[_Step]:
    choosing = status.voice is not None and status.lcm is not None
    for number in range(task.most):
        for name in task.sets:
            for place in data.places[name][number : number + 1]:
                yield from _at(place, systems, writes_on=number < task.free)
                if choosing:
                    yield from _choices(engine, place, task.seed)
            for plan in data.headings.get(name, ())[number : number + 1]:
                yield from _expanding(plan, name, systems)


def _at(place: SystemPlace, systems: Sequence[System], *, writes_on: bool) -> Iterator[_Step]:
    for system in systems:
        key = OFFERED, place.set, place.name, system.name
        yield _Step(key, partial(_offered, key, place, system))
    key = OFFERED, place.set, place.name, HUMAN
    yield _Step(key, partial(Record, *key, texts=place.following[:1]))
    if not writes_on or len(place.following) < FOLLOWING:
        return
    for system in systems:
        key = FREE, place.set, place.name, system.name
        yield _Step(key, partial(_free, key, place, system))
    key = FREE, place.set, place.name, HUMAN
    yield _Step(key, partial(Record, *key, texts=place.following))


def _offered(key: Key, place: SystemPlace, system: System) -> Record:
    document = place.document()
    return Record(*key, texts=tuple(system.offers(document, place.at(document), seed=0)))


def _free(key: Key, place: SystemPlace, system: System) -> Record:
    document = place.document()
    return Record(*key, texts=tuple(written_on(system, document, place.at(document), FOLLOWING)))


def _expanding(plan: HeadingPlan, name: str, systems: Sequence[System]) -> Iterator[_Step]:
    for system in systems:
        if isinstance(system, Assisted):
            key = EXPANDED, name, plan_name(plan), system.name
            yield _Step(key, partial(_expanded, key, plan, system))
    key = EXPANDED, name, plan_name(plan), HUMAN
    yield _Step(key, partial(Record, *key, texts=plan.human))


def _expanded(key: Key, plan: HeadingPlan, system: Assisted) -> Record:
    if plan.heading == plan.title and not plan.before:
        document, heading = titled(plan.title, plan.language)
    else:
        document = plan.document()
        heading = last_heading(document)
    return Record(*key, texts=tuple(system.expansion(document, heading, SENTENCES)))


def _choices(engine: EngineLike, place: SystemPlace, seed: int) -> Iterator[_Step]:
    """Choices at separately drawn places of the document, like those the chooser's weights were fitted on."""
    if place.turn or sum(map(len, place.source.paragraphs)) < FEWEST_SENTENCES:
        return
    chance = random.Random(f"{seed} {place.source.identity}")
    for number in range(CHOICES):
        drawn = ChoicePlace.drawn(place.source, chance)
        key = CHOSEN, place.set, f"{place.source.identity}#{number}", CHOOSER
        yield _Step(key, partial(_choice, key, drawn, engine))


def _choice(key: Key, drawn: ChoicePlace, engine: EngineLike) -> Record:
    features = features_of(drawn, engine, shipped_order(), drafts=0)
    return Record(*key, features={name: tuple(values) for name, values in features.items()})
