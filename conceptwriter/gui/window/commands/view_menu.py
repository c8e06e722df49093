"""The View menu: panes, full screen, text size, light and dark."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.theme.theme import Scheme
from conceptwriter.gui.actions.spec import VIEW
from conceptwriter.gui.window.commands.command import Command
from conceptwriter.gui.window.panes import INSPECTOR, OUTLINE, TEXT
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.context import Context


SCALE_STEP = 1.1


def _toggle_pane(context: Context, *, name: str) -> None:
    context.panes.show_pane(name, not context.panes.is_shown(name))


def _is_shown(context: Context, *, name: str) -> bool:
    return context.panes.is_shown(name)


def _toggle_full_screen(context: Context) -> None:
    context.window.setWindowState(context.window.windowState() ^ Qt.WindowState.WindowFullScreen)


def set_scale(context: Context, scale: float) -> None:
    """Set the text size of the whole window."""
    theme = context.theme
    before = theme.scale
    theme.set_scale(scale)
    context.panes.scale_sides(theme.scale / before)
    context.settings.scale = round(theme.scale, 2)


def set_scheme(context: Context, scheme: Scheme) -> None:
    """Light, dark, or the system's."""
    context.settings.scheme = scheme.value
    context.theme.set_scheme(scheme)


def _toggle_side_by_side(context: Context) -> None:
    """Where nothing is shown in translation yet, ask for its language first."""
    desk = context.desk
    beside = not desk.side_by_side
    desk.show_side_by_side(beside)
    if beside:
        context.translation.unless_shown(context.language_choice.ask_document_language)


COMMANDS: tuple[Command, ...] = (
    Command(
        "view.outline",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Outline"),
        ("Ctrl+1",),
        run=partial(_toggle_pane, name=OUTLINE),
        checked=partial(_is_shown, name=OUTLINE),
    ),
    Command(
        "view.text",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Text"),
        ("Ctrl+2",),
        run=partial(_toggle_pane, name=TEXT),
        checked=partial(_is_shown, name=TEXT),
    ),
    Command(
        "view.inspector",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Inspector"),
        ("Ctrl+3",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "side bar panel history details"),
        run=partial(_toggle_pane, name=INSPECTOR),
        checked=partial(_is_shown, name=INSPECTOR),
    ),
    Command(
        "view.side_by_side",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Source and Translation Side &by Side"),
        ("Ctrl+4",),
        hint=QT_TRANSLATE_NOOP("Actions", "Each sentence beside its source, in two columns"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "parallel bilingual two columns target"),
        run=_toggle_side_by_side,
        checked=lambda context: context.desk.side_by_side,
    ),
    Command(
        "view.next_pane",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Go to Next &Pane"),
        ("F6",),
        group=1,
        run=lambda context: context.panes.step_pane(1, QApplication.focusWidget()),
    ),
    Command(
        "view.previous_pane",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Go to P&revious Pane"),
        ("Shift+F6",),
        group=1,
        run=lambda context: context.panes.step_pane(-1, QApplication.focusWidget()),
    ),
    Command(
        "view.focus",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Focus Mode"),
        ("Ctrl+Shift+D",),
        group=2,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "distraction free zen quiet"),
        run=lambda context: context.focus_mode.toggle(),
        checked=lambda context: context.focus_mode.on,
    ),
    Command(
        "view.full_screen",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "F&ull Screen"),
        ("F11",),
        group=2,
        mac_keys=("Meta+Ctrl+F",),
        run=_toggle_full_screen,
        checked=lambda context: context.window.isFullScreen(),
    ),
    Command(
        "view.larger",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Larger Text"),
        ("Ctrl++", "Ctrl+="),
        group=3,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "zoom in bigger font size"),
        run=lambda context: set_scale(context, context.theme.scale * SCALE_STEP),
    ),
    Command(
        "view.smaller",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Smaller Text"),
        ("Ctrl+-",),
        group=3,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "zoom out font size"),
        run=lambda context: set_scale(context, context.theme.scale / SCALE_STEP),
    ),
    Command(
        "view.normal_size",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Normal Text Size"),
        ("Ctrl+0",),
        group=3,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "reset zoom font size 100 %"),
        run=lambda context: set_scale(context, 1.0),
    ),
    Command(
        "view.light",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Li&ght"),
        group=4,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "day theme colours colors"),
        run=partial(set_scheme, scheme=Scheme.LIGHT),
        checked=lambda context: context.theme.scheme is Scheme.LIGHT,
    ),
    Command(
        "view.dark",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Dark"),
        group=4,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "night theme colours colors"),
        run=partial(set_scheme, scheme=Scheme.DARK),
        checked=lambda context: context.theme.scheme is Scheme.DARK,
    ),
    Command(
        "view.system",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "S&ystem"),
        group=4,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "automatic theme colours colors"),
        run=partial(set_scheme, scheme=Scheme.SYSTEM),
        checked=lambda context: context.theme.scheme is Scheme.SYSTEM,
    ),
)
