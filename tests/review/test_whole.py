"""The remarks on a document: missing and outdated texts, findings, other nodes, dismissals."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Document, Draft, Kind, NodeId, Origin, Rendition, State, edits
from conceptwriter.outline.model import fingerprint
from conceptwriter.outline.remarks import Remark
from conceptwriter.review import Consistency, Pair, ReviewRemark, pairs_of, review
from conceptwriter.review.checker import PairChecker

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"


def document_of(*pairs: tuple[str, str]) -> Document:
    """One paragraph; an empty text: not translated."""
    concepts = []
    for source, text in pairs:
        rendition = Rendition(text, Origin.IMPORTED, State.NEW, fingerprint(source, ENGLISH))
        concepts.append(Draft(Kind.CONCEPT, source, renditions={GERMAN: rendition} if text else {}))
    root = Draft(Kind.SECTION, "", children=[Draft(Kind.PARAGRAPH, children=concepts)])
    return Document.from_draft(root, ENGLISH)


def remarks(document: Document, top: NodeId = ROOT, *, sources: bool = False) -> list[ReviewRemark]:
    return review(document, top, PairChecker().check, sources=sources)


def flags(document: Document) -> list[tuple[NodeId, str]]:
    return [(remark.node, remark.flag) for remark in remarks(document)]


def test_in_reading_order() -> None:
    document = document_of(("It rained.", "Es regnete"), ("It is 5.", "Es ist 6."), ("Go on.", ""))
    document.apply(edits.set_language(document, [ROOT], GERMAN))
    first, second, third = document.concepts()
    assert flags(document) == [(first, "end mark"), (second, "numbers"), (third, "missing")]
    assert [remark.node for remark in remarks(document, second)] == [second]


def test_an_outdated_text_is_compared_with_nothing() -> None:
    document = document_of(("It is 5.", "Es ist 6."))
    (node,) = document.concepts()
    document.apply(edits.edit_text(document, node, "It is 7.", ENGLISH))
    assert flags(document) == [(node, "stale")]


def test_the_writer_s_own_text_only_on_request() -> None:
    document = document_of(("No no no no no no no.", "Nein, gar nicht."), ("", ""))
    node, empty = document.concepts()
    assert ("loop" in [remark.flag for remark in remarks(document)]) is False
    found = [(remark.node, remark.language, remark.flag) for remark in remarks(document, sources=True)]
    assert (node, ENGLISH, "loop") in found
    assert (empty, ENGLISH, "empty") in found


def test_what_the_translation_reported_is_listed_once() -> None:
    document = document_of(("It is 5.", ""))
    (node,) = document.concepts()
    new = Rendition("Es ist 6.", Origin.MACHINE, State.MACHINE)
    told = {node: [Remark("numbers", "told"), Remark("round-trip", "far")]}
    document.apply(edits.set_renditions(document, [(node, GERMAN, new)], remarks=told))
    assert flags(document) == [(node, "numbers"), (node, "round-trip")]
    assert remarks(document)[0].reason == "numbers differ: lost 5; added 6"


def test_verbatim_text_has_no_remarks() -> None:
    document = document_of(("It is 5.", "Es ist 6."))
    (node,) = document.concepts()
    document.apply(edits.set_attributes(document, node, {"verbatim": "1"}))
    assert remarks(document, sources=True) == []
    assert list(pairs_of(document, node)) == []


def test_equal_sources_translated_differently() -> None:
    document = document_of(("Good morning.", "Guten Morgen."), ("Good  morning.", "Morgen!"), ("Yes.", "Ja."))
    first, second, _ = document.concepts()
    assert [(remark.node, remark.flag, remark.reason) for remark in remarks(document)] == [
        (first, "inconsistent", f"also translated as “Morgen!” (node {second})"),
        (second, "inconsistent", f"also translated as “Guten Morgen.” (node {first})"),
    ]
    assert [remark.node for remark in remarks(document, second)] == [second], "compared with all the document"


def test_where_nearly_all_agree_only_the_others_are_remarked() -> None:
    document = document_of(*[("Good morning.", "Guten Morgen.")] * 3, ("Good morning.", "Morgen!"))
    first, *_, last = document.concepts()
    assert [(remark.node, remark.reason) for remark in remarks(document)] == [
        (last, f"also translated as “Guten Morgen.” (node {first})")
    ]


def test_different_sources_translated_the_same() -> None:
    document = document_of(
        ("The ship left.", "Das Schiff fuhr ab."),
        ("The vessel sailed.", "Das Schiff fuhr ab."),
        ("The ship left!", "Das Schiff fuhr ab."),
        ("Yes.", "Ja."),
        ("Aye.", "Ja."),
    )
    found = [(remark.node, remark.flag) for remark in remarks(document) if remark.flag == "same translation"]
    assert [node for node, _ in found] == list(document.concepts())[:3], "short answers may be the same"


def test_case_makes_no_difference_and_other_languages_do() -> None:
    consistency = Consistency()
    consistency.add(1, Pair("Save", ENGLISH, "Speichern", GERMAN))
    consistency.add(2, Pair("save", ENGLISH, "speichern", GERMAN))
    consistency.add(3, Pair("Save", ENGLISH, "Enregistrer", "fra_Latn"))
    consistency.add(4, Pair("42", ENGLISH, "43", GERMAN))
    assert [remark for remark in consistency.remarks() if remark is not None] == []


def test_a_dismissed_remark_says_why_until_the_text_changes() -> None:
    document = document_of(("It is 5.", "Es ist 6"))
    (node,) = document.concepts()
    document.apply(edits.dismiss(document, node, GERMAN, "numbers", "a joke"))
    found = {remark.flag: remark.dismissed for remark in remarks(document)}
    assert found == {"numbers": "a joke", "end mark": None}
    document.apply(edits.edit_text(document, node, "Es ist 7.", GERMAN))
    assert [(remark.flag, remark.dismissed) for remark in remarks(document)] == [("numbers", None)]
    document.undo()
    document.apply(edits.bring_back(document, node, GERMAN, "numbers"))
    assert all(remark.dismissed is None for remark in remarks(document))


@pytest.mark.parametrize("flag", ["inconsistent", "same translation"])
def test_a_remark_about_other_nodes_can_be_dismissed_too(flag: str) -> None:
    document = document_of(
        ("The ship left.", "Das Schiff fuhr ab."), ("The vessel sailed.", "Das Schiff fuhr ab.")
    )
    if flag == "inconsistent":
        document = document_of(
            ("The ship left.", "Das Schiff fuhr ab."), ("The ship left.", "Es fuhr davon.")
        )
    first, _ = document.concepts()
    document.apply(edits.dismiss(document, first, GERMAN, flag))
    assert [(remark.flag, remark.dismissed) for remark in remarks(document)] == [(flag, ""), (flag, None)]
