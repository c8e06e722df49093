"""How long a change of the proposing settings holds up the window. Run by hand, not by the tests:

QT_QPA_PLATFORM=offscreen python tests/benchmarks/manner_speed.py

A frame is 16 ms.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.editor.theme.theme import Scheme, Theme
from conceptwriter.gui.jobs.models import EngineHost
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.main_window import MainWindow
from tests.editor.desks import harbour
from tests.gui.fakes import FakeAssistant, fake_choice
from tests.gui.stage import project_of


def main() -> None:
    application = QApplication([])
    models = EngineHost()
    models.use(FakeAssistant(), fake_choice())
    with tempfile.TemporaryDirectory() as folder:
        project = project_of(Path(folder), harbour())
        theme = Theme(application, Scheme.LIGHT)
        window = MainWindow(project, models=models, theme=theme, settings=WindowSettings())
        times = []
        for number in range(50):
            started = time.process_time()
            window.manner.wish("variant", ("two_tower", "quant")[number % 2])
            times.append((time.process_time() - started) * 1000)
        sys.stdout.write(f"median {statistics.median(times):.2f} ms  max {max(times):.2f} ms\n")
        window.close()


if __name__ == "__main__":
    main()
