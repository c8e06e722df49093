"""The two-tower diffusion LCM under the names of Meta's `large_concept_model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.tensors import Tensor
from conceptwriter.convert.checkpoints.weights import Weights

Shapes = dict[str, tuple[int, ...]]

HEAD_WIDTH = 128
"""Of the published 1.6B and 7B shapes."""
_WRAPPERS = ("model.", "module.", "state_dict.")
_PROJECTIONS = ("q_proj", "k_proj", "v_proj", "output_proj")


@dataclass(frozen=True, slots=True)
class TwoTowerShape:
    """Sizes derived from a checkpoint; only the number of heads must be given."""

    vector: int
    """Width of a concept vector."""
    width: int
    context_layers: int
    denoiser_layers: int
    heads: int
    inner: int
    """Inner width of the feed-forward layers."""
    time: int
    """Width of the sinusoidal encoding of a step."""


class TwoTowerWeights(Weights):
    """A complete two-tower model; `sonar_normalizer.center` and `.scale` are there when the file has them."""

    def __init__(
        self, source: Weights, tensors: Mapping[str, Tensor], config: TwoTowerShape, unused: list[str]
    ) -> None:
        super().__init__(source.path, tensors, source.close)
        self.config = config
        self.unused = unused
        """Tensors of the file that the model does not use."""


def two_tower_weights(weights: Weights, heads: int | None = None) -> TwoTowerWeights:
    """The model in `weights`, in a dict `model` or bare, with or without `module.`; `heads` for toy sizes.

    Raises CheckpointProblem, naming file and key, for a missing or misshapen tensor or another model.
    """
    tensors: dict[str, Tensor] = {}
    for full, tensor in weights.tensors.items():
        name = full
        while name.startswith(_WRAPPERS):
            name = name.split(".", maxsplit=1)[1]
        tensors.setdefault(name, tensor)
    config = _config(weights, tensors, heads)
    shapes = expected_two_tower_shapes(config)
    normaliser = {f"sonar_normalizer.{end}": (config.vector,) for end in ("center", "scale")}
    if any(name in tensors for name in normaliser):
        shapes |= normaliser
    model = TwoTowerWeights(weights, tensors, config, [name for name in tensors if name not in shapes])
    model.require(shapes, "a two-tower LCM")
    model.tensors = {name: tensors[name] for name in shapes}
    return model


def expected_two_tower_shapes(config: TwoTowerShape) -> Shapes:
    """Every tensor of the model and its shape, except for the normaliser."""
    width = config.width
    shapes = _linear("encoder_frontend.pre_linear", width, config.vector)
    for layer in range(config.context_layers):
        prefix = f"context_encoder.layers.{layer}."
        shapes |= _attention(f"{prefix}self_attn", width)
        shapes |= _feed_forward(prefix, config)
        shapes |= {f"{prefix}{norm}_layer_norm.weight": (width,) for norm in ("self_attn", "ffn")}
    shapes["context_encoder.layer_norm.weight"] = (width,)
    shapes |= _linear("denoiser.embed_time.fc1", width, config.time)
    shapes |= _linear("denoiser.embed_time.fc2", width, width)
    shapes |= _linear("denoiser.initial_proj.fc", width, config.vector)
    for layer in range(config.denoiser_layers):
        prefix = f"denoiser.layers.{layer}."
        shapes |= _attention(f"{prefix}self_attn", width) | _attention(f"{prefix}cross_attention", width)
        shapes |= _feed_forward(prefix, config)
        norms = ("self_attn", "cross_attention", "ffn")
        shapes |= {f"{prefix}{norm}_layer_norm.weight": (width,) for norm in norms}
        shapes |= _linear(f"{prefix}modulator.fc", 9 * width, width)
    shapes["denoiser.layer_norm.weight"] = (width,)
    return shapes | _linear("denoiser.final_proj.fc", config.vector, width)


def _config(weights: Weights, tensors: Mapping[str, Tensor], heads: int | None) -> TwoTowerShape:
    def shape(name: str) -> tuple[int, int]:
        found = tensors[name].shape if name in tensors else ()
        if len(found) != 2:
            lacking = "is missing" if not found else f"has the shape {found}"
            raise CheckpointProblem(f"{weights.path} is not a two-tower LCM: {name} {lacking}.")
        return found[0], found[1]

    width, vector = shape("encoder_frontend.pre_linear.weight")
    heads = heads or max(1, width // HEAD_WIDTH)
    if width % heads:
        raise CheckpointProblem(f"{weights.path}: a width of {width} does not divide into {heads} heads.")
    return TwoTowerShape(
        vector=vector,
        width=width,
        context_layers=_count(tensors, "context_encoder.layers."),
        denoiser_layers=_count(tensors, "denoiser.layers."),
        heads=heads,
        inner=shape("denoiser.layers.0.ffn.inner_proj.weight")[0],
        time=shape("denoiser.embed_time.fc1.weight")[1],
    )


def _count(tensors: Mapping[str, Tensor], prefix: str) -> int:
    return len({name[len(prefix) :].split(".")[0] for name in tensors if name.startswith(prefix)})


def _attention(name: str, width: int) -> Shapes:
    shapes: Shapes = {}
    for projection in _PROJECTIONS:
        shapes |= _linear(f"{name}.{projection}", width, width)
    return shapes


def _feed_forward(prefix: str, config: TwoTowerShape) -> Shapes:
    return (
        _linear(f"{prefix}ffn.gate_proj", config.inner, config.width)
        | _linear(f"{prefix}ffn.inner_proj", config.inner, config.width)
        | _linear(f"{prefix}ffn.output_proj", config.width, config.inner)
    )


def _linear(name: str, rows: int, columns: int) -> Shapes:
    return {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}
