from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.interchange import UnreadableFile, export_document, import_document, import_text
from conceptwriter.outline import ROOT, Document, Kind
from tests.interchange.outlines import LAYOUT_KEYS, SEGMENTER, in_own_layout, outline

DATA = Path(__file__).parent / "data"
SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "harbour.md"


@pytest.mark.parametrize("name", ["everything", "chinese"])
def test_sample_files_are_written_as_recorded(name: str) -> None:
    document = import_document(DATA / f"{name}.md", segmenter=SEGMENTER)
    assert export_document(document) == (DATA / f"{name}.md").read_text(encoding="utf-8")
    recorded = (DATA / f"{name}.exported.md").read_text(encoding="utf-8")
    assert export_document(in_own_layout(document)) == recorded
    assert outline(import_text(recorded, segmenter=SEGMENTER)) == outline(document)


def paragraphs(document: Document) -> list[tuple[dict[str, str], list[str]]]:
    found = []
    for node in document.of_kind(Kind.PARAGRAPH):
        here = document.node(node)
        attributes = {key: value for key, value in here.attributes.items() if key not in LAYOUT_KEYS}
        found.append((attributes, [document.text(child) for child in here.children]))
    return found


def test_blocks_become_paragraphs_with_their_attributes() -> None:
    document = import_document(DATA / "everything.md", segmenter=SEGMENTER)
    by_text = {texts[0]: attributes for attributes, texts in paragraphs(document)}
    assert by_text["Another"] == {"within": "-", "tight": "1"}
    assert by_text["nested"] == {"within": "-~ -", "tight": "1"}
    assert by_text["with a second paragraph"] == {"within": "-~ -~"}
    assert by_text["eight"] == {"within": "8."}
    assert by_text["quoted in an item"] == {"within": "8.~ >"}
    assert by_text["[x] done"] == {"within": "+", "tight": "1"}
    assert by_text["Deeper."] == {"within": ">~ >"}
    assert by_text["A heading in a quotation"] == {"within": ">~", "block": "heading", "level": "3"}
    assert by_text["indented code\n  stays"] == {"block": "code", "fence": "    "}
    assert by_text["```"] == {"block": "code", "fence": "~~~~", "info": "text"}
    assert by_text["***"] == {"block": "rule"}
    assert by_text["# not a heading"] == {}


def test_sentences_become_concepts_and_marks_stay_whole() -> None:
    document = import_document(DATA / "everything.md", segmenter=SEGMENTER)
    texts = [document.text(node) for node in document.concepts()]
    assert texts[0].endswith('and [a link. Really](https://example.com/a_(b) "T. U").')
    assert texts[1:6] == [
        "It is wrapped over two lines.",
        "Dr. Smith agrees, i.e. he nods.",
        "Roses are red,",
        "violets are blue.",
        "The end.",
    ]
    assert "See [example] and <https://example.com/x?y=z. a> or [^1]." in texts


def test_what_is_not_for_translation_is_marked() -> None:
    document = import_document(DATA / "everything.md", segmenter=SEGMENTER)
    marked = [
        document.text(node) for node in document.concepts() if document.node(node).attributes.get("verbatim")
    ]
    assert marked == [
        'def f():\n\n    return "# no heading"',
        "indented code\n  stays",
        "```",
        '<div class="box">\n  <b>raw</b>\n</div>',
        "<!-- a comment\n\nover several lines -->",
        "| name | value |\n| ---- | ----: |\n| a.   | 1.5   |",
        "***",
        '[example]: https://example.com "A title. With stops"\n[other]: <b c>',
        '![A picture. Of a boat](boat.png "At dawn")',
    ]


def test_headings_nest_and_skipped_levels_come_back() -> None:
    document = import_text(
        "### Deep\n\nText.\n\n# Top\n\n#### Below\n\n## Middle\n\nEnd.\n", segmenter=SEGMENTER
    )
    tops = document.children(ROOT)
    assert [document.text(node) for node in tops] == ["Deep", "Top"]
    assert [document.text(node) for node in document.children(tops[1])] == ["Below", "Middle"]
    assert [document.node(node).attributes for node in tops] == [{"level": "3"}, {}]
    assert export_document(document) == "### Deep\n\nText.\n\n# Top\n\n#### Below\n\n## Middle\n\nEnd.\n"


