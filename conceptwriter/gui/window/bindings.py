"""What each action of the table does in a window, and when it can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from conceptwriter.gui.actions.palette import open_palette
from conceptwriter.gui.actions.shortcut_editor import ShortcutEditor
from conceptwriter.gui.help.help_window import GUIDE, KEYS, HelpWindow
from conceptwriter.gui.proposals.wording import PRESET_NAMES
from conceptwriter.gui.settings import log_path
from conceptwriter.gui.theme.theme import Scheme, Theme
from conceptwriter.gui.views.structure import COMMANDS
from conceptwriter.gui.window.about import AboutDialog
from conceptwriter.gui.window.panes import NAMES, OUTLINE
from conceptwriter.gui.window.preferences import PreferencesDialog
from conceptwriter.outline import ROOT, State
from conceptwriter.outline.edits import set_locked

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.proposals.manner import Manner
    from conceptwriter.gui.window.main_window import MainWindow

SCALE_STEP = 1.1


def bind_all(window: MainWindow) -> None:
    """Bind every action of the table."""
    _bind_file(window)
    _bind_edit(window)
    _bind_outline(window)
    _bind_concept(window)
    _bind_translate(window)
    _bind_view(window)
    _bind_tools(window)
    window.keeping.bind(window.registry)


def _bind_file(window: MainWindow) -> None:
    registry, files = window.registry, window.files
    registry.bind("file.new", files.ask_new)
    registry.bind("file.open", files.ask_open)
    registry.bind("file.recent", files.ask_recent)
    registry.bind("file.import", files.ask_import)
    registry.bind("file.export", files.ask_export)
    registry.bind("file.save_copy", files.ask_copy)
    registry.bind("file.save_now", window.save_now, lambda: not window.project.read_only)
    registry.bind("file.close", window.close)
    registry.bind("file.quit", QApplication.closeAllWindows)


def _bind_edit(window: MainWindow) -> None:
    registry = window.registry
    registry.bind("edit.undo", window.undo, window.can_undo)
    registry.bind("edit.redo", window.redo, window.can_redo)
    for action_id in ("edit.cut", "edit.copy", "edit.paste", "edit.paste_plain", "edit.select_all"):
        registry.bind(action_id, partial(_edit_or_command, window, action_id))
    registry.bind("edit.find", partial(window.open_find, False))
    registry.bind("edit.replace", partial(window.open_find, True), lambda: not window.project.read_only)
    registry.bind("edit.find_next", partial(window.find_bar.step, 1))
    registry.bind("edit.find_previous", partial(window.find_bar.step, -1))


def _edit_or_command(window: MainWindow, action_id: str) -> None:
    """Cut, copy and paste mean the text of a field while one has the keyboard, else nodes."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit) and not window.is_view_part(focus):
        plain: dict[str, Callable[[], object]] = {
            "edit.cut": focus.cut,
            "edit.copy": focus.copy,
            "edit.paste": focus.paste,
            "edit.paste_plain": focus.paste,
            "edit.select_all": focus.selectAll,
        }
        plain[action_id]()
    else:
        window.structure.run(COMMANDS[action_id])


def _format(window: MainWindow, command: str) -> None:
    """What is formatted is the text: with the keyboard in another field, nothing is."""
    focus = QApplication.focusWidget()
    if not isinstance(focus, QLineEdit | QPlainTextEdit) or window.is_view_part(focus):
        window.structure.run(command)


def _bind_outline(window: MainWindow) -> None:
    registry, desk = window.registry, window.desk
    window.structure.outline_shown = lambda: window.panes.is_shown(OUTLINE)
    for action_id, command in COMMANDS.items():
        if action_id.startswith("edit."):
            continue
        if action_id.startswith("format."):
            registry.bind(action_id, partial(_format, window, command), _writable(window, action_id))
            continue
        registry.bind(action_id, partial(window.structure.run, command), _writable(window, action_id))
    registry.bind(
        "outline.zoom_out", lambda: window.structure.run("zoom_out"), lambda: window.desk.zoom != ROOT
    )
    registry.bind("outline.note", window.edit_note)
    registry.bind(
        "outline.lock",
        lambda: desk.attempt(
            lambda: set_locked(
                desk.document, list(desk.selection), not desk.document.node(desk.current).locked
            )
        ),
        lambda: desk.current != ROOT and not window.project.read_only,
        lambda: desk.document.is_locked(desk.current),
    )


_LOOKING = frozenset({"outline.collapse", "outline.expand", "outline.toggle_fold", "outline.zoom_in"})


def _writable(window: MainWindow, action_id: str) -> Callable[[], bool] | None:
    if action_id in _LOOKING or action_id.startswith("outline.level_"):
        return None
    return lambda: not window.project.read_only


def _bind_concept(window: MainWindow) -> None:
    registry, proposals, jobs = window.registry, window.proposals, window.jobs
    for kind in ("propose", "continue", "expand", "summarise", "rewrite"):
        registry.bind(f"concept.{kind}", partial(window.ask, kind), lambda: not window.project.read_only)
    registry.bind("concept.wish", window.ask_for_wish, lambda: not window.project.read_only)
    _bind_manner(window)
    for number in range(1, 6):
        registry.bind(
            f"concept.take_{number}",
            partial(window.take, number - 1),
            partial(proposals.can_take, number - 1),
        )
    registry.bind("concept.confirm", window.confirm, window.can_confirm)
    registry.bind(
        "concept.as_note",
        proposals.take_as_note,
        lambda: proposals.can_take(0) and not window.project.read_only,
    )
    for action_id, step in (("concept.next_candidate", 1), ("concept.previous_candidate", -1)):
        registry.bind(action_id, partial(proposals.step_highlight, step), lambda: proposals.can_take(0))
    registry.bind(
        "concept.reroll",
        proposals.reroll,
        lambda: not window.project.read_only and not (proposals.at_hand and proposals.waiting),
    )
    for action_id, step in (("concept.previous_roll", -1), ("concept.next_roll", 1)):
        registry.bind(
            action_id,
            partial(proposals.step_roll, step),
            partial(proposals.can_step_roll, step),
        )
    registry.bind("concept.next_open", lambda: window.go_to_open(1))
    registry.bind("concept.previous_open", lambda: window.go_to_open(-1))
    registry.bind("concept.stop", window.stop_here, window.can_stop_here)
    registry.bind("concept.stop_all", jobs.stop_all, lambda: bool(jobs.running()))


