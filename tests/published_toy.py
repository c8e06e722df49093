"""A published two-tower LCM of toy size: its checkpoint as others save it, and the bundle made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from conceptwriter.convert.lcm.config import TWO_TOWER_TOY, PublishedConfig
from conceptwriter.convert.lcm.conversion import LcmConversion, convert_lcm
from conceptwriter.training.lcm.published.stand_in import stand_in_weights


def toy_config(dimension: int = 16) -> PublishedConfig:
    """Smaller still, as whole bundles are made of it, and for vectors of the toy codec."""
    return replace(TWO_TOWER_TOY, dimension=dimension, width=128, heads=1, inner=128)


def save_toy_checkpoint(
    path: Path, config: PublishedConfig | None = None, *, half: bool = True, without: str = "-"
) -> Path:
    """As distributed training leaves it: inside `model`, behind `module.`, in half precision.

    Tensors whose name begins with `without` are left out.
    """
    weights = stand_in_weights(config or toy_config())
    tensors = {f"module.{name}": torch.from_numpy(array) for name, array in weights.items()}
    kept = {name: t for name, t in tensors.items() if not name.startswith(f"module.{without}")}
    torch.save({"model": {name: t.half() if half else t for name, t in kept.items()}}, path)
    return path


def make_published_bundle(folder: Path, **given: Any) -> Path:
    """Convert the toy checkpoint into `folder / "mimir"` and return that."""
    model = save_toy_checkpoint(folder / "model.pt")
    out = folder / "mimir"
    convert_lcm(LcmConversion(model, out, **given), lambda done, total, what: None)
    return out
