"""Starting the program as a process of its own, telling its hand what to do, ending or killing it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.whole.picture import Picture

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60.0
"""Seconds until a program that says nothing is given up."""

Sight = dict[str, Any]


def environment(home: Path) -> dict[str, str]:
    """The environment of a process that has this folder as its home."""
    folders = {
        "XDG_DATA_HOME": home / "data",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "XDG_RUNTIME_DIR": home / "runtime",
    }
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        **os.environ,
        **{name: str(folder) for name, folder in folders.items()},
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
        "QT_QPA_PLATFORM": "offscreen",
    }


def install(bundle: Path, home: Path) -> Path:
    """A copy of a bundle among the models of a user; the program prefers it to the shipped one."""
    models = home / "data" / "conceptwriter" / "models"
    return Path(shutil.copytree(bundle, models / bundle.name))


class Program:
    """`conceptwriter WORDS` in a process of its own. `steps`: the document after each change, as told."""

    def __init__(self, home: Path, *words: object) -> None:
        self.steps: list[Picture] = []
        self._bereaved: list[psutil.Process] = []
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `clean_up`
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.whole.hand", *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=home,
            env=environment(home),
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name=f"reader of {self.pid}")
        self._reader.start()

    @property
    def pid(self) -> int:
        """Of the window's process."""
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    # Talking

    def next_sight(self) -> Sight | None:
        """The next line about the window; steps before it are kept. None when the program has ended."""
        while (message := self._next()) is not None:
            if "step" not in message:
                return message
            self.steps.append(message["step"])
        return None

    def wait_for_steps(self, count: int) -> None:
        """Until the document has changed so many times since the start."""
        while len(self.steps) < count:
            message = self._next()
            assert message is not None, self.ended_early()
            if "step" in message:
                self.steps.append(message["step"])

    def _next(self) -> dict[str, Any] | None:
        try:
            line = self._lines.get(timeout=WAIT)
        except queue.Empty:
            pytest.fail(f"the program said nothing for {WAIT:.0f} s\n{self.errors()}")
        if not line.endswith(b"\n"):  # the end, perhaps in the middle of a word
            return None
        message: dict[str, Any] = json.loads(line)
        return message

    def say(self, **order: Any) -> None:
        """Give an order and do not wait for what comes of it. A blank in a key is written as `_`."""
        assert self._process.stdin is not None
        self._bereaved = self._helpers()
        named = {name.replace("_", " "): value for name, value in order.items()}
        self._process.stdin.write(json.dumps(named).encode("utf-8") + b"\n")
        self._process.stdin.flush()

    def order(self, **order: Any) -> Sight:
        """Give an order; what is to be seen afterwards."""
        self.say(**order)
        return self.see()

    def see(self) -> Sight:
        """What is told next; the program must live."""
        sight = self.next_sight()
        assert sight is not None, self.ended_early()
        return sight

    def ended_early(self) -> str:
        """Why nothing more is said."""
        code = self._process.wait(WAIT)
        return f"the program ended with {code}\n{self.errors()}"

    def errors(self) -> str:
        """What it wrote to standard error so far."""
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace")

    # Ending

    def quit(self) -> int:
        """Ctrl+Q; the exit code. It must have had nothing to complain of."""
        self.say(press=["Ctrl+Q"])
        return self.ended()

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        while self.next_sight() is not None:
            pass
        code = self._process.wait(WAIT)
        assert_gone(self._bereaved)
        assert "Traceback" not in self.errors(), self.errors()
        return code

    def kill(self) -> None:
        """SIGKILL, as when the machine runs out of memory; its helpers must notice and end too."""
        self._bereaved = self._helpers()
        self._process.send_signal(signal.SIGKILL)
        self.was_killed()

    def was_killed(self) -> None:
        """Wait until SIGKILL, whoever sent it, has ended the program; keep the steps told before."""
        while self.next_sight() is not None:
            pass
        assert self._process.wait(WAIT) == -signal.SIGKILL, self.errors()
        assert_gone(self._bereaved)

    def _helpers(self) -> list[psutil.Process]:
        try:
            return list(psutil.Process(self.pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return []

    def clean_up(self) -> None:
        """Whatever happened in the test: no process, no thread, no open file stays."""
        helpers = self._helpers()
        self._process.kill()
        self._process.wait(WAIT)
        for helper in helpers:
            try:
                helper.kill()
            except psutil.NoSuchProcess:
                continue
        self._reader.join(WAIT)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # an order that nobody was left to read
        self._process.stdout.close()
        self._errors.close()


def assert_gone(processes: list[psutil.Process]) -> None:
    """The processes end by themselves, soon."""
    alive, end = processes, time.monotonic() + WAIT
    while alive and time.monotonic() < end:
        _, alive = psutil.wait_procs(alive, timeout=0.2)
        alive = [process for process in alive if not _is_buried_late(process)]
    assert not alive, f"left behind: {alive}"


def _is_buried_late(process: psutil.Process) -> bool:
    """Dead, but nobody has asked for its exit code: in a container process 1 may never do so."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
