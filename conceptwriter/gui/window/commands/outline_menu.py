"""The Outline menu: making, moving, deleting, folding and locking nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from conceptwriter.gui.actions.spec import OUTLINE, Scope
from conceptwriter.gui.window.commands.command import Command, Structural, is_writable
from conceptwriter.gui.window.panes import INSPECTOR
from conceptwriter.outline import ROOT
from conceptwriter.outline.edits import set_locked
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.context import Context


def _edit_note(context: Context) -> None:
    """Put the caret into the note of the current node; from there, back to where it was."""
    inspector = context.inspector
    if inspector.details.note.hasFocus():
        context.navigation.back_to_text()
        return
    context.panes.show_pane(INSPECTOR, True)
    inspector.tabs.setCurrentWidget(inspector.details)
    inspector.refresh()
    inspector.details.note.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _can_empty_trash(context: Context) -> bool:
    return is_writable(context) and bool(context.desk.document.trash.children)


def _toggle_lock(context: Context) -> None:
    desk = context.desk
    locked = not desk.document.node(desk.current).locked
    desk.attempt(lambda: set_locked(desk.document, list(desk.selection), locked))


_LEVELS = (
    QT_TRANSLATE_NOOP("Actions", "Show to Level &1"),
    QT_TRANSLATE_NOOP("Actions", "Show to Level &2"),
    QT_TRANSLATE_NOOP("Actions", "Show to Level &3"),
    QT_TRANSLATE_NOOP("Actions", "Show to Level &4"),
    QT_TRANSLATE_NOOP("Actions", "Show to Level &5"),
    QT_TRANSLATE_NOOP("Actions", "Show to Level &6"),
)


COMMANDS: tuple[Command, ...] = (
    Command(
        "outline.new",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&New Node or Split Here"),
        ("Return",),
        scope=Scope.VIEW,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "add row sentence concept enter"),
        run=Structural("split"),
        enabled=is_writable,
    ),
    Command(
        "outline.line_break",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Line &Break"),
        ("Shift+Return",),
        scope=Scope.VIEW,
        run=Structural("line_break"),
        enabled=is_writable,
    ),
    Command(
        "outline.new_section",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "New &Section"),
        ("Ctrl+Alt+Return",),
        run=Structural("new_section"),
        enabled=is_writable,
    ),
    Command(
        "outline.new_chapter",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "New C&hapter"),
        ("Ctrl+Alt+Shift+Return",),
        run=Structural("new_chapter"),
        enabled=is_writable,
    ),
    Command(
        "outline.note",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&Edit Note"),
        ("Alt+Return",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "comment remark annotation"),
        run=_edit_note,
    ),
    Command(
        "outline.indent",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&Indent"),
        ("Tab",),
        group=1,
        scope=Scope.VIEW,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "demote nest"),
        run=Structural("indent"),
        enabled=is_writable,
    ),
    Command(
        "outline.outdent",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&Outdent"),
        ("Shift+Tab",),
        group=1,
        scope=Scope.VIEW,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "promote unindent"),
        run=Structural("outdent"),
        enabled=is_writable,
    ),
    Command(
        "outline.move_up",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Move &Up"),
        ("Alt+Shift+Up", "Ctrl+Shift+Up"),
        group=1,
        scope=Scope.VIEW,
        run=Structural("move_up"),
        enabled=is_writable,
    ),
    Command(
        "outline.move_down",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Move &Down"),
        ("Alt+Shift+Down", "Ctrl+Shift+Down"),
        group=1,
        scope=Scope.VIEW,
        run=Structural("move_down"),
        enabled=is_writable,
    ),
    Command(
        "outline.duplicate",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Du&plicate"),
        ("Ctrl+D",),
        group=2,
        scope=Scope.VIEW,
        run=Structural("duplicate"),
        enabled=is_writable,
    ),
    Command(
        "outline.delete",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Move to &Trash"),
        ("Ctrl+Shift+Backspace", "Ctrl+Shift+Del"),
        group=2,
        scope=Scope.VIEW,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "delete remove"),
        run=Structural("delete"),
        enabled=is_writable,
    ),
    Command(
        "outline.trash",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "T&rash..."),
        ("Ctrl+Shift+T",),
        group=2,
        hint=QT_TRANSLATE_NOOP("Actions", "Show deleted text, or restore it"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "deleted restore bin undelete"),
        run=lambda context: context.keeping.trash.open_at(),
    ),
    Command(
        "outline.empty_trash",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Empt&y Trash..."),
        group=2,
        run=lambda context: context.keeping.trash.open_at(emptying=True),
        enabled=_can_empty_trash,
    ),
    Command(
        "outline.collapse",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&Collapse"),
        ("Ctrl+Up",),
        group=3,
        scope=Scope.VIEW,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "fold close hide"),
        run=Structural("fold"),
    ),
    Command(
        "outline.expand",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "E&xpand"),
        ("Ctrl+Down",),
        group=3,
        scope=Scope.VIEW,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "unfold open show"),
        run=Structural("unfold"),
    ),
    Command(
        "outline.toggle_fold",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "To&ggle Fold"),
        ("Ctrl+Space", "F9"),
        group=3,
        scope=Scope.VIEW,
        mac_keys=("F9",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "collapse expand unfold"),
        run=Structural("toggle_fold"),
    ),
    *(
        Command(
            f"outline.level_{level}",
            OUTLINE,
            text,
            (f"Alt+Shift+{level}",),
            group=3,
            submenu=QT_TRANSLATE_NOOP("Actions", "&Show to Level"),
            mac_keys=(f"Ctrl+Alt+Shift+{level}",),
            run=Structural(f"show_level_{level}"),
        )
        for level, text in enumerate(_LEVELS, start=1)
    ),
    Command(
        "outline.zoom_in",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&Zoom In to Node"),
        ("Alt+Right",),
        group=4,
        mac_keys=("Ctrl+Alt+Right",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "hoist focus only this"),
        run=Structural("zoom_in"),
    ),
    Command(
        "outline.zoom_out",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Zoo&m Out"),
        ("Alt+Left",),
        group=4,
        mac_keys=("Ctrl+Alt+Left",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "unhoist whole document"),
        run=Structural("zoom_out"),
        enabled=lambda context: context.desk.zoom != ROOT,
    ),
    Command(
        "outline.lock",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&Lock Node"),
        ("Ctrl+Shift+K",),
        group=5,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "protect read-only freeze"),
        run=_toggle_lock,
        enabled=lambda context: context.desk.current != ROOT and is_writable(context),
        checked=lambda context: context.desk.document.is_locked(context.desk.current),
    ),
)
