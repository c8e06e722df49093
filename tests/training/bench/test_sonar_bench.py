"""The whole measurement on a toy bundle: every row is there, and what cannot be compared says why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.bench.comparisons import OURS, BenchOptions, contenders, find_checkpoints
from conceptwriter.training.bench.report import lines_of
from conceptwriter.training.bench.sonar import BenchReport, measure


@pytest.fixture(scope="module")
def report(toy_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> BenchReport:
    work = tmp_path_factory.mktemp("bench")
    options = BenchOptions(toy_bundle, toy_bundle, None, None, None, work, threads=1, quick=True)
    found = measure(options, lambda _: None)
    assert list(work.iterdir()) == []  # the packed copies are gone again
    return found


def test_our_own_figures_are_all_there(report: BenchReport) -> None:
    ours = [one for one in report.results if one.contender == OURS]
    assert len(ours) == 7
    assert all(one.timing is not None and one.timing.seconds > 0 for one in ours)
    assert report.starts is not None
    assert report.starts.second.whole > report.starts.second.encoded > report.starts.second.opened > 0
    assert report.proposal is not None
    assert report.step_bytes > 0
    assert min(report.bandwidth) > 0


def test_every_comparison_has_a_row_and_says_what_it_needs(report: BenchReport) -> None:
    others = {one.contender: one.problem for one in report.results if one.contender != OURS}
    assert len(others) == 5
    assert all(problem.startswith("not measured: needs --") for problem in others.values())


def test_the_table_shows_everything(report: BenchReport) -> None:
    text = "\n".join(lines_of(report))
    for one in report.results:
        assert one.contender in text
    for verdict in report.verdicts:
        assert verdict.target.what in text
        assert verdict.word in text
    for row in ("first start", "second start", "floor: ", "a proposal ", "nearness to float32: not measured"):
        assert row in text


def test_a_bundle_without_a_codec(tmp_path: Path) -> None:
    with pytest.raises(ConceptWriterError):
        measure(BenchOptions(tmp_path, None, None, None, None, tmp_path, 1), lambda _: None)


def test_checkpoints_are_found_by_their_names(tmp_path: Path) -> None:
    with pytest.raises(ConceptWriterError, match="has no encoder"):
        find_checkpoints(tmp_path)
    for name in ("sonar_text_encoder.pt", "sonar_text_decoder.pt", "sentencepiece.source.256000.model"):
        (tmp_path / name).write_bytes(b"1234")
    found = find_checkpoints(tmp_path)
    assert found.encoder.name == "sonar_text_encoder.pt"
    assert found.tokenizer.suffix == ".model"
    assert found.bytes_needed == {"encoder": 4, "decoder": 4}


def test_what_cannot_be_made_for_a_comparison_says_why(toy_bundle: Path, tmp_path: Path) -> None:
    for name in ("encoder.pt", "decoder.pt", "sentencepiece.model"):
        (tmp_path / name).write_bytes(b"no model")
    options = BenchOptions(toy_bundle, None, "/no/python", "/no/python", tmp_path, tmp_path / "work", 1)
    options.work.mkdir()
    found = {one.name: one.unavailable for one in contenders(options, tmp_path, lambda _: None)}
    assert found[OURS] == ""
    assert "could not be made" in found["ONNX Runtime float32"]
    assert "/no/python" in found["CTranslate2 int8"]


def test_measuring_needs_no_pytorch() -> None:
    program = (
        "import sys, conceptwriter.training.bench.report, conceptwriter.training.bench.runtime_worker;"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
