"""Golden values of the published two-tower LCM, computed by third-party code.

    python -m tools.reference.make_lcm_goldens tests/training/lcm/published/goldens.npz

The model is assembled from fairseq2's own layers (rotary encoder, attention, gated feed-forward, RMSNorm,
causal mask), of which the published LCM is made, by the formulas of its paper (arXiv 2412.08821, section
2.3.4); noise is removed by the DDIM scheduler of diffusers, of which the published scheduler is a port.
Nothing of ours takes part but the stand-in weights, which are too large to keep. Needs the packages of the
`sonar` extra (fairseq2 0.6) and diffusers.
"""

# The packages it imports are not installed where types are checked.
# mypy: ignore-errors
from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from fairseq2.models.transformer import (
    AttentionBias,
    AttentionBiasCache,
    CausalAttentionBias,
    GLUFeedForwardNetwork,
    IdentityBias,
    StandardMultiheadAttention,
)
from fairseq2.models.transformer.sdpa.naive import NaiveSDPA
from fairseq2.nn import BatchLayout, IncrementalStateBag, Linear, RMSNorm, RotaryEncoder
from torch import Tensor, nn
from torch.nn import functional

from conceptwriter.convert.lcm.config import TWO_TOWER_TOY
from conceptwriter.training.lcm.published.stand_in import stand_in_weights

CONFIG = TWO_TOWER_TOY
NOMINAL_INNER = 384
LENGTHS = (7, 4, 1)
GUIDANCE, RESCALE, INITIAL_NOISE, EPSILON_SCALING = 1.5, 0.7, 0.6, 1.00045
INFERENCE_STEPS = 20


class Given(AttentionBias):
    """A mask passed as an argument: true where a row may attend."""

    def __init__(self, visible: Tensor) -> None:
        self.visible = visible

    def create_bias_tensor(
        self,
        q_len: int,
        k_len: int,
        device: Any,  # noqa: ARG002
        dtype: Any,
    ) -> Tensor:
        assert self.visible.shape[-2:] == (q_len, k_len)
        return torch.zeros_like(self.visible, dtype=dtype).masked_fill(~self.visible, -torch.inf)


def attention(bias: AttentionBias, rotary: RotaryEncoder | None = None) -> StandardMultiheadAttention:
    return StandardMultiheadAttention(
        CONFIG.width, CONFIG.heads, NaiveSDPA(bias), pos_encoder=rotary, bias=True
    )


def attend(
    layer: StandardMultiheadAttention,
    queries: Tensor,
    keys: Tensor,
    bias: AttentionBias | None = None,
    bag: IncrementalStateBag | None = None,
) -> Tensor:
    if bias is not None:
        layer.sdpa.bias = bias
    layouts = BatchLayout.of(queries), BatchLayout.of(keys)
    return layer(queries, layouts[0], keys, layouts[1], keys, AttentionBiasCache(), state_bag=bag)


def feed_forward() -> GLUFeedForwardNetwork:
    return GLUFeedForwardNetwork(CONFIG.width, NOMINAL_INNER, bias=True, inner_dim_to_multiple=256)


def norm() -> RMSNorm:
    return RMSNorm(CONFIG.width, bias=False, eps=1e-5)


class Reader(nn.Module):
    """One layer of the contextualiser."""

    def __init__(self, rotary: RotaryEncoder) -> None:
        super().__init__()
        self.self_attn = attention(CausalAttentionBias(), rotary)
        self.self_attn_layer_norm = norm()
        self.ffn = feed_forward()
        self.ffn_layer_norm = norm()

    def forward(self, x: Tensor, bag: IncrementalStateBag | None = None) -> Tensor:
        normed = self.self_attn_layer_norm(x)
        x = x + attend(self.self_attn, normed, normed, bag=bag)
        return x + self.ffn(self.ffn_layer_norm(x))


