"""How much effort the assistant makes and how far it may deviate: frozen settings with three presets.

A preset suggests, wishes demand: `with_wishes` adds them, `resolve` resolves both for the variants in the
loaded bundle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from conceptwriter.assistant.errors import SettingDoesNotCount
from conceptwriter.assistant.findings import Limits
from conceptwriter.assistant.wishes import Draw, Drawing, Wishes, resolve_draw, spoken
from conceptwriter.engine import DecodedFrom, VariantStatus
from conceptwriter.outline.made_with import MadeWith

WORDS = frozenset({"temperature", "top_p", "seed"})
"""Wishes that apply where only words are drawn: rewriting and summarising."""
COLDEST = 0.05
"""Lowest temperature for words; at 0 there is nothing to sample."""


@dataclass(frozen=True, slots=True)
class AssistantSettings:
    """Everything that shapes a request. Thresholds are explained in `checks` and `ranking`."""

    name: str = "balanced"
    oversample: float = 2.0
    """Candidates drawn for each one requested; the surplus gives ranking a choice."""
    rounds: int = 2
    """Maximum rounds of drawing: a second only where too few of the first were sound."""
    voice: bool = True
    """Have a voice draft the words of what comes next, where one is installed; False: concept model only."""
    carry_drafts: bool = True
    """Where the voice does not write the language: have its drafts translated if possible."""
    variant: str = ""
    """The preferred variant of the concept model if the bundle has it; else its default one."""
    drawing: Drawing = field(default_factory=Drawing)
    """Suggestions for the LCM's draw, as far as the variant supports them."""
    wishes: Wishes = field(default_factory=Wishes)
    """What the writer set by hand; overrides `variant` and `drawing`."""
    beam_size: int = 4
    sample_text: bool = False
    """Sample the tokens of a decoded text instead of searching for the most likely text."""
    text_temperature: float = 0.8
    text_top_p: float = 0.9
    maximum_tokens: int = 80
    diversity: float = 0.3
    """0 keeps the best candidates however similar they are; 1 keeps the most different ones."""
    drafts_diversity: float = 0.5
    """The same among a voice's drafts, of which there are more, and many nearly equal."""
    end_probability: float | None = None
    """A paragraph that is being expanded ends above this probability; None uses the bundle's value."""
    rewrite_noise: float = 0.35
    """Standard deviation of the noise on a concept being rewritten, relative to the vector's own."""
    decode_from: DecodedFrom | None = None
    """What translations of written texts are decoded from; None: from the text where the codec can."""
    retries: int = 2
    """Further attempts, with sampled tokens, at a translation that came out degenerate."""
    limits: Limits = field(default_factory=Limits)

    @property
    def seed(self) -> int:
        """The seed of every draw; the same seed gives the same answer."""
        return self.wishes.seed or 0

    def with_wishes(self, wishes: Wishes) -> AssistantSettings:
        """The same with other wishes."""
        return replace(self, wishes=wishes)

    def with_voice(self, voice: bool) -> AssistantSettings:
        """The same with or without a voice; without one the concept model alone proposes."""
        return replace(self, voice=voice)

    def resolve(self, variants: Sequence[VariantStatus], bundle: str) -> Draw:
        """The variant and the draw that result from these settings in a bundle.

        Raises UnknownVariant, SettingDoesNotCount.
        """
        return resolve_draw(variants, self.variant, self.drawing, self.wishes, bundle)

    def for_words(self, kind: str) -> AssistantSettings:
        """For a kind of request that only draws words, never from the concept model.

        Its temperature and top-p apply to the words. Raises SettingDoesNotCount for every other wish.
        """
        wishes = self.wishes
        refused = [spoken(name) for name in wishes.plain() if name not in WORDS]
        if refused:
            raise SettingDoesNotCount(
                f"To {kind}, only the wording varies; the concept model is not used, so "
                f"{' and '.join(refused)} would have no effect. Leave it out."
            )
        temperature = self.text_temperature if wishes.temperature is None else wishes.temperature
        return replace(
            self,
            text_temperature=max(COLDEST, temperature),
            text_top_p=self.text_top_p if wishes.top_p is None else wishes.top_p,
        )

    @property
    def draws_words(self) -> bool:
        """True where the writer wishes for a temperature or top-p of words, and so for sampled ones."""
        return bool(self.wishes.only(WORDS - {"seed"}).plain())

    def described_words(self) -> MadeWith:
        """What a stored set records of these settings where words were drawn."""
        return replace(
            self.described(), numbers={"temperature": self.text_temperature, "top_p": self.text_top_p}
        )

    def described(self) -> MadeWith:
        """What a stored proposal set records of these settings."""
        return MadeWith(
            preset=self.name,
            wishes=self.wishes.plain(),
            concept_model_only=not self.voice,
            beam_size=self.beam_size,
            sample_text=self.sample_text,
        )


QUICK = AssistantSettings(
    name="quick",
    oversample=1.0,
    variant="base",
    beam_size=1,
    diversity=0.0,
    drafts_diversity=0.3,
    retries=0,
    rounds=1,
)
"""The fast draft: the Base variant where there is one, every text decoded greedily."""
BALANCED = AssistantSettings()
"""The bundle's default variant, as its makers recommend."""
ADVENTUROUS = AssistantSettings(
    name="adventurous",
    oversample=3.0,
    drawing=Drawing(temperature=0.8, eta=1.0, guidance=1.0, top_p=0.95),
    sample_text=True,
    text_temperature=0.9,
    text_top_p=0.95,
    diversity=0.5,
    drafts_diversity=0.65,
    rewrite_noise=0.6,
)
"""More variety: draws deviate further, words are sampled too, and dissimilar candidates go first."""

PRESETS = MappingProxyType({preset.name: preset for preset in (QUICK, BALANCED, ADVENTUROUS)})
