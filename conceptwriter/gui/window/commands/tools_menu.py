"""The Tools menu: the palette, models, keys, preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from conceptwriter.gui.actions.palette import open_palette
from conceptwriter.gui.actions.shortcut_editor import ShortcutEditor
from conceptwriter.gui.actions.spec import TOOLS
from conceptwriter.gui.window.commands.command import Command, run_dialog
from conceptwriter.gui.window.preferences import PreferencesDialog
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.context import Context


def _open_palette(context: Context) -> None:
    settings = context.settings
    open_palette(context.picker, context.registry, settings.recent_commands, settings.remember_command)


def _edit_preferences(context: Context) -> None:
    dialog = PreferencesDialog(context.settings, context.window)
    dialog.changed.connect(context.apply_settings)
    run_dialog(dialog)


COMMANDS: tuple[Command, ...] = (
    Command(
        "tools.palette",
        TOOLS,
        QT_TRANSLATE_NOOP("Actions", "&Command Palette..."),
        ("Ctrl+Shift+P",),
        run=_open_palette,
    ),
    Command(
        "tools.models",
        TOOLS,
        QT_TRANSLATE_NOOP("Actions", "&Models..."),
        ("Ctrl+Shift+M",),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "install download languages"),
        run=lambda context: context.model_link.open(),
    ),
    Command(
        "tools.shortcuts",
        TOOLS,
        QT_TRANSLATE_NOOP("Actions", "&Keyboard Shortcuts..."),
        ("Ctrl+Shift+F1",),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "shortcuts hotkeys key bindings keyboard"),
        run=lambda context: run_dialog(ShortcutEditor(context.registry, context.window)),
    ),
    Command(
        "tools.preferences",
        TOOLS,
        QT_TRANSLATE_NOOP("Actions", "&Preferences..."),
        ("Ctrl+,",),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "settings options configuration"),
        role=QAction.MenuRole.PreferencesRole,
        run=_edit_preferences,
    ),
)
