from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from conceptwriter.lcm.contract import Kind
from conceptwriter.training.codec.config import TOY as TOY_CODEC
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.corpora import Heading, TrainingDocument
from conceptwriter.training.lcm.config import TOY
from conceptwriter.training.lcm.data import embed, items_of, token_matrix, windows
from conceptwriter.training.lcm.losses import choice_loss, distances
from conceptwriter.training.lcm.model import LcmModel
from conceptwriter.training.tokenizer import load_tokenizer
from tests.training.conftest import PAIRS


def story(number: int = 0) -> TrainingDocument:
    sentences = [pair[0] for pair in PAIRS]
    turned = sentences[number:] + sentences[:number]
    return TrainingDocument(
        identity=f"story:{number}",
        story=f"story:{number}",
        language="eng_Latn",
        title="The harbour",
        paragraphs=[turned[:3], [], turned[3:7]],
        headings=[Heading(2, 2, "Later")],
    )


def toy_codec(tokenizer_path: Path) -> TorchCodec:
    torch.manual_seed(3)
    return TorchCodec(CodecModel(replace(TOY_CODEC, vocabulary=330)), load_tokenizer(tokenizer_path))


def test_items_stand_in_reading_order() -> None:
    kinds = [item.kind for item in items_of(story(), 200)]
    concept, plan, pause = Kind.CONCEPT, Kind.PLAN, Kind.BREAK
    assert kinds == [plan, concept, concept, concept, pause, plan, *[concept] * 4]


def test_a_title_that_is_a_heading_is_not_said_twice() -> None:
    titled = replace(story(), headings=[Heading(0, 1, "The Harbour")])
    assert [item.text for item in items_of(titled, 200)][:2] == ["The Harbour", PAIRS[0][0]]


def test_too_long_sentences_are_left_out() -> None:
    spoken = [item.text for item in items_of(story(), 22) if item.kind == Kind.CONCEPT]
    assert spoken
    assert all(len(text) <= 22 for text in spoken)


def test_cached_steps_equal_one_pass() -> None:
    torch.manual_seed(1)
    model = LcmModel(TOY).eval()
    vectors = torch.randn(2, 6, TOY.dimension)
    kinds = torch.tensor([[1, 0, 0, 2, 0, 0]] * 2)
    candidates, weights, end, keys, _ = model(vectors, kinds, *model.empty_past(2))
    assert candidates.shape == (2, 6, TOY.alternatives, TOY.dimension)
    assert keys.shape[3] == 6
    past = model.empty_past(2)
    for position in range(6):
        part = slice(position, position + 1)
        one, log, last, *past = model(vectors[:, part], kinds[:, part], *past)
        assert torch.allclose(one[:, 0], candidates[:, position], atol=1e-4)
        assert torch.allclose(log[:, 0], weights[:, position], atol=1e-4)
        assert torch.allclose(last[:, 0], end[:, position], atol=1e-4)


def test_the_future_is_not_seen() -> None:
    torch.manual_seed(1)
    model = LcmModel(TOY).eval()
    vectors = torch.randn(1, 5, TOY.dimension)
    kinds = torch.zeros(1, 5, dtype=torch.int64)
    changed = vectors.clone()
    changed[:, 3:] += 1
    first = model(vectors, kinds, *model.empty_past(1))[0]
    second = model(changed, kinds, *model.empty_past(1))[0]
    assert torch.allclose(first[:, :3], second[:, :3], atol=1e-5)
    assert not torch.allclose(first[:, 3], second[:, 3], atol=1e-3)


def test_windows_know_what_follows(tokenizer_path: Path) -> None:
    codec = toy_codec(tokenizer_path)
    data = embed(codec, [story(n) for n in range(4)], 200)
    batch = next(windows(data, longest=6, rows=4, seed=1))
    for row in range(4):
        for column in range(batch.kinds.shape[1]):
            item = int(batch.items[row, column])
            if item < 0:
                assert not batch.next_is_concept[row, column]
                continue
            last = any(item + 1 == start for start in data.starts[1:])
            follows = not last and data.kinds[item + 1] == Kind.CONCEPT
            assert bool(batch.next_is_concept[row, column]) == follows
            assert bool(batch.ends[row, column]) == (not follows)
            assert np.allclose(batch.vectors[row, column].numpy(), data.vectors[item], atol=1e-3)


def test_breaks_are_zero_and_token_rows_belong_to_their_items(tokenizer_path: Path) -> None:
    codec = toy_codec(tokenizer_path)
    data = embed(codec, [story()], 200)
    assert not data.vectors[data.kinds == Kind.BREAK].any()
    assert np.abs(data.vectors[data.kinds != Kind.BREAK]).sum(axis=1).min() > 0
    (row,) = token_matrix(data, np.array([2])).tolist()
    assert row == codec.ids(PAIRS[1][0], "eng_Latn")


def test_documents_with_too_few_sentences_are_left_out(tokenizer_path: Path) -> None:
    short = replace(story(), paragraphs=[["One.", "Two."]])
    assert len(embed(toy_codec(tokenizer_path), [short], 200).starts) == 1


def test_only_the_nearest_alternative_counts_and_the_weights_must_name_it() -> None:
    truth = torch.randn(3, 16)
    alternatives = truth[:, None] + torch.randn(3, 4, 16)
    alternatives[:, 2] = truth
    knowing = torch.full((3, 4), -9.0).index_fill(1, torch.tensor([2]), 0.0)
    mistaken = torch.full((3, 4), -9.0).index_fill(1, torch.tensor([1]), 0.0)
    nearest, right = choice_loss(distances(alternatives, truth), knowing, 0.0)
    _, wrong = choice_loss(distances(alternatives, truth), mistaken, 0.0)
    assert nearest.item() == 0
    assert right.item() == 0
    assert wrong.item() == 9
