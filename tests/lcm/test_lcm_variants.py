"""Every variant of a bundle at run time: reuse of states, seeds, settings, damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import BundleError, Manifest, load_manifest
from conceptwriter.lcm import ItemKind, LcmError, SampleSettings
from conceptwriter.lcm.generation import StopRules, write_on
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.lcm.variants import VARIANTS
from conceptwriter.runtime.sessions import Interrupt, Interrupted

DRAW = np.random.default_rng(1)
VECTORS = DRAW.standard_normal((20, 16)).astype(np.float32)
KINDS = DRAW.integers(0, 3, 20)
VARIANT = pytest.mark.parametrize("variant", VARIANTS)
DRAWN = pytest.mark.parametrize("variant", ["one_tower", "two_tower", "quant", "quant_continuous", "energy"])


def opened(bundle: Path, variant: str, remembered_states: int = 4) -> Lcm:
    return Lcm(bundle, load_manifest(bundle), variant=variant, remembered_states=remembered_states)


@VARIANT
def test_reading_on_gives_what_reading_again_gives(toy_bundle: Path, variant: str) -> None:
    """Extended, cut back and read without any memory (which asserted in the reference): the same draws."""
    lcm = opened(toy_bundle, variant)
    state = lcm.prepare(VECTORS[:9], KINDS[:9])
    state = lcm.extend(state, VECTORS[9], int(KINDS[9]))
    back = lcm.prepare(VECTORS[:6], KINDS[:6])
    forgetful = opened(toy_bundle, variant, remembered_states=0)
    for kept, length in ((state, 10), (back, 6)):
        anew = forgetful.prepare(VECTORS[:length], KINDS[:length])
        assert kept.hidden.shape == anew.hidden.shape
        np.testing.assert_allclose(kept.hidden, anew.hidden, atol=1e-4)
        one, other = (model.sample(at, 3, seed=5) for model, at in ((lcm, kept), (forgetful, anew)))
        np.testing.assert_allclose(one.vectors, other.vectors, atol=5e-3)
        assert one.end_probability == pytest.approx(other.end_probability, abs=1e-4)
        assert one.document_end_probability == pytest.approx(other.document_end_probability, abs=1e-4)
    assert not forgetful._states


@VARIANT
def test_draws_are_vectors_of_the_codec(toy_bundle: Path, variant: str) -> None:
    lcm = opened(toy_bundle, variant)
    sampled = lcm.sample(lcm.prepare(VECTORS[:5], KINDS[:5]), 5)
    assert sampled.vectors.shape == (5, 16)
    assert sampled.vectors.dtype == sampled.scores.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(sampled.vectors, axis=1), 4.0, rtol=1e-4)  # sqrt(16)
    assert ((sampled.scores > 0) & (sampled.scores <= 1)).all()
    if VARIANTS[variant].has_head:  # a mixture asked for more than its heads begins anew
        assert (np.diff(sampled.scores) <= 0).all()
    assert sampled.ignored == ()


@DRAWN
def test_the_seed_determines_the_draw_and_0_is_a_seed(toy_bundle: Path, variant: str) -> None:
    lcm = opened(toy_bundle, variant)
    state = lcm.prepare(VECTORS[:5], KINDS[:5])

    def vectors(seed: int, reroll: int = 0) -> np.ndarray:
        return lcm.sample(state, 2, SampleSettings(reroll=reroll), seed).vectors

    np.testing.assert_array_equal(vectors(0), vectors(0))
    assert not np.array_equal(vectors(0), vectors(1))
    assert not np.array_equal(vectors(0), vectors(0, reroll=1))


@DRAWN
def test_the_context_matters(toy_bundle: Path, variant: str) -> None:
    lcm = opened(toy_bundle, variant)
    one = lcm.sample(lcm.prepare(VECTORS[:5], KINDS[:5]), 3)
    other = lcm.sample(lcm.prepare(VECTORS[5:10], KINDS[5:10]), 3)
    assert np.abs(one.vectors - other.vectors).max() > 0.05


@pytest.mark.parametrize("variant", ["one_tower", "two_tower"])
def test_more_candidates_keep_the_first(toy_bundle: Path, variant: str) -> None:
    """Candidates share a batch, int8 included, without changing each other."""
    lcm = opened(toy_bundle, variant)
    state = lcm.prepare(VECTORS[:5], KINDS[:5])
    few, many = lcm.sample(state, 2, seed=3).vectors, lcm.sample(state, 6, seed=3).vectors
    np.testing.assert_allclose(few, many[:2], atol=0.02)


@pytest.mark.parametrize("temperature", [1.0, 0.6, 0.0])
def test_more_draws_from_noise_keep_the_first(toy_bundle: Path, temperature: float) -> None:
    """One alone, and with others: the batch is larger, and each still has its own noise."""
    lcm = opened(toy_bundle, "energy")
    state, settings = lcm.prepare(VECTORS[:5], KINDS[:5]), SampleSettings(temperature=temperature)
    alone, many = (lcm.sample(state, n, settings, seed=3).vectors for n in (1, 6))
    np.testing.assert_allclose(alone, many[:1], atol=1e-5)
    assert len(np.unique(many.round(4), axis=0)) == 6


@pytest.mark.parametrize(
    ("variant", "settings"),
    [
        ("two_tower", SampleSettings(steps=3)),
        ("two_tower", SampleSettings(guidance=1.0)),
        ("one_tower", SampleSettings(guidance_rescale=0.0)),
        ("one_tower", SampleSettings(initial_noise=0.5)),
        ("two_tower", SampleSettings(epsilon_scaling=1.1)),
        ("two_tower", SampleSettings(eta=1.0)),
        ("quant", SampleSettings(temperature=0.0)),
        ("quant", SampleSettings(top_k=1)),
        ("quant_continuous", SampleSettings(top_p=0.05)),
        ("quant_continuous", SampleSettings(temperature=0.01)),
        ("token", SampleSettings(temperature=3.0)),
        ("base", SampleSettings(temperature=3.0)),
        ("energy", SampleSettings(temperature=0.5)),
        ("energy", SampleSettings(temperature=0.0)),
    ],
)
def test_every_setting_that_counts_changes_the_draw(
    toy_bundle: Path, variant: str, settings: SampleSettings
) -> None:
    lcm = opened(toy_bundle, variant)
    state = lcm.prepare(VECTORS[:5], KINDS[:5])
    usual, changed = lcm.sample(state, 6, seed=2), lcm.sample(state, 6, settings, seed=2)
    assert changed.ignored == ()
    assert np.abs(usual.vectors - changed.vectors).max() > 1e-3


@VARIANT
def test_settings_in_vain_are_reported(toy_bundle: Path, variant: str) -> None:
    lcm = opened(toy_bundle, variant)
    given = SampleSettings(temperature=1.0, guidance=2.0)
    sampled = lcm.sample(lcm.prepare(VECTORS[:5], KINDS[:5]), 2, given)
    assert len(sampled.ignored) == 1
    assert sampled.ignored[0] not in lcm.settings_used(given)


@pytest.mark.parametrize(
    ("variant", "settings"),
    [
        ("two_tower", SampleSettings(steps=21)),
        ("two_tower", SampleSettings(eta=2.0)),
        ("quant", SampleSettings(top_p=0.0)),
        ("quant_continuous", SampleSettings(temperature=-1.0)),
        ("base", SampleSettings(reroll=-1)),
        ("energy", SampleSettings(temperature=1.5)),
        ("energy", SampleSettings(temperature=-0.5)),
    ],
)
def test_settings_out_of_range_are_refused(toy_bundle: Path, variant: str, settings: SampleSettings) -> None:
    lcm = opened(toy_bundle, variant)
    state = lcm.prepare(VECTORS[:5], KINDS[:5])
    with pytest.raises(LcmError):
        lcm.sample(state, 2, settings)
    with pytest.raises(LcmError, match="At least one"):
        lcm.sample(state, 0)


@VARIANT
def test_a_draw_can_be_stopped(toy_bundle: Path, variant: str) -> None:
    lcm = opened(toy_bundle, variant)
    state = lcm.prepare(VECTORS[:5], KINDS[:5])
    interrupt = Interrupt()
    interrupt.set()
    with pytest.raises(Interrupted):
        lcm.sample(state, 2, interrupt=interrupt)


@VARIANT
def test_writing_on(toy_bundle: Path, variant: str) -> None:
    found = write_on(
        opened(toy_bundle, variant), VECTORS[:3], KINDS[:3], StopRules(maximum=4, repetition=None)
    )
    assert len(found.concepts) <= 4
    assert (found.vectors[found.kinds != ItemKind.CONCEPT] == 0).all()


def test_ends_are_refused_by_models_that_know_none(toy_bundle: Path) -> None:
    lcm = opened(toy_bundle, "token")
    kinds = KINDS[:5].copy()
    kinds[-1] = ItemKind.END
    lcm.prepare(VECTORS[:5], kinds)
    lcm._graph.output_sizes.pop("document_end")
    with pytest.raises(LcmError, match="without document ends"):
        lcm.prepare(VECTORS[:5], kinds)


def changed(bundle: Path, name: str, changes: dict[str, str]) -> Manifest:
    """The manifest with a variant that is described wrongly."""
    manifest = load_manifest(bundle)
    part = next(part for part in manifest.all_lcms if part.name == name)
    return msgspec.structs.replace(manifest, lcm=msgspec.structs.replace(part, **changes), lcm_variants=[])


@pytest.mark.parametrize(
    ("variant", "changes"),
    [
        ("token", {"graph": "lcm-two_tower.onnx"}),
        ("two_tower", {"graph": "lcm-token.onnx"}),
        ("two_tower", {"head": "lcm-one_tower-head.onnx"}),
        ("one_tower", {"head": "lcm-quant-head.onnx"}),
        ("quant", {"head": "lcm-quant_continuous-head.onnx"}),
        ("quant", {"arrays": "lcm-two_tower.npz"}),
        ("two_tower", {"arrays": "lcm-two_tower.onnx"}),
        ("energy", {"head": "lcm-quant-head.onnx"}),
        ("quant", {"head": "lcm-energy-head.onnx"}),
        ("energy", {"graph": "lcm-token.onnx"}),
        ("two_tower", {"arrays": "missing.npz"}),
        ("token", {"variant": "vae"}),
    ],
)
def test_files_in_wrong_roles_are_refused(toy_bundle: Path, variant: str, changes: dict[str, str]) -> None:
    with pytest.raises(BundleError):
        Lcm(toy_bundle, changed(toy_bundle, variant, changes))


def test_arrays_of_another_dimension_and_pickles_are_refused(toy_bundle: Path, tmp_path: Path) -> None:
    bundle = Path(shutil.copytree(toy_bundle, tmp_path / "copy"))
    arrays = bundle / "lcm-two_tower.npz"
    np.savez(arrays, centre=np.zeros(4, np.float32), scale=np.ones(4, np.float32))
    with pytest.raises(BundleError, match="another dimension"):
        opened(bundle, "two_tower")
    np.savez(arrays, centre=np.array([object()] * 16), scale=np.ones(16, np.float32))
    with pytest.raises(BundleError, match="cannot be used"):
        opened(bundle, "two_tower")
    np.savez(arrays, centre=np.zeros(16, np.float32))
    with pytest.raises(BundleError, match="scale"):
        opened(bundle, "two_tower")


def test_an_unknown_name_is_reported_with_the_known_ones(toy_bundle: Path) -> None:
    with pytest.raises(BundleError, match=r"no variant 'three_tower'; it has token, base, one_tower"):
        opened(toy_bundle, "three_tower")
