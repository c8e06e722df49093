"""The variants of the concept model in a bundle: finding one, and what each is good at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from conceptwriter.engine import VariantStatus

GOOD_AT: Mapping[str, str] = MappingProxyType(
    {
        "base": "fast draft: one prediction without a search; safe and rather plain",
        "token": "trained on the decoder's words; offers several alternatives at once",
        "one_tower": "diffusion in one network; variety from noise, slower",
        "two_tower": "diffusion with a separate denoiser; variety and guidance, slower",
        "quant": "samples from codebooks: temperature, top-k and top-p work as in a language model",
        "quant_continuous": "samples from codebooks by distance to a predicted vector",
    }
)
"""By member of the LCM family, in a few words for a person."""


def find_variant(variants: Sequence[VariantStatus], wanted: str) -> VariantStatus | None:
    """The variant of this name, else the first of this member of the family."""
    by_name = next((each for each in variants if each.name == wanted), None)
    return by_name or next((each for each in variants if each.kind == wanted), None)


def named(variant: VariantStatus) -> str:
    """A variant's name, and its kind where that is another word."""
    return variant.name if variant.name == variant.kind else f"{variant.name} ({variant.kind})"
