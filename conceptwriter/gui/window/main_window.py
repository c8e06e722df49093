"""The main window: it assembles the parts and passes messages between them; the parts do the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QVBoxLayout, QWidget

from conceptwriter.assistant.stored_vectors import StoredVectors
from conceptwriter.editor.desk import Desk
from conceptwriter.editor.theme.plain import title_words
from conceptwriter.editor.theme.theme import Scheme
from conceptwriter.editor.views.outline_view import OutlineView
from conceptwriter.editor.views.structure import StructureCommands
from conceptwriter.editor.views.text_view import TextView
from conceptwriter.gui.actions.menus import fill_menu_bar
from conceptwriter.gui.actions.picker import Picker
from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.files.controller import FileController
from conceptwriter.gui.files.open_project import OpenProject
from conceptwriter.gui.files.outside_changes import OutsideChanges
from conceptwriter.gui.inspector.panel import Inspector
from conceptwriter.gui.jobs.service import JobService
from conceptwriter.gui.keeping.keeping import Keeping
from conceptwriter.gui.notices import SHORT_MS, Notice, NoticeBar, Tone
from conceptwriter.gui.proposals.controller import ProposalController
from conceptwriter.gui.proposals.manner import Manner
from conceptwriter.gui.references.keeper import ReferenceKeeper
from conceptwriter.gui.references.meaning import MeaningSearch
from conceptwriter.gui.references.store import ReferenceStore
from conceptwriter.gui.review.in_text import FindingsInText
from conceptwriter.gui.review.keeper import ReviewKeeper
from conceptwriter.gui.settings import SettingsError, WindowSettings, save_settings
from conceptwriter.gui.window.card_host import PaneCards
from conceptwriter.gui.window.catching_up import CatchingUp
from conceptwriter.gui.window.commands.command import bind_all
from conceptwriter.gui.window.commands.context import Context
from conceptwriter.gui.window.commands.edit_menu import name_steps
from conceptwriter.gui.window.commands.every import all_commands
from conceptwriter.gui.window.document_languages import DocumentLanguages
from conceptwriter.gui.window.failed_texts import FailedTexts
from conceptwriter.gui.window.find_bar import FindBar
from conceptwriter.gui.window.focus_keeper import FocusKeeper, clicked_without_focus
from conceptwriter.gui.window.focus_mode import FocusMode
from conceptwriter.gui.window.inspector_link import InspectorLink
from conceptwriter.gui.window.key_hints import CardKeys
from conceptwriter.gui.window.language_choice import LanguageChoice
from conceptwriter.gui.window.long_steps import LongSteps
from conceptwriter.gui.window.model_link import ModelLink
from conceptwriter.gui.window.navigation import REASON_MS, Navigation
from conceptwriter.gui.window.notice_place import NoticePlace
from conceptwriter.gui.window.palette_button import PaletteButton
from conceptwriter.gui.window.panes import OUTLINE, TEXT, Panes
from conceptwriter.gui.window.quotation_marks import QuotationMarks
from conceptwriter.gui.window.reference_files import ReferenceFiles
from conceptwriter.gui.window.reference_link import ReferenceLink
from conceptwriter.gui.window.remembered import Remembered
from conceptwriter.gui.window.returned_files import ReturnedFiles
from conceptwriter.gui.window.saving import SAVING, Saving
from conceptwriter.gui.window.shape import remember_shape, restore_shape
from conceptwriter.gui.window.spelling_link import SpellingLink
from conceptwriter.gui.window.status import StatusBar
from conceptwriter.gui.window.status_keeper import StatusKeeper
from conceptwriter.gui.window.tally import Tally
from conceptwriter.gui.window.translation import TranslationController
from conceptwriter.gui.window.translation_notices import TranslationNotices
from conceptwriter.gui.window.views_link import ViewsLink
from conceptwriter.storage import NotSaved, Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from conceptwriter.editor.theme.theme import Theme
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.review.checking import Checker
    from conceptwriter.gui.spelling.asking import Speller


class MainWindow(QMainWindow):
    """One open project with its outline, text and inspector. `models` may be empty, the last two None."""

    closed = Signal()

    def __init__(
        self,
        project: Project,
        *,
        models: EngineHost,
        theme: Theme,
        settings: WindowSettings,
        settings_file: Path | None = None,
        checker: Checker | None = None,
        speller: Speller | None = None,
    ) -> None:
        super().__init__()
        self.settings, self._settings_file = settings, settings_file
        self.theme, self.models = theme, models
        theme.dress(self)
        self.project = OpenProject(project, self)
        self._make_views()  # in this order: each step uses parts of those before it
        self._make_panes(checker)
        self._make_model_parts()
        self._make_navigation()
        self._make_file_handling()
        self._make_status()
        self._make_references()
        self._make_spelling(speller)
        self.context = self._made_context()
        self._lay_out()
        self._connect()
        bind_all(self.commands, self.context)
        restore_shape(self, self.panes, self.inspector, self.settings)
        self.apply_settings()
        self.models.serve(StoredVectors(project.vectors))
        self._project_laid_out()
        self.once_idle(self.translation_notices.post_unsure)
        self.once_idle(self.catching_up.resume)
        self.once_idle(self.keeping.begin)

    # Building

    def _make_views(self) -> None:
        self.commands = all_commands()
        self.registry = ActionRegistry(self.commands, self.settings.keys, self)
        self.desk = Desk(self.project, self)
        self.jobs = JobService(self)
        self.structure = StructureCommands(self.desk, self)
        self.outline_view = OutlineView(self.desk, self.structure, self)
        self.text_view = TextView(self.desk, self.structure, self)

    def _make_panes(self, checker: Checker | None) -> None:
        self.manner = Manner(self.settings, self)
        self.review = ReviewKeeper(self.desk, checker, self)
        self.findings = FindingsInText(self.desk, self.review, self.settings, self)
        self.text_view.show_findings(self.findings.at)
        self.findings.changed.connect(self.text_view.underlines_changed)
        self.languages = DocumentLanguages(self.desk, self.review, self)
        self.reference_store = ReferenceStore(parent=self)
        self.references = ReferenceKeeper(self.desk, self.reference_store, self)
        self.inspector = Inspector(self.desk, self.manner, self.review, self.references, self)
        self.panes = Panes(self.outline_view, self.text_view, self.inspector, self)
        self.focus_mode = FocusMode(self.panes)
        self.notices = NoticeBar(self)
        self.tally = Tally(self.desk, self)

    def _make_model_parts(self) -> None:
        desk, jobs, models, current = self.desk, self.jobs, self.models, self._current_project
        self.cards = PaneCards(desk, self.outline_view, self.text_view, lambda: self.panes.is_shown(TEXT))
        self.proposals = ProposalController(desk, jobs, models, self.cards, current, self.manner, self)
        self.translation = TranslationController(desk, jobs, models, self)
        self.model_link = ModelLink(models, jobs, self.settings, self.notices, self)
        self.translation.adviser = self.model_link.adviser

    def _make_navigation(self) -> None:
        desk, outline, text, inspector = self.desk, self.outline_view, self.text_view, self.inspector
        self.navigation = Navigation(
            desk, self.jobs, outline, text, self.panes, inspector, self.review, self.proposals, self
        )
        self.find_bar = FindBar(desk, self.navigation.back_to_text, self)
        picker = self.picker = Picker(self)
        self.status = StatusBar(self)
        LongSteps(desk, self.jobs, self.notices.post, self)
        self.quotation_marks = QuotationMarks(desk, self.notices.post, self)
        translation, link = self.translation, self.model_link
        self.language_choice = LanguageChoice(
            desk, picker, self.settings, translation, self.languages, link, inspector, self.proposals, self
        )

    def _make_file_handling(self) -> None:
        current, jobs, notices = self._current_project, self.jobs, self.notices
        self.catching_up = CatchingUp(self.models, jobs, current, self)
        self.files = FileController(self, jobs, self.settings, current, self.picker)
        self.outside = OutsideChanges(self, current, self.files.open, notices)
        self.saving = Saving(current, self.desk.fields, notices, self.files.ask_copy, self)
        self.keeping = Keeping(
            self.desk, jobs, self.settings, notices, self.files, current, self.leave_project, self
        )

    def _make_status(self) -> None:
        self.failed_texts = FailedTexts(self.desk, self.picker, self.navigation.go_to_item, self)
        self.translation_notices = TranslationNotices(
            self.desk,
            self._current_project,
            self.translation,
            self.languages,
            self.language_choice,
            self.notices,
            self.failed_texts,
            lambda: self.registry.run("translate.review"),
            self,
        )
        self.status_keeper = StatusKeeper(
            self.status,
            self.tally,
            self.jobs,
            self.models,
            self._current_project,
            lambda: self.registry.shown_keys("concept.stop"),
            self,
        )

    def _make_references(self) -> None:
        desk, store, current, notices = self.desk, self.reference_store, self._current_project, self.notices
        meaning = MeaningSearch(self.models, self.jobs, store, self.references, self)
        self.reference_link = ReferenceLink(
            store,
            self.references,
            meaning,
            self.review,
            current,
            self.inspector,
            self.panes,
            self.translation,
            self.proposals,
            notices,
            self,
        )
        self.translation.remembered = Remembered(desk, self.jobs, store, self)
        self.translation.remembered.failed.connect(self.post)
        self.references.language_of = self.translation.other_language
        self.reference_link.show_terms_in(self.outline_view, self.text_view)
        self.reference_files = ReferenceFiles(
            desk, store, meaning, current, self.jobs, self.settings, self.translation, notices, self
        )

        self.returned_files = ReturnedFiles(
            desk, self.jobs, self.settings, notices, lambda: self.registry.run("translate.review"), self
        )

    def _make_spelling(self, speller: Speller | None) -> None:
        views = self.text_view, self.outline_view
        self.spelling = SpellingLink(
            self.desk,
            speller,
            self.settings,
            views,
            self.picker,
            self.notices,
            lambda: not self.project.read_only,
            self,
        )
        self.reference_store.glossaries_read.connect(self.spelling.keeper.use_glossaries)

    def _current_project(self) -> OpenProject:
        return self.project

    def _made_context(self) -> Context:
        return Context(
            window=self,
            registry=self.registry,
            settings=self.settings,
            apply_settings=self.apply_settings,
            theme=self.theme,
            desk=self.desk,
            current_project=self._current_project,
            structure=self.structure,
            panes=self.panes,
            focus_mode=self.focus_mode,
            inspector=self.inspector,
            review=self.review,
            findings=self.findings,
            navigation=self.navigation,
            find_bar=self.find_bar,
            picker=self.picker,
            files=self.files,
            saving=self.saving,
            keeping=self.keeping,
            jobs=self.jobs,
            proposals=self.proposals,
            manner=self.manner,
            translation=self.translation,
            language_choice=self.language_choice,
            model_link=self.model_link,
            quotation_marks=self.quotation_marks,
            references=self.reference_link,
            reference_files=self.reference_files,
            spelling=self.spelling,
            returned_files=self.returned_files,
            failed_texts=self.failed_texts,
            about_models=self.status_keeper.about_lines,
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
            self.notices, self.panes, self.navigation.caret_line, self.cards.box, self.picker
        )
        views = self.outline_view, self.text_view
        ViewsLink(self.context, self.commands, views, self.notice_place, self)

    def _connect(self) -> None:
        desk, refresh = self.desk, self.registry.refresh_soon
        for signal in (
            desk.changed,
            desk.current_changed,
            desk.selection_changed,
            desk.zoom_changed,
            desk.project_changed,
            self.proposals.changed,
            self.references.changed,
            self.jobs.started,
            self.jobs.ended,
            self.models.changed,
        ):
            signal.connect(lambda *_ignored: refresh())
        desk.failed.connect(self.post)
        desk.caret_changed.connect(self.notice_place.place_soon)
        desk.changed.connect(lambda _notice: name_steps(self.context))
        desk.zoom_changed.connect(lambda _node: self._show_breadcrumb())
        desk.changed.connect(lambda _notice: self._show_breadcrumb())
        self.panes.breadcrumb.chosen.connect(desk.set_zoom)
        self.registry.keys_changed.connect(self._keys_changed)
        self.jobs.failed.connect(lambda job, error: self.post(f"{job.title}: {error}", Tone.BAD))
        self.proposals.notified.connect(self.post)
        self.proposals.no_model.connect(lambda: self.model_link.post_lack(""))
        CardKeys(self.registry, self.settings).serve(self.proposals)
        self.proposals.changed.connect(self.notice_place.place_soon)
        self.translation.others.notified.connect(lambda words: self.status.showMessage(words, SHORT_MS))
        self.navigation.notified.connect(self.notices.post)
        self.navigation.arrived.connect(lambda words: self.status.showMessage(words, REASON_MS))
        self.panes.shown_changed.connect(self.cards.reposition)
        self.panes.shown_changed.connect(refresh)
        self.structure.outline_shown = lambda: self.panes.is_shown(OUTLINE)
        self.files.finish_edits = desk.fields.finish
        self.files.notified.connect(self.notices.post)
        self.files.opened.connect(self.show_project)
        self.outside.moved.connect(self._project_laid_out)
        self.project.saved_changed.connect(self._saved_changed)
        self.inspector_link = InspectorLink(self.context, self.models, self.status_keeper, self.notices, self)

    def apply_settings(self) -> None:
        """Apply the settings to the window."""
        if self.settings.scheme in set(Scheme):
            self.theme.set_scheme(Scheme(self.settings.scheme))
        self.theme.set_scale(self.settings.scale)
        self.manner.reload()
        self.proposals.candidates = self.settings.candidates
        self.desk.typographic_marks = self.settings.typographic_marks

    # The project

    def show_project(self, project: Project) -> None:
        """Show another project and close the previous one; keep that if something in it cannot be saved."""
        before = self.project
        self.picker.dismiss()  # it was opened for the previous document
        if not self.saving.may_leave():
            project.close(discard=True)
            return
        self.jobs.abandon_all()
        self.models.release()
        self.project = OpenProject(project, self)
        self.project.saved_changed.connect(self._saved_changed)
        self.reference_link.serve()
        self.desk.open(self.project)
        self.files.close_when_free(before)
        self.models.serve(StoredVectors(project.vectors))
        self._project_laid_out()
        self.navigation.begin_writing()
        self.catching_up.resume()

    def leave_project(self) -> bool:
        """Close the project file on the desk, because something will replace it; False: it stays open."""
        if not self.saving.may_leave():
            return False
        self.jobs.abandon_all()
        self.models.release()
        self.desk.save_view_state()
        self.project.close(discard=True)
        return True

    def _project_laid_out(self) -> None:
        self.outside.attend(self.project)
        self.settings.remember_file(self.project.path)
        self.notices.withdraw(SAVING)
        read_only = " " + self.tr("(read-only)") if self.project.read_only else ""
        self.setWindowTitle(title_words(f"{self.project.path.stem}{read_only} – ConceptWriter"))
        self.setWindowFilePath(str(self.project.path))
        self.inspector.set_read_only(self.project.read_only)
        self._show_breadcrumb()
        name_steps(self.context)
        self.status_keeper.show_all()
        self.registry.refresh_soon()

    def _saved_changed(self) -> None:
        self.status_keeper.show_saved()
        self.saving.update_notice()

    # Showing

    def post(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Show a message on the notice bar."""
        self.notices.post(Notice(text, tone))

    def _show_breadcrumb(self) -> None:
        self.panes.breadcrumb.show_path(self.desk.document, self.desk.zoom)

    def _keys_changed(self) -> None:
        self.settings.keys = self.registry.overrides()
        keys = self.registry.shown_keys("tools.palette")
        self.palette_button.show_words(self.tr("Find or run a command"), keys)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab, or focus must leave a widget that can no longer have it."""
        return self.focus.step() or super().focusNextPrevChild(forwards)

    def once_idle(self, act: Callable[[], object]) -> None:
        """Do something once the window has been painted and is idle."""
        QTimer.singleShot(0, self, act)

    # Leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.saving.may_leave():
            event.ignore()
            return
        self._remember_shape()
        self.review.close()
        self.spelling.keeper.close()
        self.jobs.close()
        self.model_link.close()
        self.models.release()
        self.reference_store.close()
        self.files.close_all()
        self.desk.close()
        try:
            self.project.close()
        except NotSaved:
            self.project.close(discard=True)
        event.accept()
        self.closed.emit()

    def _remember_shape(self) -> None:
        if self.focus_mode.on:
            self.focus_mode.toggle()
        remember_shape(self, self.panes, self.inspector, self.settings)
        if self._settings_file is not None:
            try:
                save_settings(self.settings, self._settings_file)
            except SettingsError as error:
                self.post(str(error))
