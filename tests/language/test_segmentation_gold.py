from __future__ import annotations

import pytest

from conceptwriter.language import STARTER_LANGUAGES, Segmenter, join_sentences
from tests.language.gold import GOLD


def test_every_starter_language_has_a_gold_paragraph() -> None:
    assert set(GOLD) == set(STARTER_LANGUAGES)


@pytest.mark.parametrize("code", STARTER_LANGUAGES)
def test_gold_paragraph_is_cut_as_by_hand(code: str, segmenter: Segmenter) -> None:
    paragraph = join_sentences(GOLD[code], code)
    assert segmenter.sentences(paragraph, code) == GOLD[code]


@pytest.mark.parametrize("code", STARTER_LANGUAGES)
def test_no_sentence_of_the_gold_paragraph_is_cut_again(code: str, segmenter: Segmenter) -> None:
    for sentence in GOLD[code]:
        assert segmenter.sentences(sentence, code) == [sentence]
