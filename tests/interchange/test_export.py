from __future__ import annotations

import pytest

from conceptwriter.interchange import ExportOptions, UnknownFormat, export_document, import_text, render
from conceptwriter.language import UnknownLanguage
from conceptwriter.outline import TRASH, Document, Draft, Kind, Rendition
from conceptwriter.outline.sketch import Sketch
from tests.interchange.outlines import SEGMENTER, outline


def concept(english: str, french: str = "", note: str = "", **attributes: str) -> Draft:
    renditions = {"fra_Latn": Rendition(french)} if french else {}
    return Draft(Kind.CONCEPT, english, renditions=renditions, note=note, attributes=attributes)


def paragraph(*concepts: Draft, **attributes: str) -> Draft:
    return Draft(Kind.PARAGRAPH, children=list(concepts), attributes=attributes)


def book(*children: Draft, language: str = "eng_Latn") -> Document:
    return Document.from_draft(Draft(Kind.SECTION, "Title", children=list(children)), language)


@pytest.fixture
def harbour() -> Document:
    chapter = Draft(Kind.SECTION, "The harbour", renditions={"fra_Latn": Rendition("Le port")})
    chapter.note = "Open at dawn"
    chapter.children = [
        paragraph(
            concept("The boats came.", "Les bateaux vinrent.", note="Which?\n\nAll -- of them."),
            concept("No one."),
        ),
        paragraph(concept("A bell rang.", "Une cloche sonna."), within="-"),
        paragraph(concept("print()", verbatim="1"), block="code", fence="```"),
    ]
    return book(chapter)


def test_the_output_language_of_the_document_is_written(harbour: Document) -> None:
    assert export_document(harbour) == (
        "# The harbour\n\nThe boats came. No one.\n\n- A bell rang.\n\n```\nprint()\n```\n"
    )


def test_another_language_falls_back_to_the_source_and_says_so(harbour: Document) -> None:
    export = render(harbour, "markdown", ExportOptions(language="fr"))
    assert (
        export.text
        == "# Le port\n\nLes bateaux vinrent. No one.\n\n- Une cloche sonna.\n\n```\nprint()\n```\n"
    )
    assert export.warnings == ("1 text has no French translation yet; the source text is used instead.",)


def test_a_paragraph_set_to_another_language_is_written_in_it(harbour: Document) -> None:
    harbour.node(harbour.children(harbour.children(1)[0])[0]).language = "fra_Latn"
    export = render(harbour, "markdown")
    assert export.text.startswith("# The harbour\n\nLes bateaux vinrent. No one.\n\n- A bell")
    assert len(export.warnings) == 1


def test_bilingual_goes_paragraph_by_paragraph(harbour: Document) -> None:
    text = export_document(harbour, "markdown", "fra_Latn", bilingual=True)
    assert text == (
        "# The harbour\n\nLe port\n\nThe boats came. No one.\n\nLes bateaux vinrent. No one.\n\n"
        "- A bell rang.\n\n  Une cloche sonna.\n\n```\nprint()\n```\n"
    )


def test_bilingual_without_a_second_language_says_so(harbour: Document) -> None:
    export = render(harbour, "markdown", ExportOptions(bilingual=True))
    assert export.text == export_document(harbour)
    assert "There is no second language" in export.warnings[0]


def test_notes_are_written_as_comments_when_asked_for(harbour: Document) -> None:
    text = export_document(harbour, include_notes=True)
    assert "# The harbour\n\n<!-- Note: Open at dawn -->\n\n" in text
    assert "No one.\n\n<!-- Note: Which?\nAll - - of them. -->\n\n- A bell" in text
    assert "Note:" not in export_document(harbour)
    assert "[Note: Open at dawn]" in export_document(harbour, "text", include_notes=True)


def test_a_note_in_a_list_item_stays_in_the_item() -> None:
    document = book(
        paragraph(concept("One.", note="a"), within="-"), paragraph(concept("Two."), within="-", tight="1")
    )
    text = export_document(document, include_notes=True)
    assert text == "- One.\n\n  <!-- Note: a -->\n- Two.\n"


def test_trash_and_proposals_are_never_written(harbour: Document) -> None:
    before = export_document(harbour)
    harbour._adopt(harbour.nodes_of_draft(paragraph(concept("Deleted.")), TRASH))
    assert export_document(harbour) == before


