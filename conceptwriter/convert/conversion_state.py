"""Progress of a conversion, so that a second run resumes where the first one stopped.

`conversion.json`, next to the files of the bundle, records what they are made from (sizes and times of the
checkpoints, the options) and which of them are complete. Another checkpoint or other options start over.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from conceptwriter.atomic_write import atomic_write
from conceptwriter.convert.graph_file import DATA_ENDING, StoredTensor

STATE_FILE = "conversion.json"
FORMAT = 2
"""Increased when graphs are written differently, so that none of another program version is reused."""


class InputFile(msgspec.Struct, frozen=True):
    """Identifies a version of a file."""

    path: str
    size: int
    modified: int
    """Nanoseconds."""


class FinishedFile(msgspec.Struct, frozen=True):
    """A complete file, and what graphs need to know to refer to it."""

    size: int
    tensors: list[StoredTensor] = []


class _State(msgspec.Struct):
    format: int
    inputs: list[InputFile]
    options: dict[str, str]
    finished: dict[str, FinishedFile] = {}


class ConversionState:
    """The state of one folder; each change is saved immediately."""

    def __init__(self, folder: Path, inputs: Mapping[str, Path], options: Mapping[str, str]) -> None:
        """Reuses the finished files in `folder` if they were made from the same sources."""
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
        """The recorded contents of a finished file (often empty); None when it must be written."""
        known = self._state.finished.get(name)
        return None if known is None or known.size != self._size(name) else known.tensors

    def finish(self, name: str, tensors: list[StoredTensor] | None = None) -> None:
        """Record that a file and its weights are complete."""
        self._state.finished[name] = FinishedFile(self._size(name), tensors or [])
        atomic_write(self._file, msgspec.json.encode(self._state))

    def forget(self) -> None:
        """Remove the state: the bundle is complete or is to be rebuilt."""
        self._file.unlink(missing_ok=True)

    def _size(self, name: str) -> int:
        """Bytes of a file and its weights; -1 when it does not exist."""
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
