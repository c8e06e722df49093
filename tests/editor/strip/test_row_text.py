from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.editor.strip.row_text import Typed, node_text, paragraph_text
from conceptwriter.editor.strip.row_typing import typing
from conceptwriter.outline import ROOT, TRASH, Caret, Document, Draft, Kind, LockedError, Rendition

SENTENCES = ["The boats came in.", "Nobody was waiting.", "A bell 🔔 rang."]


def paragraph_of(sentences: list[str], language: str = "eng_Latn") -> Document:
    concepts = [Draft(Kind.CONCEPT, text) for text in sentences]
    return Document.from_draft(
        Draft(Kind.SECTION, "", language, children=[Draft(Kind.PARAGRAPH, children=concepts)])
    )


def first_paragraph(document: Document) -> int:
    return document.node(ROOT).children[0]


def shown(document: Document) -> str:
    return paragraph_text(document, first_paragraph(document)).text


def test_sentences_are_joined_as_their_language_does() -> None:
    assert shown(paragraph_of(SENTENCES)) == "The boats came in. Nobody was waiting. A bell 🔔 rang."
    assert shown(paragraph_of(["船来了。", "没人等。"], "zho_Hans")) == "船来了。没人等。"


def with_gaps(gaps: list[str], lead: str = "", breaks: int = 0) -> Document:
    """Three sentences with other white space between them."""
    document = paragraph_of(SENTENCES)
    paragraph = document.node(first_paragraph(document))
    if lead:
        paragraph.attributes["lead"] = lead
    for child, gap in zip(paragraph.children, gaps, strict=False):
        document.node(child).attributes["gap"] = gap
    if breaks:
        document.node(paragraph.children[0]).attributes["break"] = str(breaks)
    return document


def test_what_is_between_sentences_is_shown_as_it_is() -> None:
    assert shown(with_gaps(["  ", "\u3000"])) == "  ".join(SENTENCES[:2]) + f"\u3000{SENTENCES[2]}"
    assert shown(with_gaps(["", "\n"], "\u3000")) == f"\u3000{''.join(SENTENCES[:2])}\n{SENTENCES[2]}"
    assert shown(with_gaps(["\u00a0"], breaks=2)).startswith(f"{SENTENCES[0]}\n\n\u00a0{SENTENCES[1]} ")
    assert shown(with_gaps(["\u2028\x0b"])).startswith(f"{SENTENCES[0]}  {SENTENCES[1]}")


GAPS = ["  ", "\u3000\u3000", " \u00a0 ", "\n", "\u2003"]


