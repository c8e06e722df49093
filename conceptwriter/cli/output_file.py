"""Writing a file so that it is there whole or not at all, and no other file is lost by it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from conceptwriter.errors import ConceptWriterError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes `path` when the block ends well; otherwise `path` stays as it was.

    Raises ConceptWriterError when the folder cannot be written to.
    """
    if path.is_dir():
        raise ConceptWriterError(f"{path} is a folder. Name a file in it.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise ConceptWriterError(f"{path} cannot be written: {error.strerror or error}.") from error
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
