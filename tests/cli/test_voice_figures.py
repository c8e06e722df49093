"""`bench` with a voice: how long its proposals take, how fast it writes, and how fast llama.cpp does."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conceptwriter.cli import llama_speed, voice_figures
from conceptwriter.cli.llama_speed import CannotCompare, llama_tokens_per_second
from conceptwriter.convert.voice.conversion import VoiceConversion, convert_voice
from tests.cli.conftest import Runner
from tests.toy_voice import write_toy


@pytest.fixture
def installed(toy_bundle: Path, own_home: Path, tmp_path: Path) -> Path:
    """A codec, a concept model and a voice; the file that the voice was made from."""
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    shutil.copytree(toy_bundle, models / "toy")
    room_for_the_text: dict[str, Any] = {"llama.context_length": 4096}
    gguf = write_toy(tmp_path / "toy.gguf", **room_for_the_text)
    convert_voice(VoiceConversion(gguf, models / "toy-voice"), lambda *_: None)
    return gguf


def figures(run: Runner, *words: object) -> tuple[dict[str, Any], str]:
    ended = run("bench", "--concepts", 50, "--runs", 1, "--json", *words)
    assert ended.code == 0
    return {figure["what"].strip(): figure for figure in ended.json["figures"]}, ended.err


def test_proposals_of_the_voice_are_measured(run: Runner, installed: Path) -> None:
    report, said = figures(run)
    first = report["5 proposals drafted by the voice after 100 concepts: the first are shown"]["value"]
    assert 0 < first <= report["all are shown, first time in a place"]["value"]
    assert report["proposed again there"]["value"] > 0
    assert report["16 drafts of the voice, written together"]["unit"] == "tokens/s"
    assert report["memory of the engine with all three models"]["target"] == 600.0
    assert "llama.cpp" not in said + " ".join(report)


def test_without_a_voice_there_are_no_such_rows(run: Runner, installed: Path) -> None:
    shutil.rmtree(Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models" / "toy-voice")
    assert not [what for what in figures(run)[0] if "voice" in what]


def test_the_comparison_is_left_out_with_its_reason(
    run: Runner, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_speed, "PACKAGE", "no_such_package")
    report, said = figures(run, "--gguf", installed)
    assert "not compared with llama.cpp: the package no_such_package is not installed" in said
    assert "with llama.cpp" not in report


def test_the_comparison_is_a_ratio(run: Runner, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def measured(*arguments: object) -> float:
        asked.extend(arguments)
        return 50.0

    monkeypatch.setattr(voice_figures, "llama_tokens_per_second", measured)
    report, _ = figures(run, "--gguf", installed)
    ours = report["16 drafts of the voice, written together"]["value"]
    assert report["this program, compared with llama.cpp"]["value"] == pytest.approx(ours / 50)
    assert asked[0] == installed
    assert asked[2] == 16


def test_the_file_is_only_for_the_voice(run: Runner, installed: Path) -> None:
    assert run("bench", "sonar", "--gguf", installed).code == 2


# llama.cpp itself

STAND_IN = """
from types import SimpleNamespace
def CommonParams():
    parts = ("model", "cpuparams", "cpuparams_batch")
    return SimpleNamespace(**{part: SimpleNamespace() for part in parts})
class Server:
    def __init__(self, wanted):
        assert wanted.n_parallel == 4 and wanted.cpuparams.n_threads == 2
        open(wanted.model.path).read()
        print("llama.cpp says many things")
    def handle_completions(self, request):
        assert request["prompt"] == "The sea" and request["ignore_eos"]
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of that name, and a model file."""
    (tmp_path / "xllamacpp.py").write_text(STAND_IN)
    monkeypatch.syspath_prepend(str(tmp_path))
    root = Path(__file__).resolve().parent.parent.parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(root)]))
    model = tmp_path / "model.gguf"
    model.write_text("weights")
    return model


def test_it_is_measured_in_a_process_of_its_own(stand_in: Path) -> None:
    assert llama_tokens_per_second(stand_in, "The sea", 4, 2, 1) > 0
    assert "xllamacpp" not in sys.modules


def test_what_it_cannot_run_is_reported(stand_in: Path) -> None:
    with pytest.raises(CannotCompare, match="does not exist"):
        llama_tokens_per_second(stand_in.with_name("none.gguf"), "The sea", 4, 2, 1)
    with pytest.raises(CannotCompare, match=r"model\.gguf could not be run"):
        llama_tokens_per_second(stand_in, "The sea", 5, 2, 1)


def test_the_first_round_does_not_count(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """It reads the prompt."""
    asked: list[int] = []
    server = SimpleNamespace(handle_completions=lambda request: asked.append(request["id_slot"]))
    times = iter([0.0, 100.0, 100.0, 101.0, 101.0, 103.0, 103.0, 104.0])
    monkeypatch.setattr(llama_speed, "_server", lambda *_: server)
    monkeypatch.setattr("conceptwriter.cli.llama_speed.perf_counter", lambda: next(times))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(read=lambda: "The sea"))
    assert llama_speed.main(["m.gguf", "2", "1", "3"]) == 0
    assert json.loads(capsys.readouterr().out) == {"tokens_per_second": 48.0}
    assert sorted(asked) == [0] * 4 + [1] * 4
