from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import conceptwriter.training
from conceptwriter.lcm.variants import VARIANTS
from conceptwriter.training.lcm.blocks import KINDS
from conceptwriter.training.lcm.config import TWO_TOWER_1_6B, LcmConfigError, TwoTowerConfig
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.two_tower import MODULATIONS


def test_the_family_is_that_of_the_manifests() -> None:
    assert set(FAMILY) == set(VARIANTS)
    for name, spec in VARIANTS.items():
        assert spec.has_head == (FAMILY[name].write_head is not None)


@pytest.mark.parametrize("variant", FAMILY)
def test_a_checkpoint_brings_the_same_model_back(variant: str) -> None:
    toy = FAMILY[variant].toy
    model = build(variant, toy.as_dict())
    assert model.name == variant
    assert model.context.config == toy
    other = build(variant, toy)
    other.load_state_dict(model.state_dict())


def test_an_unknown_number_is_an_error_that_names_the_nearest_known() -> None:
    """Research 1.10, B8: a mistyped key was ignored without a word."""
    with pytest.raises(LcmConfigError, match=r"'training_step'.*training_steps"):
        build("two_tower", FAMILY["two_tower"].toy.as_dict() | {"training_step": 50})
    with pytest.raises(LcmConfigError, match=r"'alternatives'.*Known: dimension, width"):
        build("base", FAMILY["base"].toy.as_dict() | {"alternatives": 3})


def test_unknown_variants_and_foreign_configurations_are_errors() -> None:
    with pytest.raises(LcmConfigError, match=r"'three_tower'.*one_tower"):
        build("three_tower", {})
    with pytest.raises(LcmConfigError, match="BaseConfig"):
        build("token", FAMILY["base"].toy)


@pytest.mark.parametrize(
    ("variant", "number", "value", "said"),
    [
        ("base", "heads", 5, "multiple of heads"),
        ("base", "layers", 0, "layers"),
        ("token", "alternatives", 0, "alternatives"),
        ("one_tower", "schedule", "straight", "cosine, quadratic, sigmoid"),
        ("one_tower", "target", "noise", "x0, epsilon, v"),
        ("two_tower", "weighting", "snr", "none, clamp_snr"),
        ("two_tower", "inference_steps", 21, "inference_steps"),
        ("two_tower", "drop_context", 1.0, "drop_context"),
        ("quant", "entries", 0, "entries"),
        ("energy", "noise", 0, "noise"),
        ("energy", "samples", 1, "samples must be at least 2"),
        ("energy", "exponent", 2.0, "exponent"),
        ("energy", "temperature", 1.5, "temperature"),
    ],
)
def test_impossible_numbers_are_errors(variant: str, number: str, value: Any, said: str) -> None:
    with pytest.raises(LcmConfigError, match=said):
        replace(FAMILY[variant].toy, **{number: value})


def test_schedule_numbers_survive_json() -> None:
    shape = FAMILY["one_tower"].toy.as_dict() | {"schedule": "sigmoid", "schedule_numbers": [3.5, 0.0]}
    config = build("one_tower", shape).context.config
    assert hash(config)
    assert config.as_dict()["schedule_numbers"] == (3.5, 0.0)


def test_the_large_shape_is_the_papers() -> None:
    """1.6 B, counted without building it; our self-attention to oneself is one map instead of four."""

    def two_tower(config: TwoTowerConfig) -> int:
        w, d, inner = config.width, config.dimension, config.inner
        norm, feed = 2 * w, 2 * w * inner + inner + w
        causal = 2 * norm + 4 * w * w + 4 * w + feed
        denoiser = MODULATIONS * (w * w + w) + 5 * (w * w + w) + feed
        frequencies = min(256, max(16, w))
        time = frequencies * w + w + w * w + w
        context = KINDS * w + d * w + w + norm + 2 * (w + 1) + config.layers * causal
        return context + d * w + w + norm + 2 * (w * d + d) + time + config.denoiser_layers * denoiser

    toy = FAMILY["two_tower"].toy
    assert isinstance(toy, TwoTowerConfig)
    assert two_tower(toy) == sum(parameter.numel() for parameter in build("two_tower", toy).parameters())
    assert 1.4e9 < two_tower(TWO_TOWER_1_6B) < 1.7e9


def test_nothing_in_training_is_evaluated_from_text() -> None:
    """Research 1.10, B14: dtypes and filters came as text that was run."""
    found = []
    for path in Path(conceptwriter.training.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in {"eval", "exec", "__import__"}:
                found.append(f"{path}:{called.lineno}")
    assert not found
