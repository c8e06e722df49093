"""Searching a memory by meaning: all vectors compared, against an approximate index.

python tests/benchmarks/memory_vectors.py [VECTORS]

Run by hand, not by the tests. Vectors are random in clusters, as those of sentences are: of 512 numbers, 50
around each of many centres. Recall is the share of the five nearest that are found.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conceptwriter.memory.vector_index import indexed, write_index

DIMENSION, CLUSTER, QUERIES, NEAREST = 512, 50, 200, 5
Vectors = npt.NDArray[np.float32]


def clustered(number: int, draw: np.random.Generator) -> Vectors:
    """Unit vectors (number, 512) around centres; cosines of 0.5 to 0.9 in a cluster."""
    centres = draw.standard_normal((max(1, number // CLUSTER), DIMENSION), np.float32)
    vectors: Vectors = centres[draw.integers(0, len(centres), number)]
    vectors += draw.uniform(0.3, 1.0, (number, 1)).astype(np.float32) * draw.standard_normal(
        (number, DIMENSION), np.float32
    )
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def timed(look_up: Callable[[Vectors], set[int]], queries: Vectors) -> tuple[float, list[set[int]]]:
    """Median milliseconds, and what was found."""
    times, found = [], []
    for query in queries:
        started = time.perf_counter()
        found.append(look_up(query))
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times), found


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    draw = np.random.default_rng(1)
    matrix = clustered(number + QUERIES, draw)
    matrix, queries = matrix[:number], matrix[number:]

    def compared(query: Vectors) -> set[int]:
        return set(map(int, np.argpartition(-(matrix @ query), NEAREST)[:NEAREST]))

    usual, wanted = timed(compared, queries)
    sys.stdout.write(f"{number:,} vectors, all compared: {usual:.1f} ms\n")
    with tempfile.TemporaryDirectory() as folder:
        memory = Path(folder) / "speed.memory"
        started = time.perf_counter()
        path = write_index(memory, 1, np.arange(number, dtype=np.int64), matrix)
        taken, size = time.perf_counter() - started, path.stat().st_size
        sys.stdout.write(f"index: {taken:.0f} s to make, {size / 1e6:.0f} MB\n")

        def by_index(query: Vectors) -> set[int]:
            rough = indexed(memory, 1, query, 8 * NEAREST)
            assert rough is not None
            ids, _ = rough
            return set(map(int, ids[np.argsort(-(matrix[ids] @ query))[:NEAREST]]))

        usual, found = timed(by_index, queries)
        hits = sum(len(one & two) for one, two in zip(found, wanted, strict=True))
        share = hits / (NEAREST * QUERIES)
        sys.stdout.write(f"index: {usual:.1f} ms, recall of the nearest {NEAREST}: {100 * share:.1f} %\n")


if __name__ == "__main__":
    main()
