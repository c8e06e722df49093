"""The Concept menu: asking for proposals, how they are made, and what to do with them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from conceptwriter.gui.actions.spec import CONCEPT
from conceptwriter.gui.window.commands.command import Command, is_writable
from conceptwriter.gui.window.panes import INSPECTOR
from conceptwriter.gui.window.wish_dialog import WishDialog
from conceptwriter.outline import State
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.context import Context
    from conceptwriter.job import Job


def _ask(context: Context, *, kind: str) -> None:
    context.proposals.ask(kind)


def _ask_for_wish(context: Context) -> None:
    """Let the writer say what should happen next, and propose it."""
    dialog = WishDialog(context.proposals.wish, context.window)
    dialog.wished.connect(context.proposals.ask_for)
    dialog.open()


def _choose_manner(context: Context) -> None:
    """Move keyboard focus to the proposal settings in the inspector."""
    context.panes.show_pane(INSPECTOR, True)
    tab = context.inspector.proposals
    context.inspector.tabs.setCurrentWidget(tab)
    tab.manner.preset.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _ask_with_preset(context: Context, *, name: str) -> None:
    context.proposals.ask_with(name)


def _is_preset(context: Context, *, name: str) -> bool:
    return context.manner.preset == name


def _toggle_voice(context: Context) -> None:
    context.proposals.ask_with_voice(context.manner.concept_model_only)


def _take(context: Context, *, index: int) -> None:
    """A candidate of the card, or a match in the inspector if there is no card."""
    if context.proposals.can_take(index):
        context.proposals.take(index)
    else:
        context.references.keeper.take(index)


def _can_take(context: Context, *, index: int) -> bool:
    if context.proposals.can_take(index):
        return True
    return is_writable(context) and not context.proposals.at_hand and context.references.can_take(index)


def _has_offer(context: Context) -> bool:
    return context.proposals.can_take(0)


def _can_confirm(context: Context) -> bool:
    """True when a candidate is highlighted, or there is a translation to confirm."""
    translation = context.translation
    return is_writable(context) and (
        context.proposals.can_take(0)
        or (translation.is_translated(context.desk.current) and translation.can_confirm())
    )


def _confirm(context: Context) -> None:
    """Take the highlighted candidate, or confirm the translation and go to the next open one."""
    if context.proposals.can_take(0):
        context.proposals.take(None)
    else:
        context.translation.confirm(State.REVIEWED)
        context.navigation.go_to_unconfirmed()


def _can_reroll(context: Context) -> bool:
    proposals = context.proposals
    return is_writable(context) and not (proposals.at_hand and proposals.waiting)


def _can_stop_here(context: Context) -> bool:
    """True when Esc has something to stop or close."""
    return bool(_jobs_here(context)) or context.proposals.at_hand or bool(context.jobs.in_background())


def _stop_here(context: Context) -> None:
    """Stop the jobs of this node; if there are none, close the card; else stop the background jobs.

    A download of gigabytes is not stopped by an Esc meant for a proposal.
    """
    jobs = _jobs_here(context)
    if not jobs and context.proposals.at_hand:
        context.proposals.dismiss()
        return
    for job in jobs or context.jobs.in_background():
        context.jobs.stop(job)


def _jobs_here(context: Context) -> list[Job[Any]]:
    document, current = context.desk.document, context.desk.current
    here = {current, *document.ancestors(current)}
    if context.proposals.at_hand and context.proposals.anchor is not None:
        here.add(context.proposals.anchor)
    return context.jobs.near(here)


_TAKE_TEXTS = (
    QT_TRANSLATE_NOOP("Actions", "Take Proposal or Match &1"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal or Match &2"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal or Match &3"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal or Match &4"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal or Match &5"),
)
_PRESET_MENU = QT_TRANSLATE_NOOP("Actions", "Preset &for Proposals")
_PRESET_TEXTS = {
    "quick": QT_TRANSLATE_NOOP("Actions", "&Quick Draft"),
    "balanced": QT_TRANSLATE_NOOP("Actions", "&Balanced"),
    "adventurous": QT_TRANSLATE_NOOP("Actions", "&Adventurous"),
}


COMMANDS: tuple[Command, ...] = (
    Command(
        "concept.propose",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "&Propose What Comes Next"),
        ("Ctrl+J",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "suggest continue idea next sentence"),
        run=partial(_ask, kind="propose"),
        enabled=is_writable,
    ),
    Command(
        "concept.wish",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Propose What You As&k For..."),
        hint=QT_TRANSLATE_NOOP("Actions", "Say what should happen next, and get proposals for it"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "wish prompt instruct tell what should happen steer"),
        run=_ask_for_wish,
        enabled=is_writable,
    ),
    Command(
        "concept.continue",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Contin&ue for a Paragraph"),
        ("Ctrl+G",),
        hint=QT_TRANSLATE_NOOP("Actions", "Several sentences at once, as the next paragraph"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "go on several sentences next paragraph"),
        run=partial(_ask, kind="continue"),
        enabled=is_writable,
    ),
    Command(
        "concept.expand",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "&Expand into a Paragraph"),
        ("Ctrl+E",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "elaborate write out lengthen"),
        run=partial(_ask, kind="expand"),
        enabled=is_writable,
    ),
    Command(
        "concept.summarise",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "&Summarise"),
        ("Ctrl+M",),
        mac_keys=("Meta+M",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "summarize summary shorten abstract"),
        run=partial(_ask, kind="summarise"),
        enabled=is_writable,
    ),
    Command(
        "concept.rewrite",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Re&write"),
        ("Ctrl+Shift+R",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "rephrase reword paraphrase variants"),
        run=partial(_ask, kind="rewrite"),
        enabled=is_writable,
    ),
    Command(
        "concept.manner",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Proposal Settin&gs..."),
        ("Ctrl+Shift+J",),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "sampler temperature options suggestions"),
        run=_choose_manner,
    ),
    *(
        Command(
            f"concept.preset_{name}",
            CONCEPT,
            text,
            submenu=_PRESET_MENU,
            run=partial(_ask_with_preset, name=name),
            checked=partial(_is_preset, name=name),
        )
        for name, text in _PRESET_TEXTS.items()
    ),
    Command(
        "concept.concept_model_only",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "&Concept Model Only"),
        hint=QT_TRANSLATE_NOOP(
            "Actions", "The concept model writes the sentences itself, also where a voice is installed"
        ),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "voice smollm2 drafts off without lcm"),
        run=_toggle_voice,
        checked=lambda context: context.manner.concept_model_only,
    ),
    Command(
        "concept.seed",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "New Rando&m Seed"),
        run=lambda context: context.manner.draw_seed(),
    ),
    *(
        Command(
            f"concept.take_{number}",
            CONCEPT,
            text,
            (f"Alt+{number}",),
            group=1,
            submenu=QT_TRANSLATE_NOOP("Actions", "&Take"),
            mac_keys=(f"Ctrl+Alt+{number}",),
            run=partial(_take, index=number - 1),
            enabled=partial(_can_take, index=number - 1),
        )
        for number, text in enumerate(_TAKE_TEXTS, start=1)
    ),
    Command(
        "concept.confirm",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Take &Highlighted Proposal or Confirm Translation"),
        ("Ctrl+Return",),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "accept approve"),
        run=_confirm,
        enabled=_can_confirm,
    ),
    Command(
        "concept.as_note",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Keep Highlighted Proposal as No&te"),
        ("Ctrl+Shift+Return",),
        group=1,
        run=lambda context: context.proposals.take_as_note(),
        enabled=lambda context: _has_offer(context) and is_writable(context),
    ),
    Command(
        "concept.next_candidate",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "&Next Proposal"),
        ("Alt+Down",),
        group=1,
        mac_keys=("Ctrl+Alt+Down",),
        run=lambda context: context.proposals.step_highlight(1),
        enabled=_has_offer,
    ),
    Command(
        "concept.previous_candidate",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Pre&vious Proposal"),
        ("Alt+Up",),
        group=1,
        mac_keys=("Ctrl+Alt+Up",),
        run=lambda context: context.proposals.step_highlight(-1),
        enabled=_has_offer,
    ),
    Command(
        "concept.reroll",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "P&ropose Again"),
        ("Ctrl+R",),
        group=1,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "again retry more other suggestions"),
        run=lambda context: context.proposals.reroll(),
        enabled=_can_reroll,
    ),
    Command(
        "concept.previous_roll",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Previous Proposa&l Set"),
        ("Alt+PgUp",),
        group=1,
        run=lambda context: context.proposals.step_roll(-1),
        enabled=lambda context: context.proposals.can_step_roll(-1),
    ),
    Command(
        "concept.next_roll",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Ne&xt Proposal Set"),
        ("Alt+PgDown",),
        group=1,
        run=lambda context: context.proposals.step_roll(1),
        enabled=lambda context: context.proposals.can_step_roll(1),
    ),
    Command(
        "concept.next_open",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Next Open &Item"),
        ("F8",),
        group=2,
        run=lambda context: context.navigation.go_to_open(1),
    ),
    Command(
        "concept.previous_open",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Previous &Open Item"),
        ("Shift+F8",),
        group=2,
        run=lambda context: context.navigation.go_to_open(-1),
    ),
    Command(
        "concept.stop",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Stop or &Dismiss Proposals"),
        ("Esc",),
        group=3,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "cancel reject abort"),
        run=_stop_here,
        enabled=_can_stop_here,
    ),
    Command(
        "concept.pause",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Pause or Continue Task"),
        group=3,
        hint=QT_TRANSLATE_NOOP("Actions", "A long translation waits, and what is finished is kept"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "wait resume translation batch"),
        run=lambda context: context.jobs.pause_or_resume(),
        enabled=lambda context: bool(context.jobs.pausable()),
    ),
    Command(
        "concept.stop_all",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Stop &All Tasks"),
        ("Ctrl+.", "Shift+Esc"),
        group=3,
        other_words=QT_TRANSLATE_NOOP("OtherWords", "cancel abort"),
        run=lambda context: context.jobs.stop_all(),
        enabled=lambda context: bool(context.jobs.running()),
    ),
)
