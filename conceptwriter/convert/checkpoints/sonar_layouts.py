"""SONAR's encoder and decoder under fairseq2's names, whatever the layout of their file.

Known layouts, all with the same weights:

* fairseq2 (the published files): `encoder.layers.N.ffn.inner_proj.weight`, in a dict `model` or bare;
* fairseq, older: `layers.N.fc1.weight`, in `state_dict`, with the embedding separate as an `nn.Embedding`;
* Hugging Face's M2M100 classes: as fairseq, with or without the prefix `model.encoder.` or `model.decoder.`.

The last two order the special tokens <s>, <pad>, </s>, <unk>; SONAR's own ids are <pad>, <unk>, <s>, </s>.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.tensors import FirstRowsReordered, Tensor
from conceptwriter.convert.checkpoints.weights import Weights
from conceptwriter.convert.sonar.config import HEAD_WIDTH, SonarConfig

Part = Literal["encoder", "decoder"]
Shapes = dict[str, tuple[int, ...]]

SPECIAL_ROWS = (1, 3, 0, 2)
"""Positions of <pad>, <unk>, <s>, </s> in a file that orders them <s>, <pad>, </s>, <unk>."""

_WRAPPERS = ("model.", "module.", "state_dict.")
_OLDER = MappingProxyType(
    {
        "self_attn.out_proj": "self_attn.output_proj",
        "encoder_attn.q_proj": "encoder_decoder_attn.q_proj",
        "encoder_attn.k_proj": "encoder_decoder_attn.k_proj",
        "encoder_attn.v_proj": "encoder_decoder_attn.v_proj",
        "encoder_attn.out_proj": "encoder_decoder_attn.output_proj",
        "encoder_attn_layer_norm": "encoder_decoder_attn_layer_norm",
        "fc1": "ffn.inner_proj",
        "fc2": "ffn.output_proj",
        "final_layer_norm": "ffn_layer_norm",
    }
)
_LAYER = re.compile(r"(?:(encoder|decoder)\.)?layers\.(\d+)\.(.+)\.(weight|bias)")
_OLD_EMBEDDING = re.compile(r"(?:(encoder|decoder)\.)?embed_tokens\.weight|shared\.weight")
_IGNORED = re.compile(
    r"(?:(?:encoder|decoder)\.)?(?:version|embed_positions\.(?:_float_tensor|weights?))"
    r"|(?:encoder|decoder)_frontend\.pos_encoder\..+"
    r"|(?:optimizer|last_optimizer_state|lr_scheduler|extra_state|task_state)\..+"
)
"""Positional encodings, which are computed, and other data a training run saves with its model."""
_HEADS = re.compile(r"(?:decoder\.)?(?:final_proj|output_projection|lm_head)\.weight")
_ROWS_COMPARED = 16


class SonarWeights(Weights):
    """One tower, complete and with the right shapes, under fairseq2's names.

    A decoder's `final_proj.weight`, which equals its embedding, is left out.
    """

    def __init__(self, source: Weights, tensors: Mapping[str, Tensor], config: SonarConfig) -> None:
        super().__init__(source.path, tensors, source.close)
        self.config = config


def sonar_encoder_weights(weights: Weights, heads: int | None = None) -> SonarWeights:
    """The text encoder in `weights`; `heads` is needed where a head is not 64 wide (toy sizes).

    Raises CheckpointProblem, naming file and key, for a missing or misshapen tensor or another model.
    """
    return _tower(weights, "encoder", heads)


def sonar_decoder_weights(weights: Weights, heads: int | None = None) -> SonarWeights:
    """The text decoder in `weights`; see `sonar_encoder_weights`."""
    return _tower(weights, "decoder", heads)


def expected_shapes(config: SonarConfig, part: Part) -> Shapes:
    """Every tensor of a tower and its shape."""
    width, inner = config.dimension, config.inner
    shapes: Shapes = {f"{part}_frontend.embed.weight": (config.vocabulary, width)}
    attentions = ["self_attn"] if part == "encoder" else ["self_attn", "encoder_decoder_attn"]
    for layer in range(config.layers):
        prefix = f"{part}.layers.{layer}."
        for attention in attentions:
            shapes |= _norm(f"{prefix}{attention}_layer_norm", width)
            for projection in ("q_proj", "k_proj", "v_proj", "output_proj"):
                shapes |= _linear(f"{prefix}{attention}.{projection}", width, width)
        shapes |= _norm(f"{prefix}ffn_layer_norm", width)
        shapes |= _linear(f"{prefix}ffn.inner_proj", inner, width)
        shapes |= _linear(f"{prefix}ffn.output_proj", width, inner)
    return shapes | _norm("layer_norm" if part == "encoder" else "decoder.layer_norm", width)


def _linear(name: str, rows: int, columns: int) -> Shapes:
    return {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}


def _norm(name: str, width: int) -> Shapes:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


@dataclass(slots=True)
class _Found:
    """What a file was found to contain."""

    tensors: dict[str, Tensor]
    heads: dict[str, Tensor]
    other_part: bool = False
    """It has tensors of the other tower."""
    bare_decoder: bool = False
    """It has decoder layers that do not tell which tower they belong to."""
    unknown: str = ""
    """A tensor that belongs to no SONAR model."""


def _tower(weights: Weights, part: Part, heads: int | None) -> SonarWeights:
    found = _classified(weights, part)
    name = f"{part}_frontend.embed.weight"
    what = f"a SONAR text {part}"
    layers = {int(key.split(".")[2]) for key in found.tensors if ".layers." in key}
    if (found.bare_decoder and part == "encoder") or (found.other_part and not layers):
        other = "decoder" if part == "encoder" else "encoder"
        raise CheckpointProblem(
            f"{weights.path} contains a text {other}, not {what}. Choose the {part}'s file."
        )
    if not layers or name not in found.tensors:
        lacking = name if layers else f"{part}.layers.0"
        has = f" (it has {found.unknown})" if found.unknown else ""
        raise CheckpointProblem(f"{weights.path} is not {what}: {lacking} is missing{has}.")
    config = _config(weights, found.tensors, part, len(layers), heads)
    shapes = expected_shapes(config, part)
    tower = SonarWeights(weights, found.tensors, config)
    tower.require(shapes, what)
    strange = found.unknown or next((key for key in found.tensors if key not in shapes), "")
    if strange:
        raise CheckpointProblem(f"{weights.path} is not {what}: it has {strange}, which SONAR has not.")
    _require_tied(weights, found, name)
    tower.tensors = {key: found.tensors[key] for key in shapes}
    return tower


def _config(
    weights: Weights, tensors: Mapping[str, Tensor], part: Part, layers: int, heads: int | None
) -> SonarConfig:
    embedding = tensors[f"{part}_frontend.embed.weight"].shape
    if len(embedding) != 2:
        raise CheckpointProblem(f"{weights.path}: {part}_frontend.embed.weight is no table ({embedding}).")
    vocabulary, width = embedding
    inner = tensors.get(f"{part}.layers.0.ffn.inner_proj.weight")
    heads = heads or max(1, width // HEAD_WIDTH)
    if width % heads or width % 2:
        raise CheckpointProblem(f"{weights.path}: a width of {width} does not divide into {heads} heads.")
    return SonarConfig(
        dimension=width,
        layers=layers,
        heads=heads,
        inner=inner.shape[0] if inner and inner.shape else 0,
        vocabulary=vocabulary,
    )


def _classified(weights: Weights, part: Part) -> _Found:
    found = _Found({}, {})
    for full, tensor in weights.tensors.items():
        name = _unwrapped(full)
        if _HEADS.fullmatch(name):
            if part == "decoder":
                found.heads[full] = tensor
        elif _OLD_EMBEDDING.fullmatch(name):
            owner = name.split(".", maxsplit=1)[0]
            if owner == part or owner not in {"encoder", "decoder"}:
                reordered = FirstRowsReordered(tensor, SPECIAL_ROWS)
                found.tensors.setdefault(f"{part}_frontend.embed.weight", reordered)
        elif _IGNORED.fullmatch(name) or not tensor.shape:
            continue
        else:
            _place(found, part, full, name, tensor)
    return found


def _place(found: _Found, part: Part, full: str, name: str, tensor: Tensor) -> None:
    """Assign one tensor of a layer, of the last norm or of the embedding."""
    match = _LAYER.fullmatch(name)
    if match:
        owner = match[1] or part
        found.bare_decoder |= not match[1] and match[3].startswith("encoder_attn")
        inside = _OLDER.get(match[3], match[3])
        if owner == part:
            found.tensors[f"{part}.layers.{int(match[2])}.{inside}.{match[4]}"] = tensor
        else:
            found.other_part = True
        return
    end = name.rsplit(".", maxsplit=1)[-1]
    if name == f"{part}_frontend.embed.weight":
        found.tensors[name] = tensor
    elif name in {f"{part}.layer_norm.{end}", f"layer_norm.{end}"}:
        found.tensors[f"layer_norm.{end}" if part == "encoder" else f"decoder.layer_norm.{end}"] = tensor
    elif name.startswith(("encoder", "decoder")) and not name.startswith(part):
        found.other_part = True
    else:
        found.unknown = found.unknown or full


def _unwrapped(name: str) -> str:
    while name.startswith(_WRAPPERS):
        name = name.split(".", maxsplit=1)[1]
    return name


def _require_tied(weights: Weights, found: _Found, embedding: str) -> None:
    """Compares some rows of a decoder's output projection with its embedding, which it must equal."""
    table = found.tensors[embedding]
    reordered = isinstance(table, FirstRowsReordered)
    for name, head in found.heads.items():
        plain = FirstRowsReordered(head, SPECIAL_ROWS) if reordered else head
        if head.shape != table.shape:
            raise CheckpointProblem(
                f"{weights.path}: {name} has the shape {head.shape}, not {table.shape} as the embedding."
            )
        last = table.shape[0]
        for first in (len(SPECIAL_ROWS), last // 2, max(0, last - _ROWS_COMPARED)):
            ours = table.read(first, min(last, first + _ROWS_COMPARED))
            if not np.array_equal(ours, plain.read(first, min(last, first + _ROWS_COMPARED))):
                raise CheckpointProblem(
                    f"{weights.path}: {name} is not the embedding once more, as SONAR's is; "
                    "such a decoder is not known here."
                )
