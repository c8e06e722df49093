"""Jobs beside the window."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.jobs.service import JobService, RunningJob
from conceptwriter.gui.jobs.task import Task, TaskCancelled


@pytest.fixture
def service(qtbot: QtBot) -> JobService:
    return JobService()


def test_a_result_arrives_on_the_gui_thread(service: JobService, qtbot: QtBot) -> None:
    heard: list[tuple[int, int]] = []
    service.watch(
        Task("count", lambda _task: threading.get_ident()),
        on_result=lambda there: heard.append((there, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(heard))
    there, here = heard[0]
    assert here == threading.get_ident()
    assert there != here
    assert service.running() == []


def test_a_failure_goes_to_whoever_asked_or_to_all(service: JobService, qtbot: QtBot) -> None:
    heard: list[str] = []

    def fail(_task: Task[None]) -> None:
        raise ConceptWriterError("no room")

    service.watch(Task("a", fail), on_failure=lambda error: heard.append(f"mine: {error}"))
    qtbot.waitUntil(lambda: heard == ["mine: no room"])
    with qtbot.waitSignal(service.failed) as caught:
        service.watch(Task("b", fail))
    assert isinstance(caught.args[0], RunningJob)
    assert str(caught.args[1]) == "no room"


def test_stopping_calls_back_once_and_never_with_a_result(service: JobService, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[str] = []

    def work(task: Task[str]) -> str:
        gate.wait(5)
        task.report(1, 2)
        return "done"

    job = service.watch(
        Task("slow", work),
        node=7,
        on_result=lambda _result: heard.append("result"),
        on_cancelled=lambda: heard.append("cancelled"),
    )
    assert service.of_node(7) == [job]
    assert service.stop_node(8) == 0
    assert service.stop_node(7) == 1
    gate.set()
    qtbot.waitUntil(lambda: bool(heard))
    QApplication.processEvents()
    assert heard == ["cancelled"]


def test_stopping_after_the_end_keeps_to_the_cancellation(service: JobService, qtbot: QtBot) -> None:
    """The result is there, but its message still waits in the queue: Esc has the last word."""
    task = Task("quick", lambda _task: 1)
    heard: list[str] = []
    job = service.watch(
        task, on_result=lambda _result: heard.append("result"), on_cancelled=lambda: heard.append("stopped")
    )
    task.join(5)
    service.stop(job)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["stopped"]


def test_a_flood_of_progress_does_not_flood_the_window(service: JobService, qtbot: QtBot) -> None:
    told: list[float | None] = []
    ended: list[object] = []
    service.progressed.connect(lambda job: told.append(job.progress))
    service.ended.connect(ended.append)
    ready = threading.Event()

    def work(task: Task[None]) -> None:
        ready.wait(5)
        for step in range(2000):
            task.report(step, 2000, "counting")

    task = Task("count", work)
    service.watch(task)
    ready.set()
    task.join(5)
    qtbot.waitUntil(lambda: bool(ended))
    assert len(told) < 50


def test_abandoned_jobs_call_nobody(service: JobService, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[str] = []
    task = Task("slow", lambda _task: gate.wait(5))
    service.watch(
        task, on_result=lambda _result: heard.append("result"), on_cancelled=lambda: heard.append("cancelled")
    )
    service.abandon_all()
    gate.set()
    task.join(5)
    QApplication.processEvents()
    assert heard == []
    assert service.running() == []


def test_a_failing_callback_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    gate, heard = threading.Event(), threading.Event()

    def work(task: Task[str]) -> str:
        gate.wait(5)
        task.report(1, 2)
        return "done"

    def broken(_: object) -> None:
        raise ValueError("in a callback")

    task = Task("slow", work)
    task.add_progress_callback(broken)
    task.add_done_callback(broken)
    task.add_done_callback(lambda _task: heard.set())
    gate.set()
    assert heard.wait(5)
    task.join(5)
    assert task.result(1) == "done", "what the function made is there all the same"
    task.add_done_callback(broken)
    assert caplog.text.count("ValueError: in a callback") == 3


def test_closing_waits_for_the_threads(service: JobService) -> None:
    gate = threading.Event()

    def work(task: Task[None]) -> None:
        while not gate.wait(0.01):
            task.report(0, 1)

    task = Task("endless", work)
    service.watch(task)
    service.close()
    assert not any(thread.name == "task: endless" for thread in threading.enumerate())
    with pytest.raises(TaskCancelled):
        task.result(1)
