"""Ways from a line to its translation: the bare codec, from the vector or the text, and the whole program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from conceptwriter.assistant import BALANCED, Assistant, TranslationResult
from conceptwriter.assistant.candidates import decode_options
from conceptwriter.assistant.line_sentences import readable_sentences
from conceptwriter.engine import DecodedFrom, DecodeOptions
from conceptwriter.evaluation.codec.bundle_codec import BundleCodec
from conceptwriter.evaluation.codec.figures import EvaluatedCodec
from conceptwriter.job import Job
from conceptwriter.language import Segmenter, join_sentences
from conceptwriter.outline import Document, Draft, Kind

CUT = "cut"
"""Remark: the line is too long for the codec and was shortened."""
TO_CHECK = "to check"
"""Remark: the program asks the writer to check the translation."""
PROGRAM = "program"
_POLLING_SECONDS = 0.2
_KEPT_OF_LONG = 0.9
Result = TypeVar("Result")
Fits = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Translated:
    """The translation of one line, and what there is to say about it (`CUT`, `TO_CHECK`)."""

    text: str
    remarks: tuple[str, ...] = ()


class Way(Protocol):
    """One way of translating."""

    @property
    def name(self) -> str:
        """Its name in the tables."""

    def translate(self, lines: Sequence[str], source: str, target: str) -> list[Translated]:
        """The lines in the other language."""


def program_options() -> DecodeOptions:
    """How the program decodes a translation: the bare codec gets the same."""
    return decode_options(BALANCED, 0, sample=False)


class FromVectors:
    """The bare codec: each line one vector, each vector one text."""

    def __init__(self, codec: EvaluatedCodec, fits: Fits) -> None:
        self.name = DecodedFrom.VECTOR.value
        self._codec, self._fits = codec, fits

    def translate(self, lines: Sequence[str], source: str, target: str) -> list[Translated]:
        """The lines in the other language."""
        short = [cut(line, source, self._fits) for line in lines]
        outputs = self._codec.decode_texts(self._codec.encode(short, source), target)
        return _with_remarks(lines, short, outputs)


class FromTexts:
    """The bare codec that attends to the tokens of each line."""

    def __init__(self, codec: BundleCodec) -> None:
        self.name = DecodedFrom.TEXT.value
        self._codec = codec

    def translate(self, lines: Sequence[str], source: str, target: str) -> list[Translated]:
        """The lines in the other language."""
        short = [cut(line, source, self._codec.fits) for line in lines]
        return _with_remarks(lines, short, self._codec.decode_from_texts(short, source, target))


class AsTheProgram:
    """What a writer gets: sentences split and joined, marks masked, checks, further attempts."""

    def __init__(self, assistant: Assistant, decode_from: DecodedFrom) -> None:
        self.name = f"{PROGRAM}, {decode_from.value}"
        self._assistant = assistant
        self._settings = replace(BALANCED, decode_from=decode_from)
        self._segmenter = Segmenter()

    def translate(self, lines: Sequence[str], source: str, target: str) -> list[Translated]:
        """The lines in the other language."""
        parts = [readable_sentences(line, source, self._segmenter) for line in lines]
        paragraphs = [
            Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text) for text in part]) for part in parts
        ]
        document = Document.from_draft(Draft(Kind.SECTION, "", children=paragraphs), language=source)
        job = self._assistant.translate(document, None, target, settings=self._settings)
        nodes = iter(document.concepts())
        made = _texts(waited_for(job))
        # What the program leaves untranslated stays as it was written.
        found = [[made.get(next(nodes), Translated(text)) for text in part] for part in parts]
        return [_joined(part, target) for part in found]


def ways_of(codec: BundleCodec) -> list[Way]:
    """Those of the bare codec."""
    vectors = FromVectors(codec, codec.fits)
    return [vectors, FromTexts(codec)] if codec.codec.decodes_texts else [vectors]


def program_ways(assistant: Assistant, *, decodes_texts: bool) -> list[Way]:
    """Those of the program."""
    ways = [DecodedFrom.VECTOR, *([DecodedFrom.TEXT] if decodes_texts else [])]
    return [AsTheProgram(assistant, way) for way in ways]


def cut(line: str, language: str, fits: Fits) -> str:
    """The line, or as much of its beginning as the codec takes."""
    while len(line) > 1 and not fits(line, language):
        line = line[: max(1, int(_KEPT_OF_LONG * len(line)))].rstrip() or line[:1]
    return line


def waited_for(job: Job[Result]) -> Result:
    """The job's result; Ctrl+C gets through. Raises the job's error."""
    while True:
        try:
            return job.result(_POLLING_SECONDS)
        except TimeoutError:
            if job.done():
                return job.result()


def _with_remarks(lines: Sequence[str], short: Sequence[str], outputs: Sequence[str]) -> list[Translated]:
    return [
        Translated(text, () if line == part else (CUT,))
        for line, part, text in zip(lines, short, outputs, strict=True)
    ]


def _texts(result: TranslationResult) -> dict[int, Translated]:
    return {item.node: Translated(item.text, (TO_CHECK,) if item.flags else ()) for item in result.items}


def _joined(parts: Sequence[Translated], language: str) -> Translated:
    remarks = dict.fromkeys(remark for part in parts for remark in part.remarks)
    return Translated(join_sentences([part.text for part in parts], language), tuple(remarks))
