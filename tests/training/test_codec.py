from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch.nn import functional

from conceptwriter.codec.pieces import PAD, UNKNOWN, load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.checkpointing import CheckpointError, read_checkpoint
from conceptwriter.training.codec.batches import Batch
from conceptwriter.training.codec.config import TOY, CodecConfig
from conceptwriter.training.codec.crossentropy import chunked_cross_entropy
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.losses import (
    Attended,
    LossConfig,
    codec_loss,
    draw_attended,
    hide,
    ranking_loss,
)
from conceptwriter.training.codec.model import CodecModel, Memory
from conceptwriter.training.codec.train import TrainConfig, main, train
from conceptwriter.training.codec.weights import codec_of_weights
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
    condition = model.decoder.condition(vectors)
    keys = torch.zeros(3, TOY.decoder_layers, TOY.heads, 0, TOY.width // TOY.heads)
    values = keys.clone()
    for position in range(6):
        token = ids[:, position : position + 1]
        logits, keys, values = model.decoder.step(token, keys, values, condition)
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


def test_the_sum_over_the_vocabulary_is_estimated_without_bias() -> None:
    generator = torch.Generator().manual_seed(2)
    states = torch.randn(40, 32, generator=generator, requires_grad=True)
    matrix = (0.3 * torch.randn(900, 32, generator=generator)).requires_grad_()
    targets = torch.randint(0, 900, (40,), generator=generator)
    whole = torch.autograd.grad(chunked_cross_entropy(states, matrix, targets), (states, matrix))
    sums: list[torch.Tensor] = [torch.zeros_like(each) for each in whole]
    losses = []
    for _ in range(200):
        loss = chunked_cross_entropy(states, matrix, targets, 300, generator)
        losses.append(loss.item())
        for total, gradient in zip(sums, torch.autograd.grad(loss, (states, matrix)), strict=True):
            total += gradient / 200
    assert abs(sum(losses) / 200 - chunked_cross_entropy(states, matrix, targets).item()) < 0.02
    assert max(losses) - min(losses) > 0.001, "another sample each time"
    for gradient, expected in zip(sums, whole, strict=True):
        assert ((gradient - expected).norm() / expected.norm()).item() < 0.03


def test_a_sample_as_large_as_the_rest_is_the_whole_sum() -> None:
    generator = torch.Generator().manual_seed(2)
    states, matrix = torch.randn(5, 8, generator=generator), torch.randn(30, 8, generator=generator)
    targets = torch.tensor([1, 2, 3, 1, 29])
    whole = chunked_cross_entropy(states, matrix, targets)
    assert chunked_cross_entropy(states, matrix, targets, 26, generator).item() == whole.item()
    assert chunked_cross_entropy(states, matrix, targets, 5, generator).item() != whole.item()


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


WITH_STATES = replace(TOY, token_states=True)


@pytest.fixture
def reading() -> CodecModel:
    """A codec whose decoder also attends to token states; everything in it counts."""
    torch.manual_seed(6)
    model = CodecModel(WITH_STATES).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return model


def text_of(model: CodecModel, ids: torch.Tensor) -> Memory:
    assert model.token_states is not None
    text: Memory = model.token_states(model.encoder.states(ids))
    return text


@torch.no_grad()
def test_token_states_begin_as_they_are() -> None:
    model = CodecModel(WITH_STATES)
    ids = torch.randint(6, 300, (2, 5))
    assert torch.allclose(text_of(model, ids).items, model.encoder.states(ids).items, atol=1e-6)


@torch.no_grad()
@pytest.mark.parametrize("with_vector", [True, False])
def test_steps_equal_the_whole_pass_when_a_text_is_attended_to(
    reading: CodecModel, with_vector: bool
) -> None:
    source = torch.randint(6, 300, (3, 7))
    source[1, 4:] = PAD
    vectors = torch.randn(3, TOY.dimension) if with_vector else None
    ids = torch.randint(4, 300, (3, 6))
    text = text_of(reading, source)
    whole = reading.decoder.logits(reading.decoder(vectors, ids, text))
    condition = reading.decoder.condition(vectors, text)
    keys = torch.zeros(3, TOY.decoder_layers, TOY.heads, 0, TOY.width // TOY.heads)
    values = keys.clone()
    for position in range(6):
        token = ids[:, position : position + 1]
        logits, keys, values = reading.decoder.step(token, keys, values, condition)
        assert torch.allclose(logits, whole[:, position], atol=1e-4)


@torch.no_grad()
def test_the_text_counts_and_its_padding_does_not(reading: CodecModel) -> None:
    source, vectors = torch.randint(6, 300, (2, 5)), torch.randn(2, TOY.dimension)
    ids = torch.randint(4, 300, (2, 6))
    found = reading.decoder(vectors, ids, text_of(reading, source))
    padded = functional.pad(source, (0, 4), value=PAD)
    assert torch.allclose(found, reading.decoder(vectors, ids, text_of(reading, padded)), atol=1e-5)
    assert not torch.allclose(found, reading.decoder(vectors, ids), atol=1e-2)
    assert not torch.allclose(
        found, reading.decoder(vectors, ids, text_of(reading, source.flip(1))), atol=1e-2
    )


def test_ways_are_drawn_as_often_as_wished() -> None:
    draw = torch.Generator().manual_seed(3)
    config = LossConfig(from_vector=0.5, from_states=0.2)
    drawn = [draw_attended(config, draw) for _ in range(600)]
    shares = {way: drawn.count(way) / len(drawn) for way in Attended}
    assert shares[Attended.VECTOR] == pytest.approx(0.5, abs=0.06)
    assert shares[Attended.STATES] == pytest.approx(0.2, abs=0.06)
    with pytest.raises(ValueError, match="more than 1"):
        LossConfig(from_vector=0.8, from_states=0.3)


@pytest.mark.parametrize(
    ("config", "name", "is_read"),
    [
        (LossConfig(from_vector=1.0, from_states=0.0), "pair_tokens", (True, False)),
        (LossConfig(from_vector=0.0, from_states=1.0), "pair_tokens_states", (False, True)),
        (LossConfig(from_vector=0.0, from_states=0.0), "pair_tokens_both", (True, True)),
    ],
)
def test_a_batch_trains_what_it_is_decoded_from(
    reading: CodecModel, config: LossConfig, name: str, is_read: tuple[bool, bool]
) -> None:
    batch = Batch(torch.tensor([[4, 50, 51, 3]]), torch.tensor([[5, 60, 61, 62, 3]]))
    config = replace(config, distance=0.0, contrast=0.0)
    loss, parts = codec_loss(reading, batch, config, 1.0, torch.Generator().manual_seed(1))
    assert name in parts
    torch.autograd.backward(loss)
    assert reading.token_states is not None
    weights = (reading.decoder.to_slots.weight, reading.token_states.bridge.weight)
    assert tuple(weight.grad is not None and bool(weight.grad.any()) for weight in weights) == is_read


def weights_of(model: CodecModel) -> dict[str, torch.Tensor]:
    """As such files have them: half precision, the embedding once, under the names of former versions."""
    return {
        name.replace("up_proj", "rise").replace("down_proj", "fall"): tensor.half().contiguous()
        for name, tensor in model.state_dict().items()
        if name not in {"encoder.embedding.weight", "decoder.embedding.weight"}
    }


def test_a_file_of_weights_is_a_codec(reading: CodecModel, tmp_path: Path) -> None:
    save_file(weights_of(reading), tmp_path / "codec.safetensors")
    found = codec_of_weights(tmp_path / "codec.safetensors", replace(TOY, vocabulary=1))
    assert found.config == WITH_STATES
    for name, tensor in reading.state_dict().items():
        assert torch.allclose(found.state_dict()[name], tensor, atol=2e-3), name


def test_token_states_can_be_added_to_weights_without(model: CodecModel, tmp_path: Path) -> None:
    save_file(weights_of(model), tmp_path / "codec.safetensors")
    assert codec_of_weights(tmp_path / "codec.safetensors", TOY).token_states is None
    assert codec_of_weights(tmp_path / "codec.safetensors", WITH_STATES).token_states is not None


def test_weights_that_do_not_fit_are_refused(reading: CodecModel, tmp_path: Path) -> None:
    file = tmp_path / "codec.safetensors"
    weights = weights_of(reading)
    broken = {
        "lacks weights of this network: token_states.kind": {
            name: tensor for name, tensor in weights.items() if name != "token_states.kind"
        },
        "has weights that this network lacks: decoder.gate": {**weights, "decoder.gate": torch.zeros(2)},
        r"encoder.norm.bias has the shape \(3,\)": {**weights, "encoder.norm.bias": torch.zeros(3)},
        "differs from embedding.weight": {
            **weights,
            "encoder.embedding.weight": torch.zeros_like(weights["embedding.weight"]),
        },
        "contains no codec": {"linear": torch.zeros(2)},
    }
    for message, tensors in broken.items():
        save_file(tensors, file)
        with pytest.raises(CheckpointError, match=message):
            codec_of_weights(file, TOY)
    file.write_text("no tensors")
    with pytest.raises(CheckpointError, match="is not a file of weights"):
        codec_of_weights(file, TOY)


@pytest.fixture
def run_folder(pack: Pack, tokenizer_path: Path, tmp_path: Path) -> Path:
    pack.save(tmp_path / "pack.npz")
    (tmp_path / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    return tmp_path


SHAPE = replace(TOY, vocabulary=330)
SIDES = ((0, "eng_Latn"), (1, "fra_Latn"))
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


def test_training_learns_to_translate_from_token_states(run_folder: Path) -> None:
    pack = Pack.load(run_folder / "pack.npz")
    replace(pack, pairs=pack.pairs[:4]).save(run_folder / "pack.npz")
    run = replace(RUN, steps=400, save_every=400, matrix_rate=2e-2, other_rate=1e-2, finish=110)
    config = replace(SHORT, budget=400, pair_share=1.0, run=run)
    shape = replace(
        SHAPE, width=64, inner=128, dimension=32, encoder_layers=1, decoder_layers=1, token_states=True
    )
    losses = LossConfig(drop_input=0.0, drop_prompt=0.0, from_vector=0.2, from_states=0.6)
    train(run_folder, shape, config, losses)
    codec = TorchCodec.load(run_folder)
    assert codec.model.config == shape
    english, french = ([codec.ids(pair[side], code) for pair in PAIRS[:4]] for side, code in SIDES)
    for source, target in zip(english, french, strict=True):
        ids = torch.tensor([target])
        text = text_of(codec.model, torch.tensor([source]))
        with torch.no_grad():
            logits = codec.model.decoder.logits(codec.model.decoder(None, ids[:, :-1], text))
        assert logits.argmax(dim=-1).tolist() == ids[:, 1:].tolist()


def test_training_goes_on_from_a_file_of_weights(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "codec.safetensors"
    save_file(weights_of(CodecModel(SHAPE)), file)
    words = [str(run_folder), "--begin-from", str(file), "--token-states", "--device", "cpu", "--steps", "1"]
    for name in ("width", "heads", "inner", "encoder_layers", "decoder_layers", "dimension", "slots"):
        words += [f"--{name.replace('_', '-')}", str(getattr(SHAPE, name))]
    words += ["--slot-width", str(SHAPE.slot_width), "--longest", str(SHAPE.longest), "--threads", "1"]
    assert main([*words, "--from-vector", "0.9", "--from-states", "0.2"]) == 1
    assert "--from-states" in capsys.readouterr().err
    assert main(words) == 0
    assert TorchCodec.load(run_folder).model.config == replace(SHAPE, token_states=True)
    (run_folder / "checkpoint.safetensors").unlink()
    save_file(weights_of(CodecModel(replace(SHAPE, vocabulary=300))), file)
    assert main(words) == 1
    assert "a tokenizer with 300 pieces" in capsys.readouterr().err


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
