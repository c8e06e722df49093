"""Garbage of the window's objects is destroyed on the window's thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from conceptwriter.gui.garbage import GarbageCollector


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.release()


def litter(count: int) -> None:
    for _ in range(count):
        circle: list[object] = []
        circle.append(circle)


def test_another_thread_never_collects(collector: GarbageCollector) -> None:
    threads: list[threading.Thread] = []

    class Part(QObject):
        def __del__(self) -> None:
            threads.append(threading.current_thread())

    part = Part()
    part.circle = part  # type: ignore[attr-defined]
    del part
    worker = threading.Thread(target=litter, args=(5_000,))
    worker.start()
    worker.join()
    assert not threads
    while collector.collect() is not None:
        pass
    gc.collect()
    assert threads == [threading.main_thread()]


def test_what_is_due_is_collected_while_the_window_runs(collector: GarbageCollector, qtbot: QtBot) -> None:
    litter(5_000)
    before = gc.get_count()[0]
    qtbot.waitUntil(lambda: gc.get_count()[0] < before)


def test_afterwards_python_collects_as_before(qtbot: QtBot) -> None:
    was = gc.isenabled()
    gc.enable()
    try:
        made = GarbageCollector()
        assert not gc.isenabled()
        made.release()
        assert gc.isenabled()
    finally:
        if not was:
            gc.disable()
