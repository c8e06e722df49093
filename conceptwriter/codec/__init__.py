"""Text to vector and back. Importing this does not load ONNX Runtime; `codec.runtime` does the work."""

from __future__ import annotations

from conceptwriter.codec.contract import (
    CodecError,
    Decoded,
    DecodeOptions,
    EmptyText,
    ItemError,
    LanguageNotInCodec,
    TextTooLong,
)

__all__ = [
    "CodecError",
    "DecodeOptions",
    "Decoded",
    "EmptyText",
    "ItemError",
    "LanguageNotInCodec",
    "TextTooLong",
]
