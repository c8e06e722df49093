"""The model process as the rest of the program sees it. Importing this does not load ONNX Runtime."""

from __future__ import annotations

from conceptwriter.codec.contract import (
    CodecError,
    Decoded,
    DecodedFrom,
    DecodeOptions,
    EmptyText,
    LanguageNotInCodec,
    TextNotDecodable,
    TextTooLong,
)
from conceptwriter.engine.engine import Engine
from conceptwriter.engine.errors import EngineClosed, EngineCrashed, EngineError
from conceptwriter.engine.requests import (
    BundleChoice,
    CodecStatus,
    Decode,
    DecodeFromTexts,
    Describe,
    Encode,
    EngineStatus,
    LcmStatus,
    Likelihoods,
    Request,
    Sample,
    TranslateTexts,
    VariantStatus,
    VoiceStatus,
    WriteDrafts,
)
from conceptwriter.engine.variants import variants_in
from conceptwriter.lcm.contract import ItemKind, Sampled, SampleSettings
from conceptwriter.lcm.generation import StopRules, write_on
from conceptwriter.translators.contract import TranslateOptions, TranslatorError
from conceptwriter.voice.contract import DraftSettings, VoiceError
from conceptwriter.voice.contract import VoiceDraft as VoiceDraft

__all__ = [
    "BundleChoice",
    "CodecError",
    "CodecStatus",
    "Decode",
    "DecodeFromTexts",
    "DecodeOptions",
    "Decoded",
    "DecodedFrom",
    "Describe",
    "DraftSettings",
    "EmptyText",
    "Encode",
    "Engine",
    "EngineClosed",
    "EngineCrashed",
    "EngineError",
    "EngineStatus",
    "ItemKind",
    "LanguageNotInCodec",
    "LcmStatus",
    "Likelihoods",
    "Request",
    "Sample",
    "SampleSettings",
    "Sampled",
    "StopRules",
    "TextNotDecodable",
    "TextTooLong",
    "TranslateOptions",
    "TranslateTexts",
    "TranslatorError",
    "VariantStatus",
    "VoiceDraft",
    "VoiceError",
    "VoiceStatus",
    "WriteDrafts",
    "variants_in",
    "write_on",
]
