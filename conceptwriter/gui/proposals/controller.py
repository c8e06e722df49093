"""Asking, offering, re-rolling, taking and dismissing: one card at a time, nothing placed unasked.

When a job ends, neither the caret nor the selection moves; the card appears under the row it was asked for,
or, when the writer has gone elsewhere with another card, only a mark tells of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.proposals.asking import CardHost, requested
from conceptwriter.gui.proposals.card import ProposalCard
from conceptwriter.gui.proposals.offers import belongs_to, offers_at
from conceptwriter.gui.proposals.taken import TakenOffers, added_to_note
from conceptwriter.gui.proposals.wording import variant_words, waiting_words
from conceptwriter.outline import ChangeNotice, Kind, NodeId, ProposalSet
from conceptwriter.outline.rolls import added, rolls_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.jobs.models import Models
    from conceptwriter.gui.jobs.service import JobService, RunningJob
    from conceptwriter.gui.proposals.manner import Manner
    from conceptwriter.gui.window.open_project import OpenProject

OFFERED_BY = "offered_by"


class ProposalController(QObject):
    """The life of offers in one window."""

    changed = Signal()
    """A card came, went or shows something else; actions may be enabled or not."""
    told = Signal(str)
    """A message for the person."""
    no_model = Signal()
    """Something was asked for that needs a model, and there is none."""

    def __init__(
        self,
        desk: Desk,
        jobs: JobService,
        models: Models,
        host: CardHost,
        project: Callable[[], OpenProject],
        manner: Manner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._models, self._host, self._project = desk, jobs, models, host, project
        self._manner = manner
        self.candidates = 5
        self.languages: dict[NodeId, str] = {}
        """Into which language a node is to be translated again, where that is not the one it is shown in."""
        self.key_hint: Callable[[], str] = lambda: ""
        self.stop_hint: Callable[[], str] = lambda: ""
        self.card: ProposalCard | None = None
        self.anchor: NodeId | None = None
        self._rolls: list[ProposalSet] = []
        self._roll = 0
        self._job: RunningJob[ProposalSet] | None = None
        self._taken = TakenOffers()
        desk.changed.connect(self._heed)
        desk.project_changed.connect(self._project_changed)
        manner.changed.connect(self._manner_changed)

    # Where things stand

    @property
    def shown(self) -> ProposalSet | None:
        """The roll on the card."""
        return self._rolls[self._roll] if self._rolls else None

    @property
    def at_hand(self) -> bool:
        """True when the card belongs to where the writer is: its keys work then."""
        return self.card is not None and self.anchor is not None and self._belongs_here(self.anchor)

    def _belongs_here(self, anchor: NodeId) -> bool:
        return belongs_to(self._desk.document, anchor, self._desk.current)

    def can_take(self, index: int) -> bool:
        """True when candidate `index` (from 0) is there to be taken now."""
        return self.at_hand and self.shown is not None and index < len(self.shown.proposals)

    @property
    def running(self) -> bool:
        """True while the card waits for its job."""
        return self._job is not None

    # Asking

    def ask(self, kind: str) -> None:
        """Show what is on offer here, or ask the model for it."""
        anchor = self._anchor_for(kind)
        kept = self._desk.document.proposals.get(anchor, kind)
        if self.card is not None and (self.anchor, self.card.kind) == (anchor, kind):
            if self._job is not None or (kept is not None and self._is_fresh(kept)):
                return
        elif kept is not None and kept.proposals and self._is_fresh(kept):
            self.open(kept)
            return
        self._run(kind, anchor, reroll=0)

    def _is_fresh(self, kept: ProposalSet) -> bool:
        """Made from the text as it is, and in the manner that is chosen now."""
        return not self._staleness(kept) and self._manner.made(kept)

    def ask_with(self, preset: str) -> None:
        """Use another preset from now on, and ask again with it where a card lies."""
        self._manner.choose_preset(preset)
        if self.card is not None and self.shown is not None and not self._manner.made(self.shown):
            self.reroll()

    def reroll(self) -> None:
        """Ask again for other candidates; those that were offered are kept as earlier rolls.

        Where no card is at hand, for what was offered here before; where nothing was, for what comes next.
        """
        if not self.at_hand:
            kept = offers_at(self._desk.document, self._desk.current)
            if not kept:
                self.ask("propose")
                return
            self.open(kept[0])
        if self.card is None or self.anchor is None or self._job is not None:
            return
        made = [int(roll.settings.get("reroll", 0)) for roll in self._rolls]
        self._run(self.card.kind, self.anchor, reroll=max(made, default=-1) + 1)

    def ask_translation(self, anchor: NodeId, code: str) -> None:
        """Offer other translations of a node, beside the one it has in this language."""
        kept = self._desk.document.proposals.get(anchor, "translate")
        if kept is not None and any(offer.language != code for offer in kept.proposals):
            self.forget(kept)
        self.languages[anchor] = code
        self.ask("translate")

    def language_of(self, anchor: NodeId) -> str:
        """The language that a node is translated into again."""
        return self.languages.get(anchor) or self._desk.document.effective_language(anchor)

    def _anchor_for(self, kind: str) -> NodeId:
        document, current = self._desk.document, self._desk.current
        node = document.node(current)
        if kind == "summarise" and node.kind is Kind.CONCEPT and node.parent is not None:
            return node.parent
        return current

    def _run(self, kind: str, anchor: NodeId, reroll: int) -> None:
        assistant = self._models.assistant
        if assistant is None:
            self.no_model.emit()
            return
        try:
            work = requested(
                assistant,
                self._desk.document,
                kind,
                anchor,
                self.candidates,
                lambda: self.language_of(anchor),
                {"settings": self._manner.assistant_settings(kind), "reroll": reroll},
            )
        except ConceptWriterError as error:
            self.told.emit(str(error))
            return
        kept = self._desk.document.proposals.get(anchor, kind)
        card = self._opened(kind, anchor, kept)
        self._job = self._jobs.watch(
            work,
            node=anchor,
            on_result=lambda result: self._arrived(kind, result),
            on_failure=lambda error: self._failed(anchor, kind, error),
            on_cancelled=lambda: self._cancelled(anchor, kind),
        )
        card.show_waiting(waiting_words(kind), 1 if kind in ("expand", "summarise") else self.candidates)
        if not self._rolls:
            card.set_hint(self.stop_hint())
        self.changed.emit()

    # Answers

    def _arrived(self, kind: str, result: ProposalSet) -> None:
        document, anchor = self._desk.document, result.anchor
        waiting = self._is_open(anchor, kind)
        if waiting:
            self._job = None
        if anchor not in document or document.in_trash(anchor):
            if waiting:
                self.close_card()
            return
        result = replace(result, settings={**result.settings, OFFERED_BY: self._models.title})
        result = added(result, document.proposals.get(anchor, kind))
        self._project().save_proposals(result)
        self._host.marks_changed(anchor)
        if waiting:
            self._show(result)
        self.changed.emit()

    def _failed(self, anchor: NodeId, kind: str, error: Exception) -> None:
        if self._is_open(anchor, kind) and self.card is not None:
            self._job = None
            self.card.show_failure(self._words_for(error))
        else:
            self.told.emit(self._words_for(error))
        self.changed.emit()

    def _words_for(self, error: Exception) -> str:
        if isinstance(error, ConceptWriterError):
            return str(error)
        return self.tr("The assistant failed ({error}). Nothing was changed.").format(
            error=f"{type(error).__name__}: {error}"
        )

    def _cancelled(self, anchor: NodeId, kind: str) -> None:
        if not self._is_open(anchor, kind):
            return
        self._job = None
        if self._rolls:
            self._refresh_card()
        else:
            self.close_card()
        self.changed.emit()

    def _is_open(self, anchor: NodeId, kind: str) -> bool:
        return self.card is not None and self.anchor == anchor and self.card.kind == kind

    # The card

    def open(self, proposals: ProposalSet) -> None:
        """Show the card of a kept set."""
        self._opened(proposals.kind, proposals.anchor, proposals)
        self.changed.emit()

    def _opened(self, kind: str, anchor: NodeId, kept: ProposalSet | None) -> ProposalCard:
        if self._is_open(anchor, kind) and self.card is not None:
            return self.card
        self.close_card()
        card = ProposalCard(kind)
        card.take_requested.connect(self.take)
        card.reroll_requested.connect(self.reroll)
        card.roll_requested.connect(self.step_roll)
        card.preset_requested.connect(self.ask_with)
        card.show_preset(self._manner.preset)
        card.dismiss_requested.connect(self.dismiss)
        self.card, self.anchor, self._job = card, anchor, None
        self._rolls, self._roll = [], 0
        if kept is not None:
            self._show(kept)
        self._host.show_card(anchor, card)
        return card

    def _show(self, newest: ProposalSet) -> None:
        self._rolls = rolls_of(newest)
        self._roll = len(self._rolls) - 1
        self._refresh_card()

    def _refresh_card(self) -> None:
        shown = self.shown
        if self.card is None or shown is None:
            return
        self.card.set_hint(self.key_hint() if shown.proposals else "")
        by = str(shown.settings.get(OFFERED_BY, "") or self._models.title)
        by = " · ".join(part for part in (by, variant_words(shown.settings, self._manner.variants)) if part)
        origin = self.tr("proposed by {model}").format(model=by) if by else ""
        self.card.show_set(
            shown, origin, self._roll + 1, len(self._rolls), stale=bool(self._staleness(shown))
        )
        if self._job is not None:
            self.card.show_waiting(waiting_words(self.card.kind))

    def _staleness(self, proposals: ProposalSet) -> str:
        from conceptwriter.assistant import staleness

        return staleness(self._desk.document, proposals)

    def step_roll(self, by: int) -> None:
        """Show an earlier or later roll."""
        place = self._roll + by
        if 0 <= place < len(self._rolls):
            self._roll = place
            self._refresh_card()
            self.changed.emit()

    def can_step_roll(self, by: int) -> bool:
        """True when there is an earlier (-1) or later (1) roll."""
        return self.at_hand and 0 <= self._roll + by < len(self._rolls)

    def step_highlight(self, by: int) -> None:
        """Highlight the next or previous candidate."""
        if self.card is not None:
            self.card.set_highlight(self.card.highlight + by)

    def dismiss(self) -> None:
        """Take the card away; its candidates stay with the document."""
        if self._job is not None:
            job, self._job = self._job, None
            self._jobs.stop(job)
        self.close_card()

    def close_card(self) -> None:
        """Take the card away; a job that runs for it goes on."""
        card, self.card, self.anchor = self.card, None, None
        self._rolls, self._roll, self._job = [], 0, None
        if card is not None:
            self._host.take_card_away(card)
            card.deleteLater()
            self.changed.emit()

    def forget(self, proposals: ProposalSet) -> None:
        """Drop a set with all its rolls."""
        if self._is_open(proposals.anchor, proposals.kind):
            self.close_card()
        self._project().drop_proposals(proposals.anchor, proposals.kind)
        self._host.marks_changed(proposals.anchor)
        self.changed.emit()

    # Taking

    def take(self, index: int | None = None) -> bool:
        """Take a candidate of the shown roll (None: the highlighted one) as one undo step."""
        shown = self.shown
        if shown is None or self.card is None:
            return False
        return self.take_from(shown, self.card.highlight if index is None else index)

    def take_from(self, roll: ProposalSet, index: int) -> bool:
        """Take a candidate of any roll as one undo step; its card goes."""
        from conceptwriter.assistant import accept

        document = self._desk.document
        newest = document.proposals.get(roll.anchor, roll.kind)
        if self._desk.attempt(lambda: accept(document, roll, index), edit=True) is None:
            return False
        if newest is not None:
            self._taken.note(document.history.position, newest)
            self._project().drop_proposals(roll.anchor, roll.kind)
        if self._is_open(roll.anchor, roll.kind):
            self.close_card()
        self._host.marks_changed(roll.anchor)
        self.changed.emit()
        return True

    def take_as_note(self) -> bool:
        """Put the highlighted candidate into the note of its node, after what is there."""
        shown, document = self.shown, self._desk.document
        if shown is None or self.card is None or not shown.proposals:
            return False
        chosen = shown.proposals[self.card.highlight]
        return self._desk.attempt(lambda: added_to_note(document, shown.anchor, chosen)) is not None

    def _manner_changed(self) -> None:
        if self.card is not None:
            self.card.show_preset(self._manner.preset)
        self.changed.emit()

    # The document changes

    def _heed(self, notice: ChangeNotice) -> None:
        self._restore_taken(notice)
        if self.anchor is None:
            return
        if self.anchor not in self._desk.document or self._desk.document.in_trash(self.anchor):
            self.dismiss()
        elif self.anchor in notice.changed or notice.is_structural:
            self._refresh_card()

    def _restore_taken(self, notice: ChangeNotice) -> None:
        """Undoing the taking of a candidate puts all back on offer; redoing takes them away."""
        document = self._desk.document
        back, gone = self._taken.after(notice.cause, document.history.position)
        if back is not None and back.anchor in document:
            self._project().save_proposals(back)
            self._host.marks_changed(back.anchor)
        if gone is not None:
            if self._is_open(gone.anchor, gone.kind):
                self.close_card()
            self._project().drop_proposals(gone.anchor, gone.kind)
            self._host.marks_changed(gone.anchor)

    def _project_changed(self) -> None:
        self._taken.clear()
        self.close_card()
