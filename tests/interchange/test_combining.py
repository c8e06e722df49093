"""Several files in one document: what was apart stays apart."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import Combined, Part, combine, export_document, read_source
from conceptwriter.outline import ROOT, Kind
from tests.interchange.outlines import SEGMENTER


def combined(*texts: str, formats: tuple[str, ...] = (), language: str | None = "eng_Latn") -> Combined:
    names = formats or ("markdown",) * len(texts)
    parts = [
        Part(read_source(text, name), f"File {number}", f"{number}.md")
        for number, (text, name) in enumerate(zip(texts, names, strict=True), start=1)
    ]
    return combine(parts, "Book", language, SEGMENTER)


def body(found: Combined) -> str:
    return export_document(found.document)


def test_footnotes_with_the_same_number_stay_two_notes() -> None:
    found = combined("# One\n\nA.[^1]\n\n[^1]: Note of one.\n", "# Two\n\nB.[^1]\n\n[^1]: Note of two.\n")
    assert body(found) == (
        "# One\n\nA.[^1]\n\n[^1]: Note of one.\n\n# Two\n\nB.[^1-2]\n\n[^1-2]: Note of two.\n"
    )
    assert found.remarks == ("2.md: 1 label is also used by another file and renamed here.",)


def test_new_labels_are_free_in_all_files() -> None:
    one = "# One\n\nA.[^1] B.[^1-2]\n\n[^1]: First note.\n\n[^1-2]: Second note.\n"
    two = "# Two\n\nC.[^1]\n\n[^1]: Third note.\n"
    assert "C.[^1-3]" in body(combined(one, two))
    assert "D.[^1-3]" in body(combined(two, "# Three\n\nD.[^1]\n\n[^1]: Other.\n\nE[^1-2]\n\n[^1-2]: F g.\n"))


@pytest.mark.parametrize(
    ("reference", "renamed"),
    [
        ("[the page][Site]", "[the page][Site-2]"),
        ("[SITE][]", "[SITE][Site-2]"),
        ("[site]", "[site][Site-2]"),
        ("![site]", "![site][Site-2]"),
        ("![an image][site]", "![an image][Site-2]"),
        ("[a [site] in words][other]", "[a [site][Site-2] in words][other]"),
        ("[site](https://c.d/e)", "[site](https://c.d/e)"),
        ("`[site]`", "`[site]`"),
        ("\\[site]", "\\[site]"),
        ("<a title='[site]'>x</a>", "<a title='[site]'>x</a>"),
        ("[other]", "[other]"),
    ],
)
def test_link_definitions_stay_apart_with_their_references(reference: str, renamed: str) -> None:
    one = "# One\n\nSee [site].\n\n[site]: https://a.b/one\n"
    two = f"# Two\n\nSee {reference} now.\n\n[Site]: https://a.b/two\n\n[other]: https://a.b/other\n"
    written = body(combined(one, two))
    assert "See [site].\n\n[site]: https://a.b/one\n" in written
    assert f"See {renamed} now.\n\n[Site-2]: https://a.b/two\n" in written


def test_headings_and_tables_refer_too() -> None:
    one = "# One\n\n[x]: /one\n"
    two = "# Two [x]\n\n| a |\n| --- |\n| [x] |\n\n[x]: /two\n"
    written = body(combined(one, two))
    assert "# Two [x][x-2]\n" in written
    assert "| [x][x-2] |" in written


def test_the_same_definition_twice_is_one() -> None:
    found = combined("# One\n\n[x]\n\n[x]: /same\n", "# Two\n\n[x]\n\n[x]: /same\n")
    assert "-2" not in body(found)
    assert not found.remarks


def test_a_file_may_refer_to_a_note_of_another() -> None:
    written = body(combined("# One\n\nA.[^1]\n", "# Notes\n\n[^1]: The note of one.\n"))
    assert "A.[^1]" in written
    assert "[^1]: The note of one." in written


def test_code_is_left_alone() -> None:
    one = "# One\n\n[x]: /one\n"
    assert "```\n[x]\n[x]: /y\n```" in body(combined(one, "# Two\n\n```\n[x]\n[x]: /y\n```\n\n[x]: /two\n"))


def test_the_front_matter_of_each_file_is_kept() -> None:
    found = combined("---\ntitle: Book\n---\n\nOne.\n", "---\ntitle: Two\nauthor: Ann\n---\n\nTwo.\n")
    document = found.document
    assert document.root.attributes["front_matter"] == "---\ntitle: Book\n---"
    second = document.node(document.children(ROOT)[1])
    assert second.note == "---\ntitle: Two\nauthor: Ann\n---"
    assert found.remarks == (
        "2.md: a document can have only one front matter; this one is kept in the note of the section “Two”.",
    )
    assert "author: Ann" in export_document(document, include_notes=True)


def test_a_front_matter_is_kept_when_the_file_is_one_section() -> None:
    found = combined("# One\n\nA b.\n", "---\ndate: 2024\n---\n\n# Two\n\nC d.\n")
    second = found.document.node(found.document.children(ROOT)[1])
    assert (found.document.text(second.id), second.note) == ("Two", "---\ndate: 2024\n---")


def test_each_file_has_its_own_language() -> None:
    english = "# One\n\nThe boats came in at dawn, and nobody was waiting for them.\n"
    french = "# Deux\n\nLes bateaux sont arrivés à l’aube, et il n’y avait personne pour les attendre.\n"
    found = combined(english, french, language=None)
    assert found.languages == ("eng_Latn", "fra_Latn")
    document = found.document
    one, two = document.children(ROOT)
    assert document.node(two).source_language == document.effective_language(two) == "fra_Latn"
    assert document.node(document.children(document.children(two)[0])[0]).source_language == "fra_Latn"
    assert document.effective_language(one) == "eng_Latn"
    assert body(found) == f"{english}\n{french}"


def test_a_file_that_tells_no_language_is_taken_for_what_the_others_are() -> None:
    french = "# Deux\n\nLes bateaux sont arrivés à l’aube, et il n’y avait personne pour les attendre.\n"
    assert combined("# 1\n\n1984.\n", french, language=None).languages == ("fra_Latn",)


def test_plain_text_among_markdown_reads_as_before() -> None:
    found = combined("# One\n\n*Stressed* text.\n", "2 *stars* <b> [x]\n", formats=("markdown", "text"))
    assert body(found) == "# One\n\n*Stressed* text.\n\n# File 2\n\n2 \\*stars\\* \\<b> \\[x\\]\n"
    plain = combined("One *star*.\n", "Two.\n", formats=("text", "text"))
    assert plain.document.root.attributes["markup"] == "plain"


def test_a_formula_in_a_plain_text_is_one_in_markdown_too() -> None:
    found = combined("# One\n\nText.\n", "It is so. $x. y$\n", formats=("markdown", "text"))
    texts = {found.document.text(node): found.document.node(node) for node in found.document.concepts()}
    assert texts["$x. y$"].attributes == {"verbatim": "1"}, "nobody translates it"
    assert texts["It is so."].attributes == {}


def test_files_without_any_title_are_sections_without_headings() -> None:
    parts = [Part(read_source(text, "markdown"), "", "x.md") for text in ("One.\n", "Two.\n")]
    document = combine(parts, "Book", "eng_Latn", SEGMENTER).document
    assert [document.node(node).kind for node in document.children(ROOT)] == [Kind.SECTION] * 2
    assert [len(document.children(node)) for node in document.children(ROOT)] == [1, 1]
    assert [document.text(node) for node in document.concepts()] == ["One.", "Two."]


def test_one_file_under_another_title() -> None:
    found = combined("---\na: b\n---\n\nText.\n\n# One\n\nMore.\n")
    assert found.document.text(ROOT) == "Book"
    assert body(found) == "---\na: b\n---\n\nText.\n\n# One\n\nMore.\n"
