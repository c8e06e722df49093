"""The doors of the room: what is said of a text that comes in, and of one that goes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.interchange import (
    UnreadableFile,
    find_format,
    format_of_path,
    import_text,
    read_source,
    readable_extensions,
    render,
    usual_format,
)
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.outline import ROOT
from conceptwriter.outline.model import UNSURE
from tests.interchange.outlines import SEGMENTER


def test_what_can_be_read_is_reported_with_the_dot() -> None:
    assert readable_extensions() == (
        *(".md", ".markdown", ".mdown", ".mkd", ".txt", ".text"),
        *(".docx", ".odt", ".fodt", ".html", ".htm", ".xhtml", ".opml"),
        *(".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"),
        *(".po", ".pot", ".srt", ".vtt"),
    )


@pytest.mark.parametrize("name", ["markdown", "Markdown", " md ", ".md", "MKD"])
def test_markdown_has_several_names(name: str) -> None:
    assert find_format(name).name == "markdown"


@pytest.mark.parametrize("name", ["text", "Plain text", "txt", ".TEXT"])
def test_plain_text_has_several_names(name: str) -> None:
    assert find_format(name).name == "text"
    assert format_of_path(Path("a.b.TXT")).name == "text"


@pytest.mark.parametrize(
    ("text", "line_end", "blocks"),
    [
        ("a\n\nb", "\n", ["a", "b"]),
        ("a\r\n\r\nb", "\r\n", ["a", "b"]),
        ("a\r\n\nb", "\n", ["a", "b"]),
        ("a\r\rb", "\n", ["a", "b"]),
        ("a\r\n\rb\r\n", "\r\n", ["a", "b"]),
        ("a\ufeff\ufeffb", "\n", ["ab"]),
    ],
)
def test_line_ends_of_a_text(text: str, line_end: str, blocks: list[str]) -> None:
    source = read_source(text)
    assert source.line_end == line_end
    assert [block.lines[0] for block in source.blocks] == blocks


def test_a_text_of_byte_order_marks_is_empty() -> None:
    with pytest.raises(UnreadableFile, match=r"^notes is empty"):
        read_source("\ufeff\n\ufeff", name="notes")


def test_a_language_that_is_named_is_sure() -> None:
    unsure = import_text("1984.", segmenter=SEGMENTER)
    assert unsure.root.attributes[UNSURE] == "1"
    named = import_text("1984.", language="de", segmenter=SEGMENTER)
    assert UNSURE not in named.root.attributes
    french = "Les bateaux sont arrivés à l’aube, et il n’y avait personne pour les attendre."
    assert UNSURE not in import_text(french, segmenter=SEGMENTER).root.attributes


def test_the_title_given_serves_a_text_without_one() -> None:
    assert import_text("Text.", title="Given", segmenter=SEGMENTER).source_text(ROOT) == "Given"
    assert import_text("# Own\n\nText.", title="Given", segmenter=SEGMENTER).source_text(ROOT) == "Own"
    assert import_text("Text.", segmenter=SEGMENTER).source_text(ROOT) == ""


def test_languages_go_by_any_name_on_export() -> None:
    document = import_text("One.\r\n\r\nTwo.\r\n", language="en", segmenter=SEGMENTER)
    for name in ("French", "fr", "fra_Latn"):
        export = render(document, "md", ExportOptions(name, include_notes=True))
        assert export.text == "One.\r\n\r\nTwo.\r\n"
        assert export.warnings == (
            "2 texts have no French translation yet; the source text is used instead.",
        )
    assert render(document, "md").warnings == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("po", 'msgid "A boat."\nmsgstr ""\n'),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\nA boat.\n"),
        ("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nA boat.\n"),
        ("html", "<p>A boat."),
        ("markdown", "A boat."),
        ("text", "A boat."),
        ("opml", "<opml version='2.0'><body><outline text='A boat.'/></body></opml>"),
    ],
)
def test_the_file_that_a_document_came_from_is_offered(name: str, text: str) -> None:
    document = import_text(text, name, language="en")
    kept = name in {"po", "srt", "vtt", "html"}
    assert usual_format(document).name == (name if kept else "markdown")
    assert not kept or render(document, name).text == text
