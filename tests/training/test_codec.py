from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.nn import functional

from conceptwriter.codec.pieces import PAD, UNKNOWN, load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.checkpointing import read_checkpoint
from conceptwriter.training.codec.batches import Batch
from conceptwriter.training.codec.config import TOY, CodecConfig
from conceptwriter.training.codec.crossentropy import chunked_cross_entropy
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.losses import LossConfig, codec_loss, hide, ranking_loss
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.codec.train import TrainConfig, main, train
from conceptwriter.training.packing import Pack, PackBuilder
from conceptwriter.training.run import RunConfig
from conceptwriter.training.tokenizer import train_tokenizer
from tests.training.conftest import PAIRS


@pytest.fixture
def model() -> CodecModel:
    torch.manual_seed(5)
    return CodecModel(TOY).eval()


def test_vectors_have_zero_mean_and_unit_variance(model: CodecModel) -> None:
    with torch.no_grad():
        model.encoder.project.weight.mul_(10_000)  # untrained, what comes before is too small to normalise
    vectors = model.encoder(torch.randint(6, 300, (3, 7)))
    assert vectors.shape == (3, TOY.dimension)
    assert torch.allclose(vectors.mean(dim=1), torch.zeros(3), atol=1e-5)
    assert torch.allclose(vectors.var(dim=1, unbiased=False), torch.ones(3), atol=1e-3)


def test_padding_changes_nothing(model: CodecModel) -> None:
    ids = torch.randint(6, 300, (2, 5))
    padded = functional.pad(ids, (0, 4), value=PAD)
    assert torch.allclose(model.encoder(ids), model.encoder(padded), atol=1e-5)


