from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conceptwriter.bundles.errors import BundleError
from conceptwriter.evaluation.gates import LCM_TARGETS
from conceptwriter.evaluation.lcm.baselines import ConstantVector
from conceptwriter.evaluation.lcm.predictors import (
    BundlePredictor,
    EvaluatedPredictor,
    bundle_predictors,
)
from conceptwriter.evaluation.lcm.remembering_codec import bundle_codec
from conceptwriter.evaluation.lcm.run import LcmOptions, report_of
from conceptwriter.evaluation.measurements import Report, read_report
from tests.evaluation.lcm.stand_ins import Oracle, bag_of_words, word_codec, write_dev

EVERY_TABLE = {
    "next sentence",
    "teacher-forced",
    "order",
    "lcm error",
    "drawn",
    "proposals",
    "continuations",
    "expand",
    "summarise",
}


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dev(tmp_path_factory.mktemp("dev"), documents=4)


def test_the_oracle_passes_every_gate_and_the_known_bad_model_none(dev: Path, tmp_path: Path) -> None:
    codec = word_codec()
    heard: list[str] = []
    predictors: list[EvaluatedPredictor] = [Oracle(dev, codec), ConstantVector()]
    options = LcmOptions(most=3, teacher=lambda texts: np.stack([bag_of_words(text) for text in texts]))
    found = report_of(codec, predictors, dev, options, lambda _, __, what: heard.append(what))
    assert {row.table for row in found.measurements} >= EVERY_TABLE
    assert found.facts["default_variant"] == "oracle"
    assert found.facts["nearest training continuation"] == "not run"
    assert {"reading the dev documents", "what oracle expects (eng_Latn)", "proposals", "expand"} <= set(
        heard
    )
    found.save(tmp_path / "figures.json")
    assert read_report(tmp_path / "figures.json").as_json() == found.as_json()
    gates = [gate for gate in LCM_TARGETS if gate.table in ("next sentence", "teacher-forced", "order")]
    other = Report(found.measurements, {**found.facts, "default_variant": "constant vector"})
    for gate in gates:
        together = [v for v in gate.verdicts(found) if v.about.get("set", "together") == "together"]
        assert together
        assert all(verdict.distance >= 0 for verdict in together), gate.name
        assert not any(verdict.passed for verdict in gate.verdicts(other)), gate.name


def test_variants_of_a_bundle_are_measured_alike(dev: Path, toy_bundle: Path) -> None:
    there = bundle_predictors(toy_bundle)
    drawing = next(found.name for found in there if found.draws)
    chosen = (there[0].name, drawing)
    predictors = bundle_predictors(toy_bundle, names=chosen)
    found = report_of(bundle_codec(toy_bundle), predictors, dev, LcmOptions(most=2, free_running=False))
    errors = found.find("lcm error", "expected")
    assert tuple(row.about["variant"] for row in errors) == chosen
    assert all(row.figure.value > 0.5 for row in errors)
    assert "proposals" not in {row.table for row in found.measurements}
    for table, name in (("next sentence", "recall@1"), ("order", "accuracy"), ("drawn", "round-trip l2")):
        assert {row.about["variant"] for row in found.find(table, name, method="lcm")} == set(chosen)


def test_variants_are_found_by_name(toy_bundle: Path) -> None:
    everything = bundle_predictors(toy_bundle)
    assert all(isinstance(found, BundlePredictor) for found in everything)
    assert bundle_predictors(toy_bundle, names=(everything[0].name,))[0].name == everything[0].name
    with pytest.raises(BundleError, match="nonsuch"):
        bundle_predictors(toy_bundle, names=("nonsuch",))
