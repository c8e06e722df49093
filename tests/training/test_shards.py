"""Documents with vectors of another program, from Parquet shards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.train import LcmTrainConfig, main, train
from conceptwriter.training.run import RunConfig
from conceptwriter.training.shards import ShardColumns, is_shard_folder, read_shards

DIMENSION = 10
SIZES = (6, 5, 2, 7)


def write_shard(path: Path, first: int, fixed: bool = False, dimension: int = DIMENSION, **more: Any) -> None:
    draw = np.random.default_rng(first)
    texts = [[f"Sentence {first}.{size}.{n}." for n in range(size)] for size in SIZES]
    vectors = [draw.standard_normal((size, dimension)).astype(np.float32).tolist() for size in SIZES]
    kind = pa.list_(pa.list_(pa.float32(), dimension) if fixed else pa.list_(pa.float32()))
    columns = {"text_sentences": texts, "text_sentences_sonar_emb": pa.array(vectors, kind), **more}
    parquet.write_table(pa.table(columns), path, row_group_size=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shards"
    made.mkdir()
    write_shard(made / "b.parquet", 2, fixed=True)
    write_shard(made / "a.parquet", 1)
    return made


def test_documents_come_in_order_with_their_vectors(folder: Path) -> None:
    assert is_shard_folder(folder)
    done: list[tuple[int, int]] = []
    data = read_shards(folder, progress=lambda now, of: done.append((now, of)))
    assert done == [(1, 2), (2, 2)]
    assert np.diff(data.starts).tolist() == [7, 6, 8, 7, 6, 8]  # an end each; the short ones are left out
    assert data.vectors.shape == (37, DIMENSION)
    assert not data.vectors[0].any()
    first = np.random.default_rng(1).standard_normal((6, DIMENSION))
    assert np.allclose(data.vectors[data.order[:6]], first, atol=2e-3)
    assert (data.kinds[data.starts[1:] - 1] == ItemKind.END).all()
    assert (data.kinds == ItemKind.CONCEPT).sum() == 36
    assert len(data.ids) == 0


def test_held_out_sentences_are_left_out(folder: Path) -> None:
    held = HeldOut(
        [CorpusSentence("sentence 1 6 0", "eng_Latn"), CorpusSentence("Sentence 2.5.4", "eng_Latn")]
    )
    data = read_shards(folder, held_out=held)
    assert np.diff(data.starts).tolist() == [6, 6, 8, 7, 5, 8]


def test_columns_may_have_other_names_and_rows_a_language(tmp_path: Path) -> None:
    table = pa.table({"s": [["A."] * 4] * 2, "v": [[[1.0, 2.0]] * 4] * 2, "l": ["fra_Latn", "deu_Latn"]})
    parquet.write_table(table, tmp_path / "x.parquet")
    held = HeldOut([CorpusSentence("A", "fra_Latn")])
    data = read_shards(tmp_path, ShardColumns("s", "v", "l"), held_out=held)
    assert len(data.starts) == 2
    assert data.vectors.shape == (5, 2)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"has no \*\.parquet"):
        read_shards(tmp_path)
    write_shard(tmp_path / "a.parquet", 1)
    with pytest.raises(CorpusError, match=r"a\.parquet has no column 'texts'; it has: text_sentences"):
        read_shards(tmp_path, ShardColumns(sentences="texts"))
    with pytest.raises(CorpusError, match="no shard has a document of at least 40"):
        read_shards(tmp_path, fewest=40)
    write_shard(tmp_path / "b.parquet", 1, dimension=3)
    with pytest.raises(CorpusError, match=r"b\.parquet has vectors of 3 numbers, those before it 10"):
        read_shards(tmp_path)
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(CorpusError, match=r"b\.parquet cannot be read"):
        read_shards(tmp_path)


@pytest.mark.parametrize(
    ("vectors", "problem"),
    [([[[1.0], [2.0]]], "3 sentences and 2 vectors"), ([[[1.0], [2.0, 3.0], [4.0]]], "different sizes")],
)
def test_vectors_that_do_not_match_are_refused(tmp_path: Path, vectors: Any, problem: str) -> None:
    table = pa.table({"text_sentences": [["A.", "B.", "C."]], "text_sentences_sonar_emb": vectors})
    parquet.write_table(table, tmp_path / "x.parquet")
    with pytest.raises(CorpusError, match=problem):
        read_shards(tmp_path)


def test_an_lcm_trains_in_the_dimension_of_the_shards(folder: Path, tmp_path: Path) -> None:
    run = RunConfig(steps=2, warm_up=1, threads=1, device="cpu")
    config = LcmTrainConfig(rows=2, window=8, run=run)
    shape = replace(FAMILY["two_tower"].toy, dimension=DIMENSION)
    model = train(None, read_shards(folder), tmp_path / "run", shape, config)
    assert model.context.config.dimension == DIMENSION
    words = ["none", str(folder), str(tmp_path / "base"), "--variant", "base", "--steps", "1"]
    words += [
        "--window",
        "8",
        "--device",
        "cpu",
        "--threads",
        "1",
        "--set",
        "width=32",
        "heads=2",
        "inner=64",
    ]
    assert main(words) == 0
    assert (tmp_path / "base" / "documents.npz").is_file()
