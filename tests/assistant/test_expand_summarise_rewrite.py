from __future__ import annotations

import pytest

from conceptwriter.assistant import (
    ADVENTUROUS,
    Assistant,
    LanguageNotCovered,
    NothingToGoOn,
    accept,
    staleness,
)
from conceptwriter.engine import ItemKind as ItemKind
from conceptwriter.engine import Sample
from conceptwriter.outline import ROOT, Document, Draft, Kind, Rendition, edits
from tests.assistant.conftest import find, paragraph, section
from tests.assistant.toy_engine import PHRASES, ToyEngine, bag_of_words

WAIT = 20.0


def texts(document: Document, under: int = ROOT) -> list[str]:
    return [document.source_text(node) for node in document.concepts(under)]


# -- expanding


def test_a_heading_becomes_alternative_paragraphs(assistant: Assistant, document: Document) -> None:
    node = find(document, "Evening")
    before = texts(document)
    found = assistant.expand(document, node, sentences=3, n=2, seed=5).result(WAIT)
    assert found.kind == "expand"
    assert len(found.proposals) == 2
    drafts = [proposal.draft for proposal in found.proposals]
    assert all(
        draft is not None and draft.kind is Kind.PARAGRAPH and len(draft.children) == 3 for draft in drafts
    )
    first, second = ([child.text for child in draft.children] for draft in drafts if draft is not None)
    assert first != second
    assert len(set(first)) == 3
    assert found.proposals[0].text == " ".join(first)
    document.apply(accept(document, found, 0))
    assert texts(document, node) == [*first, "Rain began to fall on the roofs."]
    document.undo()
    assert texts(document) == before


def test_what_was_said_is_fed_back(assistant: Assistant, engine: ToyEngine, document: Document) -> None:
    assistant.expand(document, find(document, "Evening"), sentences=3, n=1).result(WAIT)
    lengths = [len(request.vectors) for request in engine.of_type(Sample)]
    assert lengths == [lengths[0], lengths[0] + 1, lengths[0] + 2]
    assert engine.of_type(Sample)[0].kinds[-1] == ItemKind.PLAN
    assert engine.of_type(Sample)[2].kinds[-1] == ItemKind.CONCEPT


