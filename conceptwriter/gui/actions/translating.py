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
        hint=QT_TRANSLATE_NOOP("Actions", "Show this paragraph in another language, or write it in one"),
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
        hint=QT_TRANSLATE_NOOP("Actions", "Look at all of the document in one language; no text changes"),
    ),
)
_WRITTEN = (
    ActionSpec(
        "translate.written",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Text Is &Written In..."),
        (),
        1,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Say in which language this paragraph or section is written; a model need not know it"
        ),
    ),
    ActionSpec(
        "translate.written_document",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Document Is Writt&en In..."),
        (),
        1,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Say in which language the document is written; a model need not know it"
        ),
    ),
)
_TRANSLATING = (
    ActionSpec(
        "translate.missing",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Translate &Missing and Stale Here"),
        ("Ctrl+T",),
        2,
    ),
    ActionSpec(
        "translate.again",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Translate &Again"),
        (),
        2,
        hint=QT_TRANSLATE_NOOP("Actions", "Offer other translations of this sentence beside the one it has"),
    ),
    ActionSpec(
        "translate.document", TRANSLATE, QT_TRANSLATE_NOOP("Actions", "Translate W&hole Document..."), (), 2
    ),
)
_LOOKING = (
    ActionSpec(
        "translate.review",
        TRANSLATE,
        QT_TRANSLATE_NOOP("Actions", "Sentences to L&ook At"),
        (),
        3,
        hint=QT_TRANSLATE_NOOP("Actions", "List what is doubtful, stale or missing, and why; F8 walks it"),
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
