"""The variants of the concept model in a bundle: finding one, and what each is good at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from conceptwriter.engine import VariantStatus

GOOD_AT: Mapping[str, str] = MappingProxyType(
    {
        "base": "fast draft: one prediction, no search; safe and rather plain",
        "token": "trained through the words of the decoder; several alternatives at once",
        "one_tower": "diffusion in one network; variety from noise, slower",
        "two_tower": "diffusion with a denoiser of its own; variety and guidance, slower",
        "quant": "draws from codebooks: temperature, top-k and top-p as in a language model",
        "quant_continuous": "draws from codebooks by nearness to a predicted vector",
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
