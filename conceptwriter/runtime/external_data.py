"""Which files an ONNX graph keeps its weights in, read from the file itself without a protobuf library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_LARGEST_GRAPH = 64 << 20
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
# Field numbers of onnx.proto3: ModelProto.graph, GraphProto.initializer, TensorProto.external_data and the
# key and value of StringStringEntryProto.
_GRAPH, _INITIALIZER, _EXTERNAL_DATA, _KEY, _VALUE = 7, 5, 13, 1, 2


def external_files(graph: Path) -> list[Path]:
    """Files with the weights of a graph, in no particular order; empty when it holds them itself.

    Raises OSError when it cannot be read, ValueError when it is not protobuf.
    """
    if graph.stat().st_size > _LARGEST_GRAPH:
        return []  # such a graph holds its weights itself
    names: set[str] = set()
    for model_graph in _fields(memoryview(graph.read_bytes()), _GRAPH):
        for tensor in _fields(model_graph, _INITIALIZER):
            for entry in _fields(tensor, _EXTERNAL_DATA):
                key = b"".join(bytes(part) for part in _fields(entry, _KEY))
                if key == b"location":
                    names.update(bytes(part).decode("utf-8") for part in _fields(entry, _VALUE))
    return [graph.parent / name for name in sorted(names)]


def _fields(message: memoryview, wanted: int) -> Iterator[memoryview]:
    """The length-delimited fields of a message that have this number."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        kind = tag & 7
        if kind == _BYTES:
            length, place = _varint(message, place)
            if place + length > len(message):
                raise ValueError("a field is longer than its message")
            if tag >> 3 == wanted:
                yield message[place : place + length]
            place += length
        elif kind == _VARINT:
            _, place = _varint(message, place)
        elif kind in (_FIXED64, _FIXED32):
            place += 8 if kind == _FIXED64 else 4
        else:
            raise ValueError(f"wire type {kind} is not of this format")


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(message) or shift > 63:
            raise ValueError("a number is cut off")
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            return value, place
        shift += 7
