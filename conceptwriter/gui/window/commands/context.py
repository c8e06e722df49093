"""The parts of the window that a command may use, not the window class itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.theme.theme import Theme
    from conceptwriter.editor.views.structure import StructureCommands
    from conceptwriter.gui.actions.picker import Picker
    from conceptwriter.gui.actions.registry import ActionRegistry
    from conceptwriter.gui.files.controller import FileController
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.inspector.panel import Inspector
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.keeping.keeping import Keeping
    from conceptwriter.gui.proposals.controller import ProposalController
    from conceptwriter.gui.proposals.manner import Manner
    from conceptwriter.gui.review.in_text import FindingsInText
    from conceptwriter.gui.review.keeper import ReviewKeeper
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.gui.window.failed_texts import FailedTexts
    from conceptwriter.gui.window.find_bar import FindBar
    from conceptwriter.gui.window.focus_mode import FocusMode
    from conceptwriter.gui.window.language_choice import LanguageChoice
    from conceptwriter.gui.window.model_link import ModelLink
    from conceptwriter.gui.window.navigation import Navigation
    from conceptwriter.gui.window.panes import Panes
    from conceptwriter.gui.window.quotation_marks import QuotationMarks
    from conceptwriter.gui.window.reference_files import ReferenceFiles
    from conceptwriter.gui.window.reference_link import ReferenceLink
    from conceptwriter.gui.window.returned_files import ReturnedFiles
    from conceptwriter.gui.window.saving import Saving
    from conceptwriter.gui.window.spelling_link import SpellingLink
    from conceptwriter.gui.window.translation import TranslationController


@dataclass(frozen=True)
class Context:
    """The parts of one window that commands act on."""

    window: QMainWindow
    """The parent of dialogs, and what is closed or made full screen; nothing else is used of it."""
    registry: ActionRegistry
    settings: WindowSettings
    apply_settings: Callable[[], None]
    theme: Theme
    desk: Desk
    current_project: Callable[[], OpenProject]
    structure: StructureCommands
    panes: Panes
    focus_mode: FocusMode
    inspector: Inspector
    review: ReviewKeeper
    findings: FindingsInText
    navigation: Navigation
    find_bar: FindBar
    picker: Picker
    files: FileController
    saving: Saving
    keeping: Keeping
    jobs: JobService
    proposals: ProposalController
    manner: Manner
    translation: TranslationController
    language_choice: LanguageChoice
    model_link: ModelLink
    quotation_marks: QuotationMarks
    references: ReferenceLink
    reference_files: ReferenceFiles
    spelling: SpellingLink
    returned_files: ReturnedFiles
    failed_texts: FailedTexts
    about_models: Callable[[], str]
    """The models with their figures, to be copied into a report."""

    @property
    def project(self) -> OpenProject:
        """The open project."""
        return self.current_project()
