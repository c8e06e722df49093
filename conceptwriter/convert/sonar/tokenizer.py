"""Converts SONAR's SentencePiece file into one whose ids are SONAR's own.

The published file has no padding and no languages: fairseq2 adds them while loading. Here the same is done
once, to the file: `<pad>` before everything (so that every id moves up by one), after the pieces the 202
languages in card order, then three training data tags. After that SentencePiece alone gives SONAR's ids.

A SentencePiece model is a protocol buffer whose field 1 is a piece; concatenating two buffers concatenates
their repeated fields. So the file need not be parsed, and none of its pieces changes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import sentencepiece

from conceptwriter.convert.sonar.languages import LANGUAGES, PIECES, tag_id
from conceptwriter.errors import ConceptWriterError

PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3
TRAINING_MARKS = ("<MINED_DATA>", "<MMT_BT_DATA>", "<SMT_BT_DATA>")
"""They mark the origin of training data and bring the vocabulary to 256,206."""

_FIRST_PIECES = ("<unk>", "<s>", "</s>")
_CONTROL = 3
"""SentencePiece's type of a piece that no text is encoded to."""


class TokenizerProblem(ConceptWriterError):
    """The file is not SONAR's tokenizer; the message says what it is and what to do."""


def with_sonar_ids(model: bytes, name: str = "The tokenizer", pieces: int | None = PIECES) -> bytes:
    """The same SentencePiece model with padding, languages and tags, as bytes of a new file.

    `pieces` is how many it must have (256000; None: any, for toy models); `name` is the file's, for messages.
    Raises TokenizerProblem.
    """
    found = _first_pieces(model, name)
    if tuple(found[: len(_FIRST_PIECES)]) == ("<pad>", *_FIRST_PIECES[:2]):
        raise TokenizerProblem(f"{name} has SONAR's ids already. Choose the file as it was published.")
    if tuple(found[: len(_FIRST_PIECES)]) != _FIRST_PIECES:
        raise TokenizerProblem(
            f"{name} is not SONAR's tokenizer: it begins with {', '.join(found[:3])} instead of "
            f"{', '.join(_FIRST_PIECES)}. Choose sentencepiece.source.256000.model."
        )
    count = _size(model, name)
    if pieces is not None and count != pieces:
        raise TokenizerProblem(
            f"{name} is not SONAR's tokenizer: it has {count:,} pieces instead of {pieces:,}. "
            "Choose sentencepiece.source.256000.model."
        )
    tags = [f"<{language}>" for language in LANGUAGES]
    added = b"".join(_control_piece(piece) for piece in (*tags, *TRAINING_MARKS))
    whole = _control_piece("<pad>") + model + added
    if _size(whole, name) != count + 1 + len(tags) + len(TRAINING_MARKS):
        raise TokenizerProblem(f"{name} could not be extended. Download it again.")
    return whole


def source_ids(pieces: Sequence[int], language: str, learnt: int = PIECES) -> list[int]:
    """Input of the encoder: language, text, end. `pieces` are ids of the extended model."""
    return [tag_id(language, learnt), *pieces, END]


def target_ids(pieces: Sequence[int], language: str, learnt: int = PIECES) -> list[int]:
    """The decoder's training format: end, language, text, end. Its prompt is the first two."""
    return [*prompt_ids(language, learnt), *pieces, END]


def prompt_ids(language: str, learnt: int = PIECES) -> list[int]:
    """The prompt of a decoder."""
    return [END, tag_id(language, learnt)]


def _size(model: bytes, name: str) -> int:
    try:
        return int(sentencepiece.SentencePieceProcessor(model_proto=model).get_piece_size())
    except RuntimeError as error:
        raise TokenizerProblem(f"{name} is not a SentencePiece model. Download it again.") from error


def _control_piece(text: str) -> bytes:
    """One entry of the list of pieces: its text, a score of zero, its type."""
    spelt = text.encode()
    inner = (
        b"\x0a" + _varint(len(spelt)) + spelt + b"\x15" + struct.pack("<f", 0.0) + b"\x18" + _varint(_CONTROL)
    )
    return b"\x0a" + _varint(len(inner)) + inner


def _first_pieces(model: bytes, name: str) -> list[str]:
    """The first three pieces in the file."""
    found: list[str] = []
    try:
        for number, kind, value in _fields(model):
            if number == 1 and kind == _BYTES:
                text = next(inner for field, wire, inner in _fields(value) if (field, wire) == (1, _BYTES))
                found.append(text.decode())
            if len(found) == len(_FIRST_PIECES):
                break
    except (IndexError, StopIteration, ValueError) as error:
        raise TokenizerProblem(f"{name} is not a SentencePiece model. Download it again.") from error
    return found


_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def _fields(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(number, wire type, bytes) of each field. Raises IndexError or ValueError when it is malformed."""
    place = 0
    while place < len(data):
        key, place = _read_varint(data, place)
        kind = key & 7
        if kind == _VARINT:
            start = place
            _, place = _read_varint(data, place)
            yield key >> 3, kind, data[start:place]
            continue
        if kind == _BYTES:
            length, place = _read_varint(data, place)
        elif kind in {_FIXED32, _FIXED64}:
            length = 4 if kind == _FIXED32 else 8
        else:
            raise ValueError("an unknown kind of field")
        if place + length > len(data):
            raise ValueError("a field reaches beyond the end")
        yield key >> 3, kind, data[place : place + length]
        place += length


def _read_varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7
        if shift > 63:
            raise ValueError("a number without end")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
