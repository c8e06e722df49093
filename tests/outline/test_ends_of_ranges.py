"""Where a range begins and ends: what goes, what joins, and where the caret is afterwards."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, TRASH, Caret, Document, Kind, LockedError, edits
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.ranges import in_order, nodes_in_range, range_text, remove_range, selected_range
from conceptwriter.outline.sketch import typing_key
from tests.outline.drafts import find, lines, paragraph, section

FRENCH = "fra_Latn"
PLACES = {
    "0": "Note.",
    "I": "One",
    "a": "Aa.",
    "b": "Bb.",
    "c": "Cc.",
    "d": "Dd.",
    "e": "Ee.",
    "N": "Night",
    "n": "Nn.",
    "o": "Oo.",
    "II": "Two",
    "r": "Rr.",
    "F": "Flour",
    "f": "Ff.",
    "B": "Bread",
    "w": "Ww.",
}
ALL = ["0", "I", "a|b|c", "d|e", "N", "n|o", "II", "r", "F", "f", "B", "w"]


def book() -> Document:
    return Document.from_draft(
        section(
            "Book",
            paragraph("Note."),
            section("One", paragraph("Aa.", "Bb.", "Cc."), paragraph("Dd.", "Ee."),
                    section("Night", paragraph("Nn.", "Oo."))),
            section("Two", paragraph("Rr."), section("Flour", paragraph("Ff.")),
                    section("Bread", paragraph("Ww."))),
        )
    )  # fmt: skip


def rows(document: Document) -> list[str]:
    """Headings and paragraphs by their short names; what is new or changed as it stands."""
    short = {text: name for name, text in PLACES.items()}
    found = []
    for node in document.descendants(ROOT):
        here = document.node(node)
        if here.kind is Kind.PARAGRAPH:
            texts = map(document.text, here.children)
            found.append("|".join(short.get(text, text) for text in texts))
        elif here.kind is Kind.SECTION:
            found.append(short.get(document.text(node), document.text(node)))
    return found


def trash(document: Document) -> str:
    short = {text: name for name, text in PLACES.items()}
    return " ".join(short[document.text(node)] for node in document.descendants(TRASH) if document.text(node))


Place = tuple[str, int]


@pytest.mark.parametrize(
    ("start", "end", "typed", "wanted", "gone", "caret"),
    [
        # whole sentences
        (("d", 0), ("e", 3), "", "0 I a|b|c . N n|o II", "d e", ("", 0)),
        (("d", 0), ("e", 3), "x", "0 I a|b|c x N n|o II", "d e", ("x", 1)),
        (("c", 0), ("d", 3), "", "0 I a|b|e N n|o II", "c d", ("Ee.", 0)),
        (("c", 0), ("e", 3), "", "0 I a|b N n|o II", "c d e", ("Bb.", 3)),
        (("a", 0), ("e", 3), "", "0 I . N n|o II", "a b c d e", ("", 0)),
        (("a", 0), ("c", 3), "", "0 I . d|e N n|o II", "a b c", ("", 0)),
        (("a", 0), ("b", 3), "", "0 I c d|e N n|o II", "a b", ("Cc.", 0)),
        (("b", 0), ("c", 3), "x", "0 I a|x d|e N n|o II", "b c", ("x", 1)),
        (("b", 0), ("b", 3), "", "0 I a||c d|e N n|o II", "", ("", 0)),
        # parts of them
        (("a", 0), ("d", 1), "", "0 I d.|e N n|o II", "a b c", ("d.", 0)),
        (("a", 0), ("d", 1), "X", "0 I Xd.|e N n|o II", "a b c", ("Xd.", 1)),
        (("b", 0), ("c", 2), "X", "0 I a|X. d|e N n|o II", "b", ("X.", 1)),
        (("b", 1), ("c", 1), "", "0 I a|Bc. d|e N n|o II", "", ("Bc.", 1)),
        (("b", 1), ("c", 3), "", "0 I a|B d|e N n|o II", "c", ("B", 1)),
        (("b", 1), ("e", 3), "xy", "0 I a|Bxy N n|o II", "c d e", ("Bxy", 3)),
        # breaks alone
        (("c", 0), ("d", 0), "", "0 I a|b|d|e N n|o II", "c", ("Dd.", 0)),
        (("c", 3), ("d", 0), "", "0 I a|b|c|d|e N n|o II", "", ("Cc.", 3)),
        (("c", 3), ("d", 0), "X", "0 I a|b|Cc.XDd.|e N n|o II", "", ("Cc.XDd.", 4)),
        (("c", 3), ("e", 0), "", "0 I a|b|c|e N n|o II", "d", ("Cc.", 3)),
        (("N", 5), ("n", 0), "", "0 I a|b|c d|e N n|o II", "", ("Night", 5)),
        (("o", 3), ("II", 0), "", "0 I a|b|c d|e N n|o II", "", ("Oo.", 3)),
        # headings
        (("n", 3), ("II", 0), "", "0 I a|b|c d|e N n II", "o", ("Nn.", 3)),
        (("o", 0), ("II", 3), "", "0 I a|b|c d|e N n", "o II", ("Nn.", 3)),
        (("e", 1), ("N", 2), "", "0 I a|b|c d|E ght n|o II", "", ("E", 1)),
        (("e", 1), ("N", 5), "", "0 I a|b|c d|E n|o II", "N", ("E", 1)),
        (("N", 1), ("o", 1), "T", "0 I a|b|c d|e NT o. II", "n", ("NT", 2)),
    ],
)
def test_what_goes_and_what_joins(
    start: Place, end: Place, typed: str, wanted: str, gone: str, caret: Place
) -> None:
    document = book()
    first, last = (Caret(find(document, PLACES[name]), at) for name, at in (start, end))
    operation = remove_range(document, first, last, typed, time=2.5)
    backwards = remove_range(document, last, first, typed)
    document.apply(operation)
    kept = ["" if row == "." else row for row in wanted.split()]
    assert rows(document) == [*kept, "r", "F", "f", "B", "w"]
    assert trash(document) == gone
    found = operation.caret_after
    assert found is not None
    assert (document.text(found.node), found.position, found.anchor) == (*caret, None)
    assert (operation.label, operation.time) == ("Typing" if typed else "Delete", 2.5)
    key = typing_key(found.node, "eng_Latn") if typed else None
    assert operation.follow_key == key
    assert [type(change) for change in backwards.changes] == [type(change) for change in operation.changes]
    document.undo()
    assert rows(document) == ALL


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (("0", 0), ("I", 3), ["-", "  .", "-", "  . Aa."]),
        (("0", 1), ("I", 3), ["-", "  . N", "-", "  . Aa."]),
        (("I", 3), ("II", 0), ["-", "  . Note.", "# One", "# Two", "  -", "    . Rr."]),
        (("F", 5), ("B", 0), ["    . Rr.", "  # Flour", "  # Bread", "    -"]),
        (("F", 0), ("B", 5), ["    . Rr.", "  #", "    -", "      . Ww."]),
        (("I", 1), ("F", 1), ["# Olour", "  -", "    . Ff.", "  # Bread", "    -"]),
        (("e", 1), ("F", 5), ["    . Dd.", "    . E", "  -", "    . Ff.", "  # Bread", "    -"]),
        (("o", 1), ("B", 5), ["      . Nn.", "      . O", "    -", "      . Ww."]),
        (("0", 1), ("N", 5), ["-", "  . N", "-", "  . Nn.", "  . Oo.", "# Two", "  -"]),
        (("0", 1), ("r", 1), ["-", "  . Nr.", "# Flour", "  -", "    . Ff.", "# Bread", "  -"]),
        (("c", 1), ("f", 1), ["    . Bb.", "    . Cf.", "  # Bread", "    -", "      . Ww."]),
        (("n", 1), ("w", 1), ["  # Night", "    -", "      . Nw."]),
    ],
)
def test_what_stood_under_a_heading_that_goes(start: Place, end: Place, wanted: list[str]) -> None:
    document = book()
    first, last = (Caret(find(document, PLACES[name]), at) for name, at in (start, end))
    document.apply(remove_range(document, first, last))
    found = lines(document)
    assert any(found[at : at + len(wanted)] == wanted for at in range(len(found))), found


@pytest.mark.parametrize("locked", ["One", "Night", "Two", "Flour"])
def test_a_lock_on_what_goes_or_takes_something_in_refuses(locked: str) -> None:
    document = book()
    document.apply(edits.set_locked(document, [find(document, locked)], True))
    with pytest.raises(LockedError):
        remove_range(document, Caret(find(document, "Ee."), 1), Caret(find(document, "Ff."), 1))
    assert rows(document) == ALL


@pytest.mark.parametrize("locked", ["Ee.", "Cc."])
def test_a_locked_sentence_at_the_edge_or_after_it_refuses(locked: str) -> None:
    document = book()
    document.apply(edits.set_locked(document, [find(document, locked)], True))
    with pytest.raises(LockedError):
        remove_range(document, Caret(find(document, "Cc."), 1), Caret(find(document, "Dd."), 1))


def test_the_ends_of_a_selection() -> None:
    document = book()
    one, two = find(document, "Aa."), find(document, "Cc.")
    for caret in (Caret(one, 1, 2, two), Caret(two, 2, 1, one), Caret(one, -4, 99, two)):
        start, end = selected_range(document, caret) or (caret, caret)
        assert (start.node, end.node) == (one, two)
        assert (start.position, end.position) == ((0, 3) if caret.anchor == 99 else (1, 2))
    assert selected_range(document, Caret(one, 1, 1)) is None
    assert selected_range(document, Caret(one, 2, 1)) == (Caret(one, 1), Caret(one, 2))
    assert selected_range(document, Caret(one, 1, 1, two)) == (Caret(one, 1), Caret(two, 1))
    for gone in (Caret(999, 0, 1), Caret(one, 0, 1, 999), Caret(999, 0, 1, one)):
        assert selected_range(document, gone) is None
    assert in_order(document, Caret(two, 9), Caret(one, -1)) == (Caret(one, 0), Caret(two, 3))
    assert in_order(document, Caret(one, 9), Caret(one, 1)) == (Caret(one, 1), Caret(one, 3))


def test_what_a_range_reads_as() -> None:
    document = book()
    a, b, d, night, r = (find(document, text) for text in ("Aa.", "Bb.", "Dd.", "Night", "Rr."))
    assert range_text(document, Caret(a, 1), Caret(a, 2)) == "a"
    assert range_text(document, Caret(a, 1), Caret(b, 1)) == "a. B"
    assert range_text(document, Caret(b, 2), Caret(d, 1)) == ". Cc.\n\nD"
    assert range_text(document, Caret(d, 3), Caret(night, 0)) == " Ee.\n\n"
    assert range_text(document, Caret(night, 4), Caret(r, 1)) == "t\n\nNn. Oo.\n\nTwo\n\nR"
    assert nodes_in_range(document, Caret(a), Caret(a)) == [a]
    assert nodes_in_range(document, Caret(night), Caret(r))[0::4] == [night, r]
    document.apply(edits.set_attributes(document, a, {"break": "1"}))
    assert range_text(document, Caret(a, 3), Caret(b, 0)) == "\n"


def test_summaries_and_the_trash_at_either_end() -> None:
    document = Document.from_draft(section("", paragraph("a", summary="S"), paragraph("b"), paragraph("c")))
    (one, two, three), (a, b, c) = document.root.children, document.concepts()
    document.apply(remove_range(document, Caret(one, 0), Caret(one, 1), "New"))
    assert document.text(one) == "New"
    for start, end in ((Caret(one), Caret(b)), (Caret(a), Caret(two))):
        with pytest.raises(EditError, match="summary"):
            remove_range(document, start, end)
    document.apply(edits.delete(document, [three]))
    for start, end in ((Caret(c), Caret(c, 1)), (Caret(c), Caret(a, 1)), (Caret(a), Caret(c, 1))):
        with pytest.raises(EditError, match="trash"):
            remove_range(document, start, end)


def test_only_what_a_file_can_hold_is_typed() -> None:
    document = book()
    node = find(document, "Aa.")
    operation = remove_range(document, Caret(node, 1), Caret(node, 2), "x\0y")
    document.apply(operation)
    assert (document.text(node), operation.caret_after) == ("Axy.", Caret(node, 3))


def test_what_follows_another_heading_is_shown_in_the_language_it_was() -> None:
    draft = section(
        "Book", paragraph("a"), section("Deux", paragraph("b", "c"), section("Sous", paragraph("d")))
    )
    document = Document.from_draft(draft)
    a, two, b, c, sub, d = (find(document, text) for text in ("a", "Deux", "b", "c", "Sous", "d"))
    for node in (c, d, sub):
        document.apply(edits.set_rendition(document, node, FRENCH, document.text(node).upper()))
    document.apply(edits.set_language(document, [two], FRENCH))
    document.apply(remove_range(document, Caret(a, 1), Caret(two, 4)))
    assert lines(document) == ["-", "  . a", "-", "  . b", "  . C", "# SOUS", "  -", "    . D"]
    assert document.effective_language(b) == FRENCH
