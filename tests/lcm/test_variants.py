"""Which settings count for which variant: none is ignored in silence."""

from __future__ import annotations

from dataclasses import fields

import msgspec
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.bundles.lcm_part import CodecName, DiffusionPart, LcmPart, QuantPart
from conceptwriter.lcm import LcmError, SampleSettings
from conceptwriter.lcm.variants import VARIANTS, recommended, settings_ignored, settings_of, settings_used


def part(variant: str) -> LcmPart:
    needs = VARIANTS[variant].needs if variant in VARIANTS else ()
    return LcmPart(
        "lcm.onnx",
        CodecName("toy", "1"),
        0.5,
        32,
        variant=variant,
        temperature=0.8,
        head="head.onnx" if "head" in needs else None,
        arrays="lcm.npz" if "arrays" in needs else None,
        diffusion=DiffusionPart(steps=12, guidance=2.5, eta=0.25) if "diffusion" in needs else None,
        quant=QuantPart(top_k=7, top_p=0.9) if "quant" in needs else None,
    )


EVERYTHING = SampleSettings(0.5, 1, 9, 3.0, 0.5, 0.6, 1.01, 0.5, 5, 0.8)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_setting_either_counts_or_is_reported(variant: str) -> None:
    used = settings_used(part(variant), EVERYTHING)
    ignored = settings_ignored(part(variant), EVERYTHING)
    assert set(used) | set(ignored) == {field.name for field in fields(SampleSettings)}
    assert not set(used) & set(ignored)
    assert all(value == getattr(EVERYTHING, name) for name, value in used.items())
    assert set(used) == set(settings_of(part(variant)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_none_is_what_the_makers_recommend(variant: str) -> None:
    used = settings_used(part(variant), SampleSettings())
    assert used == {name: getattr(recommended(part(variant)), name) for name in used}
    assert None not in used.values()
    assert settings_ignored(part(variant), SampleSettings()) == ()


def test_recommendations_come_from_the_manifest() -> None:
    assert settings_used(part("token"), SampleSettings()) == {"reroll": 0, "temperature": 0.8}
    diffusion = settings_used(part("two_tower"), SampleSettings(steps=3))
    assert (diffusion["steps"], diffusion["guidance"], diffusion["eta"]) == (3, 2.5, 0.25)
    quant = settings_used(part("quant"), SampleSettings(top_k=0))
    assert (quant["temperature"], quant["top_k"], quant["top_p"]) == (0.8, 0, 0.9)


def test_nothing_given_in_vain_is_hidden() -> None:
    assert settings_ignored(part("one_tower"), SampleSettings(temperature=1.0, top_p=0.5, steps=4)) == (
        "temperature",
        "top_p",
    )
    assert settings_ignored(part("base"), SampleSettings(guidance=1.0)) == ("guidance",)


def test_refusals() -> None:
    with pytest.raises(BundleError, match="this program supports base, token"):
        settings_of(part("vae"))
    for field in ("head", "arrays", "diffusion"):
        with pytest.raises(BundleError, match="needs head, arrays and diffusion"):
            settings_of(msgspec.structs.replace(part("two_tower"), **{field: None}))
    with pytest.raises(LcmError, match="set of proposals"):
        settings_used(part("token"), SampleSettings(reroll=-1))
