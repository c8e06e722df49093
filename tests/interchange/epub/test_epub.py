"""E-books: whole and valid as far as the standard's rules can be checked here, the same every time."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from conceptwriter.interchange import ExportOptions, UnknownFormat, import_text, render
from conceptwriter.interchange.pages import pictures
from conceptwriter.interchange.spans import spans_of
from conceptwriter.outline import ROOT, Document, Kind, NodeId
from conceptwriter.outline.edits import edit_text, set_rendition
from tests.interchange.outlines import SLOW, documents

OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
HTML, OPS = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
XML = "{http://www.w3.org/XML/1998/namespace}"
PNG = b"\x89PNG\r\n\x1a\n, or what passes for one"
TEXT = """---
author: Ann Author
---
# The harbour & more

Before the first.

## The *boats*

One boat[^a], `x < 1`. [Out](https://example.org/) and [beside](other.md).

### Deep

![A boat](p.png) ![Gone](q.png) ![Away](https://example.org/x.png)

## The letter

Two boats[^b][^a].

<div>raw *HTML*</div>

<!-- nothing to see -->

[^a]: The *first* note.

[^b]: It mentions another[^a].
"""


def book(document: Document, options: ExportOptions | None = None) -> dict[str, bytes]:
    """The files, after a check of the rules that hold for every book."""
    found = render(document, "epub", options)
    assert render(document, "epub", options).content == found.content, "the same bytes every time"
    archive = zipfile.ZipFile(io.BytesIO(found.content))
    first, *others = archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    files = {entry.filename: archive.read(entry) for entry in others}
    container = etree.fromstring(files.pop("META-INF/container.xml"))
    assert container[0][0].get("full-path") == "EPUB/content.opf"
    package = etree.fromstring(files["EPUB/content.opf"])
    manifest = {item.get("href"): item for item in package.iter(f"{OPF}item")}
    assert {f"EPUB/{name}" for name in manifest} | {"EPUB/content.opf"} == set(files)
    ids = [item.get("id") for item in manifest.values()]
    assert len(set(ids)) == len(ids)
    assert [one.get("idref") for one in package.iter(f"{OPF}itemref")] == [
        item.get("id") for name, item in manifest.items() if name.startswith("chapter")
    ]
    pages = {name: etree.fromstring(files[f"EPUB/{name}"]) for name in manifest if name.endswith(".xhtml")}
    anchors = {name: [one.get("id") for one in page.iter() if one.get("id")] for name, page in pages.items()}
    for name, page in pages.items():
        assert len(set(anchors[name])) == len(anchors[name])
        assert page.findtext(f"{HTML}head/{HTML}title")
        assert page.get("lang") == page.get(f"{XML}lang")
        for link in page.iter(f"{HTML}a"):
            target, _, anchor = link.get("href").partition("#")
            if "://" not in target:
                assert not anchor or anchor in anchors[target or name]
                assert not target or target in pages
        for picture in page.iter(f"{HTML}img"):
            assert picture.get("src") in manifest
    (contents,) = pages["nav.xhtml"].iter(f"{HTML}nav")
    assert contents.get(f"{OPS}type") == "toc"
    for entry in contents.iter(f"{HTML}li"):
        assert [child.tag for child in entry] in ([f"{HTML}a"], [f"{HTML}a", f"{HTML}ol"])
        assert "".join(entry[0].itertext()).strip()
    return files


def page(files: dict[str, bytes], number: int) -> str:
    return files[f"EPUB/chapter{number:04d}.xhtml"].decode()


def concept(document: Document, beginning: str) -> NodeId:
    return next(
        node for node in document.descendants(ROOT) if document.source_text(node).startswith(beginning)
    )


def package_of(files: dict[str, bytes]) -> Any:
    return etree.fromstring(files["EPUB/content.opf"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "book" / "book.concept"
    path.parent.mkdir()
    path.write_bytes(b"")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    (path.parent / "p.png").write_bytes(PNG)
    return path


def test_sections_become_chapters_with_a_table_of_contents(project: Path) -> None:
    document = import_text(TEXT, language="en")
    found = render(document, "epub", ExportOptions(project=project))
    assert found.warnings == (
        "The picture 'q.png' was left out: there is no such file beside the document.",
        "The picture 'https://example.org/x.png' was left out: it is not a file beside the document.",
    )
    files = book(document, ExportOptions(project=project))
    package = package_of(files)
    assert package.findtext(f".//{DC}title") == "The harbour & more"
    assert package.findtext(f".//{DC}creator") == "Ann Author"
    assert package.findtext(f".//{DC}language") == "en"
    assert package.findtext(f".//{OPF}meta") == "2023-11-14T22:13:20Z"
    assert "Before the first." in page(files, 1)
    boats, letter = page(files, 2), page(files, 3)
    assert '<h2 id="h2">The <em>boats</em></h2>' in boats
    assert "<title>The boats</title>" in boats
    assert '<a href="https://example.org/">Out</a> and beside.' in boats
    assert "<code>x &lt; 1</code>" in boats
    assert "Gone Away" in boats
    (name,) = [name for name in files if name.startswith("EPUB/pictures/")]
    assert files[name] == PNG
    assert f'<img src="{name.removeprefix("EPUB/")}" alt="A boat" />' in boats
    assert "&lt;div&gt;raw *HTML*&lt;/div&gt;" in letter
    assert "nothing to see" not in letter
    contents = files["EPUB/nav.xhtml"].decode()
    assert (
        contents.index("h1") < contents.index("chapter0002.xhtml#h2") < contents.index("chapter0002.xhtml#h3")
    )


def test_notes_stand_where_they_are_mentioned_first(project: Path) -> None:
    files = book(import_text(TEXT, language="en"))
    boats, letter = page(files, 2), page(files, 3)
    assert '<a href="#note1" id="ref1" epub:type="noteref" role="doc-noteref">1</a></sup>, <code>' in boats
    assert '<aside id="note1" epub:type="footnote" role="doc-footnote">' in boats
    assert "The <em>first</em> note." in boats
    assert '<a href="chapter0002.xhtml#note1" epub:type="noteref"' in letter
    assert "The <em>first</em> note." not in letter
    assert 'It mentions another<sup><a href="chapter0002.xhtml#note1"' in letter


def test_the_identifier_outlives_changes_of_the_text() -> None:
    document = import_text("# Title\n\nOne.\n\nTwo.", language="en")
    before = package_of(book(document)).findtext(f".//{DC}identifier")
    document.apply(edit_text(document, concept(document, "One"), "Another.", "eng_Latn"))
    files = book(document)
    assert "Another." in page(files, 1)
    assert package_of(files).findtext(f".//{DC}identifier") == before
    french = package_of(book(document, ExportOptions("fra_Latn"))).findtext(f".//{DC}identifier")
    assert french != before


def test_languages_and_directions_are_named() -> None:
    document = import_text("# One\n\n- The boat.\n- Two.\n\n```\ncode\n```\n\nThree.", language="en")
    for beginning, text in (("The boat", "القارب."), ("One", "واحد")):
        document.apply(set_rendition(document, concept(document, beginning), "arb_Arab", text))
    files = book(document, ExportOptions("arb_Arab", bilingual=True))
    package = package_of(files)
    assert package.find(f"{OPF}spine").get("page-progression-direction") == "rtl"
    shown = page(files, 1)
    assert (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="ar"'
        in shown
    )
    assert 'xml:lang="ar" dir="rtl">' in shown
    assert '<h1 lang="en" xml:lang="en" dir="ltr" id="h1">One</h1>\n<p class="translation">واحد</p>' in shown
    assert '<p lang="en" xml:lang="en" dir="ltr">The boat.</p>\n<p class="translation">القارب.</p>' in shown
    assert '<p lang="en" xml:lang="en" dir="ltr">Three.</p>' in shown
    assert '<code dir="ltr">code' in shown
    assert page(book(document, ExportOptions("eng_Latn")), 1).count("lang=") == 2


def test_a_text_without_headings_is_one_chapter() -> None:
    files = book(import_text("Just *one* paragraph.", language="en", title="A <b> & c\x01"))
    assert [name for name in files if "chapter" in name] == ["EPUB/chapter0001.xhtml"]
    assert "A &lt;b&gt; &amp; c\ufffd</title>" in page(files, 1)
    assert "chapter0001.xhtml" in files["EPUB/nav.xhtml"].decode()


def test_plain_text_and_notes_of_the_writer_have_no_marks() -> None:
    document = import_text("Two *stars* and <b>.\n\n# no heading", "text", language="en")
    document.node(concept(document, "Two")).note = "# *Check* <this>\n\n- again"
    shown = page(book(document, ExportOptions(include_notes=True)), 1)
    assert "<p>Two *stars* and &lt;b&gt;.</p>" in shown
    assert '<p class="note"># *Check* &lt;this&gt;' in shown
    assert "Check" not in page(book(document), 1)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("../secret.png", "it is not beside the document"),
        ("/etc/secret.png", "it is not beside the document"),
        ("%2e%2e/secret.png", "it is not beside the document"),
        ("link.png", "it is not beside the document"),
        ("file:///etc/passwd", "it is not a file beside the document"),
        ("//host/a.png", "it is not a file beside the document"),
        ("notes.txt", "it is not PNG, JPEG, GIF or WebP"),
        (".", "it is not beside the document"),
        ("none.png", "there is no such file beside the document"),
        ("big.png", "it is too large"),
    ],
)
def test_only_pictures_beside_the_document_are_taken(
    project: Path, address: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.parent.parent / "secret.png").write_bytes(PNG)
    (project.parent / "notes.txt").write_bytes(b"secret")
    (project.parent / "big.png").write_bytes(PNG * 100)
    (project.parent / "link.png").symlink_to(project.parent.parent / "secret.png")
    monkeypatch.setattr(pictures, "MOST_BYTES", 1000)
    found = pictures.Pictures(project.parent)
    assert found.find(address) is None
    assert found.warnings() == [f"The picture {address!r} was left out: {reason}."]
    assert found.find("p.png") is not None
    assert pictures.Pictures(None).find("p.png") is None


def test_all_pictures_together_are_bounded(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.parent / "again.png").write_bytes(PNG)
    monkeypatch.setattr(pictures, "MOST_BYTES_TOGETHER", len(PNG) + 1)
    found = pictures.Pictures(project.parent)
    assert found.find("p.png") is not None
    assert found.find("again.png") is None


def test_a_book_is_not_read() -> None:
    with pytest.raises(UnknownFormat, match="cannot be imported"):
        import_text("x", "epub")


@settings(suppress_health_check=SLOW, max_examples=40)
@given(documents())
def test_every_book_is_whole_and_no_letter_is_lost(document: Document) -> None:
    files = book(document)
    shown = "".join(
        "".join(etree.fromstring(data).itertext()) for name, data in files.items() if "chapter" in name
    )
    letters = "".join(shown.split())
    for node in document.descendants(ROOT):
        here = document.node(node)
        if here.kind is not Kind.PARAGRAPH and "verbatim" not in here.attributes:
            said = "".join(span.text for span in spans_of(document.source_text(node)))
            assert set("".join(said.split())) <= set(letters)
