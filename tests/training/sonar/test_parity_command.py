"""The comparison itself: the toy goldens pass, and a difference is told."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.training.sonar import parity

TOY = {"head_width": 8, "pieces": 800}


@pytest.fixture
def copied(golden: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(golden, tmp_path / "golden"))


def test_the_goldens_pass(golden: Path) -> None:
    found = list(parity.compare(golden, **TOY))
    assert len(found) == 3 + 2 + 3 + 2 * 12
    assert all(one.passed for one in found)


def test_other_answers_do_not_pass(copied: Path) -> None:
    with np.load(copied / "answers.npz") as stored:
        answers = {name: stored[name] for name in stored.files}
    answers["vectors_padded"][3, 3] += 0.01
    answers["logits_incremental"][1, 1, 1] += 0.01
    np.savez(copied / "answers.npz", **answers)
    texts = json.loads((copied / "texts.json").read_text("utf-8"))
    texts[0]["hypotheses"][0][0]["ids"][0] += 1
    texts[1]["hypotheses"][0][0]["score"] += 0.01
    (copied / "texts.json").write_text(json.dumps(texts), "utf-8")
    tokens = json.loads((copied / "tokens.json").read_text("utf-8"))
    tokens["tags"]["yue_Hant"][0][0] += 1
    tokens["probes"][1]["ids"][3] += 1
    (copied / "tokens.json").write_text(json.dumps(tokens), "utf-8")
    assert [one.what for one in parity.compare(copied, **TOY) if not one.passed] == [
        "token ids, languages identical",
        "token ids, texts identical",
        "sentence vectors, padded batch",
        "logits, token by token",
        "beam 5 into eng_Latn, hypotheses identical",
        "beam 1 into eng_Latn, scores",
    ]


def test_a_folder_without_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["parity", str(tmp_path)])
    assert parity.main() == 1
    assert "lacks Meta's answers" in capsys.readouterr().err


def test_a_reference_that_does_not_run(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied / "tokens.json").unlink()
    shutil.copy(copied / "sentencepiece.model", copied / parity.PIECES_FILE)
    monkeypatch.setattr(sys, "argv", ["parity", str(copied), "--reference", str(copied / "nothing")])
    assert parity.main() == 1
    assert "extra `sonar`" in capsys.readouterr().err
