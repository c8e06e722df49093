"""The actions of the Concept menu: asking for proposals, how they are made, and what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.actions.spec import CONCEPT, ActionSpec

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

_TAKE_TEXTS = (
    QT_TRANSLATE_NOOP("Actions", "Take Proposal &1"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal &2"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal &3"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal &4"),
    QT_TRANSLATE_NOOP("Actions", "Take Proposal &5"),
)

_PRESET_MENU = QT_TRANSLATE_NOOP("Actions", "Preset &for Proposals")
_PRESET_TEXTS = {
    "quick": QT_TRANSLATE_NOOP("Actions", "&Quick Draft"),
    "balanced": QT_TRANSLATE_NOOP("Actions", "&Balanced"),
    "adventurous": QT_TRANSLATE_NOOP("Actions", "&Adventurous"),
}

CONCEPT_ACTIONS = (
    ActionSpec(
        "concept.propose", CONCEPT, QT_TRANSLATE_NOOP("Actions", "&Propose What Comes Next"), ("Ctrl+J",)
    ),
    ActionSpec(
        "concept.wish",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Propose What You As&k For..."),
        hint=QT_TRANSLATE_NOOP("Actions", "Say what should happen next, and get proposals for it"),
    ),
    ActionSpec(
        "concept.continue",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Contin&ue for a Paragraph"),
        ("Ctrl+G",),
        hint=QT_TRANSLATE_NOOP("Actions", "Several sentences at once, as the next paragraph"),
    ),
    ActionSpec(
        "concept.expand", CONCEPT, QT_TRANSLATE_NOOP("Actions", "&Expand into a Paragraph"), ("Ctrl+E",)
    ),
    ActionSpec("concept.summarise", CONCEPT, QT_TRANSLATE_NOOP("Actions", "&Summarise"), ("Ctrl+M",)),
    ActionSpec("concept.rewrite", CONCEPT, QT_TRANSLATE_NOOP("Actions", "Re&write"), ("Ctrl+Shift+R",)),
    ActionSpec(
        "concept.manner", CONCEPT, QT_TRANSLATE_NOOP("Actions", "Proposal Settin&gs..."), ("Ctrl+Shift+J",)
    ),
    *(
        ActionSpec(f"concept.preset_{name}", CONCEPT, text, checkable=True, submenu=_PRESET_MENU)
        for name, text in _PRESET_TEXTS.items()
    ),
    ActionSpec(
        "concept.concept_model_only",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "&Concept Model Only"),
        checkable=True,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "The concept model writes the sentences itself, also where a voice is installed"
        ),
    ),
    ActionSpec("concept.seed", CONCEPT, QT_TRANSLATE_NOOP("Actions", "New Rando&m Seed")),
    *(
        ActionSpec(
            f"concept.take_{number}",
            CONCEPT,
            text,
            (f"Alt+{number}",),
            1,
            submenu=QT_TRANSLATE_NOOP("Actions", "&Take"),
        )
        for number, text in enumerate(_TAKE_TEXTS, start=1)
    ),
    ActionSpec(
        "concept.confirm",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Take &Highlighted Proposal or Confirm Translation"),
        ("Ctrl+Return",),
        1,
    ),
    ActionSpec(
        "concept.as_note",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Keep Highlighted Proposal as No&te"),
        ("Ctrl+Shift+Return",),
        1,
    ),
    ActionSpec(
        "concept.next_candidate", CONCEPT, QT_TRANSLATE_NOOP("Actions", "&Next Proposal"), ("Alt+Down",), 1
    ),
    ActionSpec(
        "concept.previous_candidate",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Pre&vious Proposal"),
        ("Alt+Up",),
        1,
    ),
    ActionSpec("concept.reroll", CONCEPT, QT_TRANSLATE_NOOP("Actions", "P&ropose Again"), ("Ctrl+R",), 1),
    ActionSpec(
        "concept.previous_roll",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Previous Proposa&l Set"),
        ("Alt+PgUp",),
        1,
    ),
    ActionSpec(
        "concept.next_roll", CONCEPT, QT_TRANSLATE_NOOP("Actions", "Ne&xt Proposal Set"), ("Alt+PgDown",), 1
    ),
    ActionSpec("concept.next_open", CONCEPT, QT_TRANSLATE_NOOP("Actions", "Next Open &Item"), ("F8",), 2),
    ActionSpec(
        "concept.previous_open",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Previous &Open Item"),
        ("Shift+F8",),
        2,
    ),
    ActionSpec(
        "concept.stop",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Stop or &Dismiss Proposals"),
        ("Esc",),
        3,
    ),
    ActionSpec(
        "concept.stop_all",
        CONCEPT,
        QT_TRANSLATE_NOOP("Actions", "Stop &All Tasks"),
        ("Ctrl+.", "Shift+Esc"),
        3,
    ),
)
