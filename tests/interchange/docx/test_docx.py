"""Word files: read, given back with other texts and all else as it was, written anew, and refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import ExportOptions, UnreadableFile, archives, import_text
from conceptwriter.interchange.docx.stored import SKELETON
from conceptwriter.interchange.registry import import_content, render
from conceptwriter.interchange.spans import Inline, Span, spans_of
from conceptwriter.outline import ROOT, Document, Draft, Kind, NodeId
from conceptwriter.outline.edits import add_subtree, delete, edit_text, set_rendition
from tests.interchange.outlines import SLOW


def saved(word: Any) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def file() -> Any:
    """Something of everything."""
    word = docx.Document()
    word.core_properties.title = "Boats"
    word.add_heading("The harbour", 1)
    paragraph = word.add_paragraph("The ")
    paragraph.add_run("boats").bold = True
    paragraph.add_run(" came in at ")
    dawn = paragraph.add_run("dawn")
    dawn.bold = dawn.italic = True
    paragraph.add_run(". Nobody was waiting.")
    for style, text in (
        ("List Bullet", "One item."),
        ("List Number", "First."),
        ("List Number", "Second."),
        ("Quote", "A quotation."),
        ("Quote", "More of it."),
    ):
        word.add_paragraph(text, style=style)
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cell one.", "Cell two."
    paragraph = word.add_paragraph("See")
    paragraph.add_run().add_break()
    paragraph.add_run("below *stars* & <tags>.")
    big = word.add_paragraph().add_run("All bold and big. Two sentences.")
    big.bold, big.font.size = True, Pt(20)
    return word


def opened(word: Any) -> Document:
    data = word if isinstance(word, bytes) else saved(word)
    return import_content(data, "docx", "en", title="file", name="boats.docx")


def given_back(document: Document, language: str | None = None) -> tuple[Any, tuple[str, ...]]:
    found = render(document, "docx", ExportOptions(language))
    assert found.data is not None
    return docx.Document(io.BytesIO(found.data)), found.warnings


def texts(document: Document) -> list[str]:
    return [document.source_text(node) for node in document.descendants(ROOT) if document.source_text(node)]


def concept(document: Document, beginning: str) -> NodeId:
    return next(
        node for node in document.descendants(ROOT) if document.source_text(node).startswith(beginning)
    )


def runs(paragraph: Any) -> list[tuple[str, bool, bool]]:
    return [(run.text, bool(run.bold), bool(run.italic)) for run in paragraph.runs]


def test_a_file_becomes_a_document() -> None:
    document = opened(file())
    assert document.source_text(ROOT) == "Boats"
    assert texts(document) == [
        *("The harbour", "The **boats** came in at ***dawn***.", "Nobody was waiting."),
        *("One item.", "First.", "Second.", "A quotation.", "More of it.", "Cell one.", "Cell two."),
        *("See", "below \\*stars\\* & \\<tags>.", "All bold and big.", "Two sentences."),
    ]
    (section,) = document.children(ROOT)
    within = [document.node(child).attributes.get("within", "") for child in document.children(section)]
    assert within == ["", "-", "1.", "2.", ">", ">~", "", "", "", ""]


def test_a_file_without_changes_is_given_back_with_the_same_parts() -> None:
    word = file()
    document = opened(word)
    found = render(document, "docx")
    assert found.warnings == ()
    assert found.data is not None
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (saved(word), found.data))
    assert sorted(before.namelist()) == sorted(after.namelist())
    assert all(before.read(name) == after.read(name) for name in before.namelist() if "core.xml" not in name)


def test_texts_are_replaced_and_looks_stay() -> None:
    document = opened(file())
    for beginning, text in (
        ("The harbour", "Der Hafen"),
        ("The **boats", "Die **Boote** kamen bei *Tagesanbruch* an."),
        ("Nobody", "Niemand [wartete](https://example.org/)."),
        ("All bold", "Alles fett."),
        ("Cell two", "Zelle zwei."),
    ):
        document.apply(set_rendition(document, concept(document, beginning), "deu_Latn", text))
    word, warnings = given_back(document, "deu_Latn")
    assert warnings == ("9 texts have no German translation yet; the source text is used instead.",)
    heading, first, *_, last = word.paragraphs
    assert (heading.text, heading.style.name) == ("Der Hafen", "Heading 1")
    assert runs(first) == [
        ("Die ", False, False), ("Boote", True, False), (" kamen bei ", False, False),
        ("Tagesanbruch", False, True), (" an. Niemand ", False, False), (".", False, False),
    ]  # fmt: skip
    (link,) = first.hyperlinks
    assert (link.text, link.address) == ("wartete", "https://example.org/")
    assert runs(last) == [("Alles fett. Two sentences.", True, False)]
    assert last.runs[0].font.size == Pt(20)
    assert word.tables[0].cell(0, 1).text == "Zelle zwei."
    again = opened(saved(word))
    assert "Die **Boote** kamen bei *Tagesanbruch* an." in texts(again)


def test_objects_stay_in_the_text() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Before")
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "7")
    paragraph.add_run()._r.append(reference)
    paragraph.add_run(" after, page ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), (None, "3"), ("end", "")):
        run = paragraph.add_run(text if kind is None else "")
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind == "":
            code = OxmlElement("w:instrText")
            code.text = text
            run._r.append(code)
    paragraph.add_run(".")
    document = opened(word)
    assert texts(document) == ["Before{1} after, page {2}."]
    node = concept(document, "Before")
    document.apply(set_rendition(document, node, "fra_Latn", "Page {2}, après{1}."))
    back, warnings = given_back(document, "fra_Latn")
    assert warnings == ()
    xml = back.paragraphs[0]._p.xml
    assert xml.index("Page ") < xml.index("PAGE") < xml.index("apr") < xml.index('w:id="7"')
    assert back.paragraphs[0].text == "Page 3, après."
    document.apply(set_rendition(document, node, "fra_Latn", "Sans rien."))
    back, warnings = given_back(document, "fra_Latn")
    assert warnings == ("2 objects were not in the text any more and put at its end.",)
    assert 'w:id="7"' in back.paragraphs[0]._p.xml


def test_what_is_not_part_of_the_document_is_said() -> None:
    word = file()
    word.sections[0].header.paragraphs[0].text = "A header"
    _, warnings = given_back(opened(word))
    assert warnings == ("Text in headers is not part of the document and stays as it was.",)


def test_tracked_changes_count_as_made_and_are_said_where_they_go() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("We ")
    for name, kind, text in (("w:del", "w:delText", "walk"), ("w:ins", "w:t", "run")):
        change = OxmlElement(name)
        run, said = OxmlElement("w:r"), OxmlElement(kind)
        said.text = text
        run.append(said)
        change.append(run)
        paragraph._p.append(change)
    document = opened(word)
    assert texts(document) == ["We run"]
    assert given_back(document)[1] == ()
    document.apply(edit_text(document, concept(document, "We"), "We ran", "eng_Latn"))
    back, warnings = given_back(document)
    assert back.paragraphs[0].text == "We ran"
    assert warnings == ("1 paragraph had tracked changes, which are accepted in its new text.",)


def test_deleted_paragraphs_are_emptied_and_new_ones_written() -> None:
    document = opened(file())
    document.apply(delete(document, [concept(document, "One item")]))
    (section,) = document.children(ROOT)
    new = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "A *new* one.")])
    document.apply(add_subtree(document, section, 1, new))
    back, warnings = given_back(document)
    assert warnings == ("1 paragraph is not in the document any more and was removed.",)
    assert "One item." not in [found.text for found in back.paragraphs]
    assert [found.text for found in back.paragraphs][1:3] == [
        "The boats came in at dawn. Nobody was waiting.",
        "A new one.",
    ]
    assert runs(back.paragraphs[2])[1] == ("new", False, True)


def test_a_document_is_written_as_a_new_file_and_read_again() -> None:
    source = "# Title\n\nHello *you* and **me**.\nBye.\n\n- a\n- b\n  1. c\n\n> quote\n\n"
    source += "```\ncode\n```\n\n---\n\n| a | *b* |\n|---|---|\n| 1 | 2 |\n"
    document = import_text(source, language="en")
    word, warnings = given_back(document)
    assert warnings == ()
    found = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs]
    assert found == [
        *(
            ("Heading 1", "Title"),
            ("Normal", "Hello you and me. Bye."),
            ("List Bullet", "a"),
            ("List Bullet", "b"),
        ),
        *(("List Number 2", "c"), ("Quote", "quote"), ("Code", "code"), ("Normal", "* * *"), ("Normal", "")),
    ]
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["1", "2"]]
    again = opened(saved(word))
    assert texts(again)[:3] == ["Title", "Hello *you* and **me**.", "Bye."]


def test_a_language_from_right_to_left_is_written_so() -> None:
    document = import_text("وصل القارب. لم ينتظر أحد.", language="ar")
    word, _ = given_back(document)
    assert word.paragraphs[0]._p.pPr.find(qn("w:bidi")) is not None
    assert word.core_properties.language == "ar"


def changed(name: str, content: bytes) -> bytes:
    """A file with one part replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(file()))) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            if part.filename != name:
                after.writestr(part, before.read(part))
        after.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no zip archive"),
        (b"PK\x03\x04 broken", "is no zip archive"),
        (b"\xd0\xcf\x11\xe0 an older file", "If it is an older .doc"),
        (changed("word/document.xml", b"<a>"), "is not a Word document that can be read"),
        (changed("word/document.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a/>'), "defines entities"),
        (changed("word/big.xml", b"0" * 3_000_000), "would unpack to 3,000,000 bytes"),
        (saved(docx.Document()), "contains no text"),
    ],
)
def test_what_is_no_word_file_or_not_safe_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^boats\.docx") as refused:
        opened(data)
    assert message in str(refused.value)


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_PARTS", 3)
    with pytest.raises(UnreadableFile, match="too large to read"):
        opened(file())


def test_a_very_large_file_is_read_but_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conceptwriter.interchange.docx.stored.MOST_KEPT", 10)
    document = opened(file())
    assert SKELETON not in document.root.attributes
    assert given_back(document)[0].paragraphs[0].text == "The harbour"


SPANS = st.lists(
    st.builds(
        Span,
        st.text("ab *_[]()<&\\`.é文", min_size=1, max_size=6),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "", "https://example.org/a"]),
    ),
    max_size=5,
)


@settings(suppress_health_check=SLOW, max_examples=200)
@given(SPANS)
def test_no_letter_is_lost_between_word_and_markdown(spans: list[Span]) -> None:
    inline = Inline(spans)
    found = spans_of(inline.markdown())
    letters = "".join("".join(span.text for span in spans).split())
    assert "".join("".join(span.text for span in found).split()) == letters
