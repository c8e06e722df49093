"""One window per project: a lock file that the operating system releases when its owner dies.

What counts is the system's own lock on the open file, so a killed program leaves no
stale lock to be judged. The content of the file only names the owner. On file systems
without such locks, the process id in the file decides.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import weakref
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from conceptwriter.processes import is_running
from conceptwriter.storage.errors import Owner, ProjectLocked, StorageError
from conceptwriter.storage.places import reason, require_companion_names

_UNSUPPORTED = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.ENOLCK}
_FAR_BEYOND = 1 << 30  # Windows locks bytes; one far beyond the text keeps the text readable to others


class ProjectLock:
    """A held lock. Create it with `acquire`."""

    def __init__(self, project: Path, handle: IO[str]) -> None:
        self._project = project
        self.path = lock_path(project)
        self._handle = handle
        _held.add(self)

    @classmethod
    def acquire(cls, project: Path) -> ProjectLock:
        """Lock a project.

        Raises ProjectLocked when someone has it open, StorageError when no file can be created in the folder.
        """
        path = lock_path(project)
        require_companion_names(project)
        while True:
            try:
                handle = _opened(path)
            except OSError as error:
                raise StorageError(
                    f"{project} cannot be opened for writing: no lock file can be created in its "
                    f"folder ({reason(error)}). Open it read-only, or copy it to a folder of your own."
                ) from error
            try:
                got = _lock(handle, path)
            except BaseException:
                _close(handle)
                raise
            if not got:
                _close(handle)
                raise ProjectLocked(project, read_owner(path))
            if _is_current(handle, path):
                break
            _close(handle)  # its last owner removed it between our open and lock: create a new one
        try:
            handle.seek(0)
            handle.truncate()
            json.dump({"host": socket.gethostname(), "pid": os.getpid(), "since": _now()}, handle)
            handle.flush()
        except OSError:
            pass  # a full disk: the system's lock holds, only the owner's name is missing
        return cls(project, handle)

    def is_held(self) -> bool:
        """False when the lock file was deleted or replaced: another window may then open the project."""
        return not self._handle.closed and _is_current(self._handle, self.path)

    def renew(self) -> bool:
        """Create the lock file again after it was deleted; False when another window was quicker."""
        try:
            again = ProjectLock.acquire(self._project)
        except StorageError:
            return False
        _close(self._handle)
        self._handle = again._handle
        _held.discard(again)
        return True

    def release(self) -> None:
        """Release the project; safe to call twice, and where the folder has become read-only.

        A leftover lock file locks nothing: what counts is the system's own lock on it.
        """
        if self._handle.closed:
            return
        own = self.is_held()
        if os.name != "posix":
            _close(self._handle)
        try:
            if own:
                self.path.unlink(missing_ok=True)
        except OSError:
            pass
        finally:
            _close(self._handle)

    def _forget_in_child(self) -> None:
        """A forked child must not keep the lock alive after its parent."""
        if not self._handle.closed:
            os.close(self._handle.fileno())


_held: weakref.WeakSet[ProjectLock] = weakref.WeakSet()


def _forget_all_in_child() -> None:
    for lock in list(_held):
        lock._forget_in_child()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all_in_child)


def is_locked(project: Path) -> bool:
    """True while anyone, including this process, has the project open for writing; takes no lock."""
    path = lock_path(project)
    try:
        if not path.is_file():
            return False
        handle = path.open("r+", encoding="utf-8")
    except OSError:
        return False
    try:
        return not _lock(handle, path)
    finally:
        _close(handle)


def is_own(project: Path) -> bool:
    """True when this process itself has the project open for writing."""
    owner = read_owner(lock_path(project))
    return owner.pid == os.getpid() and owner.host == socket.gethostname() and is_locked(project)


def lock_path(project: Path) -> Path:
    """Path of a project's lock file."""
    return project.with_name(f".{project.name}.lock")


def read_owner(path: Path) -> Owner:
    """Who wrote the lock file; an empty Owner when it does not say."""
    try:
        if not path.is_file():  # reading a pipe would block forever
            return Owner()
        data = json.loads(path.read_text(encoding="utf-8"))
        return Owner(str(data["host"]), int(data["pid"]), str(data["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Owner()


def _opened(path: Path) -> IO[str]:
    """The lock file, opened; never through a link, and never a pipe, which would block forever."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.fdopen(os.open(path, flags, 0o644), "a+", encoding="utf-8")


def _close(handle: IO[str]) -> None:
    try:
        handle.close()
    except OSError:
        pass  # only the owner's name was still to be written


def _lock(handle: IO[str], path: Path) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            _lock_on_windows(handle)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            return False
        owner = read_owner(path)
        return not owner.pid or not _may_live(owner)
    return True


def _lock_on_windows(handle: IO[str]) -> None:
    import msvcrt

    handle.seek(_FAR_BEYOND)
    msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    handle.seek(0)


def _is_current(handle: IO[str], path: Path) -> bool:
    if os.name != "posix":
        return True
    try:
        return os.fstat(handle.fileno()).st_ino == path.stat().st_ino
    except OSError:
        return False


def _may_live(owner: Owner) -> bool:
    """In doubt yes. Processes on other machines cannot be seen from here."""
    if owner.host != socket.gethostname():
        return True
    try:
        since = datetime.fromisoformat(owner.since).timestamp()
    except ValueError:
        since = None
    return is_running(owner.pid, since=since)


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
