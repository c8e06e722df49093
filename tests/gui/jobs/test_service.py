"""Jobs beside the window."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.errors import ConceptWriterError, JobCancelled
from conceptwriter.gui.jobs.service import JobService
from conceptwriter.job import Job, start_job


@pytest.fixture
def service(qtbot: QtBot) -> JobService:
    return JobService()


def test_a_result_arrives_on_the_gui_thread(service: JobService, qtbot: QtBot) -> None:
    heard: list[tuple[int, int]] = []
    service.watch(
        start_job("count", lambda _job: threading.get_ident()),
        on_result=lambda there: heard.append((there, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(heard))
    there, here = heard[0]
    assert here == threading.get_ident()
    assert there != here
    assert service.running() == []


def test_a_failure_goes_to_whoever_asked_or_to_all(service: JobService, qtbot: QtBot) -> None:
    heard: list[str] = []

    def fail(_job: Job[None]) -> None:
        raise ConceptWriterError("no room")

    service.watch(start_job("a", fail), on_failure=lambda error: heard.append(f"mine: {error}"))
    qtbot.waitUntil(lambda: heard == ["mine: no room"])
    with qtbot.waitSignal(service.failed) as caught:
        service.watch(start_job("b", fail))
    assert isinstance(caught.args[0], Job)
    assert str(caught.args[1]) == "no room"


def test_stopping_calls_back_once_and_never_with_a_result(service: JobService, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[str] = []

    def work(job: Job[str]) -> str:
        gate.wait(5)
        job.report(1, 2)
        return "done"

    job = service.watch(
        start_job("slow", work),
        node=7,
        on_result=lambda _result: heard.append("result"),
        on_cancelled=lambda: heard.append("cancelled"),
    )
    service.stop(job)
    service.stop(job)
    gate.set()
    qtbot.waitUntil(lambda: bool(heard))
    QApplication.processEvents()
    assert heard == ["cancelled"]


def test_stopping_after_the_end_keeps_to_the_cancellation(service: JobService, qtbot: QtBot) -> None:
    """The result is there, but its message still waits in the queue: Esc has the last word."""
    job = start_job("quick", lambda _job: 1)
    heard: list[str] = []
    service.watch(
        job, on_result=lambda _result: heard.append("result"), on_cancelled=lambda: heard.append("stopped")
    )
    job.join(5)
    service.stop(job)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["stopped"]


def test_who_is_near_and_who_works_in_the_background(service: JobService) -> None:
    gate = threading.Event()

    def watched(node: int | None = None, *, in_background: bool = False, lasting: bool = False) -> Job[bool]:
        return service.watch(
            start_job("wait", lambda _job: gate.wait(5)),
            node=node,
            in_background=in_background,
            lasting=lasting,
        )

    here, there, nowhere = watched(7), watched(8), watched()
    in_background, lasting = watched(7, in_background=True), watched(lasting=True)
    assert service.near({7}) == [here, nowhere]
    assert service.near({7, 8}) == [here, there, nowhere]
    assert service.near(()) == [nowhere]
    assert service.in_background() == [in_background, lasting]
    gate.set()
    service.close()


def test_a_flood_of_progress_does_not_flood_the_window(service: JobService, qtbot: QtBot) -> None:
    fractions: list[float | None] = []
    ended: list[object] = []
    service.progressed.connect(lambda job: fractions.append(job.progress.fraction))
    service.ended.connect(ended.append)
    ready = threading.Event()

    def work(job: Job[None]) -> None:
        ready.wait(5)
        for step in range(2000):
            job.report(step, 2000, "counting")

    job = start_job("count", work)
    service.watch(job)
    ready.set()
    job.join(5)
    qtbot.waitUntil(lambda: bool(ended))
    assert len(fractions) < 50


def test_abandoned_jobs_call_nobody(service: JobService, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[str] = []
    job = start_job("slow", lambda _job: gate.wait(5))
    service.watch(
        job, on_result=lambda _result: heard.append("result"), on_cancelled=lambda: heard.append("cancelled")
    )
    service.abandon_all()
    gate.set()
    job.join(5)
    QApplication.processEvents()
    assert heard == []
    assert service.running() == []


def test_closing_waits_for_the_threads(service: JobService) -> None:
    gate = threading.Event()

    def work(job: Job[None]) -> None:
        while not gate.wait(0.01):
            job.report(0, 1)

    job = start_job("endless", work)
    service.watch(job)
    service.close()
    assert not any(thread.name == "job: endless" for thread in threading.enumerate())
    with pytest.raises(JobCancelled):
        job.result(1)
