"""The walk of a vector, from the engine's answer to the card: no module is come back to once it was left.

Recorded are the frames of ours that it passes: those that hand the answer in on the engine's reader thread,
those it returns through on the worker's thread, and those that carry it to the card on the window's. The job
itself takes it from thread to thread, as Qt's signals do, and is no stop on the way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

import conceptwriter
from conceptwriter.assistant import Assistant
from conceptwriter.bundles import find_bundles
from conceptwriter.engine import Sampled, VoiceDraft, VoiceStatus
from conceptwriter.gui.proposals.candidate import CandidateRow
from conceptwriter.job import Job
from tests.assistant.toy_engine import ToyEngine
from tests.gui.fakes import fake_choice
from tests.gui.stage import Stage, project_of
from tests.outline.drafts import harbour

OURS = Path(conceptwriter.__file__).parent
MODEL_MS = 60_000
Frame = tuple[str, str]


def frames_here() -> list[Frame]:
    """(module, function) of each frame of ours on this thread, outermost first; without the job's own."""
    frames: list[Frame] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(OURS) and path != OURS / "job.py":
            frames.append((path.relative_to(OURS).with_suffix("").as_posix(), frame.f_code.co_name))
        frame = frame.f_back
    return frames[::-1]


def modules_of(walk: list[Frame]) -> list[str]:
    """The modules it comes through, one after another."""
    return [module for module, _ in groupby(walk, key=lambda frame: frame[0])]


class Walk:
    """What was recorded; of each part the last."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.handed_in: list[Frame] = []
        self.returned: list[Frame] = []
        self.offered: list[Frame] = []
        self.shown: list[Frame] = []
        set_result, wait_for, offer, init = Job.set_result, Job.wait_for, Job.offer, CandidateRow.__init__

        def noted_result(job: Job[Any], result: Any) -> None:
            if isinstance(result, Sampled):
                self.handed_in = frames_here()
            set_result(job, result)

        def noted_wait(job: Job[Any], other: Job[Any]) -> Any:
            answer = wait_for(job, other)
            if isinstance(answer, Sampled):
                self.returned = frames_here()[::-1]
            return answer

        def noted_offer(job: Job[Any], part: Any) -> None:
            self.offered = frames_here()
            offer(job, part)

        def noted_row(row: CandidateRow, *arguments: Any) -> None:
            self.shown = frames_here()
            init(row, *arguments)

        monkeypatch.setattr(Job, "set_result", noted_result)
        monkeypatch.setattr(Job, "wait_for", noted_wait)
        monkeypatch.setattr(Job, "offer", noted_offer)
        monkeypatch.setattr(CandidateRow, "__init__", noted_row)


@pytest.fixture
def real_stage(plain_look: None, qtbot: QtBot, tmp_path: Path, toy_bundle: Path) -> Iterator[Stage]:
    """The window with the real engine in its own process."""
    made = Stage(
        qtbot, project_of(tmp_path, harbour()), model=True, bundles=find_bundles([toy_bundle.parent])
    )
    yield made
    made.close()


def test_no_module_is_come_back_to(real_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk(monkeypatch)
    real_stage.at("Nobody was waiting")
    real_stage.press("Ctrl+J")
    real_stage.wait_for_jobs(MODEL_MS)
    assert real_stage.has_card()
    parts = (walk.handed_in, walk.returned, walk.shown)
    assert all(parts)
    modules = modules_of([frame for part in parts for frame in part])
    assert len(modules) == len(set(modules)), modules
    assert modules[0] == "engine/engine"
    assert modules[-1] == "gui/proposals/card"
    assert len([frame for part in parts for frame in part]) <= 17


def test_first_offers_go_straight_from_the_voice_to_the_card(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk(monkeypatch)
    engine = ToyEngine()
    engine.voice = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000)
    texts = ("The bell rang twice.", "A child laughed on the quay.", "The lamp went out at midnight.")
    engine.drafts = [VoiceDraft(text, -2.0, 8, True) for text in texts]
    assistant = Assistant(engine)
    stage.models.use(assistant, fake_choice())
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    stage.wait_for_jobs()
    assistant.close()
    assert walk.offered
    modules = modules_of([*walk.offered, *walk.shown])
    assert len(modules) == len(set(modules)), modules
