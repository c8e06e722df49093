"""An LCM that reads sentences, from its converted bundle: what is read, kept, and told of the end."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.bundles import BundleError, load_manifest
from conceptwriter.bundles.manifest import save_manifest
from conceptwriter.lcm import ItemKind, LcmError, Sampled, SampleSettings
from conceptwriter.lcm.contract import FloatArray
from conceptwriter.lcm.generation import Stop, StopRules, write_on
from conceptwriter.lcm.runtime import Lcm, SequenceState
from conceptwriter.lcm.sentences import EndSentence, drawn_without_ends
from conceptwriter.lcm.sequence import Kinds
from conceptwriter.runtime.sessions import Interrupt
from tests.published_toy import make_published_bundle

D = 16
VECTORS = 0.012 * np.random.default_rng(1).standard_normal((12, D)).astype(np.float32)
KINDS = np.array([1, 0, 0, 2, 0, 0, 1, 0, 2, 0, 0, 0])
"""A title, sentences and a heading; two breaks, at 3 and 8."""
SAID = KINDS != ItemKind.BREAK


class CountingLcm(Lcm):
    """Notes how many items each pass reads."""

    def __init__(self, bundle: Path, **given: Any) -> None:
        super().__init__(bundle, load_manifest(bundle), **given)
        self.read: list[int] = []

    def _read(
        self,
        items: FloatArray,
        what: Kinds,
        before: SequenceState | None,
        start: int,
        interrupt: Interrupt | None,
    ) -> SequenceState:
        self.read.append(len(what) - start)
        return super()._read(items, what, before, start, interrupt)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_published_bundle(tmp_path_factory.mktemp("published"))


@pytest.fixture
def lcm(bundle: Path) -> CountingLcm:
    return CountingLcm(bundle)


def ending(bundle: Path, folder: Path, end: npt.NDArray[Any], cosine: float = 0.9) -> CountingLcm:
    """The same LCM with another sentence that ends documents."""
    copy = Path(shutil.copytree(bundle, folder / "copy"))
    with np.load(copy / "lcm.npz") as stored:
        arrays = dict(stored)
    np.savez(copy / "lcm.npz", **{**arrays, "end": np.asarray(end, np.float32)})
    manifest = load_manifest(copy)
    assert manifest.lcm is not None
    part = msgspec.structs.replace(manifest.lcm, end_cosine=cosine)
    save_manifest(msgspec.structs.replace(manifest, lcm=part), copy)
    return CountingLcm(copy)


def test_breaks_and_ends_are_not_read(lcm: CountingLcm) -> None:
    with_breaks = lcm.prepare(VECTORS, KINDS)
    assert lcm.read == [int(SAID.sum())]
    without = lcm.prepare(VECTORS[SAID], KINDS[SAID])
    assert lcm.read == [int(SAID.sum())]
    assert with_breaks is without
    ended = lcm.extend(with_breaks, np.zeros(D), ItemKind.END)
    assert ended is with_breaks


def test_headings_are_sentences(lcm: CountingLcm) -> None:
    headed = lcm.prepare(VECTORS[SAID], KINDS[SAID])
    plain = lcm.prepare(VECTORS[SAID], np.zeros(int(SAID.sum())))
    assert headed.context_key is not None
    assert plain.context_key is not None
    np.testing.assert_allclose(headed.context_key, plain.context_key, atol=1e-5)


def test_nothing_but_breaks_is_reported(lcm: CountingLcm) -> None:
    with pytest.raises(LcmError, match="first sentence"):
        lcm.prepare(VECTORS[:2], np.array([2, 3]))


def test_one_more_sentence_reads_one(bundle: Path, lcm: CountingLcm) -> None:
    state = lcm.prepare(VECTORS[:4], KINDS[:4])
    grown = lcm.extend(state, VECTORS[4], ItemKind.CONCEPT)
    back = lcm.prepare(VECTORS[:2], KINDS[:2])
    assert lcm.read == [3, 1, 1]
    forgetful = CountingLcm(bundle, remembered_states=0)
    for kept, length in ((grown, 5), (back, 2)):
        anew = forgetful.prepare(VECTORS[:length], KINDS[:length])
        assert kept.context_key is not None
        assert anew.context_key is not None
        assert kept.context_key.shape == anew.context_key.shape == (1, len(kept.kinds), 2, 1, 128)
        np.testing.assert_allclose(kept.context_key, anew.context_key, atol=1e-5)
        one, other = (model.sample(at, 3, seed=5) for model, at in ((lcm, kept), (forgetful, anew)))
        np.testing.assert_allclose(one.vectors, other.vectors, atol=1e-6)


def test_half_precision(lcm: CountingLcm, tmp_path: Path) -> None:
    """Graphs for GPUs keep what was read in their own type; vectors stay what they are."""
    half = CountingLcm(make_published_bundle(tmp_path, precision="float16"))
    state = half.extend(half.prepare(VECTORS[:4], KINDS[:4]), VECTORS[4], ItemKind.CONCEPT)
    assert half.read == [3, 1]
    assert state.context_key is not None
    assert state.context_key.dtype == state.past_value.dtype == np.float16
    found = half.sample(state, 3, seed=1).vectors
    assert found.dtype == np.float32
    wanted = lcm.sample(lcm.prepare(VECTORS[:5], KINDS[:5]), 3, seed=1).vectors
    np.testing.assert_allclose(found, wanted, atol=0.05 * np.abs(wanted).max())


def test_long_documents_are_cut(bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    manifest = load_manifest(copy)
    assert manifest.lcm is not None
    part = msgspec.structs.replace(manifest.lcm, maximum_context=6)
    save_manifest(msgspec.structs.replace(manifest, lcm=part), copy)
    state = CountingLcm(copy).prepare(VECTORS, KINDS)
    assert len(state.kinds) <= 6
    np.testing.assert_array_equal(state.vectors[-1], VECTORS[-1])


def test_draws_are_vectors_of_the_codec(lcm: CountingLcm) -> None:
    state = lcm.prepare(VECTORS, KINDS)
    sampled = lcm.sample(state, 5, seed=2)
    assert sampled.vectors.shape == (5, D)
    assert (sampled.end_probability, sampled.document_end_probability) == (0.0, 0.0)
    assert np.abs(sampled.vectors).max() < 0.1  # raw, as the codec's: normalised ones are 80 times as large
    np.testing.assert_array_equal(sampled.vectors, lcm.sample(state, 5, seed=2).vectors)
    other = lcm.sample(state, 5, SampleSettings(reroll=1), seed=2)
    assert np.abs(sampled.vectors - other.vectors).max() > 1e-3
    few = lcm.sample(state, 2, seed=2)
    np.testing.assert_allclose(few.vectors, sampled.vectors[:2], atol=1e-7)


def test_the_context_counts_and_the_first_step_is_unguided(
    bundle: Path, lcm: CountingLcm, tmp_path: Path
) -> None:
    one, other = (
        lcm.sample(lcm.prepare(part, np.zeros(4)), 2, seed=1).vectors for part in (VECTORS[:4], VECTORS[4:8])
    )
    assert np.abs(one - other).max() > 1e-3
    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    manifest = load_manifest(copy)
    assert manifest.lcm is not None
    assert manifest.lcm.diffusion is not None
    guided = msgspec.structs.replace(manifest.lcm.diffusion, guide_pure_noise=True)
    part = msgspec.structs.replace(manifest.lcm, diffusion=guided)
    save_manifest(msgspec.structs.replace(manifest, lcm=part), copy)
    also = CountingLcm(copy)
    found = also.sample(also.prepare(VECTORS[:4], np.zeros(4)), 2, seed=1).vectors
    assert np.abs(found - one).max() > 1e-5


def test_ends_are_drawn_again_and_never_shown(bundle: Path, lcm: CountingLcm, tmp_path: Path) -> None:
    usual = lcm.sample(lcm.prepare(VECTORS, KINDS), 4, seed=3).vectors
    other = ending(bundle, tmp_path, usual[1], cosine=0.99)
    sampled = other.sample(other.prepare(VECTORS, KINDS), 4, seed=3)
    assert sampled.document_end_probability == pytest.approx(0.25)
    assert sampled.vectors.shape == (4, D)
    np.testing.assert_allclose(sampled.vectors[:3], usual[[0, 2, 3]], atol=1e-7)
    assert np.abs(sampled.vectors[3] - usual[1]).max() > 1e-4
    assert not EndSentence(usual[1], 0.99).among(sampled.vectors).any()
    assert not sampled.ignored


def test_without_a_cosine_no_end_is_noticed(bundle: Path, lcm: CountingLcm, tmp_path: Path) -> None:
    usual = lcm.sample(lcm.prepare(VECTORS, KINDS), 2, seed=3)
    other = ending(bundle, tmp_path, usual.vectors[1], cosine=0.0)
    sampled = other.sample(other.prepare(VECTORS, KINDS), 2, seed=3)
    assert sampled.document_end_probability == 0
    np.testing.assert_allclose(sampled.vectors, usual.vectors, atol=1e-7)


def test_writing_on_ends_with_the_end(bundle: Path, lcm: CountingLcm, tmp_path: Path) -> None:
    start, kinds = VECTORS[:3], KINDS[:3]
    free = write_on(lcm, start, kinds, StopRules(maximum=3, repetition=None), seed=0)
    assert free.stopped is Stop.MAXIMUM
    ends = ending(bundle, tmp_path, free.concepts[1], cosine=0.999)
    found = write_on(ends, start, kinds, StopRules(maximum=3, repetition=None), seed=0)
    assert found.stopped is Stop.DOCUMENT
    assert found.kinds.tolist() == [ItemKind.CONCEPT, ItemKind.END]
    np.testing.assert_allclose(found.concepts[0], free.concepts[0], atol=1e-7)


def test_writing_on_stops_at_repetition(bundle: Path, lcm: CountingLcm) -> None:
    """Vectors are compared as the codec gives them."""
    free = write_on(lcm, VECTORS[:3], KINDS[:3], StopRules(maximum=1, repetition=None), seed=0)
    again = np.concatenate([VECTORS[:2], free.concepts])
    found = write_on(lcm, again, np.array([1, 0, 0]), StopRules(maximum=3, repetition=-1.0), seed=0)
    assert found.stopped is Stop.REPETITION


class Script:
    """Draws what is written."""

    def __init__(self, *rounds: list[float]) -> None:
        self.rounds = list(rounds)
        self.asked: list[int] = []

    def __call__(self, count: int) -> FloatArray:
        self.asked.append(count)
        angles = np.array(self.rounds.pop(0))
        assert len(angles) == count
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


END = EndSentence(np.array([3.0, 0.0], np.float32), 0.9)


def test_only_what_is_missing_is_drawn_again() -> None:
    script = Script([0.1, 1.0, 2.0, 0.0], [0.2, 3.0], [1.5])
    vectors, share = drawn_without_ends(script, 4, END)
    assert script.asked == [4, 2, 1]
    assert share == 0.5
    np.testing.assert_allclose(np.arctan2(vectors[:, 1], vectors[:, 0]), [1.0, 2.0, 3.0, 1.5], rtol=1e-5)


def test_after_some_rounds_there_are_fewer() -> None:
    vectors, share = drawn_without_ends(Script([0.0, 1.0], [0.0], [0.1]), 2, END)
    assert (len(vectors), share) == (1, 0.5)
    vectors, share = drawn_without_ends(Script([0.0], [0.0], [0.1]), 1, END)
    assert (vectors.shape, share) == ((0, 2), 1.0)


@pytest.mark.parametrize(("minimum", "stop"), [(0, Stop.DOCUMENT), (1, Stop.NOTHING)])
def test_writing_on_where_nothing_but_the_end_is_drawn(minimum: int, stop: Stop) -> None:
    class Finished:
        def prepare(self, vectors: npt.NDArray[Any], kinds: npt.NDArray[Any]) -> None:
            pass

        extend = prepare

        def sample(
            self, state: None, n: int, settings: SampleSettings | None = None, seed: int = 0
        ) -> Sampled:
            return Sampled(np.zeros((0, D), np.float32), np.zeros(0, np.float32), 0.0, 1.0)

    found = write_on(Finished(), VECTORS[:2], KINDS[:2], StopRules(minimum=minimum))  # type: ignore[arg-type]
    assert found.stopped is stop
    assert len(found.concepts) == 0


def test_length_does_not_make_an_end() -> None:
    vectors = np.array([[0.001, 0], [100, 1], [0, 1], [0, 0]], np.float32)
    assert END.among(vectors).tolist() == [True, True, False, False]


def test_graphs_that_do_not_fit_are_refused(bundle: Path, toy_bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    for name in ("lcm-two_tower.onnx", "lcm-two_tower-head.onnx"):
        shutil.copyfile(toy_bundle / name, copy / name)
    manifest = load_manifest(copy)
    assert manifest.lcm is not None
    for changes in ({"graph": "lcm-two_tower.onnx"}, {"head": "lcm-two_tower-head.onnx"}):
        part = msgspec.structs.replace(manifest.lcm, **changes)
        with pytest.raises(BundleError):
            Lcm(copy, msgspec.structs.replace(manifest, lcm=part))


def test_an_end_of_another_dimension_is_refused(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="another dimension"):
        ending(bundle, tmp_path, np.ones(D + 1))
