"""Checksums are part of the format: a file of today must be found right by every later version."""

from __future__ import annotations

from zlib import crc32

from conceptwriter.storage.checksums import (
    NO_RENDITIONS,
    node_checksum,
    rendition_checksum,
    row_checksum,
    step_checksum,
    with_rendition,
)


def test_of_every_table() -> None:
    assert row_checksum(("revision", 12)) == crc32(b"revision\x0012")
    assert row_checksum(()) == crc32(b"")
    assert rendition_checksum(5, "eng_Latn", "Café", "written", "new", None) == crc32(
        "5\0eng_Latn\0Café\0written\0new\0None".encode()
    )
    assert step_checksum(3, "Typing", 1.5, b"\0raw") == crc32(b"3\0Typing\x001.5\0raw")
    row = (5, 4, 9, "concept", "eng_Latn", None, "a note", 0, "draft", "{}")
    expected = crc32(b"5\x004\x009\0concept\0eng_Latn\0None\0a note\x000\0draft\0{}\x0077")
    assert node_checksum(row, 77) == expected
    assert node_checksum((*row, 123), 77) == expected, "what follows the ten columns does not count"


def test_renditions_count_in_any_order_but_each_of_them() -> None:
    one, two = with_rendition(NO_RENDITIONS, 0xABCD), with_rendition(NO_RENDITIONS, 0x1111)
    assert one == (1 << 32) + 0xABCD
    assert with_rendition(one, 0x1111) == with_rendition(two, 0xABCD) == (2 << 32) + (0xABCD ^ 0x1111)
    assert with_rendition(one, 0) != one
    assert with_rendition(one, 0xABCD) == 2 << 32
