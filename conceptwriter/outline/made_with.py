"""How a proposal set was made: stored with it, shown to the user, and compared with the present request.

In a file it is one flat table of names, extended by later versions of the program. So missing values have
defaults, and unreadable ones count as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Number = int | float


@dataclass(frozen=True, slots=True)
class ThroughText:
    """The LCM has its own codec, and texts were translated to this language and back."""

    codec: str
    """Name and version."""
    language: str
    """FLORES-200 code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWith:
    """Everything that a proposal set records of its request; "" and None: unknown."""

    preset: str = ""
    wishes: Mapping[str, str | Number] = field(default_factory=dict)
    """What was set by hand in addition to the preset."""
    concept_model_only: bool = False
    """No voice was used."""
    beam_size: int | None = None
    sample_text: bool = False
    """Words were sampled, not searched for."""
    variant: str = ""
    """The concept model's variant."""
    numbers: Mapping[str, Number] = field(default_factory=dict)
    """Every number that shaped the draw, by the name of its setting."""
    concept_model: str = ""
    """The concept model's title."""
    through_text: ThroughText | None = None
    voice: str = ""
    """Title of the voice that wrote."""
    voice_bundle: str = ""
    without_voice: str = ""
    """Why no voice wrote although one is installed: the name of a setting, or another short name."""
    wish: str = ""
    """What should happen, in the writer's words."""
    position: str = ""
    """Where relative to the anchor: the value of a `Position` of the assistant."""
    seed: int | None = None
    reroll: int = 0
    sentences: int | None = None
    end_probability: float | None = None
    """How likely the paragraph ends at the place."""
    branch_fingerprint: str = ""
    """Fingerprint of everything that was summarised."""
    offered_by: str = ""
    """The window's name for the models."""
    incomplete: bool = False
    """It was stopped, or something was taken from it, before all of it had arrived."""

    @property
    def draw(self) -> tuple[int, int | None, str]:
        """What distinguishes one draw at a place from another."""
        return self.reroll, self.seed, self.wish

    def plain(self) -> dict[str, Any]:
        """As plain data for JSON; the numbers are on the same level as the rest, under their own names."""
        plain = {name: getattr(self, name) for name in _SIMPLE}
        plain = {name: value for name, value in plain.items() if value not in ("", None)}
        if not self.incomplete:
            del plain["incomplete"]
        plain |= {"wishes": dict(self.wishes), **self.numbers}
        if self.through_text is not None:
            plain["through_text"] = asdict(self.through_text)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> MadeWith:
        """What `plain` serialised; unknown names and values of other types are left out."""
        simple = {name: plain[name] for name, kind in _SIMPLE.items() if type(plain.get(name)) is kind}
        wishes = plain.get("wishes")
        return cls(
            wishes=dict(filter(_is_wish, wishes.items())) if isinstance(wishes, dict) else {},
            numbers={
                name: value for name, value in plain.items() if name not in _SIMPLE and _is_number(value)
            },
            through_text=_through_text(plain.get("through_text")),
            **simple,
        )


_SIMPLE: Mapping[str, type] = {
    "preset": str,
    "concept_model_only": bool,
    "beam_size": int,
    "sample_text": bool,
    "variant": str,
    "concept_model": str,
    "voice": str,
    "voice_bundle": str,
    "without_voice": str,
    "wish": str,
    "position": str,
    "seed": int,
    "reroll": int,
    "sentences": int,
    "end_probability": float,
    "branch_fingerprint": str,
    "offered_by": str,
    "incomplete": bool,
}
"""Fields that are stored unchanged. The type is exact: True is not a number."""


def _is_number(value: object) -> bool:
    return type(value) in (int, float)


def _is_wish(item: tuple[str, object]) -> bool:
    return isinstance(item[1], str) or _is_number(item[1])


def _through_text(plain: object) -> ThroughText | None:
    match plain:
        case {"codec": str(codec), "language": str(language)}:
            return ThroughText(codec, language)
    return None
