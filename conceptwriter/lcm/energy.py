"""Sampling from an energy-score model: its network turns noise into a next vector, in one pass.

Any callable is sampled, so that ONNX graphs and PyTorch modules share this code. The noise of a draw is
uniform between -1/2 and 1/2 (Shao et al. 2025, Continuous Autoregressive Language Models, arXiv 2510.27688,
section 3.3.3). All vectors here are in the normalised space.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, LcmError

Generate = Callable[[FloatArray], npt.NDArray[Any]]
"""noise (m, noise size) -> vectors (m, d); a row does not depend on the others."""
POOL = 32
"""Draws that one vector is chosen from, at temperatures below 1."""


def sample_energy(
    generate: Generate, n: int, noise_size: int, temperature: float, draw: np.random.Generator
) -> FloatArray:
    """`n` vectors (n, d). The first ones do not depend on how many are drawn.

    At temperature 1 they are draws from the model, one row of `generate` each. Below, each is chosen from
    `POOL` draws: sampling from p^(1/T) needs no likelihood when T = 1/m, as m draws that coincide are
    distributed like p^m (section 5.3 of the paper, which counts texts that coincide). Continuous vectors
    never do, so the m that lie closest together stand in for them: the vector whose m-th nearest, itself
    included, is nearest. In between, m is one of the two neighbouring whole numbers, at random with mean 1/T.
    Raises LcmError for other temperatures: no choice among draws makes them more diverse.
    """
    if not 0 <= temperature <= 1:
        raise LcmError("The temperature of an energy-score model must be between 0 and 1.")
    pool = POOL if temperature < 1 else 1
    uniform = draw.random((n, 1 + pool * noise_size))
    noise = (uniform[:, 1:] - 0.5).astype(np.float32).reshape(n * pool, noise_size)
    found: FloatArray = np.asarray(generate(noise), np.float32).reshape(n, pool, -1)
    most = max(1, pool // 2)  # more would lie between the modes of a distribution that has several
    together = np.floor(1 / max(temperature, 1 / most) + uniform[:, 0]).clip(1, most).astype(np.int64)
    chosen = np.array([_densest(draws, m) for draws, m in zip(found, together, strict=True)])
    vectors: FloatArray = found[np.arange(n), chosen]
    return vectors


def _densest(draws: FloatArray, together: int) -> int:
    """Which of the draws (p, d) has its `together`-th nearest, itself included, nearest; the first for 1."""
    products = np.einsum("pd,qd->pq", draws, draws)
    lengths = products.diagonal()
    squares = np.maximum(lengths[:, None] + lengths - 2 * products, 0)
    np.fill_diagonal(squares, 0)
    return int(np.partition(squares, together - 1, axis=1)[:, together - 1].argmin())
