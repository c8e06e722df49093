"""Ctrl+C and a polite end by the system close the window; afterwards signals are as they were."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.gui.interrupts import SIGNALS, Interrupts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes(qtbot: QtBot, number: signal.Signals) -> None:
    before = {known: signal.getsignal(known) for known in SIGNALS}
    closed: list[bool] = []
    interrupts = Interrupts(lambda: closed.append(True))
    try:
        os.kill(os.getpid(), number)
        qtbot.waitUntil(lambda: bool(closed))
    finally:
        interrupts.release()
    assert {known: signal.getsignal(known) for known in SIGNALS} == before


def test_ctrl_c_ends_the_program_and_leaves_one_whole_file(own_home: Path) -> None:
    """The real program, without a screen: opens the sample, is interrupted, ends as if closed by hand."""
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from conceptwriter.gui import application\n"
        "made = application.made_window\n"
        "def announced(*words, **more):\n"
        "    window = made(*words, **more)\n"
        "    QTimer.singleShot(0, window, lambda: print('open', flush=True))\n"
        "    return window\n"
        "application.made_window = announced\n"
        "sys.exit(application.run([]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 0
    assert b"Traceback" not in errors
    found = [path for path in own_home.rglob("*") if "Harbour" in path.name]
    left = sorted(path.name for path in found if "Harbour backups" not in path.parts)  # a slow start has one
    assert left == ["Harbour.concept"]
