"""The requests an engine understands, and what it tells about itself: plain, picklable data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.contract import Decoded, DecodeOptions
from conceptwriter.lcm.contract import Sampled, SampleSettings
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
    """What a person writes in: it translates, rewrites and re-decodes."""
    lcm: Path | None = None
    lcm_codec: Path | None = None
    """The codec that gives the LCM its vectors, where `codec` is of another space."""
    voice: Path | None = None
    """What words drafts; it needs neither of the others."""


@dataclass(frozen=True, slots=True)
class CodecStatus:
    """A codec that is loaded, or that is loaded when it is first asked."""

    id: str
    version: str
    dimension: int
    languages: tuple[str, ...]
    maximum_characters: int
    decoding: DecodeOptions = field(default_factory=DecodeOptions)
    """What the makers of the codec recommend."""
    loaded: bool = True
    size: int = 0
    """Bytes of its own files: about the memory that it takes once it is loaded."""


@dataclass(frozen=True, slots=True)
class VariantStatus:
    """One variant of the LCM that a bundle offers; it is loaded when first asked for."""

    name: str
    """What a `Sample` request calls it."""
    kind: str
    """Which member of the LCM family; a key of `lcm.variants.VARIANTS`."""
    title: str = ""
    """What the bundle calls it, for people."""
    settings: tuple[str, ...] = ()
    """Names of the fields of `SampleSettings` that count for it."""
    recommended: dict[str, float] = field(default_factory=dict)
    """What its makers recommend for them."""
    maximum_context: int = 0
    end_threshold: float = 0.5
    document_end_threshold: float = 0.5
    """A document ends where `Sampled.document_end_probability` is above this."""
    size: int = 0
    """Bytes of its own files."""
    kind_title: str = ""
    """What this member of the family is called, for people; marked for translation ("Variants")."""
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
    """All of them, the default first; the figures above are the default's."""
    title: str = ""
    """What a person calls it."""


@dataclass(frozen=True, slots=True)
class VoiceStatus:
    """A voice; it is loaded when it is first asked."""

    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    """FLORES-200 codes that it writes well."""
    context: int
    """Tokens of prompt and draft together."""
    follows_instructions: bool = False
    size: int = 0
    """Bytes of its own files: about the memory that it takes once it is loaded."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What is known of the engine now; before its first answer perhaps only `pid` and `rss_bytes`."""

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
    """Why this device was chosen, as a sentence for a person."""
    available_providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Describe(Request[EngineStatus]):
    """Load the models and tell what they are."""


@dataclass(frozen=True, slots=True)
class Encode(Request[FloatArray]):
    """Texts to vectors, float32 (n, d), in the same order.

    Fails with `EmptyText` or `TextTooLong` (both carry `index`) or `UnknownLanguage`.
    """

    texts: tuple[str, ...]
    language: str
    concepts: bool = False
    """Ask the codec of the LCM's own space; the same codec where there is only one."""


@dataclass(frozen=True, slots=True, eq=False)
class Decode(Request[list[Decoded]]):
    """Vectors, float32 (n, d), to texts in one language, in the same order."""

    vectors: FloatArray
    language: str
    options: DecodeOptions = field(default_factory=DecodeOptions)
    concepts: bool = False
    """The vectors are of the LCM's own space: ask its codec."""


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
    """Name of a variant of the bundle; None is the default. What is set in vain is named in the answer's
    `ignored`."""


@dataclass(frozen=True, slots=True)
class WriteDrafts(Request[list[VoiceDraft]]):
    """`n` drafts of the sentence that goes on after a text; the same request gives the same answer.

    Each ends with its sentence, as this program's own rules see it in `language`, or with its line. Drafts
    that were cut by the limit of tokens say so.
    """

    prompt: str
    """The text before the place, as much of it as is to be read: at its end a space or line break only where
    one is wanted."""
    n: int
    language: str
    settings: DraftSettings = field(default_factory=DraftSettings)
    seed: int = 0
    instruction: str = ""
    """What is asked of a voice that follows instructions: the prompt is then the beginning of its answer."""
    enough: int | None = None
    """Answer once so many drafts are over, and leave the others unfinished: asked again without it, the
    request is gone on with, not begun anew."""


@dataclass(frozen=True, slots=True)
class Likelihoods(Request[FloatArray]):
    """(n,) mean log-probability of each text's tokens, read by the voice as going on after the prompt."""

    prompt: str
    texts: tuple[str, ...]
