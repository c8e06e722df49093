"""What a converted codec must show before it becomes a bundle, as data."""

from __future__ import annotations

from pathlib import Path

import msgspec

from conceptwriter.training.convert.errors import ConversionError

_SENTENCES_FILE = Path(__file__).with_name("sentences.tsv")


class GoldenCosines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cosines that texts of two languages are known to have."""

    left: list[str]
    left_language: str
    right: list[str]
    right_language: str
    cosines: list[list[float]]
    """A row for each text on the left."""
    tolerance: float


class GoldenVector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first numbers of the vector of a text."""

    text: str
    language: str
    first: list[float]
    tolerance: float


class GoldenText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a text is known to become in a language."""

    text: str
    language: str
    target: str
    expected: str
    least_bleu: float
    """100: exactly the expected text."""


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Checks and their floors; those left out are not made, floors left out are only reported."""

    golden_cosines: list[GoldenCosines] = []
    golden_vectors: list[GoldenVector] = []
    golden_texts: list[GoldenText] = []
    sentences: list[tuple[str, str]] | None = None
    """(language, text) that are encoded and decoded again; None: the built-in 200 in 20 languages."""
    most_sentences: int | None = None
    """Of these only so many, spread over all languages."""
    least_bleu: float | None = None
    """Of the sentences after encoding and decoding, over all languages."""
    compared: int = 40
    """Sentences that are also computed in float32 and compared; 0 compares none."""
    least_cosine: float | None = None
    """Of the vector of each compared sentence with that in float32."""
    least_agreement: float | None = None
    """Share of tokens for which decoders in both precisions find the same likeliest one."""
    maximum_tokens: int = 100
    """Where decoding a sentence is cut off."""


class _Floors(msgspec.Struct, frozen=True):
    cosine: float
    agreement: float
    bleu: float
    golden_bleu: float
    cosines: float
    """Tolerance of golden cosines."""
    numbers: float
    """Tolerance of the numbers of golden vectors, whose usual size is 0.012."""


_FLOORS = {
    "float32": _Floors(0.99999, 0.999, 60, 100, 1e-3, 2e-5),
    "float16": _Floors(0.9999, 0.99, 60, 100, 2e-3, 2e-4),
    "int8": _Floors(0.999, 0.95, 55, 50, 1e-2, 1.5e-3),
    "int4": _Floors(0.97, 0.80, 40, 25, 5e-2, 5e-3),
}
"""The cosines of int8 and float are what the project promises; the others leave room for what has not been
measured on the published weights."""


def sonar_checks(precision: str) -> Checks:
    """The golden values of SONAR's own tests (facebookresearch/SONAR, tests/integration_tests) and of its
    conversion to transformers, and floors for a precision.
    """
    floors = _FLOORS[precision]
    english = ["Hello, my name is Paul", "I'm working as a teacher"]
    french = ["Bonjour, mon nom est Paul", "Je travaille comme professeur."]
    return Checks(
        golden_cosines=[
            GoldenCosines(
                english,
                "eng_Latn",
                french,
                "fra_Latn",
                [[0.9367, 0.3658], [0.3787, 0.8596]],
                floors.cosines,
            )
        ],
        golden_vectors=[
            GoldenVector(
                "My name is SONAR.",
                "eng_Latn",
                [-0.005286, 0.002008, -0.000562, 0.006344, 0.006329],
                floors.numbers,
            ),
            GoldenVector(
                "I can embed the sentences into vectorial space.",
                "eng_Latn",
                [-0.000330, -0.007055, 0.007644, 0.001841, 0.003727],
                floors.numbers,
            ),
        ],
        golden_texts=[
            GoldenText(text, "eng_Latn", "fra_Latn", expected, floors.golden_bleu)
            for text, expected in zip(english, french, strict=True)
        ],
        least_bleu=floors.bleu,
        least_cosine=floors.cosine,
        least_agreement=floors.agreement,
    )


def read_checks(file: Path) -> Checks:
    """Checks from JSON with the fields of `Checks`. Raises ConversionError naming the file and the key."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Checks)
    except OSError as error:
        raise ConversionError(f"{file} cannot be read: {error.strerror or error}.") from error
    except msgspec.DecodeError as error:
        raise ConversionError(f"{file} does not hold checks: {error}.") from error


def built_in_sentences() -> list[tuple[str, str]]:
    """(language, text): ten everyday sentences in each of twenty languages."""
    lines = _SENTENCES_FILE.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(language, text) for language, text in pairs]
