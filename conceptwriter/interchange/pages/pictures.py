"""Pictures of a document that lie beside it, for formats that contain them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

MOST_BYTES = 20 * 1024 * 1024
"""Of one picture."""
MOST_BYTES_TOGETHER = 200 * 1024 * 1024
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", "png"),
    (b"\xff\xd8\xff", 0, "image/jpeg", "jpg"),
    (b"GIF8", 0, "image/gif", "gif"),
    (b"WEBP", 8, "image/webp", "webp"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file."""

    data: bytes
    media_type: str
    extension: str
    """Without the dot."""


@dataclass(slots=True)
class Pictures:
    """Reads each picture once. ``left_out``: addresses of those that are not taken in, with the reason."""

    folder: Path | None
    """Of the document; None: there are no pictures beside it."""
    left_out: dict[str, str] = field(default_factory=dict)
    _known: dict[str, Picture | None] = field(default_factory=dict)
    _total: int = 0

    def find(self, address: str) -> Picture | None:
        """The picture at an address relative to the document; None if it is not taken in."""
        if address not in self._known:
            found = self._read(address)
            if isinstance(found, str):
                self.left_out[address] = found
            self._known[address] = None if isinstance(found, str) else found
        return self._known[address]

    def warnings(self) -> list[str]:
        """What is missing, once all was written."""
        return [
            f"The picture {address!r} was left out: {reason}." for address, reason in self.left_out.items()
        ]

    def _read(self, address: str) -> Picture | str:
        path = self._path(address)
        if isinstance(path, str):
            return path
        try:
            if not path.is_file():
                return "there is no such file beside the document"
            size = path.stat().st_size
            if size > MOST_BYTES or self._total + size > MOST_BYTES_TOGETHER:
                return "it is too large"
            with path.open("rb") as file:
                data = file.read(MOST_BYTES)
        except (OSError, ValueError) as error:
            return f"it cannot be read ({error})"
        for mark, offset, media_type, extension in _KINDS:
            if data[offset : offset + len(mark)] == mark:
                self._total += len(data)
                return Picture(data, media_type, extension)
        return "it is not PNG, JPEG, GIF or WebP"

    def _path(self, address: str) -> Path | str:
        """Only files in the folder of the document and below: a document may come from anybody."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return "it is not a file beside the document"
        if self.folder is None:
            return "the document has no folder"
        folder = self.folder.resolve()
        try:
            path = (folder / unquote(parts.path)).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            return f"it cannot be read ({error})"
        return path if path.is_relative_to(folder) and path != folder else "it is not beside the document"
