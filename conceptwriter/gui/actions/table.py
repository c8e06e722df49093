"""The one table of actions: id, menu, text, default keys. Menus, palette and shortcut editor come from it.

Keys are in Qt's portable spelling. An action of scope VIEW is carried out by the outline or the text while it
has the focus (Tab is an indent there and a change of focus elsewhere); the others work in the whole window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.actions.concept import CONCEPT_ACTIONS
from conceptwriter.gui.actions.formatting import FORMAT_ACTIONS, SECTION_ACTIONS
from conceptwriter.gui.actions.keeping import BACKUP_ACTIONS, TRASH_ACTIONS
from conceptwriter.gui.actions.mac_keys import for_system
from conceptwriter.gui.actions.spec import (
    EDIT,
    FILE,
    HELP,
    MENUS,
    OUTLINE,
    TOOLS,
    VIEW,
    ActionSpec,
    Scope,
    translated,
)
from conceptwriter.gui.actions.translating import TRANSLATE_ACTIONS

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

__all__ = ["ACTIONS", "MENUS", "ActionSpec", "Scope", "translated"]

_FILE = (
    ActionSpec("file.new", FILE, QT_TRANSLATE_NOOP("Actions", "&New..."), ("Ctrl+N",)),
    ActionSpec("file.open", FILE, QT_TRANSLATE_NOOP("Actions", "&Open..."), ("Ctrl+O",)),
    ActionSpec("file.recent", FILE, QT_TRANSLATE_NOOP("Actions", "Open &Recent..."), ("Ctrl+Shift+O",)),
    ActionSpec(
        "file.import",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Import..."),
        ("Ctrl+Shift+I",),
        1,
        hint=QT_TRANSLATE_NOOP("Actions", "Create a document from a Markdown or text file"),
    ),
    ActionSpec("file.export", FILE, QT_TRANSLATE_NOOP("Actions", "&Export..."), ("Ctrl+Shift+X",), 1),
    ActionSpec("file.save_copy", FILE, QT_TRANSLATE_NOOP("Actions", "Save a &Copy..."), ("Ctrl+Shift+S",), 2),
    ActionSpec(
        "file.save_now",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Save Now"),
        ("Ctrl+S",),
        2,
        hint=QT_TRANSLATE_NOOP(
            "Actions", "Changes are saved automatically; this saves what you have just typed"
        ),
    ),
    *BACKUP_ACTIONS,
    ActionSpec("file.close", FILE, QT_TRANSLATE_NOOP("Actions", "Close &Window"), ("Ctrl+W",), 3),
    ActionSpec("file.quit", FILE, QT_TRANSLATE_NOOP("Actions", "&Quit"), ("Ctrl+Q",), 3),
)

_EDIT = (
    ActionSpec("edit.undo", EDIT, QT_TRANSLATE_NOOP("Actions", "&Undo"), ("Ctrl+Z",)),
    ActionSpec("edit.redo", EDIT, QT_TRANSLATE_NOOP("Actions", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionSpec("edit.cut", EDIT, QT_TRANSLATE_NOOP("Actions", "Cu&t"), ("Ctrl+X",), 1, Scope.VIEW),
    ActionSpec("edit.copy", EDIT, QT_TRANSLATE_NOOP("Actions", "&Copy"), ("Ctrl+C",), 1, Scope.VIEW),
    ActionSpec("edit.paste", EDIT, QT_TRANSLATE_NOOP("Actions", "&Paste"), ("Ctrl+V",), 1, Scope.VIEW),
    ActionSpec(
        "edit.paste_plain",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Paste into One &Node"),
        ("Ctrl+Shift+V",),
        1,
        Scope.VIEW,
    ),
    ActionSpec(
        "edit.select_all",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Select &All"),
        ("Ctrl+A",),
        2,
        Scope.VIEW,
        hint=QT_TRANSLATE_NOOP("Actions", "Selects the text, then the node, its siblings, and everything"),
    ),
    ActionSpec("edit.find", EDIT, QT_TRANSLATE_NOOP("Actions", "&Find..."), ("Ctrl+F", "Ctrl+Shift+F"), 3),
    ActionSpec("edit.replace", EDIT, QT_TRANSLATE_NOOP("Actions", "Rep&lace..."), ("Ctrl+H",), 3),
    ActionSpec("edit.find_next", EDIT, QT_TRANSLATE_NOOP("Actions", "Find Ne&xt"), ("F3",), 3),
    ActionSpec("edit.find_previous", EDIT, QT_TRANSLATE_NOOP("Actions", "Find Pre&vious"), ("Shift+F3",), 3),
)

_OUTLINE = (
    ActionSpec(
        "outline.new",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&New Node or Split Here"),
        ("Return",),
        0,
        Scope.VIEW,
    ),
    ActionSpec(
        "outline.line_break",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Line &Break"),
        ("Shift+Return",),
        0,
        Scope.VIEW,
    ),
    *SECTION_ACTIONS,
    ActionSpec("outline.note", OUTLINE, QT_TRANSLATE_NOOP("Actions", "&Edit Note"), ("Alt+Return",), 0),
    ActionSpec("outline.indent", OUTLINE, QT_TRANSLATE_NOOP("Actions", "&Indent"), ("Tab",), 1, Scope.VIEW),
    ActionSpec(
        "outline.outdent", OUTLINE, QT_TRANSLATE_NOOP("Actions", "&Outdent"), ("Shift+Tab",), 1, Scope.VIEW
    ),
    ActionSpec(
        "outline.move_up",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Move &Up"),
        ("Alt+Shift+Up", "Ctrl+Shift+Up"),
        1,
        Scope.VIEW,
    ),
    ActionSpec(
        "outline.move_down",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Move &Down"),
        ("Alt+Shift+Down", "Ctrl+Shift+Down"),
        1,
        Scope.VIEW,
    ),
    ActionSpec(
        "outline.duplicate", OUTLINE, QT_TRANSLATE_NOOP("Actions", "Du&plicate"), ("Ctrl+D",), 2, Scope.VIEW
    ),
    ActionSpec(
        "outline.delete",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "Move to &Trash"),
        ("Ctrl+Shift+Backspace", "Ctrl+Shift+Del"),
        2,
        Scope.VIEW,
    ),
    *TRASH_ACTIONS,
    ActionSpec(
        "outline.collapse", OUTLINE, QT_TRANSLATE_NOOP("Actions", "&Collapse"), ("Ctrl+Up",), 3, Scope.VIEW
    ),
    ActionSpec(
        "outline.expand", OUTLINE, QT_TRANSLATE_NOOP("Actions", "E&xpand"), ("Ctrl+Down",), 3, Scope.VIEW
    ),
    ActionSpec(
        "outline.toggle_fold",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "To&ggle Fold"),
        ("Ctrl+Space", "F9"),
        3,
        Scope.VIEW,
    ),
    *(
        ActionSpec(
            f"outline.level_{level}",
            OUTLINE,
            text,
            (f"Alt+Shift+{level}",),
            3,
            submenu=QT_TRANSLATE_NOOP("Actions", "&Show to Level"),
        )
        for level, text in enumerate(
            (
                QT_TRANSLATE_NOOP("Actions", "Show to Level &1"),
                QT_TRANSLATE_NOOP("Actions", "Show to Level &2"),
                QT_TRANSLATE_NOOP("Actions", "Show to Level &3"),
                QT_TRANSLATE_NOOP("Actions", "Show to Level &4"),
                QT_TRANSLATE_NOOP("Actions", "Show to Level &5"),
                QT_TRANSLATE_NOOP("Actions", "Show to Level &6"),
            ),
            start=1,
        )
    ),
    ActionSpec(
        "outline.zoom_in", OUTLINE, QT_TRANSLATE_NOOP("Actions", "&Zoom In to Node"), ("Alt+Right",), 4
    ),
    ActionSpec("outline.zoom_out", OUTLINE, QT_TRANSLATE_NOOP("Actions", "Zoo&m Out"), ("Alt+Left",), 4),
    ActionSpec(
        "outline.lock",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "&Lock Node"),
        ("Ctrl+Shift+K",),
        5,
        checkable=True,
    ),
)

_VIEW = (
    ActionSpec("view.outline", VIEW, QT_TRANSLATE_NOOP("Actions", "&Outline"), ("Ctrl+1",), checkable=True),
    ActionSpec("view.text", VIEW, QT_TRANSLATE_NOOP("Actions", "&Text"), ("Ctrl+2",), checkable=True),
    ActionSpec(
        "view.inspector", VIEW, QT_TRANSLATE_NOOP("Actions", "&Inspector"), ("Ctrl+3",), checkable=True
    ),
    ActionSpec("view.next_pane", VIEW, QT_TRANSLATE_NOOP("Actions", "Go to Next &Pane"), ("F6",), 1),
    ActionSpec(
        "view.previous_pane", VIEW, QT_TRANSLATE_NOOP("Actions", "Go to P&revious Pane"), ("Shift+F6",), 1
    ),
    ActionSpec(
        "view.focus", VIEW, QT_TRANSLATE_NOOP("Actions", "&Focus Mode"), ("Ctrl+Shift+D",), 2, checkable=True
    ),
    ActionSpec(
        "view.full_screen", VIEW, QT_TRANSLATE_NOOP("Actions", "F&ull Screen"), ("F11",), 2, checkable=True
    ),
    ActionSpec("view.larger", VIEW, QT_TRANSLATE_NOOP("Actions", "&Larger Text"), ("Ctrl++", "Ctrl+="), 3),
    ActionSpec("view.smaller", VIEW, QT_TRANSLATE_NOOP("Actions", "&Smaller Text"), ("Ctrl+-",), 3),
    ActionSpec("view.normal_size", VIEW, QT_TRANSLATE_NOOP("Actions", "&Normal Text Size"), ("Ctrl+0",), 3),
    ActionSpec("view.light", VIEW, QT_TRANSLATE_NOOP("Actions", "Li&ght"), (), 4, checkable=True),
    ActionSpec("view.dark", VIEW, QT_TRANSLATE_NOOP("Actions", "&Dark"), (), 4, checkable=True),
    ActionSpec("view.system", VIEW, QT_TRANSLATE_NOOP("Actions", "S&ystem"), (), 4, checkable=True),
)

_TOOLS = (
    ActionSpec(
        "tools.palette", TOOLS, QT_TRANSLATE_NOOP("Actions", "&Command Palette..."), ("Ctrl+Shift+P",)
    ),
    ActionSpec("tools.models", TOOLS, QT_TRANSLATE_NOOP("Actions", "&Models..."), ("Ctrl+Shift+M",), 1),
    ActionSpec(
        "tools.shortcuts",
        TOOLS,
        QT_TRANSLATE_NOOP("Actions", "&Keyboard Shortcuts..."),
        ("Ctrl+Shift+F1",),
        1,
    ),
    ActionSpec("tools.preferences", TOOLS, QT_TRANSLATE_NOOP("Actions", "&Preferences..."), ("Ctrl+,",), 1),
)

_HELP = (
    ActionSpec("help.keys", HELP, QT_TRANSLATE_NOOP("Actions", "&Keys at a Glance"), ("F1",)),
    ActionSpec("help.guide", HELP, QT_TRANSLATE_NOOP("Actions", "&Guide"), ("Shift+F1",)),
    ActionSpec("help.sample", HELP, QT_TRANSLATE_NOOP("Actions", "Open the &Sample Document")),
    ActionSpec("help.log", HELP, QT_TRANSLATE_NOOP("Actions", "Show the &Log File"), (), 1),
    ActionSpec("help.about", HELP, QT_TRANSLATE_NOOP("Actions", "&About ConceptWriter"), (), 1),
)

ACTIONS: tuple[ActionSpec, ...] = for_system(
    _FILE + _EDIT + FORMAT_ACTIONS + _OUTLINE + CONCEPT_ACTIONS + TRANSLATE_ACTIONS + _VIEW + _TOOLS + _HELP
)