def test_steps_with_a_cache_equal_the_whole_pass(model: CodecModel) -> None:
    vectors = torch.randn(3, TOY.dimension)
    ids = torch.randint(4, 300, (3, 6))
    whole = model.decoder.logits(model.decoder(vectors, ids))
    slot_keys, slot_values = model.decoder.condition(vectors)
    keys = torch.zeros(3, TOY.decoder_layers, TOY.heads, 0, TOY.width // TOY.heads)
    values = keys.clone()
    for position in range(6):
        token = ids[:, position : position + 1]
        logits, keys, values = model.decoder.step(token, keys, values, slot_keys, slot_values)
        assert torch.allclose(logits, whole[:, position], atol=1e-4)


def test_a_width_that_no_head_count_divides_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple"):
        CodecConfig(width=10, heads=3)


def test_chunked_cross_entropy_equals_the_plain_one() -> None:
    generator = torch.Generator().manual_seed(2)
    states = torch.randn(700, 32, generator=generator, requires_grad=True)
    matrix = torch.randn(90, 32, generator=generator, requires_grad=True)
    targets = torch.randint(0, 90, (700,), generator=generator)
    loss = chunked_cross_entropy(states, matrix, targets)
    found = torch.autograd.grad(loss, (states, matrix))
    plain = functional.cross_entropy(states @ matrix.T, targets)
    wanted = torch.autograd.grad(plain, (states, matrix))
    assert abs(loss.item() - plain.item()) < 0.02 * plain.item()
    for gradient, expected in zip(found, wanted, strict=True):
        # bfloat16 keeps 8 bits
        assert ((gradient - expected).norm() / expected.norm()).item() < 0.02


def test_hide_spares_tags_and_padding() -> None:
    ids = torch.tensor([[4, 50, 51, 52, 3, 0]] * 200)
    hidden = hide(ids, 0.5, torch.Generator().manual_seed(1))
    assert (hidden[:, [0, 4, 5]] == ids[:, [0, 4, 5]]).all()
    share = (hidden[:, 1:4] == UNKNOWN).float().mean().item()
    assert 0.4 < share < 0.6


def test_ranking_loss_knows_right_from_wrong() -> None:
    vectors = torch.eye(6)
    assert ranking_loss(vectors, vectors, 0.1).item() < 0.01
    assert ranking_loss(vectors, vectors.roll(1, 0), 0.1).item() > 5


def test_loss_of_singles_has_no_alignment_parts(model: CodecModel) -> None:
    batch = Batch(torch.tensor([[4, 50, 51, 3]]), None)
    _, parts = codec_loss(model, batch, LossConfig(), 1.0, torch.Generator().manual_seed(1))
    assert set(parts) == {"single_tokens"}


@pytest.fixture
def run_folder(pack: Pack, tokenizer_path: Path, tmp_path: Path) -> Path:
    pack.save(tmp_path / "pack.npz")
    (tmp_path / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    return tmp_path


SHAPE = replace(TOY, vocabulary=330)
RUN = RunConfig(steps=4, save_every=2, threads=1, warm_up=5, device="cpu")
SHORT = TrainConfig(budget=120, noise_ramp=1000, run=RUN)


def test_a_resumed_run_ends_where_an_unbroken_one_does(run_folder: Path) -> None:
    whole = train(run_folder, SHAPE, SHORT, LossConfig()).state_dict()
    for path in run_folder.glob("*.safetensors"):
        path.unlink()
    train(run_folder, SHAPE, replace(SHORT, run=replace(RUN, steps=2)), LossConfig())
    assert read_checkpoint(run_folder).step == 2
    resumed = train(run_folder, SHAPE, SHORT, LossConfig()).state_dict()
    for name, tensor in whole.items():
        assert torch.allclose(tensor, resumed[name], atol=1e-6), name


def test_a_run_of_the_old_form_continues_exactly(run_folder: Path) -> None:
    whole = train(run_folder, SHAPE, SHORT, LossConfig()).state_dict()
    (run_folder / "checkpoint.safetensors").unlink()
    train(run_folder, SHAPE, replace(SHORT, run=replace(RUN, steps=2)), LossConfig())
    stored = read_checkpoint(run_folder, with_optimisers=True)
    torch.save(
        {
            "model": stored.model,
            "optimisers": stored.optimisers,
            "step": stored.step,
            "finish": [None, 0],
            "shape": stored.shape,
        },
        run_folder / "checkpoint.pt",
    )
    (run_folder / "checkpoint.safetensors").unlink()
    assert TorchCodec.load(run_folder).model.config == SHAPE
    resumed = train(run_folder, SHAPE, SHORT, LossConfig()).state_dict()
    assert read_checkpoint(run_folder).step == 4
    for name, tensor in whole.items():
        assert torch.allclose(tensor, resumed[name], atol=1e-6), name


def test_training_learns_to_translate_a_few_sentences(run_folder: Path) -> None:
    pack = Pack.load(run_folder / "pack.npz")
    replace(pack, pairs=pack.pairs[:4]).save(run_folder / "pack.npz")
    run = replace(RUN, steps=1000, save_every=1000, matrix_rate=2e-2, other_rate=1e-2, finish=110)
    config = replace(SHORT, budget=400, pair_share=1.0, run=run)
    shape = replace(SHAPE, width=64, inner=128, dimension=32, encoder_layers=1, decoder_layers=1)
    train(run_folder, shape, config, LossConfig(drop_input=0.0, drop_prompt=0.0))
    codec = TorchCodec.load(run_folder)
    vectors = codec.encode([english for english, _ in PAIRS[:4]], "eng_Latn")
    assert codec.decode(vectors, "eng_Latn") == [english for english, _ in PAIRS[:4]]
    assert codec.decode(vectors, "fra_Latn") == [french for _, french in PAIRS[:4]]


def test_a_codec_begins_from_another_with_another_vocabulary(run_folder: Path, tmp_path: Path) -> None:
    train(run_folder, SHAPE, SHORT, LossConfig())
    other = tmp_path / "other"
    other.mkdir()
    texts = [text for pair in PAIRS for text in pair]
    train_tokenizer(texts * 20, ["eng_Latn", "fra_Latn", "deu_Latn"], 320, other / "tokenizer.model")
    builder = PackBuilder(load_tokenizer(other / "tokenizer.model"), ["eng_Latn", "fra_Latn", "deu_Latn"], 60)
    for text in texts:
        builder.add_single(CorpusSentence(text, "eng_Latn"))
    builder.build().save(other / "pack.npz")
    run = replace(RUN, steps=1, matrix_rate=1e-9, other_rate=1e-9)
    begun = train(other, SHAPE, replace(SHORT, run=run), LossConfig(), begin_from=run_folder)
    old, tokenizer = TorchCodec.load(run_folder), load_tokenizer(other / "tokenizer.model")
    sea, old_sea = tokenizer.piece_to_id("\u2581the"), old.tokenizer.piece_to_id("\u2581the")
    assert min(sea, old_sea) > UNKNOWN
    assert torch.allclose(begun.embedding.weight[sea], old.model.embedding.weight[old_sea], atol=1e-5)
    assert torch.allclose(begun.decoder.to_slots.weight, old.model.decoder.to_slots.weight, atol=1e-5)


def test_a_pack_with_nothing_short_enough_is_an_error(run_folder: Path) -> None:
    with pytest.raises(ConceptWriterError, match=r"pack\.npz has no sentence that is short enough"):
        train(run_folder, SHAPE, replace(SHORT, longest_pieces=1), LossConfig())


def test_the_command_needs_texts_or_a_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--device", "cpu"]) == 1
    assert "has no pack.npz" in capsys.readouterr().err


def test_the_command_trains_from_a_data_folder(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(data_folder), str(tmp_path / "run"), "--vocabulary", "330", "--device", "cpu"]
    words += ["--threads", "1", "--steps", "2", "--budget", "200", "--log-every", "1"]
    words += ["--width", "32", "--heads", "2", "--inner", "64", "--dimension", "16", "--slot-width", "8"]
    assert main(words) == 0
    printed = capsys.readouterr()
    assert "step 2  " in printed.out
    assert "left" in printed.out
    assert read_checkpoint(tmp_path / "run").step == 2
    assert (tmp_path / "run" / "losses.svg").read_text().startswith("<svg")


def test_the_torch_codec_cuts_what_is_too_long(tokenizer_path: Path) -> None:
    codec = TorchCodec(CodecModel(SHAPE), load_tokenizer(tokenizer_path))
    assert len(codec.ids("sea " * 200, "eng_Latn")) == SHAPE.longest
