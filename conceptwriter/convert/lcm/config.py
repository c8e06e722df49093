"""Sizes of the published two-tower LCM, and the names and shapes of the tensors in its checkpoints.

Source: Large Concept Models (arXiv 2412.08821), section 2.3.4, and the architectures registered in its code.
Free of PyTorch, because conversion reads it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HEAD_SIZE = 128
"""Width of one attention head in every published size."""
MODULATIONS = 9
"""Shift, scale and gate of self-attention, cross-attention and feed-forward."""
RMS_EPSILON = 1e-5
ROTARY_THETA = 10_000.0
LONGEST_PERIOD = 10_000.0
"""Of the sinusoids that encode a denoising step."""
_INNER_MULTIPLE = 256

Shapes = dict[str, tuple[int, ...]]


def inner_width(nominal: int) -> int:
    """Width of the gated feed-forward: two thirds of the nominal width, rounded up to a multiple of 256."""
    return -(-int(nominal * 2 / 3) // _INNER_MULTIPLE) * _INNER_MULTIPLE


@dataclass(frozen=True, slots=True)
class PublishedConfig:
    """Sizes of one two-tower LCM."""

    width: int
    """Of the residual stream of both towers."""
    heads: int
    """Attention heads of both towers."""
    inner: int
    """Actual width of the gated feed-forwards (see `inner_width`)."""
    context_layers: int
    """Layers of the contextualiser, which reads."""
    denoiser_layers: int
    """Layers of the denoiser, which samples."""
    dimension: int = 1024
    """Of the concept vectors; SONAR's."""
    training_steps: int = 100
    """Denoising steps it was trained with."""
    frequencies: int = 256
    """Size of the encoding of a denoising step, half cosines, half sines."""
    longest: int = 4096
    """Maximum concepts of one sequence; its training data is wrapped at 128."""

    def __post_init__(self) -> None:
        if self.width % self.heads or (self.width // self.heads) % 2:
            raise ValueError("Width must be heads times an even head size: rotary positions turn pairs.")

    @property
    def head_size(self) -> int:
        """Width of one head."""
        return self.width // self.heads


TWO_TOWER_1_6B = PublishedConfig(
    width=2048, heads=16, inner=inner_width(8192), context_layers=5, denoiser_layers=13
)
TWO_TOWER_7B = PublishedConfig(
    width=4096, heads=32, inner=inner_width(16384), context_layers=5, denoiser_layers=14
)
TWO_TOWER_TOY = PublishedConfig(
    width=256, heads=2, inner=inner_width(384), context_layers=2, denoiser_layers=2, dimension=32, longest=64
)
"""For tests: two layers each, as the toy of the published code; else as small as heads of 128 allow."""


def tensor_shapes(config: PublishedConfig) -> Shapes:
    """Every tensor of a checkpoint by its name: weights as (out, in)."""
    width, dimension = config.width, config.dimension
    shapes: Shapes = {"sonar_normalizer.center": (dimension,), "sonar_normalizer.scale": (dimension,)}
    shapes |= _linear("encoder_frontend.pre_linear", dimension, width)
    for layer in range(config.context_layers):
        shapes |= _block(f"context_encoder.layers.{layer}", config, ("self_attn",))
    shapes["context_encoder.layer_norm.weight"] = (width,)
    shapes |= _linear("denoiser.embed_time.fc1", config.frequencies, width)
    shapes |= _linear("denoiser.embed_time.fc2", width, width)
    shapes |= _linear("denoiser.initial_proj.fc", dimension, width)
    for layer in range(config.denoiser_layers):
        name = f"denoiser.layers.{layer}"
        shapes |= _block(name, config, ("self_attn", "cross_attention"))
        shapes |= _linear(f"{name}.modulator.fc", width, MODULATIONS * width)
    shapes["denoiser.layer_norm.weight"] = (width,)
    shapes |= _linear("denoiser.final_proj.fc", width, dimension)
    return shapes


def config_of(shapes: Mapping[str, tuple[int, ...]], head_size: int = HEAD_SIZE) -> PublishedConfig:
    """The sizes derived from a checkpoint's shapes; heads are not among them, so their size is given.

    Raises KeyError with the name of a required tensor that is missing. The caller must check all others
    against `tensor_shapes`.
    """
    width, dimension = shapes["encoder_frontend.pre_linear.weight"]
    return PublishedConfig(
        width=width,
        heads=max(1, width // head_size),
        inner=shapes["context_encoder.layers.0.ffn.gate_proj.weight"][0],
        context_layers=_layers(shapes, "context_encoder"),
        denoiser_layers=_layers(shapes, "denoiser"),
        dimension=dimension,
        frequencies=shapes["denoiser.embed_time.fc1.weight"][1],
    )


def _layers(shapes: Mapping[str, tuple[int, ...]], tower: str) -> int:
    begin = f"{tower}.layers."
    return 1 + max(
        (int(name[len(begin) :].split(".")[0]) for name in shapes if name.startswith(begin)), default=-1
    )


def _linear(name: str, inputs: int, outputs: int) -> Shapes:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def _block(name: str, config: PublishedConfig, attentions: tuple[str, ...]) -> Shapes:
    width, inner = config.width, config.inner
    shapes: Shapes = {}
    for attention in attentions:
        for part in ("q_proj", "k_proj", "v_proj", "output_proj"):
            shapes |= _linear(f"{name}.{attention}.{part}", width, width)
        shapes[f"{name}.{attention}_layer_norm.weight"] = (width,)
    shapes |= _linear(f"{name}.ffn.gate_proj", width, inner)
    shapes |= _linear(f"{name}.ffn.inner_proj", width, inner)
    shapes |= _linear(f"{name}.ffn.output_proj", inner, width)
    shapes[f"{name}.ffn_layer_norm.weight"] = (width,)
    return shapes
