"""What of a document is written, in which order, at which level and in which language."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import import_text
from conceptwriter.interchange.manuscript import ExportOptions, Manuscript
from conceptwriter.outline import Document, Draft, Kind, Rendition, edits
from tests.interchange.outlines import SEGMENTER
from tests.interchange.test_export import book, concept, paragraph

THREE_MISSING = "3 texts have no French translation yet; the source text is used instead."


def section(text: str, *children: Draft, **attributes: str) -> Draft:
    return Draft(Kind.SECTION, text, children=list(children), attributes=attributes)


def written(document: Document, options: ExportOptions | None = None) -> tuple[list[str], list[str]]:
    """`kind attributes: lines` of each block, and the warnings."""
    manuscript = Manuscript(document, options or ExportOptions())
    found = []
    for block in manuscript.blocks():
        attributes = "".join(f" {key}={value}" for key, value in sorted(block.attributes.items()))
        found.append(f"{block.kind}{block.level or ''}{attributes}: {'|'.join(block.lines)}")
    return found, manuscript.warnings


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ([section("A", section("B", section("C"), level="2"), level="3")], "3A 4B 5C"),
        ([section("A", level="3"), section("B", level="1"), section("C", level="6")], "3A 1B 1C"),
        ([section("A", section("B", level="5"), section("C", level="4"), section("D"))], "1A 5B 4C 2D"),
        ([section("A", level="x"), section("B", section("C", level=""))], "1A 1B 2C"),
        ([section("A", section("B", level="7"))], "1A 6B"),
    ],
)
def test_levels_of_headings(sections: list[Draft], expected: str) -> None:
    found, warnings = written(book(*sections))
    assert [block.removeprefix("section").replace(": ", "") for block in found] == expected.split()
    assert warnings == []


def test_what_is_too_deep_is_counted() -> None:
    deepest = section("8")
    for name in "7654321":
        deepest = section(name, deepest)
    found, warnings = written(book(deepest))
    assert [block[7] for block in found] == list("12345666")
    assert warnings == ["2 headings are deeper than six levels and written as level six."]


def test_paragraphs_after_sections_are_counted() -> None:
    a, b, c, d = (paragraph(concept(text)) for text in "abcd")
    found, warnings = written(book(a, section("A"), b, c, section("B"), d))
    assert [block[-1] for block in found] == list("aAbcBd")
    assert warnings == [
        (
            "3 paragraphs come after a subsection and will be read as part of that subsection "
            "in the exported file."
        )
    ]
    assert written(book(paragraph(concept("a")), section("A", paragraph(concept("b")))))[1] == []


@pytest.mark.parametrize(
    ("concepts", "attributes", "expected"),
    [
        ([concept("a", **{"break": "1"}), concept("b", **{"break": "2"}), concept("c")], {}, "a|b||c"),
        ([concept("a", **{"break": "1"}), concept("", **{"break": "1"}), concept("c")], {}, "a||c"),
        ([concept("a", **{"break": "2"}), concept("", **{"break": "3"}), concept("c")], {}, "a|||||c"),
        ([concept("a", **{"break": "1"}), concept("b"), concept("c", **{"break": "1"})], {}, "a|b c"),
        ([concept("a"), concept(""), concept("c")], {}, "a c"),
        ([concept("a", gap="  "), concept("b", gap=""), concept("c")], {}, "a  bc"),
        ([concept("a", **{"break": "1", "gap": "\u00a0"}), concept("b")], {}, "a|\u00a0b"),
        ([concept("a\r\nb\nc")], {}, "a||b|c"),
        ([concept("", **{"break": "1"}), concept("a")], {}, "a"),
        ([concept("a")], {"lead": "\u3000", "tail": "\u00a0"}, "\u3000a\u00a0"),
        (
            [concept("a", **{"break": "1"}), concept("b")],
            {"lead": "\u3000", "tail": "\u00a0"},
            "\u3000a|b\u00a0",
        ),
        ([concept(" \ta\t ")], {}, "a"),
    ],
)
def test_lines_of_a_paragraph(concepts: list[Draft], attributes: dict[str, str], expected: str) -> None:
    (found,), _ = written(book(paragraph(*concepts, **attributes)))
    assert found.partition(": ")[2] == expected


def test_what_says_nothing_is_written_where_it_opens_an_item_only() -> None:
    document = book(
        paragraph(),
        paragraph(concept("")),
        paragraph(within="-"),
        paragraph(within="-~"),
        paragraph(concept(""), within="-~ -"),
        paragraph(block="heading", level="2"),
    )
    found, _ = written(document)
    assert found == ["text within=-: ", "text within=-~ -: ", "heading block=heading level=2: "]


@pytest.mark.parametrize("kind", ["code", "html", "rule", "table", "definition", "source"])
def test_verbatim_blocks_have_a_concept_a_line(kind: str) -> None:
    document = book(paragraph(concept("x"), concept("y"), block=kind))
    assert written(document)[0] == [f"{kind} block={kind}: x\ny"]
    french = ExportOptions("fra_Latn")
    assert written(book(paragraph(concept("x", "z"), block=kind)), french)[0] == [f"{kind} block={kind}: x"]


@pytest.mark.parametrize("kind", ["text", "section", "note", "unheard of"])
def test_what_no_paragraph_can_be_is_text(kind: str) -> None:
    document = book(paragraph(concept("x"), concept("y"), block=kind))
    assert written(document)[0] == [f"text block={kind}: x y"]
    assert written(book(paragraph(concept("x"), block="heading")))[0] == ["heading block=heading: x"]


@pytest.fixture
def bilingual() -> Document:
    chapter = Draft(Kind.SECTION, "S", renditions={"fra_Latn": Rendition("T")}, note=" n ")
    return book(
        paragraph(concept("a", "A"), concept("b"), within="-", tight="1", apart="1", written="x"),
        paragraph(concept("same", note="m"), within="> -~"),
        paragraph(concept("x", verbatim="1"), block="code"),
        paragraph(concept("c", "C"), concept("12"), within="> -~"),
        chapter,
        Draft(Kind.SECTION, "U"),
    )


def test_one_language(bilingual: Document) -> None:
    found, warnings = written(bilingual, ExportOptions("fra_Latn"))
    assert found == [
        "text apart=1 tight=1 within=- written=x: A b",
        "text within=> -~: same",
        "code block=code: x",
        "text within=> -~: C 12",
        "section1: T",
        "section1: U",
    ]
    assert warnings == [THREE_MISSING]


def test_two_languages_and_notes(bilingual: Document) -> None:
    found, warnings = written(bilingual, ExportOptions("fra_Latn", bilingual=True, include_notes=True))
    assert found == [
        "text apart=1 tight=1 within=-: a b",
        "text within=-~: A b",
        "text within=> -~: same",
        "note within=>~ -~: m",
        "code block=code: x",
        "text within=> -~: c 12",
        "text within=>~ -~: C 12",
        "section1: S",
        "text: T",
        "note: n",
        "section1: U",
    ]
    assert warnings == [THREE_MISSING]
    alone, warnings = written(bilingual, ExportOptions(bilingual=True))
    second = {"text within=-~: A b", "text within=>~ -~: C 12", "text: T"}
    assert alone == [block for block in found if block not in second and not block.startswith("note")]
    assert warnings == [
        "There is no second language: each text is shown only in the language it was written in."
    ]


def test_a_second_heading_alone_is_a_second_language() -> None:
    document = book(Draft(Kind.SECTION, "S", renditions={"fra_Latn": Rendition("T")}))
    assert written(document, ExportOptions("fra_Latn", bilingual=True)) == (["section1: S", "text: T"], [])


def test_notes_of_the_document_come_first() -> None:
    document = book(paragraph(concept("a", note="n"), concept("b", note=" \n")))
    document.root.note = "r"
    paragraph_id = document.children(1)[0]
    document.node(paragraph_id).note = "p"
    assert written(document, ExportOptions(include_notes=True))[0] == [
        "note: r",
        "text: a b",
        "note: p",
        "note: n",
    ]


def test_what_says_what_it_said_is_known() -> None:
    document = import_text("A\n=\n\nOne\ntwo.\n\nThree.\n", language="en", segmenter=SEGMENTER)
    assert [block.is_as_read for block in Manuscript(document).blocks()] == [True, True, False]
    first = next(iter(document.concepts()))
    document.apply(edits.edit_text(document, first, "One."))
    assert [block.is_as_read for block in Manuscript(document).blocks()] == [True, False, False]
    document.apply(edits.set_rendition(document, first, "fra_Latn", "Un."))
    french = Manuscript(document, ExportOptions("fra_Latn")).blocks()
    assert [block.is_as_read for block in french] == [True, False, False]
