from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conceptwriter.interchange import export_document, import_text
from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.interchange.plain_text import read_plain_text, write_plain_text
from conceptwriter.outline import ROOT, Document, Draft, Kind
from tests.interchange.outlines import SEGMENTER, SLOW, headings, outline, paragraph, stable_lines


def read(text: str, language: str = "eng_Latn") -> Document:
    return import_text(text, "txt", language, title="Title", segmenter=SEGMENTER)


def texts(document: Document) -> list[list[str]]:
    nodes = (document.node(node) for node in document.of_kind(Kind.PARAGRAPH))
    return [[document.text(child) for child in node.children] for node in nodes]


@st.composite
def manuscripts(draw: st.DrawFn) -> Document:
    """Documents that plain text can express: headings and paragraphs of one line."""
    language = draw(st.sampled_from(["eng_Latn", "zho_Hans", "arb_Arab", "hin_Deva"]))
    markup = {"markup": "plain"}
    root = Draft(Kind.SECTION, "Title", language=language, source_language=language, attributes=markup)
    root.children = [
        _plain(lines) for lines in draw(st.lists(stable_lines(language, marks=False), max_size=3))
    ]
    for heading in draw(st.lists(headings(language), max_size=3)):
        own = draw(st.lists(stable_lines(language, marks=False), max_size=2))
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
@example(text=["A b.", "C", "\n", "  ", "==="])
@example(text=["- x", "\n", "    C", "\n", "---"])
@settings(max_examples=100, deadline=None)
def test_the_second_export_is_the_first(text: list[str]) -> None:
    source = "".join(text)
    if source.strip():
        first = export_document(read(source), "text")
        assert export_document(read(first), "text") == first


WRAPPED = """The boats came in at dawn. Nobody at all was waiting for them down at
the quay, which was odd. Then a bell rang out across the water, and the
old man counted them twice.
"""
JOINED = WRAPPED.replace("\n", " ").strip()


def test_blank_lines_part_paragraphs_and_wrapped_lines_are_joined() -> None:
    assert texts(read(f"{WRAPPED}\n \n\nThree.\n")) == [
        [
            "The boats came in at dawn.",
            "Nobody at all was waiting for them down at the quay, which was odd.",
            "Then a bell rang out across the water, and the old man counted them twice.",
        ],
        ["Three."],
    ]
    wrapped = (
        "天亮了以后，他一个人慢慢地走到了港口旁边的\n小路上，看着那些船一只接着一只地离开了，什\n么也没有说。"
    )
    assert texts(read(wrapped, "zho_Hans")) == [[wrapped.replace("\n", "")]]


def exported(text: str, format_name: str = "text", language: str = "eng_Latn") -> str:
    return export_document(read(text, language), format_name)


def test_a_line_a_paragraph() -> None:
    dialogue = '"Come here," she said.\n"I would, dear," he said.\n"Then do."\n'
    assert exported(dialogue) == dialogue.replace("\n", "\n\n")[:-1]


def test_in_a_file_of_a_line_a_paragraph_a_blank_line_ends_a_scene() -> None:
    text = 'He left.\n"Really?" asked Tom.\n\nNext day it rained.\n"Well," said Tom.\n'
    once = exported(text)
    assert once == 'He left.\n\n"Really?" asked Tom.\n\n\nNext day it rained.\n\n"Well," said Tom.\n'
    assert exported(once) == once
    assert "asked Tom.\n\n***\n\nNext day" in exported(text, "markdown")


def test_several_blank_lines_are_a_wider_gap_and_one_is_none() -> None:
    text = f"{JOINED}\n\nTwo paragraphs.\n\n\nA new scene.\n"
    assert exported(text) == text


def test_a_heading_needs_no_mark_of_a_scene() -> None:
    text = "One\n===\n\n\nText.\n\n\nTwo\n===\n\nMore.\n"
    assert "***" not in exported(text, "markdown")


def test_first_line_indents_begin_paragraphs() -> None:
    text = "\tThe boats came in at dawn and nobody\nwas waiting.\n\tThen a bell rang out across the\nwater.\n"
    want = "The boats came in at dawn and nobody was waiting.\n\nThen a bell rang out across the water.\n"
    assert exported(text) == want
    every = "\u3000他走了，再也没有回来过。\n\u3000她一个人留下了。\n"
    assert texts(read(every, "zho_Hans")) == [["他走了，再也没有回来过。"], ["她一个人留下了。"]]


def test_a_hanging_indent_is_one_paragraph() -> None:
    text = "Smith, Anna: The boats of the northern\n    harbours, and of the islands\n    beyond them.\n"
    assert exported(text) == " ".join(text.split()) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "The tide is out, the moon is low,\nThe boats lie in sand,\nNo one comes.\n\nA tide,\nA shore.\n",
        "Anna Berg\n12 Harbour Street\nSouthwold\n",
        "- one thing\n- another thing\n",
        "1. Wash the pot.\n2. Dry it.\n\na) left\nb) right\n",
        "• one\n• two\n",
    ],
)
def test_lines_of_verse_lists_and_addresses_stay_lines(text: str) -> None:
    assert exported(text) == text
    assert exported(exported(text)) == text


def test_what_is_wrapped_in_a_list_is_joined_to_its_item() -> None:
    text = "- one thing that goes\n  on below\n- another\n"
    assert exported(text) == "- one thing that goes on below\n- another\n"


