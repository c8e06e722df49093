"""The checks a converted codec must pass before it becomes a bundle, as data."""

from __future__ import annotations

from pathlib import Path

import msgspec

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.sonar import golden

_SENTENCES_FILE = Path(__file__).with_name("sentences.tsv")


class CosinesCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Known cosines between texts of two languages."""

    left: list[str]
    left_language: str
    right: list[str]
    right_language: str
    cosines: list[list[float]]
    """One row for each text on the left."""
    tolerance: float


class VectorCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first numbers of the vector of a text."""

    text: str
    language: str
    first: list[float]
    tolerance: float


class LogitsCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Logits of the first and last pieces after each of some tokens, for the vector of a text."""

    text: str
    language: str
    tokens: list[int]
    first: list[list[float]]
    """A row for each token."""
    last: list[list[float]]
    tolerance: float
    """Tolerance of differences between them, which do not change when logits become probabilities."""


class TextCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The known translation of a text into a language."""

    text: str
    language: str
    target: str
    expected: str
    least_bleu: float
    """100: exactly the expected text."""


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Checks and their floors; omitted checks are not run, figures without a floor are only reported."""

    golden_cosines: list[CosinesCheck] = []
    golden_vectors: list[VectorCheck] = []
    golden_logits: list[LogitsCheck] = []
    """Not run where the output head is reduced."""
    golden_texts: list[TextCheck] = []
    sentences: list[tuple[str, str]] | None = None
    """(language, text) to encode and decode; None: the built-in 200 in 20 languages."""
    most_sentences: int | None = None
    """Maximum number of these, spread over all languages."""
    least_bleu: float | None = None
    """Floor for the sentences after encoding and decoding, over all languages."""
    compared: int = 40
    """Sentences that are also computed in float32 and compared; 0 compares none."""
    least_cosine: float | None = None
    """Floor for the cosine of each compared sentence's vector with that in float32."""
    least_agreement: float | None = None
    """Share of positions at which decoders in both precisions agree on the most likely token."""
    maximum_tokens: int = 100
    """Token limit for decoding a sentence."""


class _Floors(msgspec.Struct, frozen=True):
    cosine: float
    agreement: float
    bleu: float
    golden_bleu: float
    cosines: float
    """Tolerance of golden cosines."""
    numbers: float
    """Tolerance of the numbers of golden vectors, whose usual size is 0.012."""
    logits: float
    """Tolerance of golden logits, which lie between -3 and 10."""


_FLOORS = {
    "float32": _Floors(0.99999, 0.999, 60, 100, 1e-3, 2e-5, 1e-2),
    "float16": _Floors(0.9999, 0.99, 60, 100, 2e-3, 2e-4, 1e-1),
    "int8": _Floors(0.999, 0.95, 55, 50, 1e-2, 1.5e-3, 1.0),
    "int4": _Floors(0.97, 0.80, 40, 25, 5e-2, 5e-3, 2.5),
}
"""The cosines of int8 and float are the project's promise; the others leave a margin for what has not been
measured on the published weights."""


def sonar_checks(precision: str) -> Checks:
    """The golden values of the published SONAR (`training.sonar.golden`), and floors for a precision."""
    floors = _FLOORS[precision]
    cosines, logits = golden.COSINES, golden.LOGITS
    return Checks(
        golden_cosines=[
            CosinesCheck(
                list(cosines.first),
                cosines.first_language,
                list(cosines.second),
                cosines.second_language,
                [list(row) for row in cosines.cosines],
                floors.cosines,
            )
        ],
        golden_vectors=[
            VectorCheck(vector.text, vector.language, list(vector.first), floors.numbers)
            for vector in golden.VECTORS
        ],
        golden_logits=[
            LogitsCheck(
                logits.text,
                logits.language,
                list(logits.tokens),
                [list(row) for row in logits.first],
                [list(row) for row in logits.last],
                floors.logits,
            )
        ],
        golden_texts=[
            TextCheck(text.text, text.language, text.target_language, text.wanted, floors.golden_bleu)
            for text in golden.TEXTS
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
        raise ConversionError(f"{file} contains no checks: {error}.") from error


def built_in_sentences() -> list[tuple[str, str]]:
    """(language, text): ten everyday sentences in each of twenty languages."""
    lines = _SENTENCES_FILE.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(language, text) for language, text in pairs]
