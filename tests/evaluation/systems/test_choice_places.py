"""Places are drawn alike for the same chance, and their features stand in the order of the sentences."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.assistant.choosing import shipped_order
from conceptwriter.engine import Likelihoods, WriteDrafts
from conceptwriter.evaluation.held_out.corpora import TrainingDocument
from conceptwriter.evaluation.systems.choice_places import (
    CONTEXT,
    FEATURES,
    PROMPT,
    ChoicePlace,
    documents_with_places,
    features_of,
)
from tests.evaluation.systems.stand_ins import DRAFTED, record, voiced_engine, write_documents


@pytest.fixture
def document() -> TrainingDocument:
    paragraphs = [[f"Sentence {part}.{number} is here." for number in range(4)] for part in range(10)]
    return TrainingDocument("book:1", "book:1", "eng_Latn", "The title", paragraphs)


def test_the_true_sentence_comes_first_and_later_ones_follow(document: TrainingDocument) -> None:
    whole = [text for part in document.paragraphs for text in part]
    for seed in range(20):
        place = ChoicePlace.drawn(document, random.Random(seed))
        here = len(place.before)
        assert [text for text, _ in place.before] == whole[:here]
        assert place.candidates[0] == whole[here]
        assert set(place.candidates[1:]) <= set(whole[here + 1 :])
        assert len(set(place.candidates)) == 5
        assert place.is_new == (here % 4 == 0)
        assert place == ChoicePlace.drawn(document, random.Random(seed))


def test_the_voice_reads_title_and_paragraphs() -> None:
    place = ChoicePlace("The title", (("One.", 0), ("Two.", 0), ("Three.", 1)), ("Four.",), False, 1)
    assert place.prompt() == "The title\n\nOne. Two.\n\nThree."
    new = ChoicePlace("", (("One.", 0),), ("Two.",), True, 1)
    assert new.prompt() == "One.\n\n"


def test_of_a_long_text_the_voice_reads_whole_words_at_the_end() -> None:
    texts = tuple((f"Word number {number} stands here.", number // 4) for number in range(200))
    prompt = ChoicePlace("The title", texts, ("Next.",), False, 1).prompt()
    assert prompt.startswith("The title\n\n")
    assert prompt.endswith("Word number 199 stands here.")
    assert PROMPT - 20 < len(prompt) - len("The title\n\n") <= PROMPT


def test_features_of_candidates_and_drafts(document: TrainingDocument) -> None:
    place = replace(ChoicePlace.drawn(document, random.Random(3)), seed=0)
    engine = voiced_engine()
    with_drafts = features_of(place, engine, shipped_order())
    assert set(with_drafts) == set(FEATURES)
    assert {len(values) for values in with_drafts.values()} == {5 + len(DRAFTED)}
    assert with_drafts["likelihood"] == [-3.0] * 5 + [-2.0] * len(DRAFTED)
    assert len(engine.of_type(WriteDrafts)) == 1
    other = voiced_engine()
    alone = features_of(place, other, shipped_order(), drafts=0)
    assert {len(values) for values in alone.values()} == {5}
    np.testing.assert_allclose(alone["order"], with_drafts["order"][:5])
    assert other.of_type(WriteDrafts) == []
    after = other.of_type(Likelihoods)[0]
    gap = "" if place.is_new else " "
    assert after.texts == tuple(gap + text for text in place.candidates)


def test_the_concept_model_reads_the_last_sentences(document: TrainingDocument) -> None:
    from conceptwriter.engine import ItemKind, Sample

    texts = tuple((text, number) for number, part in enumerate(document.paragraphs) for text in part)
    engine = voiced_engine()
    features_of(
        ChoicePlace("The title", texts[:39], ("A.", "B."), False, 1), engine, shipped_order(), drafts=0
    )
    (request,) = engine.of_type(Sample)
    kinds = request.kinds.tolist()
    assert kinds[0] == ItemKind.PLAN
    assert kinds.count(ItemKind.CONCEPT) == CONTEXT
    assert kinds.count(ItemKind.BREAK) == 6


def test_short_documents_have_no_places(tmp_path: Path) -> None:
    path = tmp_path / "books.jsonl.gz"
    write_documents(path, [record("a", 0, 11), record("a", 1, 12), {**record("a", 2), "lang": "deu_Latn"}])
    assert [each.identity for each in documents_with_places([path])] == ["a:1"]
