"""Inputs and outputs of the Large Concept Model, as plain data: importable without ONNX Runtime."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from conceptwriter.errors import ConceptWriterError

FloatArray = npt.NDArray[np.float32]


class ItemKind(IntEnum):
    """What one item of the sequence is."""

    CONCEPT = 0
    PLAN = 1
    """A title, heading or paragraph summary, at its place in reading order."""
    BREAK = 2
    """The end of a paragraph; its vector is all zeros."""
    END = 3
    """The end of the document, the last item of a whole one; its vector is all zeros."""


@dataclass(frozen=True, slots=True)
class SampleSettings:
    """How next concepts are drawn. None means the bundle's recommendation for its variant.

    No variant has all of them: `conceptwriter.lcm.variants.settings_used` tells which ones it uses, and
    settings that are given but not used are listed in `Sampled.ignored`.
    """

    temperature: float | None = None
    """Mixtures: how much a re-roll shuffles the heads and how much noise it adds; 0 leaves the heads
    unchanged. Quantised variants: divides the logits of every draw; 0 always takes the most likely. Energy
    score: 1 draws as the model is, less prefers what is drawn often; there is no more than 1."""
    reroll: int = 0
    """0 is the first answer; each further number is another draw for the same place."""
    steps: int | None = None
    """Denoising steps of a diffusion variant, 1 to its training steps; exactly this many are made."""
    guidance: float | None = None
    """Scale of classifier-free guidance (diffusion): 1 means none, more follows the context more closely."""
    guidance_rescale: float | None = None
    """How far guided noise is rescaled to the deviation of unguided noise, 0 to 1 (diffusion)."""
    initial_noise: float | None = None
    """Deviation of the noise that diffusion starts from; trained with 1, less is more cautious."""
    epsilon_scaling: float | None = None
    """Divides the predicted noise of every diffusion step; slightly above 1 compensates for exposure bias."""
    eta: float | None = None
    """Noise added in every diffusion step: 0 is DDIM (none), 1 is DDPM."""
    top_k: int | None = None
    """Draws of a quantised variant are made from the k most likely entries; 0 from all."""
    top_p: float | None = None
    """Draws of a quantised variant are made from the most likely entries that hold this probability together,
    above 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Next concepts, best first."""

    vectors: FloatArray
    """(n, d); fewer than requested, or none, where nearly all draws end the document."""
    scores: FloatArray
    """(n,) 0 to 1, comparable only with each other. Mixtures: probability of the head the vector came from;
    quantised: mean probability (geometric) of its draws; diffusion and energy score: 1 / n, as all draws are
    equally good."""
    end_probability: float
    """How likely the paragraph ends here, 0 to 1."""
    document_end_probability: float = 0.0
    """How likely the document ends here, 0 to 1; 0 from a model that does not predict it."""
    ignored: tuple[str, ...] = ()
    """Names of the settings that were given and that this variant does not have."""
    direction: FloatArray | None = None
    """(d,) unit vector towards the next concept, seen from the mean of all: of two concepts the one with the
    larger product with it fits better here. None from a model that does not predict it."""


class LcmError(ConceptWriterError):
    """A sequence or setting that the LCM cannot handle."""
