"""The actions that say what a text is: emphasis, headings, lists, quotations, sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.actions.spec import FORMAT, OUTLINE, ActionSpec

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

_HEADINGS = (
    QT_TRANSLATE_NOOP("Actions", "Make Heading &1"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &2"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &3"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &4"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &5"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &6"),
)

FORMAT_ACTIONS = (
    ActionSpec("format.bold", FORMAT, QT_TRANSLATE_NOOP("Actions", "&Bold"), ("Ctrl+B",)),
    ActionSpec("format.italic", FORMAT, QT_TRANSLATE_NOOP("Actions", "&Italic"), ("Ctrl+I",)),
    ActionSpec("format.code", FORMAT, QT_TRANSLATE_NOOP("Actions", "&Code"), ("Ctrl+Shift+C",)),
    ActionSpec(
        "format.link",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "&Link"),
        ("Ctrl+K",),
        hint=QT_TRANSLATE_NOOP("Actions", "Uses the address on the clipboard, if there is one"),
    ),
    *(
        ActionSpec(f"format.heading_{level}", FORMAT, text, (f"Ctrl+Shift+{level}",), 1)
        for level, text in enumerate(_HEADINGS, start=1)
    ),
    ActionSpec(
        "format.paragraph",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make &Paragraph"),
        ("Ctrl+Shift+N", "Ctrl+Shift+0"),
        2,
    ),
    ActionSpec(
        "format.numbered",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make &Numbered List Item"),
        ("Ctrl+Shift+7",),
        2,
    ),
    ActionSpec(
        "format.bulleted",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make Bulleted Lis&t Item"),
        ("Ctrl+Shift+8",),
        2,
    ),
    ActionSpec("format.quote", FORMAT, QT_TRANSLATE_NOOP("Actions", "Make &Quote"), ("Ctrl+Shift+9",), 2),
    ActionSpec("format.code_block", FORMAT, QT_TRANSLATE_NOOP("Actions", "Make Code Bloc&k"), (), 2),
)

SECTION_ACTIONS = (
    ActionSpec(
        "outline.new_section",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "New &Section"),
        ("Ctrl+Alt+Return",),
    ),
    ActionSpec(
        "outline.new_chapter",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "New C&hapter"),
        ("Ctrl+Alt+Shift+Return",),
    ),
)
