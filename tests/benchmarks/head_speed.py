"""How long drawing next concepts takes: one pass of `energy` beside the steps of `two_tower`.

python tests/benchmarks/head_speed.py

Run by hand, not by the tests. Random weights at the starter's sizes, 8 bits, one thread, a context of 24
items, which is read before the clock starts. The variants take turns, so that a busy computer slows all.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.bundles import Manifest
from conceptwriter.bundles.lcm_part import CodecName
from conceptwriter.bundles.manifest import Licence
from conceptwriter.lcm import SampleSettings
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.training.export import LcmSettings, NamedLcm
from conceptwriter.training.export.lcm_parts import write_lcm
from conceptwriter.training.lcm.factory import build

DIMENSION, LONGEST, ITEMS, ROUNDS = 512, 64, 24, 40
MANNERS = {
    "two_tower": ("two_tower", SampleSettings()),
    "two_tower unguided": ("two_tower", SampleSettings(guidance=1.0)),
    "quant": ("quant", SampleSettings()),
    "energy": ("energy", SampleSettings()),
    "energy at 0.5": ("energy", SampleSettings(temperature=0.5)),
}


def opened(variant: str, folder: Path) -> Lcm:
    """A new model, exported."""
    torch.manual_seed(1)
    model = build(variant, {"dimension": DIMENSION, "longest": LONGEST})
    model.context.normaliser.set(np.zeros(DIMENSION, np.float32), np.ones(DIMENSION, np.float32))
    part = write_lcm(NamedLcm(variant, model, LcmSettings()), folder, CodecName("it", "1"), "int8")
    manifest = Manifest("1.0", "it", "1", ["lcm"], Licence("MIT", "LICENSE"), [], DIMENSION, [], lcm=part)
    head = folder / str(part.head)
    millions = sum(parameter.numel() for parameter in model.parameters()) / 1e6
    sys.stdout.write(
        f"{variant}: {millions:.1f} M parameters, head graph {head.stat().st_size / 1e6:.1f} MB\n"
    )
    return Lcm(folder, manifest)


def main() -> None:
    vectors = np.random.default_rng(1).standard_normal((ITEMS, DIMENSION)).astype(np.float32)
    kinds = np.zeros(ITEMS, np.int64)
    with tempfile.TemporaryDirectory() as folder:
        lcms = {name: opened(name, Path(folder)) for name in {name: 0 for name, _ in MANNERS.values()}}
        states = {name: lcm.prepare(vectors, kinds) for name, lcm in lcms.items()}
        for n in (1, 8):
            times: dict[str, list[float]] = {manner: [] for manner in MANNERS}
            for number in range(ROUNDS):
                for manner, (name, settings) in MANNERS.items():
                    started = time.perf_counter()
                    lcms[name].sample(states[name], n, settings, seed=number)
                    times[manner].append(1000 * (time.perf_counter() - started))
            for manner, found in times.items():
                usual, best = statistics.median(found) / n, min(found) / n
                sys.stdout.write(f"{n} at once, {manner}: {usual:.2f} ms a vector (fastest {best:.2f})\n")


if __name__ == "__main__":
    main()
