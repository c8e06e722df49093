"""Values that the published SONAR weights must produce: a conversion is checked against them.

Taken from the integration tests of sonar-space (`test_text_sonar.py`) and the conversion script of the
Hugging Face port. They hold for `sonar_text_encoder.pt` and `sonar_text_decoder.pt` only; weights trained
further, or random ones, give other values.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoldenCosines:
    """Cosines between the vectors of two lists of sentences."""

    first: tuple[str, ...]
    first_language: str
    second: tuple[str, ...]
    second_language: str
    cosines: tuple[tuple[float, ...], ...]
    """Row i, column j: first[i] with second[j]."""
    tolerance: float


@dataclass(frozen=True, slots=True)
class GoldenVector:
    """The first numbers of a sentence's vector."""

    text: str
    language: str
    first: tuple[float, ...]
    relative_tolerance: float


@dataclass(frozen=True, slots=True)
class GoldenLogits:
    """Logits of the decoder for a sentence's vector after some tokens: one row per token."""

    text: str
    language: str
    tokens: tuple[int, ...]
    first: tuple[tuple[float, ...], ...]
    """The first entries of each row."""
    last: tuple[tuple[float, ...], ...]
    """The last entries of each row."""
    tolerance: float


@dataclass(frozen=True, slots=True)
class GoldenText:
    """The text that a beam search with five beams decodes from a sentence's vector."""

    text: str
    language: str
    target_language: str
    wanted: str


COSINES = GoldenCosines(
    first=("Hello, my name is Paul", "I'm working as a teacher"),
    first_language="eng_Latn",
    second=("Bonjour, mon nom est Paul", "Je travaille comme professeur."),
    second_language="fra_Latn",
    cosines=((0.9367, 0.3658), (0.3787, 0.8596)),
    tolerance=1e-4,
)

VECTORS = (
    GoldenVector("My name is SONAR.", "eng_Latn", (-0.005286, 0.002008, -0.000562, 0.006344, 0.006329), 1e-3),
    GoldenVector(
        "I can embed the sentences into vectorial space.",
        "eng_Latn",
        (-0.000330, -0.007055, 0.007644, 0.001841, 0.003727),
        1e-3,
    ),
)

LOGITS = GoldenLogits(
    text="Hello, my name is Paul",
    language="eng_Latn",
    tokens=(3, 333),
    first=((-1.4572, -2.7325, -1.0546, 0.7818), (2.4092, 6.9624, 3.6308, 9.4825)),
    last=((0.8982, 0.4996, -0.1487), (3.8826, 3.8777, 3.2820, 3.3275)),
    tolerance=1e-4,
)

TEXTS = (
    GoldenText("Hello, my name is Paul", "eng_Latn", "fra_Latn", "Bonjour, mon nom est Paul"),
    GoldenText("I'm working as a teacher", "eng_Latn", "fra_Latn", "Je travaille comme professeur."),
    GoldenText(
        "I can embed the sentences into vectorial space.",
        "eng_Latn",
        "eng_Latn",
        "I can embed the sentences into vector space.",
    ),
)
