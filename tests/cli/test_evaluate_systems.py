"""`evaluate systems` on the toy bundle, which has no voice, and how a voice is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conceptwriter.bundles import FoundBundle, Pairing, Way
from conceptwriter.cli.evaluate_systems import with_voice
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.systems import meaning_judge
from tests.cli.conftest import Runner
from tests.evaluation.systems.stand_ins import WordJudge, record, write_dev, write_documents


@pytest.fixture(autouse=True)
def judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning_judge, "universal_sentence_encoder", WordJudge)


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    return write_dev(tmp_path / "dev", documents=2)


def test_a_table_is_printed_and_a_second_run_asks_nothing(
    run: Runner, toy_bundle: Path, dev: Path, tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    write_documents(tmp_path / "documents" / "mine.jsonl.gz", [record("mine", 0)])
    out = tmp_path / "systems.jsonl"
    words = ["evaluate", "systems", dev, "--bundle", toy_bundle, "--training", tmp_path, "--most", 2]
    words += ["--free", 0, "--threads", 1, "--out", out]
    first = run(*words)
    assert (first.code, first.out.splitlines()[0]) == (0, "# Whole systems")
    for row in ("| books | LCM alone | 2 |", "| books | human | 2 |"):
        assert row in first.out
    for name in ("fits its text", "bits a word", "degenerate or misspelt", "takes up its heading"):
        assert name in first.out
    assert "no model with a voice is installed" in first.out
    written = out.read_text(encoding="utf-8")
    assert json.loads(written.splitlines()[0])["codec"] == "toy 0.0.1"
    again = run(*words)
    assert again.out == first.out
    assert out.read_text(encoding="utf-8") == written
    asked_as_json = run(*words, "--json").json
    assert {row["table"] for row in asked_as_json["measurements"]} == {"offers", "expansion"}


def test_without_training_data_it_says_what_is_not_measured(run: Runner, toy_bundle: Path, dev: Path) -> None:
    ended = run("evaluate", "systems", dev, "--bundle", toy_bundle, "--most", 1, "--free", 0, "--threads", 1)
    assert ended.code == 0
    assert "spelling and fluency: name the training data with --training" in ended.out
    assert "bits a word" not in ended.out


def test_folders_that_are_not_there(run: Runner, dev: Path, tmp_path: Path) -> None:
    assert "nowhere" in run("evaluate", "systems", tmp_path / "nowhere").err
    ended = run("evaluate", "systems", dev, "--training", tmp_path / "nothing")
    assert ended.code == 1
    assert "nothing is not a folder" in ended.err


def test_a_voice_that_is_not_there(toy_bundle: Path) -> None:
    pairing = Pairing(FoundBundle(toy_bundle, False, None, None), None, None, Way.NO_CONCEPT_MODEL, "")
    assert with_voice(pairing, None) is pairing
    with pytest.raises(ConceptWriterError, match="no voice 'nonsuch'"):
        with_voice(pairing, "nonsuch")
    with pytest.raises(ConceptWriterError, match="has no voice"):
        with_voice(pairing, str(toy_bundle))
