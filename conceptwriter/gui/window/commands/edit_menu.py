"""The Edit menu: undo, the clipboard, finding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.theme.plain import on_button
from conceptwriter.editor.wording import operation_name
from conceptwriter.gui.actions.spec import CONTEXT, EDIT, Scope
from conceptwriter.gui.window.commands.command import Command, Structural, is_writable
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.context import Context


@dataclass(frozen=True)
class _TextOrNodes(Structural):
    """Cut, copy and paste apply to the text of a field while one has keyboard focus, else to nodes."""

    field_method: str

    def __call__(self, context: Context) -> None:
        field = context.navigation.field_with_keyboard()
        if field is not None:
            getattr(field, self.field_method)()
        else:
            super().__call__(context)


def _can_undo(context: Context) -> bool:
    return bool(context.desk.document.history.done) and is_writable(context)


def _can_redo(context: Context) -> bool:
    return bool(context.desk.document.history.undone) and is_writable(context)


def name_steps(context: Context) -> None:
    """Name in Undo and Redo the step that each would revert or repeat."""
    document = context.desk.document
    for action_id, label, words in (
        ("edit.undo", document.undo_label, QCoreApplication.translate(CONTEXT, "&Undo {step}")),
        ("edit.redo", document.redo_label, QCoreApplication.translate(CONTEXT, "&Redo {step}")),
    ):
        step = on_button(f"“{operation_name(label)}”") if label else ""
        context.registry.action(action_id).setText(words.format(step=step).rstrip())


def _open_find(context: Context, *, replace: bool) -> None:
    """Open the find bar with the selected text."""
    context.find_bar.open_bar(replace=replace, text=context.structure.selected_text())


COMMANDS: tuple[Command, ...] = (
    Command(
        "edit.undo",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "&Undo"),
        ("Ctrl+Z",),
        run=lambda context: context.desk.undo(),
        enabled=_can_undo,
    ),
    Command(
        "edit.redo",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "&Redo"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        run=lambda context: context.desk.redo(),
        enabled=_can_redo,
    ),
    Command(
        "edit.cut",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Cu&t"),
        ("Ctrl+X",),
        group=1,
        scope=Scope.VIEW,
        run=_TextOrNodes("cut", "cut"),
    ),
    Command(
        "edit.copy",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "&Copy"),
        ("Ctrl+C",),
        group=1,
        scope=Scope.VIEW,
        run=_TextOrNodes("copy", "copy"),
    ),
    Command(
        "edit.paste",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "&Paste"),
        ("Ctrl+V",),
        group=1,
        scope=Scope.VIEW,
        run=_TextOrNodes("paste", "paste"),
    ),
    Command(
        "edit.paste_plain",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Paste into One &Node"),
        ("Ctrl+Shift+V",),
        group=1,
        scope=Scope.VIEW,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "paste without formatting plain unformatted"),
        run=_TextOrNodes("paste_plain", "paste"),
    ),
    Command(
        "edit.select_all",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Select &All"),
        ("Ctrl+A",),
        group=2,
        scope=Scope.VIEW,
        hint=QT_TRANSLATE_NOOP("Actions", "Selects the text, then the node, its siblings, and everything"),
        run=_TextOrNodes("select_all_step", "selectAll"),
    ),
    Command(
        "edit.find",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "&Find..."),
        ("Ctrl+F", "Ctrl+Shift+F"),
        group=3,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "search"),
        run=partial(_open_find, replace=False),
    ),
    Command(
        "edit.replace",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Rep&lace..."),
        ("Ctrl+H",),
        group=3,
        mac_keys=("Ctrl+Alt+F",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "substitute find"),
        run=partial(_open_find, replace=True),
        enabled=is_writable,
    ),
    Command(
        "edit.find_next",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Find Ne&xt"),
        ("F3",),
        group=3,
        run=lambda context: context.find_bar.step(1),
    ),
    Command(
        "edit.find_previous",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Find Pre&vious"),
        ("Shift+F3",),
        group=3,
        run=lambda context: context.find_bar.step(-1),
    ),
    Command(
        "edit.spelling",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "&Spelling Suggestions..."),
        ("F7",),
        group=4,
        hint=QT_TRANSLATE_NOOP("Actions", "For the misspelt word under the caret, or the next one"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "spell check correct typo dictionary"),
        run=lambda context: context.spelling.suggest(),
    ),
    Command(
        "edit.next_misspelt",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Next &Misspelt Word"),
        ("Shift+F7",),
        group=4,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "spelling misspelled error typo mistake"),
        run=lambda context: context.spelling.go_to_next(),
    ),
    Command(
        "edit.spelling_dictionary",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Spelling &Dictionary..."),
        group=4,
        hint=QT_TRANSLATE_NOOP("Actions", "For the language of the current text"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "hunspell spell check british american"),
        run=lambda context: context.spelling.ask_dictionary(),
    ),
    Command(
        "edit.check_spelling",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Check Spellin&g"),
        group=4,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "spell check underline"),
        run=lambda context: context.spelling.toggle(),
        checked=lambda context: context.spelling.keeper.is_on,
    ),
)
