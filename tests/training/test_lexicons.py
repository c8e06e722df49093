"""Lexicons made of sentence pairs, and training on texts with their words."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.codec.lexicon import LEXICON_FILE, Lexicon
from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.codec.batches import BatchPlan
from conceptwriter.training.codec.lexicons import hinted_pairs, lexicon_of
from conceptwriter.training.codec.losses import LossConfig, codec_loss
from conceptwriter.training.codec.made_pairs import Pair
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.prepare import PrepareConfig, prepare
from conceptwriter.training.packing import PACK_FILE, Pack
from tests.training.test_codec import WITH_STATES

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"


def pair(first: str, second: str) -> Pair:
    return CorpusSentence(first, ENGLISH), CorpusSentence(second, GERMAN)


COMMON = [pair("The dog is old.", "Der Hund ist alt."), pair("The dog sleeps.", "Der Hund schläft.")]
RARE = [
    pair("He signed the lease.", "Er unterschrieb den Mietvertrag."),
    pair("The lease is old.", "Der Mietvertrag ist alt."),
    pair("Where is my lease?", "Wo ist mein Mietvertrag?"),
]


def test_a_word_is_translated_by_what_stands_where_it_stands() -> None:
    lexicon, practice = lexicon_of([*COMMON, *RARE])
    assert lexicon.tables[ENGLISH, GERMAN]["lease"] == "Mietvertrag"
    assert lexicon.tables[GERMAN, ENGLISH]["mietvertrag"] == "lease"
    assert "signed" not in lexicon.tables[ENGLISH, GERMAN], "it was met once"
    assert practice[ENGLISH, GERMAN]["lease"] == ("Mietvertrag", 3)


def test_frequent_words_are_only_practised() -> None:
    many = [pair(f"The dog number {number}.", f"Der Hund {number}.") for number in range(300)]
    lexicon, practice = lexicon_of([*many, *RARE])
    assert practice[ENGLISH, GERMAN]["dog"] == ("Hund", 300)
    assert "dog" not in lexicon.tables[ENGLISH, GERMAN]


def test_each_side_is_read_with_words_of_the_other() -> None:
    _, practice = lexicon_of([*COMMON, *RARE])
    made = hinted_pairs(RARE * 20, practice, 40, random.Random(1))
    assert len(made) == 40
    assert {texts for _, texts in made} == set(RARE)
    reads = {read[0].text for read, texts in made if texts == RARE[0]}
    assert "He signed the Mietvertrag." in reads
    assert all(read[side].language == texts[side].language for read, texts in made for side in (0, 1))
    assert all(read != texts for read, texts in made)


def test_a_pack_with_hints_is_stored_and_batched(data_folder: Path, tmp_path: Path) -> None:
    config = PrepareConfig(vocabulary=330)
    plain = prepare(data_folder, tmp_path / "plain", config)
    made = prepare(data_folder, tmp_path / "made", replace(config, hinted=30))
    assert len(plain.hinted) == 0
    assert not (tmp_path / "plain" / LEXICON_FILE).exists()
    assert 0 < len(made.hinted) <= 30
    assert Lexicon.load(tmp_path / "made" / LEXICON_FILE).tables
    again = Pack.load(tmp_path / "made" / PACK_FILE)
    assert np.array_equal(again.hinted, made.hinted)
    assert len(made.limited(1).hinted) == 0
    tokenizer = load_tokenizer(tmp_path / "made" / "tokenizer.model")
    for row in made.hinted:
        first, second, one, other = (tokenizer.decode(made.sentence(int(number)).tolist()) for number in row)
        assert (first, second) != (one, other)
    plan = BatchPlan(made, 400, 0.75, 1)
    batches = [batch for batch, _ in zip(plan.batches(), range(40), strict=False)]
    with_hints = [batch for batch in batches if batch.read is not None]
    pairs = [batch for batch in batches if batch.second is not None]
    assert len(with_hints) == pytest.approx(0.6 * len(pairs), abs=1)
    resumed = next(BatchPlan(made, 400, 0.75, 1).batches(skip=17))
    assert torch.equal(resumed.first, batches[17].first), "a run resumes at the same batch"
    none = [batch for batch, _ in zip(BatchPlan(plain, 400, 0.75, 1).batches(), range(40), strict=False)]
    assert all(batch.read is None for batch in none)


def test_a_text_with_hints_is_never_written(data_folder: Path, tmp_path: Path) -> None:
    """What is read decides the source, not the target; and nothing is asked of its vector."""
    made = prepare(data_folder, tmp_path / "made", PrepareConfig(vocabulary=330, hinted=30))
    batch = next(batch for batch in BatchPlan(made, 400, 0.75, 1).batches() if batch.read is not None)
    torch.manual_seed(6)
    model = CodecModel(replace(WITH_STATES, vocabulary=330))
    losses = LossConfig(drop_input=0.0, drop_prompt=0.0)

    def loss_of(changed: torch.Tensor | None = None) -> float:
        assert batch.read is not None
        read = batch.read if changed is None else (changed, batch.read[1])
        draw = torch.Generator().manual_seed(3)
        loss, parts = codec_loss(model, replace(batch, read=read), losses, 0.0, draw)
        assert set(parts) in ({"hinted_tokens_both"}, {"hinted_tokens_states"})
        return loss.item()

    assert batch.read is not None
    other = batch.read[0].clone()
    other[:, 1] = 9
    assert loss_of() != loss_of(other)
