"""`evaluate confidence`: what it writes, and what it says where nothing can be measured."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.assistant.confidence import TranslationFeatures
from conceptwriter.bundles.confidence_part import ConfidencePart, Weighted
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.evaluation.confidence.figures import Told, reliability_rows, summary
from conceptwriter.evaluation.confidence.pairs import Reference
from conceptwriter.evaluation.confidence.run import ConfidenceRun, Judged, Measured
from conceptwriter.evaluation.measurements import Report, read_report
from tests.cli.conftest import Runner
from tests.evaluation.conftest import write_dev

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
PART = ConfidencePart(0.5, {"nearness": Weighted(0.9, 0.1, 1.0)}, [(ENGLISH, FRENCH)], 0.3, 4, "vector")


def measured() -> Measured:
    told = Told(np.linspace(0, 1, 40), np.arange(40) % 4 < np.arange(40) // 10)
    rows = [*summary(told, {"half": "test", "set": "all"}), *reliability_rows(told, {"half": "test"})]
    facts = {
        "bundle": "toy 0.0.1",
        "precision": "int8",
        "texts": {"fit": 1200, "test": 40},
        "not_translated": 2,
        "confidence": {"unlikely": 0.3},
    }
    features = TranslationFeatures(ENGLISH, FRENCH, "vector", 4, -0.5, 0.9, 20.0, 1)
    reference = Reference("tatoeba", "1", "It rained.", ("Il pleuvait.",), "fit")
    return Measured(Report(rows, facts), PART, told, [Judged(reference, "Il plut.", features, usable=False)])


@pytest.fixture
def bundle(toy_bundle: Path, tmp_path: Path) -> Path:
    return shutil.copytree(toy_bundle, tmp_path / "bundle")


def test_figures_texts_plot_and_manifest(
    run: Runner, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConfidenceRun, "measure", lambda _self: measured())
    out, plot, texts = (tmp_path / name for name in ("figures.json", "plot.svg", "texts.jsonl"))
    words = ["evaluate", "confidence", tmp_path, "--bundle", bundle, "--threads", 1]
    ended = run(*words, "--out", out, "--plot", plot, "--texts", texts)
    assert ended.code == 0
    assert ended.out.startswith(
        "toy 0.0.1 (int8): 1,200 to fit, 40 to test; 2 not translated; unlikely below 30%\n"
    )
    assert "AUROC" in ended.out
    assert read_report(out).find("reliability", "usable", bin="10")
    assert plot.read_text(encoding="utf-8").startswith("<svg")
    assert json.loads(texts.read_text(encoding="utf-8"))["text"] == "Il plut."
    codec = load_manifest(bundle).codec
    assert codec is not None
    assert codec.confidence is None, "nothing is stored unasked"

    assert run(*words, "--write", "--json").json["texts"] == {"fit": 1200, "test": 40}
    codec = load_manifest(bundle).codec
    assert codec is not None
    assert codec.confidence == PART


def test_too_few_pairs_are_named(run: Runner, bundle: Path, tmp_path: Path) -> None:
    dev = write_dev(tmp_path / "dev")
    ended = run("evaluate", "confidence", dev, "--bundle", bundle, "--most", 2, "--threads", 1)
    assert ended.code == 1
    assert "each half needs 50" in ended.err


def test_a_folder_that_is_none_is_named(run: Runner, bundle: Path, tmp_path: Path) -> None:
    ended = run("evaluate", "confidence", tmp_path / "none", "--bundle", bundle)
    assert ended.code == 1
    assert "is not a folder" in ended.err
