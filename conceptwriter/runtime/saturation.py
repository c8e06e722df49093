"""Checks whether this processor multiplies the weights of a bundle correctly.

Processors without VNNI add two products of an unsigned and a signed byte in 16 bits. Weights of all 127
levels may overflow there and silently give wrong numbers; weights of 63 levels always fit. A bundle's levels
are in its manifest, since a bundle made on one machine may be copied to another.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

import numpy as np

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import Manifest

ALL_LEVELS, SAFE_LEVELS = 127, 63
# One node, MatMulInteger of `a`, u8 (1, 64), and `b`, s8 (64, 32).
_ONE_PRODUCT = base64.b64decode(
    "CAUSADpcChgKAWEKAWISAWMiDU1hdE11bEludGVnZXISAWdaEwoBYRIOCgwIAhIICgIIAQoCCEBaEwoBYhIOCgwIAxIICgIIQAoCCCBiEwoBYxIO"
    "CgwIBhIICgIIAQoCCCBCBAoAEAo="
)


@cache
def weight_levels() -> int:
    """How many levels a weight may have on either side of zero, found by running one product."""
    from conceptwriter.runtime.sessions import run_once

    largest = {"a": np.full((1, 64), 255, np.uint8), "b": np.full((64, 32), ALL_LEVELS, np.int8)}
    exact = bool(np.all(run_once(_ONE_PRODUCT, largest) == 64 * 255 * ALL_LEVELS))
    return ALL_LEVELS if exact else SAFE_LEVELS


def refuse_faulty_products(manifest: Manifest, folder: Path) -> None:
    """Raises BundleError for a bundle whose weights this processor would multiply wrongly."""
    if manifest.weight_levels > SAFE_LEVELS and manifest.weight_levels > weight_levels():
        raise BundleError(
            f"The model {manifest.name} in {folder} was prepared for another processor and would give "
            "wrong results on this one. Install it again on this computer."
        )
