"""The main window: it puts the parts together and passes word between them; the parts do the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QVBoxLayout, QWidget

from conceptwriter.assistant.stored_vectors import StoredVectors
from conceptwriter.gui.actions.menus import fill_menu_bar
from conceptwriter.gui.actions.picker import Picker
from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.actions.table import Scope
from conceptwriter.gui.desk import Desk
from conceptwriter.gui.files.controller import FileController
from conceptwriter.gui.files.open_project import OpenProject
from conceptwriter.gui.files.outside_changes import OutsideChanges
from conceptwriter.gui.inspector.panel import Inspector
from conceptwriter.gui.inspector.wording import operation_name
from conceptwriter.gui.jobs.service import JobService
from conceptwriter.gui.keeping.keeping import Keeping
from conceptwriter.gui.notices import Notice, NoticeBar, Tone
from conceptwriter.gui.proposals.controller import ProposalController
from conceptwriter.gui.proposals.manner import Manner
from conceptwriter.gui.review.keeper import ReviewKeeper
from conceptwriter.gui.settings import Settings, SettingsError, save_settings
from conceptwriter.gui.theme.plain import on_button, plain_box, title_words
from conceptwriter.gui.views.outline_view import OutlineView
from conceptwriter.gui.views.structure import COMMANDS, StructureCommands
from conceptwriter.gui.views.text_view import TextView
from conceptwriter.gui.window.acting import ActingWindow
from conceptwriter.gui.window.bindings import bind_all
from conceptwriter.gui.window.card_host import PaneCards
from conceptwriter.gui.window.catching_up import CatchingUp
from conceptwriter.gui.window.context_menu import show_context_menu
from conceptwriter.gui.window.document_languages import DocumentLanguages
from conceptwriter.gui.window.find_bar import FindBar
from conceptwriter.gui.window.focus_keeper import FocusKeeper, clicked_without_focus
from conceptwriter.gui.window.key_hints import CardKeys
from conceptwriter.gui.window.model_link import ModelLink
from conceptwriter.gui.window.notice_place import NoticePlace
from conceptwriter.gui.window.palette_button import PaletteButton
from conceptwriter.gui.window.panes import TEXT, Panes
from conceptwriter.gui.window.shape import remember_shape, restore_shape
from conceptwriter.gui.window.status import StatusBar
from conceptwriter.gui.window.status_keeper import StatusKeeper
from conceptwriter.gui.window.tally import Tally
from conceptwriter.gui.window.translation import TranslationController
from conceptwriter.gui.window.translation_notices import TranslationNotices
from conceptwriter.storage import NotSaved, Project

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from conceptwriter.gui.jobs.models import Models
    from conceptwriter.gui.theme.theme import Theme
    from conceptwriter.outline import NodeId


class MainWindow(ActingWindow):
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
        self.models.serve(StoredVectors(project.vectors))
        self._project_laid_out()
        self.once_idle(self.catching_up.go_on)
        self.once_idle(self.keeping.begin)

    # Building

    def _make_parts(self) -> None:
        self.registry = ActionRegistry(self, self.settings.keys)
        self.desk = Desk(self.project, self)
        self.jobs = JobService(self)
        self.structure = StructureCommands(self.desk, self)
        self.outline_view = OutlineView(self.desk, self.structure, self)
        self.text_view = TextView(self.desk, self.structure, self)
        self.manner = Manner(self.settings, self)
        self.review = ReviewKeeper(self.desk, self)
        self.languages = DocumentLanguages(self.desk, self.review, self)
        self.inspector = Inspector(self.desk, self.manner, self.review, self)
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
            self.desk, self.jobs, self.models, self.cards, lambda: self.project, self.manner, self
        )
        self.translation = TranslationController(self.desk, self.jobs, self.models, self)
        self.model_link = ModelLink(self.models, self.jobs, self.settings, self.notices, self)
        self.translation.adviser = self.model_link.adviser
        self.catching_up = CatchingUp(self.models, self.jobs, lambda: self.project, self)
        self.files = FileController(self, self.jobs, self.settings, lambda: self.project, self.picker)
        self.outside = OutsideChanges(self, lambda: self.project, self.files.open, self.notices)
        self.keeping = Keeping(self)
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
        layout.addWidget(self.find_bar)
        layout.addWidget(self.panes, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        bar = self.menuBar()
        bar.setAccessibleName(self.tr("Menu bar"))
        fill_menu_bar(bar, self.registry)
        self.addActions(list(self.registry.actions()))
        self.palette_button = PaletteButton(bar)
        self.palette_button.clicked.connect(lambda: self.registry.run("tools.palette"))
        self._keys_changed()
        self.focus = FocusKeeper(self)
        self.focus.watch(self.picker, self.find_bar, self.notices, *self.panes.all_panes)
        self.focus.await_use(middle)
        clicked_without_focus(self.findChildren(QAbstractButton))
        self.panes.notice, self.picker.room = self.notices, self.panes.middle
        self.notice_place = NoticePlace(
            self.notices, self.panes, self.caret_line, self.cards.box, self.picker
        )
        for view in (self.outline_view, self.text_view):
            view.verticalScrollBar().valueChanged.connect(self.notice_place.place_soon)

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
        desk.caret_changed.connect(self.notice_place.place_soon)
        desk.changed.connect(lambda _notice: self._name_undo())
        desk.zoom_changed.connect(lambda _node: self._show_breadcrumb())
        desk.changed.connect(lambda _notice: self._show_breadcrumb())
        self.panes.breadcrumb.chosen.connect(desk.set_zoom)
        self.registry.keys_changed.connect(self._keys_changed)
        self.jobs.failed.connect(lambda job, error: self.tell(f"{job.title}: {error}", Tone.BAD))
        self.proposals.told.connect(self.tell)
        self.proposals.no_model.connect(lambda: self.model_link.tell_lack(""))
        keys = CardKeys(self.registry, self.settings)
        self.proposals.changed.connect(lambda: keys.note_card(self.proposals.card is not None))
        self.proposals.changed.connect(self.notice_place.place_soon)
        stop = self.tr("{key} stop")
        self.proposals.tell_keys(
            keys.words, lambda: stop.format(key=self.registry.shown_keys("concept.stop"))
        )
        self.proposals.changed.connect(self.inspector.refresh_soon)
        self.translation_notices = TranslationNotices(self)
        self.files.settle = desk.fields.finish
        self.files.told.connect(self.notices.tell)
        self.files.opened.connect(self.lay_on_desk)
        self.outside.moved.connect(self._project_laid_out)
        self.project.saved_changed.connect(self._saved_changed)
        for view in (self.outline_view, self.text_view):
            view.menu_asked.connect(self._show_context_menu)
            view.badge_pressed.connect(self.press_badge)
        self._connect_inspector()

    def _connect_inspector(self) -> None:
        tabs = self.inspector
        tabs.left.connect(self._back_to_text)
        tabs.proposals.take_requested.connect(self._take_from_inspector)
        tabs.proposals.open_requested.connect(self.proposals.open)
        tabs.proposals.drop_requested.connect(self.proposals.forget)
        tabs.proposals.propose_requested.connect(lambda: self.ask("propose"))
        tabs.proposals.manner.voice_wanted.connect(self.model_link.install_voice)
        tabs.languages.again_requested.connect(self.translate_again)
        tabs.languages.stale_requested.connect(lambda: self.go_to_open(1))
        tabs.languages.written_requested.connect(self.ask_written)
        tabs.review.go_requested.connect(self.go_to_item)
        tabs.languages.add_requested.connect(self.ask_add_translation)
        tabs.languages.help_requested.connect(self.model_link.follow)
        tabs.languages.can_translate = lambda code: code in self.models.languages
        tabs.languages.advise = self.model_link.advise
        tabs.details.engine_text = self.status_keeper.engine_lines
        tabs.details.technical_text = self.status_keeper.technical_lines
        tabs.details.vector_text = self._vector_words
        self.models.changed.connect(tabs.refresh_soon)
        self.models.changed.connect(self._show_models)
        self._show_models()
        self.jobs.ended.connect(tabs.refresh_soon)

    def _show_models(self) -> None:
        self.manner.show_models(self.models.variants, self.models.voice)

    def _restore_shape(self) -> None:
        restore_shape(self, self.panes, self.inspector, self.settings)
        self.apply_settings()

    # The project

    def lay_on_desk(self, project: Project) -> None:
        """Show another project; the one before is closed. It stays when something in it cannot be saved."""
        before = self.project
        self.picker.dismiss()  # what was to be chosen there was for the document before
        if not self._may_leave():
            project.close(discard=True)
            return
        self.jobs.abandon_all()
        self.models.release()
        self.project = OpenProject(project, self)
        self.project.saved_changed.connect(self._saved_changed)
        self.desk.open(self.project)
        self.files.close_when_free(before)
        self.models.serve(StoredVectors(project.vectors))
        self._project_laid_out()
        self.begin_writing()
        self.catching_up.go_on()

    def leave_project(self) -> bool:
        """Close the file of the project on the desk, for something is to take its place; False: it stays."""
        if not self._may_leave():
            return False
        self.jobs.abandon_all()
        self.models.release()
        self.desk.save_view_state()
        self.project.close(discard=True)
        return True

    def _project_laid_out(self) -> None:
        self.outside.attend(self.project)
        self.settings.remember_file(self.project.path)
        self.notices.withdraw("saving")
        read_only = " " + self.tr("(read-only)") if self.project.read_only else ""
        self.setWindowTitle(title_words(f"{self.project.path.stem}{read_only} – ConceptWriter"))
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
        self.desk.fields.finish()
        self.project.document.history.break_merge()
        self.project.retry()
        if not self.project.failure:
            words = self.tr("All changes are saved in {path}.").format(path=self.project.path)
            self.notices.tell(Notice(words, Tone.GOOD, topic="saving"))

    def _may_leave(self) -> bool:
        """Write what is typed and pending; where that fails, ask what to do with it."""
        if self.project.project.closed:
            return True
        if not self.desk.fields.finish():
            return self.ask_discard(self.tr("The last input could not be added to the document."))
        if self.project.read_only:
            return True
        if self.project.failure:
            self.project.retry()
        return not self.project.failure or self.ask_discard(self.project.failure)

    def ask_discard(self, failure: str) -> bool:
        """Text would be lost: leave all the same?"""
        box = plain_box(QMessageBox.Icon.Warning, self.tr("Cannot save"), failure, self)
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

    def _show_breadcrumb(self) -> None:
        self.panes.breadcrumb.show_path(self.desk.document, self.desk.zoom)

    def _name_undo(self) -> None:
        document = self.desk.document
        for action_id, label, words in (
            ("edit.undo", document.undo_label, self.tr("&Undo {step}")),
            ("edit.redo", document.redo_label, self.tr("&Redo {step}")),
        ):
            step = on_button(f"“{operation_name(label)}”") if label else ""
            self.registry.action(action_id).setText(words.format(step=step).rstrip())

    def _keys_changed(self) -> None:
        self.settings.keys = self.registry.overrides()
        keys = self.registry.shown_keys("tools.palette")
        self.palette_button.show_words(self.tr("Find or run a command"), keys)
        keymap = {
            key: command
            for action_id, command in COMMANDS.items()
            if self.registry.specs[action_id].scope is Scope.VIEW
            for key in self.registry.keys(action_id)
        }
        for view in (self.outline_view, self.text_view):
            view.set_keys(keymap)

    def _vector_words(self, node: NodeId) -> str:
        status, document = self.models.status, self.desk.document
        if status is None or status.codec is None or not document.source_text(node):
            return ""
        codec, mark = status.codec, document.source_fingerprint(node)
        known = self.project.project.vectors.get_many([mark], codec.id, codec.version)
        return self.tr("processed") if known else self.tr("not processed yet")

    def _show_context_menu(self, place: QPoint) -> None:
        show_context_menu(self.registry, place, self)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab, or the keyboard is where it can no longer be."""
        return self.focus.step() or super().focusNextPrevChild(forwards)

    # Leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_leave():
            event.ignore()
            return
        self._remember_shape()
        self.jobs.close()
        self.model_link.close()
        self.models.release()
        self.files.close_all()
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
        remember_shape(self, self.panes, self.inspector, self.settings)
        if self._settings_file is not None:
            try:
                save_settings(self.settings, self._settings_file)
            except SettingsError as error:
                self.tell(str(error))
