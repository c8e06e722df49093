"""`conceptwriter convert`: hands over to the module, in a process of its own."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from conceptwriter.cli import convert
from tests.cli.conftest import Runner


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the module would have been called with."""
    calls: list[list[str]] = []

    def run_module(module: str, words: list[str], environment: object) -> int:
        calls.append([module, *words])
        return 0

    monkeypatch.setattr(convert, "run_module", run_module)
    return calls


def test_arguments_are_handed_over(run: Runner, handed: list[list[str]]) -> None:
    assert run("convert", "sonar", "--out", "x", "--cut-head").code == 0
    assert handed == [["conceptwriter.convert", "sonar", "--out", "x", "--cut-head"]]


def test_json_means_progress_as_json(run: Runner, handed: list[list[str]]) -> None:
    assert run("convert", "lcm", "--json", "--out", "x").code == 0
    assert handed == [["conceptwriter.convert", "lcm", "--out", "x", "--progress"]]


def test_only_what_there_is_can_be_converted(run: Runner) -> None:
    ended = run("convert", "stones")
    assert ended.code == 2
    assert "stones" in ended.err


def test_without_onnx_it_says_what_to_install(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "onnx" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    ended = run("convert", "sonar")
    assert ended.code == 1
    assert "pip install onnx" in ended.err


def test_the_child_says_in_a_sentence_what_is_wrong(
    run: Runner, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.pt"
    given = ["--encoder", missing, "--decoder", missing, "--tokenizer", missing, "--out", tmp_path / "out"]
    assert run("convert", "sonar", *given).code == 1
    said = capfd.readouterr().err
    assert str(missing) in said
    assert "Traceback" not in said
