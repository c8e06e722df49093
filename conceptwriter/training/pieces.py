"""Splitting a large file into pieces for transfer, and joining them again with a check.

``model.safetensors`` becomes ``model.safetensors.000``, ``.001`` and so on; ``model.safetensors.pieces``
holds the number of pieces, the size and the SHA-256 of the whole.

    python -m conceptwriter.training.pieces FOLDER     joins all files that are in pieces below a folder
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.run_arguments import guarded

LARGEST = 16 * 1024 * 1024
"""Bytes of a piece."""
_AT_ONCE = 1024 * 1024


class PieceError(ConceptWriterError):
    """Pieces that are missing or do not make the file they were cut from; the message names which."""


def split(path: Path, largest: int = LARGEST) -> list[Path]:
    """Cut a file into pieces next to it; returns them, their list last. The file stays.

    Raises:
        PieceError: there is no such file.
    """
    if not path.is_file():
        raise PieceError(f"There is no file {path} to split.")
    for old in pieces_of(path):
        old.unlink()
    whole = hashlib.sha256()
    made: list[Path] = []
    with path.open("rb") as source:
        while content := source.read(largest):
            whole.update(content)
            piece = path.with_name(f"{path.name}.{len(made):03}")
            piece.write_bytes(content)
            made.append(piece)
    about = {"pieces": len(made), "size": path.stat().st_size, "sha256": whole.hexdigest()}
    listing = listing_of(path)
    listing.write_text(json.dumps(about) + "\n", encoding="utf-8")
    return [*made, listing]


def join(path: Path) -> Path:
    """Make the file of its pieces and check it; returns its path. The pieces stay.

    Raises:
        PieceError: the list or a piece is missing, or the whole is not what was split.
    """
    listing = listing_of(path)
    try:
        about = json.loads(listing.read_text(encoding="utf-8"))
        count, size, digest = int(about["pieces"]), int(about["size"]), str(about["sha256"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise PieceError(f"{listing} is missing or damaged. Get it again.") from error
    whole = hashlib.sha256()
    with atomic_replacement(path) as part:
        with part.open("wb") as target:
            for number in range(count):
                piece = path.with_name(f"{path.name}.{number:03}")
                if not piece.is_file():
                    raise PieceError(f"{piece} is missing: {count} pieces make {path.name}. Get it again.")
                with piece.open("rb") as source:
                    while content := source.read(_AT_ONCE):
                        whole.update(content)
                        target.write(content)
        if part.stat().st_size != size or whole.hexdigest() != digest:
            raise PieceError(f"The pieces of {path} are not those it was split into. Get them again.")
    return path


def pieces_of(path: Path) -> list[Path]:
    """The pieces of a file, which are next to it."""
    return sorted(piece for piece in path.parent.glob(f"{path.name}.*") if piece.suffix[1:].isdigit())


def listing_of(path: Path) -> Path:
    """The list of a file's pieces, also beside it."""
    return path.with_name(f"{path.name}.pieces")


def join_all(folder: Path, but: Path | None = None) -> list[Path]:
    """Join the files below a folder that exist only in pieces, except for those in ``but``; returns them.

    Raises PieceError.
    """
    wholes = [
        listing.with_name(listing.name.removesuffix(".pieces"))
        for listing in folder.rglob("*.pieces")
        if listing.parent != but
    ]
    return [join(whole) for whole in sorted(wholes) if not whole.exists()]


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done, 1 when it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m conceptwriter.training.pieces", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(words).folder

    def command() -> None:
        for whole in join_all(folder):
            print(whole)

    return guarded(command)


if __name__ == "__main__":
    sys.exit(main())
