"""Word files: read, given back with other texts and all else as it was, written anew, and refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import ExportOptions, UnreadableFile, archives, import_text
from conceptwriter.interchange.docx.stored import SKELETON, WHOLE
from conceptwriter.interchange.registry import import_content, render
from conceptwriter.interchange.spans import Inline, Span, spans_of
from conceptwriter.outline import ROOT, Document, Draft, Kind, NodeId
from conceptwriter.outline.edits import add_subtree, delete, edit_text, set_attributes, set_rendition
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


def test_a_file_without_changes_is_given_back_as_it_was() -> None:
    data = saved(file())
    found = render(opened(data), "docx")
    assert found.warnings == ()
    assert found.data == data


def test_only_the_text_is_written_anew() -> None:
    word = file()
    document = opened(word)
    document.apply(edit_text(document, concept(document, "One item"), "An item.", "eng_Latn"))
    found = render(document, "docx")
    assert found.data is not None
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (saved(word), found.data))
    assert sorted(before.namelist()) == sorted(after.namelist())
    same = [name for name in before.namelist() if before.read(name) == after.read(name)]
    assert set(before.namelist()) - set(same) <= {"word/document.xml", "docProps/core.xml"}


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
    assert texts(document) == ["Before[^1] after, page {1}."]
    node = concept(document, "Before")
    document.apply(set_rendition(document, node, "fra_Latn", "Page {1}, après[^1]."))
    back, warnings = given_back(document, "fra_Latn")
    assert warnings == ()
    xml = back.paragraphs[0]._p.xml
    assert xml.index("Page ") < xml.index("PAGE") < xml.index("apr") < xml.index('w:id="7"')
    assert back.paragraphs[0].text == "Page 3, après."
    document.apply(set_rendition(document, node, "fra_Latn", "Sans rien."))
    back, warnings = given_back(document, "fra_Latn")
    assert warnings == ("2 objects were not in the text any more and put at its end.",)
    assert 'w:id="7"' in back.paragraphs[0]._p.xml


def test_headers_and_footers_are_translated() -> None:
    word = file()
    word.sections[0].header.paragraphs[0].text = "A header"
    word.sections[0].footer.paragraphs[0].add_run("A footer").italic = True
    document = opened(word)
    assert texts(document)[-2:] == ["A header", "A footer"]
    document.apply(set_rendition(document, concept(document, "A header"), "deu_Latn", "Ein **Kopf**"))
    new = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "At the end.")])
    document.apply(add_subtree(document, document.children(ROOT)[0], None, new))
    back, _ = given_back(document, "deu_Latn")
    section = back.sections[0]
    assert runs(section.header.paragraphs[0]) == [("Ein ", False, False), ("Kopf", True, False)]
    assert runs(section.footer.paragraphs[0]) == [("A footer", False, True)]
    assert back.paragraphs[-1].text == "At the end.", "new text goes into the body"


NOTES = """<?xml version="1.0" encoding="UTF-8"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> The </w:t></w:r>
<w:r><w:rPr><w:b/></w:rPr><w:t>note</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p><w:p><w:r><w:t>More.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="8"><w:p><w:r><w:t>Nobody mentions it.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def with_note() -> Any:
    """A paragraph with a footnote, and one after it."""
    word = docx.Document()
    paragraph = word.add_paragraph("One")
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "7")
    paragraph.add_run()._r.append(reference)
    paragraph.add_run(" boat.")
    word.add_paragraph("Two.")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, NOTES.encode(), word.part.package)
    word.part.relate_to(part, f"{RELATIONSHIP_TYPE.HYPERLINK.rpartition('/')[0]}/footnotes")
    return word


