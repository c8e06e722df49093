"""What stands between two concepts: kept exactly, sensible after every change, and never two words in one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.outline import (
    ROOT,
    TRASH,
    Caret,
    Document,
    Draft,
    EditError,
    Kind,
    NodeId,
    Rendition,
    edits,
)
from conceptwriter.outline.gaps import (
    cut_at,
    edges_of,
    gap_between,
    kept_gap,
    running_text,
    separation_of,
    shown_text,
    space_between,
)
from conceptwriter.outline.model import BREAK, GAP, LEAD, TAIL
from conceptwriter.outline.ranges import remove_range

ENGLISH, FRENCH, CHINESE, JAPANESE = "eng_Latn", "fra_Latn", "zho_Hans", "jpn_Jpan"
THAI, ARABIC = "tha_Thai", "arb_Arab"
GAPS = ["", " ", "  ", "\u00a0", "\u3000", "\u2003", " \u00a0", "\t", "\n", "\n    ", "\u2009\u2009"]
SENTENCES = {
    ENGLISH: ["He left.", "Why not?", "It rained", "—so he said.", "**Bold.**", "(An aside.)", "7."],
    CHINESE: ["他走了。", "她笑了！", "OK.", "“好。”", "**强调。**", "Fine."],
    JAPANESE: ["夜が明けた。", "「行くぞ！」", "Yes."],
    THAI: ["เขามา", "เธอไป", "ok"],
    ARABIC: ["وصل أحمد.", "هل أنت بخير؟", "Fine."],
}


def paragraph_of(
    texts: list[str], gaps: list[str] | None = None, language: str = ENGLISH, **attributes: str
) -> Document:
    """A document of one paragraph; `gaps` are what stands between the texts."""
    concepts = [Draft(Kind.CONCEPT, text) for text in texts]
    for index, gap in enumerate(gaps or []):
        kept = kept_gap(gap, texts[index], texts[index + 1], language)
        if kept is not None:
            concepts[index].attributes[GAP] = kept
    paragraph = Draft(Kind.PARAGRAPH, children=concepts, attributes=attributes)
    return Document.from_draft(Draft(Kind.SECTION, "", language, children=[paragraph]), language)


def paragraphs(document: Document) -> list[NodeId]:
    return list(document.of_kind(Kind.PARAGRAPH))


def reads(document: Document, language: str | None = None) -> str:
    """All paragraphs as they read on."""
    return "¶".join(
        running_text(document, document.node(paragraph).children, language)
        for paragraph in paragraphs(document)
    )


def concepts(document: Document) -> list[NodeId]:
    return list(document.concepts())


@st.composite
def mixed(draw: st.DrawFn) -> tuple[list[str], list[str], str]:
    language = draw(st.sampled_from(sorted(SENTENCES)))
    texts = draw(st.lists(st.sampled_from(SENTENCES[language]), min_size=1, max_size=6))
    gaps = draw(
        st.lists(
            st.sampled_from([gap for gap in GAPS if gap]), min_size=len(texts) - 1, max_size=len(texts) - 1
        )
    )
    return texts, gaps, language


# -- keeping -------------------------------------------------------------------------------------------------


@given(mixed())
def test_a_paragraph_reads_as_it_was_found(case: tuple[list[str], list[str], str]) -> None:
    texts, gaps, language = case
    assert reads(paragraph_of(texts, gaps, language)) == "".join(
        text + gap for text, gap in zip(texts, [*gaps, ""], strict=True)
    )


def test_nothing_is_noted_down_for_what_the_language_has() -> None:
    assert all(not document.node(concepts(document)[0]).attributes for document in (
        paragraph_of(["One.", "Two."], [" "]),
        paragraph_of(["一。", "二。"], [""], CHINESE),
        paragraph_of(["OK.", "Fine."], [" "], CHINESE),
        paragraph_of(["一。", "二。"], [""], ENGLISH),
    ))  # fmt: skip


@given(
    st.text("ab. \u00a0\u3000\t\n日", max_size=12), st.integers(0, 12), st.sampled_from([ENGLISH, JAPANESE])
)
@settings(max_examples=400)
def test_splitting_and_merging_gives_the_same_text(text: str, position: int, language: str) -> None:
    document = paragraph_of([text], language=language)
    (node,) = concepts(document)
    document.apply(edits.split(document, node, position))
    first, second = concepts(document)
    if not text[:position].strip():
        return  # an empty concept was put in above
    assert document.text(second) == document.text(second).lstrip()
    document.apply(edits.merge_with_previous(document, second))
    if document.text(first) or "\n" not in text:
        inner = re.sub(r"\n\s*\n", "\n\n", text)  # blank lines keep no blanks
        assert text.rstrip() in (document.text(first).rstrip(), inner.rstrip(), document.text(first))


@pytest.mark.parametrize("gap", ["  ", "\u00a0", "", "\n", "\n\n", " \n\u3000", "\t"])
def test_the_caret_in_a_gap_splits_at_it(gap: str) -> None:
    text = f"A word.{gap}Next one."
    for position in range(7, 8 + len(gap)):
        document = paragraph_of([text])
        (node,) = concepts(document)
        document.apply(edits.split(document, node, position))
        assert [document.text(concept).strip() for concept in concepts(document)] == ["A word.", "Next one."]
        assert reads(document) == text
        document.apply(edits.merge_with_next(document, node))
        assert document.text(node) == text
        document.undo()
        assert reads(document) == text
        document.undo()
        assert document.text(node) == text


@pytest.mark.parametrize(
    ("white", "expected"),
    [(" \n", (" ", 1, None)), ("\n \n\u3000", ("\n ", 1, "\u3000")), ("\n\n", ("", 2, None))],
)
def test_white_space_with_line_breaks_is_cut_where_it_can_be_kept(
    white: str, expected: tuple[str, int, str | None]
) -> None:
    left, between, right = cut_at(f"a{white}b", 1, ENGLISH)
    assert (left, *between, right) == (f"a{expected[0]}", *expected[1:], "b")


def test_what_is_no_white_space_is_no_gap() -> None:
    document = paragraph_of(["One.", "Two."])
    node = document.node(concepts(document)[0])
    for gap in ("x", " x ", "\u200b", " " * 200_000):
        node.attributes[GAP] = gap
        assert separation_of(node).gap is None
    for breaks in ("-1", "many", "²", "9" * 30):
        node.attributes[BREAK] = breaks
        assert 0 <= separation_of(node).breaks <= 100


@pytest.mark.parametrize(
    ("kept", "shown"), [("\u3000", "\u3000"), ("  ", "  "), ("", ""), ("\n", ""), (" \n", ""), ("x", "")]
)
def test_only_white_space_without_line_ends_is_at_the_edges_of_a_paragraph(kept: str, shown: str) -> None:
    for key, edges in ((LEAD, (shown, "")), (TAIL, ("", shown))):
        document = paragraph_of(["One."])
        paragraph = document.node(paragraphs(document)[0])
        paragraph.attributes[key] = kept
        assert edges_of(paragraph) == edges


# -- other languages -----------------------------------------------------------------------------------------


def test_another_language_has_its_own_gaps() -> None:
    document = paragraph_of(["他走了。", "她笑了。"], ["\u3000"], CHINESE)
    one, two = concepts(document)
    for node, text in ((one, "He left."), (two, "She laughed.")):
        document.apply(edits.set_rendition(document, node, ENGLISH, text))
    assert reads(document, ENGLISH) == "He left. She laughed."
    assert reads(document) == "他走了。\u3000她笑了。"
    document.apply(edits.merge_with_next(document, one))
    assert document.text(one, ENGLISH) == "He left. She laughed."
    assert document.source_text(one) == "他走了。\u3000她笑了。"


def test_line_ends_hold_in_every_language() -> None:
    document = paragraph_of(["One.", "Two.", "Three."], ["\n", "  "])
    for node in concepts(document):
        document.apply(edits.set_rendition(document, node, CHINESE, "好。"))
    assert reads(document, CHINESE) == "好。\n好。好。"


def test_where_only_one_of_two_is_translated_the_language_decides() -> None:
    document = paragraph_of(["One.", "Two."], ["\u3000\u3000"])
    document.node(concepts(document)[0]).renditions[FRENCH] = Rendition("Un.")
    assert reads(document, FRENCH) == "Un. Two."


# -- moving, adding, deleting --------------------------------------------------------------------------------


def test_a_line_stays_a_line_wherever_it_goes() -> None:
    document = paragraph_of(["[^1]: a", "[^2]: b", "[^3]: c"], ["\n", "\n"])
    one, two, three = concepts(document)
    document.apply(edits.move_up(document, [three]))
    assert reads(document) == "[^1]: a\n[^3]: c\n[^2]: b"
    document.apply(edits.move_down(document, [one]))
    document.apply(edits.move_down(document, [one]))
    assert reads(document) == "[^3]: c\n[^2]: b\n[^1]: a"
    document.apply(edits.delete(document, [two]))
    assert reads(document) == "[^3]: c\n[^1]: a"
    document.apply(edits.add_sibling(document, one, "[^4]: d"))
    document.apply(edits.add_sibling(document, three, "[^5]: e"))
    assert reads(document) == "[^3]: c\n[^5]: e\n[^1]: a\n[^4]: d"
    while document.undo():
        pass
    assert reads(document) == "[^1]: a\n[^2]: b\n[^3]: c"


def test_two_of_two_change_places_on_their_lines() -> None:
    document = paragraph_of(["a", "b"], ["\n"])
    document.apply(edits.move_up(document, concepts(document)[1:]))
    assert reads(document) == "b\na"


def test_a_concept_from_elsewhere_takes_the_gap_of_the_place() -> None:
    document = paragraph_of(["One.", "Two."], ["  "])
    other = Draft(
        Kind.PARAGRAPH,
        children=[Draft(Kind.CONCEPT, "A.", attributes={GAP: "\n"}), Draft(Kind.CONCEPT, "B.")],
    )
    document.apply(edits.add_subtree(document, ROOT, None, other))
    first, second = paragraphs(document)
    document.apply(edits.move(document, document.children(second)[:1], first, 1))
    assert reads(document) == "One.  A.  Two.¶B."


def test_what_touched_its_neighbour_touches_no_other() -> None:
    document = paragraph_of(["He said", "—nothing.", "Then", "left."], ["", " ", " "])
    said, dash, then, _ = concepts(document)
    document.apply(edits.move_down(document, [dash]))
    assert reads(document) == "He said Then —nothing. left."
    document.undo()
    document.apply(edits.delete(document, [dash]))
    assert reads(document) == "He said Then left."
    document.undo()
    document.apply(edits.add_sibling(document, said, "aloud"))
    assert reads(document) == "He said aloud —nothing. Then left."
    document.undo()
    document.apply(edits.duplicate(document, [said]))
    assert reads(document) == "He said He said —nothing. Then left."
    document.undo()
    document.apply(edits.move(document, [then], paragraphs(document)[0], 1))
    assert reads(document) == "He said Then —nothing. left."
    document.undo()
    assert reads(document) == "He said—nothing. Then left."


def test_merging_and_splitting_paragraphs_keeps_the_gap_between() -> None:
    document = paragraph_of(["One.", "Two.", "Three."], ["  ", "\u3000"], **{LEAD: "\u3000", TAIL: "\u00a0"})
    _, two, _ = concepts(document)
    document.apply(edits.split_paragraph(document, two))
    assert reads(document) == "One.¶Two.\u3000Three."
    first, second = paragraphs(document)
    assert document.node(first).attributes == {LEAD: "\u3000"}
    assert document.node(second).attributes == {LEAD: "\u3000", TAIL: "\u00a0"}
    document.apply(edits.merge_with_previous(document, two))
    assert reads(document) == "One.  Two.\u3000Three."
    assert document.node(first).attributes == {LEAD: "\u3000", TAIL: "\u00a0"}


def test_deleting_and_restoring_brings_the_gap_back() -> None:
    document = paragraph_of(["One.", "Two.", "Three."], [" ", "\u3000"])
    two = concepts(document)[1]
    document.apply(edits.delete(document, [two]))
    assert reads(document) == "One. Three."
    document.apply(edits.restore(document, [two]))
    assert reads(document) == "One. Two.\u3000Three."


def test_a_space_typed_at_the_end_becomes_the_gap_before_what_is_added() -> None:
    document = paragraph_of(["One.  "])
    (one,) = concepts(document)
    document.apply(edits.add_sibling(document, one, "Two."))
    assert reads(document) == "One.  Two."
    document.undo()
    assert document.text(one) == "One.  "
    document.apply(edits.edit_text(document, one, "One. "))
    document.apply(edits.add_sibling(document, one, "Two."))
    assert reads(document) == "One. Two."
    assert document.node(one).attributes == {}


def test_spaces_typed_at_an_edge_are_shown() -> None:
    document = paragraph_of(["One.", "Two."])
    one, two = concepts(document)
    document.apply(edits.edit_text(document, one, "One. "))
    document.apply(edits.edit_text(document, two, " Two."))
    assert reads(document) == "One.   Two."


def test_what_stood_after_a_sentence_that_goes_stands_after_the_rest_of_the_first() -> None:
    document = paragraph_of(["One.", "Two.", "Three."], ["  ", "\n"])
    one, two, three = concepts(document)
    document.apply(remove_range(document, Caret(one, 2), Caret(two, 4)))
    assert reads(document) == "On\nThree."
    document.undo()
    document.apply(remove_range(document, Caret(one, 2), Caret(two, 2)))
    assert reads(document) == "Ono.\nThree."
    document.undo()
    document.apply(remove_range(document, Caret(two, 2), Caret(three, 6)))
    assert reads(document) == "One.  Tw"


# -- anything at all -----------------------------------------------------------------------------------------


def _any_edit(document: Document, name: str, place: int, number: int) -> None:
    nodes = concepts(document)
    node = nodes[place % len(nodes)]
    parent = document.node(node).parent
    assert parent is not None
    try:
        operation = {
            "up": lambda: edits.move_up(document, [node]),
            "down": lambda: edits.move_down(document, [node]),
            "indent": lambda: edits.indent(document, [node]),
            "outdent": lambda: edits.outdent(document, [node]),
            "split": lambda: edits.split(document, node, _space_in(document.text(node), number)),
            "merge": lambda: edits.merge_with_next(document, node),
            "duplicate": lambda: edits.duplicate(document, [node]),
            "move": lambda: edits.move(
                document, [node], document.node(nodes[number % len(nodes)]).parent or 1
            ),
            "delete": lambda: edits.delete(document, [node]),
            "restore": lambda: edits.restore(document, document.children(TRASH)),
            "paragraph": lambda: edits.split_paragraph(document, node),
        }[name]()
    except EditError:
        return
    document.apply(operation)


def _space_in(text: str, number: int) -> int:
    """Where a person would split: at white space."""
    spaces = [match.start() for match in re.finditer(r"\s", text)]
    return spaces[number % len(spaces)] if spaces else len(text)


STEPS = st.tuples(
    st.sampled_from(
        [
            "up",
            "down",
            "indent",
            "outdent",
            "split",
            "merge",
            "duplicate",
            "move",
            "delete",
            "restore",
            "paragraph",
        ]
    ),
    st.integers(0, 20),
    st.integers(0, 20),
)


@given(
    st.lists(
        st.sampled_from(["alpha.", "beta!", "gamma", "delta epsilon.", "«zeta»"]), min_size=2, max_size=5
    ),
    st.lists(st.sampled_from([gap for gap in GAPS if gap]), min_size=4, max_size=4),
    st.lists(STEPS, max_size=12),
)
@settings(max_examples=300, deadline=None, derandomize=False)
def test_no_change_of_order_glues_two_words_together(
    texts: list[str], gaps: list[str], steps: list[tuple[str, int, int]]
) -> None:
    document = paragraph_of(texts, gaps[: len(texts) - 1])
    words = set(" ".join(texts).split())
    before = reads(document)
    for step in steps:
        if not concepts(document):
            break
        _any_edit(document, *step)
        assert set(reads(document).replace("¶", " ").split()) <= words
    while document.undo():
        pass
    assert reads(document) == before


@given(mixed(), st.lists(STEPS.filter(lambda step: step[0] != "duplicate"), max_size=12))
@settings(max_examples=200, deadline=None, derandomize=False)
def test_no_letter_is_lost_in_any_script(
    case: tuple[list[str], list[str], str], steps: list[tuple[str, int, int]]
) -> None:
    document = paragraph_of(*case)

    def letters() -> list[str]:
        text = "".join(document.text(node) for root in (ROOT, TRASH) for node in document.subtree(root))
        return sorted(letter for letter in text if not letter.isspace())

    before, reading = letters(), reads(document)
    for step in steps:
        if concepts(document):
            _any_edit(document, *step)
        assert letters() == before
    while document.undo():
        pass
    assert reads(document) == reading


def test_a_concept_that_was_emptied_lets_its_neighbours_not_touch() -> None:
    document = paragraph_of(["He said", "—so—", "left."], ["", ""])
    document.apply(edits.edit_text(document, concepts(document)[1], ""))
    assert reads(document) == "He said left."


def test_a_new_concept_at_the_end_of_another_touches_nothing() -> None:
    document = paragraph_of(["He said", "—so."], [""])
    one = concepts(document)[0]
    document.apply(edits.split(document, one, 99))
    fresh = concepts(document)[1]
    document.apply(edits.edit_text(document, fresh, "aloud"))
    assert reads(document) == "He said aloud —so."


def test_two_texts_touch_if_nothing_is_said_of_what_is_between_them() -> None:
    document = paragraph_of(["He said", "—so."], [""])
    one, two = concepts(document)
    texts = shown_text(document, one), shown_text(document, two)
    for between in (gap_between, space_between):
        assert between(document.node(one), *texts) == ""
        assert between(document.node(one), *texts, touching=False) == " "
