from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.evaluation.held_out.corpora import CorpusError
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments
from conceptwriter.evaluation.lcm.baselines import NearestContinuation, baselines
from conceptwriter.evaluation.lcm.neighbours import continuations
from tests.evaluation.lcm.stand_ins import ENGLISH, bag_of_words, story, word_codec


@pytest.fixture
def training(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    with gzip.open(tmp_path / "documents" / "stories.jsonl.gz", "wt", encoding="utf-8") as stream:
        for number in range(5):
            stream.write(json.dumps(story(number, "training")) + "\n")
    return tmp_path


def sentences(number: int) -> list[str]:
    return [text for paragraph in story(number, "training")["paragraphs"] for text in paragraph]


def test_what_followed_the_nearest_training_sentence(training: Path) -> None:
    found = continuations(word_codec(), training, ENGLISH, longest=200, seed=1)
    first, second = sentences(3)[4:6]
    vectors = np.stack([bag_of_words("Something quite other."), bag_of_words(first)])
    predicted = NearestContinuation(found).point(vectors, np.zeros(2, np.int64))
    assert np.allclose(predicted, bag_of_words(second))


def test_the_last_sentence_of_a_document_has_no_continuation(training: Path) -> None:
    found = continuations(word_codec(), training, ENGLISH, longest=200, seed=1)
    assert len(found.sentences) == len(found.followers) == 5 * (len(sentences(0)) - 1)


def test_a_sample_is_enough(training: Path) -> None:
    codec = word_codec()
    found = continuations(codec, training, ENGLISH, longest=200, seed=1, sentences=20)
    assert 20 - 2 <= len(found.sentences) <= 32
    again = continuations(codec, training, ENGLISH, longest=200, seed=1, sentences=20)
    assert (again.sentences == found.sentences).all()


def test_from_embedded_documents(tmp_path: Path) -> None:
    path = tmp_path / "documents.npz"
    nothing = np.zeros(0, np.int64)
    EmbeddedDocuments(  # a title and two sentences; two sentences and a break between them
        vectors=np.eye(6, dtype=np.float16),
        ids=np.zeros(0, np.uint16),
        id_offsets=np.zeros(7, np.int64),
        order=np.array([5, 1, 2, 3, 0, 4], np.int64),
        kinds=np.array([1, 0, 0, 0, 2, 0], np.uint8),
        starts=np.array([0, 3, 6], np.int64),
        summaries=nothing,
        summary_starts=np.zeros(3, np.int64),
    ).save(path)
    found = continuations(word_codec(), path, ENGLISH, longest=200, seed=1)
    pairs = {
        (int(a.argmax()), int(b.argmax())) for a, b in zip(found.sentences, found.followers, strict=True)
    }
    assert pairs == {(1, 2), (3, 4)}


def test_nothing_to_learn_from_is_said(training: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="fra_Latn"):
        continuations(word_codec(), training, "fra_Latn", longest=200, seed=1)
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"no archive")
    with pytest.raises(CorpusError, match=r"broken\.npz"):
        continuations(word_codec(), broken, ENGLISH, longest=200, seed=1)


def test_the_baseline_is_there_only_with_training_documents(training: Path) -> None:
    with_training = baselines(continuations(word_codec(), training, ENGLISH, longest=200, seed=1))
    assert {found.name for found in with_training} - {found.name for found in baselines()} == {
        "nearest training continuation"
    }
