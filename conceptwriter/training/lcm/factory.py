"""From a variant's name and numbers to its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conceptwriter.training.lcm.config import ContextConfig, LcmConfigError
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.variant import LcmVariant


def build(variant: str, shape: Mapping[str, Any] | ContextConfig) -> LcmVariant:
    """A new model, from numbers as a checkpoint holds them ({"variant", "shape"}) or as a configuration.

    Raises:
        LcmConfigError: no such variant, a number it does not have, or one that cannot be.
    """
    if variant not in FAMILY:
        raise LcmConfigError(f"There is no LCM variant {variant!r}. There are: {', '.join(FAMILY)}.")
    kind = FAMILY[variant].config
    config = shape if isinstance(shape, ContextConfig) else kind.from_dict(shape)
    if type(config) is not kind:
        raise LcmConfigError(f"{type(config).__name__} is no configuration of the LCM variant {variant}.")
    return FAMILY[variant].model(config)
