"""Checkpoints of training runs: the model as safetensors with metadata, the optimisers in a separate file.

A run folder holds ``checkpoint.safetensors`` and the ``optimisers-STEP.pt`` that its metadata names. The
optimisers are written first and the model is replaced atomically, so the two always belong together, even if
a run is killed. Runs of earlier versions wrote one ``checkpoint.pt``, which can also be read.
"""

from __future__ import annotations

import json
import math
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.errors import ConceptWriterError

MODEL_FILE = "checkpoint.safetensors"
OLD_FILE = "checkpoint.pt"
CODEC = "codec"
"""The variant a codec's checkpoint names; an LCM's names its own."""
_FORMER_NAMES = (
    (re.compile(r"\b(feed|time)\.rise\."), r"\1.up_proj."),
    (re.compile(r"\b(feed|time)\.fall\."), r"\1.down_proj."),
    (re.compile(r"\brise\."), "input_proj."),
    (re.compile(r"\bfall\."), "output_proj."),
)
"""Names of linear maps in checkpoints up to 0.2.0, such as those of the starter."""


class CheckpointError(ConceptWriterError):
    """A checkpoint is missing, damaged or of another kind; the message names the file."""


@dataclass(slots=True)
class Checkpoint:
    """What a run needs to resume exactly where it stopped."""

    variant: str
    """``codec`` or the name of an LCM variant."""
    shape: dict[str, Any]
    """The model's configuration as plain data."""
    model: dict[str, Tensor]
    """The state of the model, parameters and buffers."""
    step: int = 0
    """Updates made."""
    position: int = 0
    """Batches of the data read so far, all processes together."""
    seconds: float = 0.0
    """Time trained, all calls together."""
    finish: tuple[int | None, int] = (None, 0)
    """Step at which the rate began to decay, and over how many steps."""
    finished: bool = False
    """Whether the run has reached its planned end."""
    optimisers: list[dict[str, Any]] = field(default_factory=list)
    """Their states; empty when only the model was read."""
    tokens: int = 0
    """What it has learned from, as the log counts it."""


def has_checkpoint(folder: Path) -> bool:
    """Whether a run folder holds a checkpoint of either form."""
    return (folder / MODEL_FILE).is_file() or (folder / OLD_FILE).is_file()


def checkpoint_path(folder: Path) -> Path:
    """The file of a run folder's checkpoint; the new form wins. Raises CheckpointError if there is none."""
    for name in (MODEL_FILE, OLD_FILE):
        if (folder / name).is_file():
            return folder / name
    raise CheckpointError(
        f"{folder} has no checkpoint ({MODEL_FILE}). Name the folder of a training run that has begun."
    )