def test_the_title_is_the_front_matters_else_the_first_headings_else_the_files(tmp_path: Path) -> None:
    def title(text: str) -> str:
        path = tmp_path / "my notes.md"
        path.write_text(text, encoding="utf-8")
        return import_document(path, segmenter=SEGMENTER).text(ROOT)

    assert title("---\ntitle: 'From above'\n---\n# Heading") == "From above"
    assert title("---\ntitle: Malcolm X\n---\n# Heading") == "Malcolm X"
    assert title('{\n  "title": "Malcolm X",\n  "draft": true\n}\n\n# Heading') == "Malcolm X"
    assert title("# Heading\n\nText.") == "Heading"
    assert title("Text.\n\n# Heading") == "my notes"
    assert title("## Second level") == "my notes"


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    document = import_text("---\n\nText: one.\n\n---\n", segmenter=SEGMENTER)
    assert "front_matter" not in document.root.attributes
    assert export_document(document) == "---\n\nText: one.\n\n---\n"


def test_an_emphasis_longer_than_the_cap_is_split_all_the_same() -> None:
    sentence = "This is one sentence among many others here."
    document = import_text(f"*{' '.join([sentence] * 10)}*\n", language="en", segmenter=SEGMENTER)
    texts = [document.text(node) for node in document.concepts()]
    assert len(texts) == 10
    assert export_document(document) == f"*{' '.join([sentence] * 10)}*\n"


def test_windows_line_ends_stay_and_change_nothing_else() -> None:
    text = "\ufeff# A\r\n\r\nOne.\r\nTwo.\r\n"
    document = import_text(text, segmenter=SEGMENTER)
    assert export_document(document) == "# A\r\n\r\nOne.\r\nTwo.\r\n"
    assert [document.text(node) for node in document.concepts()] == ["One.", "Two."]
    mixed = import_text("One.\r\nTwo.\n", segmenter=SEGMENTER)
    assert export_document(mixed) == "One.\nTwo.\n"


def test_deep_nesting_is_kept_and_absurd_nesting_refused() -> None:
    deep = "> " * 30 + "Deep.\n"
    assert export_document(import_text(deep, segmenter=SEGMENTER)) == deep
    with pytest.raises(UnreadableFile, match="Line 3: lists or quotations are nested too deeply"):
        import_text("Text.\n\n" + ">" * 500 + " lost?", segmenter=SEGMENTER)


@pytest.mark.parametrize("mark", ["[a](", "*a _b ", "`a ``", "<!--", "<a ", "![", "x. ", "字", "\\", "[a]: "])
def test_long_rows_of_marks_are_read_like_other_text(mark: str) -> None:
    document = import_text(mark * 4000, language="en", segmenter=SEGMENTER)
    assert export_document(document).strip()


def test_the_language_is_guessed_or_given() -> None:
    french = "Les bateaux sont arrivés à l'aube. Personne n'attendait."
    assert import_text(french, segmenter=SEGMENTER).root.source_language == "fra_Latn"
    assert import_text(french, language="German", segmenter=SEGMENTER).root.source_language == "deu_Latn"


def test_the_first_start_sample_is_simple_and_stable() -> None:
    document = import_document(SAMPLE, segmenter=SEGMENTER)
    texts = [document.text(node) for node in document.concepts()]
    assert document.root.source_language == "eng_Latn"
    assert 35 <= len(texts) <= 45
    assert all(len(text.split()) <= 12 for text in texts)
    for key in ("Ctrl+J", "Alt+1", "Ctrl+E", "Ctrl+L"):
        assert any(key in text for text in texts)
    assert export_document(document) == SAMPLE.read_text(encoding="utf-8")
