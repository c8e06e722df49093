"""The main window: it puts the parts together and passes word between them; the parts do the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox, QToolButton, QVBoxLayout, QWidget

from conceptwriter.gui.actions.menus import fill_menu_bar
from conceptwriter.gui.actions.picker import Picker
from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.actions.table import Scope
from conceptwriter.gui.desk import Desk
from conceptwriter.gui.inspector.panel import Inspector
from conceptwriter.gui.inspector.wording import language_name, operation_name
from conceptwriter.gui.jobs.project_vectors import ProjectVectors
from conceptwriter.gui.jobs.service import JobService, RunningJob
from conceptwriter.gui.proposals.controller import ProposalController
from conceptwriter.gui.theme.roles import set_role
from conceptwriter.gui.theme.theme import Scheme, Theme
from conceptwriter.gui.views.outline_view import OutlineView
from conceptwriter.gui.views.structure import COMMANDS, StructureCommands
from conceptwriter.gui.views.text_view import TextView
from conceptwriter.gui.window.bindings import bind_all
from conceptwriter.gui.window.card_host import PaneCards
from conceptwriter.gui.window.files import FileController
from conceptwriter.gui.window.find_bar import FindBar
from conceptwriter.gui.window.notices import Notice, NoticeBar, Tone
from conceptwriter.gui.window.open_project import OpenProject
from conceptwriter.gui.window.panes import INSPECTOR, NAMES, OUTLINE, TEXT, Panes
from conceptwriter.gui.window.settings import Settings, SettingsError, save_settings
from conceptwriter.gui.window.status import StatusBar
from conceptwriter.gui.window.status_keeper import StatusKeeper
from conceptwriter.gui.window.tally import Tally
from conceptwriter.gui.window.translation import TranslationController
from conceptwriter.gui.window.travel import next_open
from conceptwriter.outline import ROOT, NodeId, ProposalSet
from conceptwriter.outline.edits import set_language
from conceptwriter.storage import NotSaved, Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from conceptwriter.gui.jobs.models import Models

CONTEXT_MENU = (
    ("concept.propose", "concept.expand", "concept.summarise", "concept.rewrite"),
    ("translate.language", "translate.source", "translate.missing"),
    ("edit.cut", "edit.copy", "edit.paste", "outline.duplicate", "outline.delete"),
    ("outline.indent", "outline.outdent", "outline.zoom_in", "outline.note", "outline.lock"),
)


class MainWindow(QMainWindow):
    """One open project, seen from three sides. `models` may have no model in it."""

    closed = Signal()

    def __init__(
        self,
        project: Project,
        *,
        models: Models,
        theme: Theme,
        settings: Settings,
        settings_file: Path | None = None,
    ) -> None:
        super().__init__()
        self.settings, self._settings_file = settings, settings_file
        self.theme, self.models = theme, models
        self.project = OpenProject(project, self)
        self.focus_mode = False
        self._panes_before_focus: list[str] = []
        self._make_parts()
        self._lay_out()
        self._connect()
        bind_all(self)
        self._restore_shape()
        self.models.serve(ProjectVectors(project.vectors))
        self._project_laid_out()

    # Building

    def _make_parts(self) -> None:
        self.registry = ActionRegistry(self, self.settings.keys)
        self.desk = Desk(self.project, self)
        self.jobs = JobService(self)
        self.structure = StructureCommands(self.desk, self)
        self.outline_view = OutlineView(self.desk, self.structure, self)
        self.text_view = TextView(self.desk, self.structure, self)
        self.inspector = Inspector(self.desk, self)
        self.panes = Panes(self.outline_view, self.text_view, self.inspector, self)
        self.notices = NoticeBar(self)
        self.find_bar = FindBar(self.desk, self._back_to_text, self)
        self.picker = Picker(self)
        self.status = StatusBar(self)
        self.tally = Tally(self.desk, self)
        self.cards = PaneCards(
            self.desk, self.outline_view, self.text_view, lambda: self.panes.is_shown(TEXT)
        )
        self.proposals = ProposalController(
            self.desk, self.jobs, self.models, self.cards, lambda: self.project, self
        )
        self.translation = TranslationController(self.desk, self.jobs, self.models, self)
        self.files = FileController(self, self.jobs, self.settings, lambda: self.project, self.picker)
        self.status_keeper = StatusKeeper(
            self.status,
            self.tally,
            self.jobs,
            self.models,
            lambda: self.project,
            lambda: self.registry.shown_keys("concept.stop"),
            self,
        )

    def _lay_out(self) -> None:
        middle = QWidget(self)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notices)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.panes, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        bar = self.menuBar()
        bar.setAccessibleName(self.tr("Menu bar"))
        fill_menu_bar(bar, self.registry)
        self.addActions(list(self.registry.actions()))
        self.palette_button = QToolButton(bar)
        set_role(self.palette_button, "field")
        self.palette_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.palette_button.clicked.connect(lambda: self.registry.run("tools.palette"))
        bar.setCornerWidget(self.palette_button, Qt.Corner.TopRightCorner)
        self._keys_changed()

    def _connect(self) -> None:
        desk, refresh = self.desk, self.registry.refresh_soon
        for signal in (
            desk.changed,
            desk.current_changed,
            desk.selection_changed,
            desk.zoom_changed,
            desk.project_changed,
            self.proposals.changed,
            self.jobs.started,
            self.jobs.ended,
            self.models.changed,
        ):
            signal.connect(lambda *_ignored: refresh())
        desk.failed.connect(self.tell)
        desk.changed.connect(lambda _notice: self._name_undo())
        desk.zoom_changed.connect(lambda _node: self._show_breadcrumb())
        desk.changed.connect(lambda _notice: self._show_breadcrumb())
        self.panes.breadcrumb.chosen.connect(desk.set_zoom)
        self.registry.keys_changed.connect(self._keys_changed)
        self.jobs.failed.connect(lambda job, error: self.tell(f"{job.title}: {error}", Tone.BAD))
        self.proposals.told.connect(self.tell)
        self.proposals.no_model.connect(lambda: self._tell_no_model(""))
        self.proposals.key_hint = self._card_hint
        self.proposals.stop_hint = lambda: self.tr("{key} stop").format(
            key=self.registry.shown_keys("concept.stop")
        )
        self.proposals.changed.connect(self.inspector.refresh_soon)
        self.translation.told.connect(self.tell)
        self.translation.no_model.connect(self._tell_no_model)
        self.translation.done.connect(self._translated)
        self.files.told.connect(self.notices.tell)
        self.files.opened.connect(self.lay_on_desk)
        self.project.saved_changed.connect(self._saved_changed)
        for view in (self.outline_view, self.text_view):
            view.menu_asked.connect(self._show_context_menu)
        self._connect_inspector()

    def _connect_inspector(self) -> None:
        tabs = self.inspector
        tabs.proposals.take_requested.connect(self._take_from_inspector)
        tabs.proposals.open_requested.connect(self.proposals.open)
        tabs.proposals.drop_requested.connect(self.proposals.forget)
        tabs.proposals.propose_requested.connect(lambda: self.ask("propose"))
        tabs.languages.redo_requested.connect(self.translation.redo)
        tabs.languages.can_translate = lambda: bool(self.models.title)
        tabs.details.engine_text = self.status_keeper.engine_lines
        tabs.details.vector_text = self._vector_words
        self.models.changed.connect(tabs.refresh_soon)
        self.jobs.ended.connect(tabs.refresh_soon)

    def _restore_shape(self) -> None:
        self.resize(1280, 820)
        if self.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self.settings.geometry.encode("ascii", "ignore")))
        if len(self.settings.pane_sizes) == len(NAMES):
            self.panes.setSizes(self.settings.pane_sizes)
        for name in self.settings.hidden_panes:
            if name in NAMES:
                self.panes.show_pane(name, False)
        self.apply_settings()

    # The project

    def lay_on_desk(self, project: Project) -> None:
        """Show another project; the one before is closed. It stays when something in it cannot be saved."""
        before = self.project
        if not self._may_leave():
            project.close(discard=True)
            return
        self.jobs.abandon_all()
        self.models.release()
        self.project = OpenProject(project, self)
        self.project.saved_changed.connect(self._saved_changed)
        self.desk.open(self.project)
        before.close(discard=True)
        before.deleteLater()
        self.models.serve(ProjectVectors(project.vectors))
        self._project_laid_out()

    def _project_laid_out(self) -> None:
        self.settings.remember_file(self.project.path)
        self.notices.withdraw("saving")
        read_only = " " + self.tr("(read-only)") if self.project.read_only else ""
        self.setWindowTitle(f"{self.project.path.stem}{read_only} – ConceptWriter")
        self.setWindowFilePath(str(self.project.path))
        self.inspector.set_read_only(self.project.read_only)
        self._show_breadcrumb()
        self._name_undo()
        self.status_keeper.show_all()
        self.registry.refresh_soon()

    def _saved_changed(self) -> None:
        self.status_keeper.show_saved()
        if self.project.failure:
            notice = Notice(
                self.project.failure, Tone.BAD, self.tr("Save a Copy..."), self.files.ask_copy, topic="saving"
            )
            self.notices.tell(notice)
        else:
            self.notices.withdraw("saving")

    def save_now(self) -> None:
        """Every step is saved already; this says so, and tries again where it could not be done."""
        self.project.document.history.break_merge()
        self.project.retry()
        if not self.project.failure:
            words = self.tr("Everything is saved in {path}.").format(path=self.project.path)
            self.notices.tell(Notice(words, Tone.GOOD, topic="saving"))

    def _may_leave(self) -> bool:
        """Write what is pending; where that fails, ask what to do with it."""
        if self.project.read_only or self.project.project.closed:
            return True
        if self.project.failure:
            self.project.retry()
        return not self.project.failure or self.ask_discard(self.project.failure)

    def ask_discard(self, failure: str) -> bool:
        """Text would be lost: leave all the same?"""
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Cannot save"), failure, parent=self)
        copy = box.addButton(self.tr("Save a &Copy..."), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("&Discard Changes"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is copy:
            self.files.ask_copy()
        return chosen is discard

    # Showing

    def tell(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Say something on the notice bar."""
        self.notices.tell(Notice(text, tone))

    def _tell_no_model(self, code: str) -> None:
        if not self.models.title:
            words = self.tr("There is no model on this computer, so nothing can be proposed or translated.")
            what = self.models.reason or self.tr("Writing, languages and export work without one.")
            self.notices.tell(Notice(f"{words} {what}", topic="model"))
        else:
            words = self.tr(
                "{model} does not know {language}: nothing was translated. "
                "You can write the translation yourself in the inspector."
            )
            words = words.format(model=self.models.title, language=language_name(code))
            self.notices.tell(Notice(words, topic="model"))

    def _translated(self, code: str, count: int, flagged: int) -> None:
        if not flagged:
            return
        words = self.tr("%n text(s) translated into {language}", "", count).format(
            language=language_name(code)
        )
        remark = self.tr("%n of them should be looked at", "", flagged)
        self.notices.tell(Notice(f"{words}; {remark}.", Tone.GOOD, topic="translated"))

    def _show_breadcrumb(self) -> None:
        self.panes.breadcrumb.show_path(self.desk.document, self.desk.zoom)

    def _name_undo(self) -> None:
        document = self.desk.document
        for action_id, label, words in (
            ("edit.undo", document.undo_label, self.tr("&Undo {step}")),
            ("edit.redo", document.redo_label, self.tr("&Redo {step}")),
        ):
            step = f"“{operation_name(label)}”" if label else ""
            self.registry.action(action_id).setText(words.format(step=step).rstrip())

    def _keys_changed(self) -> None:
        self.settings.keys = self.registry.overrides()
        keys = self.registry.shown_keys("tools.palette")
        text = self.tr("Find or run a command")
        self.palette_button.setText(f"{text}    {keys}")
        self.palette_button.setAccessibleName(text)
        keymap = {
            key: command
            for action_id, command in COMMANDS.items()
            if self.registry.specs[action_id].scope is Scope.VIEW
            for key in self.registry.keys(action_id)
        }
        for view in (self.outline_view, self.text_view):
            view.set_keys(keymap)

    def _card_hint(self) -> str:
        def first(action_id: str) -> str:
            return self.registry.shown_keys(action_id).split(", ")[0]

        take = first("concept.take_1")
        parts = [
            self.tr("{key}…5 take").format(key=take) if take.endswith("1") else "",
            self.tr("{key} highlight").format(key=first("concept.next_candidate")),
            self.tr("{key} take it").format(key=first("concept.confirm")),
            self.tr("{key} re-roll").format(key=first("concept.reroll")),
            self.tr("{key} dismiss").format(key=first("concept.stop")),
        ]
        hint = "   ".join(part for part in parts if part)
        for name, sign in (("Return", "Enter"), ("Down", "↓"), ("Up", "↑")):
            hint = hint.replace(name, sign)
        return hint

    def _vector_words(self, node: NodeId) -> str:
        status, document = self.models.status, self.desk.document
        if status is None or status.codec is None or not document.source_text(node):
            return ""
        mark = document.source_fingerprint(node)
        codec = status.codec
        known = self.project.project.vectors.get_many([mark], codec.id, codec.version)
        return self.tr("known") if known else self.tr("not computed yet")

    def _show_context_menu(self, place: QPoint) -> None:
        self.registry.refresh()
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Actions for this node"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in CONTEXT_MENU:
            for action_id in group:
                menu.addAction(self.registry.action(action_id))
            menu.addSeparator()
        menu.popup(place)

    # Actions

    def is_view_part(self, widget: QWidget) -> bool:
        """True for the live editors of outline and text."""
        return self.outline_view.isAncestorOf(widget) or self.text_view.isAncestorOf(widget)

    def undo(self) -> None:
        """Take the last step back."""
        self.desk.undo()

    def redo(self) -> None:
        """Do the last undone step again."""
        self.desk.redo()

    def can_undo(self) -> bool:
        """True when there is a step to take back."""
        return bool(self.desk.document.history.done) and not self.project.read_only

    def can_redo(self) -> bool:
        """True when there is a step to do again."""
        return bool(self.desk.document.history.undone) and not self.project.read_only

    def ask(self, kind: str) -> None:
        """Ask the assistant for something here."""
        self.proposals.candidates = self.settings.candidates
        self.proposals.preset = self.settings.preset
        self.proposals.ask(kind)

    def take(self, index: int | None) -> None:
        """Take a candidate."""
        self.proposals.take(index)

    def _take_from_inspector(self, roll: ProposalSet, proposal_id: str) -> None:
        ids = [proposal.id for proposal in roll.proposals]
        self.proposals.take_from(roll, ids.index(proposal_id))

    def can_confirm(self) -> bool:
        """True when a candidate is highlighted, or there is a translation to confirm."""
        if self.project.read_only:
            return False
        return self.proposals.can_take(0) or (
            self.translation.is_translated(self.desk.current) and self.translation.can_confirm()
        )

    def confirm(self) -> None:
        """Take the highlighted candidate, or confirm the translation and go on to the next open one."""
        if self.proposals.can_take(0):
            self.proposals.take(None)
        else:
            from conceptwriter.outline import State

            self.translation.confirm(State.REVIEWED)
            self.go_to_open(1)

    def can_stop_here(self) -> bool:
        """True when Esc has something to stop or to take away."""
        return bool(self._jobs_here()) or self.proposals.at_hand

    def stop_here(self) -> None:
        """Stop the jobs of this node; when there are none, take the card away."""
        jobs = self._jobs_here()
        for job in jobs:
            self.jobs.stop(job)
        if not jobs:
            self.proposals.dismiss()

    def _jobs_here(self) -> list[RunningJob[Any]]:
        document, current = self.desk.document, self.desk.current
        here = {current, *document.ancestors(current)}
        if self.proposals.at_hand and self.proposals.anchor is not None:
            here.add(self.proposals.anchor)
        return [job for job in self.jobs.running() if job.node is None or job.node in here]

    def go_to_open(self, by: int, *, offers: bool = True) -> None:
        """Go to the next or previous node with an offer, or with a text missing or stale."""
        document = self.desk.document
        anchors = {found.anchor for found in document.proposals} if offers else set()

        def is_open(node: NodeId) -> bool:
            return node in anchors or self.translation.is_open(node)

        if self.tally.complete and not anchors and not self.tally.has_open:
            self.tell(self.tr("Nothing is open: no offers, nothing missing, nothing stale."), Tone.GOOD)
            return
        found = next_open(document, self.desk.current, is_open, by)
        if found is None:
            return
        self.desk.set_current(found)
        self.desk.ask_to_show(found)
        sets = document.proposals.of(found)
        if offers and sets:
            self.proposals.open(sets[0])

    def open_find(self, replace: bool) -> None:
        """Show the find bar, looking for what is selected."""
        caret, document = self.desk.caret, self.desk.document
        text = ""
        if caret is not None and caret.anchor is not None:
            start, end = sorted((caret.position, caret.anchor))
            text = document.text(caret.node)[start:end]
        self.find_bar.open_bar(replace=replace, text=text)

    def _back_to_text(self) -> None:
        outline_leads = self.desk.lead is self.outline_view or not self.text_view.isVisible()
        view = self.outline_view if outline_leads and self.outline_view.isVisible() else self.text_view
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_note(self) -> None:
        """Put the caret into the note of the current node."""
        self.show_pane(INSPECTOR, True)
        self.inspector.tabs.setCurrentWidget(self.inspector.details)
        self.inspector.refresh()
        self.inspector.details.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_language(self) -> None:
        """Choose the language of the paragraph."""
        entries = self.translation.language_entries(self.settings.recent_languages)
        self.picker.ask(self.tr("Language of this paragraph"), entries, self.set_language)

    def set_language(self, code: str) -> None:
        """Show the selected paragraphs in a language and translate what is missing."""
        self.settings.remember_language(code)
        self.translation.set_language(code, translate=self.settings.translate_at_once)

    def ask_document_language(self) -> None:
        """Choose the output language of the whole document."""
        entries = self.translation.language_entries(self.settings.recent_languages)
        self.picker.ask(self.tr("Language of the document"), entries, self._set_document_language)

    def _set_document_language(self, code: str) -> None:
        self.settings.remember_language(code)
        document = self.desk.document
        if self.desk.attempt(lambda: set_language(document, [ROOT], code)) is not None:
            self.translation.translate([ROOT], code, quiet=True)

    def ask_translate_document(self) -> None:
        """Choose a language and translate what is missing in the whole document."""
        entries = self.translation.language_entries(self.settings.recent_languages)
        self.picker.ask(self.tr("Translate the document into"), entries, self.translation.translate_document)

    # Shape

    def show_pane(self, name: str, shown: bool) -> None:
        """Show or hide a pane."""
        self.panes.show_pane(name, shown)
        self.cards.settle()
        self.registry.refresh_soon()

    def toggle_pane(self, name: str) -> None:
        """Show a hidden pane, hide a shown one."""
        self.show_pane(name, not self.panes.is_shown(name))

    def toggle_focus_mode(self) -> None:
        """Only the text, and back to what was there before."""
        self.focus_mode = not self.focus_mode
        if self.focus_mode:
            self._panes_before_focus = self.panes.hidden()
            self.show_pane(TEXT, True)
            for name in (OUTLINE, INSPECTOR):
                self.show_pane(name, False)
        else:
            for name in (OUTLINE, INSPECTOR):
                self.show_pane(name, name not in self._panes_before_focus)
        self.registry.refresh_soon()

    def toggle_full_screen(self) -> None:
        """Full screen and back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.registry.refresh_soon()

    def set_scale(self, scale: float) -> None:
        """Text size of the whole window."""
        before = self.theme.scale
        self.theme.set_scale(scale)
        self.panes.stretch_sides(self.theme.scale / before)
        self.settings.scale = round(self.theme.scale, 2)

    def set_scheme(self, scheme: Scheme) -> None:
        """Light, dark, or as the system."""
        self.settings.scheme = scheme.value
        self.theme.set_scheme(scheme)
        self.registry.refresh_soon()

    def apply_settings(self) -> None:
        """Bring the window in line with the settings."""
        if self.settings.scheme in set(Scheme):
            self.theme.set_scheme(Scheme(self.settings.scheme))
        self.theme.set_scale(self.settings.scale)

    def once_idle(self, act: Callable[[], object]) -> None:
        """Do something when the window has been painted and there is time."""
        QTimer.singleShot(0, self, act)

    # Leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_leave():
            event.ignore()
            return
        self._remember_shape()
        self.jobs.close()
        self.models.release()
        self.desk.close()
        try:
            self.project.close()
        except NotSaved:
            self.project.close(discard=True)
        event.accept()
        self.closed.emit()

    def _remember_shape(self) -> None:
        if self.focus_mode:
            self.toggle_focus_mode()
        self.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.settings.pane_sizes = self.panes.sizes()
        self.settings.hidden_panes = self.panes.hidden()
        if self._settings_file is not None:
            try:
                save_settings(self.settings, self._settings_file)
            except SettingsError as error:
                self.tell(str(error))
