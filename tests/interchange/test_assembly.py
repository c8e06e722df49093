"""What a document holds of the file that it was made from."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.assembly import SourceText, build_document, draft_of
from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.interchange.registry import read_source
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import Draft, Kind, Origin
from tests.interchange.outlines import SEGMENTER


def draft(text: str, format_name: str = "markdown") -> Draft:
    return draft_of(read_source(text, format_name), "eng_Latn", "Title", SEGMENTER)


def shape(node: Draft) -> list[object]:
    """Kind and text of a draft, and those of its children."""
    return [f"{node.kind.value[0]}:{node.text}", *map(shape, node.children)]


def test_sections_nest_by_level() -> None:
    found = draft("a\n\n## B\n\nc\n\n#### D\n\n### E\n\n# F\n\n## G\n")
    assert shape(found) == [
        "s:Title",
        ["p:", ["c:a"]],
        ["s:B", ["p:", ["c:c"]], ["s:D"], ["s:E"]],
        ["s:F", ["s:G"]],
    ]
    b, f = found.children[1:]
    assert [section.attributes for section in (b, *b.children[1:], f, *f.children)] == [
        {"level": "2"},
        {"level": "4"},
        {},
        {},
        {},
    ]


def test_all_that_is_read_is_known_to_be_imported() -> None:
    found = draft("# A\n\nb. C.\n\n```\nd\n```\n")
    (section,) = found.children
    assert found.origin is section.origin is Origin.IMPORTED
    assert {concept.origin for block in section.children for concept in block.children} == {Origin.IMPORTED}
    assert (found.kind, found.language, found.source_language) == (Kind.SECTION, "eng_Latn", "eng_Latn")


@pytest.mark.parametrize(
    ("text", "format_name", "expected"),
    [
        ("a\n", "markdown", {"markup": "markdown"}),
        ("a\n", "text", {"markup": "plain"}),
        ("a\r\n", "markdown", {"markup": "markdown", "line_end": "\r\n"}),
        ("a\r\n\n", "markdown", {"markup": "markdown", "ending": "\n\n"}),
        ("a", "markdown", {"markup": "markdown", "ending": ""}),
        ("---\na: b\n---\n\nc\n", "markdown", {"markup": "markdown", "front_matter": "---\na: b\n---"}),
    ],
)
def test_the_root_knows_the_file(text: str, format_name: str, expected: dict[str, str]) -> None:
    assert draft(text, format_name).attributes == expected


def test_a_layout_is_noted_with_what_was_said() -> None:
    found = draft("A\n=\n\nb\n\nCome.\nGo.\n\n\n***\n")
    (section,) = found.children
    assert sorted(found.attributes) == ["markup", "written_whole"]
    assert sorted(section.attributes) == ["written", "written_of"]
    assert [sorted(block.attributes) for block in section.children] == [
        [],
        ["written", "written_lines", "written_of"],
        ["block", "written", "written_of"],
    ]
    wrapped = draft("One\ntwo. Three.\n").children[0]
    assert sorted(wrapped.attributes) == ["written", "written_of"]


def test_a_document_without_marks_or_markup_is_plain() -> None:
    blocks = [Block(BlockKind.TEXT, ["*a.* `b`"]), Block(BlockKind.TEXT, ["`c`"])]
    document = build_document(SourceText(blocks), "eng_Latn", "Title", SEGMENTER)
    concepts = [document.node(node) for node in document.concepts()]
    assert [concept.attributes for concept in concepts] == [{}] * len(concepts)
    assert document.root.attributes == {}
    marked = build_document(SourceText(blocks, marks_of=inline_marks), "eng_Latn", "Title", SEGMENTER)
    verbatim = [marked.source_text(node) for node in marked.concepts() if marked.node(node).attributes]
    assert verbatim == ["`c`"]


@pytest.mark.parametrize("text", ["https://a.b", "http://a.b", "ftp://a.b", "www.a.b", "<i>", "![a](b)"])
def test_what_is_nothing_but_opaque_is_verbatim(text: str) -> None:
    for added, expected in (("", {"verbatim": "1"}), (" x", {})):
        source = SourceText([Block(BlockKind.TEXT, [text + added])], marks_of=inline_marks)
        (concept,) = draft_of(source, "eng_Latn", "", SEGMENTER).children[0].children
        assert concept.attributes == (expected if inline_marks(text).opaque else {})


def test_the_sample_for_the_language_is_running_text() -> None:
    blocks = [
        Block(BlockKind.CODE, ["code"]),
        Block(BlockKind.SECTION, ["abc"], level=1),
        Block(BlockKind.TEXT, ["de", "f"]),
        Block(BlockKind.TEXT, ["ghi"]),
    ]
    source = SourceText(blocks)
    assert source.sample() == "abc\nde\nf\nghi"
    assert source.sample(6) == "abc\nde"
    assert source.sample(7) == "abc\nde\n"
    assert SourceText([]).sample() == ""
    assert len(SourceText([Block(BlockKind.TEXT, ["x" * 30_000])]).sample()) == 20_000
