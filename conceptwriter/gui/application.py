"""Starting the window: settings, theme, log, models, the first document, and handling of uncaught errors."""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from conceptwriter import __version__
from conceptwriter.bundles import resources_folder
from conceptwriter.editor.theme.theme import Scheme, Theme
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.files.controller import home_of_import
from conceptwriter.gui.files.file_work import (
    free_name,
    imported_project,
    new_project,
    sample_project,
)
from conceptwriter.gui.files.opening_words import (
    ask_read_only,
    backup_notice,
    failure_notice,
    write_protected_notice,
)
from conceptwriter.gui.garbage import GarbageCollector
from conceptwriter.gui.interrupts import Interrupts
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.settings import (
    SettingsError,
    WindowSettings,
    documents_path,
    load_settings,
    log_path,
    settings_path,
)
from conceptwriter.gui.window.last_start import StartNote, attend_start
from conceptwriter.gui.window.voice_hint import offer_voice
from conceptwriter.interchange import readable_extensions
from conceptwriter.storage import PROJECT_SUFFIX, OpenedBackup, Project, ProjectLocked, WriteProtected

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from conceptwriter.gui.window.main_window import MainWindow

log = logging.getLogger("conceptwriter.gui")
LOG_BYTES = 1_000_000


def run(arguments: Sequence[str]) -> int:
    """Open the window on the given file (or the last one, or the sample) and run until it is closed."""
    chosen = _parsed(arguments)
    application = made_application()
    settings, complaint = _settings()
    theme = Theme(application, Scheme(settings.scheme), settings.scale)
    _start_log()
    note = StartNote(settings_path().with_name("starting.json"))
    opened = first_project(chosen.file, settings, note)
    if opened is None:
        return 1
    project, notices = opened
    window = made_window(project, settings, theme, device=chosen.device or settings.device)
    catcher = Catcher(window)
    catcher.install()
    for notice in ([complaint] if complaint else []) + notices:
        window.notices.post(window.files.with_recovery(notice))
    attend_start(window, note)
    window.show()
    window.navigation.begin_writing()
    window.once_idle(window.models.warm_up)
    window.once_idle(partial(offer_voice, window))
    interrupts, garbage = Interrupts(window.close), GarbageCollector()
    code = application.exec()
    note.clear()
    interrupts.release()
    garbage.release()
    catcher.remove()
    window.models.close()
    return code


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conceptwriter", description="Open the window.")
    parser.add_argument("file", nargs="?", type=Path, help="a .concept document, or a text file to import")
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], help="where to run the models")
    return parser.parse_args(list(arguments))


def made_application() -> QApplication:
    """The QApplication: the existing one or a new one, with names and translations."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("ConceptWriter")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("conceptwriter")
    application.setWindowIcon(program_icon())
    _install_translators(application)
    return application


def program_icon() -> QIcon:
    """The program's icon, in sizes that need no scaling."""
    icon = QIcon()
    for picture in sorted((resources_folder() / "desktop").glob("conceptwriter-*.png")):
        icon.addFile(str(picture))
    return icon


def _install_translators(application: QApplication) -> None:
    """Qt's own texts and ours in the system's language; English needs ours too, for its plurals."""
    locale = QLocale()
    folders = {
        "qtbase": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
        "conceptwriter": str(resources_folder() / "translations"),
    }
    for name, folder in folders.items():
        translator = QTranslator(application)
        if translator.load(locale, name, "_", folder) or (
            name == "conceptwriter" and translator.load("conceptwriter_en", folder)
        ):
            application.installTranslator(translator)


def _settings() -> tuple[WindowSettings, Notice | None]:
    try:
        settings = load_settings(settings_path())
    except SettingsError as error:
        return WindowSettings(), Notice(str(error))
    if settings.scheme not in set(Scheme):
        settings.scheme = Scheme.SYSTEM.value
    return settings, None


