"""The Large Concept Models of a bundle, as its manifest describes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec


class CodecName(msgspec.Struct, frozen=True):
    """Identifies one codec exactly."""

    name: str
    version: str


class DiffusionPart(msgspec.Struct, frozen=True):
    """The noise a diffusion LCM was trained with, and the sampling its authors recommend.

    The names are those of `lcm.schedule.NoiseSchedule` and of `lcm.SampleSettings`.
    """

    schedule: Literal["cosine", "quadratic", "sigmoid", "linear"] = "cosine"
    schedule_numbers: tuple[float, ...] = ()
    """The two parameters of the schedule; empty for its defaults."""
    training_steps: int = 100
    zero_terminal_snr: bool = True
    target: Literal["x0", "epsilon", "v"] = "x0"
    """What the network predicts."""
    steps: int = 20
    guidance: float = 1.5
    guidance_rescale: float = 0.7
    initial_noise: float = 1.0
    epsilon_scaling: float = 1.0
    eta: float = 0.0
    guide_pure_noise: bool = True
    """Whether the first step, where there is no signal yet, is guided as well."""


class QuantPart(msgspec.Struct, frozen=True):
    """How a quantised LCM draws the entries of its residual codebooks."""

    beta: float = 1.0
    """Continuous variant: entries are drawn by softmax(-beta * squared distance)."""
    top_k: int = 0
    """0: all entries."""
    top_p: float = 1.0


class LcmPart(msgspec.Struct, frozen=True):
    """One variant of the Large Concept Model of a bundle."""

    graph: str
    """The context graph: items and the past -> what is known after each item."""
    codec: CodecName
    """The codec whose vectors it was trained on."""
    residual_scale: float
    """Standard deviation, per dimension, of true next vectors around the nearest head."""
    maximum_context: int
    """Maximum number of items in one sequence."""
    end_threshold: float = 0.5
    """A paragraph ends where the probability of its end is above this."""
    vector_length: float = 0.0
    """Norm that sampled vectors are rescaled to, that of the codec's own; 0 leaves them as predicted. A
    prediction is an average and so too short, and vectors that are too short decode to commonplaces."""
    variant: str = "token"
    """Which member of the family: a key of `lcm.variants.VARIANTS`."""
    name: str = "standard"
    """Its name in requests, unique in the bundle."""
    title: str = ""
    """Display name."""
    document_end_threshold: float = 0.5
    """A document ends where the probability of its end is above this."""
    temperature: float = 0.3
    """The authors' recommendation, for variants that have a temperature."""
    head: str | None = None
    """The graph that samples from the context graph's output; None for mixtures."""
    arrays: str | None = None
    """`.npz` with `centre` and `scale` of the normaliser and, for quantised variants, `codebooks`."""
    diffusion: DiffusionPart | None = None
    quant: QuantPart | None = None
    space: str = ""
    """The vector space it works in; empty: the space of exactly the codec it was trained with."""
    reads: Literal["items", "sentences"] = "items"
    """What its sequences consist of: items of every kind, or only sentences, headings included."""
    end_cosine: float = 0.0
    """A sampled vector closer than this to `end` of the arrays ends the document; 0: a head predicts ends."""

    @property
    def vector_space(self) -> str:
        """Codecs of this space work with it."""
        return self.space or f"{self.codec.name} {self.codec.version}"


def lcm_files(part: LcmPart) -> set[str]:
    """Names of the files of one variant."""
    return {name for name in (part.graph, part.head, part.arrays) if name is not None}


def lcms_problem(lcms: Sequence[LcmPart]) -> str:
    """What is inconsistent in the variants of a bundle, the default first; empty where nothing is.

    Variants unknown to this program pass: they, and incomplete ones, are refused only when they are used
    (`lcm.variants`).
    """
    names = [lcm.name for lcm in lcms]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        return f"two concept models are called {twice[0]!r}"
    for lcm in lcms:
        if lcm.codec != lcms[0].codec:
            return f"the concept model {lcm.name!r} was trained with another codec than the default"
        section = "diffusion" if lcm.diffusion else "quant" if lcm.quant else ""
        if section and None in (lcm.head, lcm.arrays):
            return f"the concept model {lcm.name!r} ({lcm.variant}) needs head, arrays and {section}"
    return ""
