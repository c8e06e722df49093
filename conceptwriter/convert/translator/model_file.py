"""The head of CTranslate2's `model.bin`, and whether the file is whole: without loading it.

The layout is that of `ModelSpec._serialize` in CTranslate2, versions 4 to 6 of the format.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from conceptwriter.convert.errors import ConversionError

TRANSLATION_MODEL = "TransformerSpec"
_OTHER_KINDS = {
    "TransformerDecoderModelSpec": "a language model",
    "TransformerDecoderSpec": "a language model",
    "TransformerEncoderModelSpec": "an encoder",
    "TransformerEncoderSpec": "an encoder",
    "WhisperSpec": "a speech model",
}
_PRECISIONS = ("float32", "int8", "int16", "int32", "float16", "bfloat16")
_KNOWN_LAYOUTS = range(4, 7)
_LONGEST_NAME = 4096
_MOST_DIMENSIONS = 16


@dataclass(frozen=True, slots=True)
class ModelHead:
    """What is known of a model without loading it."""

    precision: str
    """The type of its largest weights; "mixed" for a layout that cannot be walked through."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """The first dimension of each of its arrays, by name."""

    def rows_of(self, *names: str) -> int | None:
        """Of the first of these arrays that there is."""
        return next((self.rows[name] for name in names if name in self.rows), None)


def head_of(file: Path) -> ModelHead:
    """Walk through a translation model.

    Raises ConversionError where it is another kind of model, is incomplete, or no CTranslate2 model at all.
    """
    try:
        with file.open("rb") as stream:
            return _walked(stream, file, file.stat().st_size)
    except OSError as error:
        raise ConversionError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (struct.error, UnicodeDecodeError) as error:
        raise ConversionError(
            f"{file} is no CTranslate2 model, or is incomplete. Download or convert it again."
        ) from error


def _walked(stream: BinaryIO, file: Path, size: int) -> ModelHead:
    (layout,) = _read(stream, "<I")
    kind = _name(stream)
    if kind != TRANSLATION_MODEL:
        found = _OTHER_KINDS.get(kind)
        raise ConversionError(
            f"{file} holds {found}, not a translation model."
            if found
            else f"{file} is no translation model of CTranslate2, or is incomplete."
        )
    if layout not in _KNOWN_LAYOUTS:
        return ModelHead("mixed")
    _revision, count = _read(stream, "<II")
    bytes_of: dict[str, int] = {}
    rows: dict[str, int] = {}
    for _ in range(count):
        array = _name(stream)
        (dimensions,) = _read(stream, "<B")
        if dimensions > _MOST_DIMENSIONS:
            raise struct.error("dimensions")
        shape = _read(stream, f"<{dimensions}I")
        rows[array] = shape[0] if shape else 1
        kind_of_number, length = _read(stream, "<BI")
        if kind_of_number >= len(_PRECISIONS) or stream.seek(length, 1) > size:
            raise struct.error("weights")
        name = _PRECISIONS[kind_of_number]
        bytes_of[name] = bytes_of.get(name, 0) + length
    for _ in range(*_read(stream, "<I")):  # names for arrays that are used twice
        alias, array = _name(stream), _name(stream)
        if array in rows:
            rows[alias] = rows[array]
    return ModelHead(max(bytes_of, key=lambda name: bytes_of[name], default="mixed"), rows)


def _read(stream: BinaryIO, layout: str) -> tuple[int, ...]:
    """Raises struct.error at the end of the file."""
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))


def _name(stream: BinaryIO) -> str:
    (length,) = _read(stream, "<H")
    if not 0 < length <= _LONGEST_NAME:
        raise struct.error("name")
    raw = stream.read(length)
    if len(raw) < length:
        raise struct.error("name")
    return raw.rstrip(b"\0").decode("utf-8")