def test_chinese_sentences_are_joined_without_a_space() -> None:
    document = book(paragraph(concept("天亮了。"), concept("船回来了。")), language="zho_Hans")
    assert export_document(document) == "天亮了。船回来了。\n"


def test_levels_follow_the_outline_where_attributes_are_out_of_date() -> None:
    deep = Draft(Kind.SECTION, "Deep", attributes={"level": "5"})
    document = book(
        Draft(Kind.SECTION, "One", children=[deep]), Draft(Kind.SECTION, "Two", attributes={"level": "3"})
    )
    assert export_document(document) == "# One\n\n##### Deep\n\n# Two\n"


def test_what_markdown_cannot_express_is_reported() -> None:
    section = Draft(Kind.SECTION, "6")
    for name in "54321":
        section = Draft(Kind.SECTION, name, children=[section])
    deepest = section
    while deepest.children:
        deepest = deepest.children[0]
    deepest.children.append(Draft(Kind.SECTION, "7"))
    section.children.append(paragraph(concept("Behind.")))
    export = render(book(section), "markdown")
    assert export.text.endswith("###### 6\n\n###### 7\n\nBehind.\n")
    assert "1 paragraph comes after a subsection" in export.warnings[0]
    assert "1 heading is deeper than six levels" in export.warnings[1]


@pytest.mark.parametrize(
    "attributes",
    [
        {"within": "nonsense"},
        {"within": "-~ >~ 7)~"},
        {"block": "unheard of"},
        {"block": "heading", "level": "x"},
        {"block": "rule"},
        {"block": "code", "fence": "?", "info": "a`b\nc"},
        {"tight": "1"},
        {"tight": "1", "within": ">~"},
    ],
)
def test_attributes_that_make_no_sense_lose_no_text(attributes: dict[str, str]) -> None:
    document = book(
        paragraph(concept("First.")), paragraph(concept("Second.", **{"break": "x"}), **attributes)
    )
    text = export_document(document)
    if attributes.get("block") != "rule":
        assert "Second." in text
    assert outline(import_text(text, language="en", segmenter=SEGMENTER))[3]


def test_concepts_with_line_ends_or_nothing_in_them_are_written() -> None:
    document = book(
        paragraph(concept("One\r\ntwo."), concept(""), concept(" three. ")),
        paragraph(),
        paragraph(concept("  ")),
    )
    assert export_document(document) == "One\\\n\\\ntwo.  three.\n"


def test_an_empty_document_is_an_empty_text() -> None:
    assert export_document(book()) == ""
    assert export_document(book(), "text") == ""


def test_unknown_formats_and_languages_are_refused(harbour: Document) -> None:
    with pytest.raises(UnknownFormat, match=r"'abw'.*markdown \(\.md"):
        export_document(harbour, "abw")
    with pytest.raises(UnknownLanguage):
        export_document(harbour, "markdown", "klingon")


def test_what_is_not_for_translation_is_written_as_it_stands_and_not_missed(harbour: Document) -> None:
    chapter = harbour.children(1)[0]
    image = Draft(
        Kind.CONCEPT,
        "![A quay](quay.png)",
        attributes={"verbatim": "1"},
        renditions={"fra_Latn": Rendition("![Un quai](quai.png)")},
    )
    other = Draft(Kind.CONCEPT, "![Only here](here.png)", attributes={"verbatim": "1"})
    with Sketch(harbour) as sketch:
        sketch.insert(chapter, 0, paragraph(image, other))
    harbour.apply(sketch.operation("Insert"))
    export = render(harbour, "markdown", ExportOptions(language="fr"))
    assert export.text.startswith("# Le port\n\n![A quay](quay.png) ![Only here](here.png)\n\n")
    assert export.warnings == ("1 text has no French translation yet; the source text is used instead.",)


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (["", "One."], "One.\n"),
        (["One.", ""], "One.\n"),
        (["One.\nTwo."], "One.\\\nTwo.\n"),
        (["\nOne.\n"], "One.\n"),
        (["", "\n", "One."], "One.\n"),
    ],
)
def test_lines_without_text_around_a_paragraph_are_not_written(texts: list[str], written: str) -> None:
    assert export_document(book(paragraph(*(concept(text) for text in texts)))) == written


def test_every_text_without_a_translation_is_counted_once() -> None:
    document = book(paragraph(concept("One."), concept("Two.")))
    export = render(document, "markdown", ExportOptions(language="fr"))
    assert export.warnings == ("2 texts have no French translation yet; the source text is used instead.",)
