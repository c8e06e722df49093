"""`evaluate` on the toy bundle: whatever its random weights say, the ruler measures and judges it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Runner
from tests.evaluation.conftest import PAIRS, write_dev, write_documents


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    return write_dev(tmp_path / "dev")


def test_codec_figures_are_printed_and_judged(
    run: Runner, toy_bundle: Path, dev: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.json"
    words = ("evaluate", "codec", dev, "--bundle", toy_bundle, "--most", 2, "--threads", 1)
    ended = run(*words, "--lcm-error", 0.4, "--out", figures)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0].startswith("toy 0.0.1 (int8), at most 2 texts a set")
    for table in ("auto-encoding", "translation", "retrieval", "fragility"):
        assert table in lines
    stored = json.loads(figures.read_text(encoding="utf-8"))
    assert stored["languages"] == ["eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in stored["measurements"])
    judged = run("evaluate", "gates", figures)
    assert judged.code == 1
    assert "may be listed: none" in judged.out
    assert run("evaluate", "gates", figures, "--json").json["passing_languages"] == []


def test_both_ways_of_decoding_are_measured(run: Runner, reading_bundle: Path, dev: Path) -> None:
    ended = run("evaluate", "codec", dev, "--bundle", reading_bundle, "--most", 2, "--threads", 1, "--json")
    assert ended.code == 0
    names = {(row["table"], row["name"]) for row in ended.json["measurements"]}
    assert {("translation", "chrf++"), ("translation", "chrf++ from text")} <= names
    assert ("fragility", "bleu from text") not in names, "noise is added to vectors"


def test_known_bad_fails_its_gates(run: Runner, toy_bundle: Path, dev: Path) -> None:
    words = (
        "evaluate",
        "codec",
        dev,
        "--bundle",
        toy_bundle,
        "--most",
        12,
        "--threads",
        1,
        "--lcm-error",
        0.1,
    )
    ended = run(*words, "--known-bad", "copy")
    assert ended.code == 0
    assert "Gates that the codec 'copy' must fail" in ended.out
    assert "as expected" in ended.err


def test_data_tells_a_leak_by_its_exit_code(run: Runner, dev: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents" / "mine.jsonl.gz"
    record: dict[str, object] = {
        "id": "mine:1",
        "story": "mine",
        "lang": "eng_Latn",
        "title": "Mine",
        "paragraphs": [["Quite new."]],
    }
    write_documents(documents, [record])
    manifest = tmp_path / "manifest.json"
    clean = run("evaluate", "data", tmp_path, "--languages", "eng_Latn", "--out", manifest)
    assert clean.code == 0
    assert json.loads(manifest.read_text(encoding="utf-8"))["shared_identities"] == []
    write_documents(documents, [{**record, "id": "stories:3:eng_Latn", "paragraphs": [[PAIRS[0][0]]]}])
    leak = run("evaluate", "data", tmp_path, "--languages", "eng_Latn")
    assert leak.code == 1
    assert "stories:3:eng_Latn" in leak.err


def test_unreadable_figures_are_named(run: Runner, tmp_path: Path) -> None:
    ended = run("evaluate", "gates", tmp_path / "none.json")
    assert ended.code == 1
    assert "none.json" in ended.err
