"""A writer makes headings, lists, quotations and code as she types; keys in them go on, or leave them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from conceptwriter.interchange import export_document
from conceptwriter.outline import ROOT, Document, Draft, Kind
from tests.editor.desks import section
from tests.editor.rooms import Room

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ENTER, BACK, DELETE = Key.Key_Return, Key.Key_Backspace, Key.Key_Delete
TAB, BACKTAB = Key.Key_Tab, (Key.Key_Backtab, SHIFT)


def blank() -> Document:
    return Document.from_draft(section("", Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT)])))


@pytest.fixture
def room(room_with: Callable[[Document], Room]) -> Room:
    room = room_with(blank())
    room.text.setFocus()
    room.desk.place_caret(next(room.document.concepts()))
    return room


def markdown(room: Room) -> str:
    return export_document(room.document)


def write(room: Room, *keys: str | Key | tuple[Key, Qt.KeyboardModifier]) -> str:
    room.press(*keys)
    assert not room.errors
    return markdown(room)


def caret_in(room: Room) -> tuple[str, int]:
    caret = room.desk.caret
    assert caret is not None
    return room.document.text(caret.node), caret.position


@pytest.mark.parametrize("level", range(1, 7))
def test_hashes_make_a_heading(room: Room, level: int) -> None:
    marks = "#" * level
    assert write(room, f"{marks} Rain", ENTER, "It fell.") == f"{marks} Rain\n\nIt fell.\n"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("- a", "- a\n"),
        ("* a", "* a\n"),
        ("+ a", "+ a\n"),
        ("1. a", "1. a\n"),
        ("1) a", "1) a\n"),
        ("> a", "> a\n"),
        ("####### a", "####### a\n"),
        ("#a", "#a\n"),
        ("1984. a", "1984\\. a\n"),
        ("5. a", "5\\. a\n"),
    ],
)
def test_marks_at_the_start_of_a_paragraph(room: Room, typed: str, wanted: str) -> None:
    assert write(room, typed) == wanted


@pytest.mark.parametrize("mark", ["#", "###", "-", "1.", ">"])
def test_undo_gives_the_typed_characters_back_first(room: Room, mark: str) -> None:
    write(room, f"{mark} ")
    assert caret_in(room) == ("", 0)
    room.desk.undo()
    assert caret_in(room) == (f"{mark} ", len(mark) + 1)
    assert room.document.node(room.desk.current).kind is Kind.CONCEPT
    write(room, "x")
    assert caret_in(room)[0] == f"{mark} x"


@pytest.mark.parametrize("mark", ["---", "***", "___", "- - -", "* * *"])
def test_a_rule(room: Room, mark: str) -> None:
    rule = write(room, "One.", ENTER, mark, ENTER, "Two.").split("\n\n")
    assert rule[0] == "One."
    assert rule[1].replace(" ", "") in ("---", "***", "___")
    assert rule[2] == "Two.\n"
    assert write(room, Key.Key_Home, BACK) == "One.\n\nTwo.\n"


def test_undo_gives_a_typed_rule_back(room: Room) -> None:
    write(room, "---", ENTER)
    room.desk.undo()
    assert caret_in(room) == ("---", 3)


@pytest.mark.parametrize(("fence", "info"), [("```", ""), ("```", "python"), ("~~~~", "")])
def test_a_code_fence(room: Room, fence: str, info: str) -> None:
    write(room, fence + info, ENTER, "if x:", ENTER, TAB, "y", ENTER, "- z", ENTER)
    assert write(room, ENTER, "After. And on.") == (
        f"{fence}{info}\nif x:\n    y\n    - z\n{fence}\n\nAfter. And on.\n"
    )


def test_a_list_continues_and_an_empty_item_leaves_it(room: Room) -> None:
    assert write(room, "- a", ENTER, "b", ENTER, ENTER, "After.") == "- a\n- b\n\nAfter.\n"


def test_a_numbered_list_counts(room: Room) -> None:
    write(room, "1. a", ENTER, "c", Key.Key_Home, "b", ENTER)
    assert markdown(room) == "1. a\n2. b\n3. c\n"


def test_items_split_and_open_above(room: Room) -> None:
    write(room, "1. One two.", *[Key.Key_Left] * 5, ENTER)
    assert markdown(room) == "1. One\n2. two.\n"
    assert write(room, ENTER) == "1. One\n2.\n3. two.\n"
    assert caret_in(room) == ("two.", 0)


def test_tab_nests_items_and_shift_tab_brings_them_back(room: Room) -> None:
    write(room, "- a", ENTER, "b", TAB, ENTER, "c", TAB)
    assert markdown(room) == "- a\n  - b\n    - c\n"
    assert write(room, BACKTAB) == "- a\n  - b\n  - c\n"
    assert write(room, ENTER, ENTER) == "- a\n  - b\n  - c\n-\n"
    assert write(room, ENTER, "After.") == "- a\n  - b\n  - c\n\nAfter.\n"


def test_nested_items_follow_their_item(room: Room) -> None:
    write(room, "1. a", ENTER, "b", ENTER, "c", TAB, Key.Key_Up, TAB)
    assert markdown(room) == "1. a\n   1. b\n      1. c\n"
    write(room, BACKTAB)
    assert markdown(room) == "1. a\n2. b\n   1. c\n"
    room.desk.undo()
    room.desk.undo()
    assert markdown(room) == "1. a\n2. b\n   1. c\n"


def test_backspace_at_the_start_makes_a_paragraph(room: Room) -> None:
    assert write(room, "- a", ENTER, "b", Key.Key_Home, BACK) == "- a\n\nb\n"
    assert write(room, BACK) == "- a b\n"


@pytest.mark.parametrize("mark", ["# ", "- ", "1. ", "> "])
def test_backspace_unmakes_what_was_typed(room: Room, mark: str) -> None:
    write(room, mark, "Rain", Key.Key_Home, BACK)
    assert markdown(room) == "Rain\n"
    assert caret_in(room) == ("Rain", 0)


def test_a_quotation_continues_and_is_left(room: Room) -> None:
    assert write(room, "> a", ENTER, "b", ENTER, ENTER, "c") == "> a\n>\n> b\n\nc\n"


def test_a_list_in_a_quotation(room: Room) -> None:
    assert write(room, "> - a", ENTER, "b", ENTER, ENTER, "c") == "> - a\n> - b\n>\n> c\n"


def test_enter_in_headings(room: Room) -> None:
    write(room, "# One two", ENTER, "Text.", Key.Key_Up, Key.Key_Home, *[Key.Key_Right] * 3, ENTER)
    assert markdown(room) == "# One\n\ntwo\n\nText.\n"
    assert caret_in(room) == ("two", 0)
    write(room, Key.Key_Up, Key.Key_Home, ENTER)
    assert caret_in(room) == ("One", 0)
    assert room.document.node(room.document.root.children[0]).kind is Kind.PARAGRAPH
    write(room, Key.Key_Up, "Before.")
    assert markdown(room) == "Before.\n\n# One\n\ntwo\n\nText.\n"


def test_an_empty_heading_is_left_by_enter(room: Room) -> None:
    write(room, "# ", ENTER)
    assert room.document.node(room.desk.current).kind is Kind.CONCEPT


def test_a_heading_amid_prose_takes_the_rest_and_gives_it_back(room: Room) -> None:
    write(room, "# One", ENTER, "A.", ENTER, "B.", ENTER, "C.", Key.Key_Up, Key.Key_Home, "## ")
    assert markdown(room) == "# One\n\nA.\n\n## B.\n\nC.\n"
    heading = room.desk.current
    assert [room.document.text(child) for child in room.document.node(heading).children] == [""]
    write(room, BACK)
    assert markdown(room) == "# One\n\nA.\n\nB.\n\nC.\n"
    room.desk.undo()
    room.desk.undo()
    assert caret_in(room)[0] == "## B."


def test_backspace_and_delete_between_headings_and_text(room: Room) -> None:
    write(room, "# One", ENTER, "A.", ENTER, "# Two", Key.Key_Up, Key.Key_End)
    write(room, DELETE)
    assert markdown(room) == "# One\n\nA. Two\n"
    write(room, Key.Key_Home, BACK)
    assert caret_in(room) == ("One", 3)
    assert write(room, DELETE) == "# One\n\nA. Two\n"
    assert caret_in(room) == ("A.", 0)


def test_tab_in_prose_changes_nothing(room: Room) -> None:
    write(room, "# One", ENTER, "A. B.", ENTER, "C. D.")
    before, revision = markdown(room), room.document.revision
    for keys in ((TAB,), (BACKTAB,), (Key.Key_Home, TAB), (Key.Key_Up, TAB), (Key.Key_Up, TAB, BACKTAB)):
        write(room, *keys)
        assert room.text.row_editor.field.hasFocus()
    assert (markdown(room), room.document.revision) == (before, revision)


def test_code_keeps_what_stands_around_it_apart(room: Room) -> None:
    write(room, "Before.", ENTER, "```", ENTER, "x", ENTER, ENTER, "After.")
    apart = "Before.\n\n```\nx\n```\n\nAfter.\n"
    assert markdown(room) == apart
    assert write(room, Key.Key_Home, BACK) == apart
    assert caret_in(room) == ("x", 1)
    assert write(room, Key.Key_Home, BACK) == apart
    assert write(room, Key.Key_Up, Key.Key_End, DELETE) == apart


def test_commands_on_what_is_selected(room: Room) -> None:
    write(room, "a", ENTER, "b", ENTER, "c")
    first, last = next(iter(room.document.concepts())), room.desk.current
    room.desk.place_caret(last, 1, 0, first)
    room.commands.make_numbered()
    assert markdown(room) == "1. a\n2. b\n3. c\n"
    room.commands.make_bulleted()
    assert markdown(room) == "- a\n- b\n- c\n"
    room.commands.make_bulleted()
    assert markdown(room) == "a\n\nb\n\nc\n"
    room.commands.make_quote()
    assert markdown(room) == "> a\n>\n> b\n>\n> c\n"
    room.commands.make_quote()
    room.commands.make_heading_3()
    assert markdown(room) == "### a\n\n### b\n\n### c\n"
    room.commands.make_bulleted()
    assert markdown(room) == "- a\n- b\n- c\n"
    room.commands.make_paragraph()
    assert markdown(room) == "a\n\nb\n\nc\n"
    assert room.desk.text_range is not None
    for _ in range(8):
        room.desk.undo()
    assert markdown(room) == "a\n\nb\n\nc\n"


def test_a_chaptered_text_without_a_menu(room: Room) -> None:
    write(room, "# The Book", ENTER, "## One", ENTER, "It rained. Nobody came.", ENTER)
    write(room, "- *rope*", ENTER, "lamp", ENTER, ENTER, "> Who goes?", ENTER, ENTER)
    write(room, "***", ENTER, "Later.", ENTER, "## Two", ENTER, "Sun.")
    assert markdown(room) == (
        "# The Book\n\n## One\n\nIt rained. Nobody came.\n\n- *rope*\n- lamp\n\n> Who goes?\n\n***\n\n"
        "Later.\n\n## Two\n\nSun.\n"
    )
    assert len(list(room.document.of_kind(Kind.SECTION))) == 4
    while room.document.undo_label:
        room.desk.undo()
    assert [room.document.text(node) for node in room.document.subtree(ROOT)] == ["", "", ""]
