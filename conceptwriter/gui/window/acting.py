"""What a person can do in the main window, as methods that the actions are bound to.

A base class rather than a helper: the parts these methods move are the window's own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from conceptwriter.gui.notices import Notice, NoticeBar, Tone
from conceptwriter.gui.review.items import has_items, is_untranslated
from conceptwriter.gui.review.wording import spoken_items
from conceptwriter.gui.theme.theme import Scheme, Theme
from conceptwriter.gui.views.margin_notes import LANGUAGE
from conceptwriter.gui.window.panes import INSPECTOR, OUTLINE, TEXT, Panes
from conceptwriter.gui.window.travel import next_open
from conceptwriter.gui.window.wish_dialog import WishDialog
from conceptwriter.outline import ROOT, NodeId, ProposalSet, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.actions.picker import Entry, Picker
    from conceptwriter.gui.actions.registry import ActionRegistry
    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.inspector.panel import Inspector
    from conceptwriter.gui.jobs.service import JobService, RunningJob
    from conceptwriter.gui.proposals.controller import ProposalController
    from conceptwriter.gui.proposals.manner import Manner
    from conceptwriter.gui.review.keeper import ReviewKeeper
    from conceptwriter.gui.settings import Settings
    from conceptwriter.gui.views.outline_view import OutlineView
    from conceptwriter.gui.views.structure import StructureCommands
    from conceptwriter.gui.views.text_view import TextView
    from conceptwriter.gui.window.card_host import PaneCards
    from conceptwriter.gui.window.document_languages import DocumentLanguages
    from conceptwriter.gui.window.find_bar import FindBar
    from conceptwriter.gui.window.model_link import ModelLink
    from conceptwriter.gui.window.tally import Tally
    from conceptwriter.gui.window.translation import TranslationController

REASON_MS = 20_000
"""How long the status bar says what is to be looked at in a sentence."""


class ActingWindow(QMainWindow):
    """The verbs of the window; `MainWindow` makes the parts they act on."""

    settings: Settings
    theme: Theme
    project: OpenProject
    registry: ActionRegistry
    desk: Desk
    jobs: JobService
    outline_view: OutlineView
    structure: StructureCommands
    text_view: TextView
    inspector: Inspector
    panes: Panes
    cards: PaneCards
    notices: NoticeBar
    find_bar: FindBar
    picker: Picker
    tally: Tally
    proposals: ProposalController
    manner: Manner
    translation: TranslationController
    languages: DocumentLanguages
    review: ReviewKeeper
    model_link: ModelLink
    focus_mode: bool
    _panes_before_focus: list[str]

    def tell(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Say something on the notice bar."""
        self.notices.tell(Notice(text, tone))

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
        self.proposals.ask(kind)

    def ask_for_wish(self) -> None:
        """Let the writer say what should happen next, and propose that."""
        dialog = WishDialog(self.proposals.wish, self)
        dialog.wished.connect(self._ask_for)
        dialog.open()

    def _ask_for(self, wish: str) -> None:
        self.proposals.candidates = self.settings.candidates
        self.proposals.ask_for(wish)

    def choose_manner(self) -> None:
        """Put the keyboard on how to propose, in the inspector."""
        self.show_pane(INSPECTOR, True)
        tab = self.inspector.proposals
        self.inspector.tabs.setCurrentWidget(tab)
        tab.manner.preset.setFocus(Qt.FocusReason.ShortcutFocusReason)

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
            self.translation.confirm(State.REVIEWED)
            self.go_to_open(1)

    def can_stop_here(self) -> bool:
        """True when Esc has something to stop or to take away."""
        return bool(self._jobs_here()) or self.proposals.at_hand or self._has_behind()

    def stop_here(self) -> None:
        """Stop the jobs of this node; when there are none, take the card away; else what runs behind.

        A download of gigabytes is not stopped by an Esc that was meant for a proposal.
        """
        jobs = self._jobs_here()
        if not jobs and self.proposals.at_hand:
            self.proposals.dismiss()
            return
        for job in jobs or [behind for behind in self.jobs.running() if behind.behind]:
            self.jobs.stop(job)

    def _has_behind(self) -> bool:
        return any(job.behind for job in self.jobs.running())

    def _jobs_here(self) -> list[RunningJob[Any]]:
        document, current = self.desk.document, self.desk.current
        here = {current, *document.ancestors(current)}
        if self.proposals.at_hand and self.proposals.anchor is not None:
            here.add(self.proposals.anchor)
        nearby = [job for job in self.jobs.running() if not job.behind]
        return [job for job in nearby if job.node is None or job.node in here]

    def go_to_open(self, by: int, *, offers: bool = True) -> None:
        """Go to the next or previous node with an offer, or with a text to be looked at.

        Without `offers`: only to what is missing or stale in the language that is shown.
        """
        document = self.desk.document
        anchors = {found.anchor for found in document.proposals} if offers else set()
        is_listed = has_items if offers else is_untranslated

        def is_open(node: NodeId) -> bool:
            return node in anchors or is_listed(document, node)

        if self.review.complete and not anchors and not self.review.items:
            self.tell(
                self.tr("There are no proposals, and nothing is doubtful, missing or outdated."), Tone.GOOD
            )
            return
        found = next_open(document, self.desk.current, is_open, by)
        if found is None:
            self.tell(self.tr("Nothing else is missing or outdated in this language."), Tone.GOOD)
            return
        self.go_to_node(found)
        sets = document.proposals.of(found)
        if offers and sets:
            self.proposals.open(sets[0])

    def go_to_node(self, node: NodeId) -> None:
        """Make a node current, in sight, and say what is to be looked at in it."""
        self.desk.set_current(node)
        self.desk.ask_to_show(node)
        words = spoken_items(self.desk.document, node)
        if words:
            self.statusBar().showMessage(words, REASON_MS)

    def press_badge(self, badge: str, key: NodeId) -> None:
        """A chip or note beside a row of the text was pressed."""
        document = self.desk.document
        if badge == LANGUAGE:
            if self.translation.target() not in (key, document.parent(key)):
                self.desk.set_current(key)
            self.ask_language()
            return
        nodes = [key, *document.children(key)]
        listed = [node for node in nodes if has_items(document, node)]
        behind = listed[listed.index(self.desk.current) + 1 :] if self.desk.current in listed else []
        if listed:
            self.go_to_node((behind or listed)[0])

    def go_to_item(self, node: NodeId, code: str) -> None:
        """Go to a text of the list; the inspector shows it where another language is on the page."""
        if node not in self.desk.document:
            return
        self.go_to_node(node)
        if code != self.desk.document.shown_language(node):
            self.inspector.tabs.setCurrentWidget(self.inspector.languages)

    def open_find(self, replace: bool) -> None:
        """Show the find bar, looking for what is selected."""
        text = self.structure.selected_text()
        self.find_bar.open_bar(replace=replace, text=text)

    def _back_to_text(self) -> None:
        outline_leads = self.desk.lead is self.outline_view or not self.text_view.isVisible()
        view = self.outline_view if outline_leads and self.outline_view.isVisible() else self.text_view
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_writing(self) -> None:
        """A document was just opened: the keyboard goes into its text, where it was left or at its start."""
        desk = self.desk
        view = self.text_view if self.panes.is_shown(TEXT) else self.outline_view
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        untouched = desk.caret is None and desk.current == desk.first_node()
        ends = view.text_ends() if view.flows and untouched else None
        if ends is not None:
            desk.place_caret(ends[0].node, 0)

    def caret_line(self) -> QRect | None:
        """The line the caret stands in, on the screen; None where none is to be seen."""
        view = self.outline_view if self.desk.lead is self.outline_view else self.text_view
        line = view.caret_line()
        return None if line is None else QRect(view.viewport().mapToGlobal(line.topLeft()), line.size())

    def edit_note(self) -> None:
        """Put the caret into the note of the current node; from there, back to where it was."""
        if self.inspector.details.note.hasFocus():
            self._back_to_text()
            return
        self.show_pane(INSPECTOR, True)
        self.inspector.tabs.setCurrentWidget(self.inspector.details)
        self.inspector.refresh()
        self.inspector.details.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_language(self) -> None:
        """Choose the language of the paragraph."""
        entries = self.translation.language_entries(self.settings.recent_languages)
        self._ask_language(
            self.tr("Language of this paragraph"),
            entries,
            self.set_language,
            partial(self.translation.set_language, translate=False),
        )

    def _ask_language(
        self,
        title: str,
        entries: list[Entry],
        chosen: Callable[[str], object],
        by_hand: Callable[[str], object] | None = None,
    ) -> None:
        """A language that only another model knows leads to that one; if it is installed, on from there.

        Or it is chosen all the same, and a person writes in it.
        """

        def offered(code: str) -> None:
            self.model_link.follow(code, lambda: chosen(code))

        def written(code: str) -> None:
            self.settings.remember_language(code)
            if by_hand is not None:
                by_hand(code)

        self.picker.ask(title, entries, chosen, offered, written)

    def set_language(self, code: str) -> None:
        """Show the selected paragraphs in a language and translate what is missing."""
        self.settings.remember_language(code)
        self.translation.set_language(code, translate=self.settings.translate_at_once)

    def ask_document_language(self) -> None:
        """Choose the language in which the whole document is looked at."""
        entries = self.languages.view_entries(self.settings.recent_languages)
        self.picker.ask(self.tr("Show the document in"), entries, self.languages.show_in)

    def ask_written(self, *, whole: bool = False) -> None:
        """Say in which language the selected paragraphs or sections, or the document, are written."""
        tops = [ROOT] if whole else self.translation.targets()
        entries = self.languages.written_entries(tops[0], self.settings.recent_languages)

        def chosen(code: str) -> None:
            self.settings.remember_language(code)
            self.languages.declare(tops, code)

        self.picker.ask(self.languages.scope(tops[0]), entries, chosen)

    def translate_again(self, node: NodeId, code: str = "") -> None:
        """Offer other translations of a node, beside the one it has; a stale one of the model is renewed."""
        code = code or self.translation.other_language(node)
        if self.translation.is_to_be_made(node, code):
            self.translation.translate([node], code)
            return
        if self.desk.current != node:
            self.desk.set_current(node)
        self.proposals.ask_translation(node, code)

    def show_review(self) -> None:
        """Put the keyboard on the list of what is to be looked at."""
        self.show_pane(INSPECTOR, True)
        self.inspector.tabs.setCurrentWidget(self.inspector.review)
        self.inspector.refresh()
        self.inspector.review.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_translate_document(self) -> None:
        """Choose a language and translate what is missing in the whole document."""
        entries = self.translation.language_entries(self.settings.recent_languages, by_hand=False)
        self._ask_language(
            self.tr("Translate the document into"), entries, self.translation.translate_document
        )

    def ask_add_translation(self) -> None:
        """Choose a language to translate the current node into, beside those it has."""
        node = self.desk.current
        entries = self.translation.language_entries(self.settings.recent_languages)
        entries = [entry for entry in entries if entry.key not in self.desk.document.node(node).renditions]

        def chosen(code: str) -> None:
            if code not in self.translation.known:
                self.inspector.languages.open_card(node, code)
            self.translation.translate([node], code)

        self._ask_language(
            self.tr("Translate this into"), entries, chosen, partial(self.inspector.languages.open_card, node)
        )

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
        self.manner.reload()

    def once_idle(self, act: Callable[[], object]) -> None:
        """Do something when the window has been painted and there is time."""
        QTimer.singleShot(0, self, act)
