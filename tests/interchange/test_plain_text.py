from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import export_document, import_text
from conceptwriter.outline import ROOT, Document, Draft, Kind
from tests.interchange.outlines import SEGMENTER, SLOW, headings, outline, paragraph, settled_lines


def read(text: str, language: str = "eng_Latn") -> Document:
    return import_text(text, "txt", language, title="Title", segmenter=SEGMENTER)


def texts(document: Document) -> list[list[str]]:
    nodes = (document.node(node) for node in document.of_kind(Kind.PARAGRAPH))
    return [[document.text(child) for child in node.children] for node in nodes]


@st.composite
def manuscripts(draw: st.DrawFn) -> Document:
    """Documents that plain text can express: headings and paragraphs of one line."""
    language = draw(st.sampled_from(["eng_Latn", "zho_Hans", "arb_Arab", "hin_Deva"]))
    root = Draft(Kind.SECTION, "Title", language=language, source_language=language)
    root.children = [
        _plain(lines) for lines in draw(st.lists(settled_lines(language, marks=False), max_size=3))
    ]
    for heading in draw(st.lists(headings(language), max_size=3)):
        own = draw(st.lists(settled_lines(language, marks=False), max_size=2))
        inner = Draft(Kind.SECTION, draw(headings(language)))
        root.children.append(Draft(Kind.SECTION, heading, children=[*map(_plain, own), inner]))
    return Document.from_draft(root, language)


def _plain(texts: list[str]) -> Draft:
    draft = paragraph([texts], {})
    for child in draft.children:
        child.attributes.clear()
    return draft


@given(document=manuscripts())
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    written = export_document(document, "text")
    if written.strip():
        assert outline(read(written, document.root.source_language))[2:] == outline(document)[2:], written


@given(
    text=st.lists(
        st.sampled_from(["A b.", "C", "\n", "\n\n", "===", "---", "~~~", "- x", "\\", "  ", "字。"])
    )
)
@settings(max_examples=100, deadline=None)
def test_the_second_export_is_the_first(text: list[str]) -> None:
    source = "".join(text)
    if source.strip():
        first = export_document(read(source), "text")
        assert export_document(read(first), "text") == first


def test_blank_lines_part_paragraphs_and_wrapped_lines_are_joined() -> None:
    assert texts(read("One.\nTwo\n\n \n\nThree.\n")) == [["One.", "Two"], ["Three."]]
    assert texts(read("天亮\n了。", "zho_Hans")) == [["天亮了。"]]


def test_underlined_lines_are_headings() -> None:
    document = read("Chapter\n=======\n\nText.\n\nPart\n----\n\nMore.\n\nshort\n--\n")
    chapter = document.children(ROOT)[0]
    assert document.text(chapter) == "Chapter"
    assert document.text(ROOT) == "Chapter"
    part = document.children(chapter)[1]
    assert document.text(part) == "Part"
    assert texts(document) == [["Text."], ["More."], ["short --"]]


def test_without_blank_lines_long_lines_are_paragraphs() -> None:
    long_line = (
        "This is a line of a text that some word processor has saved without any blank line in it at all."
    )
    assert texts(read(f"{long_line}\n{long_line}\n")) == [[long_line], [long_line]]


def test_markdown_marks_are_taken_out_of_markdown_documents_only() -> None:
    source = "# A *title*\n\nSee [this](u) `code` **now** &amp; ![a boat](x.png).\n\n- item\n"
    written = export_document(import_text(source, segmenter=SEGMENTER), "text")
    assert written == "A title\n=======\n\nSee this code now & a boat.\n\n- item\n"
    assert export_document(read("2 * 3 * 4 = 24."), "text") == "2 * 3 * 4 = 24.\n"
