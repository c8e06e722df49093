"""The rewritten tokenizer file against fairseq2's tokenizer over the original."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import sentencepiece

from conceptwriter.codec.tokenizer import Tokenizer, clean
from conceptwriter.convert.sonar.languages import LANGUAGES, SONAR_TAGS, tag_id
from conceptwriter.convert.sonar.tokenizer import (
    TokenizerProblem,
    prompt_ids,
    source_ids,
    target_ids,
    with_sonar_ids,
)
from conceptwriter.language.table import all_languages

LEARNT = 800


@pytest.fixture(scope="module")
def rewritten(golden: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.model"
    path.write_bytes(with_sonar_ids((golden / "sentencepiece.model").read_bytes(), "toy", None))
    return path


@pytest.fixture(scope="module")
def pieces(rewritten: Path) -> Any:
    return sentencepiece.SentencePieceProcessor(model_file=str(rewritten))


def test_languages_are_in_the_order_of_the_card(tokens: dict[str, Any]) -> None:
    assert list(SONAR_TAGS) == tokens["languages"]
    assert len(set(LANGUAGES)) == 202
    assert tag_id("eng_Latn") == 256_047
    assert tag_id("ace_Arab") == 256_001
    assert tag_id("zho_Hans") == 256_200
    assert tag_id("sat_Olck") == tag_id("sat_Beng")
    with pytest.raises(KeyError, match="tlh_Piqd"):
        tag_id("tlh_Piqd")


def test_special_tokens_have_sonars_ids(pieces: Any, tokens: dict[str, Any]) -> None:
    assert tokens["special"] == [0, 1, 2, 3]
    assert [pieces.id_to_piece(number) for number in range(4)] == ["<pad>", "<unk>", "<s>", "</s>"]
    assert pieces.get_piece_size() == tokens["vocabulary"] == LEARNT + 206
    assert pieces.unk_id() == 1
    assert pieces.eos_id() == 3


def test_texts_get_fairseq2s_ids(pieces: Any, tokens: dict[str, Any]) -> None:
    for probe in tokens["probes"]:
        assert source_ids(pieces.encode(probe["text"]), "eng_Latn", LEARNT) == probe["ids"]
        assert pieces.decode(probe["ids"]) == probe["again"]


def test_every_language_gets_fairseq2s_ids(pieces: Any, tokens: dict[str, Any]) -> None:
    assert len(tokens["tags"]) == 202
    text = pieces.encode("the mill")
    for language, (source, target) in tokens["tags"].items():
        assert source_ids(text, language, LEARNT) == source
        assert target_ids(text, language, LEARNT) == target
        assert prompt_ids(language, LEARNT) == target[:2]


def test_the_programs_own_tokenizer_reads_the_file(rewritten: Path, tokens: dict[str, Any]) -> None:
    tokenizer = Tokenizer(rewritten, LANGUAGES, 512, 512)
    for language, sonars in zip(LANGUAGES, SONAR_TAGS, strict=True):
        assert tokenizer.encode(["the mill"], language) == [tokens["tags"][sonars][0]]
    never = tokenizer.never_generated()
    assert sorted(never.nonzero()[0]) == [0, 1, 2, *range(LEARNT + 1, LEARNT + 206)]
    seen = [probe for probe in tokens["probes"] if 1 not in probe["ids"]]
    assert len(seen) > 3
    for probe in seen:
        assert tokenizer.decode(probe["ids"]) == clean(probe["again"])


def test_every_language_is_in_the_programs_table() -> None:
    assert set(LANGUAGES) == {language.code for language in all_languages()}


def test_a_unigram_model_works_as_well() -> None:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["ab ba abba baab", "bab aba"] * 9),
        model_writer=model,
        model_type="unigram",
        vocab_size=12,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    plain = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    ours = sentencepiece.SentencePieceProcessor(model_proto=with_sonar_ids(model.getvalue(), "toy", None))
    assert ours.encode("abba bab") == [number + 1 for number in plain.encode("abba bab")]


def test_wrong_files_are_named(golden: Path) -> None:
    toy = (golden / "sentencepiece.model").read_bytes()
    with pytest.raises(TokenizerProblem, match=r"toy is not SONAR's tokenizer: it has 800 pieces"):
        with_sonar_ids(toy, "toy")
    with pytest.raises(TokenizerProblem, match=r"toy has SONAR's ids already"):
        with_sonar_ids(with_sonar_ids(toy, "toy", None), "toy", None)
    for wrong in (b"", b"<!DOCTYPE html>", toy[:1000], b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"):
        with pytest.raises(TokenizerProblem, match=r"mine\.model"):
            with_sonar_ids(wrong, "mine.model", None)


def test_another_order_of_special_pieces_is_refused() -> None:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["ab ba abba baab", "bab aba"] * 9),
        model_writer=model,
        model_type="bpe",
        vocab_size=12,
        hard_vocab_limit=False,
        bos_id=0,
        unk_id=1,
        eos_id=2,
        minloglevel=2,
    )
    with pytest.raises(TokenizerProblem, match=r"begins with <s>, <unk>, </s>"):
        with_sonar_ids(model.getvalue(), "mine.model", None)
