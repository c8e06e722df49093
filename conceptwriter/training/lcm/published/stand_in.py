"""Weights of the right shape and a sensible size that mean nothing.

They are the same on every machine and in every version of NumPy, so that golden values need not bring their
model along.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.lcm.config import PublishedConfig, tensor_shapes

Array = npt.NDArray[np.float32]


def stand_in_tensor(name: str, shape: tuple[int, ...], seed: int = 0) -> Array:
    """One tensor.

    Matrices keep the size of what they map, scales and norms are around 1, and modulators are not zero, as
    they are in a fresh model: gates of zero would hide every fault behind them.
    """
    # Plain uniform numbers: their stream is the bits of the generator, which do not change.
    draw = np.random.default_rng([zlib.crc32(name.encode()), seed])
    spread = (draw.random(shape, np.float32) * 2 - 1) * np.float32(3**0.5)
    if name.endswith("layer_norm.weight"):
        return np.float32(1) + np.float32(0.2) * spread
    if name == "sonar_normalizer.scale":
        return np.float32(0.012) * (np.float32(1) + np.float32(0.2) * spread)
    if name == "sonar_normalizer.center":
        return np.float32(0.002) * spread
    if len(shape) == 1:
        return np.float32(0.1) * spread
    return spread * np.float32(shape[1] ** -0.5)


def stand_in_weights(config: PublishedConfig, seed: int = 0) -> Mapping[str, Array]:
    """A whole checkpoint; for small sizes, as all of it is in memory."""
    return {name: stand_in_tensor(name, shape, seed) for name, shape in tensor_shapes(config).items()}
