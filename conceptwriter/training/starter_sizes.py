"""The sizes of a whole starter run: as a test, on a CPU, on one large GPU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conceptwriter.lcm import variants

_FIRST = "token"
VARIANTS = (_FIRST, *(name for name in variants.VARIANTS if name != _FIRST))
"""In the order they are trained: what a bundle cannot do without comes first."""

Numbers = Mapping[str, float | str]
TEACHER_FLAG = "--teacher"
_FLAGS = ("--copying", TEACHER_FLAG)
_MADE_PAIRS: Numbers = {"joined": 120_000, "renamed": 110_000, "hinted": 500_000}


@dataclass(frozen=True, slots=True)
class Size:
    """All numbers of a run. Shapes hold what differs from the defaults of their configurations."""

    vocabulary: int
    longest: int
    """Characters of a sentence."""
    made_pairs: Numbers
    """Arguments of the preparation: how many pairs are made of others, or read with words of the lexicon."""
    codec: Numbers
    """Arguments of the codec's training: shape, batch, rates."""
    codec_flags: tuple[str, ...]
    """Its arguments without a value."""
    codec_minutes: float | None
    """Time for the codec; None: by steps, which are then among its arguments."""
    lcm: Numbers
    """Shape of every LCM variant."""
    lcm_steps: int
    """Updates of every LCM variant: equal budgets."""
    lcm_run: Numbers
    """Arguments of every LCM's training: batch, rates."""
    variants: Mapping[str, Numbers] = field(default_factory=dict)
    """What one variant has beyond ``lcm``."""
    teacher_processes: int = 1
    """Processes that compute the teacher's vectors."""
    most: int = 500
    """Texts a set in the evaluation."""
    chunk: float | None = None
    """Minutes a call is to stay under."""
    device: str = "auto"


TOY = Size(
    vocabulary=600,
    longest=120,
    made_pairs={"joined": 20, "renamed": 10, "hinted": 20},
    codec={
        "width": 32, "heads": 2, "inner": 64, "encoder-layers": 1, "reading-layers": 1,
        "decoder-layers": 1, "dimension": 16,
        "slots": 4, "slot-width": 8, "longest": 256, "budget": 400, "steps": 30, "warm-up": 5,
        "finish-share": 0.3, "noise-ramp": 10, "log-every": 10, "threads": 1,
    },
    codec_flags=_FLAGS,
    codec_minutes=None,
    lcm={"width": 32, "heads": 2, "inner": 64, "layers": 1, "longest": 32},
    lcm_steps=10,
    lcm_run={"rows": 4, "window": 16, "warm-up": 2, "log-every": 5, "threads": 1},
    variants={
        "one_tower": {"training_steps": 20, "inference_steps": 5},
        "two_tower": {"training_steps": 20, "inference_steps": 5, "denoiser_layers": 1},
        "quant": {"levels": 3, "entries": 8, "head_layers": 1, "head_inner": 32, "rounds": 2},
        "quant_continuous": {"levels": 3, "entries": 8, "head_layers": 1, "head_inner": 32, "rounds": 2},
        "energy": {"noise": 8, "head_layers": 1, "head_inner": 32, "samples": 4},
    },
    most=8,
    device="cpu",
)  # fmt: skip
"""For tests: everything is done, nothing is learned."""

CPU = Size(
    vocabulary=24_000,
    longest=200,
    made_pairs=_MADE_PAIRS,
    codec={
        "reading-layers": 2, "sampled-pieces": 4_096, "budget": 6_000, "longest-pieces": 72,
        "save-every": 200,
    },
    codec_flags=_FLAGS,
    codec_minutes=480,
    lcm={},
    lcm_steps=12_000,
    lcm_run={"rows": 16, "window": 48},
    variants={"quant": {"levels": 12}, "quant_continuous": {"levels": 12}},
    most=300,
    device="cpu",
)  # fmt: skip
"""Some days on two cores: a codec of 17 million numbers."""

GPU = Size(
    vocabulary=32_000,
    longest=250,
    made_pairs=_MADE_PAIRS,
    codec={
        "width": 512, "heads": 8, "inner": 1536, "encoder-layers": 5, "reading-layers": 1,
        "decoder-layers": 6, "dimension": 1024, "slots": 8, "slot-width": 112, "longest": 256,
        "budget": 65_536, "matrix-rate": 4e-3, "other-rate": 2e-3, "warm-up": 300, "noise-ramp": 1_500,
        "save-every": 500, "log-every": 50, "threads": 8,
    },
    codec_flags=_FLAGS,
    codec_minutes=40,
    lcm={"width": 512, "heads": 8, "inner": 2048, "layers": 5, "longest": 128},
    lcm_steps=10_000,
    lcm_run={"rows": 64, "window": 96, "save-every": 500, "threads": 8},
    variants={
        # In 8 bits the codec (60 MB), words (10) and token (21) stay under the 100 MB of a shipped bundle.
        # All seven make about 230: what is shipped besides that is chosen by the evaluation.
        "two_tower": {"denoiser_layers": 3, "inner": 1536},
        "quant": {"levels": 8, "entries": 256},
        "quant_continuous": {"levels": 8, "entries": 256},
        "energy": {"noise": 128, "head_inner": 1024},
    },
    teacher_processes=16,
    most=500,
    chunk=9.0,
)  # fmt: skip
"""About two hours of one large GPU, in calls of nine minutes: a codec of 60 million numbers."""

SIZES = {"toy": TOY, "cpu": CPU, "gpu": GPU}
