from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.assistant.marks import plain
from conceptwriter.assistant.places import (
    BREAK,
    ContextItem,
    Place,
    Position,
    Wording,
    context_before,
    fitted,
    texts_after,
)
from conceptwriter.engine import ItemKind as ItemKind
from conceptwriter.outline import TRASH, Document, Draft, EditError, Kind, edits
from tests.assistant.conftest import concept, find, paragraph, section


@pytest.mark.parametrize(
    ("text", "bare", "around", "lost"),
    [
        ("Plain words.", "Plain words.", "X", ()),
        ("**Bold all.**", "Bold all.", "**X**", ()),
        ("***Both.***", "Both.", "***X***", ()),
        ("_Under._", "Under.", "_X_", ()),
        ("~~Gone.~~", "Gone.", "~~X~~", ()),
        ('[Go **there**.](http://a.b/c "T")', "Go there.", '[X](http://a.b/c "T")', ("bold",)),
        ("[Go.](<http://a.b/c d>)", "Go.", "[X](<http://a.b/c d>)", ()),
        ("A *b* c.", "A b c.", "X", ("italic",)),
        ("*a* and *b*", "a and b", "X", ("italic",)),
        ("Use `print` now.", "Use print now.", "X", ("code",)),
        ("See ![alt](i.png) here.", "See here.", "X", ("image",)),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24", "X", ()),
        ("snake_case_name stays", "snake_case_name stays", "X", ()),
        (r"\*not emphasis\*", "*not emphasis*", "X", ()),
        ("Fish &amp; chips", "Fish & chips", "X", ()),
        ("a < b and c > d", "a < b and c > d", "X", ()),
        ("Line  \nbreak", "Line break", "X", ()),
        ("He ran.<br>She sat.", "He ran. She sat.", "X", ("line break",)),
        ("The tide[^1] turned.", "The tide turned.", "X", ("footnote",)),
        ("The tide turned.[^1]", "The tide turned.", "X[^1]", ()),
        ("[^1]: A _short_ note.", "A short note.", "[^1]: X", ("italic",)),
        ("[!tip]- Mind the step", "Mind the step", "[!tip]- X", ()),
        (": A flat boat.", "A flat boat.", ": X", ()),
        ("[x] Sweep the deck", "Sweep the deck", "[x] X", ()),
        ("Ask {name} twice.", "Ask name twice.", "X", ("placeholder",)),
        ("See [the pier][p] now.", "See the pier now.", "X", ("link",)),
        ("[[Pier|The pier]] is long.", "The pier is long.", "X", ("link",)),
        ("Go to https://example.org/a/b now.", "Go to example.org now.", "X", ("address",)),
        ("A calm day {#calm .mood}", "A calm day", "X {#calm .mood}", ()),
        ("<b>All of it.</b>", "All of it.", "<b>X</b>", ()),
        ("A <b>wide</b> bay.", "A wide bay.", "X", ("HTML",)),
        ("\\emph{Never} again.", "Never again.", "X", ("italic",)),
        ("It cost $5 and $6.", "It cost $5 and $6.", "X", ()),
        ("Just 100 % sure", "Just 100 % sure", "X", ()),
    ],
)
def test_marks(text: str, bare: str, around: str, lost: tuple[str, ...]) -> None:
    found = plain(text)
    assert found.text == bare
    assert found.around("X") == around
    assert found.around("") == ""
    assert found.lost == lost
    assert not found.is_code_or_image


