"""The jobs of one assistant: each on its own thread, by priority, ended together with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from conceptwriter.assistant.catching_up import Turns
from conceptwriter.assistant.errors import AssistantError, ModelsChanged
from conceptwriter.assistant.models import Models, SharedModels
from conceptwriter.job import Job

Result = TypeVar("Result")


class RunningJobs:
    """Starts jobs until it is closed. `turns` decides which have priority."""

    def __init__(self, shared: SharedModels) -> None:
        self.turns = Turns()
        self._shared = shared
        self._lock = threading.Lock()
        self._asked: list[Job[Any]] = []
        self._in_background: list[Job[Any]] = []
        self._closed = False

    def start(
        self,
        title: str,
        work: Callable[[Models, Job[Result]], Result],
        *,
        countable: bool = False,
        in_background: bool = False,
    ) -> Job[Result]:
        """Run `work(models, job)` immediately. `in_background`: lowest priority, nobody waits for it.

        Raises AssistantError after `close`.
        """
        job = Job[Result](title, countable=countable)
        with self._lock:
            if self._closed:
                raise AssistantError("The assistant is closed.")
            if in_background:
                self._in_background = [*_alive(self._in_background), job]
                self.turns.wake(job)
            else:
                self._asked = [*_alive(self._asked), job]
                self.turns.take(job)
            job.start(lambda job: work(Models(self._shared, job), job))
        return job

    def close(self, reason: str = "") -> None:
        """Cancel what is running, with `reason` as the error of requests; wait for the threads."""
        with self._lock:
            self._closed = True
            asked, self._asked = self._asked, []
            in_background, self._in_background = self._in_background, []
        for job in asked:
            job.cancel(ModelsChanged(reason) if reason else None)
        for job in in_background:
            job.cancel()
        for job in (*asked, *in_background):
            job.join()


def _alive(jobs: list[Job[Any]]) -> list[Job[Any]]:
    return [job for job in jobs if job.has_thread]
