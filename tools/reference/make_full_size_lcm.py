"""A checkpoint of the published 1.6B two-tower LCM with weights that mean nothing, to measure and convert.

    python -m tools.reference.make_full_size_lcm FILE.pt

As others publish theirs: half precision, inside `model`, 3.3 GB. Speeds, sizes and memory are those of the
real thing; what it proposes is noise.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from conceptwriter.convert.lcm.config import TWO_TOWER_1_6B, tensor_shapes
from conceptwriter.training.lcm.published.stand_in import stand_in_tensor


def main(target: Path) -> None:
    """Make the tensors one after the other; all of them are in memory in half precision."""
    target.parent.mkdir(parents=True, exist_ok=True)
    model = {
        name: torch.from_numpy(stand_in_tensor(name, shape)).half()
        for name, shape in tensor_shapes(TWO_TOWER_1_6B).items()
    }
    torch.save({"model": model}, target)
    print(target, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
