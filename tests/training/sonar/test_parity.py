"""Our modules against Meta's, on the same toy weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from conceptwriter.convert.checkpoints import open_weights, sonar_decoder_weights, sonar_encoder_weights
from conceptwriter.convert.sonar.languages import tag_id
from conceptwriter.training.sonar.generate import Beam, generate
from conceptwriter.training.sonar.model import SonarDecoder, SonarEncoder

HEADS = 4
LEARNT = 800
NEAR = 1e-4
"""Largest difference over the largest value."""


def apart(ours: torch.Tensor, theirs: np.ndarray[Any, Any]) -> float:
    return float(np.abs(ours.numpy() - theirs).max() / np.abs(theirs).max())


@torch.inference_mode()
def test_sentence_vectors_are_metas(encoder: SonarEncoder, answers: dict[str, Any]) -> None:
    vectors = encoder(torch.from_numpy(answers["source_ids"]))
    assert apart(vectors, answers["vectors"]) < NEAR
    assert apart(vectors, answers["vectors_padded"]) < NEAR


@torch.inference_mode()
def test_padding_changes_nothing(encoder: SonarEncoder, answers: dict[str, Any]) -> None:
    ids = torch.from_numpy(answers["source_ids"])
    shortest = int((ids != 0).sum(dim=1).argmin())
    alone = ids[shortest : shortest + 1]
    assert (alone == 0).any(), "the batch is not ragged"
    assert apart(encoder(alone[:, alone[0] != 0]), answers["vectors"][shortest : shortest + 1]) < NEAR


@torch.inference_mode()
def test_logits_are_metas(decoder: SonarDecoder, answers: dict[str, Any]) -> None:
    vectors, ids = torch.from_numpy(answers["vectors"][:2]), torch.from_numpy(answers["target_ids"])
    logits, _ = decoder(ids, decoder.condition(vectors))
    assert apart(logits, answers["logits"]) < NEAR
    assert apart(decoder.forward_unfolded(ids, vectors), answers["logits"]) < NEAR


@torch.inference_mode()
def test_step_by_step_logits_are_metas(decoder: SonarDecoder, answers: dict[str, Any]) -> None:
    vectors, ids = torch.from_numpy(answers["vectors"][:2]), torch.from_numpy(answers["target_ids"])
    condition, past, steps = decoder.condition(vectors), None, []
    for place in range(ids.shape[1]):
        logits, past = decoder(ids[:, place : place + 1], condition, past)
        steps.append(logits)
    assert apart(torch.cat(steps, dim=1), answers["logits_incremental"]) < NEAR
    # Several tokens after a past see the right ones, too.
    _, past = decoder(ids[:, :5], condition)
    rest, _ = decoder(ids[:, 5:], condition, past)
    assert apart(rest, answers["logits"][:, 5:]) < NEAR


@torch.inference_mode()
def test_the_vector_reaches_the_text(decoder: SonarDecoder, answers: dict[str, Any]) -> None:
    vectors, ids = torch.from_numpy(answers["vectors"][:2]), torch.from_numpy(answers["target_ids"])
    swapped, _ = decoder(ids, decoder.condition(vectors.flip(0)))
    assert apart(swapped, answers["logits"]) > 100 * NEAR


@pytest.mark.parametrize("index", range(12))
def test_beam_search_is_fairseq2s(
    decoder: SonarDecoder, answers: dict[str, Any], texts: list[dict[str, Any]], index: int
) -> None:
    assert len(texts) == 12
    wanted = texts[index]
    tag = tag_id(wanted["language"], LEARNT)
    beam = Beam(wanted["beam"], longest=wanted["longest"])
    found = generate(decoder, torch.from_numpy(answers["vectors"]), tag, beam)
    for ours, theirs in zip(found, wanted["hypotheses"], strict=True):
        assert [list(text.tokens) for text in ours] == [text["ids"] for text in theirs]
        assert [text.score for text in ours] == pytest.approx([text["score"] for text in theirs], rel=NEAR)


def test_the_goldens_end_at_many_places(texts: list[dict[str, Any]]) -> None:
    """Otherwise the rules of ending would not be tested."""
    lengths = {len(text["ids"]) for one in texts for sentence in one["hypotheses"] for text in sentence}
    assert len(lengths) > 10
    assert 22 in lengths


@pytest.mark.parametrize("name", ["encoder", "decoder"])
def test_fairseqs_older_files_hold_the_same(golden: Path, name: str) -> None:
    read = sonar_encoder_weights if name == "encoder" else sonar_decoder_weights
    with open_weights(golden / f"{name}.pt") as new, open_weights(golden / f"{name}_fairseq.pt") as old:
        ours, older = read(new, HEADS), read(old, HEADS)
        assert ours.names() == older.names()
        assert ours.config == older.config
        for key in ours.names():
            assert np.array_equal(ours.get(key), older.get(key)), key


def test_positions_end_where_the_models_do(encoder: SonarEncoder, decoder: SonarDecoder) -> None:
    assert encoder.encoder_frontend.positions.shape == (514, 32)
    assert decoder.decoder_frontend.positions.shape == (512, 32)
