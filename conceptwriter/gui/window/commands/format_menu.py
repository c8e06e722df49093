"""The Format menu: emphasis, headings, lists, quotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.actions.spec import FORMAT
from conceptwriter.gui.window.commands.command import Command, Structural, is_writable
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.context import Context


class _Formatting(Structural):
    """Formatting applies to the text: while another field has keyboard focus, nothing is formatted."""

    def __call__(self, context: Context) -> None:
        if context.navigation.field_with_keyboard() is None:
            super().__call__(context)


def _turn_typographic_marks(context: Context) -> None:
    context.settings.typographic_marks = not context.settings.typographic_marks
    context.apply_settings()


_HEADINGS = (
    QT_TRANSLATE_NOOP("Actions", "Make Heading &1"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &2"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &3"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &4"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &5"),
    QT_TRANSLATE_NOOP("Actions", "Make Heading &6"),
)


COMMANDS: tuple[Command, ...] = (
    Command(
        "format.bold",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "&Bold"),
        ("Ctrl+B",),
        run=_Formatting("bold"),
        enabled=is_writable,
    ),
    Command(
        "format.italic",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "&Italic"),
        ("Ctrl+I",),
        run=_Formatting("italic"),
        enabled=is_writable,
    ),
    Command(
        "format.code",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "&Code"),
        ("Ctrl+Shift+C",),
        run=_Formatting("code"),
        enabled=is_writable,
    ),
    Command(
        "format.link",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "&Link"),
        ("Ctrl+K",),
        hint=QT_TRANSLATE_NOOP("Actions", "Uses the address on the clipboard, if there is one"),
        run=_Formatting("link"),
        enabled=is_writable,
    ),
    *(
        Command(
            f"format.heading_{level}",
            FORMAT,
            text,
            (f"Ctrl+Shift+{level}",),
            group=1,
            mac_keys=(f"Meta+Ctrl+{level}",),
            run=_Formatting(f"make_heading_{level}"),
            enabled=is_writable,
        )
        for level, text in enumerate(_HEADINGS, start=1)
    ),
    Command(
        "format.paragraph",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make &Paragraph"),
        ("Ctrl+Shift+N", "Ctrl+Shift+0"),
        group=2,
        run=_Formatting("make_paragraph"),
        enabled=is_writable,
    ),
    Command(
        "format.numbered",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make &Numbered List Item"),
        ("Ctrl+Shift+7",),
        group=2,
        run=_Formatting("make_numbered"),
        enabled=is_writable,
    ),
    Command(
        "format.bulleted",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make Bulleted Lis&t Item"),
        ("Ctrl+Shift+8",),
        group=2,
        run=_Formatting("make_bulleted"),
        enabled=is_writable,
    ),
    Command(
        "format.quote",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make &Quote"),
        ("Ctrl+Shift+9",),
        group=2,
        run=_Formatting("make_quote"),
        enabled=is_writable,
    ),
    Command(
        "format.code_block",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Make Code Bloc&k"),
        group=2,
        run=_Formatting("make_code_block"),
        enabled=is_writable,
    ),
    Command(
        "format.quotation_marks",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "Quotation &Marks of the Language"),
        group=3,
        hint=QT_TRANSLATE_NOOP("Actions", "In the selection; without one, in the whole document"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "smart curly typographic quotes apostrophes guillemets"),
        run=lambda context: context.quotation_marks.convert(),
        enabled=is_writable,
    ),
    Command(
        "format.straight_marks",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "&Straight Quotation Marks"),
        group=3,
        hint=QT_TRANSLATE_NOOP("Actions", "In the selection; without one, in the whole document"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "dumb plain typewriter quotes apostrophes"),
        run=lambda context: context.quotation_marks.convert(straight=True),
        enabled=is_writable,
    ),
    Command(
        "format.typographic_marks",
        FORMAT,
        QT_TRANSLATE_NOOP("Actions", "T&ypographic Marks While Typing"),
        group=3,
        hint=QT_TRANSLATE_NOOP("Actions", "Quotation marks and apostrophes of the text’s language"),
        other_words=QT_TRANSLATE_NOOP("OtherWords", "smart curly quotes autocorrect automatic"),
        run=_turn_typographic_marks,
        checked=lambda context: context.settings.typographic_marks,
    ),
)
