from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, TRASH, Document, Draft, EditError, Kind, edits
from conceptwriter.outline.patterns import SearchBudget, SearchStopped, written_out
from conceptwriter.outline.search import (
    ALL_LANGUAGES,
    Match,
    Query,
    SearchError,
    find,
    matches_in,
    passages,
    replace_passages,
    replacements_in,
)
from tests.outline.drafts import find as node_of
from tests.outline.drafts import harbour

FRENCH = "fra_Latn"
SLOW = "a" * 60 + "!"


def found(document: Document, query: Query) -> list[str]:
    """What was found, with what stands after it in its text."""
    shown = []
    for match in find(document, query):
        text = (
            document.node(match.node).note
            if match.language is None
            else document.text(match.node, match.language)
        )
        shown.append(f"{text[match.start : match.end]}|{text[match.end :]}")
    return shown


def test_plain_text_is_found_in_reading_order() -> None:
    assert found(harbour(), Query("the ")) == [
        "The |harbour",
        "The |boats came in.",
        "The |letter",
        "The |end.",
    ]
    assert found(harbour(), Query("the ", case=True)) == []
    assert found(harbour(), Query(".", under=node_of(harbour(), "Two"))) == [".|"]
    assert found(harbour(), Query("")) == []
    assert found(harbour(), Query("(")) == []


def test_whole_words_and_expressions() -> None:
    document = harbour()
    assert found(document, Query("i", whole_words=True)) == []
    assert found(document, Query("it", whole_words=True)) == [
        "It| rained.",
        "It| was old.",
        "It| was blue.",
        "it|.",
    ]
    assert found(document, Query(r"\bwas (old|blue)", regex=True)) == ["was old|.", "was blue|."]
    assert found(document, Query("x*", regex=True)) == []
    with pytest.raises(SearchError, match="not a regular expression"):
        list(find(document, Query("(", regex=True)))


def test_languages_notes_and_the_trash() -> None:
    document = harbour()
    node = node_of(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait."))
    document.apply(edits.set_note(document, node, "check: pleuvait"))
    assert found(document, Query("pleuvait")) == ["pleuvait|"]
    assert found(document, Query("pleuvait", notes=False)) == []
    assert found(document, Query("pleuvait", language=FRENCH)) == ["pleuvait|.", "pleuvait|"]
    assert found(document, Query("i", language=ALL_LANGUAGES, notes=False, under=node)) == [
        "I|t rained.",
        "i|ned.",
        "I|l pleuvait.",
        "i|t.",
    ]
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    assert found(document, Query("pleuvait", notes=False)) == ["pleuvait|."]
    document.apply(edits.delete(document, [node]))
    assert found(document, Query("pleuvait")) == []
    assert len(found(document, Query("pleuvait", under=TRASH))) == 2


def test_replacing_all_is_one_step_and_passes_over_locked_nodes() -> None:
    document = harbour()
    document.apply(edits.set_locked(document, [node_of(document, "It was blue.")], True))
    document.apply(edits.replace_all(document, Query("was"), "is"))
    assert [document.text(node) for node in document.concepts()] == [
        "The boats came in.",
        "Nobody is waiting.",
        "It rained.",
        "It is old.",
        "It was blue.",
        "He read it.",
        "The end.",
    ]
    assert document.undo_label == "Replace 2"
    document.undo()
    assert document.text(node_of(document, "It was old.")) == "It was old."


def test_replacing_only_the_chosen_ones() -> None:
    document = harbour()
    query = Query("it")
    node = node_of(document, "He read it.")
    document.apply(edits.replace_all(document, query, "the letter", {Match(node, "eng_Latn", 8, 10)}))
    assert document.text(node) == "He read the letter."
    assert document.text(node_of(document, "It rained.")) == "It rained."


def test_groups_are_put_in_and_plain_text_is_not_an_expression() -> None:
    document = harbour()
    document.apply(edits.replace_all(document, Query(r"It was (\w+)", regex=True), r"\1 it was"))
    assert document.text(node_of(document, "old it was.")) == "old it was."
    document.apply(edits.replace_all(document, Query("The"), r"\1"))
    assert node_of(document, r"\1 end.")
    with pytest.raises(SearchError, match="not a valid replacement"):
        edits.replace_all(document, Query("end", regex=True), r"\7")
    assert edits.replace_all(document, Query("absent"), "x").changes == ()


def test_replacing_in_translations_and_notes() -> None:
    document = harbour()
    node = node_of(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait."))
    document.apply(edits.set_note(document, node, "Il?"))
    document.apply(edits.replace_all(document, Query("Il", language=ALL_LANGUAGES), "Elle"))
    assert (document.text(node, FRENCH), document.node(node).note) == ("Elle pleuvait.", "Elle?")
    assert not edits.may_replace(document, node, FRENCH)


def test_a_search_error_is_an_edit_error() -> None:
    assert issubclass(SearchError, EditError)


@pytest.mark.parametrize("expression", ["(a|aa)+$", r"(\w|\w\w)+$", "(?:ba|a|aa)+$"])
def test_an_expression_that_would_never_end_is_stopped_and_changes_nothing(expression: str) -> None:
    document = Document.from_draft(
        Draft(Kind.SECTION, children=[Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "ba" * 3 + SLOW)])])
    )
    before = document.revision
    query = Query(expression, regex=True)
    with pytest.raises(SearchStopped, match="takes too long"):
        list(matches_in(passages(document, query), query, SearchBudget(0.05)))
    with pytest.raises(SearchStopped, match="nothing was changed"):
        list(replacements_in(passages(document, query), query, "x", patience=SearchBudget(0.05)))
    assert document.revision == before
    assert not document.history.done


@pytest.mark.parametrize(
    "expression", ["((a{1000}){1000}){1000}", "(ab{,900}c){900}", "x{9999999}", "(" * 3000 + ")" * 3000]
)
def test_an_expression_that_would_fill_the_memory_is_refused(expression: str) -> None:
    with pytest.raises(SearchError):
        Query(expression, regex=True).pattern()


@pytest.mark.parametrize(
    ("expression", "size"),
    [
        ("abc", 3),
        (r"\w{3}b", 4),
        ("(ab){4}", 8),
        ("[a]{2,5}", 7),
        ("a{,3}{b}", 6),
        ("ab{,}", 2),
        ("a{1}{5}", 5),
        ("a{0}{5}", 5),
        ("a{2}{3}", 6),
        (r"\({2}", 2),
        ("a)", 2),
    ],
)
def test_the_written_out_size_of_an_expression(expression: str, size: int) -> None:
    assert written_out(expression) == size


def test_replacements_worked_out_on_another_text_are_refused() -> None:
    document = harbour()
    query = Query("was")
    worked_out = list(replacements_in(passages(document, query), query, "is"))
    document.apply(edits.edit_text(document, node_of(document, "It was blue."), "It was grey."))
    with pytest.raises(EditError, match="Nothing was replaced"):
        replace_passages(document, worked_out)
