"""How hard the assistant tries and how far it may stray: frozen settings with three presets."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from conceptwriter.assistant.checks import Limits


@dataclass(frozen=True, slots=True)
class AssistantSettings:
    """Everything that shapes a request apart from its seed. Thresholds are explained in `checks` and
    `ranking`.
    """

    name: str = "balanced"
    oversample: float = 2.0
    """Candidates drawn for each one asked for; the surplus is what ranking chooses from."""
    rounds: int = 2
    """How often candidates are drawn, at most: again only where too few of the first were sound."""
    temperature: float = 0.3
    """Of the LCM's draw: 0 takes its heads as they are, higher values stray further."""
    beam_size: int = 4
    sample_text: bool = False
    """Draw the tokens of a decoded text instead of searching for the most likely text."""
    text_temperature: float = 0.8
    top_p: float = 0.9
    maximum_tokens: int = 80
    diversity: float = 0.3
    """0 keeps the best candidates however alike they are; 1 keeps the most different ones."""
    end_probability: float = 0.5
    """A paragraph that is being expanded ends above this probability."""
    rewrite_noise: float = 0.35
    """Standard deviation of the noise on a concept that is rewritten, relative to the vector's own."""
    retries: int = 2
    """Further attempts, with drawn tokens, at a translation that came out degenerate."""
    limits: Limits = field(default_factory=Limits)

    def described(self) -> dict[str, Any]:
        """What a stored proposal set remembers of these settings: plain data."""
        return {
            "preset": self.name,
            "temperature": self.temperature,
            "beam_size": self.beam_size,
            "sample_text": self.sample_text,
        }


QUICK = AssistantSettings(name="quick", oversample=1.0, beam_size=1, diversity=0.0, retries=0, rounds=1)
BALANCED = AssistantSettings()
ADVENTUROUS = AssistantSettings(
    name="adventurous",
    oversample=3.0,
    temperature=0.8,
    sample_text=True,
    text_temperature=0.9,
    top_p=0.95,
    diversity=0.5,
    rewrite_noise=0.6,
)

PRESETS = MappingProxyType({preset.name: preset for preset in (QUICK, BALANCED, ADVENTUROUS)})
