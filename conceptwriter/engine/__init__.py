"""The model process as the rest of the program sees it. Importing this does not load ONNX Runtime."""

from __future__ import annotations

from conceptwriter.codec.contract import (
    CodecError,
    Decoded,
    DecodeOptions,
    EmptyText,
    TextTooLong,
    UnknownLanguage,
)
from conceptwriter.engine.engine import Engine
from conceptwriter.engine.errors import EngineClosed, EngineCrashed, EngineError
from conceptwriter.engine.requests import (
    BundleChoice,
    CodecStatus,
    Decode,
    Describe,
    Encode,
    EngineStatus,
    LcmStatus,
    Likelihoods,
    Request,
    Sample,
    VariantStatus,
    VoiceStatus,
    WriteDrafts,
)
from conceptwriter.engine.variants import variants_in
from conceptwriter.lcm.contract import Kind, Sampled, SampleSettings
from conceptwriter.lcm.generation import Rules, write_on
from conceptwriter.voice.contract import Draft as VoiceDraft
from conceptwriter.voice.contract import DraftSettings, VoiceError

__all__ = [
    "BundleChoice",
    "CodecError",
    "CodecStatus",
    "Decode",
    "DecodeOptions",
    "Decoded",
    "Describe",
    "DraftSettings",
    "EmptyText",
    "Encode",
    "Engine",
    "EngineClosed",
    "EngineCrashed",
    "EngineError",
    "EngineStatus",
    "Kind",
    "LcmStatus",
    "Likelihoods",
    "Request",
    "Rules",
    "Sample",
    "SampleSettings",
    "Sampled",
    "TextTooLong",
    "UnknownLanguage",
    "VariantStatus",
    "VoiceDraft",
    "VoiceError",
    "VoiceStatus",
    "WriteDrafts",
    "variants_in",
    "write_on",
]
