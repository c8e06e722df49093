"""From a variant's name and numbers to its model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conceptwriter.training.lcm.base import BaseLcm
from conceptwriter.training.lcm.config import CONFIGS, ContextConfig, LcmConfigError
from conceptwriter.training.lcm.one_tower import OneTowerLcm
from conceptwriter.training.lcm.quant import QuantContinuousLcm, QuantLcm
from conceptwriter.training.lcm.token import TokenLcm
from conceptwriter.training.lcm.two_tower import TwoTowerLcm
from conceptwriter.training.lcm.variant import LcmVariant

_MODELS: dict[str, Callable[[Any], LcmVariant]] = {
    "base": BaseLcm,
    "token": TokenLcm,
    "one_tower": OneTowerLcm,
    "two_tower": TwoTowerLcm,
    "quant": QuantLcm,
    "quant_continuous": QuantContinuousLcm,
}
VARIANTS = tuple(_MODELS)
"""Names of all variants."""


def build(variant: str, shape: Mapping[str, Any] | ContextConfig) -> LcmVariant:
    """A new model, from numbers as a checkpoint holds them ({"variant", "shape"}) or as a configuration.

    Raises:
        LcmConfigError: no such variant, a number it does not have, or one that cannot be.
    """
    if variant not in _MODELS:
        raise LcmConfigError(f"There is no LCM variant {variant!r}. There are: {', '.join(VARIANTS)}.")
    kind = CONFIGS[variant]
    config = shape if isinstance(shape, ContextConfig) else kind.from_dict(shape)
    if type(config) is not kind:
        raise LcmConfigError(f"{type(config).__name__} is no configuration of the LCM variant {variant}.")
    return _MODELS[variant](config)
