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
from conceptwriter.engine.errors import EngineClosed, EngineCrashed, EngineError, JobCancelled
from conceptwriter.engine.job import Job
from conceptwriter.engine.requests import (
    BundleChoice,
    CodecStatus,
    Decode,
    Describe,
    Encode,
    EngineStatus,
    LcmStatus,
    Progress,
    Request,
    Sample,
    VariantStatus,
)
from conceptwriter.engine.variants import variants_in
from conceptwriter.lcm.contract import Kind, Sampled, SampleSettings
from conceptwriter.lcm.generation import Rules, write_on

__all__ = [
    "BundleChoice",
    "CodecError",
    "CodecStatus",
    "Decode",
    "DecodeOptions",
    "Decoded",
    "Describe",
    "EmptyText",
    "Encode",
    "Engine",
    "EngineClosed",
    "EngineCrashed",
    "EngineError",
    "EngineStatus",
    "Job",
    "JobCancelled",
    "Kind",
    "LcmStatus",
    "Progress",
    "Request",
    "Rules",
    "Sample",
    "SampleSettings",
    "Sampled",
    "TextTooLong",
    "UnknownLanguage",
    "VariantStatus",
    "variants_in",
    "write_on",
]
