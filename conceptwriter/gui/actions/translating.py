"""The actions about languages: what is shown in which, what is translated, what is to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.actions.spec import TRANSLATE, ActionSpec

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

_SHOWING = (
    ActionSpec(
        "translate.language",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Paragraph &Language..."),
        ("Ctrl+L",),
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Shows this paragraph in another language, or lets you write it in one"
        ),
    ),
    ActionSpec(
        "translate.source",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Back to &Source Language"),
        ("Ctrl+Shift+L",),
    ),
    ActionSpec(
        "translate.document_language",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Show &Document In..."),
        (),
        0,
        hint=QT_TRANSLATE_NOOP("Actions", "Shows the whole document in one language; no text is changed"),
    ),
)
_WRITTEN = (
    ActionSpec(
        "translate.written",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Te&xt Language..."),
        (),
        1,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Sets the language this paragraph or section is written in; no model has to know it"
        ),
    ),
    ActionSpec(
        "translate.written_document",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Docum&ent Language..."),
        (),
        1,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Sets the language the document is written in; no model has to know it"
        ),
    ),
)
_TRANSLATING = (
    ActionSpec(
        "translate.missing",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Translate &Missing and Outdated Here"),
        ("Ctrl+T",),
        2,
    ),
    ActionSpec(
        "translate.again",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Translate &Again"),
        (),
        2,
        hint=QT_TRANSLATE_NOOP("Actions", "Proposes other translations of this sentence"),
    ),
    ActionSpec(
        "translate.document", TRANSLATE, QT_TRANSLATE_NOOP("Actions", "Translate W&hole Document..."), (), 2
    ),
)
_LOOKING = (
    ActionSpec(
        "translate.review",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Sentences to Re&view"),
        (),
        3,
        hint=QT_TRANSLATE_NOOP(
            "Actions",
            "Lists doubtful, outdated and missing sentences with the reasons; F8 goes to the next one",
        ),
    ),
    ActionSpec(
        "translate.next_untranslated",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Next &Untranslated"),
        ("Ctrl+U",),
        3,
    ),
    ActionSpec("translate.reviewed", TRANSLATE, QT_TRANSLATE_NOOP("Actions", "Mark &Reviewed"), (), 4),
    ActionSpec("translate.final", TRANSLATE, QT_TRANSLATE_NOOP("Actions", "Mark &Final"), (), 4),
)

TRANSLATE_ACTIONS = (*_SHOWING, *_WRITTEN, *_TRANSLATING, *_LOOKING)
