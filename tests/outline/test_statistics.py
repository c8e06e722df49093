from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, TRASH, Draft, Kind, edits
from conceptwriter.outline.statistics import Counts, LanguageProgress, count, count_words, progress
from tests.outline.drafts import find, harbour

FRENCH = "fra_Latn"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  \n ", 0),
        ("The boats came in.", 4),
        ("“Don’t!” he said—twice, well-known.", 5),
        ("3.14 is not 3", 4),
        ("… – !", 0),
        ("क्या यह हिन्दी है?", 4),
        ("Это не сон.", 3),
        ("雨だった。", 4),
        ("我爱 Python 3", 4),
        ("비가 왔다.", 2),
        ("مرحبا بالعالم", 2),
        ("สวัสดี", 4),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_words(text) == words


def test_counts_are_of_headings_and_concepts() -> None:
    document = harbour()
    document.apply(edits.set_note(document, ROOT, "not counted"))
    assert count(document) == Counts(words=24, characters=105, sections=3, paragraphs=4, concepts=7)
    assert count(document, find(document, "Two")) == Counts(3, 11, 1, 1, 1)
    document.apply(edits.delete(document, [find(document, "Two")]))
    assert count(document).concepts == 6
    assert count(document, TRASH).concepts == 1


def test_counts_are_added_and_taken_away() -> None:
    one, other = Counts(9, 80, 7, 6, 5), Counts(1, 20, 3, 4, 5)
    assert one + other == Counts(10, 100, 10, 10, 10)
    assert one - other == Counts(8, 60, 4, 2, 0)


def test_counts_follow_the_output_language() -> None:
    document = harbour()
    node = find(document, "It rained.")
    document.apply(edits.set_rendition(document, node, FRENCH, "Il pleuvait à verse."))
    assert count(document, node).words == 2
    assert count(document, node, FRENCH).words == 4
    parent = document.parent(node)
    assert parent is not None
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    assert count(document, node).words == 4
    document.apply(edits.set_language(document, [parent], "eng_Latn"))
    assert count(document, node).words == 2
    document.undo()
    document.undo()
    assert count(document, node).words == 2


def test_progress_of_every_language() -> None:
    document = harbour()
    first, second = list(document.concepts())[:2]
    third = find(document, "It rained.")
    for node in (first, second, third):
        document.apply(edits.set_rendition(document, node, FRENCH, "x"))
    document.apply(edits.edit_text(document, second, "Changed.", "eng_Latn"))
    document.apply(edits.add_sibling(document, second, ""))
    document.apply(
        edits.add_subtree(document, document.parent(first) or 0, 0, Draft(Kind.CONCEPT, "Moi.", FRENCH))
    )
    found = progress(document, languages=["deu_Latn"])
    assert found == {
        "eng_Latn": LanguageProgress(done=10, missing=1),
        FRENCH: LanguageProgress(done=3, stale=1, missing=7),
        "deu_Latn": LanguageProgress(missing=11),
    }
    assert {entry.total for entry in found.values()} == {11}
