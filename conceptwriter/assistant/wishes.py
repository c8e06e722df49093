"""How next concepts are drawn: the preset's suggestions, the writer's wishes, and the result of both.

A wish is a demand: one that the chosen variant of the concept model does not support is refused with a
reason, never silently dropped. A preset's suggestions are used as far as the variant supports them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from conceptwriter.assistant.errors import SettingDoesNotCount, UnknownVariant, WishOutOfRange
from conceptwriter.assistant.variants import find_variant, named
from conceptwriter.engine import SampleSettings, VariantStatus
from conceptwriter.stored_settings import readable_fields


class ValueRange(NamedTuple):
    """The values a wish may have, both ends included."""

    least: float
    most: float
    whole: bool = False


SPANS: Mapping[str, ValueRange] = {
    "steps": ValueRange(1, 1000, whole=True),
    "guidance": ValueRange(0.0, 20.0),
    "temperature": ValueRange(0.0, 5.0),
    "top_p": ValueRange(0.01, 1.0),
    "top_k": ValueRange(1, 100_000, whole=True),
    "seed": ValueRange(0, 2**63 - 1, whole=True),
}
"""The ranges of all numeric wishes."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How vectors are drawn; the names are those of `engine.SampleSettings`. None: the bundle decides."""

    temperature: float | None = None
    steps: int | None = None
    guidance: float | None = None
    guidance_rescale: float | None = None
    initial_noise: float | None = None
    epsilon_scaling: float | None = None
    eta: float | None = None
    top_k: int | None = None
    top_p: float | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a writer sets in addition to a preset. None: the preset decides, and then the bundle."""

    variant: str | None = None
    """Name of a variant in the bundle, or of its member of the LCM family ("base", "token", ...)."""
    steps: int | None = None
    guidance: float | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        for name, value in self.numbers().items():
            span = SPANS[name]
            if not span.least <= value <= span.most:
                raise WishOutOfRange(
                    f"{spoken(name)} must be between {span.least:g} and {span.most:g}, not {value:g}."
                )

    def numbers(self) -> dict[str, int | float]:
        """The wishes that are numbers, by name."""
        return {name: value for name, value in self.plain().items() if name in SPANS}

    def plain(self) -> dict[str, Any]:
        """All wishes, as plain data."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def drawing(self) -> dict[str, int | float]:
        """The numbers that shape a draw: all but the seed."""
        return {name: value for name, value in self.numbers().items() if name != "seed"}

    def only(self, names: Collection[str]) -> Wishes:
        """The wishes with one of these names."""
        return Wishes(**{name: value for name, value in self.plain().items() if name in names})

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Wishes:
        """The wishes that `plain` describes; unreadable values in foreign data are skipped."""
        readable = readable_fields(cls, plain)
        return cls(**{name: value for name, value in readable.items() if _is_possible(name, value)})


def _is_possible(name: str, value: Any) -> bool:
    if value is None or name not in SPANS:
        return bool(value)
    return bool(SPANS[name].least <= value <= SPANS[name].most)


@dataclass(frozen=True, slots=True)
class Draw:
    """The outcome for one request: a variant and how it is drawn from."""

    variant: VariantStatus
    drawing: Mapping[str, int | float] = field(default_factory=dict)
    """Only what applies to the variant and is not left to the bundle."""

    def sample_settings(self, reroll: int) -> SampleSettings:
        """In the engine's form."""
        given: dict[str, Any] = {**self.drawing, "reroll": reroll}
        return SampleSettings(**given)

    @property
    def numbers(self) -> dict[str, int | float]:
        """Every number in effect, by the name of its setting."""
        usual = {name: value for name, value in self.variant.recommended.items() if name != "reroll"}
        return {**usual, **self.drawing}


def resolve_draw(
    variants: Sequence[VariantStatus], preferred: str, suggested: Drawing, wishes: Wishes, bundle: str
) -> Draw:
    """Combine preset and wishes for the available variants (the default one first).

    `preferred` is the preset's preferred variant; without it the default one is used. Raises UnknownVariant
    and SettingDoesNotCount for wishes that cannot be granted.
    """
    if wishes.variant is not None:
        variant = find_variant(variants, wishes.variant)
        if variant is None:
            there = ", ".join(map(named, variants))
            raise UnknownVariant(
                f"{bundle} has no concept model variant {wishes.variant!r}. Choose one of these: {there}."
            )
    else:
        variant = (find_variant(variants, preferred) if preferred else None) or variants[0]
    if refused := [name for name in wishes.drawing() if name not in variant.settings]:
        raise SettingDoesNotCount(_refusal(variant, refused))
    counting = {name: value for name, value in asdict(suggested).items() if name in variant.settings}
    drawing = {**counting, **wishes.drawing()}
    return Draw(variant, {name: value for name, value in drawing.items() if value is not None})


def _refusal(variant: VariantStatus, refused: Sequence[str]) -> str:
    counting = [spoken(name) for name in SPANS if name in variant.settings]
    instead = f" It uses {', '.join(counting)}." if counting else ""
    return (
        f"The variant {named(variant)} does not use {' or '.join(map(spoken, refused))}."
        f"{instead} Leave it out, or choose another variant."
    )


def spoken(name: str) -> str:
    """A setting's name in readable form."""
    return {"top_p": "top-p", "top_k": "top-k"}.get(name, name)
