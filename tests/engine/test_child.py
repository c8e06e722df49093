"""The model process's own loop, run in this one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.engine import service
from conceptwriter.engine.child import _Server
from conceptwriter.engine.requests import BundleChoice, Describe
from conceptwriter.engine.wire import Cancel, Failed, Run, Setup
from conceptwriter.errors import JobCancelled
from conceptwriter.runtime.sessions import Interrupt, Interrupted


class EndOfTest(BaseException):
    """Leaves the loop that otherwise works for ever."""


class RecordingSender:
    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, message: object) -> None:
        self.sent.append(message)


def test_a_cancelled_request_has_one_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The working thread notices the interrupt while the reading thread confirms: only one may speak."""
    sender = RecordingSender()
    server = _Server(Setup(BundleChoice(tmp_path), "cpu", 1), sender)  # type: ignore[arg-type]

    class CancelledWhileWorking:
        def __init__(self, setup: Setup, on_loaded: Callable[[Any], None]) -> None:
            self.asked = 0

        def answer(self, request: object, interrupt: Interrupt, report: object) -> None:
            self.asked += 1
            if self.asked > 1:
                raise EndOfTest
            server._take(Cancel(7))
            interrupt.check()

    monkeypatch.setattr(service, "Service", CancelledWhileWorking)
    server._take(Run(7, Describe()))
    server._take(Run(8, Describe()))
    with pytest.raises(EndOfTest):
        server.work()
    assert [(type(message), message.job_id) for message in sender.sent] == [(Failed, 7)]
    assert isinstance(sender.sent[0].error, JobCancelled)
    assert not isinstance(sender.sent[0].error, Interrupted)
