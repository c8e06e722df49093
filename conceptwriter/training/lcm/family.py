"""How each variant of the LCM family is trained and exported, one record each.

What the program knows of a variant when it runs it is the record of the same name in
:mod:`conceptwriter.lcm.variants`: that room must not know PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conceptwriter.training.lcm.base import BaseLcm
from conceptwriter.training.lcm.config import (
    BaseConfig,
    ContextConfig,
    EnergyConfig,
    OneTowerConfig,
    QuantConfig,
    QuantContinuousConfig,
    TokenConfig,
    TwoTowerConfig,
)
from conceptwriter.training.lcm.context_graph import (
    WhatFollows,
    write_alternatives,
    write_keys_and_values,
    write_one_candidate,
    write_states,
)
from conceptwriter.training.lcm.energy import EnergyLcm
from conceptwriter.training.lcm.head_graphs import (
    write_energy,
    write_one_tower,
    write_quant,
    write_two_tower,
)
from conceptwriter.training.lcm.one_tower import OneTowerLcm
from conceptwriter.training.lcm.quant import QuantContinuousLcm, QuantLcm
from conceptwriter.training.lcm.sampling import (
    Described,
    Drawing,
    describe_diffusion,
    describe_energy,
    describe_mixture,
    describe_quantised,
    draw_alternatives,
    draw_by_denoising,
    draw_from_noise,
    draw_units,
)
from conceptwriter.training.lcm.token import TokenLcm
from conceptwriter.training.lcm.two_tower import TwoTowerLcm
from conceptwriter.training.lcm.variant import LcmVariant

_TOY: dict[str, Any] = {
    "dimension": 16, "width": 32, "heads": 2, "inner": 64, "layers": 2, "longest": 48
}  # fmt: skip
_TOY_DIFFUSION: dict[str, Any] = _TOY | {"training_steps": 20, "inference_steps": 10}
_TOY_QUANT: dict[str, Any] = _TOY | {
    "levels": 4, "entries": 16, "head_layers": 1, "head_inner": 64, "rounds": 6, "fitted_rows": 500
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrainedVariant:
    """One variant; its name is that of its configuration class."""

    model: Callable[[Any], LcmVariant]
    """The PyTorch module, made from a configuration."""
    toy: ContextConfig
    """Its numbers at a size for tests; their class is that of all its configurations."""
    draw: Drawing
    """How the PyTorch model is sampled."""
    describe: Described
    """Its sampling settings for the manifest."""
    what_follows: WhatFollows
    """Outputs of its context graph besides the ends and the cache."""
    write_head: Callable[[Any, Path, str], None] | None = None
    """Writes its head graph: model, file, precision. None: the context graph suffices."""

    @property
    def config(self) -> type[ContextConfig]:
        """The class of its configurations."""
        return type(self.toy)


FAMILY: dict[str, TrainedVariant] = {
    each.config.variant: each
    for each in (
        TrainedVariant(BaseLcm, BaseConfig(**_TOY), draw_alternatives, describe_mixture, write_one_candidate),
        TrainedVariant(
            TokenLcm,
            TokenConfig(**_TOY, alternatives=4),
            draw_alternatives,
            describe_mixture,
            write_alternatives,
        ),
        TrainedVariant(
            OneTowerLcm,
            OneTowerConfig(**_TOY_DIFFUSION),
            draw_by_denoising,
            describe_diffusion,
            write_states,
            write_one_tower,
        ),
        TrainedVariant(
            TwoTowerLcm,
            TwoTowerConfig(**_TOY_DIFFUSION, denoiser_layers=2),
            draw_by_denoising,
            describe_diffusion,
            write_keys_and_values,
            write_two_tower,
        ),
        TrainedVariant(
            QuantLcm,
            QuantConfig(**_TOY_QUANT),
            draw_units,
            describe_quantised,
            write_states,
            write_quant,
        ),
        TrainedVariant(
            QuantContinuousLcm,
            QuantContinuousConfig(**_TOY_QUANT),
            draw_units,
            describe_quantised,
            write_states,
            write_quant,
        ),
        TrainedVariant(
            EnergyLcm,
            EnergyConfig(**_TOY, noise=8, head_layers=2, head_inner=48),
            draw_from_noise,
            describe_energy,
            write_states,
            write_energy,
        ),
    )
}
"""By name, as in manifests and checkpoints."""
