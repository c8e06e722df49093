"""Take the screenshots of the README: the real window, driven by its own actions, on a virtual screen (Xvfb).

    make screenshots

Needs Xvfb and a model bundle. The pictures go to resources/screenshots; the settings and documents of whoever
runs it are not touched.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "screenshots"
SIZE = (1400, 860)
PATIENCE_SECONDS = 300.0
ON_ITS_OWN_SCREEN = "CONCEPTWRITER_SCREENSHOT_HOME"

if TYPE_CHECKING:
    from conceptwriter.gui.window.main_window import MainWindow


class NoPicture(Exception):
    """A picture could not be taken; the message says why."""


@contextmanager
def virtual_screen() -> Iterator[str]:
    """An X server without a monitor; gives its DISPLAY."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{SIZE[0]}x{SIZE[1]}x24",
        "-nolisten",
        "tcp",
    ]
    try:
        server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        raise NoPicture("Xvfb is not installed: sudo apt-get install xvfb") from None
    os.close(writing)
    try:
        with os.fdopen(reading) as stream:
            yield f":{stream.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def start_over_on_a_virtual_screen(arguments: list[str]) -> int:
    """Run this script again with its own display and home folder."""
    with virtual_screen() as display, tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_CACHE_HOME": f"{home}/cache",
            "XDG_STATE_HOME": f"{home}/state",
            "XDG_DOCUMENTS_DIR": f"{home}/Documents",
            ON_ITS_OWN_SCREEN: home,
        }
        command = [sys.executable, __file__, *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


class Photographer:
    """Drives one window and saves screenshots of it."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.folder = folder

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window live until `condition` holds."""
        from PySide6.QtWidgets import QApplication

        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise NoPicture(f"waited in vain for {what}")
            QApplication.processEvents()
            time.sleep(0.01)

    def wait_until_idle(self) -> None:
        """Let running jobs end and animations come to rest."""
        self.wait_for(lambda: not self.window.jobs.running(), "the jobs to end")
        end = time.monotonic() + 0.8
        self.wait_for(lambda: time.monotonic() > end, "the window to come to rest")

    def shoot(self, name: str) -> None:
        """Save the whole screen as `name`.png."""
        self.wait_until_idle()
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.png"
        # Quality 0 is the smallest file; PNG loses nothing by it.
        if not self.window.screen().grabWindow(0).save(str(path), "PNG", 0):
            raise NoPicture(f"{path} could not be written")
        print(path)

    def run(self, action: str) -> None:
        """Carry an action out, as its key would."""
        self.wait_until_idle()
        if not self.window.registry.run(action):
            raise NoPicture(f"the action {action} cannot be carried out now")

    def go_to(self, text: str) -> None:
        """Make the concept that starts with `text` the current one."""
        document = self.window.desk.document
        node = next(node for node in document.concepts() if document.text(node).startswith(text))
        self.window.desk.set_current(node)
        self.window.desk.ask_to_show(node)


def take_pictures(folder: Path) -> None:
    """The sample document: propose, take and show in French, the palette over it, dark."""
    from conceptwriter.editor.theme.theme import Scheme, Theme
    from conceptwriter.gui.application import made_application, made_window
    from conceptwriter.gui.files.file_work import sample_project
    from conceptwriter.gui.settings import WindowSettings

    application = made_application()
    settings = WindowSettings()
    project = sample_project(Path(os.environ[ON_ITS_OWN_SCREEN]) / "Documents")
    window = made_window(project, settings, Theme(application, Scheme.LIGHT, 1.0))
    try:
        if window.models.choice is None:
            raise NoPicture("there is no model bundle: the pictures show what a model proposes")
        window.setGeometry(0, 0, *SIZE)
        window.show()
        _scenes(Photographer(window, folder))
    finally:
        window.close()
        window.models.close()


def _scenes(photographer: Photographer) -> None:

    window = photographer.window
    tabs = window.inspector.tabs
    photographer.go_to("It was the boat of his son.")
    photographer.run("concept.propose")
    tabs.setCurrentWidget(window.inspector.proposals)
    photographer.shoot("propose")

    photographer.run("concept.take_1")
    photographer.wait_until_idle()
    window.language_choice.set_language("fra_Latn")
    photographer.wait_for(lambda: not window.jobs.running(), "the translation")
    tabs.setCurrentWidget(window.inspector.languages)
    photographer.shoot("language")

    window.registry.run("tools.palette")
    photographer.wait_until_idle()
    _type(window, "trans")
    photographer.shoot("palette")
    window.picker.dismiss()

    window.registry.run("view.dark")
    photographer.go_to("Anna found a letter")
    photographer.run("concept.rewrite")
    tabs.setCurrentWidget(window.inspector.proposals)
    photographer.shoot("dark")


def _type(window: MainWindow, text: str) -> None:
    """Into the field of the palette; without a window manager the keyboard has no focus of its own."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QLineEdit

    field = window.picker.findChild(QLineEdit)
    if not isinstance(field, QLineEdit):
        raise NoPicture("the palette has no field to type into")
    QTest.keyClicks(field, text)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="output folder")
    folder: Path = parser.parse_args(arguments).folder
    try:
        if ON_ITS_OWN_SCREEN not in os.environ:
            return start_over_on_a_virtual_screen(arguments)
        take_pictures(folder.resolve())
    except NoPicture as problem:
        print(f"screenshots: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
