"""Which files of bundles were hashed and found good, so that none is hashed again before it changes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from conceptwriter.atomic_write import atomic_write

State = tuple[int, int, int, int]
"""Number in the file system, bytes, and when content and status last changed, in nanoseconds.

Whoever rewrites a file can set back the time of its content, but not that of its status; whoever replaces it
gives it another number.
"""


class _Good(msgspec.Struct, frozen=True, array_like=True):
    """What a file was like when it was found good."""

    state: State
    sha256: str


class VerifiedFiles:
    """The record of them, a JSON file; what is lost or damaged of it only costs hashing again.

    With None for the record nothing is known, and nothing kept.
    """

    def __init__(self, record: Path | None) -> None:
        self._record = record
        self._known = _read(record)
        self._changed: dict[str, _Good | None] = {}

    def has(self, file: Path, sha256: str) -> bool:
        """Whether the file is still the one that was found to have this hash."""
        try:
            return self._known.get(str(file.resolve())) == _Good(state_of(file), sha256)
        except OSError:
            return False

    def note(self, file: Path, state: State, sha256: str) -> None:
        """It has this hash; `state` is from before it was read. It may be about to be moved to `file`."""
        self._changed[str(file.resolve())] = _Good(state, sha256)

    def forget(self, file: Path) -> None:
        """It is not what it should be."""
        self._changed[str(file.resolve())] = None

    def save(self) -> None:
        """Add what is new to the record as it is by now; files that are gone leave it."""
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