@pytest.mark.parametrize("text", ["![A boat](boat.png)", "`print(7)`", "<br/>"])
def test_nothing_to_read(text: str) -> None:
    assert plain(text).is_code_or_image


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab *_`[]()!<>\\&~\n", max_size=30))
def test_taking_marks_off_never_fails_and_only_ever_takes_off(text: str) -> None:
    found = plain(text)
    assert sum(character in "ab" for character in found.text) <= sum(character in "ab" for character in text)


def shown(items: tuple[ContextItem, ...]) -> list[str]:
    """What the LCM would get to read."""
    marks = {ItemKind.PLAN: "#", ItemKind.CONCEPT: ""}
    return [
        "/" if item.kind is ItemKind.BREAK else marks[item.kind] + item.wording.source
        for item in items
        if item.kind is ItemKind.BREAK or item.wording.source
    ]


def test_the_context_of_every_kind_of_place(document: Document) -> None:
    boats, letter = find(document, "The boats came in at dawn."), find(document, "The letter")
    evening, dawn = find(document, "Evening"), find(document, "Dawn")
    bare = document.parent(boats)
    assert bare is not None
    start = ["#The harbour", "#Dawn"]
    first = ["The boats came in at dawn.", "Nobody was waiting on the quay."]
    second = ["#The letter", "A letter lay under the door.", "She read it slowly and smiled."]
    cases = {
        Place(boats): [*start, first[0]],
        Place.first(bare): start,
        Place(boats, Position.FIRST): start,
        Place(bare): [*start, *first],
        Place.new_paragraph(boats): [*start, *first, "/"],
        Place.first(letter): [*start, *first, "/", "#The letter"],
        Place(dawn): start,
        Place.first(dawn): start,
        Place.new_paragraph(dawn): start,
        Place(evening): [*start, *first, "/", *second, "/", "#Evening"],
        Place.end_of(document, dawn): [*start, *first, "/", *second],
    }
    for place, expected in cases.items():
        assert shown(context_before(document, place)) == expected, place


def test_what_follows_a_place(document: Document) -> None:
    boats = find(document, "The boats came in at dawn.")
    assert texts_after(document, Place(boats), limit=2) == (
        "Nobody was waiting on the quay.",
        "A letter lay under the door.",
    )
    assert texts_after(document, Place.end_of(document)) == ()
    assert len(texts_after(document, Place(find(document, "Dawn")))) == 5


def test_what_says_nothing_is_not_in_the_context_nor_is_the_trash(document: Document) -> None:
    boats = find(document, "The boats came in at dawn.")
    parent = document.parent(boats)
    assert parent is not None
    extra = [
        Draft(Kind.CONCEPT, "x = 1", attributes={"verbatim": "1"}),
        concept("..."),
        concept(""),
        concept("`y`"),
    ]
    document.apply(edits.add_subtrees(document, parent, None, extra))
    document.apply(edits.delete(document, [find(document, "Nobody was waiting on the quay.")]))
    assert shown(context_before(document, Place(parent))) == [
        "#The harbour",
        "#Dawn",
        "The boats came in at dawn.",
    ]
    with pytest.raises(EditError):
        context_before(document, Place(9999))
    assert shown(context_before(document, Place(TRASH))) == []


def test_a_long_document_is_walked_only_as_far_as_needed(document: Document) -> None:
    chapters = [
        section(f"Chapter {c}", *(paragraph(f"{c} {p} one.", f"{c} {p} two.") for p in range(30)))
        for c in range(30)
    ]
    book = Document.from_draft(section("Book", section("Part", *chapters)))
    items = context_before(book, Place.end_of(book), limit=10)
    assert shown(items)[:3] == ["#Book", "#Part", "#Chapter 29"]
    assert shown(items)[-2:] == ["29 29 one.", "29 29 two."]
    assert len(items) == 13
    assert [item.above for item in items] == [True] * 3 + [False] * 10


def items_of(count: int, every: int = 7) -> list[ContextItem]:
    plan = [ContextItem(ItemKind.PLAN, Wording((("eng_Latn", "title"),)), above=True)]
    return plan + [
        BREAK
        if number % every == 0
        else ContextItem(ItemKind.CONCEPT, Wording((("eng_Latn", f"text {number}"),)))
        for number in range(1, count)
    ]


@given(st.integers(1, 300), st.integers(1, 80))
def test_what_fits_keeps_the_title_and_the_newest(count: int, longest: int) -> None:
    items = items_of(count)
    kept = fitted(items, longest)
    assert len(kept) <= max(longest, 2)
    assert kept[-1] is items[-1]
    assert kept[0] is items[0]
    assert count < 2 or longest < 4 or len(kept) >= min(count, 3 * longest // 4 - 1)


def test_the_start_of_a_full_context_rarely_changes_while_a_writer_adds() -> None:
    longest = 64
    starts = [shown(fitted(items_of(count), longest))[1] for count in range(100, 300)]
    changes = sum(one != other for one, other in pairwise(starts))
    assert changes <= 40