def _bind_manner(window: MainWindow) -> None:
    registry, manner = window.registry, window.manner
    registry.bind("concept.manner", window.choose_manner)
    for name in PRESET_NAMES:
        registry.bind(
            f"concept.preset_{name}",
            partial(window.proposals.ask_with, name),
            None,
            partial(_is_preset, manner, name),
        )
    registry.bind(
        "concept.concept_model_only",
        lambda: window.proposals.ask_with_voice(manner.concept_model_only),
        None,
        lambda: manner.concept_model_only,
    )
    registry.bind("concept.seed", manner.throw_seed)


def _is_preset(manner: Manner, name: str) -> bool:
    return manner.preset == name


def _bind_translate(window: MainWindow) -> None:
    registry, translation = window.registry, window.translation

    def writable() -> bool:
        return not window.project.read_only

    registry.bind("translate.language", window.ask_language, writable)
    registry.bind(
        "translate.source",
        translation.back_to_source,
        lambda: translation.is_switched() and not window.project.read_only,
    )
    registry.bind("translate.document_language", window.ask_document_language)
    registry.bind("translate.written", window.ask_written, writable)
    registry.bind("translate.written_document", partial(window.ask_written, whole=True), writable)
    registry.bind("translate.missing", translation.translate_here, writable)
    registry.bind(
        "translate.again",
        lambda: window.translate_again(window.desk.current),
        lambda: bool(translation.other_language(window.desk.current)) and not window.project.read_only,
    )
    registry.bind("translate.review", window.show_review)
    registry.bind("translate.document", window.ask_translate_document, writable)
    registry.bind("translate.next_untranslated", lambda: window.go_to_open(1, offers=False))
    for action_id, state in (("translate.reviewed", State.REVIEWED), ("translate.final", State.FINAL)):
        registry.bind(
            action_id,
            partial(translation.confirm, state),
            lambda: translation.can_confirm() and not window.project.read_only,
        )


def _bind_view(window: MainWindow) -> None:
    registry, panes, theme = window.registry, window.panes, window.theme
    for name in NAMES:
        registry.bind(
            f"view.{name}",
            partial(window.toggle_pane, name),
            None,
            partial(panes.is_shown, name),
        )
    registry.bind("view.next_pane", lambda: panes.step_pane(1, QApplication.focusWidget()))
    registry.bind("view.previous_pane", lambda: panes.step_pane(-1, QApplication.focusWidget()))
    registry.bind("view.focus", window.toggle_focus_mode, None, lambda: window.focus_mode)
    registry.bind("view.full_screen", window.toggle_full_screen, None, window.isFullScreen)
    registry.bind("view.larger", lambda: window.set_scale(theme.scale * SCALE_STEP))
    registry.bind("view.smaller", lambda: window.set_scale(theme.scale / SCALE_STEP))
    registry.bind("view.normal_size", lambda: window.set_scale(1.0))
    for scheme in Scheme:
        registry.bind(
            f"view.{scheme.value}",
            partial(window.set_scheme, scheme),
            None,
            partial(_is_scheme, theme, scheme),
        )


def _is_scheme(theme: Theme, scheme: Scheme) -> bool:
    return theme.scheme is scheme


def _bind_tools(window: MainWindow) -> None:
    registry = window.registry
    settings = window.settings
    registry.bind(
        "tools.palette",
        lambda: open_palette(window.picker, registry, settings.recent_commands, settings.remember_command),
    )
    registry.bind("tools.shortcuts", lambda: edit_keys(window))
    registry.bind("tools.models", window.model_link.open)
    registry.bind("tools.preferences", lambda: edit_preferences(window))
    registry.bind("help.sample", window.files.open_sample)
    registry.bind("help.keys", lambda: show_help(window, KEYS))
    registry.bind("help.guide", lambda: show_help(window, GUIDE))
    registry.bind(
        "help.log",
        lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path()))),
        lambda: log_path().is_file(),
    )
    registry.bind("help.about", lambda: _run(AboutDialog(about_models(window), window)))


def about_models(window: MainWindow) -> str:
    """The models with their figures, to be copied into a report."""
    keeper = window.status_keeper
    return f"{keeper.engine_lines()}\n{keeper.technical_lines()}".strip()


def show_help(window: MainWindow, page: int) -> None:
    """The help, beside the window; the one that is open already, if any."""
    there = window.findChild(HelpWindow)
    help_window = there or HelpWindow(
        window.registry, window.theme, lambda: window.registry.run("tools.shortcuts"), window
    )
    help_window.show_page(page)


def edit_keys(window: MainWindow) -> None:
    """The shortcut editor."""
    _run(ShortcutEditor(window.registry, window))


def edit_preferences(window: MainWindow) -> None:
    """The preferences."""
    dialog = PreferencesDialog(window.settings, window)
    dialog.changed.connect(window.apply_settings)
    _run(dialog)


def _run(dialog: QWidget) -> None:
    from PySide6.QtWidgets import QDialog

    assert isinstance(dialog, QDialog)
    dialog.exec()
    dialog.deleteLater()