@given(
    st.lists(st.sampled_from(GAPS), min_size=2, max_size=2),
    st.sampled_from(["", "\u3000", "\u00a0\u00a0"]),
    st.integers(0, 1),
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_typing_and_deleting_among_gaps_does_what_the_row_says(
    gaps: list[str], lead: str, breaks: int, data: st.DataObject
) -> None:
    document = with_gaps(gaps, lead, breaks)
    row = paragraph_text(document, first_paragraph(document))
    start = data.draw(st.integers(0, len(row.text)))
    removed = data.draw(st.integers(0, min(4, len(row.text) - start)))
    added = data.draw(st.sampled_from(["", "x", " ", "word"]))
    if not removed and not added:
        return
    wanted = row.text[:start] + added + row.text[start + removed :]
    operation = typing(document, row, Typed(start, removed, added, start + len(added)), None, 1.0)
    assert operation is not None
    document.apply(operation)
    whole = any(
        one.end == start and start + removed == two.start
        for one, two in zip(row.spans, row.spans[1:], strict=False)
    )
    if added or not whole:  # all of a gap taken away alone merges the two sentences
        assert shown(document) == wanted
    document.undo()
    assert shown(document) == row.text


def test_one_of_two_spaces_can_be_deleted_and_typed_again() -> None:
    document = with_gaps(["  "])
    row = paragraph_text(document, first_paragraph(document))
    operation = typing(document, row, Typed(18, 1, "", 18), None, 1.0)
    assert operation is not None
    document.apply(operation)
    assert "gap" not in document.node(document.node(first_paragraph(document)).children[0]).attributes
    row = paragraph_text(document, first_paragraph(document))
    operation = typing(document, row, Typed(18, 0, " ", 19), None, 1.0)
    assert operation is not None
    document.apply(operation)
    assert shown(document) == "  ".join(SENTENCES[:2]) + f" {SENTENCES[2]}"


def test_a_locked_paragraph_keeps_its_indent() -> None:
    document = with_gaps([], "\u3000")
    document.node(first_paragraph(document)).locked = True
    row = paragraph_text(document, first_paragraph(document))
    with pytest.raises(LockedError):
        typing(document, row, Typed(0, 1, "", 0), None, 1.0)


def test_spans_and_carets() -> None:
    document = paragraph_of(SENTENCES)
    one, two, three = document.node(first_paragraph(document)).children
    row = paragraph_text(document, first_paragraph(document))
    assert [row.text[span.start : span.end] for span in row.spans] == SENTENCES
    assert row.caret(0) == Caret(one, 0)
    assert row.caret(18) == Caret(one, 18)
    assert row.caret(19) == Caret(two, 0)
    assert row.caret(25, 2) == Caret(two, 6, 2, one)
    assert row.caret(25, 21) == Caret(two, 6, 2)
    assert row.place(Caret(three, 4)) == len(SENTENCES[0]) + len(SENTENCES[1]) + 6
    assert row.place(Caret(ROOT, 0)) is None


def test_a_node_without_its_output_language_is_marked() -> None:
    document = paragraph_of(SENTENCES)
    concept = document.node(first_paragraph(document)).children[0]
    document.node(first_paragraph(document)).language = "fra_Latn"
    document.node(concept).renditions["fra_Latn"] = Rendition("Les bateaux arrivent.")
    row = paragraph_text(document, first_paragraph(document))
    assert [span.output for span in row.spans] == [True, False, False]
    assert [span.language for span in row.spans] == ["fra_Latn", "eng_Latn", "eng_Latn"]
    assert row.text.startswith("Les bateaux arrivent. Nobody")


@given(st.lists(st.text("ab .", min_size=0, max_size=6), min_size=1, max_size=5), st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_what_the_row_says(sentences: list[str], data: st.DataObject) -> None:
    document = paragraph_of(sentences)
    row = paragraph_text(document, first_paragraph(document))
    start = data.draw(st.integers(0, len(row.text)))
    removed = data.draw(st.integers(0, len(row.text) - start))
    added = data.draw(st.text("xy", max_size=3))
    if not removed and not added:
        return
    wanted = row.text[:start] + added + row.text[start + removed :]
    operation = typing(document, row, Typed(start, removed, added, start + len(added)), None, 1.0)
    assert operation is not None
    before = [document.text(node) for node in document.subtree(ROOT)]
    document.apply(operation)
    # Joining sentences trims and separates them, so that spaces may differ; no word does.
    assert shown(document).replace(" ", "") == wanted.replace(" ", "")
    document.undo()
    assert [document.text(node) for node in document.subtree(ROOT)] == before


@pytest.mark.parametrize(
    ("start", "removed", "added", "expected"),
    [
        (3, 0, " old", ["The old boats came in.", *SENTENCES[1:]]),
        (18, 0, " Quietly.", ["The boats came in. Quietly.", *SENTENCES[1:]]),
        (19, 0, "But ", [SENTENCES[0], "But Nobody was waiting.", SENTENCES[2]]),
        (18, 1, "", ["The boats came in. Nobody was waiting.", SENTENCES[2]]),
        (0, 19, "", SENTENCES[1:]),
        (18, 20, "", [SENTENCES[0], SENTENCES[2]]),
        (9, 29, "!", ["The boats!", SENTENCES[2]]),
        (4, 38, "", ["The ell 🔔 rang."]),
        (38, 16, "", SENTENCES[:2]),
        (0, 54, "New", ["New"]),
    ],
)
def test_typing_across_sentences(start: int, removed: int, added: str, expected: list[str]) -> None:
    document = paragraph_of(SENTENCES)
    paragraph = first_paragraph(document)
    row = paragraph_text(document, paragraph)
    operation = typing(document, row, Typed(start, removed, added, start + len(added)), None, 1.0)
    assert operation is not None
    document.apply(operation)
    texts = [document.text(concept) for concept in document.node(paragraph).children]
    assert [text for text in texts if text] == expected
    assert len(document.node(TRASH).children) + len(texts) >= len(SENTENCES) - 1


def test_typing_goes_to_the_sentence_the_caret_is_in_where_nothing_separates_them() -> None:
    document = paragraph_of(["船来了。", "没人等。"], "zho_Hans")
    one, two = document.node(first_paragraph(document)).children
    row = paragraph_text(document, first_paragraph(document))
    for prefer, expected in ((None, one), (one, one), (two, two)):
        operation = typing(document, row, Typed(4, 0, "是", 5), prefer, 1.0)
        assert operation is not None
        assert operation.nodes() == {expected}


def test_letters_in_a_row_are_one_undo_step() -> None:
    document = paragraph_of([""])
    for count, letter in enumerate("hello"):
        row = paragraph_text(document, first_paragraph(document))
        operation = typing(document, row, Typed(count, 0, letter, count + 1), None, 1.0 + count / 10)
        assert operation is not None
        document.apply(operation)
    assert shown(document) == "hello"
    document.undo()
    assert shown(document) == ""


def test_a_heading_is_a_row_of_one_node() -> None:
    document = Document(title="Harbour")
    assert node_text(document, ROOT).text == "Harbour"
    assert node_text(document, ROOT).caret(99) == Caret(ROOT, 7)


CHINESE = ["船来了。", "没人等。", "钟响了。"]


@pytest.mark.parametrize(
    ("start", "removed", "touched"),
    [
        (2, 2, [0]),  # up to where the next sentence begins
        (4, 2, [1]),  # from where the one before ends
        (5, 2, [1]),
        (6, 2, [1]),
        (8, 1, [2]),
        (3, 2, [0, 1]),
        (7, 2, [1, 2]),
    ],
)
def test_sentences_that_a_removal_only_touches_keep_their_text_and_place(
    start: int, removed: int, touched: list[int]
) -> None:
    document = paragraph_of(CHINESE, "zho_Hans")
    paragraph = first_paragraph(document)
    concepts = document.node(paragraph).children.copy()
    row = paragraph_text(document, paragraph)
    operation = typing(document, row, Typed(start, removed, "", start), None, 1.0)
    assert operation is not None
    document.apply(operation)
    for index in {0, 1, 2} - set(touched):
        assert concepts[index] in document.node(paragraph).children
        assert document.text(concepts[index]) == CHINESE[index]
    assert not document.node(TRASH).children, "some of each sentence is left"
    assert shown(document) == row.text[:start] + row.text[start + removed :]


@pytest.mark.parametrize(
    ("start", "removed", "left"),
    [(4, 1, ["Yes.", "No."]), (5, 1, ["Yes.", "No."]), (4, 2, ["Yes.No."]), (3, 2, ["Yes", "No."])],
)
def test_a_sentence_without_text_between_two_separators(start: int, removed: int, left: list[str]) -> None:
    document = paragraph_of(["Yes.", "", "No."])
    paragraph = first_paragraph(document)
    concepts = document.node(paragraph).children.copy()
    row = paragraph_text(document, paragraph)
    assert [(span.start, span.end) for span in row.spans] == [(0, 4), (5, 5), (6, 9)]
    operation = typing(document, row, Typed(start, removed, "", start), None, 1.0)
    assert operation is not None
    document.apply(operation)
    assert [document.text(concept) for concept in document.node(paragraph).children] == left
    document.undo()
    assert document.node(paragraph).children == concepts
