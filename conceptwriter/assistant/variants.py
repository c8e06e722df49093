"""The variants of the concept model in a bundle: finding and naming one."""

from __future__ import annotations

from collections.abc import Sequence

from conceptwriter.engine import VariantStatus


def find_variant(variants: Sequence[VariantStatus], wanted: str) -> VariantStatus | None:
    """The variant with this name, else the first of this member of the family."""
    by_name = next((each for each in variants if each.name == wanted), None)
    return by_name or next((each for each in variants if each.kind == wanted), None)


def named(variant: VariantStatus) -> str:
    """A variant's name, and its kind where that is another word."""
    return variant.name if variant.name == variant.kind else f"{variant.name} ({variant.kind})"
