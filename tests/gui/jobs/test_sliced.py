"""Long work on the window's thread leaves room for the events between its slices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QTimer

from conceptwriter.gui.jobs import sliced
from conceptwriter.gui.jobs.service import JobService
from conceptwriter.gui.jobs.sliced import Sliced
from conceptwriter.job import JobProgress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    assert qapp
    made = QObject()
    yield made
    made.deleteLater()


@pytest.fixture
def jobs(owner: QObject) -> JobService:
    return JobService(owner)


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is a slice."""
    monkeypatch.setattr(sliced, "SLICE_SECONDS", -1.0)
    monkeypatch.setattr(sliced, "LOOK_AT_CLOCK", 1)


def test_what_is_short_is_done_at_once_and_is_no_job(owner: QObject, jobs: JobService) -> None:
    done: list[str] = []
    Sliced(jobs, owner).run("Count", iter(range(5)), lambda: done.append("end"))
    assert done == ["end"]
    assert not jobs.running()


def test_events_are_handled_between_the_slices(
    qtbot: QtBot, owner: QObject, jobs: JobService, no_time: None
) -> None:
    happened: list[object] = []

    def steps() -> Iterator[None]:
        for number in range(4):
            happened.append(number)
            QTimer.singleShot(0, owner, lambda: happened.append("event"))
            yield

    moved: list[float | None] = []
    jobs.progressed.connect(lambda job: moved.append(job.progress.fraction))
    work = Sliced(jobs, owner)
    work.run(
        "Count",
        steps(),
        lambda: happened.append("end"),
        progress=lambda: JobProgress(len(happened), 100, "counting"),
        node=1,
    )
    (job,) = jobs.near([1])
    assert job.title == "Count"
    qtbot.wait_until(lambda: "end" in happened)
    assert happened.index("event") < happened.index(2), "it was not all done in one go"
    assert [each for each in happened if isinstance(each, int)] == [0, 1, 2, 3]
    assert moved
    assert all(moved)
    qtbot.wait_until(lambda: not owner.findChildren(Sliced))


def test_stopping_stops_at_once(qtbot: QtBot, owner: QObject, jobs: JobService, no_time: None) -> None:
    taken: list[int] = []
    ended: list[str] = []

    def steps() -> Iterator[None]:
        while True:
            taken.append(1)
            yield

    Sliced(jobs, owner).run(
        "Count", steps(), lambda: ended.append("end"), stopped=lambda: ended.append("stop")
    )
    qtbot.wait_until(lambda: len(taken) > 3)
    jobs.stop_all()
    at = len(taken)
    qtbot.wait_until(lambda: bool(ended))
    assert ended == ["stop"]
    assert len(taken) == at
    qtbot.wait_until(lambda: not owner.findChildren(Sliced))


def test_a_step_that_fails_is_a_failed_job(
    qtbot: QtBot, owner: QObject, jobs: JobService, no_time: None
) -> None:
    def steps() -> Iterator[None]:
        yield
        yield
        raise ValueError("no such thing")

    with qtbot.wait_signal(jobs.failed) as failure:
        Sliced(jobs, owner).run("Count", steps(), lambda: None)
    assert failure.args is not None
    assert str(failure.args[1]) == "no such thing"
    assert not jobs.running()
