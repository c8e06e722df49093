"""What keeps the window from answering for more than a frame, in a large document. Run by hand:

QT_QPA_PLATFORM=offscreen python tests/benchmarks/window_speed.py [concepts] [--who]

Every event that the window handles is timed. For each thing that a writer does the slowest events are listed;
`--who` adds the functions in which they spent their time, which makes all of them a little slower.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.editor.theme.theme import Scheme, Theme
from conceptwriter.gui.garbage import GarbageCollector
from conceptwriter.gui.jobs.models import EngineHost
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.main_window import MainWindow
from conceptwriter.memory import Memory, Unit
from conceptwriter.memory.places import user_memory
from conceptwriter.outline import ROOT, Kind
from conceptwriter.review.process import CheckingProcess
from conceptwriter.spelling.process import SpellingProcess
from conceptwriter.storage import Project
from tests.editor.desks import large
from tests.gui.fakes import FakeAssistant, fake_choice

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

FRAME_MS = 16.0
FRENCH = "fra_Latn"
_SAMPLE_SECONDS = 0.002
_PACKAGE = f"{os.sep}conceptwriter{os.sep}"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@dataclass
class Slow:
    """One event that took longer than a frame: of processor time, of time, and where it was spent."""

    what: str
    processor_ms: float
    ms: float
    who: list[str] = field(default_factory=list)


class Sampler:
    """Looks again and again at what the GUI thread is doing."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._seen: list[list[str]] = []
        self.on = False
        self._ended = False
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def end(self) -> None:
        self._ended = True
        self._looking.join()

    def _look(self) -> None:
        while not self._ended:
            time.sleep(_SAMPLE_SECONDS)
            if self.on:
                frame = sys._current_frames().get(self._thread)
                if frame is not None:
                    self._seen.append(_calls(frame))
                del frame  # it keeps alive what it refers to, such as a widget that is being made

    def begin(self) -> None:
        self._seen.clear()

    def where(self) -> list[str]:
        """The functions that at least a third of the looks saw, the outermost first."""
        seen = list(self._seen)
        counts = Counter(call for calls in seen for call in dict.fromkeys(calls))
        order = {call: place for calls in seen for place, call in enumerate(calls)}
        often = [call for call, count in counts.items() if 3 * count >= len(seen)]
        often.sort(key=order.__getitem__)
        return [f"{call} {100 * counts[call] // len(seen)} %" for call in often]


def _calls(frame: FrameType | None) -> list[str]:
    calls = []
    while frame is not None:
        code = frame.f_code
        if _PACKAGE in code.co_filename:
            place = code.co_filename.rsplit(_PACKAGE, 1)[1]
            calls.append(f"{place}:{code.co_qualname if sys.version_info >= (3, 11) else code.co_name}")
        frame = frame.f_back
    return calls[::-1]


class TimedApplication(QApplication):
    """Times every event from outside; what an event sends itself belongs to it."""

    def __init__(self, sampler: Sampler | None) -> None:
        super().__init__([])
        self.slow: list[Slow] = []
        self.longest = 0.0
        self._sampler = sampler
        self.is_watching = False
        self._is_timing = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._is_timing or not self.is_watching:
            return bool(super().notify(receiver, event))
        deliver = partial(super().notify, receiver, event)
        return bool(self.timed(f"{event.type().name} of {type(receiver).__name__}", deliver))

    def timed(self, name: str, step: Callable[[], Any]) -> Any:
        """Do something, and keep it if it took too long."""
        self._is_timing = True
        if self._sampler is not None:
            self._sampler.begin()
            self._sampler.on = True
        start, processor = time.perf_counter(), time.thread_time()
        try:
            return step()
        finally:
            self._is_timing = False
            spent = (time.thread_time() - processor) * 1000
            total = (time.perf_counter() - start) * 1000
            self.longest = max(self.longest, total)
            if spent > FRAME_MS or total > 2 * FRAME_MS:
                who = self._sampler.where() if self._sampler is not None else []
                self.slow.append(Slow(name, spent, total, who))
            if self._sampler is not None:
                self._sampler.on = False


