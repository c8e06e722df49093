"""From checkpoints to a bundle: self-check, going on after a stop, and what is refused."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import load_manifest, verify
from conceptwriter.codec.runtime import Codec
from conceptwriter.convert.__main__ import main
from conceptwriter.convert.checkpoints import CheckpointProblem
from conceptwriter.convert.conversion_state import STATE_FILE
from conceptwriter.convert.errors import CheckFailed, ConversionError
from conceptwriter.convert.graph_file import Array, WeightFile
from conceptwriter.convert.sonar import self_check as selfcheck
from conceptwriter.convert.sonar.checks import (
    Checks,
    CosinesCheck,
    LogitsCheck,
    TextCheck,
    VectorCheck,
)
from conceptwriter.convert.sonar.conversion import SonarConversion, convert_sonar
from conceptwriter.convert.sonar.files import Sources
from conceptwriter.convert.sonar.languages import LANGUAGES
from conceptwriter.runtime.saturation import weight_levels
from tests.convert.toy_sonar import LAX, SOURCES, Stepping

Reports = list[tuple[int, int, str]]


def wanted(out: Path, **changes: object) -> SonarConversion:
    return replace(SonarConversion(SOURCES, out, checks=LAX), **changes)  # type: ignore[arg-type]


def count_steps(reports: Reports) -> Callable[[int, int, str], None]:
    return lambda done, total, what: reports.append((done, total, what))


def say_nothing(done: int, total: int, what: str) -> None:
    pass


def arguments(out: Path, sources: Sources, checks: Path) -> list[str]:
    words = ["sonar", "--encoder", sources.encoder, "--decoder", sources.decoder]
    words += ["--tokenizer", sources.tokenizer, "--heads", "4", "--out", out, "--checks", checks]
    return [str(word) for word in words]


@pytest.fixture
def lax_file(tmp_path: Path) -> Path:
    file = tmp_path / "lax.json"
    file.write_bytes(msgspec.json.encode(LAX))
    return file


class Stop(Exception):
    """What a listener to progress raises to stop a conversion."""


def stop_at(what: str, reports: Reports) -> Callable[[int, int, str], None]:
    def report(done: int, total: int, part: str) -> None:
        reports.append((done, total, part))
        if part == what:
            raise Stop

    return report


def test_a_bundle_comes_out_that_encodes_and_decodes(tmp_path: Path) -> None:
    reports: Reports = []
    figures = convert_sonar(wanted(tmp_path / "out"), count_steps(reports))
    manifest = load_manifest(tmp_path / "out")
    assert verify(tmp_path / "out") == []
    assert not (tmp_path / "out" / STATE_FILE).exists()
    assert manifest.vector_space == "sonar-1"
    assert tuple(manifest.languages) == LANGUAGES
    assert manifest.licence.spdx == "CC-BY-NC-4.0"
    assert "2308.11466" in manifest.citation
    assert manifest.codec is not None
    assert (manifest.codec.step, manifest.codec.begins_with_end) == ("choices", True)
    assert (manifest.codec.decoding.beam_size, manifest.codec.decoding.length_offset) == (5, 1)
    assert manifest.weight_levels == weight_levels()
    assert figures["cosine_least"] > 0.999
    assert figures["agreement"] > 0.8
    steps = [done for done, _, _ in reports]
    assert steps == sorted(steps)
    assert reports[-1][0] == reports[-1][1]
    codec = Codec(tmp_path / "out", manifest)
    vectors = codec.encode(["one", "two"], "eng_Latn")
    assert vectors.shape == (2, manifest.dimension)
    assert len(codec.decode(vectors, "fra_Latn")) == 2


@pytest.mark.parametrize("precision", ["float32", "float16", "int4"])
def test_other_precisions_pass_the_self_check(tmp_path: Path, precision: str) -> None:
    figures = convert_sonar(wanted(tmp_path / "out", precision=precision), say_nothing)
    assert load_manifest(tmp_path / "out").precision == precision
    assert figures["cosine_least"] > (0.97 if precision == "int4" else 0.9999)


def test_a_cut_head_offers_its_languages_only(tmp_path: Path) -> None:
    languages = ("rus_Cyrl", "eng_Latn")
    convert_sonar(wanted(tmp_path / "out", languages=languages, cut_head=True), say_nothing)
    assert load_manifest(tmp_path / "out").languages == ["eng_Latn", "rus_Cyrl"]


def test_a_stopped_conversion_continues(tmp_path: Path) -> None:
    out = tmp_path / "out"
    reports: Reports = []
    with pytest.raises(Stop):
        convert_sonar(wanted(out), stop_at("decoder, layer 1", reports))
    assert not (out / "bundle.json").exists()
    assert not (out / "decoder_step.onnx").exists()
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("encoder*")}
    (out / "encoder.onnx.data.part").write_bytes(b"left by a run that was killed")
    reports.clear()
    convert_sonar(wanted(out), count_steps(reports))
    assert list(out.glob("*.part")) == []
    assert "encoder, layer 1" not in [what for _, _, what in reports]
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("encoder*")} == before
    assert verify(out) == []


@pytest.mark.parametrize("change", ["precision", "checkpoint", "missing"])
def test_what_was_made_from_something_else_is_made_again(tmp_path: Path, change: str) -> None:
    out = tmp_path / "out"
    reports: Reports = []
    copied = tmp_path / "encoder.pt"
    shutil.copyfile(SOURCES.encoder, copied)
    first = wanted(out, sources=replace(SOURCES, encoder=copied))
    with pytest.raises(Stop):
        convert_sonar(first, stop_at("condition", reports))
    if change == "checkpoint":
        copied.touch()
    if change == "missing":
        (out / "encoder.onnx.data").unlink()
    reports.clear()
    again = replace(first, precision="float32") if change == "precision" else first
    convert_sonar(again, count_steps(reports))
    assert "encoder, layer 1" in [what for _, _, what in reports]
    assert verify(out) == []


def test_a_killed_conversion_continues(tmp_path: Path, lax_file: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "conceptwriter.convert", *arguments(out, SOURCES, lax_file)]
    with subprocess.Popen([*command, "--progress"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["what"] == "condition":
                process.terminate()
                break
    assert process.returncode != 0
    assert not (out / "bundle.json").exists()
    reports: Reports = []
    convert_sonar(wanted(out), count_steps(reports))
    assert "encoder, layer 1" not in [what for _, _, what in reports]
    assert verify(out) == []


def test_floors_that_are_missed_are_all_named_and_nothing_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selfcheck, "_SHOWN", 1)
    out = tmp_path / "out"
    strict = replace(
        wanted(out),
        checks=msgspec.structs.replace(
            LAX,
            least_cosine=1.1,
            least_agreement=1.1,
            golden_cosines=[CosinesCheck(["one"], "eng_Latn", ["two"], "fra_Latn", [[-1.0]], 0.1)],
            golden_vectors=[VectorCheck("one", "eng_Latn", [99.0, 99.0], 0.1)],
            golden_texts=[TextCheck("one", "eng_Latn", "fra_Latn", "un", 100)],
        ),
    )
    with pytest.raises(CheckFailed) as failed:
        convert_sonar(strict, say_nothing)
    for part in ("cosine with float32", "equal tokens", "golden cosines", "vector of 'one'", "BLEU", "1.1"):
        assert part in str(failed.value)
    became = str(failed.value).partition("'one' became ")[2].partition("; BLEU")[0]
    assert became.endswith("...'"), "a text that writes on to the limit is told in short"
    assert not (out / "bundle.json").exists()
    reports: Reports = []
    convert_sonar(wanted(out), count_steps(reports))
    assert "encoder, layer 1" not in [what for _, _, what in reports]
    assert (out / "bundle.json").exists()


def test_sentences_that_do_not_come_back_fail(tmp_path: Path) -> None:
    strict = wanted(tmp_path / "out", checks=msgspec.structs.replace(LAX, least_bleu=99.0))
    with pytest.raises(CheckFailed, match=r"BLEU of sentences .* at least 99"):
        convert_sonar(strict, say_nothing)
    assert not (tmp_path / "out" / "bundle.json").exists()


def test_a_wrong_graph_fails_its_check(tmp_path: Path) -> None:
    """Weights that changed after the conversion: what a faulty disk would do."""
    out = tmp_path / "out"
    reports: Reports = []
    with pytest.raises(Stop):
        convert_sonar(wanted(out), stop_at("checking: float32, to compare with", reports))
    data = out / "encoder.onnx.data"
    noise = np.random.default_rng(0).integers(-63, 64, 2048, np.int8).tobytes()
    data.write_bytes(noise + data.read_bytes()[len(noise) :])
    floors = msgspec.structs.replace(LAX, least_cosine=0.999)
    with pytest.raises(CheckFailed, match="cosine"):
        convert_sonar(wanted(out, checks=floors), say_nothing)


def test_golden_values_that_hold_pass(tmp_path: Path) -> None:
    made = tmp_path / "made"
    convert_sonar(wanted(made, precision="float32"), say_nothing)
    codec = Codec(made, load_manifest(made))
    vectors = codec.encode(["one"], "eng_Latn")
    text = codec.decode(vectors, "fra_Latn")[0].text
    checks = Checks(
        golden_cosines=[CosinesCheck(["one"], "eng_Latn", ["one"], "eng_Latn", [[1.0]], 1e-5)],
        golden_vectors=[VectorCheck("one", "eng_Latn", [float(x) for x in vectors[0, :5]], 1e-5)],
        golden_texts=[TextCheck("one", "eng_Latn", "fra_Latn", text, 100)],
        sentences=[("eng_Latn", "one")],
        compared=0,
        maximum_tokens=4,
    )
    figures = convert_sonar(wanted(tmp_path / "out", precision="float32", checks=checks), say_nothing)
    assert figures["golden_texts"] == [text]
    assert figures["golden_cosine_error"] < 1e-5


@pytest.mark.parametrize(("change", "passes"), [(0.0, True), (1.0, False)])
def test_golden_logits(tmp_path: Path, change: float, passes: bool) -> None:
    """Known logits are scores and a number: what a softmax takes away."""
    made = tmp_path / "made"
    convert_sonar(wanted(made, precision="float32"), say_nothing)
    vectors = Codec(made, load_manifest(made)).encode(["one"], "eng_Latn")
    steps, first, last = Stepping(made, vectors), [], []
    for token in (3, 333):
        choices, scores = steps.step([token], count=1006)
        by_id = scores[0, np.argsort(choices[0])] + 5.0
        first.append([float(x) for x in by_id[:4]])
        last.append([float(x) for x in by_id[-3:]])
    last[1][2] += change
    checks = msgspec.structs.replace(
        LAX, golden_logits=[LogitsCheck("one", "eng_Latn", [3, 333], first, last, 1e-3)]
    )
    conversion = wanted(tmp_path / "out", precision="float32", checks=checks)
    if passes:
        assert convert_sonar(conversion, say_nothing)["golden_logit_error"] < 1e-3
    else:
        with pytest.raises(CheckFailed, match="logits"):
            convert_sonar(conversion, say_nothing)


@pytest.mark.parametrize("part", ["encoder", "decoder", "tokenizer"])
def test_a_file_that_was_cut_off_is_refused(
    tmp_path: Path, part: str, lax_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole: Path = getattr(SOURCES, part)
    cut = tmp_path / whole.name
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    sources = replace(SOURCES, **{part: cut})  # type: ignore[arg-type]
    assert main(arguments(tmp_path / "out", sources, lax_file)) == 1
    said = capsys.readouterr().err
    assert str(cut) in said
    assert "Traceback" not in said
    assert not (tmp_path / "out" / "bundle.json").exists()


def test_encoder_and_decoder_must_be_in_their_places(tmp_path: Path) -> None:
    swapped = replace(SOURCES, encoder=SOURCES.decoder, decoder=SOURCES.encoder)
    with pytest.raises(CheckpointProblem, match="decoder"):
        convert_sonar(wanted(tmp_path / "out", sources=swapped), say_nothing)


def test_a_disk_without_room_is_reported_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(ConversionError, match="free"):
        convert_sonar(wanted(tmp_path / "out"), say_nothing)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_disk_that_fills_up_is_reported_and_leaves_no_half_file(
    tmp_path: Path, lax_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add = WeightFile.add

    def full(self: WeightFile, name: str, array: Array) -> object:
        if self.path.name.startswith("decoder_step"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return add(self, name, array)

    monkeypatch.setattr(WeightFile, "add", full)
    out = tmp_path / "out"
    assert main(arguments(out, SOURCES, lax_file)) == 1
    assert "full" in capsys.readouterr().err
    assert list(out.glob("*.part")) == []
    monkeypatch.undo()
    assert main(arguments(out, SOURCES, lax_file)) == 0


def test_a_bundle_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("{}")
    with pytest.raises(ConversionError, match="already"):
        convert_sonar(wanted(tmp_path), say_nothing)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(ConversionError, match="not empty"):
        convert_sonar(wanted(tmp_path), say_nothing)


def test_a_language_that_sonar_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match="tlh_Latn"):
        convert_sonar(wanted(tmp_path, languages=("tlh_Latn",)), say_nothing)


def test_progress_is_one_object_a_line_and_ends_with_the_figures(
    tmp_path: Path, lax_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments(tmp_path / "out", SOURCES, lax_file), "--progress"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all({"done", "total", "what"} == set(line) for line in lines[:-1])
    assert "cosine_least" in lines[-1]["result"]


def test_the_licence_that_is_given_goes_into_the_bundle(tmp_path: Path) -> None:
    licence = tmp_path / "licence.txt"
    licence.write_text("All of it.")
    convert_sonar(wanted(tmp_path / "out", licence_file=licence), say_nothing)
    manifest = load_manifest(tmp_path / "out")
    assert (tmp_path / "out" / manifest.licence.file).read_text() == "All of it."


def test_a_licence_that_is_missing_is_reported_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match=r"none\.txt"):
        convert_sonar(wanted(tmp_path / "out", licence_file=tmp_path / "none.txt"), say_nothing)
    assert not (tmp_path / "out").exists()


def test_converting_needs_no_pytorch() -> None:
    code = (
        "import sys, conceptwriter.convert.__main__, conceptwriter.convert.sonar.conversion, "
        "conceptwriter.convert.checkpoints; assert 'torch' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
