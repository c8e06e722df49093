"""The LCM over its graph: states that are reused give what a full pass gives."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from conceptwriter.bundles import BundleError, load_manifest
from conceptwriter.lcm import SampleSettings
from conceptwriter.lcm.contract import FloatArray
from conceptwriter.lcm.runtime import Lcm, SequenceState
from conceptwriter.lcm.sequence import Kinds
from conceptwriter.runtime.sessions import Interrupt, Interrupted

DRAW = np.random.default_rng(1)
VECTORS = DRAW.standard_normal((60, 16)).astype(np.float32)
KINDS = DRAW.integers(0, 3, 60)


class CountingLcm(Lcm):
    """Notes how many items each pass reads."""

    def __init__(self, bundle: Path) -> None:
        super().__init__(bundle, load_manifest(bundle))
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


@pytest.fixture
def lcm(toy_bundle: Path) -> CountingLcm:
    return CountingLcm(toy_bundle)


def assert_same_prediction(one: SequenceState, other: SequenceState) -> None:
    np.testing.assert_allclose(one.prediction.candidates, other.prediction.candidates, atol=5e-3)
    np.testing.assert_allclose(one.prediction.weights, other.prediction.weights, atol=5e-3)
    assert one.prediction.end == pytest.approx(other.prediction.end, abs=5e-3)


def test_proposing_again_reads_nothing(lcm: CountingLcm) -> None:
    first = lcm.prepare(VECTORS[:9], KINDS[:9])
    again = lcm.prepare(VECTORS[:9], KINDS[:9])
    assert lcm.read == [9]
    assert_same_prediction(first, again)


def test_one_more_concept_reads_one(lcm: CountingLcm, toy_bundle: Path) -> None:
    state = lcm.extend(lcm.prepare(VECTORS[:9], KINDS[:9]), VECTORS[9], int(KINDS[9]))
    assert lcm.read == [9, 1]
    assert_same_prediction(state, CountingLcm(toy_bundle).prepare(VECTORS[:10], KINDS[:10]))


def test_an_edit_reads_from_the_edit_on(lcm: CountingLcm, toy_bundle: Path) -> None:
    lcm.prepare(VECTORS[:9], KINDS[:9])
    edited = VECTORS[:9].copy()
    edited[6] += 1
    kinds = KINDS[:9].copy()
    kinds[6] = 0
    state = lcm.prepare(edited, kinds)
    assert lcm.read == [9, 3]
    assert_same_prediction(state, CountingLcm(toy_bundle).prepare(edited, kinds))


def test_an_earlier_place_reads_one_item(lcm: CountingLcm, toy_bundle: Path) -> None:
    lcm.prepare(VECTORS[:9], KINDS[:9])
    state = lcm.prepare(VECTORS[:5], KINDS[:5])
    assert lcm.read == [9, 1]
    assert_same_prediction(state, CountingLcm(toy_bundle).prepare(VECTORS[:5], KINDS[:5]))


def test_a_long_document_is_cut_and_still_extended_cheaply(lcm: CountingLcm) -> None:
    lengths = [len(lcm.prepare(VECTORS[:t], np.zeros(t)).kinds) for t in range(30, 60)]
    assert max(lengths) <= 32
    assert sum(read == 1 for read in lcm.read) >= 25


def test_sampling_is_repeatable_and_the_context_matters(lcm: CountingLcm) -> None:
    state = lcm.prepare(VECTORS[:4], KINDS[:4])
    settings = SampleSettings(temperature=0.4, reroll=1)
    one, same = (lcm.sample(state, 5, settings, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.vectors, same.vectors)
    other = lcm.sample(lcm.prepare(VECTORS[1:5], KINDS[1:5]), 5, settings, seed=3)
    assert np.abs(one.vectors - other.vectors).max() > 0.1
    assert 0 < one.end_probability < 1


def test_a_stopped_pass_leaves_no_state(lcm: CountingLcm) -> None:
    interrupt = Interrupt()
    interrupt.set()
    with pytest.raises(Interrupted):
        lcm.prepare(VECTORS[:9], KINDS[:9], interrupt)
    lcm.prepare(VECTORS[:9], KINDS[:9])
    assert lcm.read == [9, 9]


def test_a_bundle_without_lcm_is_refused(toy_bundle: Path) -> None:
    with pytest.raises(BundleError, match="no concept model"):
        Lcm(toy_bundle, msgspec.structs.replace(load_manifest(toy_bundle), lcm=None))
