"""Converting a published two-tower LCM: what comes out, what is refused, and going on after a stop."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.bundles import BundleError, load_manifest, verify
from conceptwriter.convert.checkpoints import CheckpointProblem, weights_of_arrays
from conceptwriter.convert.errors import CheckFailed, ConversionError
from conceptwriter.convert.lcm import check as lcm_check
from conceptwriter.convert.lcm.conversion import (
    ARRAYS_FILE,
    CONTEXT_FILE,
    HEAD_FILE,
    LcmConversion,
    convert_lcm,
)
from conceptwriter.convert.lcm.graphs import Model
from conceptwriter.lcm import SampleSettings
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.runtime.saturation import weight_levels
from conceptwriter.training.lcm.published.generation import RECOMMENDED, draw_normalised
from conceptwriter.training.lcm.published.model import PublishedTwoTower, load_arrays
from conceptwriter.training.lcm.published.stand_in import stand_in_weights
from tests.published_toy import make_published_bundle, save_toy_checkpoint, toy_config

Reports = list[tuple[int, int, str]]


def converted(wanted: LcmConversion) -> tuple[dict[str, float], Reports]:
    reports: Reports = []
    return convert_lcm(wanted, lambda done, total, what: reports.append((done, total, what))), reports


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_toy_checkpoint(tmp_path_factory.mktemp("published") / "model.pt")


@pytest.mark.parametrize(("precision", "worst"), [("float32", 1e-4), ("float16", 0.01), ("int8", 0.1)])
def test_a_bundle_comes_out(checkpoint: Path, tmp_path: Path, precision: str, worst: float) -> None:
    figures, reports = converted(LcmConversion(checkpoint, tmp_path / "out", precision=precision))
    assert figures["largest relative error"] < worst
    assert [done for done, _, _ in reports] == sorted(done for done, _, _ in reports)
    assert {total for _, total, _ in reports} == {reports[-1][0]}
    assert verify(tmp_path / "out") == []
    manifest = load_manifest(tmp_path / "out")
    assert manifest.kinds == ["lcm"]
    assert manifest.precision == precision
    assert manifest.weight_levels == (weight_levels() if precision == "int8" else 0)
    assert not (tmp_path / "out" / "conversion.json").exists()
    assert not list((tmp_path / "out").glob("*.part"))
    part = manifest.lcm
    assert part is not None
    assert (part.space, part.reads, part.codec.name, part.end_cosine) == (
        "sonar-1",
        "sentences",
        "sonar",
        0.0,
    )
    assert part.diffusion is not None
    assert not part.diffusion.guide_pure_noise


def test_the_normaliser_is_kept_to_the_bit(checkpoint: Path, tmp_path: Path) -> None:
    converted(LcmConversion(checkpoint, tmp_path / "out"))
    stored = torch.load(checkpoint, weights_only=True)["model"]
    with np.load(tmp_path / "out" / ARRAYS_FILE) as arrays:
        for ours, theirs in (("centre", "center"), ("scale", "scale")):
            assert arrays[ours].tobytes() == stored[f"module.sonar_normalizer.{theirs}"].numpy().tobytes()
        assert "end" not in arrays


def test_it_draws_what_the_pytorch_model_draws(tmp_path: Path) -> None:
    """From a raw float32 checkpoint to proposals, through the program's own runtime."""
    weights = stand_in_weights(toy_config())
    model = PublishedTwoTower(toy_config())
    load_arrays(model, weights)
    path = save_toy_checkpoint(tmp_path / "model.pt", half=False)
    converted(LcmConversion(path, tmp_path / "out", precision="float32"))
    lcm = Lcm(tmp_path / "out", load_manifest(tmp_path / "out"))
    vectors = 0.012 * np.random.default_rng(2).standard_normal((6, 16)).astype(np.float32)
    state = lcm.prepare(vectors, np.array([1, 0, 0, 2, 0, 0]))
    found = lcm.sample(state, 3, SampleSettings(steps=4), seed=4).vectors
    with torch.no_grad():
        hidden = model.read(torch.from_numpy(vectors[[0, 1, 2, 4, 5]])[None])[0][0]
    wanted = draw_normalised(model, hidden, 3, replace(RECOMMENDED, steps=4), np.random.default_rng([4, 0]))
    raw = wanted * weights["sonar_normalizer.scale"] + weights["sonar_normalizer.center"]
    np.testing.assert_allclose(found, raw, atol=1e-4 * np.abs(raw).max())


def test_the_end_is_the_codecs(toy_bundle: Path, tmp_path: Path) -> None:
    from conceptwriter.codec.runtime import Codec

    manifest = load_manifest(toy_bundle)
    out = make_published_bundle(tmp_path, codec_bundle=toy_bundle, space=manifest.vector_space)
    part = load_manifest(out).lcm
    assert part is not None
    assert part.end_cosine == 0.9
    assert (part.codec.name, part.codec.version) == (manifest.name, manifest.version)
    with np.load(out / ARRAYS_FILE) as arrays:
        wanted = Codec(toy_bundle, manifest).encode(["End of text."], "eng_Latn")[0]
        np.testing.assert_allclose(arrays["end"], wanted, rtol=1e-6)


def test_a_codec_of_another_space_is_refused(checkpoint: Path, toy_bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match="no codec of the space 'sonar-1'"):
        converted(LcmConversion(checkpoint, tmp_path / "out", codec_bundle=toy_bundle))
    assert not (tmp_path / "out").exists()


