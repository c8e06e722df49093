"""How fast a translation memory is on this computer, for `conceptwriter bench`."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from statistics import median

from conceptwriter.cli.proposing_figures import SENTENCES, BenchFigure

_UNITS = 5_000
_LOOK_UPS = 50


def memory_figures() -> list[BenchFigure]:
    """Adding units, and looking up texts that are like some of them."""
    from conceptwriter.memory import Asked, Memory, Unit, search

    draw = random.Random(1)
    words = " ".join(SENTENCES).split()
    texts = [" ".join(draw.choices(words, k=12)) for _ in range(_UNITS)]
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "bench.memory") as memory:
        started = time.perf_counter()
        memory.add(Unit(text, "eng_Latn", text, "deu_Latn") for text in texts)
        adding = time.perf_counter() - started
        times: list[float] = []
        for text in texts[:_LOOK_UPS]:
            asked = Asked(f"{text} again", "eng_Latn", "deu_Latn")
            started = time.perf_counter()
            search([memory], asked)
            times.append(time.perf_counter() - started)
    return [
        BenchFigure("add to a translation memory", _UNITS / adding, "units/s"),
        BenchFigure(f"look up a text in {_UNITS:,} units (median)", 1000 * median(times), "ms"),
    ]
