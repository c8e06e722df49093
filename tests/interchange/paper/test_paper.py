"""The manuscript for paper, and what is added to a PDF file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conceptwriter.interchange import ExportOptions, UnwritableFile, import_text, render
from conceptwriter.interchange.paper import PaperPage, paper_page
from conceptwriter.interchange.paper.catalogue import completed
from conceptwriter.outline import ROOT, Document, NodeId
from conceptwriter.outline.edits import set_rendition

TEXT = """---
author: [Ann, "Ben"]
---
# One

Two[^a].

- Three
- Four

  1. Five

> Six

Same

```
code
```

![A boat](p.png)

[^a]: A *note* with [a link][l].

[l]: https://example.org/
"""
ARABIC = {"One": "واحد", "Two": "اثنان[^a].", "Three": "ثلاثة", "Five": "خمسة", "Six": "ستة", "Same": "Same"}


def concept(document: Document, beginning: str) -> NodeId:
    return next(
        node for node in document.descendants(ROOT) if document.source_text(node).startswith(beginning)
    )


@pytest.fixture
def document() -> Document:
    made = import_text(TEXT, language="en")
    for beginning, text in ARABIC.items():
        made.apply(set_rendition(made, concept(made, beginning), "arb_Arab", text))
    return made


def test_a_page_in_one_language(document: Document, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    page = paper_page(document, ExportOptions(project=tmp_path / "x.concept"))
    assert (page.title, page.authors, page.tag, page.is_right_to_left) == ("One", ("Ann", "Ben"), "en", False)
    assert page.warnings == ()
    ((name, picture),) = page.pictures.items()
    assert picture.media_type == "image/png"
    assert f'<img src="{name}" alt="A boat" />' in page.html
    assert '<h1 lang="en" dir="ltr">One</h1>' in page.html
    assert "Two<sup>1</sup>." in page.html
    assert (
        '<p lang="en" dir="ltr">1. A <em>note</em> with <a href="https://example.org/">a link</a>.</p>'
        in page.html
    )
    assert "id=" not in page.html, "Qt gives an anchor to the first letter, apart from its vowel sign"


def test_a_picture_that_is_not_there_is_said(document: Document) -> None:
    page = paper_page(document, ExportOptions())
    assert page.warnings == ("The picture 'p.png' was left out: the document has no folder.",)
    assert "A boat" in page.html


def test_two_languages_stand_side_by_side(document: Document) -> None:
    page = paper_page(document, ExportOptions("arb_Arab", bilingual=True))
    assert page.is_right_to_left
    rows = re.findall(r"<tr>(.*?)</tr>", page.html, re.DOTALL)
    assert len(rows) == 4
    first, three, five, six = rows
    assert first.startswith('<td width="50%" lang="en" dir="ltr"><p lang="en" dir="ltr">Two<sup>1</sup>.</p>')
    assert '<td width="50%" lang="ar" dir="rtl"><p lang="ar" dir="rtl">اثنان<sup>1</sup>.</p>' in first
    assert three.count("<ul>") == 2
    assert five.count("<ol>") == 2
    assert six.count("<blockquote>") == 2
    assert page.html.index(">One</h1>") < page.html.index(">واحد</p>") < page.html.index("<table")
    alone = re.sub(r"<table.*?</table>", "", page.html, flags=re.DOTALL)
    assert ">Four</p>" in alone, "what has no translation goes across the page"
    assert alone.count("Same") == 1
    assert "code" in alone
    assert alone.count("<em>note</em>") == 1


def test_pages_are_made_by_whoever_can(document: Document) -> None:
    with pytest.raises(UnwritableFile, match="only written by the program's window and its command"):
        render(document, "pdf")
    seen: list[PaperPage] = []

    def typeset(page: PaperPage) -> bytes:
        seen.append(page)
        return b"%PDF"

    found = render(document, "pdf", ExportOptions("fr", typeset=typeset))
    assert found.content == b"%PDF"
    assert seen[0].tag == "fr"
    assert found.warnings == seen[0].warnings != ()


PDF = b"%PDF-1.4\n1 0 obj\n<<\n/Type /Catalog\n/Pages 2 0 R\n>>\nendobj\n"
END = b"trailer\n<<\n/Size 3 \n/Root 1 0 R\n>>\nstartxref\n%d \n%%%%EOF\n"


def test_the_language_is_added_at_the_end() -> None:
    before = PDF + b"xref\n0 2\n" + END % len(PDF)
    after = completed(before, "zh-Hant")
    assert after.startswith(before), "what was there stays where it was"
    added = after[len(before) :]
    assert added.startswith(
        b"1 0 obj\n<<\n/Type /Catalog\n/Pages 2 0 R\n/Lang (zh-Hant)\n"
        b"/ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\nxref\n1 1\n"
    )
    (place,) = re.findall(rb"xref\n1 1\n(\d{10}) 00000 n \n", added)
    assert int(place) == len(before)
    assert b"/Root 1 0 R\n/Prev %d\n" % len(PDF) in added
    (start,) = re.findall(rb"startxref\n(\d+)\n%%EOF\n\Z", added)
    assert after[int(start) :].startswith(b"xref\n1 1\n")


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"no PDF",
        PDF,
        PDF + PDF + END % 9,
        PDF.replace(b"/Pages", b"/Lang (de) /Pages") + END % 9,
    ],
)
def test_a_file_of_another_kind_stays_as_it_is(other: bytes) -> None:
    assert completed(other, "en") == other


def test_an_address_that_is_defined_twice_is_no_hindrance() -> None:
    made = import_text("[a]: /first\n[a]: /second\n\nA text with [a].\n", language="en")
    assert "A text with" in paper_page(made, ExportOptions()).html
