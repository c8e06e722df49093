"""HTML pages: read, given back with other texts and all else as it was, written anew, and refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import ExportOptions, UnreadableFile, import_text
from conceptwriter.interchange.registry import import_content, render
from conceptwriter.outline import ROOT, Document, NodeId
from conceptwriter.outline.edits import delete, edit_text, set_rendition
from tests.interchange.outlines import SLOW

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Boats &amp; more</title>
<style>p { color: red }</style></head>
<body class=x>
<!-- a comment -->
<h1 id="top">The <em>harbour</em></h1>
<p>The <b>boats</b> came
   in at <a href="dawn.html" title="t">dawn</a>.<br>Nobody&nbsp;was waiting&hellip;</p>
<ul>
  <li>One <span class="y">red</span> item.
  <li>Two.<ol><li>Inner.</li></ol></li>
</ul>
<blockquote><p>A quotation.</p><p>More.</p></blockquote>
<table><tr><td>Cell &lt;one&gt;.<td>Cell two. <img src="a.png" alt="x"></table>
<pre>not me</pre><p translate="no">Nor me.</p><script>var a = "<p>nor me</p>";</script>
Loose text.
</body>
</html>
"""


def opened(page: str | bytes, language: str | None = None) -> Document:
    data = page.encode() if isinstance(page, str) else page
    return import_content(data, "html", language, title="file", name="page.html")


def texts(document: Document) -> list[str]:
    return [document.source_text(node) for node in document.descendants(ROOT) if document.source_text(node)]


def concept(document: Document, beginning: str) -> NodeId:
    return next(
        node for node in document.descendants(ROOT) if document.source_text(node).startswith(beginning)
    )


def written(document: Document, language: str | None = None) -> str:
    return render(document, "html", ExportOptions(language)).text


def test_a_page_becomes_a_document() -> None:
    document = opened(PAGE)
    assert document.source_text(ROOT) == "Boats & more"
    assert document.root.source_language == "eng_Latn"
    assert texts(document) == [
        *("The *harbour*", "The **boats** came in at [dawn](dawn.html).", "Nobody\u00a0was waiting…"),
        *("One {1}red{2} item.", "Two.", "Inner.", "A quotation.", "More."),
        *("Cell \\<one>.", "Cell two.", "{1}", "Loose text."),
    ]
    (section,) = document.children(ROOT)
    within = [document.node(child).attributes.get("within", "") for child in document.children(section)]
    assert within == ["", "-", "-", "-~ 1.", ">", ">~", "", "", ""]


@pytest.mark.parametrize(
    "page",
    [
        PAGE.encode(),
        PAGE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.replace("utf-8", "iso-8859-1").replace("&nbsp;", "\u00e9").encode("latin-1"),
        b"<p>Unclosed <b>bold<p>Next & last < end",
        b"Only text.",
    ],
)
def test_a_page_without_changes_is_given_back_byte_by_byte(page: bytes) -> None:
    document = opened(page, "en")
    found = render(document, "html")
    assert found.data == page
    assert found.warnings == ()


def test_an_empty_title_gets_none_from_the_name_of_the_file() -> None:
    page = "<html><head><title></title></head><body><p>The boats came in.</p></body></html>"
    document = opened(page)
    assert document.source_text(ROOT) == "file"
    assert written(document) == page
    document.apply(edit_text(document, ROOT, "Boats", document.root.source_language))
    assert written(document) == page.replace("<title>", "<title>Boats")


def test_only_texts_are_replaced() -> None:
    document = opened(PAGE)
    changes = {
        "The *harbour*": (">The <em>harbour</em></h1>", "Der *Hafen*", ">Der <em>Hafen</em></h1>"),
        "One": (
            'One <span class="y">red</span> item.',
            "Ein {1}rotes{2} Ding.",
            'Ein <span class="y">rotes</span> Ding.',
        ),
        "Cell \\": ("Cell &lt;one&gt;.", "Zelle <eins> & mehr.", "Zelle &lt;eins&gt; &amp; mehr."),
        "Loose": ("Loose text.", "Loser Text.", "Loser Text."),
    }  # fmt: skip
    wanted = PAGE
    for beginning, (before, text, after) in changes.items():
        document.apply(set_rendition(document, concept(document, beginning), "deu_Latn", text))
        assert before in wanted
        wanted = wanted.replace(before, after)
    document.apply(set_rendition(document, ROOT, "deu_Latn", "Boote & mehr"))
    wanted = wanted.replace("Boats &amp; more", "Boote &amp; mehr").replace('lang="en"', 'lang="de"')
    found = render(document, "html", ExportOptions("deu_Latn"))
    assert found.text == wanted
    assert found.warnings[0].endswith("no German translation yet; the source text is used instead.")


