from __future__ import annotations

import pytest

from conceptwriter.language import STARTER_LANGUAGES, detect_language, join_sentences
from tests.language.gold import GOLD

SHORT = {
    "eng_Latn": "The boats came in at dawn.",
    "fra_Latn": "Les bateaux sont arrivés à l'aube.",
    "deu_Latn": "Die Boote kamen im Morgengrauen herein.",
    "spa_Latn": "Los barcos llegaron al amanecer.",
    "ita_Latn": "Le barche sono arrivate all'alba e nessuno aspettava.",
    "por_Latn": "Os barcos chegaram de madrugada e não havia ninguém.",
    "nld_Latn": "De boten kwamen bij zonsopgang binnen.",
    "tur_Latn": "Tekneler şafakta geldi ve hiç kimse yoktu.",
    "zho_Hans": "船在黎明时进来了，没有人等着。",
    "zho_Hant": "船在黎明時進來了，沒有人等著。",
    "jpn_Jpan": "夜明けに船が入ってきた。",
    "rus_Cyrl": "Лодки пришли на рассвете.",
    "arb_Arab": "وصلت القوارب عند الفجر.",
    "hin_Deva": "नावें भोर में आईं।",
}


@pytest.mark.parametrize("code", STARTER_LANGUAGES)
def test_gold_paragraphs_are_recognised(code: str) -> None:
    detection = detect_language(join_sentences(GOLD[code], code))
    assert detection.code == code
    assert detection.confidence >= 0.5


@pytest.mark.parametrize("code", STARTER_LANGUAGES)
def test_one_sentence_is_enough(code: str) -> None:
    assert detect_language(SHORT[code]).code == code


def test_only_candidates_are_answered() -> None:
    assert detect_language(SHORT["por_Latn"], ["spa_Latn", "rus_Cyrl"]).code == "spa_Latn"


@pytest.mark.parametrize("text", ["", "123 456", "!?", "🙂"])
def test_nothing_to_go_by_gives_the_first_candidate_with_no_confidence(text: str) -> None:
    detection = detect_language(text, ["deu_Latn", "fra_Latn"])
    assert (detection.code, detection.confidence) == ("deu_Latn", 0.0)


def test_a_foreign_script_gives_no_confidence() -> None:
    assert detect_language("Привет", ["deu_Latn", "fra_Latn"]).confidence == 0.0


def test_no_candidates_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one"):
        detect_language("text", [])
