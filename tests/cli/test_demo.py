"""`make demo`: the main job from end to end, each step a command of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tools import demo


def test_the_demonstration_writes_what_it_promises(
    toy_bundle: Path, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    shutil.copytree(toy_bundle, models / "toy")
    monkeypatch.setattr(demo, "FOLDER", tmp_path / "demo")
    monkeypatch.setenv("PYTHONPATH", str(demo.ROOT))
    assert demo.main() == 0
    english = (tmp_path / "demo" / "harbour-en.md").read_text(encoding="utf-8")
    assert english.startswith(demo.TEXT.split("\n\n")[0])
    french = (tmp_path / "demo" / "harbour-fr.md").read_text(encoding="utf-8")
    assert french.count("#") == english.count("#")
    assert "The boats" not in french


def test_a_step_that_fails_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(title: str, *_: str) -> str:
        raise demo.StepFailed(title)

    monkeypatch.setattr(demo, "FOLDER", tmp_path / "demo")
    monkeypatch.setattr(demo, "step", refuse)
    assert demo.main() == 1
