"""Reading XML: places in the file, and what is refused."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.xliff.encodings import decode_xml, encode_xml
from conceptwriter.interchange.xliff.errors import InvalidXliff
from conceptwriter.interchange.xliff.xml_tree import DEEPEST, SPACE, parse_xml


def test_elements_know_their_places() -> None:
    text = "\ufeff<?xml version='1.0' encoding='latin-1'?>\n<a><b x = '1>2'\n >é<!-- > --><c/></b ></a>"
    file = parse_xml(text, "f")
    b = file.root.first("b")
    assert b is not None
    assert b.attributes == {"x": "1>2"}
    assert file.data[b.start : b.end].decode() == "<b x = '1>2'\n >é<!-- > --><c/></b >"
    assert file.data[b.inner : b.inner_end].decode() == "é<!-- > --><c/>"
    c = b.first("c")
    assert c is not None
    assert c.is_empty_tag
    assert file.data[c.start : c.end] == b"<c/>"
    assert (file.root.line, c.line) == (2, 3)


def test_namespaces_and_inheritance() -> None:
    root = parse_xml(
        '<a xmlns="n:1" xml:space="preserve"><b xmlns:p="n:2" p:x="1"/><p:c xmlns:p="n:3"/></a>', "f"
    ).root
    b, c = root.children
    assert (b.namespace, b.attributes, b.inherited(SPACE)) == ("n:1", {"{n:2}x": "1"}, "preserve")
    assert (c.namespace, c.name, c.prefixes["p"]) == ("n:3", "c", "n:3")
    assert root.first("c") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<a>\n<b></a>", r"^f, line 2: the file is not well-formed XML"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a>&x;</a>", "line 1: the file defines entities"),
        ("<!DOCTYPE a SYSTEM 'a.dtd'>\n<a>&x;</a>", "line 2: the entity &x; is not defined"),
        ("<a>&x;</a>", "not well-formed"),
        (
            "<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1),
            f"more than {DEEPEST} elements are inside each other",
        ),
        ("<p:a/>", "not well-formed"),
        ("<a/>\n<b/>", "line 2: .*not well-formed"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidXliff, match=reason):
        parse_xml(text, "f")


def test_a_doctype_that_only_names_its_dtd_is_read_without_it() -> None:
    assert parse_xml("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>é</a>", "f").root.text == "é"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "iso-8859-1", "windows-1252"])
def test_bytes_come_back_in_their_encoding(encoding: str) -> None:
    data = f"<?xml version='1.0' encoding='{encoding}'?><a>é</a>".encode(encoding)
    text, found = decode_xml(data, "f")
    assert text.removeprefix("\ufeff").endswith("<a>é</a>")
    assert encode_xml(text, found) == data


def test_characters_that_an_encoding_lacks_become_references() -> None:
    assert encode_xml("<a>é→</a>", "iso-8859-1") == b"<a>\xe9&#8594;</a>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<?xml version='1.0' encoding='martian'?><a/>", "encoding 'martian' is not known"),
        (b"<?xml version='1.0' encoding='rot13'?><a/>", "is no encoding of texts"),
        (b"<a>\n\xff</a>", "line 2: the file is not valid UTF-8"),
        (b"  ", "is empty"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        decode_xml(data, "f")
