"""A teacher's vectors of a pack: written, gone on with, read, and what they do to a codec."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn
from torch.nn import functional

from conceptwriter.training.checkpointing import CheckpointError, read_checkpoint
from conceptwriter.training.codec import teacher as teacher_module
from conceptwriter.training.codec.batches import Batch, BatchPlan
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.losses import LossConfig, codec_loss
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.teacher import (
    DIMENSION,
    TEACHER_FILE,
    TeacherError,
    TeacherVectors,
    is_finished,
    main,
    teach,
)
from conceptwriter.training.codec.teaching import (
    TeachingWeights,
    fit_teacher_map,
    relations_loss,
    teaching_loss,
    translation_loss,
)
from conceptwriter.training.codec.train import TrainConfig, train
from conceptwriter.training.codec.train import main as train_main
from conceptwriter.training.export.checkpoints import load_codec
from conceptwriter.training.packing import Pack
from conceptwriter.training.run import RunConfig
from tests.training.conftest import PAIRS

SHAPE = replace(TOY, vocabulary=330)
RUN = RunConfig(steps=3, save_every=2, threads=1, warm_up=1, log_every=1, device="cpu")
SHORT = TrainConfig(budget=120, noise_ramp=1000, run=RUN, teacher=True)


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Another direction for another text, and the same for the same."""
    rows = [np.random.default_rng(zlib.crc32(text.encode())).standard_normal(DIMENSION) for text in texts]
    found = np.array(rows, np.float32)
    unit: npt.NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


