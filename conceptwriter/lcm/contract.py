"""What the Large Concept Model takes and gives, as plain data: importable without ONNX Runtime."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from conceptwriter.errors import ConceptWriterError

FloatArray = npt.NDArray[np.float32]


class Kind(IntEnum):
    """What one item of the sequence is."""

    CONCEPT = 0
    PLAN = 1
    """A title, heading or paragraph summary, standing where it stands in reading order."""
    BREAK = 2
    """The end of a paragraph; its vector is all zeros."""


@dataclass(frozen=True, slots=True)
class SampleSettings:
    """How next concepts are drawn."""

    temperature: float = 0.3
    """0 gives the heads as they are; higher values shuffle them on a re-roll and add more noise."""
    reroll: int = 0
    """0 is the first answer; each further number is another draw for the same place."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Next concepts, best first."""

    vectors: FloatArray
    """(n, d)"""
    scores: FloatArray
    """(n,) probability, 0 to 1, of the head each vector came from."""
    end_probability: float
    """How likely the paragraph ends here, 0 to 1."""


class LcmError(ConceptWriterError):
    """A sequence or setting that the LCM cannot work with."""
