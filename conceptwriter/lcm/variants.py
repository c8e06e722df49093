"""The variants of the concept model that this program runs, one record each.

Importable without ONNX Runtime: a variant's sampler is imported when a model of it is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from conceptwriter.bundles.errors import BundleError
from conceptwriter.lcm.contract import LcmError, SampleSettings
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.bundles.lcm_part import LcmPart
    from conceptwriter.lcm.heads import Head, HeadSource

_ALL_HAVE = ("reroll",)
_DIFFUSION = ("steps", "guidance", "guidance_rescale", "initial_noise", "epsilon_scaling", "eta")
_ENERGY = ("temperature",)
_QUANTISED = ("temperature", "top_k", "top_p")


@dataclass(frozen=True, slots=True)
class VariantSpec:
    """One variant: everything the program knows about it except its training."""

    name: str
    """Its name in manifests and checkpoints."""
    title: str
    """Display name."""
    good_at: str
    """What it is good at, in a sentence."""
    settings: tuple[str, ...]
    """The fields of `SampleSettings` it uses, except for `reroll`, which all variants use. The fields of the
    same names in its manifest recommend values."""
    open_head: Callable[[HeadSource], Head]
    """Creates the head that draws the next concepts. Raises BundleError when its files do not fit."""
    needs: tuple[str, ...] = ()
    """The optional fields of `LcmPart` that it requires."""

    @property
    def has_head(self) -> bool:
        """Whether a second graph draws the next concepts; else the context graph gives alternatives."""
        return "head" in self.needs


def _mixture(source: HeadSource) -> Head:
    from conceptwriter.lcm.heads import MixtureHead

    return MixtureHead(source)


def _one_tower(source: HeadSource) -> Head:
    from conceptwriter.lcm.heads import DiffusionHead

    return DiffusionHead(source, (("past_key", "past_value"),))


def _two_tower(source: HeadSource) -> Head:
    from conceptwriter.lcm.heads import DiffusionHead

    return DiffusionHead(source, (("context_key", "context_value"), ("states",)))


def _quantised(source: HeadSource) -> Head:
    from conceptwriter.lcm.heads import QuantHead

    return QuantHead(source)


def _quantised_continuous(source: HeadSource) -> Head:
    from conceptwriter.lcm.heads import QuantHead

    return QuantHead(source, continuous=True)


def _energy(source: HeadSource) -> Head:
    from conceptwriter.lcm.heads import EnergyHead

    return EnergyHead(source)


VARIANTS: dict[str, VariantSpec] = {
    spec.name: spec
    for spec in (
        VariantSpec(
            "base",
            QT_TRANSLATE_NOOP("Variants", "Fast draft"),
            QT_TRANSLATE_NOOP("Variants", "One prediction without a search: fast, safe and rather plain."),
            ("temperature",),
            _mixture,
        ),
        VariantSpec(
            "token",
            QT_TRANSLATE_NOOP("Variants", "Token-trained"),
            QT_TRANSLATE_NOOP("Variants", "Trained on words; offers several alternatives."),
            ("temperature",),
            _mixture,
        ),
        VariantSpec(
            "one_tower",
            QT_TRANSLATE_NOOP("Variants", "One-tower diffusion"),
            QT_TRANSLATE_NOOP("Variants", "Variety from noise, in one network; slower."),
            _DIFFUSION,
            _one_tower,
            needs=("head", "arrays", "diffusion"),
        ),
        VariantSpec(
            "two_tower",
            QT_TRANSLATE_NOOP("Variants", "Two-tower diffusion"),
            QT_TRANSLATE_NOOP("Variants", "Variety and guidance, in two networks; slower."),
            _DIFFUSION,
            _two_tower,
            needs=("head", "arrays", "diffusion"),
        ),
        VariantSpec(
            "quant",
            QT_TRANSLATE_NOOP("Variants", "Quantised, discrete"),
            QT_TRANSLATE_NOOP(
                "Variants",
                "Builds each idea from learned pieces, partly at random; uses temperature, top-k and top-p.",
            ),
            _QUANTISED,
            _quantised,
            needs=("head", "arrays", "quant"),
        ),
        VariantSpec(
            "quant_continuous",
            QT_TRANSLATE_NOOP("Variants", "Quantised, continuous"),
            QT_TRANSLATE_NOOP(
                "Variants", "Builds each idea from the learned pieces nearest to its prediction."
            ),
            _QUANTISED,
            _quantised_continuous,
            needs=("head", "arrays", "quant"),
        ),
        VariantSpec(
            "energy",
            QT_TRANSLATE_NOOP("Variants", "Energy score"),
            QT_TRANSLATE_NOOP("Variants", "Variety from noise, in one step: nearly as fast as a draft."),
            _ENERGY,
            _energy,
            needs=("head", "arrays"),
        ),
    )
}
"""By name."""


def spec_of(part: LcmPart) -> VariantSpec:
    """The record of a bundle's variant. Raises BundleError where it is unknown or incomplete."""
    spec = VARIANTS.get(part.variant)
    if spec is None:
        raise BundleError(
            f"The concept model {part.name!r} is of the type {part.variant!r}; this program supports "
            f"{', '.join(VARIANTS)}. Update ConceptWriter, or choose another variant."
        )
    if any(getattr(part, field) is None for field in spec.needs):
        raise BundleError(
            f"The concept model {part.name!r} ({part.variant}) needs {', '.join(spec.needs[:-1])} and "
            f"{spec.needs[-1]}. Install the model again."
        )
    return spec


def can_run(part: LcmPart) -> bool:
    """Whether this program knows a bundle's variant, and the manifest has all that it needs."""
    spec = VARIANTS.get(part.variant)
    return spec is not None and all(getattr(part, field) is not None for field in spec.needs)


def settings_of(part: LcmPart) -> tuple[str, ...]:
    """Names of the fields of `SampleSettings` that a variant uses."""
    return (*_ALL_HAVE, *spec_of(part).settings)


def recommended(part: LcmPart) -> SampleSettings:
    """Every setting of the variant as its authors recommend it; None where it has no such setting."""
    found: dict[str, float | int] = {}
    for name in spec_of(part).settings:
        source = next((at for at in (part.diffusion, part.quant, part) if hasattr(at, name)), None)
        found[name] = getattr(source, name)
    return SampleSettings(**found)  # type: ignore[arg-type]  # the names are checked by a test


def settings_used(part: LcmPart, settings: SampleSettings) -> dict[str, float]:
    """The settings that the variant uses, with their values.

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
    """Names of the settings that are given but not used by this variant."""
    known = settings_of(part)
    return tuple(
        field.name
        for field in fields(settings)
        if field.name not in known and getattr(settings, field.name) is not None
    )
