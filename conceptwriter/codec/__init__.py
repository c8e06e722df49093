"""Text to vector and back. Importing this does not load ONNX Runtime; `codec.runtime` does the work."""

from __future__ import annotations

from conceptwriter.codec.contract import (
    CodecError,
    Decoded,
    DecodedFrom,
    DecodeOptions,
    EmptyText,
    ItemError,
    LanguageNotInCodec,
    TextNotDecodable,
    TextTooLong,
)

__all__ = [
    "CodecError",
    "DecodeOptions",
    "Decoded",
    "DecodedFrom",
    "EmptyText",
    "ItemError",
    "LanguageNotInCodec",
    "TextNotDecodable",
    "TextTooLong",
]
