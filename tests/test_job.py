"""Jobs: one result, one end, and who hears of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

import pytest

from conceptwriter.errors import ConceptWriterError, JobCancelled
from conceptwriter.job import Job, JobProgress, start_job

WAIT = 10.0


def blocked(gate: threading.Event) -> Callable[[Job[str]], str]:
    """Work that waits for the gate, then reports, then has a result."""

    def work(job: Job[str]) -> str:
        gate.wait(WAIT)
        job.report(1, 2)
        return "done"

    return work


def test_a_job_is_a_future_that_standard_tools_can_wait_for() -> None:
    job = start_job("quick", lambda _job: 3)
    ended: set[Future[int]] = wait([job], WAIT).done
    assert ended == {job}
    assert job.result() == 3
    assert job.exception() is None
    assert not job.cancelled()


def test_cancelling_ends_it_at_once() -> None:
    gate = threading.Event()
    job = Job[str]("slow").start(blocked(gate))
    heard: list[bool] = []
    job.add_done_callback(lambda ended: heard.append(ended.cancelled()))
    assert job.cancel()
    assert job.cancelled()
    assert heard == [True], "told when cancel returns"
    still_there = job.has_thread
    assert still_there
    gate.set()
    job.join(WAIT)
    assert not job.has_thread
    with pytest.raises(JobCancelled):
        job.result(0)


def test_work_on_files_is_done_only_when_it_has_stopped() -> None:
    gate = threading.Event()
    job = start_job("copy", blocked(gate))
    done = job.cancel()
    assert not done
    gate.set()
    with pytest.raises(JobCancelled):
        job.result(WAIT)


def test_a_result_that_comes_all_the_same_is_kept() -> None:
    gate = threading.Event()
    job = start_job("open", lambda _job: gate.wait(WAIT))
    job.cancel()
    gate.set()
    assert job.result(WAIT) is True
    assert not job.cancelled()


def test_a_cancelled_job_does_not_begin() -> None:
    begun: list[str] = []
    job = Job[None]("late", ends_at_once=False)
    job.cancel()
    job.start(lambda _job: begun.append("begun"))
    job.join(WAIT)
    assert job.cancelled()
    assert begun == []


def test_there_may_be_a_reason() -> None:
    job = Job[int]("ask")
    job.cancel(ConceptWriterError("The models were changed."))
    assert not job.cancelled()
    with pytest.raises(ConceptWriterError, match="changed"):
        job.result(0)


def test_what_comes_after_the_end_is_dropped() -> None:
    calls: list[str] = []
    job = Job[int]("ask", on_cancel=lambda: calls.append("stop"))
    job.cancel()
    job.set_result(3)
    job.set_exception(ConceptWriterError("too late"))
    assert job.cancelled()
    assert job.cancel()
    assert calls == ["stop"], "told once"
    ready = Job[int]("ask")
    ready.set_result(3)
    ready.cancel()
    assert ready.result(0) == 3


def test_a_job_that_waits_for_another_is_cancelled_with_it() -> None:
    inner = Job[int]("inner")
    waiting = threading.Event()

    def work(job: Job[int]) -> int:
        waiting.set()
        return job.wait_for(inner)

    outer = Job[int]("outer").start(work)
    assert waiting.wait(WAIT)
    outer.cancel()
    outer.join(WAIT)
    assert inner.cancelled()


def test_a_part_is_offered_before_the_rest_and_stays() -> None:
    seen: list[str | None] = []
    job = Job[str]("write")
    job.add_progress_callback(lambda _progress: seen.append(job.partial))
    job.offer("first")
    job.cancel()
    assert seen == ["first"]
    assert job.partial == "first"


def test_time_left_is_estimated_from_the_steps_of_this_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("conceptwriter.job.time.monotonic", lambda: now[0])
    job = Job[None]("count")
    steps: list[float | None] = []
    for seconds, progress in (
        (0, JobProgress(0, 1, "load")),
        (50, JobProgress(1, 1, "load")),
        (0, JobProgress(0, 10, "reading")),
        (4, JobProgress(2, 10, "reading")),
        (6, JobProgress(2, 10, "reading")),
        (2, JobProgress(1, 10, "reading")),
    ):
        now[0] += seconds
        job.advance(progress)
        steps.append(job.seconds_left)
    assert steps == [None, 0.0, None, 16.0, 40.0, None]
    assert job.progress.fraction == 0.1
    assert JobProgress(3, 0, "").fraction is None


def test_a_failing_callback_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    gate, heard = threading.Event(), threading.Event()

    def broken(_: object) -> None:
        raise ValueError("in a callback")

    job = start_job("slow", blocked(gate))
    job.add_progress_callback(broken)
    job.add_done_callback(broken)
    job.add_done_callback(lambda _job: heard.set())
    gate.set()
    assert heard.wait(WAIT)
    job.join(WAIT)
    assert job.result(0) == "done"
    job.add_done_callback(broken)  # called at once: whether it is done already must make no difference
    assert caplog.text.count("ValueError: in a callback") == 3
    assert {record.name for record in caplog.records} == {"conceptwriter.job"}


def test_a_paused_job_waits_before_its_next_step() -> None:
    steps: list[int] = []
    reached, asked = threading.Event(), threading.Event()

    def work(job: Job[str]) -> str:
        for number in range(3):
            if number == 1:
                reached.set()
                assert asked.wait(WAIT)
            job.report(number, 3, "steps")
            steps.append(number)
        return "done"

    job = Job[str]("slow", countable=True).start(work)
    assert reached.wait(WAIT)
    job.pause()
    assert job.is_paused
    asked.set()
    job.join(0.05)
    assert (steps, job.has_thread) == ([0], True), "it has not taken another step"
    job.resume()
    assert job.result(WAIT) == "done"
    assert steps == [0, 1, 2]
    assert not job.is_paused


def test_a_paused_job_can_be_stopped() -> None:
    job = Job[None]("slow")
    job.pause()
    job.start(lambda job: job.report(0, 1))
    job.cancel()
    job.join(WAIT)
    assert not job.has_thread
    assert job.cancelled()
    assert not job.is_paused


def test_a_pause_does_not_count_in_the_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("conceptwriter.job.time.monotonic", lambda: now[0])
    job = Job[None]("count")
    job.advance(JobProgress(0, 10, "reading"))
    now[0] += 4
    job.advance(JobProgress(2, 10, "reading"))
    assert [job.steps_per_second, job.seconds_left] == [0.5, 16.0]
    job.pause()
    now[0] += 1000
    job.resume()
    assert [job.steps_per_second, job.seconds_left] == [None, None]
    job.advance(JobProgress(2, 10, "reading"))
    now[0] += 2
    job.advance(JobProgress(3, 10, "reading"))
    assert [job.steps_per_second, job.seconds_left] == [0.5, 14.0]
