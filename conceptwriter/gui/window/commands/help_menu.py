"""The Help menu: keys, guide, sample, log, about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices

from conceptwriter.gui.actions.spec import HELP
from conceptwriter.gui.help.help_window import GUIDE, KEYS, HelpWindow
from conceptwriter.gui.settings import log_path
from conceptwriter.gui.window.about import AboutDialog
from conceptwriter.gui.window.commands.command import Command, run_dialog
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.context import Context


def _show_help(context: Context, *, page: int) -> None:
    """Open the help beside the window, reusing the one that is open."""
    there = context.window.findChild(HelpWindow)
    help_window = there or HelpWindow(
        context.registry, context.theme, lambda: context.registry.run("tools.shortcuts"), context.window
    )
    help_window.show_page(page)


COMMANDS: tuple[Command, ...] = (
    Command(
        "help.keys",
        HELP,
        QT_TRANSLATE_NOOP("Actions", "&Keys at a Glance"),
        ("F1",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "shortcuts cheat sheet keyboard"),
        run=partial(_show_help, page=KEYS),
    ),
    Command(
        "help.guide",
        HELP,
        QT_TRANSLATE_NOOP("Actions", "&Guide"),
        ("Shift+F1",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "manual handbook tutorial documentation first steps"),
        run=partial(_show_help, page=GUIDE),
    ),
    Command(
        "help.sample",
        HELP,
        QT_TRANSLATE_NOOP("Actions", "Open the &Sample Document"),
        run=lambda context: context.files.open_sample(),
    ),
    Command(
        "help.log",
        HELP,
        QT_TRANSLATE_NOOP("Actions", "Show the &Log File"),
        group=1,
        run=lambda _context: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path()))),
        enabled=lambda _context: log_path().is_file(),
    ),
    Command(
        "help.about",
        HELP,
        QT_TRANSLATE_NOOP("Actions", "&About ConceptWriter"),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "version licence license"),
        role=QAction.MenuRole.AboutRole,
        run=lambda context: run_dialog(AboutDialog(context.about_models(), context.window)),
    ),
)