def test_a_likely_end_stops_it_after_two_sentences(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    engine.end_probability = 0.9
    found = assistant.expand(document, find(document, "Evening"), sentences=5, n=1).result(WAIT)
    draft = found.proposals[0].draft
    assert draft is not None
    assert len(draft.children) == 2


def test_it_is_reproducible_and_rerolls(assistant: Assistant, document: Document) -> None:
    node = find(document, "Evening")
    one, two = (assistant.expand(document, node, n=1, seed=3).result(WAIT) for _ in range(2))
    other = assistant.expand(document, node, n=1, seed=3, reroll=1).result(WAIT)
    assert one == two
    assert one.proposals[0].text != other.proposals[0].text


def test_a_summary_of_an_empty_paragraph_is_filled_in(assistant: Assistant, document: Document) -> None:
    evening = find(document, "Evening")
    document.apply(edits.add_subtree(document, evening, None, Draft(Kind.PARAGRAPH, "Old man counted nets")))
    node = find(document, "Old man counted nets")
    found = assistant.expand(document, node, sentences=2, n=1).result(WAIT)
    document.apply(accept(document, found, 0))
    assert len(document.children(node)) == 2
    assert texts(document, node)[0] == "The old man counted them twice."


def test_a_concept_and_a_full_paragraph_get_a_new_paragraph_after(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    for anchor in (find(document, "The boats came in at dawn."), find(document, "The letter")):
        found = assistant.expand(document, anchor, sentences=2, n=1).result(WAIT)
        kinds = engine.of_type(Sample)[-2].kinds
        assert list(kinds[-2:]) == [ItemKind.BREAK, ItemKind.PLAN]
        document.apply(accept(document, found, 0))
        here = anchor if document.node(anchor).kind is Kind.PARAGRAPH else document.parent(anchor)
        assert here is not None
        new = document.next_sibling(here)
        assert new is not None
        assert len(document.children(new)) == 2
        document.undo()


def test_what_cannot_be_expanded(assistant: Assistant, document: Document) -> None:
    bare = document.parent(find(document, "The boats came in at dawn."))
    assert bare is not None
    with pytest.raises(NothingToGoOn, match="summary"):
        assistant.expand(document, bare)
    node = find(document, "Evening")
    document.apply(edits.set_source_language(document, node, "pol_Latn"))
    with pytest.raises(LanguageNotCovered, match="Polish"):
        assistant.expand(document, node).result(WAIT)


# -- summarising


def test_abstractive_and_extractive_summaries(assistant: Assistant, document: Document) -> None:
    found = assistant.summarise(document, ROOT, sentences=2).result(WAIT)
    extract = next(proposal for proposal in found.proposals if "extractive" in proposal.flags)
    assert extract.draft is not None
    picked = [child.text for child in extract.draft.children]
    everything = texts(document)
    assert len(picked) == 2
    assert [everything.index(text) for text in picked] == sorted(everything.index(text) for text in picked)
    assert extract.text == " ".join(picked)


def test_only_what_the_text_does_not_say_itself_is_unlabelled(
    assistant: Assistant, engine: ToyEngine
) -> None:
    document = Document.from_draft(section("", paragraph("Boats came.", "Boats left.", "Boats sank.")))
    middle = bag_of_words("Boats came.") + bag_of_words("Boats left.") + bag_of_words("Boats sank.")
    engine.know("Boats came, left and sank.", "eng_Latn", middle)
    found = assistant.summarise(document, ROOT, sentences=1).result(WAIT)
    labels = {proposal.text: proposal.flags for proposal in found.proposals}
    assert "extractive" not in labels.pop("Boats came, left and sank.")
    assert all("extractive" in flags for flags in labels.values())
    assert labels


def test_percent_and_sentences(assistant: Assistant) -> None:
    sentences = [f"Sentence {number} about boat {number}." for number in range(40)]
    document = Document.from_draft(section("", paragraph(*sentences)))
    for options, count in (
        ({"percent": 10.0}, 4),
        ({"sentences": 3}, 3),
        ({"percent": 0.1}, 1),
        ({"percent": 90.0}, 12),
    ):
        found = assistant.summarise(document, ROOT, **options).result(WAIT)
        assert found.settings.sentences == count


def test_a_summary_in_the_branch_s_language_uses_what_is_there(
    assistant: Assistant, document: Document
) -> None:
    dawn = find(document, "Dawn")
    concepts = list(document.concepts(dawn))
    document.apply(
        edits.set_renditions(
            document,
            [
                (
                    concepts[0],
                    "fra_Latn",
                    Rendition("Dès l'aube on vit rentrer toute la flottille des pêcheurs du village."),
                )
            ],
        )
    )
    document.apply(edits.set_language(document, [dawn], "fra_Latn"))
    found = assistant.summarise(document, dawn, sentences=4).result(WAIT)
    extract = next(proposal for proposal in found.proposals if "extractive" in proposal.flags)
    assert extract.language == "fra_Latn"
    assert "Dès l'aube on vit rentrer toute la flottille des pêcheurs du village." in extract.text
    assert "Personne n'attendait sur le quai." in extract.text


def test_taking_a_summary(assistant: Assistant, document: Document) -> None:
    bare = document.parent(find(document, "The boats came in at dawn."))
    assert bare is not None
    found = assistant.summarise(document, bare, sentences=1).result(WAIT)
    document.apply(accept(document, found, 0))
    assert document.source_text(bare) == found.proposals[0].text
    document.undo()
    dawn = find(document, "Dawn")
    whole = assistant.summarise(document, dawn, sentences=2).result(WAIT)
    document.apply(accept(document, whole, 0))
    first = document.children(dawn)[0]
    assert " ".join(texts(document, first)) == whole.proposals[0].text


def test_a_summary_goes_stale_with_any_concept_of_its_branch(
    assistant: Assistant, document: Document
) -> None:
    dawn = find(document, "Dawn")
    found = assistant.summarise(document, dawn, sentences=1).result(WAIT)
    assert staleness(document, found) == ""
    document.apply(edits.edit_text(document, find(document, "She read it slowly and smiled."), "She cried."))
    assert "older version of this branch" in staleness(document, found)


def test_what_cannot_be_summarised(assistant: Assistant, document: Document) -> None:
    with pytest.raises(NothingToGoOn, match="single concept"):
        assistant.summarise(document, find(document, "She read it slowly and smiled."))
    with pytest.raises(NothingToGoOn, match="two sentences"):
        assistant.summarise(document, find(document, "Evening")).result(WAIT)


# -- rewriting


@pytest.fixture
def paraphrases(engine: ToyEngine) -> None:
    vectors = dict(PHRASES)
    assert "The boats came in at dawn." in vectors
    for text in (
        "At dawn the boats came in.",
        "The boats came at dawn.",
        "In came the boats at dawn, all of them.",
    ):
        engine._encode((text,), "eng_Latn")


@pytest.mark.usefixtures("paraphrases")
def test_other_words_close_to_the_original(assistant: Assistant, document: Document) -> None:
    node = find(document, "The boats came in at dawn.")
    found = assistant.rewrite(document, node, n=3, settings=ADVENTUROUS).result(WAIT)
    offered = [proposal.text for proposal in found.proposals]
    assert "The boats came in at dawn." not in offered
    assert offered[0] in {
        "At dawn the boats came in.",
        "In came the boats at dawn, all of them.",
        "The boats came at dawn.",
    }
    document.apply(accept(document, found, 0))
    assert document.source_text(node) == offered[0]
    document.undo()
    assert document.source_text(node) == "The boats came in at dawn."


@pytest.mark.usefixtures("paraphrases")
def test_marks_around_a_concept_stay(assistant: Assistant) -> None:
    document = Document.from_draft(section("", paragraph("*The boats came in at dawn.*")))
    found = assistant.rewrite(document, next(document.concepts()), settings=ADVENTUROUS).result(WAIT)
    assert all(proposal.text.startswith("*") and proposal.text.endswith("*") for proposal in found.proposals)


def test_lost_facts_of_a_rewrite_are_flagged(assistant: Assistant) -> None:
    document = Document.from_draft(section("", paragraph("He bought 3 kilos of bread from Anna.")))
    found = assistant.rewrite(document, next(document.concepts()), settings=ADVENTUROUS).result(WAIT)
    assert all({"numbers", "names"} <= set(proposal.flags) for proposal in found.proposals)


def test_what_cannot_be_rewritten(assistant: Assistant, document: Document) -> None:
    with pytest.raises(NothingToGoOn, match="fra_Latn"):
        assistant.rewrite(document, find(document, "She read it slowly and smiled."), language="fra_Latn")


def test_a_heading_is_rewritten_as_a_heading(assistant: Assistant, engine: ToyEngine) -> None:
    document = Document(title="The boats came in at dawn")
    engine.know("Boats at dawn.", "eng_Latn", bag_of_words("The boats came in at dawn") + 0.1)
    found = assistant.rewrite(document, ROOT, n=5, settings=ADVENTUROUS).result(WAIT)
    offered = {proposal.text: proposal.flags for proposal in found.proposals}
    assert "unfinished" not in offered["Boats at dawn"]
    assert not any(text.endswith(".") for text in offered)
