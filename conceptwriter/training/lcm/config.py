"""Hyperparameters of the LCM family: one frozen dataclass per variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from typing import Any, ClassVar, Self

from conceptwriter.errors import ConceptWriterError


class LcmConfigError(ConceptWriterError):
    """An unknown or invalid hyperparameter; the message names it and what is allowed."""


@dataclass(frozen=True, slots=True)
class ContextConfig:
    """What all variants share: the causal Transformer over the items of a document, and how it is trained."""

    variant: ClassVar[str] = ""

    dimension: int = 512
    """Size of the concept vectors (the codec's)."""
    width: int = 384
    heads: int = 6
    inner: int = 1536
    layers: int = 4
    longest: int = 128
    """Maximum items in one sequence."""
    context_noise: float = 0.15
    """Standard deviation of noise on input vectors: proposals come from decoded text, not perfect vectors."""
    end: float = 0.2
    """Loss weight of predicting where paragraphs and documents end."""

    def __post_init__(self) -> None:
        require(self.width % self.heads == 0, f"width {self.width} is not a multiple of heads {self.heads}")
        require(self.width % 2 == 0, f"width {self.width} must be even (sines beside cosines)")
        for name in ("dimension", "inner", "layers", "longest"):
            require(getattr(self, name) > 0, f"{name} must be at least 1")

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a checkpoint or manifest."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """From plain data. Raises LcmConfigError for an unknown field: nothing is ignored silently."""
        known = [field.name for field in fields(cls)]
        for name in values:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(known)}."
                raise LcmConfigError(f"The LCM variant {cls.variant} has no number called {name!r}.{hint}")
        return cls(**values)


def require(holds: bool, problem: str) -> None:
    """Raise LcmConfigError unless it holds."""
    if not holds:
        raise LcmConfigError(f"LCM configuration: {problem}.")


@dataclass(frozen=True, slots=True)
class BaseConfig(ContextConfig):
    """Base-LCM: the one vector with the least squared error (Large Concept Models, section 2.3.1)."""

    variant: ClassVar[str] = "base"


@dataclass(frozen=True, slots=True)
class TokenConfig(ContextConfig):
    """Alternatives, of which the nearest learns, and the next sentence's tokens through the frozen decoder.

    ``alternatives`` 1, ``nearest`` 0 and ``ranking`` 0 is the objective of SONAR-LLM (2508.05305) alone.
    """

    variant: ClassVar[str] = "token"

    alternatives: int = 8
    """Heads: distinct alternatives for the next sentence."""
    nearest: float = 1.0
    """Weight of the distance between the nearest alternative and the truth."""
    choice: float = 0.1
    """Weight of predicting which alternative that will be."""
    softness: float = 0.02
    """How much farther than the nearest an alternative may be (mean squared distance per dimension) and still
    learn: its share falls with exp(-distance / softness). 0: only the nearest learns, and most die."""
    spread: float = 0.0
    """Share of the distance's gradient that goes evenly to all alternatives."""
    tokens: float = 0.5
    """Weight of the token loss of the responsible alternative through the frozen decoder."""
    token_rows: int = 48
    """Sentences per batch whose tokens are decoded."""
    ranking: float = 0.5
    """Weight of distinguishing the next sentence from the other next sentences of the batch, among which are
    those that were read before it."""
    others: int = 0
    """Sentences of any documents, drawn for each batch, that it is distinguished from as well."""
    drop_prompt: float = 0.15
    """Share of decoder input pieces hidden, so that the vector must carry the sentence."""

    def __post_init__(self) -> None:
        ContextConfig.__post_init__(self)
        require(self.alternatives > 0, "alternatives must be at least 1")


@dataclass(frozen=True, slots=True)
class DiffusionConfig(ContextConfig):
    """What both diffusion variants share (section 2.3.2 to 2.3.4)."""

    schedule: str = "cosine"
    """cosine, quadratic or sigmoid, each with zero terminal signal (:mod:`conceptwriter.lcm.schedule`)."""
    schedule_numbers: tuple[float, ...] = ()
    """Parameters of the schedule; empty takes the defaults."""
    training_steps: int = 100
    """Noise levels; level 0 is the cleanest."""
    target: str = "x0"
    """What is predicted: x0 (the vector), epsilon (the noise) or v."""
    weighting: str = "none"
    """Weight of a noise level in the loss: none or clamp_snr."""
    snr_least: float = 0.0
    snr_most: float = 5.0
    """clamp_snr: the signal-to-noise ratio kept between the two, then scaled to mean 1."""
    fragility_slope: float = -4.0
    fragility_shift: float = 3.5
    """Sentences weigh sigmoid(slope * fragility + shift) where the data has their fragility."""
    step_sampling: str = "uniform"
    """How noise levels are drawn: uniform, or beta (Beta(step_alpha, 1), which favours clean ones)."""
    step_alpha: float = 0.8
    draws: int = 2
    """Noise levels trained for each sentence of a batch: the context is read once for all of them."""
    drop_context: float = 0.15
    """Share of the sentences predicted without context, for classifier-free guidance."""
    foresight: float = 1.0
    """Weight of predicting the vector from the context alone, by least squares, in training only. At most
    noise levels the noisy vector itself is most informative, so that the context would be learned late."""
    inference_steps: int = 20
    guidance: float = 2.0
    guidance_rescale: float = 0.7
    initial_noise: float = 1.0
    epsilon_scaling: float = 1.0
    """The last five: recommended sampling settings; they do not affect training."""

    def __post_init__(self) -> None:
        ContextConfig.__post_init__(self)
        # A checkpoint or JSON file contains a list.
        object.__setattr__(self, "schedule_numbers", tuple(self.schedule_numbers))
        for name, choices in (
            ("schedule", ("cosine", "quadratic", "sigmoid")),
            ("target", ("x0", "epsilon", "v")),
            ("weighting", ("none", "clamp_snr")),
            ("step_sampling", ("uniform", "beta")),
        ):
            value = getattr(self, name)
            require(value in choices, f"{name} {value!r} is not one of {', '.join(choices)}")
        require(0 <= self.drop_context < 1, "drop_context must be at least 0 and below 1")
        require(self.draws > 0 and self.training_steps > 1, "draws and training_steps must be positive")
        steps = self.inference_steps
        require(1 <= steps <= self.training_steps, f"inference_steps {steps} of {self.training_steps}")


@dataclass(frozen=True, slots=True)
class OneTowerConfig(DiffusionConfig):
    """One Transformer reads the clean items and removes the noise from the next (section 2.3.3)."""

    variant: ClassVar[str] = "one_tower"


@dataclass(frozen=True, slots=True)
class TwoTowerConfig(DiffusionConfig):
    """A contextualiser reads, a denoiser attends to its states (section 2.3.4)."""

    variant: ClassVar[str] = "two_tower"

    denoiser_layers: int = 3

    def __post_init__(self) -> None:
        DiffusionConfig.__post_init__(self)
        require(self.denoiser_layers > 0, "denoiser_layers must be at least 1")


@dataclass(frozen=True, slots=True)
class QuantConfig(ContextConfig):
    """Residual vector quantisation, unit by unit (section 2.3.5): each level's next unit is classified."""

    variant: ClassVar[str] = "quant"

    levels: int = 12
    """Codebooks; each quantises the residual of the previous ones."""
    entries: int = 512
    """Units in a codebook."""
    head_layers: int = 3
    head_inner: int = 1024
    draws: int = 2
    """Levels trained for each sentence of a batch."""
    rounds: int = 12
    """Iterations of k-means per codebook."""
    fitted_rows: int = 40_000
    """Vectors the codebooks are fitted on."""
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    """The last three: recommended sampling settings; 0 and 1 mean no cut."""

    def __post_init__(self) -> None:
        ContextConfig.__post_init__(self)
        for name in ("levels", "entries", "head_layers", "head_inner", "draws", "rounds"):
            require(getattr(self, name) > 0, f"{name} must be at least 1")


@dataclass(frozen=True, slots=True)
class QuantContinuousConfig(QuantConfig):
    """Like Quant, but the residual is predicted and units are drawn by their distance to it."""

    variant: ClassVar[str] = "quant_continuous"

    beta: float = 0.05
    """Units are drawn by softmax(-beta * squared distance), normalised space."""


@dataclass(frozen=True, slots=True)
class EnergyConfig(ContextConfig):
    """Samples from noise in one pass, trained with the energy score (Shao et al. 2025, section 3.3)."""

    variant: ClassVar[str] = "energy"

    noise: int = 64
    """Size of the noise vector that a sample is made from."""
    head_layers: int = 3
    head_inner: int = 512
    samples: int = 8
    """Samples drawn for each sentence of a batch: the context is read once for all of them."""
    exponent: float = 1.0
    """Of the distances in the energy score, above 0 and below 2: there it is strictly proper."""
    temperature: float = 1.0
    """Recommended sampling setting: 1 is the model's own distribution."""

    def __post_init__(self) -> None:
        ContextConfig.__post_init__(self)
        for name in ("noise", "head_layers", "head_inner"):
            require(getattr(self, name) > 0, f"{name} must be at least 1")
        require(self.samples > 1, "samples must be at least 2: their distances are part of the score")
        require(0 < self.exponent < 2, "exponent must be above 0 and below 2")
        require(0 <= self.temperature <= 1, "temperature must be between 0 and 1")


TWO_TOWER_1_6B = TwoTowerConfig(
    dimension=1024, width=2048, heads=16, inner=8192, layers=5, denoiser_layers=13, longest=4096, draws=1
)
"""The shape of the paper's 1.6 B model, in a SONAR space."""