@pytest.fixture
def run_folder(pack: Pack, tokenizer_path: Path, tmp_path: Path) -> Path:
    pack.save(tmp_path / "pack.npz")
    (tmp_path / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    return tmp_path


def test_every_sentence_has_the_vector_of_its_text(run_folder: Path, pack: Pack) -> None:
    assert not is_finished(run_folder / TEACHER_FILE)
    assert teach(run_folder, embed=embed)
    assert is_finished(run_folder / TEACHER_FILE)
    vectors = TeacherVectors(run_folder / TEACHER_FILE, pack)
    english, french = vectors.of_pairs(pack.pairs)
    for number, pair in enumerate(PAIRS):
        assert np.allclose(english[number], embed([pair[0]])[0], atol=1e-3)
        assert np.allclose(french[number], embed([pair[1]])[0], atol=1e-3)


def test_a_translation_has_the_meaning_of_what_the_teacher_can_read(
    run_folder: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    swahili = replace(pack, language_codes=["eng_Latn", "swh_Latn"])
    swahili.save(run_folder / "pack.npz")
    assert teach(run_folder, embed=embed)
    vectors = TeacherVectors(run_folder / TEACHER_FILE, swahili)
    assert not vectors.of(pack.pairs[:, 1]).any()
    first, second = vectors.of_pairs(pack.pairs[:, ::-1])
    assert first.any(axis=1).all()
    assert np.array_equal(first, second)
    monkeypatch.setattr(teacher_module, "LANGUAGES", ())
    unread = replace(pack, language_codes=["swh_Latn", "hin_Deva"])
    unread.save(run_folder / "pack.npz")
    (run_folder / TEACHER_FILE).unlink()
    assert teach(run_folder, embed=embed)
    assert not TeacherVectors(run_folder / TEACHER_FILE, unread).of(pack.singles).any()


def test_a_teacher_continues_where_it_stopped(
    run_folder: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(teacher_module, "_AT_ONCE", 2)
    monkeypatch.setattr(teacher_module, "_BATCHES", 1)
    path = run_folder / TEACHER_FILE
    clock = iter(range(0, 10_000, 20))
    assert not teach(run_folder, minutes=1, embed=embed, now=lambda: float(next(clock)))
    assert "of 16 vectors, about" in capsys.readouterr().out
    size = path.stat().st_size
    assert 512 < size < 512 + 16 * 2 * DIMENSION
    with pytest.raises(TeacherError, match=r"of 16 vectors\. Finish it"):
        TeacherVectors(path, pack)
    with path.open("ab") as stream:
        stream.write(b"part of a row")
    read: list[str] = []

    def reading(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        read.extend(texts)
        return embed(texts)

    assert teach(run_folder, embed=reading)
    assert len(read) == 16 - (size - 512) // (2 * DIMENSION)
    cut = TeacherVectors(path, pack).of(np.arange(16))
    path.unlink()
    assert teach(run_folder, embed=embed)
    assert np.array_equal(cut, TeacherVectors(path, pack).of(np.arange(16)))


def test_the_vectors_of_another_pack_are_refused(
    run_folder: Path, pack: Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    teach(run_folder, embed=embed)
    other = replace(pack, languages=pack.languages[::-1].copy())
    with pytest.raises(TeacherError, match="made for another"):
        TeacherVectors(run_folder / TEACHER_FILE, other)
    other.save(run_folder / "pack.npz")
    with pytest.raises(TeacherError, match="Delete it and start again"):
        teach(run_folder, embed=embed)
    (run_folder / TEACHER_FILE).write_text("{}")
    with pytest.raises(TeacherError, match="is not a file of a teacher's vectors"):
        is_finished(run_folder / TEACHER_FILE)
    assert main([str(run_folder), "--processes", "0"]) == 1
    assert "--processes" in capsys.readouterr().err


def test_batches_say_what_their_sentences_mean(run_folder: Path, pack: Pack) -> None:
    teach(run_folder, embed=embed)
    vectors = TeacherVectors(run_folder / TEACHER_FILE, pack)
    batches = BatchPlan(pack, 120, 0.5, 1, teacher=vectors).batches()
    for batch in (next(batches), next(batches)):
        assert batch.meaning is not None
        assert batch.meaning.shape == (len(batch.first) * (1 if batch.second is None else 2), DIMENSION)
        assert batch.meaning.any(dim=1).all()


def test_the_losses_are_nothing_where_a_codec_agrees_with_its_teacher() -> None:
    vectors = torch.randn(6, 8, generator=torch.Generator().manual_seed(1))
    vectors[3:] = vectors[:3]
    weights = TeachingWeights(1.0, 1.0, 1.0, temperature=0.01)
    loss, parts = teaching_loss(nn.Identity(), vectors, vectors.half(), weights, is_pairs=True)
    assert float(loss) == pytest.approx(0, abs=1e-3)
    assert set(parts) == {"teacher_cosine", "teacher_relations", "teacher_contrast"}
    other = vectors.roll(1, 0)
    loss, parts = teaching_loss(nn.Identity(), vectors, other, weights, is_pairs=True)
    assert parts["teacher_cosine"] > 0.3
    assert parts["teacher_contrast"] > 5
    assert relations_loss(vectors, functional.normalize(torch.eye(6), dim=1)) > 0.1
    none, parts = teaching_loss(nn.Identity(), vectors, torch.zeros(6, 8), weights, is_pairs=True)
    assert (float(none), parts) == (0.0, {})
    with pytest.raises(ValueError, match="below 0"):
        TeachingWeights(cosine=-1)


def test_a_sentence_that_is_there_twice_is_no_wrong_answer() -> None:
    rows = functional.normalize(torch.eye(4).repeat(2, 1), dim=1)
    twice = rows.clone()
    twice[1], twice[5] = twice[0], twice[4]
    assert float(translation_loss(rows, rows, 0.01)) == pytest.approx(0, abs=1e-4)
    assert float(translation_loss(twice, twice, 0.01)) == pytest.approx(0, abs=1e-4)
    assert float(translation_loss(rows, torch.zeros(8, 4), 0.01)) == 0


def test_texts_without_a_vector_teach_nothing() -> None:
    vectors = torch.randn(4, 8)
    meaning = torch.randn(4, 8)
    meaning[1] = meaning[3] = 0
    weights = TeachingWeights(1.0, 1.0, 1.0)
    half = torch.tensor([0, 2])
    found, _ = teaching_loss(nn.Identity(), vectors, meaning, weights, is_pairs=True)
    wanted, _ = teaching_loss(nn.Identity(), vectors[half], meaning[half], weights, is_pairs=True)
    assert torch.allclose(found, wanted)


def test_the_teacher_shapes_the_encoder_and_its_map() -> None:
    torch.manual_seed(2)
    model = CodecModel(replace(TOY, teacher_dimension=6))
    batch = Batch(torch.tensor([[4, 50, 51, 3], [4, 52, 53, 3]]), None, meaning=torch.randn(2, 6).half())
    off = replace(LossConfig(), teaching=TeachingWeights(0.0, 0.0, 0.0))
    without, parts = codec_loss(model, batch, off, 0.0, torch.Generator().manual_seed(1))
    assert set(parts) == {"single_tokens"}
    loss, parts = codec_loss(model, batch, LossConfig(), 0.0, torch.Generator().manual_seed(1))
    assert loss.item() == pytest.approx(
        without.item() + parts["teacher_cosine"] + parts["teacher_relations"], abs=1e-4
    )
    torch.autograd.backward(loss - without)
    assert model.teacher_map is not None
    for part in (model.teacher_map.weight, model.encoder.project.weight):
        assert part.grad is not None
        assert part.grad.any()


def test_a_taught_codec_is_resumed_and_exported_without_its_map(run_folder: Path) -> None:
    teach(run_folder, embed=embed)
    whole = train(run_folder, SHAPE, SHORT, LossConfig()).state_dict()
    (run_folder / "checkpoint.safetensors").unlink()
    train(run_folder, SHAPE, replace(SHORT, run=replace(RUN, steps=2)), LossConfig())
    resumed = train(run_folder, SHAPE, SHORT, LossConfig()).state_dict()
    for name, tensor in whole.items():
        assert torch.allclose(tensor, resumed[name], atol=1e-6), name
    stored = read_checkpoint(run_folder)
    assert stored.shape["teacher_dimension"] == DIMENSION
    assert stored.model["teacher_map.weight"].shape == (DIMENSION, SHAPE.dimension)
    assert "teacher_cosine" in (run_folder / "log.jsonl").read_text()
    assert load_codec(run_folder).teacher_map is not None


def test_a_teacher_cannot_join_a_run_later(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teach(run_folder, embed=embed)
    train(run_folder, SHAPE, replace(SHORT, teacher=False), LossConfig())
    with pytest.raises(CheckpointError, match="begun without this teacher"):
        train(run_folder, SHAPE, SHORT, LossConfig())
    other = tmp_path / "other"
    begun = train(other, SHAPE, SHORT, LossConfig(), begin_from=run_folder, prepared=run_folder)
    assert begun.teacher_map is not None
    again = train(
        tmp_path / "third", SHAPE, replace(SHORT, teacher=False), LossConfig(), other, prepared=run_folder
    )
    assert again.teacher_map is None
    assert train_main([str(run_folder), "--teacher", "--keep-space"]) == 1
    assert "Leave one of them out" in capsys.readouterr().err


def test_the_map_begins_as_the_best_one() -> None:
    torch.manual_seed(3)
    vectors, true_map = torch.randn(200, 8), nn.Linear(8, 5)
    meaning = functional.normalize(true_map(vectors), dim=1).detach()
    meaning[::3] = 0
    found = nn.Linear(8, 5)
    only_cosine = TeachingWeights(1.0, 0.0, 0.0)
    before = teaching_loss(found, vectors, meaning, only_cosine, is_pairs=False)[0].item()
    fit_teacher_map(found, vectors, meaning)
    after = teaching_loss(found, vectors, meaning, only_cosine, is_pairs=False)[0].item()
    assert after < 0.1 < before
    kept = found.weight.clone()
    fit_teacher_map(found, vectors, torch.zeros_like(meaning))
    assert torch.equal(found.weight, kept)
