"""What of a conversion is finished, so that a second run goes on where the first one stopped.

Beside the files of the bundle lies `conversion.json`: what they are made from (sizes and times of the
checkpoints, the options) and which of them are whole. Another checkpoint or other options begin anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from conceptwriter.atomic_write import atomic_write
from conceptwriter.convert.graph_file import DATA_ENDING, StoredTensor

STATE_FILE = "conversion.json"
FORMAT = 2
"""Rises when graphs are written differently: then none of another program version is taken over."""


class InputFile(msgspec.Struct, frozen=True):
    """What tells one version of a file from another."""

    path: str
    size: int
    modified: int
    """Nanoseconds."""


class FinishedFile(msgspec.Struct, frozen=True):
    """A whole file, and what graphs must know to point into it."""

    size: int
    tensors: list[StoredTensor] = []


class _State(msgspec.Struct):
    format: int
    inputs: list[InputFile]
    options: dict[str, str]
    finished: dict[str, FinishedFile] = {}


class ConversionState:
    """The state of one folder; each change is written at once."""

    def __init__(self, folder: Path, inputs: Mapping[str, Path], options: Mapping[str, str]) -> None:
        """Takes over what is finished in `folder`, if it was made from the same."""
        self._folder = folder
        self._file = folder / STATE_FILE
        fresh = _State(FORMAT, [_described(path) for path in inputs.values()], dict(options))
        stored = self._stored()
        same = stored is not None and (stored.format, stored.inputs, stored.options) == (
            fresh.format,
            fresh.inputs,
            fresh.options,
        )
        self._state = stored if stored is not None and same else fresh

    def tensors_of(self, name: str) -> list[StoredTensor] | None:
        """What lies in a finished file (often nothing to know); None when it must be written."""
        known = self._state.finished.get(name)
        return None if known is None or known.size != self._size(name) else known.tensors

    def finish(self, name: str, tensors: list[StoredTensor] | None = None) -> None:
        """Note that a file, with the weights beside it, is whole."""
        self._state.finished[name] = FinishedFile(self._size(name), tensors or [])
        atomic_write(self._file, msgspec.json.encode(self._state))

    def forget(self) -> None:
        """The bundle is complete, or is to be made anew."""
        self._file.unlink(missing_ok=True)

    def _size(self, name: str) -> int:
        """Bytes of a file and the weights beside it; -1 when it is not there."""
        path, data = self._folder / name, self._folder / (name + DATA_ENDING)
        if not path.is_file():
            return -1
        return path.stat().st_size + (data.stat().st_size if data.is_file() else 0)

    def _stored(self) -> _State | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_State)
        except (OSError, msgspec.DecodeError):
            return None


def _described(path: Path) -> InputFile:
    status = path.stat()
    return InputFile(str(path.resolve()), status.st_size, status.st_mtime_ns)
