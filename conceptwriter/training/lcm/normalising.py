"""The robust normaliser (``conceptwriter.lcm.normaliser``) as buffers of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TorchNormaliser(nn.Module):
    """(x - centre) / scale a dimension; changes nothing until it is fitted."""

    centre: Tensor
    scale: Tensor

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.register_buffer("centre", torch.zeros(dimension))
        self.register_buffer("scale", torch.ones(dimension))

    def set(self, centre: NDArray[Any], scale: NDArray[Any]) -> None:
        """Take over fitted arrays (d,) each."""
        self.centre.copy_(torch.from_numpy(centre))
        self.scale.copy_(torch.from_numpy(scale))

    def forward(self, vectors: Tensor) -> Tensor:
        """Raw vectors (..., d) -> normalised."""
        return (vectors - self.centre) / self.scale

    def back(self, vectors: Tensor) -> Tensor:
        """Normalised vectors (..., d) -> raw."""
        return vectors * self.scale + self.centre

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """``centre`` and ``scale`` (d,) for a bundle."""
        return {
            name: getattr(self, name).detach().cpu().float().numpy().copy() for name in ("centre", "scale")
        }
