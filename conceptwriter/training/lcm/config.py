"""The numbers of an LCM."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class LcmConfig:
    """Shape of the mixture LCM."""

    dimension: int = 512
    """Size of the concept vectors (the codec's)."""
    width: int = 384
    heads: int = 6
    inner: int = 1536
    layers: int = 4
    alternatives: int = 8
    """Heads of the mixture: real alternatives for what comes next."""
    longest: int = 128
    """Most items in one sequence."""

    def as_dict(self) -> dict[str, int]:
        """Plain data for a checkpoint or manifest."""
        return asdict(self)


TOY = LcmConfig(dimension=16, width=32, heads=2, inner=64, layers=2, alternatives=4, longest=48)
"""For tests."""