def test_a_codec_of_another_dimension_is_refused(toy_bundle: Path, tmp_path: Path) -> None:
    path = save_toy_checkpoint(tmp_path / "model.pt", toy_config(32))
    space = load_manifest(toy_bundle).vector_space
    with pytest.raises(ConversionError, match="16 numbers, the LCM's 32"):
        converted(LcmConversion(path, tmp_path / "out", codec_bundle=toy_bundle, space=space))


@pytest.mark.parametrize("lost", ["denoiser.layers.1.modulator", "context_encoder.layer_norm"])
def test_a_missing_tensor_is_named(tmp_path: Path, lost: str) -> None:
    path = save_toy_checkpoint(tmp_path / "model.pt", without=lost)
    with pytest.raises(CheckpointProblem, match=lost.replace(".", r"\.")):
        converted(LcmConversion(path, tmp_path / "out"))


def test_a_normaliser_of_its_own_file(tmp_path: Path) -> None:
    path = save_toy_checkpoint(tmp_path / "model.pt", without="sonar_normalizer")
    with pytest.raises(ConversionError, match="--normaliser"):
        converted(LcmConversion(path, tmp_path / "out"))
    other = tmp_path / "normaliser.pt"
    torch.save({"model": {"center": torch.arange(16.0), "scale": torch.ones(16)}}, other)
    converted(LcmConversion(path, tmp_path / "out", normaliser=other))
    with np.load(tmp_path / "out" / ARRAYS_FILE) as arrays:
        np.testing.assert_array_equal(arrays["centre"], np.arange(16))
    torch.save({"model": {"mean": torch.ones(16)}}, other)
    with pytest.raises(ConversionError, match="no center and scale"):
        converted(LcmConversion(path, tmp_path / "out", normaliser=other))


def test_a_failed_check_leaves_no_bundle(checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match=r"at least 1\.5 is needed"):
        converted(LcmConversion(checkpoint, tmp_path / "out", floor=1.5))
    with pytest.raises(BundleError, match="not a model folder"):
        load_manifest(tmp_path / "out")


@pytest.fixture(scope="module")
def exact(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle in float32."""
    out = tmp_path_factory.mktemp("exact") / "out"
    converted(LcmConversion(checkpoint, out, precision="float32"))
    return out


@pytest.mark.parametrize(
    "name",
    [
        "context_encoder.layers.0.self_attn.q_proj.weight",
        "context_encoder.layers.1.ffn.gate_proj.weight",
        "denoiser.embed_time.fc1.weight",
        "denoiser.layers.0.self_attn.v_proj.weight",
        "denoiser.layers.1.modulator.fc.bias",
        "denoiser.layers.1.cross_attention.k_proj.weight",
        "denoiser.layers.1.cross_attention.v_proj.bias",
        "denoiser.layers.0.cross_attention_layer_norm.weight",
    ],
)
def test_the_check_sees_a_graph_of_other_weights(exact: Path, name: str) -> None:
    """Graphs that are whole and fit, but mean something else than the checkpoint."""
    arrays = {
        name: a.astype(np.float16).astype(np.float32) for name, a in stand_in_weights(toy_config()).items()
    }
    normaliser = arrays["sonar_normalizer.center"], arrays["sonar_normalizer.scale"]
    model = Model(weights_of_arrays(arrays), toy_config(), *normaliser)
    graphs = exact / CONTEXT_FILE, exact / HEAD_FILE
    assert lcm_check.check_graphs(model, *graphs, "float32")["lowest cosine"] > 0.99999
    other = weights_of_arrays({**arrays, name: np.ascontiguousarray(arrays[name][::-1])})
    with pytest.raises(CheckFailed, match="something else"):
        lcm_check.check_graphs(replace(model, tensors=other), *graphs, "float32")


@pytest.mark.parametrize("stopped_at", ["drawing, layer 1", "checking against the checkpoint"])
def test_a_second_run_continues(checkpoint: Path, tmp_path: Path, stopped_at: str) -> None:
    """A stop in the middle leaves what is finished, and that is not written again."""
    wanted = LcmConversion(checkpoint, tmp_path / "out")

    def stop(done: int, total: int, what: str) -> None:
        if what == stopped_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert_lcm(wanted, stop)
    assert not (tmp_path / "out" / "bundle.json").exists()
    context = tmp_path / "out" / CONTEXT_FILE
    written = context.stat().st_mtime_ns
    assert (tmp_path / "out" / HEAD_FILE).exists() == (stopped_at != "drawing, layer 1")
    _, reports = converted(wanted)
    assert "reading, layer 1" not in [what for _, _, what in reports]
    assert context.stat().st_mtime_ns == written
    assert verify(tmp_path / "out") == []


def test_another_checkpoint_begins_again(checkpoint: Path, tmp_path: Path) -> None:
    wanted = LcmConversion(checkpoint, tmp_path / "out", floor=2.0)
    with pytest.raises(CheckFailed):
        converted(wanted)
    with pytest.raises(CheckFailed):
        converted(replace(wanted, precision="float32"))
    again = save_toy_checkpoint(tmp_path / "model.pt")
    os.utime(again, ns=(1, 1))
    _, reports = converted(replace(wanted, model=again, precision="float32", floor=None))
    assert "reading, layer 1" in [what for _, _, what in reports]


def test_a_full_disk_is_reported_before(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1000})())
    with pytest.raises(ConversionError, match="Free some space"):
        converted(LcmConversion(checkpoint, tmp_path / "out"))


def test_an_unknown_precision_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match="int2"):
        converted(LcmConversion(checkpoint, tmp_path / "out", precision="int2"))


def test_conversion_needs_no_pytorch() -> None:
    program = "import sys, conceptwriter.convert.lcm.conversion; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
