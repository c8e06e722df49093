"""Reading rows out of the pages of a damaged SQLite file, without SQLite.

Each leaf page of a table holds whole records (https://www.sqlite.org/fileformat2.html,
sections 1.5, 1.6 and 2.1). So even when the first page or the upper pages of a tree
are lost, the rows on the remaining pages can be read. Freed pages may give rows of
an older state; when rescuing text, too much is better than too little.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

from conceptwriter.storage.finds import Garbled, decoded

Bytes = bytes | mmap.mmap
Value = int | float | str | bytes | None
Record = tuple[Value, ...]

_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX = 0x0D, 0x0A, 0x02
_WAL_HEADER, _FRAME_HEADER = 32, 24
_MOST_COLUMNS = 32
_LONGEST_RECORD = 1 << 28


class _Pages:
    """The pages of a file by number; those in its write-ahead log override older ones."""

    def __init__(self, raw: Bytes, log: bytes) -> None:
        self.size = _page_size(raw)
        self._raw = raw
        self._newer = _pages_of_log(log, self.size)
        self.count = max([-(-len(raw) // self.size), *self._newer])
        self.overflow_left = 4 * (len(raw) + len(log))
        """Bytes of overflow pages that may still be read: a cycle of them would never end."""

    def page(self, number: int) -> bytes:
        """The page, shorter where the file ends; empty when there is none."""
        newer = self._newer.get(number)
        if newer is not None or number < 1:
            return newer or b""
        return self._raw[(number - 1) * self.size : number * self.size]


def carve(path: Path) -> Iterator[tuple[int | None, Record]]:
    """All records that can be recognised: (row id or None, columns).

    A write-ahead log next to the file is read too.
    """
    log_path = path.with_name(path.name + "-wal")
    log = log_path.read_bytes() if log_path.exists() else b""
    with path.open("rb") as file:
        try:
            raw: Bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raw = b""  # an empty file cannot be mapped
        pages = _Pages(raw, log)
        for number in range(1, pages.count + 1):
            yield from _records_of_page(pages, number)


def _page_size(raw: Bytes) -> int:
    stated = int.from_bytes(raw[16:18], "big")
    size = 65536 if stated == 1 else stated
    return size if 512 <= size <= 65536 and not size & (size - 1) else 4096


def _pages_of_log(raw: bytes, size: int) -> dict[int, bytes]:
    pages: dict[int, bytes] = {}
    salt = raw[16:24]
    for start in range(_WAL_HEADER, len(raw) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        number = int.from_bytes(raw[start : start + 4], "big")
        if raw[start + 8 : start + 16] != salt or not number:
            break
        pages[number] = raw[start + _FRAME_HEADER : start + _FRAME_HEADER + size]
    return pages


def _records_of_page(pages: _Pages, number: int) -> Iterator[tuple[int | None, Record]]:
    page = pages.page(number)
    start = 100 if number == 1 else 0
    kind = page[start] if len(page) > start + 12 else 0
    if kind not in (_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX):
        return
    pointers = start + (12 if kind == _INNER_INDEX else 8)
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for index in range(min(count, pages.size // 4)):
        offset = int.from_bytes(page[pointers + 2 * index : pointers + 2 * index + 2], "big")
        try:
            yield _cell(page, offset, kind, pages)
        except (ValueError, IndexError, struct.error):
            continue  # this cell is damaged; its neighbours need not be


def _cell(page: bytes, offset: int, kind: int, pages: _Pages) -> tuple[int | None, Record]:
    if kind == _INNER_INDEX:
        offset += 4
    length, offset = _varint(page, offset)
    row: int | None = None
    if kind == _LEAF_TABLE:
        row, offset = _varint(page, offset)
    if not 0 < length <= _LONGEST_RECORD:
        raise ValueError("no record is that long")
    return row, _record(_payload(page, offset, length, kind, pages))


def _payload(page: bytes, offset: int, length: int, kind: int, pages: _Pages) -> bytes:
    """The record, shorter than its declared length where overflow pages are missing."""
    size = pages.size
    most = size - 35 if kind == _LEAF_TABLE else (size - 12) * 64 // 255 - 23
    if length <= most:
        return page[offset : offset + length]
    least = (size - 12) * 32 // 255 - 23
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    parts = [page[offset : offset + local]]
    following = int.from_bytes(page[offset + local : offset + local + 4], "big")
    missing = length - local
    while missing > 0 and pages.overflow_left > 0 and (overflow := pages.page(following)):
        parts.append(overflow[4 : 4 + min(missing, size - 4)])
        pages.overflow_left -= size
        missing -= len(parts[-1]) or missing
        following = int.from_bytes(overflow[:4], "big")
    return b"".join(parts)


def _varint(data: bytes, offset: int) -> tuple[int, int]:
    value = 0
    for position in range(8):
        byte = data[offset + position]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, offset + position + 1
    return value << 8 | data[offset + 8], offset + 9


def _record(payload: bytes) -> Record:
    header, offset = _varint(payload, 0)
    types: list[int] = []
    while offset < header:
        code, offset = _varint(payload, offset)
        types.append(code)
        if len(types) > _MOST_COLUMNS:
            raise ValueError("no record of ours has that many columns")
    values: list[Value] = []
    position = header
    for code in types:
        value, position = _value(payload, position, code)
        values.append(value)
    return tuple(values)


_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, position: int, code: int) -> tuple[Value, int]:
    if code in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[code], position
    if code in _INTEGER_BYTES:
        end = position + _INTEGER_BYTES[code]
        return int.from_bytes(payload[position:end], "big", signed=True), end
    if code == 7:
        return struct.unpack_from(">d", payload, position)[0], position + 8
    if code < 12:
        raise ValueError("a reserved type")
    end = position + (code - 12) // 2
    raw = payload[position:end]
    if code % 2 == 0:
        return raw, end
    text = decoded(raw)
    return (text if len(payload) >= end else Garbled(text)), end
