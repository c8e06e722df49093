"""Codec weights without a run: a safetensors file of named tensors, such as people pass on.

Unlike a checkpoint it says nothing of the network, so that its shape must be given; what does not fit is
refused, rather than left out silently. The shared embedding may be in it once, as ``embedding.weight``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor

from conceptwriter.training.checkpointing import CheckpointError, with_present_names
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel

_EMBEDDING = "embedding.weight"
_ALIASES = ("encoder.embedding.weight", "decoder.embedding.weight")
_OPTIONAL = ("token_states.", "token_states.layers.", "teacher_map.", "decoder.copy_gate.")
"""What begins untrained where a file has none of it."""


def codec_of_weights(path: Path, shape: CodecConfig) -> CodecModel:
    """A codec with the weights in a file.

    Args:
        path: safetensors file.
        shape: of the network. The vocabulary is the file's. Token states, copying and a teacher's map that
            the file has are used; where ``shape`` has them and the file has not, they begin untrained.

    Raises:
        CheckpointError: the file cannot be read, or its weights are not exactly those of such a network.
    """
    try:
        found = with_present_names(load_file(path))
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{path} is not a file of weights ({error}).") from error
    if _EMBEDDING not in found or found[_EMBEDDING].ndim != 2:
        raise CheckpointError(f"{path} contains no codec: it has no matrix {_EMBEDDING}.")
    brings = {part: any(name.startswith(part) for name in found) for part in _OPTIONAL}
    taught = found.get("teacher_map.bias")
    model = CodecModel(
        replace(
            shape,
            vocabulary=found[_EMBEDDING].shape[0],
            token_states=shape.token_states or brings["token_states."],
            reading_layers=shape.reading_layers or _layers(found),
            copying=shape.copying or brings["decoder.copy_gate."],
            teacher_dimension=shape.teacher_dimension if taught is None else len(taught),
        )
    )
    left_out = (*_ALIASES, *(part for part, has in brings.items() if not has))
    wanted = {name: tensor for name, tensor in model.state_dict().items() if not name.startswith(left_out)}
    for name in _ALIASES:
        if name in found and not torch.equal(found.pop(name), found[_EMBEDDING]):
            raise CheckpointError(f"{path}: {name} differs from {_EMBEDDING}; encoder and decoder share it.")
    if unknown := sorted(found.keys() - wanted.keys()):
        raise CheckpointError(f"{path} has weights that this network lacks: {_some(unknown)}.")
    if missing := sorted(wanted.keys() - found.keys()):
        raise CheckpointError(f"{path} lacks weights of this network: {_some(missing)}.")
    for name, tensor in wanted.items():
        if found[name].shape != tensor.shape:
            raise CheckpointError(
                f"{path}: {name} has the shape {tuple(found[name].shape)} instead of {tuple(tensor.shape)}. "
                "Give the shape of the network these weights are of."
            )
        tensor.copy_(found[name])
    return model


def is_only_weights(path: Path) -> bool:
    """Whether a file is a safetensors file without the metadata of a checkpoint."""
    try:
        with safe_open(path, framework="pt") as stored:
            return "variant" not in (stored.metadata() or {})
    except (OSError, SafetensorError):
        return False


def _layers(found: dict[str, Tensor]) -> int:
    """Of those between token states and decoder."""
    return len({name.split(".")[2] for name in found if name.startswith("token_states.layers.")})


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