def made_window(
    project: Project, settings: WindowSettings, theme: Theme, *, device: str = "auto"
) -> MainWindow:
    """A window on a project, with the installed models."""
    from conceptwriter.gui.bundles.keeper import chosen_folders
    from conceptwriter.gui.jobs.models import EngineHost, choose_models
    from conceptwriter.gui.window.main_window import MainWindow
    from conceptwriter.review.process import CheckingProcess
    from conceptwriter.spelling.process import SpellingProcess

    models = EngineHost()
    codec, lcm = chosen_folders(settings)
    models.find(device, partial(choose_models, codec=codec, lcm=lcm))
    window = MainWindow(
        project,
        models=models,
        theme=theme,
        settings=settings,
        settings_file=settings_path(),
        checker=CheckingProcess(),
        speller=SpellingProcess(),
    )
    models.setParent(window)
    return window


# The first document


def first_project(
    file: Path | None, settings: WindowSettings, note: StartNote | None = None
) -> tuple[Project, list[Notice]] | None:
    """The project to start with, and a notice about it; None when the user gave up.

    The last document is not reopened automatically if `note` shows that the last start crashed on it.
    """
    notices: list[Notice] = []
    wanted = [file] if file is not None else [Path(name) for name in settings.recent_files[:1]]
    for path in wanted:
        if file is None and (not path.is_file() or (note is not None and note.holds_back(path))):
            continue
        _write_down(note, path)
        try:
            project = opened_file(path, settings.splitter)
            _write_down(note, project.path)  # for an imported text, the document made from it
            return project, notices
        except ProjectLocked as error:
            answer = ask_read_only(error)
            if answer:
                return Project.open(path, read_only=True), notices
            if file is not None:
                return None
        except WriteProtected as error:
            return Project.open(error.path, read_only=True), [write_protected_notice(error.path)]
        except OpenedBackup as error:
            notices.append(backup_notice(error))
            return Project.open(path, read_only=True), notices
        except (ConceptWriterError, OSError) as error:
            _write_down(note, None)  # opening was refused, but the program did not crash
            notices.append(failure_notice(error, path))
    try:
        return sample_project(documents_path()), notices
    except ProjectLocked:
        return Project.open(documents_path() / f"Harbour{PROJECT_SUFFIX}", read_only=True), notices
    except (ConceptWriterError, OSError) as error:
        notices.append(failure_notice(error))
    return _empty_project(), notices


def _write_down(note: StartNote | None, path: Path | None) -> None:
    """Record what is about to be opened; None: nothing any more."""
    if note is None:
        return
    if path is None:
        note.clear()
    else:
        note.write(path)


def opened_file(path: Path, splitter: str = "rules") -> Project:
    """The project in a file; a text file becomes a project next to it. Raises what storage raises."""
    if path.suffix.lower() in readable_extensions():
        target = free_name(home_of_import(path) / (path.stem + PROJECT_SUFFIX))
        return imported_project(path, target, splitter=splitter)
    return Project.open(path)


def _empty_project() -> Project:
    """A place to write even where the sample cannot be written."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="conceptwriter-"))
    return new_project(folder / f"Untitled{PROJECT_SUFFIX}", "eng_Latn")


# Unexpected errors


def _start_log() -> None:
    path = log_path()
    root = logging.getLogger("conceptwriter")
    if any(isinstance(handler, logging.handlers.RotatingFileHandler) for handler in root.handlers):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8"
        )
    except OSError:
        return  # a missing log must not prevent writing
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


class Catcher:
    """Uncaught exceptions: to the log in full, to the user as a sentence."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._before = sys.excepthook

    def install(self) -> None:
        """Catch from now on."""
        self._before = sys.excepthook
        sys.excepthook = self.caught

    def remove(self) -> None:
        """Restore Python's own handler."""
        sys.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log and report; with CONCEPTWRITER_DEBUG in the environment also print."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.error("unforeseen", exc_info=(kind, error, trace))
        if os.environ.get("CONCEPTWRITER_DEBUG"):
            self._before(kind, error, trace)
        if isinstance(error, ConceptWriterError):
            text = str(error)
        else:
            text = self._window.tr(
                "Unexpected error ({error}). Your text is saved. The log has the details."
            ).format(error=f"{kind.__name__}: {error}")
        self._window.notices.post(
            Notice(text, Tone.BAD, self._window.tr("Show Log"), self._show_log, topic="unforeseen")
        )

    def _show_log(self) -> None:
        self._window.registry.run("help.log")