class Measuring:
    """A window on a large document, and what is done in it."""

    def __init__(self, application: TimedApplication, project: Project) -> None:
        self.application = application
        self.theme = Theme(application, Scheme.LIGHT)
        self.models = EngineHost()
        self.models.use(FakeAssistant(), fake_choice())
        self.window = MainWindow(
            project,
            models=self.models,
            theme=self.theme,
            settings=WindowSettings(),
            checker=CheckingProcess(),
            speller=SpellingProcess(),
        )
        self.garbage = GarbageCollector()
        self.window.resize(1400, 900)
        self.window.show()

    def settle(self, seconds: float = 120.0) -> None:
        """Until the window has nothing left to do."""
        window, end = self.window, time.monotonic() + seconds
        quiet = 0
        while time.monotonic() < end and quiet < 5:
            QTest.qWait(50)
            is_busy = (
                window.jobs.running()
                or window.desk.parts.is_running
                or not window.tally.complete
                or not window.review._is_current
                or window.review.waiting
            )
            quiet = 0 if is_busy else quiet + 1

    def step(self, name: str, act: Callable[[], object], *, times: int = 1) -> None:
        """Do something as an event does it, wait until all that follows has happened, and report."""
        application = self.application
        application.slow.clear()
        application.longest, application.is_watching = 0.0, True
        for _ in range(times):
            application.timed("the command itself", act)
            QTest.qWait(20)
        self.settle()
        say(f"{name:44} longest {application.longest:8.1f} ms, {len(application.slow):3} over a frame")
        for slow in sorted(application.slow, key=lambda slow: -slow.ms)[:4]:
            say(f"      {slow.processor_ms:8.1f} ms of processor, {slow.ms:8.1f} ms: {slow.what}")
            for who in slow.who[-12:]:
                say(f"               {who}")

    def press(self, key: str) -> None:
        target = QApplication.focusWidget() or self.window
        QTest.keySequence(target, key)

    def run(self, command: str) -> Callable[[], object]:
        return lambda: self.window.registry.run(command)

    # What a writer does

    def all_steps(self) -> None:
        window, desk = self.window, self.window.desk
        document = desk.document
        self.step("open: until all is counted and checked", lambda: None)
        concepts = list(document.of_kind(Kind.CONCEPT))
        middle = concepts[len(concepts) // 2]
        window.text_view.setFocus()
        self.step("put the caret into the middle", lambda: desk.place_caret(middle, 3))
        self.step("type a letter", lambda: self.press("e"), times=5)
        self.step("split (Enter)", lambda: self.press("Return"))
        self.step("undo (Ctrl+Z)", lambda: self.press("Ctrl+Z"))
        self.step("select all (Ctrl+A, twice)", lambda: self.press("Ctrl+A"), times=2)
        self.step("copy all", lambda: self.press("Ctrl+C"))
        desk.place_caret(middle, 3)
        self.step("select all in the outline", self._select_all_in_outline)
        desk.set_current(middle)
        window.text_view.setFocus()
        for level in (1, 2, 6):
            self.step(f"show to level {level}", partial(window.structure.show_level, level))
        self.step("side by side (Ctrl+4)", self.run("view.side_by_side"))
        window.picker.dismiss()
        self.step("translate the document", partial(window.translation.translate_document, FRENCH))
        self.step("translate it again: nothing to do", partial(window.translation.translate_document, FRENCH))
        self.step("show the document in French", partial(window.languages.show_in, FRENCH))
        self.step("not side by side", self.run("view.side_by_side"))
        self.step("side by side again", self.run("view.side_by_side"))
        self.step("type a letter, side by side", lambda: self.press("e"), times=5)
        self.step("the review list", self.run("translate.review"))
        self.step("next in the list (F8)", self.run("translate.next_untranslated"), times=3)
        self.step("show each part as it is set", partial(window.languages.show_in, "as set"))
        self.step("not side by side", self.run("view.side_by_side"))
        desk.place_caret(middle, 3)
        self.step("find", partial(window.find_bar.open_bar, replace=True, text="boats"))
        self.step("next match", partial(window.find_bar.step, 1), times=3)
        window.find_bar.replacement.setText("ships")
        self.step("list what Replace All would change", window.find_bar.preview)
        self.step("replace all", window.find_bar.places.replace.click)
        window.find_bar.close_bar()
        self.step("undo it", desk.undo)
        self.step("redo it", desk.redo)
        self.step("undo the last part of the translation", desk.undo)
        self.step("undo a part of the translation", desk.undo)
        self.step("the document in French, by a step", self._switch)
        self.step("undo it", desk.undo)
        self.step("written in German", partial(window.languages.declare, [ROOT], "deu_Latn"))
        self.step("undo it", desk.undo)
        self.step("delete a chapter", self._delete_chapter)
        self.step("undo it", desk.undo)
        self.step("the export dialog", self._dialog("file.export"))
        self.step("the print preview", self._dialog("file.preview"))
        self.step(
            "the languages page", lambda: window.inspector.tabs.setCurrentWidget(window.inspector.languages)
        )
        self.step(
            "the history page", lambda: window.inspector.tabs.setCurrentWidget(window.inspector.history)
        )
        self.step(
            "the details page", lambda: window.inspector.tabs.setCurrentWidget(window.inspector.details)
        )
        self.step("larger text", self.run("view.larger"))
        self.step("dark", self.run("view.dark"))
        self._write_memory()
        self.step(
            "translate into German with a memory", partial(window.translation.translate_document, "deu_Latn")
        )

    def _select_all_in_outline(self) -> None:
        self.window.outline_view.setFocus()
        self.press("Ctrl+A")

    def _switch(self) -> None:
        self.window.desk.set_current(ROOT)
        self.window.translation.set_language(FRENCH, translate=False)

    def _delete_chapter(self) -> None:
        desk = self.window.desk
        desk.set_current(desk.document.children(ROOT)[-1])
        self.window.structure.delete()

    def _dialog(self, command: str) -> Callable[[], None]:
        """Open a dialog and close it again."""

        def act() -> None:
            from PySide6.QtCore import QTimer

            timer = QTimer(self.window, interval=50)

            def close() -> None:
                dialog = QApplication.activeModalWidget()
                if isinstance(dialog, QDialog):
                    timer.stop()
                    dialog.reject()

            timer.timeout.connect(close)
            timer.start()
            self.window.registry.run(command)

        return act

    def _write_memory(self) -> None:
        """Of every other text a translation by a person."""
        document = self.window.desk.document
        path = user_memory()
        path.parent.mkdir(parents=True, exist_ok=True)
        sources = {document.source_text(node) for node in list(document.concepts())[::2]}
        with Memory(path) as memory:
            memory.add(Unit(text, "eng_Latn", f"(de) {text}", "deu_Latn") for text in sorted(sources))

    def close(self) -> None:
        self.garbage.release()
        self.application.is_watching = False
        self.application.clipboard().clear()  # what comes from Python must not outlive it
        self.window.close()
        self.models.close()
        for ended in (self.window, self.theme):
            ended.deleteLater()
        self.application.processEvents()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("concepts", nargs="?", type=int, default=20_000)
    parser.add_argument("--who", action="store_true", help="say in which functions the time was spent")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="window-speed-") as home:
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = home
        sampler = Sampler() if options.who else None
        application = TimedApplication(sampler)
        try:
            measure(application, Path(home), options.concepts)
        finally:
            if sampler is not None:
                sampler.end()


def measure(application: TimedApplication, folder: Path, concepts: int) -> None:
    path = folder / "large.concept"
    Project.create(path, large(concepts)).close()
    start = time.perf_counter()
    project = Project.open(path)
    say(f"{'read the file':44} {(time.perf_counter() - start) * 1000:8.1f} ms")
    start = time.perf_counter()
    measuring = Measuring(application, project)
    say(f"{'make the window and show it':44} {(time.perf_counter() - start) * 1000:8.1f} ms")
    try:
        measuring.all_steps()
    finally:
        measuring.close()


if __name__ == "__main__":
    main()
