"""The File menu: opening, importing, saving, backups, leaving."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from conceptwriter.gui.actions.spec import FILE
from conceptwriter.gui.window.commands.command import Command, is_writable
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

COMMANDS: tuple[Command, ...] = (
    Command(
        "file.new",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&New..."),
        ("Ctrl+N",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "create project"),
        run=lambda context: context.files.ask_new(),
    ),
    Command(
        "file.open",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Open..."),
        ("Ctrl+O",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "load project"),
        run=lambda context: context.files.ask_open(),
    ),
    Command(
        "file.recent",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Open &Recent..."),
        ("Ctrl+Shift+O",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "last history files"),
        run=lambda context: context.files.ask_recent(),
    ),
    Command(
        "file.import",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Import..."),
        ("Ctrl+Shift+I",),
        group=1,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Create a document from a file: Markdown, Word, OpenDocument and others"
        ),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "load read Markdown text"),
        run=lambda context: context.files.ask_import(),
    ),
    Command(
        "file.merge",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Import &Translations..."),
        group=1,
        hint=QT_TRANSLATE_NOOP(
            "Actions",
            "Enters the translations of a returned file (XLIFF, PO, a text) into this document",
        ),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "merge return xliff update reviewed"),
        run=lambda context: context.returned_files.ask(),
        enabled=is_writable,
    ),
    Command(
        "file.export",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Export..."),
        ("Ctrl+Shift+X",),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "save as convert Markdown publish"),
        run=lambda context: context.files.ask_export(),
    ),
    Command(
        "file.preview",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Print Pre&view"),
        group=1,
        hint=QT_TRANSLATE_NOOP("Actions", "Show the pages, as PDF, in the program for such files"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "pages paper PDF"),
        run=lambda context: context.files.preview(),
    ),
    Command(
        "file.print",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Print..."),
        ("Ctrl+P",),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "paper printer PDF"),
        run=lambda context: context.files.ask_print(),
    ),
    Command(
        "file.save_copy",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Save a &Copy..."),
        ("Ctrl+Shift+S",),
        group=2,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "save as duplicate"),
        run=lambda context: context.files.ask_copy(),
    ),
    Command(
        "file.save_now",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Save Now"),
        ("Ctrl+S",),
        group=2,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Changes are saved automatically; this saves what you have just typed"
        ),
        run=lambda context: context.saving.save_now(),
        enabled=is_writable,
    ),
    Command(
        "file.back_up",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Back Up Now"),
        group=2,
        hint=QT_TRANSLATE_NOOP("Actions", "Makes one more backup; backups are also made automatically"),
        run=lambda context: context.keeping.keeper.back_up_now(),
        enabled=is_writable,
    ),
    Command(
        "file.backups",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Back&ups..."),
        ("Ctrl+Shift+B",),
        group=2,
        hint=QT_TRANSLATE_NOOP("Actions", "Show the backups of this document, or restore one"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "restore versions snapshots revert"),
        run=lambda context: context.keeping.open_backups(),
    ),
    Command(
        "file.close",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Close &Window"),
        ("Ctrl+W",),
        group=3,
        run=lambda context: context.window.close(),
    ),
    Command(
        "file.quit",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Quit"),
        ("Ctrl+Q",),
        group=3,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "exit close"),
        role=QAction.MenuRole.QuitRole,
        run=lambda _context: QApplication.closeAllWindows(),
    ),
)
