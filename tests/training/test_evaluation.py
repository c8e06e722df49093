from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from conceptwriter.lcm.contract import Kind
from conceptwriter.training.corpora import CorpusError
from conceptwriter.training.evaluation.codec_figures import Vectors, codec_figures, retrieval
from conceptwriter.training.evaluation.held_out import tatoeba_pairs
from conceptwriter.training.evaluation.lcm_figures import expected_score, lcm_figures, summary
from conceptwriter.training.evaluation.run import table
from tests.training.conftest import PAIRS

if TYPE_CHECKING:
    from numpy.typing import NDArray

DICTIONARY = {text: number for number, pair in enumerate(PAIRS) for text in pair}


class Oracle:
    """Knows the test sentences by heart; ``wrong`` makes it answer with another one."""

    def __init__(self, wrong: bool = False) -> None:
        self.wrong = wrong
        self.extra: dict[str, int] = {}

    def encode(self, texts: Sequence[str], _: str) -> Vectors:
        numbers = [DICTIONARY.get(text) for text in texts]
        rows = [
            number if number is not None else 8 + self.extra.setdefault(text, len(self.extra))
            for number, text in zip(numbers, texts, strict=True)
        ]
        return np.eye(64, dtype=np.float32)[rows]

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        column = 0 if language == "eng_Latn" else 1
        known = {number: text for text, number in self.extra.items()}
        numbers = [int(number) for number in vectors.argmax(axis=1)]
        if self.wrong:
            numbers = [(number + 1) % len(PAIRS) for number in numbers]
        return [PAIRS[n][column] if n < 8 else known.get(n - 8, "") for n in numbers]


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
        for english, french in PAIRS:
            stream.write(f"eng_Latn\tfra_Latn\t{english}\t{french}\t\n")
    for name in ("stories", "books"):
        with gzip.open(tmp_path / f"{name}_dev.jsonl.gz", "wt", encoding="utf-8") as stream:
            for start in range(2):
                sentences = [PAIRS[(start + n) % 8][0] for n in range(8)]
                record = {
                    "id": f"{name}:{start}",
                    "story": f"{name}:{start}",
                    "lang": "eng_Latn",
                    "title": f"Story {start}",
                    "paragraphs": [sentences[:4], sentences[4:]],
                }
                stream.write(json.dumps(record) + "\n")
    return tmp_path


def test_a_perfect_codec_gets_perfect_figures(dev: Path) -> None:
    figures = codec_figures(Oracle(), dev, ["eng_Latn", "fra_Latn"])
    assert all(row["bleu"] == pytest.approx(100, abs=0.1) for row in figures["auto_encoding"])
    assert all(row["chrf"] == pytest.approx(100, abs=0.1) for row in figures["translation"])
    assert all(row["error"] == 0 for row in figures["retrieval"])


def test_a_codec_known_to_be_bad_gets_bad_figures(dev: Path) -> None:
    figures = codec_figures(Oracle(wrong=True), dev, ["eng_Latn", "fra_Latn"])
    assert all(float(str(row["bleu"])) < 20 for row in figures["auto_encoding"])
    assert all(row["exact"] == 0 for row in figures["auto_encoding"])
    assert all(float(str(row["chrf"])) < 40 for row in figures["translation"])


def test_retrieval_counts_wrong_neighbours() -> None:
    vectors = np.eye(4, dtype=np.float32)
    mixed = vectors[[1, 0, 2, 3]]
    assert retrieval(vectors, mixed, "a", "b").error == 0.5


def test_missing_dev_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"tatoeba_dev\.tsv\.gz"):
        tatoeba_pairs(tmp_path, "eng_Latn", "fra_Latn")


def next_in_order(vectors: Vectors, kinds: NDArray[np.int64], pool: Vectors) -> NDArray[np.float32]:
    """Knows the order of the test sentences."""
    last = int(vectors[kinds == Kind.CONCEPT][-1].argmax())
    result: NDArray[np.float32] = pool[:, (last + 1) % 8]
    return result


def test_a_model_that_knows_beats_the_baselines(dev: Path) -> None:
    rows = lcm_figures(Oracle(), next_in_order, dev, context=20, longest=100)["next_sentence"]
    by_method = {(row["method"], row["pool"]): row for row in rows}
    knowing = by_method["lcm", "same document"]
    assert knowing["recall_at_1"] == 1.0
    for method in ("previous sentence", "document mean", "random"):
        assert float(str(by_method[method, "same document"]["recall_at_1"])) < 0.7


def test_expected_score_is_highest_near_the_heavy_alternative() -> None:
    alternatives = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    weights = np.log(np.array([0.9, 0.1], dtype=np.float32))
    pool = np.array([[1, 0], [0, 1], [-1, -1]], dtype=np.float32)
    scores = expected_score(alternatives, weights, pool)
    assert scores[0] > scores[1] > scores[2]


def test_summary_of_ranks() -> None:
    row = summary("m", "p", np.array([0, 0, 9, 40]))
    assert row.recall_at_1 == 0.5
    assert row.recall_at_10 == 0.75
    assert row.low <= 0.75 <= row.high
    assert row.mean_reciprocal_rank == pytest.approx((1 + 1 + 0.1 + 1 / 41) / 4, abs=1e-3)


def test_table_is_one_row_a_line() -> None:
    assert table({"bundle": "x 1", "rows": [{"a": 1}, {"a": 2}]}) == "bundle: x 1\n\nrows\n  a=1\n  a=2"