def test_a_short_line_in_a_wrapped_text_is_a_paragraph() -> None:
    text = f'{WRAPPED}\n"Hello," he said.\n"Goodbye," she said.\n'
    assert exported(text) == f'{JOINED}\n\n"Hello," he said.\n\n"Goodbye," she said.\n'


TO_ESCAPE = [
    "Dear <name>, 5 &amp; *.* and _x_ stay.",
    "2 * 3 * 4, a_b_c, __init__, 1 < 2 & 3 > 2, [1] and [a](b), ![c](d).",
    "# no heading",
    "- no item",
    "1. no number",
    "> no quotation",
    "***",
    "`code` ~~struck~~ \\* \\ \\\\",
    "<div>no block</div>",
    "\\<div> \\[a]: b \\# c",
    "\\# c",
    "[a]: /no/definition",
    "ends with \\",
    "*a**b* **c** _d_e_ f*g*h",
    "&#42; &copy; &nothing &;",
    "<https://a.b/c> https://a.b/c_d_e",
    "+ a | b",
]


def rendered(markdown: str) -> str:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


@pytest.mark.parametrize("text", TO_ESCAPE)
def test_plain_text_as_markdown_renders_as_it_reads(text: str) -> None:
    assert rendered(exported(text, "markdown")) == text


@given(text=st.text(alphabet="ab 1#*_`[]()<>!&;~\\|.-+:\"'=/字", min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_line_renders_as_it_reads(text: str) -> None:
    line = " ".join(text.split())
    if line:
        written = export_document(read(line), "markdown")
        assert "".join(rendered(written).split()) == "".join(line.split()), written


def test_words_with_underscores_and_sums_stay_readable() -> None:
    assert exported("2 * 3 = 6 in snake_case.", "markdown") == "2 * 3 = 6 in snake_case.\n"


def test_underlined_lines_are_headings() -> None:
    document = read("Chapter\n=======\n\nText.\n\nPart\n----\n\nMore.\n\nshort\n--\n")
    chapter = document.children(ROOT)[0]
    assert document.text(chapter) == "Chapter"
    assert document.text(ROOT) == "Chapter"
    part = document.children(chapter)[1]
    assert document.text(part) == "Part"
    assert texts(document) == [["Text."], ["More."], ["short", "--"]]


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


def block(kind: str, text: str, level: int = 0, **attributes: str) -> Block:
    return Block(BlockKind(kind), text.split("|"), attributes, level)


@pytest.mark.parametrize(
    ("blocks", "plain", "without_marks"),
    [
        ([block("section", "A", 1), block("text", "b")], "A\n===\n\nb\n", None),
        ([block("section", "天亮", 6)], "天亮\n''''\n", None),
        ([block("section", "A", 9)], "A\n'''\n", None),
        ([block("section", "Abcdef")], "Abcdef\n======\n", None),
        ([block("section", "A\nb|c", 2)], "A b c\n-----\n", None),
        ([block("section", "", 1), block("text", "b")], "b\n", None),
        ([block("section", "*A* b", 3)], "*A* b\n~~~~~\n", "A b\n~~~\n"),
        ([block("note", "a\nb|*c*")], "[Note: a b *c*]\n", None),
        ([block("text", "a\nb|*c*")], "a\nb\n*c*\n", "a\nb\nc\n"),
        ([block("heading", "*a*", within="-")], "- *a*\n", "- a\n"),
        ([block("code", "*a*\n\n b")], "*a*\n\n b\n", None),
        ([block("code", "a|b")], "a\nb\n", None),
        ([block("text", "a"), block("text", "b", apart="1")], "a\n\n\nb\n", None),
        ([block("text", "a", apart="1")], "a\n", None),
        ([block("text", "a", within="-"), block("text", "", within="-", tight="1")], "- a\n-\n", None),
    ],
)
def test_blocks_are_written(blocks: list[Block], plain: str, without_marks: str | None) -> None:
    assert write_plain_text(blocks, {}) == write_plain_text(blocks, {"markup": "plain"}) == plain
    assert write_plain_text(blocks, {"markup": "markdown"}) == (without_marks or plain)


@pytest.mark.parametrize(
    ("text", "blocks", "title"),
    [
        ("A\n===", [("section", 1, ["A"])], "A"),
        ("A\n~~~~~", [("section", 3, ["A"])], ""),
        ("A\n^^^", [("section", 4, ["A"])], ""),
        ('A\n"""', [("section", 5, ["A"])], ""),
        ("A\n'''", [("section", 6, ["A"])], ""),
        ("A\n==", [("text", 0, ["A", "=="])], ""),
        ("A\n=-=", [("text", 0, ["A", "=-="])], ""),
        ("A\n====\nb", [("text", 0, ["A", "====", "b"])], ""),
        ("A\n= = =", [("text", 0, ["A", "= = ="])], ""),
        ("  A  \n  ---  ", [("section", 2, ["A"])], ""),
        ("A\n***", [("text", 0, ["A", "***"])], ""),
    ],
)
def test_what_underlines_a_heading(text: str, blocks: list[tuple[str, int, list[str]]], title: str) -> None:
    found = read_plain_text(text)
    assert [(block.kind.value, block.level, block.lines) for block in found.blocks] == blocks
    assert found.title == title
    assert found.markup == "plain"
