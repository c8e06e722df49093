"""Bookmarks: the table of contents that readers of PDF files show beside the pages (ISO 32000-1, 12.3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A heading and where it stands."""

    level: int
    """From 1."""
    title: str
    page: int
    """From 0."""
    top: float
    """In points above the lower edge of the page."""


@dataclass(slots=True)
class _Entry:
    number: int
    parent: _Entry | None
    bookmark: Bookmark | None
    children: list[_Entry] = field(default_factory=list)


def outline_objects(bookmarks: Sequence[Bookmark], pages: Sequence[int], first: int) -> dict[int, bytes]:
    """What is inside the objects of an outline, by their numbers; it is number `first`, its entries follow.

    `pages`: the numbers of the pages' objects. Empty where nothing stands on one of them.
    """
    root = _Entry(first, None, None)
    found: list[_Entry] = []
    above = root
    for bookmark in bookmarks:
        if bookmark.page >= len(pages):
            continue
        while above.bookmark is not None and above.bookmark.level >= bookmark.level:
            assert above.parent is not None, "only the outline itself has none"
            above = above.parent
        entry = _Entry(first + 1 + len(found), above, bookmark)
        above.children.append(entry)
        found.append(entry)
        above = entry
    if not found:
        return {}
    objects = {first: b"\n".join([b"/Type /Outlines", *_children(root, opened=True)])}
    for entry in (root, *found):
        for place, child in enumerate(entry.children):
            objects[child.number] = _inside(child, entry.children, place, pages)
    return dict(sorted(objects.items()))


def _inside(entry: _Entry, beside: Sequence[_Entry], place: int, pages: Sequence[int]) -> bytes:
    bookmark, parent = entry.bookmark, entry.parent
    assert bookmark is not None, "an entry has a bookmark"
    assert parent is not None, "an entry is below another"
    lines = [
        b"/Title %s" % _text(bookmark.title),
        b"/Parent %d 0 R" % parent.number,
        b"/Dest [%d 0 R /XYZ null %.2f null]" % (pages[bookmark.page], bookmark.top),
    ]
    if place:
        lines.append(b"/Prev %d 0 R" % beside[place - 1].number)
    if place + 1 < len(beside):
        lines.append(b"/Next %d 0 R" % beside[place + 1].number)
    return b"\n".join([*lines, *_children(entry, opened=False)])


def _children(entry: _Entry, *, opened: bool) -> list[bytes]:
    """The lines about what is below; a negative count means that it is shown folded."""
    if not entry.children:
        return []
    ends = entry.children[0].number, entry.children[-1].number
    count = len(entry.children)
    return [b"/First %d 0 R\n/Last %d 0 R" % ends, b"/Count %d" % (count if opened else -count)]


def _text(text: str) -> bytes:
    """A string of a PDF file, in UTF-16 as hexadecimal digits, in which nothing needs escaping."""
    return b"<FEFF%s>" % text.encode("utf-16-be", "replace").hex().upper().encode("ascii")
