"""Our PyTorch modules of the published two-tower LCM against fairseq2's layers, at full size.

    python -m tools.reference.compare_lcm [1.6B|toy]

The same weights (which mean nothing) in both, 6.6 GB of them at full size; the reference is the one that
makes the golden values of the toy (`make_lcm_goldens`) and needs the same packages. Ends with 1 when a
difference is above 1e-4 of what is compared.
"""

# The packages it imports are not installed where types are checked.
# mypy: ignore-errors
from __future__ import annotations

import sys
import time

import torch

from conceptwriter.convert.lcm.config import TWO_TOWER_1_6B, TWO_TOWER_TOY, tensor_shapes
from conceptwriter.training.lcm.published.model import PublishedTwoTower
from conceptwriter.training.lcm.published.stand_in import stand_in_tensor
from tools.reference import make_lcm_goldens as goldens

SIZES = {"1.6B": (TWO_TOWER_1_6B, 8192), "toy": (TWO_TOWER_TOY, 384)}
ALLOWED = 1e-4
PLACES = 9


@torch.no_grad()
def main(size: str) -> int:
    """Compare; returns the exit status."""
    goldens.CONFIG, goldens.NOMINAL_INNER = config, _ = SIZES[size]
    weights = {
        name: torch.from_numpy(stand_in_tensor(name, shape)) for name, shape in tensor_shapes(config).items()
    }
    with torch.device("meta"):
        ours, reference = PublishedTwoTower(config), goldens.Reference()
    rotary = goldens.RotaryEncoder(config.head_size, config.longest)
    for model in (ours, reference):
        model.load_state_dict(weights, strict=True, assign=True)
        model.eval()
    for layer in reference.context_encoder.layers:  # its table is no weight: it was left on the meta device
        layer.self_attn.pos_encoder = rotary
    draw = torch.Generator().manual_seed(7)
    vectors = 0.012 * torch.randn(1, PLACES, config.dimension, generator=draw)
    noisy = torch.randn(vectors.shape, generator=draw)
    steps = torch.randint(0, 100, (1, PLACES), generator=draw)
    visible = torch.ones(PLACES, PLACES + 1, dtype=torch.bool).tril()
    started = time.perf_counter()
    hidden = reference.read(vectors)
    wanted = {"what was read": hidden, "teacher forced": reference.denoise(noisy, steps, hidden, visible)}
    for use in (True, False):
        seen = goldens.of_context(PLACES, [use] * PLACES)
        wanted[f"one step, {'with' if use else 'without'} context"] = reference.denoise(
            noisy, steps, hidden, seen
        )
    between = time.perf_counter()
    read = ours.read(vectors)[0]
    found = {"what was read": read, "teacher forced": ours.teacher_forced(vectors, noisy, steps)}
    for use in (True, False):
        used = torch.full((PLACES,), use)
        name = f"one step, {'with' if use else 'without'} context"
        found[name] = ours.denoise(noisy[0], steps[0], read[0], used)[None]
    seconds = between - started, time.perf_counter() - between
    print(f"{size}: {seconds[0]:.1f} s with fairseq2's layers, {seconds[1]:.1f} s ours")
    worst = 0.0
    for name, value in wanted.items():
        share = float((found[name] - value).abs().max() / value.abs().max())
        worst = max(worst, share)
        print(f"{name:28} largest difference {share:.2e} of the largest number")
    print("alike" if worst <= ALLOWED else f"not alike: more than {ALLOWED}")
    return int(worst > ALLOWED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "1.6B"))
