"""Draw the program's icon in all sizes and formats from resources/desktop/conceptwriter.svg.

    python tools/make_icons.py [FOLDER]

Writes conceptwriter-SIZE.png, conceptwriter.ico (Windows) and conceptwriter.icns (macOS). The last two are
containers of the same PNG images: Windows reads these since Vista, macOS since 10.7.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "desktop"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 256)
ICNS_TYPES = {
    b"ic11": 32,  # 16 points on a display with two pixels a point
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
}


def drawn(drawing: QSvgRenderer, size: int) -> bytes:
    """The icon as a PNG image, size x size pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 0)  # type: ignore[call-overload]  # quality 0: the smallest file
    return bytes(buffer.data().data())


def ico(images: dict[int, bytes]) -> bytes:
    """A Windows icon: a directory of 16 bytes an image, then the images. A size of 256 is written as 0."""
    header = struct.pack("<HHH", 0, 1, len(images))
    place = len(header) + 16 * len(images)
    entries = b""
    for size, image in images.items():
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), place)
        place += len(image)
    return header + entries + b"".join(images.values())


def icns(images: dict[bytes, bytes]) -> bytes:
    """A macOS icon: each image after its type and its length, both of which count."""
    body = b"".join(kind + struct.pack(">I", 8 + len(image)) + image for kind, image in images.items())
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def make(folder: Path) -> list[Path]:
    """Write all icons into the folder; their paths."""
    drawing = QSvgRenderer(str(FOLDER / "conceptwriter.svg"))
    images = {size: drawn(drawing, size) for size in SIZES}
    files = {f"conceptwriter-{size}.png": image for size, image in images.items()}
    files["conceptwriter.ico"] = ico({size: images[size] for size in ICO_SIZES})
    files["conceptwriter.icns"] = icns({kind: images[size] for kind, size in ICNS_TYPES.items()})
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def main(arguments: list[str]) -> int:
    application = QGuiApplication.instance() or QGuiApplication([])
    for path in make(Path(arguments[0]) if arguments else FOLDER):
        print(f"{path}  {path.stat().st_size} bytes")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
