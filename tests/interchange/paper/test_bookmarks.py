"""The outline of a PDF file, as it is added at its end."""

from __future__ import annotations

import re

from conceptwriter.interchange.paper import Bookmark, completed
from conceptwriter.interchange.paper.bookmarks import outline_objects

PDF = (
    b"%PDF-1.4\n1 0 obj\n<<\n/Type /Catalog\n/Pages 2 0 R\n>>\nendobj\n"
    b"2 0 obj\n<<\n/Type /Pages\n/Kids \n[\n3 0 R\n4 0 R\n]\n/Count 2\n>>\nendobj\n"
    b"trailer\n<<\n/Size 5 \n/Root 1 0 R\n>>\nstartxref\n9 \n%%EOF\n"
)
HEADINGS = [
    Bookmark(1, "Tea", 0, 700.0),
    Bookmark(2, "Pots (1)", 0, 500.5),
    Bookmark(3, "\u0160\u00e1lky", 1, 700.0),
    Bookmark(2, "Cups", 1, 300.0),
    Bookmark(1, "Coffee", 1, 100.0),
]


def test_the_entries_are_below_each_other_as_the_headings_are() -> None:
    objects = outline_objects(HEADINGS, [3, 4], 5)
    assert list(objects) == [5, 6, 7, 8, 9, 10]
    assert objects[5] == b"/Type /Outlines\n/First 6 0 R\n/Last 10 0 R\n/Count 2"
    assert objects[6] == (
        b"/Title <FEFF005400650061>\n/Parent 5 0 R\n/Dest [3 0 R /XYZ null 700.00 null]\n"
        b"/Next 10 0 R\n/First 7 0 R\n/Last 9 0 R\n/Count -2"
    )
    assert b"/Parent 6 0 R\n/Dest [3 0 R /XYZ null 500.50 null]\n/Next 9 0 R\n/First 8 0 R" in objects[7]
    assert objects[8].startswith(b"/Title <FEFF016000E1006C006B0079>\n/Parent 7 0 R\n/Dest [4 0 R ")
    assert objects[9].endswith(b"/Parent 6 0 R\n/Dest [4 0 R /XYZ null 300.00 null]\n/Prev 7 0 R")
    assert objects[10].endswith(b"/Parent 5 0 R\n/Dest [4 0 R /XYZ null 100.00 null]\n/Prev 6 0 R")


def test_a_text_may_begin_with_a_deeper_heading_and_leave_levels_out() -> None:
    objects = outline_objects(
        [Bookmark(3, "A", 0, 1.0), Bookmark(1, "B", 0, 1.0), Bookmark(4, "C", 0, 1.0)], [3], 5
    )
    assert b"/Count 2" in objects[5]
    assert b"/Parent 7 0 R" in objects[8]


def test_what_is_on_no_page_is_left_out() -> None:
    assert outline_objects([Bookmark(1, "A", 2, 1.0)], [3, 4], 5) == {}
    assert outline_objects([], [3, 4], 5) == {}


def test_the_table_says_where_the_objects_are() -> None:
    after = completed(PDF, "en", HEADINGS)
    assert after.startswith(PDF)
    added = after[len(PDF) :]
    assert b"/Outlines 5 0 R\n/PageMode /UseOutlines\n" in added
    assert b"/Size 11 " in added or b"/Size 11\n" in added
    assert b"/Prev 9\n" in added
    table = re.findall(rb"(\d+) 1\n(\d{10}) 00000 n \n", added)
    assert [int(number) for number, _ in table] == [1, 5, 6, 7, 8, 9, 10]
    for number, place in table:
        assert after[int(place) :].startswith(number + b" 0 obj\n<<\n")
    (start,) = re.findall(rb"startxref\n(\d+)\n%%EOF\n\Z", added)
    assert after[int(start) :].startswith(b"xref\n1 1\n")


def test_without_headings_nothing_is_said_of_them() -> None:
    after = completed(PDF, "en")
    assert b"Outlines" not in after
    assert after[len(PDF) :].count(b" obj") == 1
