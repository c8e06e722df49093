"""An approximate index over many vectors, in a file beside the memory (`usearch`: HNSW, 16-bit floats).

It is a cache. The keys are the numbers of the rows of the table `vectors`, which are never used twice, and
the name of the file has the newest of them: rows that are newer are compared one by one, rows that are gone
are not found in the table.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.memory.errors import TranslationMemoryError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]
    Numbers = npt.NDArray[np.int64]

_CONNECTIVITY = 32
_EFFORT_WRITING = 128
_EFFORT_READING = 128


def index_files(memory: Path) -> list[Path]:
    """All index files of a memory."""
    return sorted(path for path in memory.parent.glob(f"{_escaped(memory.name)}.*.usearch") if path.is_file())


def write_index(memory: Path, encoder: int, ids: Numbers, matrix: Vectors) -> Path:
    """Index the rows `ids` (n,), ascending, with their vectors (n, d), in place of older files."""
    from usearch.index import Index

    index = Index(
        ndim=matrix.shape[1],
        metric="cos",
        dtype="f16",
        connectivity=_CONNECTIVITY,
        expansion_add=_EFFORT_WRITING,
    )
    index.add(ids, matrix, threads=max(1, (os.cpu_count() or 1) // 2))  # the computer stays usable
    path = memory.with_name(f"{memory.name}.{encoder}.{int(ids[-1])}.usearch")
    try:
        with atomic_replacement(path) as temporary:
            index.save(str(temporary))
    except OSError as error:
        raise TranslationMemoryError(
            f"{path} could not be written: {error.strerror}. Searching by meaning works without it, slower."
        ) from error
    for other, number, _ in _known(memory):
        if number == encoder and other != path:
            other.unlink(missing_ok=True)
    return path


def indexed(memory: Path, encoder: int, vector: Vectors, limit: int) -> tuple[Numbers, int] | None:
    """The rows (up to `limit`) near to a vector (d,), and the newest row that the index knows.

    None where there is no index, or none that can be read.
    """
    import numpy as np

    known = [(last, path) for path, number, last in _known(memory) if number == encoder]
    if not known:
        return None
    from usearch.index import Index

    last, path = max(known)
    try:
        effort = max(_EFFORT_READING, 2 * limit)
        index = Index.restore(str(path), view=True, expansion_search=effort)
        if index is None or index.ndim != len(vector):
            return None
        return np.asarray(index.search(vector, limit).keys, np.int64), last
    except (RuntimeError, ValueError, OSError):
        return None  # a cache: everything is compared instead


def _known(memory: Path) -> list[tuple[Path, int, int]]:
    """(file, encoder, newest row)."""
    pattern = re.compile(rf"{re.escape(memory.name)}\.(\d+)\.(\d+)\.usearch")
    matches = [(path, pattern.fullmatch(path.name)) for path in index_files(memory)]
    return [(path, int(match[1]), int(match[2])) for path, match in matches if match]


def _escaped(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)