def test_marks_are_written_with_the_tags_of_the_page() -> None:
    document = opened(PAGE)
    for beginning, text in (
        ("The **boats", "À [l'aube](dawn.html), **les** *bateaux*."),
        ("Nobody", "Voir [ici](https://x.org/?a&b)."),
    ):
        document.apply(set_rendition(document, concept(document, beginning), "fra_Latn", text))
    page = written(document, "fra_Latn")
    assert (
        '<p>À <a href="dawn.html" title="t">l\'aube</a>, <b>les</b> <em>bateaux</em>.<br>'
        'Voir <a href="https://x.org/?a&amp;b">ici</a>.</p>'
    ) in page


def test_tags_whose_half_is_lost_are_left_out_and_said() -> None:
    document = opened(PAGE)
    document.apply(set_rendition(document, concept(document, "One"), "deu_Latn", "Ein {1}rotes Ding {1}."))
    found = render(document, "html", ExportOptions("deu_Latn"))
    assert "<li>Ein rotes Ding .\n" in found.text
    assert "2 tags were not in the text any more and left out." in found.warnings


def test_deleted_texts_are_removed_and_said() -> None:
    document = opened(PAGE)
    document.apply(delete(document, [concept(document, "More.")]))
    document.apply(edit_text(document, concept(document, "Loose"), "Lost text.", "eng_Latn"))
    found = render(document, "html")
    assert found.text == PAGE.replace("<p>More.</p>", "<p></p>").replace("Loose text", "Lost text")
    assert found.warnings == ("1 text is not in the document any more and was removed.",)


def test_a_document_is_written_as_a_page_of_its_own() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    document = import_text(f"# Boats & co\n\nHello *you* <b>x</b>.\n\n{table}", language="en")
    page = written(document)
    assert '<html lang="en">' in page
    assert "<title>Boats &amp; co</title>" in page
    assert "<p>Hello <em>you</em> &lt;b&gt;x&lt;/b&gt;.</p>" in page
    assert "<td>2</td>" in page
    again = opened(page)
    assert texts(again)[:2] == ["Boats & co", "Hello *you* \\<b>x\\</b>."]
    arabic = import_text("وصل القارب.", language="ar")
    assert '<html lang="ar" dir="rtl">' in written(arabic)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (b"", "is empty"),
        (b"<html><script>x</script></html>", "contains no text"),
        (b"<meta charset=nothing><p>a", "'nothing' is not known"),
        (b"<meta charset=rot13><p>a", "'rot13' is no charset of texts"),
        (b"<p>a\n<p>\xff", "line 2: the page is not valid UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused(page: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^page\.html") as refused:
        opened(page)
    assert message in str(refused.value)


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "a", " ", "b.", "<br>", "<span>", "</span>", "<li>",
        "<ul>", "</ul>", "&amp;", "&", "<", "<!-- x -->", "<a href='x'>", "</a>", "<img>", "\n", "é", "*",
        "{1}", "<h2>", "</h2>", "<script>", "</script>", "<td>", "<table>",
    ]
)  # fmt: skip


@settings(suppress_health_check=SLOW, max_examples=300)
@given(st.lists(PIECES, max_size=25))
def test_any_page_is_given_back(pieces: list[str]) -> None:
    page = "Begin. " + "".join(pieces)
    assert render(opened(page, "en"), "html").text == page


def test_a_new_page_names_languages_and_tells_its_notes() -> None:
    source = "A boat[^x] and [there][1].\n\n[^x]: *Small*.\n\n[1]: https://example.org/\n\n<div>raw</div>"
    document = import_text(source, language="en")
    node = next(one for one in document.descendants(ROOT) if document.source_text(one).startswith("A boat"))
    document.apply(set_rendition(document, node, "heb_Hebr", "סירה[^x]."))
    shown = render(document, "html", ExportOptions("heb_Hebr", bilingual=True)).text
    assert '<html lang="he" dir="rtl">' in shown
    assert '<p lang="en" dir="ltr">A boat<sup><a href="#note1" id="ref1">1</a></sup> and' in shown
    assert '<p class="translation">סירה<sup><a href="#note1">1</a></sup>.</p>' in shown
    assert '<p lang="en" dir="ltr"><a href="#ref1">1.</a> <em>Small</em>.</p>' in shown
    assert '<a href="https://example.org/">there</a>' in shown
    assert "&lt;div&gt;raw&lt;/div&gt;" in shown
