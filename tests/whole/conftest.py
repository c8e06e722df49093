"""Programs that are killed, homes they live in, and the small story they write in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conceptwriter.bundles import find_bundles, models_folder
from conceptwriter.outline import Document
from conceptwriter.storage import Project
from tests.outline.drafts import paragraph, section
from tests.whole.programs import Program

Start = Callable[..., Program]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home for the programs of one test."""
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """`start(FILE)` opens the window; all that is still running at the end of the test is ended."""
    running: list[Program] = []

    def started(*words: object) -> Program:
        running.append(Program(home, *words))
        return running[-1]

    yield started
    for program in running:
        program.clean_up()


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The bundle that comes with the program. It is part of it: without it these tests fail, never skip."""
    found = find_bundles([models_folder()])
    problems = [bundle.problem for bundle in found if bundle.problem is not None]
    assert not problems, problems
    whole = [
        bundle.folder
        for bundle in found
        if bundle.manifest is not None
        and bundle.manifest.codec is not None
        and bundle.manifest.lcm is not None
    ]
    assert whole, f"there is no bundle with a codec and an LCM in {models_folder()}"
    return whole[0]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A project file with the small story."""
    path = tmp_path / "story.concept"
    write_story(path)
    return path


def write_story(path: Path) -> None:
    """The same story, with the same node ids, every time."""
    boats = paragraph("The boats came in at dawn.", "Nobody was waiting.", "The sea was quiet and grey.")
    man = paragraph("The old man counted the boats.", "One boat was missing.")
    letter = section("The letter", paragraph("Anna found a letter under the door."))
    draft = section("The harbour", boats, man, letter)
    draft.source_language = "eng_Latn"
    Project.create(path, Document.from_draft(draft, "eng_Latn")).close()
