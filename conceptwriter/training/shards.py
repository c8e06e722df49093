"""Parquet shards of sentences with vectors that were made elsewhere, as documents an LCM is trained on.

One row is one document: a list of sentences and the list of their vectors, as the Large Concept Model code
writes them (``text_sentences``, ``text_sentences_sonar_emb``). Row groups are read one at a time, so a shard
may be larger than memory; the kept vectors take half the space of 32-bit ones. The dimension is that of
the data. Needs the ``shards`` extra.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.lcm.document_embedding import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ShardColumns:
    """Names of the columns."""

    sentences: str = "text_sentences"
    """A list of texts per row."""
    vectors: str = "text_sentences_sonar_emb"
    """A list of vectors per row, one for each text."""
    language: str = ""
    """FLORES-200 code of a row; empty: no such column, all rows are in ``standard_language``."""
    standard_language: str = "eng_Latn"


@dataclass(frozen=True, slots=True)
class _Row:
    texts: list[str]
    vectors: NDArray[np.float16]
    language: str


def is_shard_folder(folder: Path) -> bool:
    """Whether a folder holds Parquet files."""
    return folder.is_dir() and any(folder.glob("*.parquet"))


def read_shards(
    folder: Path,
    columns: ShardColumns | None = None,
    codec: TorchCodec | None = None,
    held_out: HeldOut | None = None,
    fewest: int = 4,
    progress: Progress | None = None,
) -> EmbeddedDocuments:
    """All documents of all shards of a folder, in the order of the file names.

    Args:
        folder: holds ``*.parquet``.
        columns: their names.
        codec: of the vectors, for the piece ids that the token-trained variant needs; None for
            vectors of another program.
        held_out: sentences that are left out.
        fewest: sentences of the shortest document taken.
        progress: called after each row group with the counts of done and all.

    Raises:
        CorpusError: no shard, a missing column, texts and vectors of different number, or vectors of
            different sizes; the message names the file.
    """
    gathered = _Gathered(codec, held_out or HeldOut(), fewest)
    for row in _rows(folder, columns or ShardColumns(), progress):
        gathered.add(row)
    return gathered.documents(folder)


@dataclass(slots=True)
class _Gathered:
    """The documents so far, as the flat arrays of :class:`EmbeddedDocuments`; row 0 is not a text."""

    codec: TorchCodec | None
    held_out: HeldOut
    fewest: int
    vectors: list[NDArray[np.float16]] = field(default_factory=list)
    ids: list[NDArray[np.uint16]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=lambda: [0])
    order: list[NDArray[np.int64]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=lambda: [0])
    count: int = 1

    def add(self, row: _Row) -> None:
        """Take a document that has enough sentences."""
        kept = [
            i for i, text in enumerate(row.texts) if CorpusSentence(text, row.language) not in self.held_out
        ]
        if len(kept) < self.fewest:
            return
        self.vectors.append(row.vectors[kept])
        for index in kept:
            pieces = [] if self.codec is None else self.codec.ids(row.texts[index], row.language)
            self.ids.append(np.asarray(pieces, dtype=np.uint16))
            self.lengths.append(len(pieces))
        self.order.append(np.append(np.arange(self.count, self.count + len(kept)), 0))
        self.sizes.append(len(kept) + 1)
        self.count += len(kept)

    def documents(self, folder: Path) -> EmbeddedDocuments:
        """Everything as flat arrays. Raises CorpusError if there is nothing."""
        if not self.vectors:
            raise CorpusError(f"{folder}: no shard has a document of at least {self.fewest} sentences.")
        order = np.concatenate(self.order)
        nothing = np.zeros((1, self.vectors[0].shape[1]), dtype=np.float16)
        return EmbeddedDocuments(
            vectors=np.concatenate([nothing, *self.vectors]),
            ids=np.concatenate(self.ids),
            id_offsets=np.cumsum([0, *self.lengths], dtype=np.int64),
            order=order,
            kinds=np.where(order == 0, ItemKind.END, ItemKind.CONCEPT).astype(np.uint8),
            starts=np.cumsum(self.sizes, dtype=np.int64),
            summaries=np.zeros(0, dtype=np.int64),
            summary_starts=np.zeros(len(self.sizes), dtype=np.int64),
        )


def _rows(folder: Path, columns: ShardColumns, progress: Progress | None) -> Iterator[_Row]:
    parquet = _parquet()
    paths = sorted(folder.glob("*.parquet"))
    if not paths:
        raise CorpusError(f"{folder} has no *.parquet file.")
    dimension = 0
    for number, path in enumerate(paths):
        for row in _rows_of(parquet, path, columns):
            dimension = dimension or row.vectors.shape[1]
            if row.vectors.shape[1] != dimension:
                raise CorpusError(
                    f"{path} has vectors of {row.vectors.shape[1]} numbers, those before it {dimension}."
                )
            yield row
        if progress is not None:
            progress(number + 1, len(paths))


def _rows_of(parquet: Any, path: Path, columns: ShardColumns) -> Iterator[_Row]:
    wanted = [columns.sentences, columns.vectors, *([columns.language] if columns.language else [])]
    try:
        with parquet.ParquetFile(path) as shard:
            known = shard.schema_arrow.names
            missing = [name for name in wanted if name not in known]
            if missing:
                raise CorpusError(
                    f"{path} has no column {missing[0]!r}; it has: {', '.join(known)}. "
                    "Name its columns with --sentences-column and --vectors-column."
                )
            for group in range(shard.num_row_groups):
                table = shard.read_row_group(group, columns=wanted)
                for number in range(table.num_rows):
                    yield _row(table, number, path, columns)
    except (OSError, ValueError) as error:  # what pyarrow raises derives from these
        raise CorpusError(f"{path} cannot be read as a Parquet file ({error}).") from error


def _row(table: Any, number: int, path: Path, columns: ShardColumns) -> _Row:
    texts = table[columns.sentences][number].as_py() or []
    values = table[columns.vectors][number].values
    vectors = _matrix(values, path)
    if len(texts) != len(vectors):
        raise CorpusError(f"{path}: a row has {len(texts)} sentences and {len(vectors)} vectors.")
    language = columns.standard_language
    if columns.language:
        language = table[columns.language][number].as_py() or language
    return _Row(texts, vectors, language)


def _matrix(values: Any, path: Path) -> NDArray[np.float16]:
    """A list of lists, of fixed size or not, as (n, d), without a Python object per number."""
    if values is None or len(values) == 0:
        return np.zeros((0, 0), dtype=np.float16)
    flat = values.flatten().to_numpy(zero_copy_only=False)
    if flat.dtype == object or len(flat) % len(values) or not np.isfinite(flat).all():
        raise CorpusError(f"{path} has vectors of different sizes, or with gaps.")
    matrix: NDArray[np.float16] = flat.reshape(len(values), -1).astype(np.float16)
    return matrix


def _parquet() -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise CorpusError(
            'Parquet shards need a package that is not installed: pip install "conceptwriter[shards]"'
        ) from error
    return parquet
