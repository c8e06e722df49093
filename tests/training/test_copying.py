"""Copying of source pieces: the mixture, its loss, and names carried over that training never had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from conceptwriter.codec.pieces import END, PAD, UNKNOWN
from conceptwriter.training.codec.batches import Batch
from conceptwriter.training.codec.config import TOY, CodecConfig
from conceptwriter.training.codec.copying import Copies, copies, copyable_pieces
from conceptwriter.training.codec.crossentropy import _summands, chunked_cross_entropy
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.losses import LossConfig, codec_loss, token_loss
from conceptwriter.training.codec.model import CodecModel, Memory
from conceptwriter.training.codec.train import main
from conceptwriter.training.codec.weights import codec_of_weights
from conceptwriter.training.packing import Pack

COPYING = replace(TOY, token_states=True, copying=True)
SOURCE = torch.tensor([[4, 50, 51, 50, 52, END], [5, 60, UNKNOWN, END, PAD, PAD], [4, END] + [PAD] * 4])
TARGET = torch.tensor([[5, 51, 50, 70, END], [4, 60, 61, END, PAD], [5, 80, END, PAD, PAD]])
FROM_TEXT = LossConfig(drop_input=0.0, drop_prompt=0.0, from_vector=0.0, from_states=1.0)


def codec(config: CodecConfig = COPYING, gate: float = 0.3) -> CodecModel:
    """Random, and everything in it counts."""
    torch.manual_seed(6)
    model = CodecModel(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "copy_gate" not in name:
                parameter.add_(torch.randn_like(parameter) * 0.1)
        if model.decoder.copy_gate is not None:
            model.decoder.copy_gate.weight.copy_(torch.linspace(-0.2, 0.2, config.width))
            model.decoder.copy_gate.bias.fill_(gate)
    return model


def weights_of(model: CodecModel) -> dict[str, Tensor]:
    """For a file, which has the embedding once."""
    aliases = {"encoder.embedding.weight", "decoder.embedding.weight"}
    return {name: tensor for name, tensor in model.state_dict().items() if name not in aliases}


def text_of(model: CodecModel, ids: Tensor) -> Memory:
    assert model.token_states is not None
    text: Memory = model.token_states(model.encoder.states(ids))
    return text


def copied_of(model: CodecModel, vectors: Tensor | None = None) -> tuple[Tensor, Copies]:
    states, copied = model.decoder.states_and_copies(vectors, TARGET[:, :-1], text_of(model, SOURCE))
    assert copied is not None
    return states, copied


def mixture(model: CodecModel, states: Tensor, copied: Copies) -> Tensor:
    """Probabilities by the definition, (n, t, v)."""
    plain = model.decoder.logits(states).softmax(dim=-1)
    where = copied.pieces[:, None, :].expand_as(copied.attention)
    attention = torch.zeros_like(plain).scatter_add(-1, where, copied.attention.exp())
    assert torch.allclose(attention[:2].sum(dim=-1), torch.ones(2, 4))
    gate = copied.gate.sigmoid()[..., None]
    # The last of the texts has nothing to copy.
    return torch.cat([(1 - gate[:2]) * plain[:2] + gate[:2] * attention[:2], plain[2:]])


def test_only_pieces_are_copied() -> None:
    assert copyable_pieces(SOURCE).tolist() == [[0, 50, 51, 50, 52, 0], [0, 60, 0, 0, 0, 0], [0] * 6]
    with pytest.raises(ValueError, match="token states can copy"):
        CodecConfig(copying=True)


@torch.no_grad()
@pytest.mark.parametrize("with_vector", [True, False])
def test_the_gate_mixes_vocabulary_and_copies(with_vector: bool) -> None:
    model = codec()
    states, copied = copied_of(model, torch.randn(3, TOY.dimension) if with_vector else None)
    plain, mixed = model.decoder.logits(states), model.decoder.logits(states, copied)
    assert torch.allclose(mixed.softmax(dim=-1), mixture(model, states, copied), atol=1e-6)
    assert torch.equal(mixed[2], plain[2])
    assert not torch.allclose(mixed[0], plain[0], atol=0.1)


@torch.no_grad()
def test_steps_equal_the_whole_pass() -> None:
    model = codec()
    vectors, ids = torch.randn(3, TOY.dimension), TARGET[:, :-1]
    text = text_of(model, SOURCE)
    whole = model.decoder.logits(*model.decoder.states_and_copies(vectors, ids, text))
    condition = model.decoder.condition(vectors, text)
    keys = torch.zeros(3, TOY.decoder_layers, TOY.heads, 0, TOY.width // TOY.heads)
    values = keys.clone()
    for place in range(ids.shape[1]):
        logits, keys, values = model.decoder.step(ids[:, place : place + 1], keys, values, condition)
        assert torch.allclose(logits, whole[:, place], atol=1e-4)
    padded = text_of(model, functional.pad(SOURCE, (0, 3), value=PAD))
    again = model.decoder.logits(*model.decoder.states_and_copies(vectors, ids, padded))
    assert torch.allclose(again, whole, atol=1e-4)


@torch.no_grad()
def test_without_a_text_nothing_is_copied() -> None:
    model, plain = codec(), codec(replace(COPYING, copying=False))
    vectors, ids = torch.randn(3, TOY.dimension), TARGET[:, :-1]
    states, copied = model.decoder.states_and_copies(vectors, ids)
    assert copied is None
    assert torch.equal(states, plain.decoder(vectors, ids))
    past = torch.zeros(3, TOY.decoder_layers, TOY.heads, 0, TOY.width // TOY.heads)
    found, wanted = (
        each.decoder.step(ids[:, :1], past, past, each.decoder.condition(vectors))[0]
        for each in (model, plain)
    )
    assert torch.equal(found, wanted)


def test_the_loss_is_the_cross_entropy_of_the_mixture() -> None:
    model = codec()
    draw = torch.Generator().manual_seed(1)
    loss = token_loss(model, None, text_of(model, SOURCE), TARGET, FROM_TEXT, draw)
    probabilities = mixture(model, *copied_of(model))
    wanted = functional.nll_loss(probabilities.log().flatten(0, 1), TARGET[:, 1:].flatten(), ignore_index=PAD)
    assert loss.item() == pytest.approx(wanted.item(), rel=0.01)
    parameters = [tensor for name, tensor in model.decoder.named_parameters() if "slots" not in name]
    for found, expected in zip(
        torch.autograd.grad(loss, parameters), torch.autograd.grad(wanted, parameters), strict=True
    ):
        assert (found - expected).norm() <= 0.05 * expected.norm() + 1e-4


@pytest.mark.parametrize("sampled", [0, 30])
def test_another_way_to_a_target_counts_in_loss_and_gradients(sampled: int) -> None:
    draw = torch.Generator().manual_seed(2)
    states = torch.randn(300, 32, generator=draw, requires_grad=True)
    matrix = torch.randn(90, 32, generator=draw, requires_grad=True)
    targets = torch.randint(0, 45, (300,), generator=draw)
    odds = (torch.randn(300, generator=draw) * 5).requires_grad_()
    loss = chunked_cross_entropy(
        states, matrix, targets, sampled, torch.Generator().manual_seed(5), odds=odds
    )
    found = torch.autograd.grad(loss, (states, matrix, odds))
    summed, logarithms, places = _summands(targets, 90, sampled, torch.Generator().manual_seed(5))
    logits = states @ matrix.T if summed is None else states @ matrix[summed].T
    own = (logits if logarithms is None else logits + logarithms).log_softmax(dim=1)
    own = own.gather(1, places[:, None])[:, 0]
    plain = -torch.logaddexp(own, odds).mean()
    wanted = torch.autograd.grad(plain, (states, matrix, odds))
    assert loss.item() == pytest.approx(plain.item(), rel=0.02, abs=0.01)
    for gradient, expected in zip(found, wanted, strict=True):
        assert ((gradient - expected).norm() / expected.norm()).item() < 0.03


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("gate", [-200.0, 0.0, 200.0])
def test_the_loss_is_finite_in_low_precision(kind: torch.dtype, gate: float) -> None:
    """With a gate wide open, targets that are not in the text are all but impossible, and yet finite."""
    states = torch.randn(3, 4, 8, dtype=kind, requires_grad=True)
    query = torch.full((3, 4, 8), 60.0, dtype=kind, requires_grad=True)
    key = torch.randn(3, 6, 8, dtype=kind) * 60
    log_odds = torch.full((3, 4), gate, requires_grad=True)
    copied = copies(query, key, copyable_pieces(SOURCE), log_odds)
    targets = TARGET[:, 1:]
    real = targets != PAD
    loss = chunked_cross_entropy(
        states[real], torch.randn(90, 8).to(kind), targets[real], odds=copied.log_odds(targets)[real]
    )
    loss = loss + copied.mass()[real].mean()
    assert loss.isfinite()
    for gradient in torch.autograd.grad(loss, (states, query, log_odds)):
        assert gradient.isfinite().all()


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_a_batch_is_learned_in_low_precision(kind: torch.dtype) -> None:
    model = codec()
    with torch.autocast("cpu", kind):
        loss, parts = codec_loss(
            model, Batch(SOURCE, TARGET), FROM_TEXT, 1.0, torch.Generator().manual_seed(1)
        )
    assert "pair_tokens_states" in parts
    torch.autograd.backward(loss)
    assert model.decoder.copy_gate is not None
    gradient = model.decoder.copy_gate.weight.grad
    assert gradient is not None
    assert gradient.isfinite().all()
    assert gradient.any()


@torch.no_grad()
def test_weights_without_a_gate_begin_as_they_were(tmp_path: Path) -> None:
    plain = codec(replace(COPYING, copying=False))
    save_file(weights_of(plain), tmp_path / "codec.safetensors")
    model = codec_of_weights(tmp_path / "codec.safetensors", COPYING).eval()
    assert model.config == COPYING
    mixed = model.decoder.logits(*copied_of(model)).log_softmax(dim=-1)
    before = plain.decoder.logits(plain.decoder(None, TARGET[:, :-1], text_of(plain, SOURCE)))
    assert torch.equal(mixed.argmax(dim=-1), before.argmax(dim=-1))
    untouched = torch.ones(TOY.vocabulary, dtype=torch.bool)
    untouched[SOURCE.flatten()] = False
    assert torch.allclose(mixed[..., untouched], before.log_softmax(dim=-1)[..., untouched], atol=5e-4)
    assert torch.allclose(mixed.exp(), before.softmax(dim=-1), atol=5e-4)


def test_a_gate_in_a_file_of_weights_is_used(tmp_path: Path) -> None:
    model = codec()
    save_file(weights_of(model), tmp_path / "codec.safetensors")
    found = codec_of_weights(tmp_path / "codec.safetensors", TOY)
    assert found.config == COPYING
    assert found.decoder.copy_gate is not None
    assert found.decoder.copy_gate.bias.item() == pytest.approx(0.3)


def test_copying_is_asked_for_when_a_run_begins(
    pack: Pack, tokenizer_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words: dict[str, list[str]] = {}
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        pack.save(folder / "pack.npz")
        (folder / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
        words[name] = [str(folder), "--device", "cpu", "--steps", "1", "--threads", "1", "--budget", "100"]
    for name in ("width", "inner", "heads", "encoder-layers", "decoder-layers"):
        words["first"] += [f"--{name}", str(getattr(TOY, name.replace("-", "_")))]
    assert main([*words["first"], "--token-states"]) == 0
    assert main([*words["first"], "--copying"]) == 1
    assert "was begun without copying" in capsys.readouterr().err
    assert main([*words["second"], "--copying", "--begin-from", str(tmp_path / "first")]) == 0
    model = TorchCodec.load(tmp_path / "second").model
    assert model.config.copying
    assert model.config.width == TOY.width


# Names that training never had

NAMES = torch.arange(30, 530)
"""Pieces that names are made of: each comes a few times, no name comes twice."""
WORDS = torch.arange(6, 16)
SMALL = CodecConfig(
    vocabulary=530, width=64, heads=1, inner=128, encoder_layers=1, decoder_layers=1, dimension=32, slots=2,
    slot_width=16, longest=16, token_states=True,
)  # fmt: skip


def named_texts(count: int, draw: torch.Generator) -> Batch:
    """A word, a name of three pieces, a word; in the other language other words, which change places."""

    def drawn(pieces: Tensor, size: int) -> Tensor:
        return pieces[torch.randint(len(pieces), (count, size), generator=draw)]

    def framed(tag: int, *parts: Tensor) -> Tensor:
        return torch.cat([torch.full((count, 1), tag), *parts, torch.full((count, 1), END)], dim=1)

    before, name, after = drawn(WORDS, 1), drawn(NAMES, 3), drawn(WORDS, 1)
    return Batch(framed(4, before, name, after), framed(5, after + 10, name, before + 10))


def trained(config: CodecConfig, steps: int = 300) -> CodecModel:
    torch.manual_seed(1)
    model, draw = CodecModel(config), torch.Generator().manual_seed(1)
    losses = replace(FROM_TEXT, translate=1.0, distance=0.0, contrast=0.0)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.98), weight_decay=0.0)
    for step in range(steps):
        loss, _ = codec_loss(model, named_texts(16, draw), losses, 0.0, draw)
        torch.autograd.backward(loss)
        optimiser.param_groups[0]["lr"] = 3e-3 * min(1.0, 2.5 * (1 - step / steps))
        optimiser.step()
        optimiser.zero_grad()
    return model.eval()


@torch.no_grad()
def names_kept(model: CodecModel) -> float:
    """Share of new names that are whole in the text that is written greedily."""
    batch = named_texts(200, torch.Generator().manual_seed(9))
    assert batch.second is not None
    condition = model.decoder.condition(None, text_of(model, batch.first))
    config = model.config
    keys = torch.zeros(200, config.decoder_layers, config.heads, 0, config.width // config.heads)
    values = keys.clone()
    token, written = batch.second[:, :1], []
    for _ in range(5):
        logits, keys, values = model.decoder.step(token, keys, values, condition)
        token = logits.argmax(dim=1, keepdim=True)
        written.append(token)
    return (torch.cat(written[1:4], dim=1) == batch.second[:, 2:5]).all(dim=1).float().mean().item()


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Networks this small are slower with more."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
def test_new_names_are_carried_over_by_copying_alone() -> None:
    assert names_kept(trained(replace(SMALL, copying=True))) >= 0.95
    assert names_kept(trained(SMALL)) <= 0.05