class Remover(nn.Module):
    """One layer of the denoiser: AdaLN, nine modulations."""

    def __init__(self) -> None:
        super().__init__()
        self.self_attn = attention(IdentityBias())
        self.self_attn_layer_norm = norm()
        self.cross_attention = attention(IdentityBias())
        self.cross_attention_layer_norm = norm()
        self.ffn = feed_forward()
        self.ffn_layer_norm = norm()
        self.modulator = nn.ModuleDict({"fc": Linear(CONFIG.width, 9 * CONFIG.width, bias=True)})

    def forward(self, x: Tensor, time: Tensor, context: Tensor, visible: Tensor) -> Tensor:
        modulation = self.modulator["fc"](functional.silu(time))
        (san, cross, ffn) = modulation.chunk(3, dim=-1)

        def modulate(normed: Tensor, parts: Tensor) -> tuple[Tensor, Tensor]:
            shift, scale, gate = parts.chunk(3, dim=-1)
            return normed * (1 + scale) + shift, gate

        h, gate = modulate(self.self_attn_layer_norm(x), san)
        alone = Given(torch.eye(x.shape[1], dtype=torch.bool))
        x = x + gate * attend(self.self_attn, h, h, alone)
        h, gate = modulate(self.cross_attention_layer_norm(x), cross)
        x = x + gate * attend(self.cross_attention, h, context, Given(visible))
        h, gate = modulate(self.ffn_layer_norm(x), ffn)
        return x + gate * self.ffn(h)


class Reference(nn.Module):
    """Both towers, with the names of the checkpoints."""

    def __init__(self) -> None:
        super().__init__()
        self.sonar_normalizer = nn.Module()
        for name in ("center", "scale"):
            self.sonar_normalizer.register_buffer(name, torch.zeros(CONFIG.dimension))
        self.encoder_frontend = nn.ModuleDict(
            {"pre_linear": Linear(CONFIG.dimension, CONFIG.width, bias=True)}
        )
        rotary = RotaryEncoder(CONFIG.head_size, CONFIG.longest)
        self.context_encoder = nn.Module()
        self.context_encoder.layers = nn.ModuleList(Reader(rotary) for _ in range(CONFIG.context_layers))
        self.context_encoder.layer_norm = norm()
        self.denoiser = nn.Module()
        self.denoiser.embed_time = nn.ModuleDict(
            {
                "fc1": Linear(256, CONFIG.width, bias=True),
                "fc2": Linear(CONFIG.width, CONFIG.width, bias=True),
            }
        )
        for name, sizes in (
            ("initial_proj", (CONFIG.dimension, CONFIG.width)),
            ("final_proj", (CONFIG.width, CONFIG.dimension)),
        ):
            setattr(self.denoiser, name, nn.ModuleDict({"fc": Linear(*sizes, bias=True)}))
        self.denoiser.layers = nn.ModuleList(Remover() for _ in range(CONFIG.denoiser_layers))
        self.denoiser.layer_norm = norm()

    def read(self, vectors: Tensor, bag: IncrementalStateBag | None = None) -> Tensor:
        normaliser = self.sonar_normalizer
        x = self.encoder_frontend["pre_linear"]((vectors - normaliser.center) / normaliser.scale)
        for layer in self.context_encoder.layers:
            x = layer(x, bag)
        return self.context_encoder.layer_norm(x)

    def time(self, steps: Tensor) -> Tensor:
        half = 128
        freqs = torch.exp(-math.log(10_000) * torch.arange(half, dtype=torch.float32) / half)
        args = steps[..., None].float() * freqs
        embedding = torch.cat([torch.cos(args), torch.sin(args)], dim=-1)
        maps = self.denoiser.embed_time
        return maps["fc2"](functional.silu(maps["fc1"](embedding)))

    def denoise(self, noisy: Tensor, steps: Tensor, hidden: Tensor, visible: Tensor) -> Tensor:
        zero = torch.zeros_like(hidden[:, :1])
        context = torch.cat([zero, hidden], dim=1)
        x = self.denoiser.initial_proj["fc"](noisy)
        time = self.time(steps)
        for layer in self.denoiser.layers:
            x = layer(x, time, context, visible)
        return self.denoiser.final_proj["fc"](self.denoiser.layer_norm(x))


def ragged(model: Reference, draw: torch.Generator) -> dict[str, Tensor]:
    """Teacher forced: every place of three documents of different lengths, each computed alone."""
    longest = max(LENGTHS)
    vectors = 0.012 * torch.randn(len(LENGTHS), longest, CONFIG.dimension, generator=draw)
    noisy = torch.randn(vectors.shape, generator=draw)
    steps = torch.randint(0, 100, vectors.shape[:2], generator=draw)
    wanted = torch.zeros_like(noisy)
    hidden = torch.zeros(*vectors.shape[:2], CONFIG.width)
    for row, length in enumerate(LENGTHS):
        alone = model.read(vectors[row : row + 1, :length])
        visible = torch.ones(length, length + 1, dtype=torch.bool).tril()
        found = model.denoise(noisy[row : row + 1, :length], steps[row : row + 1, :length], alone, visible)
        wanted[row, :length], hidden[row, :length] = found[0], alone[0]
    return {"vectors": vectors, "noisy": noisy, "steps": steps, "hidden": hidden, "teacher_forced": wanted}


