"""Asking, offering, re-rolling, taking and dismissing: one card at a time, nothing inserted unasked.

When a job ends, neither the caret nor the selection moves; the card appears under the row it was requested
for, or, if the writer has moved on and has another card open, only a mark indicates it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.proposals.asking import Wanted
from conceptwriter.gui.proposals.first_offers import Asking, joined
from conceptwriter.gui.proposals.kept_offers import KeptOffers
from conceptwriter.gui.proposals.offers import belongs_to, offers_at
from conceptwriter.gui.proposals.open_card import OpenCard
from conceptwriter.gui.proposals.requests import Requests
from conceptwriter.gui.proposals.taken import added_to_note
from conceptwriter.outline import ChangeNotice, NodeId, ProposalSet
from conceptwriter.outline.proposal_kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.proposals.asking import CardHost
    from conceptwriter.gui.proposals.card import ProposalCard
    from conceptwriter.gui.proposals.manner import Manner


class ProposalController(QObject):
    """The life cycle of offers in one window."""

    changed = Signal()
    """A card opened, closed or shows something else; actions may be enabled or disabled."""
    notified = Signal(str)
    """A message for the user."""
    no_model = Signal()
    """A request needed a model, and there is none."""

    def __init__(
        self,
        desk: Desk,
        jobs: JobService,
        models: EngineHost,
        host: CardHost,
        project: Callable[[], OpenProject],
        manner: Manner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._models, self._manner = desk, models, manner
        self.candidates = 5
        self.terms: TermSource = no_terms
        """Those that translations are to use."""
        self.languages: dict[NodeId, str] = {}
        """The language in which a node is to be translated again, if it is not the one it is shown in."""
        self._open = OpenCard(desk, models, host, manner, self)
        self._open.made.connect(self._connect_card)
        self._requests = Requests(jobs, models, self)
        self._kept = KeptOffers(desk, host, project)
        desk.changed.connect(self._on_change)
        desk.project_changed.connect(self._project_changed)
        manner.changed.connect(self._manner_changed)
        self._requests.partial_arrived.connect(self._on_partial)
        self._requests.arrived.connect(self._arrived)
        self._requests.failed.connect(self._failed)
        self._requests.cancelled.connect(self._cancelled)

    # State

    @property
    def card(self) -> ProposalCard | None:
        """The open card."""
        return self._open.card

    @property
    def anchor(self) -> NodeId | None:
        """The node that it is for."""
        return self._open.anchor

    @property
    def shown(self) -> ProposalSet | None:
        """The roll shown on the card."""
        return self._open.rolls.shown

    @property
    def at_hand(self) -> bool:
        """True when the card belongs to where the writer is: only then do its keys work."""
        return self.card is not None and self.anchor is not None and self._belongs_here(self.anchor)

    def _belongs_here(self, anchor: NodeId) -> bool:
        return belongs_to(self._desk.document, anchor, self._desk.current)

    def can_take(self, index: int) -> bool:
        """True when candidate `index` (from 0) can be taken now."""
        return self.at_hand and self.shown is not None and index < len(self.shown.proposals)

    @property
    def waiting(self) -> bool:
        """True while the card waits for its job and no part of the answer has arrived."""
        asking = self._open.asking
        return asking is not None and asking.first is None

    def set_key_hints(self, keys: Callable[[], str], stop: Callable[[], str]) -> None:
        """Set what cards say about their keys, and about the one that stops a request."""
        self._open.key_hint, self._open.stop_hint = keys, stop

    # Asking

    def ask(self, kind: str) -> None:
        """Show existing offers here, or ask the model for some."""
        anchor = self._anchor_for(kind)
        kept = self._kept.get(anchor, kind)
        if self._open.is_for(anchor, kind):
            if self._open.asking is not None or (kept is not None and self._is_fresh(kept)):
                return
        elif (running := self._requests.running(kind, anchor)) is not None:
            self._open.wait_for(running)
            self.changed.emit()
            return
        elif kept is not None and kept.proposals and self._is_fresh(kept):
            self.open(kept)
            return
        self._run(kind, anchor, reroll=0)

    def ask_for(self, wish: str) -> None:
        """Ask for what should happen next, in the writer's words; a running request here is stopped."""
        anchor = self._anchor_for("propose")
        if (running := self._requests.running("propose", anchor)) is not None:
            self._stop(running)
        self._run("propose", anchor, reroll=0, wish=wish)

    @property
    def wish(self) -> str:
        """The wish that the shown roll was made for; "" without one."""
        return self.shown.settings.wish if self.shown is not None else ""

    def _is_fresh(self, kept: ProposalSet) -> bool:
        """True when complete, made from the current text, and in the current manner."""
        return not kept.settings.incomplete and not self._open.staleness(kept) and self._manner.made(kept)

    def ask_with(self, preset: str) -> None:
        """Use another preset from now on, and ask again with it if a card is open."""
        self._manner.choose_preset(preset)
        self._ask_in_new_manner()

    def ask_with_voice(self, voice: bool) -> None:
        """Let a voice write from now on, or only the concept model; ask again if a card is open."""
        self._manner.choose_concept_model_only(not voice)
        self._ask_in_new_manner()

    def _ask_in_new_manner(self) -> None:
        if self.card is not None and self.shown is not None and not self._manner.made(self.shown):
            self.reroll()

    def reroll(self) -> None:
        """Ask again for other candidates; those already offered are kept as earlier rolls.

        Without a card here: for what was last offered here; if nothing was, for what comes next.
        """
        if not self.at_hand:
            kept = offers_at(self._desk.document, self._desk.current)
            if not kept:
                self.ask("propose")
                return
            self.open(kept[0])
        if self.card is None or self.anchor is None or self.waiting:
            return
        if self._open.asking is not None:
            self._stop(self._open.asking)
            self._open.refresh()
        self._run(self.card.kind, self.anchor, reroll=self._open.rolls.next_reroll, wish=self.wish)

    def ask_translation(self, anchor: NodeId, code: str) -> None:
        """Offer other translations of a node, in addition to the one it has in this language."""
        kept = self._desk.document.proposals.get(anchor, "translate")
        if kept is not None and any(offer.language != code for offer in kept.proposals):
            self.forget(kept)
        self.languages[anchor] = code
        self.ask("translate")

    def language_of(self, anchor: NodeId) -> str:
        """The language that a node is translated into again."""
        return self.languages.get(anchor) or self._desk.document.effective_language(anchor)

    def _anchor_for(self, kind: str) -> NodeId:
        return kind_of(kind).anchor(self._desk.document, self._desk.current)

    def _run(self, kind: str, anchor: NodeId, reroll: int, wish: str = "") -> None:
        wanted = Wanted(
            kind,
            anchor,
            self.candidates,
            self._manner.assistant_settings(kind),
            self.language_of(anchor),
            reroll,
            wish,
            self.terms,
        )
        try:
            asking = self._requests.start(self._desk.document, wanted)
        except ConceptWriterError as error:
            self.notified.emit(str(error))
            return
        if asking is None:
            self.no_model.emit()
            return
        self._open.wait_for(asking)
        self.changed.emit()

    # Answers

    def _on_partial(self, asking: Asking) -> None:
        """Part of an answer has arrived: it can be taken while the rest arrives."""
        if asking is self._open.asking:
            self._open.show_first(asking)
            self.changed.emit()

    def _arrived(self, asking: Asking, result: ProposalSet) -> None:
        document, anchor = self._desk.document, result.anchor
        waiting = self._open.no_longer_waits_for(asking)
        if anchor not in document or document.in_trash(anchor):
            if waiting:
                self.close_card()
            return
        result = joined(asking.first, result)
        settings = replace(result.settings, offered_by=self._models.title)
        kept = self._kept.keep(replace(result, settings=settings))
        if waiting:
            self._open.show_all(asking, kept)
        self.changed.emit()

    def _stop(self, asking: Asking) -> None:
        """Stop waiting for the rest; what has arrived is kept."""
        self._open.no_longer_waits_for(asking)
        self._requests.stop(asking)
        self._kept.keep_first(asking)

    def _failed(self, asking: Asking, error: Exception) -> None:
        if self._open.no_longer_waits_for(asking) and self.card is not None:
            self._kept.keep_first(asking)
            self._open.refresh()
            self.card.show_failure(self._words_for(error))
        else:
            self.notified.emit(self._words_for(error))
        self.changed.emit()

    def _words_for(self, error: Exception) -> str:
        if isinstance(error, ConceptWriterError):
            return str(error)
        return self.tr("The assistant failed ({error}). Nothing was changed.").format(
            error=f"{type(error).__name__}: {error}"
        )

    def _cancelled(self, asking: Asking) -> None:
        """Cancelled as a job, with Esc."""
        if not self._open.no_longer_waits_for(asking):
            return
        self._kept.keep_first(asking)
        if self.shown is not None:
            self._open.refresh()
        else:
            self.close_card()
        self.changed.emit()

    # The card

    def open(self, proposals: ProposalSet) -> None:
        """Show the card of a stored set."""
        self._open.open(proposals.kind, proposals.anchor, proposals)
        self.changed.emit()

    def _connect_card(self, card: ProposalCard) -> None:
        card.take_requested.connect(self.take)
        card.reroll_requested.connect(self.reroll)
        card.roll_requested.connect(self.step_roll)
        card.preset_requested.connect(self.ask_with)
        card.voice_requested.connect(self.ask_with_voice)
        card.dismiss_requested.connect(self.dismiss)

    def step_roll(self, by: int) -> None:
        """Show an earlier or later roll."""
        if self._open.rolls.can_step(by):
            self._open.rolls.step(by)
            self._open.refresh()
            self.changed.emit()

    def can_step_roll(self, by: int) -> bool:
        """True when there is an earlier (-1) or later (1) roll."""
        return self.at_hand and self._open.rolls.can_step(by)

    def step_highlight(self, by: int) -> None:
        """Highlight the next or previous candidate."""
        if self.card is not None:
            self.card.set_highlight(self.card.highlight + by)

    def dismiss(self) -> None:
        """Close the card; its candidates stay with the document."""
        asking = self._open.asking
        if asking is not None:
            asking.first = None  # asking here again then requests all of them
            self._stop(asking)
        self.close_card()

    def close_card(self) -> None:
        """Close the card; its running job continues."""
        if self._open.close():
            self.changed.emit()

    def forget(self, proposals: ProposalSet) -> None:
        """Drop a set with all its rolls."""
        if self._open.is_for(proposals.anchor, proposals.kind):
            self.close_card()
        self._kept.drop(proposals.anchor, proposals.kind)
        self.changed.emit()

    # Taking

    def take(self, index: int | None = None) -> bool:
        """Take a candidate of the shown roll (None: the highlighted one) as one undo step."""
        shown = self.shown
        if shown is None or self.card is None:
            return False
        return self.take_from(shown, self.card.highlight if index is None else index)

    def take_from(self, roll: ProposalSet, index: int) -> bool:
        """Take a candidate of any roll as one undo step; its card is closed."""
        from conceptwriter.assistant import accept

        document = self._desk.document
        if self._open.is_for(roll.anchor, roll.kind) and self._open.asking is not None:
            self._stop(self._open.asking)
        if self._desk.attempt(lambda: accept(document, roll, index), edit=True) is None:
            return False
        self._kept.take_away(roll.anchor, roll.kind)
        if self._open.is_for(roll.anchor, roll.kind):
            self.close_card()
        self.changed.emit()
        return True

    def take_as_note(self) -> bool:
        """Append the highlighted candidate to the note of its node."""
        shown, document = self.shown, self._desk.document
        if shown is None or self.card is None or not shown.proposals:
            return False
        chosen = shown.proposals[self.card.highlight]
        return self._desk.attempt(lambda: added_to_note(document, shown.anchor, chosen)) is not None

    def _manner_changed(self) -> None:
        self._open.show_manner()
        self.changed.emit()

    # The document changes

    def _on_change(self, notice: ChangeNotice) -> None:
        gone = self._kept.follow(notice)
        if gone is not None and self._open.is_for(gone.anchor, gone.kind):
            self.close_card()
        if self.anchor is None:
            return
        if self.anchor not in self._desk.document or self._desk.document.in_trash(self.anchor):
            self.dismiss()
        elif self.anchor in notice.changed or notice.is_structural:
            self._open.refresh()

    def _project_changed(self) -> None:
        self._requests.forget_all()
        self._kept.forget_taken()
        self.close_card()
