"""Which settings each variant has, and their values. Importable without ONNX Runtime."""

from __future__ import annotations

from dataclasses import fields

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import LCM_VARIANTS, LcmPart
from conceptwriter.lcm.contract import LcmError, SampleSettings

_ALL_HAVE = ("reroll",)
_SETTINGS = {
    "mixture": ("temperature",),
    "diffusion": ("steps", "guidance", "guidance_rescale", "initial_noise", "epsilon_scaling", "eta"),
    "quant": ("temperature", "top_k", "top_p"),
}


def way_of(part: LcmPart) -> str:
    """How it is drawn from: mixture, diffusion or quant. Raises BundleError for a kind not known here."""
    way = LCM_VARIANTS.get(part.variant)
    if way is None:
        raise BundleError(
            f"The concept model {part.name!r} is of the type {part.variant!r}; this program supports "
            f"{', '.join(LCM_VARIANTS)}. Update ConceptWriter, or choose another variant."
        )
    return way


def settings_of(part: LcmPart) -> tuple[str, ...]:
    """Names of the fields of `SampleSettings` that count for a variant."""
    return (*_ALL_HAVE, *_SETTINGS[way_of(part)])


def recommended(part: LcmPart) -> SampleSettings:
    """Every setting of the variant as its makers recommend it; None where it has no such setting."""
    found: dict[str, float | int] = {}
    for name in _SETTINGS[way_of(part)]:
        source = next((at for at in (part.diffusion, part.quant, part) if hasattr(at, name)), None)
        found[name] = getattr(source, name)
    return SampleSettings(**found)  # type: ignore[arg-type]  # the names are checked by a test


def settings_used(part: LcmPart, settings: SampleSettings) -> dict[str, float]:
    """The settings that count, with the values that will be used.

    Raises LcmError for a negative reroll; the samplers check the others.
    """
    if settings.reroll < 0:
        raise LcmError("The number of a set of proposals (reroll) must not be negative.")
    usual = recommended(part)
    return {
        name: getattr(usual, name) if (given := getattr(settings, name)) is None else given
        for name in settings_of(part)
    }


def settings_ignored(part: LcmPart, settings: SampleSettings) -> tuple[str, ...]:
    """Names of the settings that are given and do not count for this variant."""
    known = settings_of(part)
    return tuple(
        field.name
        for field in fields(settings)
        if field.name not in known and getattr(settings, field.name) is not None
    )