def notes_of(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/footnotes.xml").decode()


def test_footnotes_are_translated_where_they_are_mentioned() -> None:
    document = opened(with_note())
    assert texts(document) == ["One[^1] boat.", "[^1]: The **note**.", "More.", "Two."]
    unchanged = render(document, "docx").data
    assert unchanged is not None
    assert notes_of(unchanged) == NOTES
    for beginning, text in (
        ("One", "Ein Boot[^1]."),
        ("[^1]", "[^1]: Die [**Notiz**](https://example.org/)."),
    ):
        document.apply(set_rendition(document, concept(document, beginning), "deu_Latn", text))
    found = render(document, "docx", ExportOptions("deu_Latn"))
    assert found.data is not None
    notes = notes_of(found.data)
    assert "<w:footnoteRef/></w:r><w:r>" in notes
    assert '<w:t xml:space="preserve"> Die </w:t>' in notes
    assert '<w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">Notiz</w:t>' in notes
    assert "Nobody mentions it." in notes
    relations = zipfile.ZipFile(io.BytesIO(found.data)).read("word/_rels/footnotes.xml.rels").decode()
    assert "https://example.org/" in relations
    again = opened(found.data)
    assert texts(again) == ["Ein Boot[^1].", "[^1]: Die [**Notiz**](https://example.org/).", "More.", "Two."]


def test_a_note_outlives_the_paragraph_that_mentions_it() -> None:
    document = opened(with_note())
    document.apply(delete(document, [document.node(concept(document, "One")).parent or ROOT]))
    found = render(document, "docx")
    assert found.warnings == ("1 paragraph is not in the document any more and was removed.",)
    assert found.data is not None
    assert texts(opened(found.data))[-1] == "Two."
    word = docx.Document(io.BytesIO(found.data))
    assert word.paragraphs[0].text == ""
    assert 'w:id="7"' in word.paragraphs[0]._p.xml
    assert "The " in notes_of(found.data)


def test_a_document_from_before_notes_were_read_leaves_them_alone() -> None:
    document = opened(with_note())
    document.apply(delete(document, [document.node(concept(document, "[^1]")).parent or ROOT]))
    document.apply(edit_text(document, concept(document, "One"), "Uno{1}.", "eng_Latn"))
    document.apply(set_attributes(document, ROOT, {WHOLE: None}))
    found = render(document, "docx")
    assert "Text in footnotes is not part of the document and stays as it was." in found.warnings
    assert found.data is not None
    assert notes_of(found.data) == NOTES
    assert texts(opened(found.data))[0] == "Uno[^1]."


def test_a_comment_stays_around_the_text_that_it_is_on() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("We ")
    run = paragraph.add_run("walk")
    word.add_comment(run, "Run?", author="Ann")
    paragraph.add_run(" home.")
    document = opened(word)
    assert texts(document) == ["We walk home."], "its mark is no part of the text"
    document.apply(set_rendition(document, concept(document, "We"), "deu_Latn", "Wir gehen heim."))
    back, warnings = given_back(document, "deu_Latn")
    assert warnings == ()
    (paragraph,) = back.paragraphs
    assert [child.tag.rpartition("}")[2] for child in paragraph._p] == [
        *("commentRangeStart", "r", "commentRangeEnd", "r"),
    ]  # fmt: skip
    assert paragraph._p[-1].find(qn("w:commentReference")) is not None
    assert [comment.text for comment in back.comments] == ["Run?"]


def test_text_in_boxes_is_said_to_stay() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Text.")
    box = OxmlElement("w:txbxContent")
    box.append(OxmlElement("w:p"))
    drawing = OxmlElement("w:pict")
    drawing.append(box)
    paragraph.add_run()._r.append(drawing)
    _, warnings = given_back(opened(word))
    assert warnings == ("Text in text boxes is not part of the document and stays as it was.",)


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


def test_notes_and_links_of_a_new_file() -> None:
    source = (
        "One[^a] and [there][1], two[^b], again[^a].\n\n[^a]: A *note*, [here](https://example.net/).\n\n"
    )
    source += "[^b]: Short\n\n[1]: https://example.org/\n"
    found = render(import_text(source, language="en"), "docx")
    assert found.data is not None
    assert texts(opened(found.data)) == [
        "One[^1] and [there](https://example.org/), two[^2], again\\[1\\].",
        "[^1]: A *note*, [here](https://example.net/).",
        "[^2]: Short",
    ]
    notes = notes_of(found.data)
    assert notes.count("<w:footnote ") == 4
    assert 'w:type="separator"' in notes
    plain = render(import_text("No note[^a].", "text", language="en"), "docx").data
    assert plain is not None
    assert "word/footnotes.xml" not in zipfile.ZipFile(io.BytesIO(plain)).namelist()
    assert texts(opened(plain)) == ["No note\\[^a\\]."]


def test_letters_that_xml_cannot_hold_do_not_end_an_export() -> None:
    word, _ = given_back(import_text("A\x01 boat.", language="en", title="T\x02"))
    assert word.paragraphs[0].text == "A\ufffd boat."
    assert word.core_properties.title == "T\ufffd"


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


def test_a_text_that_is_new_and_first_comes_first() -> None:
    word = docx.Document()
    word.add_paragraph("One.")
    document = opened(word)
    new = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "New.")])
    document.apply(add_subtree(document, ROOT, 0, new))
    back, _ = given_back(document)
    assert [paragraph.text for paragraph in back.paragraphs] == ["New.", "One."]
