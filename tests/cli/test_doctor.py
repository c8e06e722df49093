"""`doctor` finds each fault it knows of and says what to do; `bench` and the training commands start."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.cli import doctor, findings, system_needs
from conceptwriter.runtime.prepacked import prepacked_folder
from tests.cli.conftest import Runner


@pytest.fixture
def installed(toy_bundle: Path, own_home: Path) -> Path:
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    return Path(shutil.copytree(toy_bundle, models / "toy"))


def about(findings: list[dict[str, Any]], subject: str) -> dict[str, Any]:
    return next(row for row in findings if row["about"] == subject)


def test_everything_in_order(run: Runner, installed: Path) -> None:
    found = run("doctor", "--json").json
    assert about(found, "model toy")["grade"] == "ok"
    assert "CPUExecutionProvider" in about(found, "engine")["found"]
    assert "MB" in about(found, "engine")["found"]
    assert about(found, "ONNX Runtime")["grade"] == "ok"
    assert about(found, "data folder")["grade"] == "ok"
    assert "ConceptWriter" in run("doctor").out


def test_two_builds_of_onnx_runtime(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings.version_of
    monkeypatch.setattr(doctor, "version_of", lambda name: "1.31.1" if "onnxruntime" in name else found(name))
    ended = run("doctor", "--json")
    assert ended.code == 1
    fault = about(ended.json, "ONNX Runtime")
    assert fault["grade"] == "fault"
    assert "pip uninstall" in fault["cure"]


def test_the_pyside_that_crashes_python_3_11(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings.version_of
    monkeypatch.setattr("conceptwriter.cli.doctor.sys.version_info", (3, 11, 7))
    monkeypatch.setattr(
        doctor, "version_of", lambda name: "6.12.0" if name.startswith("PySide6") else found(name)
    )
    fault = about(run("doctor", "--json").json, "PySide6-Essentials")
    assert fault["grade"] == "fault"
    assert "<6.12" in fault["cure"]


def test_a_damaged_bundle_is_a_fault(run: Runner, installed: Path) -> None:
    (installed / "lcm-token.onnx").unlink()
    ended = run("doctor", "--json")
    assert ended.code == 1
    assert "lcm-token.onnx" in about(ended.json, "model toy")["found"]


def test_the_copies_kept_ready_are_reported_and_removed(run: Runner) -> None:
    entry = prepacked_folder() / "draft-abc"  # the engine removes any other that belongs to no bundle
    entry.mkdir(parents=True)
    (entry / "graph.weights").write_bytes(bytes(3_000_000))
    report = about(run("doctor", "--json").json, "model cache")["found"]
    assert report == f"3 MB in {prepacked_folder()}"
    assert run("doctor", "--empty-cache", "--json").json["freed_bytes"] == 3_000_000
    assert not entry.exists()
    assert "0 bytes freed" in run("doctor", "--empty-cache").out


def test_a_folder_that_cannot_be_written(
    run: Runner, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = own_home / "in the way"
    file.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    ended = run("doctor", "--json")
    assert ended.code == 1
    assert about(ended.json, "cache folder")["grade"] == "fault"


def test_missing_libraries_fonts_and_display(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        system_needs,
        "missing_libraries",
        lambda: {"libxcb-icccm.so.4": system_needs.XCB_LIBRARIES["libxcb-icccm.so.4"]},
    )
    monkeypatch.setattr(system_needs, "missing_fonts", lambda: {"Arabic": system_needs.FONTS["Arabic"][1]})
    monkeypatch.setattr(system_needs, "has_display", lambda: False)
    found = run("doctor", "--json").json
    assert about(found, "system libraries")["grade"] == "fault"
    assert about(found, "fonts")["grade"] == "remark"
    assert about(found, "display")["grade"] == "remark"
    assert all(about(found, subject)["cure"] for subject in ("system libraries", "fonts", "display"))


def test_bench_measures_document_and_model(run: Runner, installed: Path) -> None:
    report = run("bench", "--concepts", 50, "--runs", 1, "--json").json
    assert report["machine"]["bundle"] == "toy 0.0.1"
    assert all(figure["value"] > 0 for figure in report["figures"])
    assert {figure["unit"] for figure in report["figures"]} >= {"s", "ms", "MB", "sentences/s"}
    named = [figure["what"].strip() for figure in report["figures"]]
    assert [name.split()[-1] for name in named if name.startswith("with the variant")][:2] == [
        "token",
        "base",
    ]
    (promised,) = [figure for figure in report["figures"] if figure["target"] is not None]
    assert promised["what"].startswith("5 proposals after 100 concepts")
    assert promised["target"] == 1.0


@pytest.mark.parametrize("words", [["train", "codec"], ["evaluate", "codec", "."]])
def test_training_and_evaluation_say_what_to_install(
    run: Runner, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr("conceptwriter.cli.extras.NEEDED", {words[0]: ("no_such_package",)})
    ended = run(*words)
    assert ended.code == 1
    assert f"conceptwriter[{words[0]}]" in ended.err


def test_a_packaged_app_says_that_nothing_can_be_installed_into_it(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conceptwriter.cli.extras.NEEDED", {"train": ("no_such_package",)})
    monkeypatch.setattr("conceptwriter.cli.extras.app_launcher", lambda: "/usr/bin/conceptwriter")
    ended = run("train", "codec")
    assert ended.code == 1
    assert "nothing can be installed into it" in ended.err
    assert "Install them with" not in ended.err


def test_training_hands_over(run: Runner, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("train", "codec", "--help").code == 0
    assert "--steps" in capfd.readouterr().out


def test_evaluation_needs_a_folder(run: Runner, installed: Path, tmp_path: Path) -> None:
    ended = run("evaluate", "codec", tmp_path / "nowhere")
    assert ended.code == 1
    assert "nowhere" in ended.err
