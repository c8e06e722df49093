"""The requests an engine understands, and its status: plain, picklable data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.confidence_part import ConfidencePart
from conceptwriter.codec.contract import Decoded, DecodeOptions
from conceptwriter.lcm.contract import Sampled, SampleSettings
from conceptwriter.translators.contract import TranslateOptions
from conceptwriter.voice.contract import DraftSettings, VoiceDraft

FloatArray = npt.NDArray[np.float32]
Answer = TypeVar("Answer")


class Request(Generic[Answer]):
    """Base of all requests; the type parameter is what `Job.result()` returns."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class BundleChoice:
    """Which bundle folders the engine loads its models from (see `bundles.pairing`)."""

    codec: Path
    """The writer's codec: it translates, rewrites and re-decodes."""
    lcm: Path | None = None
    lcm_codec: Path | None = None
    """The codec that gives the LCM its vectors, where `codec` is of another space."""
    voice: Path | None = None
    """The voice that writes drafts; it needs neither of the others."""


@dataclass(frozen=True, slots=True)
class CodecStatus:
    """A codec that is loaded, or will be on first use."""

    id: str
    version: str
    dimension: int
    languages: tuple[str, ...]
    maximum_characters: int
    decoding: DecodeOptions = field(default_factory=DecodeOptions)
    """The settings its authors recommend."""
    loaded: bool = True
    size: int = 0
    """Bytes of its own files: about the memory that it takes once it is loaded."""
    decodes_texts: bool = False
    """It understands `DecodeFromTexts`, not only `Decode`."""
    confidence: ConfidencePart | None = None
    """How likely its translations are usable; None where that was not measured."""


@dataclass(frozen=True, slots=True)
class VariantStatus:
    """One variant of a bundle's LCM; it is loaded on first use."""

    name: str
    """Its name in a `Sample` request."""
    kind: str
    """Which member of the LCM family; a key of `lcm.variants.VARIANTS`."""
    title: str = ""
    """Its display name in the bundle."""
    settings: tuple[str, ...] = ()
    """Names of the fields of `SampleSettings` that it uses."""
    recommended: dict[str, float] = field(default_factory=dict)
    """The values its authors recommend for them."""
    maximum_context: int = 0
    end_threshold: float = 0.5
    document_end_threshold: float = 0.5
    """A document ends where `Sampled.document_end_probability` is above this."""
    size: int = 0
    """Bytes of its own files."""
    kind_title: str = ""
    """Display name of this member of the family; marked for translation ("Variants")."""
    good_at: str = ""
    """What it is good at, in a sentence; marked for translation ("Variants")."""


@dataclass(frozen=True, slots=True)
class LcmStatus:
    """The LCM that is loaded, and the codec it was trained with."""

    id: str
    version: str
    codec_id: str
    codec_version: str
    maximum_context: int
    end_threshold: float = 0.5
    """A paragraph ends where `Sampled.end_probability` is above this."""
    variants: tuple[VariantStatus, ...] = ()
    """All variants, the default first; the fields above are the default's."""
    title: str = ""
    """Its name as shown to the user."""


@dataclass(frozen=True, slots=True)
class VoiceStatus:
    """A voice; it is loaded on first use."""

    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    """FLORES-200 codes of the languages it writes well."""
    context: int
    """Maximum tokens of prompt and draft together."""
    follows_instructions: bool = False
    size: int = 0
    """Bytes of its own files: about the memory that it takes once it is loaded."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What is known about the engine now; before its first answer perhaps only `pid` and `rss_bytes`."""

    pid: int | None = None
    provider: str | None = None
    """ONNX Runtime's name, for example "CPUExecutionProvider"."""
    precision: str | None = None
    threads: int | None = None
    rss_bytes: int | None = None
    """Resident memory of the child, in bytes."""
    codec: CodecStatus | None = None
    lcm: LcmStatus | None = None
    lcm_codec: CodecStatus | None = None
    """The codec of the LCM's own space; None where `codec` serves it as well."""
    voice: VoiceStatus | None = None
    notice: str = ""
    """Why this device was chosen, as a sentence to be shown to the user."""
    available_providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Describe(Request[EngineStatus]):
    """Load the models and report what they are."""


@dataclass(frozen=True, slots=True)
class Encode(Request[FloatArray]):
    """Texts to vectors, float32 (n, d), in the same order.

    Fails with `EmptyText` or `TextTooLong` (both carry `index`) or `UnknownLanguage`.
    """

    texts: tuple[str, ...]
    language: str
    concepts: bool = False
    """Use the codec of the LCM's own space; the same codec where there is only one."""


@dataclass(frozen=True, slots=True, eq=False)
class Decode(Request[list[Decoded]]):
    """Vectors, float32 (n, d), to texts in one language, in the same order."""

    vectors: FloatArray
    language: str
    options: DecodeOptions = field(default_factory=DecodeOptions)
    concepts: bool = False
    """The vectors are of the LCM's own space: use its codec."""


@dataclass(frozen=True, slots=True)
class DecodeFromTexts(Request[list[Decoded]]):
    """Written texts to texts in another language, in the same order: the decoder attends to their tokens.

    Fails as `Encode` does, and with `TextNotDecodable` where the codec only understands `Decode`.
    """

    texts: tuple[str, ...]
    source: str
    """The language of the texts."""
    language: str
    options: DecodeOptions = field(default_factory=DecodeOptions)
    concepts: bool = False
    """Use the codec of the LCM's own space; the same codec where there is only one."""


@dataclass(frozen=True, slots=True)
class TranslateTexts(Request[list[list[Decoded]]]):
    """Texts in another language by a translator: for each text its best translations, best first.

    Fails with `TextTooLong` (which carries `index`), `TranslatorError` or `BundleError`. It needs no codec.
    """

    folder: Path
    """Of the translator's bundle."""
    texts: tuple[str, ...]
    source: str
    """The language of the texts."""
    language: str
    options: TranslateOptions = field(default_factory=TranslateOptions)


@dataclass(frozen=True, slots=True, eq=False)
class Sample(Request[Sampled]):
    """`n` vectors for what follows the last item of a sequence.

    vectors: float32 (t, d); kinds: (t,) of `Kind`; t >= 1. The same request gives the same answer.
    """

    vectors: FloatArray
    kinds: npt.NDArray[np.int64]
    n: int
    settings: SampleSettings = field(default_factory=SampleSettings)
    seed: int = 0
    variant: str | None = None
    """Name of a variant of the bundle; None is the default. Settings it does not use are listed in the
    answer's `ignored`."""


@dataclass(frozen=True, slots=True)
class WriteDrafts(Request[list[VoiceDraft]]):
    """`n` drafts of the sentence that continues a text; the same request gives the same answer.

    Each ends with its sentence, as segmented by this program's own rules for `language`, or with its line.
    Drafts that were cut by the limit of tokens are marked.
    """

    prompt: str
    """The preceding text, as much of it as is to be read; it ends with a space or line break only where one
    is wanted."""
    n: int
    language: str
    settings: DraftSettings = field(default_factory=DraftSettings)
    seed: int = 0
    instruction: str = ""
    """The instruction for a voice that follows instructions: the prompt is then the start of its answer."""
    enough: int | None = None
    """Answer once this many drafts are finished, leaving the others unfinished: the same request without it
    then continues them instead of starting over."""


@dataclass(frozen=True, slots=True)
class Likelihoods(Request[FloatArray]):
    """(n,) mean log-probability of each text's tokens, read by the voice as a continuation of the prompt."""

    prompt: str
    texts: tuple[str, ...]
