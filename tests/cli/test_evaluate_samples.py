from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from conceptwriter.cli.main import main
from tests.evaluation.lcm.stand_ins import write_dev


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    folder = tmp_path / "dev"
    folder.mkdir()
    with gzip.open(folder / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
    return write_dev(folder, documents=1)


def test_samples_into_a_file(dev: Path, toy_bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "samples.md"
    words = ["evaluate", "samples", str(dev), "--bundle", str(toy_bundle), "--threads", "1"]
    assert main([*words, "--out", str(out), "--quiet"]) == 0
    assert out.read_text(encoding="utf-8").startswith("# Unpicked samples of ")


def test_a_variant_that_is_not_there(dev: Path, toy_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["evaluate", "samples", str(dev), "--bundle", str(toy_bundle), "--variant", "nonsuch"]
    assert main(words) == 1
    assert "nonsuch" in capsys.readouterr().err


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "samples", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err