def read_in_parts(model: Reference, vectors: Tensor) -> Tensor:
    """The first document read concept after concept with fairseq2's own cache."""
    bag = IncrementalStateBag(max_num_steps=CONFIG.longest)
    parts: list[Tensor] = []
    for place in range(vectors.shape[0]):
        parts.append(model.read(vectors[None, place : place + 1], bag))
        bag.increment_step_nr()
    return torch.cat(parts, dim=1)[0]


def of_context(items: int, use: list[bool]) -> Tensor:
    """Which of zero vector and items each row sees: (rows, 1 + items)."""
    rows = torch.tensor(use)[:, None].expand(-1, items)
    return torch.cat([torch.ones(len(use), 1, dtype=torch.bool), rows], dim=1)


def guided(model: Reference, hidden: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, list[int]]:
    """Three vectors drawn at once with guidance on epsilon, as the published sampler does.

    The first step, which has no signal, takes the conditional prediction alone.
    """
    scheduler = DDIMScheduler(
        num_train_timesteps=100,
        beta_schedule="squaredcos_cap_v2",
        prediction_type="sample",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        set_alpha_to_one=True,
    )
    scheduler.set_timesteps(INFERENCE_STEPS)
    x = noise * INITIAL_NOISE
    rows, items = len(x), hidden.shape[1]
    for step in scheduler.timesteps:
        bar = scheduler.alphas_cumprod[step]
        times = torch.full((1, 2 * rows), int(step))
        both = torch.cat([x, x])[None]
        visible = of_context(items, [True] * rows + [False] * rows)
        prediction = model.denoise(both, times, hidden, visible)[0]
        if float(bar) == 0:
            x0, epsilon = prediction[:rows], x
        else:
            epsilons = (both[0] - bar.sqrt() * prediction) / (1 - bar).sqrt()
            with_context, without = epsilons[:rows], epsilons[rows:]
            epsilon = without + GUIDANCE * (with_context - without)
            ratio = with_context.std(dim=-1, keepdim=True) / epsilon.std(dim=-1, keepdim=True)
            epsilon = RESCALE * epsilon * ratio + (1 - RESCALE) * epsilon
            x0 = (x - (1 - bar).sqrt() * epsilon) / bar.sqrt()
        # The scheduler takes x0 and finds epsilon from it; the published one then divides that epsilon.
        scaled = DDIMScheduler.from_config(scheduler.config, prediction_type="sample")
        scaled.set_timesteps(INFERENCE_STEPS)
        plain = scaled.step(x0, int(step), x, eta=0.0).prev_sample
        before = int(step) - 100 // INFERENCE_STEPS
        bar_before = scheduler.alphas_cumprod[before] if before >= 0 else scheduler.final_alpha_cumprod
        x = plain + (1 - bar_before).sqrt() * epsilon * (1 / EPSILON_SCALING - 1)
    return x, scheduler.alphas_cumprod, [int(step) for step in scheduler.timesteps]


@torch.no_grad()
def main(target: Path) -> None:
    """Write the file."""
    weights = stand_in_weights(CONFIG)
    model = Reference().eval()
    model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()}, strict=True)
    draw = torch.Generator().manual_seed(11)
    found = ragged(model, draw)
    length = LENGTHS[0]
    hidden = found["hidden"][:1, :length]
    found["hidden_in_parts"] = read_in_parts(model, found["vectors"][0, :length])
    rows = torch.randn(4, CONFIG.dimension, generator=draw)
    steps = torch.tensor([[99, 50, 7, 0]])
    found["rows"], found["row_steps"] = rows, steps[0]
    for name, use in (("with_context", True), ("without_context", False)):
        found[name] = model.denoise(rows[None], steps, hidden, of_context(length, [use] * 4))[0]
    found["noise"] = torch.randn(3, CONFIG.dimension, generator=draw)
    found["drawn"], found["alpha_bars"], visited = guided(model, hidden, found["noise"])
    found["visited"] = torch.tensor(visited)
    total = sum(float(np.abs(array).sum(dtype=np.float64)) for array in weights.values())
    found["checksum"] = torch.tensor(total, dtype=torch.float64)
    np.savez_compressed(target, **{name: value.numpy() for name, value in found.items()})
    print(target, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
