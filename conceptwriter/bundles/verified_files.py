"""Record of bundle files whose hash was verified, so that none is hashed again until it changes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from conceptwriter.atomic_write import atomic_write

State = tuple[int, int, int, int]
"""Number in the file system, bytes, and when content and status last changed, in nanoseconds.

Rewriting a file can reset the time of its content, but not that of its status; replacing it changes its
number.
"""


class _Good(msgspec.Struct, frozen=True, array_like=True):
    """A file's state when it was verified."""

    state: State
    sha256: str


class VerifiedFiles:
    """The record, a JSON file; if it is lost or damaged, files are merely hashed again.

    With None for the record nothing is known, and nothing is saved.
    """

    def __init__(self, record: Path | None) -> None:
        self._record = record
        self._known = _read(record)
        self._changed: dict[str, _Good | None] = {}

    def has(self, file: Path, sha256: str) -> bool:
        """Whether the file is unchanged since it was found to have this hash."""
        try:
            return self._known.get(str(file.resolve())) == _Good(state_of(file), sha256)
        except OSError:
            return False

    def note(self, file: Path, state: State, sha256: str) -> None:
        """Record its hash; `state` is from before it was read. It may be about to be moved to `file`."""
        self._changed[str(file.resolve())] = _Good(state, sha256)

    def forget(self, file: Path) -> None:
        """Drop a file that is not what it should be."""
        self._changed[str(file.resolve())] = None

    def save(self) -> None:
        """Merge what is new into the current record; files that no longer exist are dropped."""
        if self._record is None or all(self._known.get(file) == good for file, good in self._changed.items()):
            return
        kept = {file: good for file, good in _read(self._record).items() if Path(file).is_file()}
        good = {file: good for file, good in (kept | self._changed).items() if good is not None}
        try:
            self._record.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(self._record, msgspec.json.format(msgspec.json.encode(good), indent=1))
        except OSError:
            return


def state_of(file: Path) -> State:
    """Raises OSError."""
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read(record: Path | None) -> dict[str, _Good]:
    if record is None:
        return {}
    try:
        return msgspec.json.decode(record.read_bytes(), type=dict[str, _Good])
    except (OSError, ValueError, msgspec.MsgspecError):
        return {}