def save_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint into a run folder; if killed meanwhile, the previous one stays in force."""
    optimiser_file = f"optimisers-{checkpoint.step}.pt"
    with atomic_replacement(folder / optimiser_file) as part, part.open("wb") as stream:
        torch.save(checkpoint.optimisers, stream)
    write_model(folder / MODEL_FILE, checkpoint, {"optimisers": optimiser_file})
    for old in folder.glob("optimisers-*.pt"):
        if old.name != optimiser_file:
            old.unlink()


def write_model(path: Path, checkpoint: Checkpoint, more: Mapping[str, str] | None = None) -> None:
    """Write only the model with its metadata, atomically. Tensors that share memory are written once."""
    kept, aliases = _without_shared(checkpoint.model)
    metadata = {
        "variant": checkpoint.variant,
        "shape": json.dumps(checkpoint.shape),
        "step": str(checkpoint.step),
        "position": str(checkpoint.position),
        "seconds": str(checkpoint.seconds),
        "tokens": str(checkpoint.tokens),
        "finish": json.dumps(checkpoint.finish),
        "finished": json.dumps(checkpoint.finished),
        "aliases": json.dumps(aliases),
        **(more or {}),
    }
    with atomic_replacement(path) as part:
        save_file(kept, part, metadata)


def read_checkpoint(path: Path, *, with_optimisers: bool = False) -> Checkpoint:
    """A checkpoint of either form, on the CPU; ``path`` is the file or its run folder.

    Raises:
        CheckpointError: there is none, it is damaged, or its optimisers are requested but missing.
    """
    file = checkpoint_path(path) if path.is_dir() else path
    try:
        if file.suffix == ".pt":
            return _read_old(file, with_optimisers)
        return _read(file, with_optimisers)
    except CheckpointError:
        raise
    except (
        OSError,
        EOFError,
        LookupError,
        TypeError,
        ValueError,
        RuntimeError,
        SafetensorError,
        pickle.UnpicklingError,
    ) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CheckpointError(f"{file} is not a checkpoint of a training run ({reason}).") from error


def _read(file: Path, with_optimisers: bool) -> Checkpoint:
    with safe_open(file, framework="pt") as stored:
        metadata = stored.metadata() or {}
        model = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 (not a mapping)
    for alias, name in json.loads(metadata["aliases"]).items():
        model[alias] = model[name]
    model = with_present_names(model)
    begin, steps = json.loads(metadata["finish"])
    checkpoint = Checkpoint(
        variant=metadata["variant"],
        shape=json.loads(metadata["shape"]),
        model=model,
        step=int(metadata["step"]),
        position=int(metadata["position"]),
        seconds=float(metadata["seconds"]),
        tokens=int(metadata.get("tokens", "0")),
        finish=(begin, steps),
        finished=json.loads(metadata["finished"]),
    )
    if with_optimisers:
        optimiser_file = file.with_name(metadata.get("optimisers", "optimisers.pt"))
        if not optimiser_file.is_file():
            raise CheckpointError(
                f"{optimiser_file} is missing, so the run in {file.parent} cannot continue. "
                "Put it back, or begin a new run from these weights with --begin-from."
            )
        checkpoint.optimisers = torch.load(optimiser_file, map_location="cpu", weights_only=True)
    return checkpoint


def _read_old(file: Path, with_optimisers: bool) -> Checkpoint:
    stored = torch.load(file, map_location="cpu", weights_only=True)
    begin, steps = stored.get("finish", (None, 0))
    shape = dict(stored["shape"])
    return Checkpoint(
        # Only the LCM with alternatives was ever written in this form.
        variant=stored.get("variant", "token" if "alternatives" in shape else CODEC),
        shape=shape,
        model=with_present_names(stored["model"]),
        step=stored.get("step", 0),
        position=stored.get("step", 0),
        finish=(begin, steps),
        optimisers=stored["optimisers"] if with_optimisers else [],
    )


def with_present_names(model: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors under the names of the current modules."""
    found: dict[str, Tensor] = {}
    for name, tensor in model.items():
        for former, present in _FORMER_NAMES:
            name = former.sub(present, name)
        found[name] = tensor
    return found


def _without_shared(model: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors to be written, shared memory once, and for the other names the tensor they share."""
    kept: dict[str, Tensor] = {}
    aliases: dict[str, str] = {}
    seen: dict[tuple[int, tuple[int, ...]], str] = {}
    for name, tensor in model.items():
        place = (tensor.data_ptr(), tuple(tensor.shape))
        if tensor.numel() and place in seen:
            aliases[name] = seen[place]
        else:
            seen[place] = name
            kept[name] = tensor.detach().to("cpu").contiguous()
    return kept, aliases


@dataclass(frozen=True, slots=True)
class Facts:
    """A checkpoint's metadata, without its weights."""

    variant: str
    step: int
    seconds: float
    tokens: int
    finished: bool
    numbers: int
    """Of the model: parameters and the few buffers."""


def checkpoint_facts(folder: Path) -> Facts | None:
    """The facts of a run folder's checkpoint, None if there is none yet. Raises CheckpointError."""
    file = folder / MODEL_FILE
    if not file.is_file():
        return None
    try:
        with safe_open(file, framework="pt") as stored:
            metadata = stored.metadata()
            shapes = [stored.get_slice(name).get_shape() for name in stored.keys()]  # noqa: SIM118
        return Facts(
            metadata["variant"],
            int(metadata["step"]),
            float(metadata["seconds"]),
            int(metadata.get("tokens", "0")),
            json.loads(metadata["finished"]),
            sum(math.prod(shape) for shape in shapes),
        )
    except (OSError, LookupError, TypeError, ValueError, SafetensorError) as error:
        raise CheckpointError(f"{file} is not a checkpoint of a training run ({error}).") from error
