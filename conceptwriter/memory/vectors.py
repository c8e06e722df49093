"""Vectors of units, from any encoder, and the units nearest to a vector.

The room knows no models: it is given float32 vectors and the name and version of what made them. They are
kept normalised, so that a product is a cosine. Up to some number all are compared; beyond, an approximate
index does it, kept in a file beside the memory (`memory.vector_index`) that can always be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.memory.database import Database
from conceptwriter.memory.errors import TranslationMemoryError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]
    Numbers = npt.NDArray[np.int64]

MOST_COMPARED = 100_000_000
"""Numbers that are all compared: 200,000 vectors of 512, or 400 MB. Above, an index is worth its making."""
_BATCH = 4_000
_OVERSHOT = 8


class Encoder(NamedTuple):
    """What made a vector: vectors of different encoders are never compared."""

    name: str
    version: str


class Near(NamedTuple):
    """A unit near to a vector."""

    id: int
    cosine: float


class _Loaded(NamedTuple):
    """All vectors of one encoder, as the table was (rows, newest row)."""

    state: tuple[int, int]
    ids: Numbers
    units: Numbers
    matrix: Vectors


class VectorTable:
    """The vectors of one memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loaded: dict[int, _Loaded] = {}

    def put(self, encoder: Encoder, vectors: Mapping[int, Vectors]) -> None:
        """Keep the vectors (d,) of these units, in place of older ones of the same encoder.

        Raises TranslationMemoryError where a vector is not of the encoder's dimension, not finite, or zero.
        """
        import numpy as np

        if not vectors:
            return
        dimension = len(next(iter(vectors.values())))
        rows: list[tuple[int, bytes]] = []
        for unit, vector in vectors.items():
            rows.append((unit, _normalised(np.asarray(vector, np.float32), dimension, unit).tobytes()))
        with self._database.change() as connection:
            number = connection.execute(
                "INSERT INTO encoders (name, version, dimension) VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET name = name RETURNING id, dimension",
                (*encoder, dimension),
            ).fetchone()
            if number[1] != dimension:
                raise TranslationMemoryError(
                    f"Vectors of {encoder.name} {encoder.version} have {number[1]} numbers here, not "
                    f"{dimension}."
                )
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (encoder, unit, vector) "
                "SELECT ?1, id, ?3 FROM units WHERE id = ?2",
                [(number[0], unit, vector) for unit, vector in rows],
            )

    def missing(self, encoder: Encoder, most: int, after: int = 0) -> list[tuple[int, str, str]]:
        """(unit, source, source language) of up to `most` units that have no vector of this encoder.

        In the order of their ids, and only those after the id `after`.
        """
        return self._database.rows(
            "SELECT units.id, source, source_language FROM units JOIN pairs ON pairs.id = pair "
            "WHERE NOT EXISTS (SELECT 1 FROM vectors JOIN encoders ON encoders.id = encoder "
            "WHERE unit = units.id AND name = ? AND version = ?) AND units.id > ? ORDER BY units.id LIMIT ?",
            (*encoder, after, most),
        )

    def counts(self) -> list[tuple[str, str, int]]:
        """(name, version, number of vectors) of each encoder."""
        return self._database.rows(
            "SELECT name, version, count(vectors.id) FROM encoders LEFT JOIN vectors "
            "ON encoder = encoders.id GROUP BY encoders.id ORDER BY name, version"
        )

    def encoders(self) -> set[Encoder]:
        """What made the vectors."""
        return {Encoder(*row) for row in self._database.rows("SELECT name, version FROM encoders")}

    def nearest(
        self, encoder: Encoder, vector: Vectors, *, target_language: str | None = None, limit: int = 10
    ) -> list[Near]:
        """The units nearest in meaning to the vector (d,), in any source language, best first.

        Raises TranslationMemoryError where the vector is not of the encoder's dimension.
        """
        import numpy as np

        known = self._database.rows(
            "SELECT id, dimension FROM encoders WHERE name = ? AND version = ?", tuple(encoder)
        )
        if not known:
            return []
        number, dimension = known[0]
        wanted = _normalised(np.asarray(vector, np.float32), dimension, None)
        from conceptwriter.memory.vector_index import indexed

        rough = indexed(self._database.path, number, wanted, _OVERSHOT * limit)
        if rough is not None:
            best = self._exactly(number, wanted, rough, target_language, limit)
            if len(best) == limit:
                return best
        loaded = self._load(number, dimension)
        return self._kept(loaded.units, loaded.matrix @ wanted, target_language, limit)

    def make_index(self, encoder: Encoder) -> Path | None:
        """Make the approximate index of an encoder; None where there are too few vectors to need one."""
        from conceptwriter.memory.vector_index import write_index

        known = self._database.rows(
            "SELECT id, dimension FROM encoders WHERE name = ? AND version = ?", tuple(encoder)
        )
        if not known:
            return None
        loaded = self._load(*known[0])
        if loaded.matrix.size <= MOST_COMPARED:
            return None
        return write_index(self._database.path, known[0][0], loaded.ids, loaded.matrix)

    def _exactly(
        self,
        number: int,
        wanted: Vectors,
        rough: tuple[Numbers, int],
        target_language: str | None,
        limit: int,
    ) -> list[Near]:
        """The exact cosines of what the index found, and of all that is newer than the index."""
        import numpy as np

        ids, last = rough
        marks = ", ".join("?" * len(ids))
        rows = self._database.rows(
            f"SELECT unit, vector FROM vectors WHERE encoder = ? AND (id IN ({marks}) OR id > ?)",
            (number, *map(int, ids), last),
        )
        if not rows:
            return []
        matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32).reshape(len(rows), -1)
        units = np.array([row[0] for row in rows], np.int64)
        return self._kept(units, matrix @ wanted, target_language, limit)

    def _kept(self, units: Numbers, cosines: Vectors, target_language: str | None, limit: int) -> list[Near]:
        """The best of the wanted language."""
        import numpy as np

        kept: list[Near] = []
        reach = limit if target_language is None else 4 * limit
        while True:
            best = np.argsort(-cosines, kind="stable")[:reach]
            there = self._in_language([int(unit) for unit in units[best]], target_language)
            kept = [Near(int(units[at]), float(cosines[at])) for at in best if int(units[at]) in there]
            if len(kept) >= limit or reach >= len(units):
                return kept[:limit]
            reach *= 8

    def _in_language(self, units: list[int], language: str | None) -> set[int]:
        if language is None:
            return set(units)
        found: set[int] = set()
        for start in range(0, len(units), _BATCH):
            batch = units[start : start + _BATCH]
            marks = ", ".join("?" * len(batch))
            rows = self._database.rows(
                "SELECT units.id FROM units JOIN pairs ON pairs.id = pair "
                f"WHERE target_language = ? AND units.id IN ({marks})",
                (language, *batch),
            )
            found.update(row[0] for row in rows)
        return found

    def _load(self, number: int, dimension: int) -> _Loaded:
        """All vectors of an encoder, read again where the table has changed."""
        import numpy as np

        query = "SELECT count(*), coalesce(max(id), 0) FROM vectors WHERE encoder = ?"
        state = tuple(self._database.rows(query, (number,))[0])
        loaded = self._loaded.get(number)
        if loaded is None or loaded.state != state:
            rows = self._database.rows(
                "SELECT id, unit, vector FROM vectors WHERE encoder = ? ORDER BY id", (number,)
            )
            matrix = np.frombuffer(b"".join(row[2] for row in rows), np.float32).reshape(-1, dimension)
            ids, units = (np.array([row[column] for row in rows], np.int64) for column in (0, 1))
            loaded = self._loaded[number] = _Loaded((state[0], state[1]), ids, units, matrix)
        return loaded


def _normalised(vector: Vectors, dimension: int, unit: int | None) -> Vectors:
    import numpy as np

    name = "the asked text" if unit is None else f"unit {unit}"
    if vector.shape != (dimension,):
        raise TranslationMemoryError(f"The vector of {name} has not {dimension} numbers, but {vector.size}.")
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0.0:
        raise TranslationMemoryError(f"The vector of {name} is zero or not finite: its encoder failed.")
    return (vector / np.float32(length)).astype("<f4")
