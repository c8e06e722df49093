"""What comes in as the language of a region goes back as that, in every format that names it."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from conceptwriter.interchange import import_content, import_text, render
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.outline import ROOT, Document, Draft, Kind, Origin, Rendition, State
from conceptwriter.outline.regional_tags import language_tag, language_title, set_region
from conceptwriter.outline.renditions import set_renditions
from tests.interchange.outlines import SEGMENTER
from tests.interchange.xliff.samples import concepts

PORTUGUESE = "por_Latn"
CLIENT = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en-gb" trgLang="pt_BR">'
    '<file id="f"><unit id="u"><segment><source>Tea</source></segment></unit></file></xliff>'
).replace("pt_BR", "pt-BR")


def in_brazil() -> Document:
    """An English text with a translation into the Portuguese of Brazil."""
    document = import_text("# Tea\n\nWarm the pot.", "markdown", "en", title="Tea", segmenter=SEGMENTER)
    document.apply(set_region(document, PORTUGUESE, "pt-BR"))
    rendition = Rendition("Aqueça o bule.", Origin.EDITED, State.EDITED)
    document.apply(set_renditions(document, [(concepts(document)[0], PORTUGUESE, rendition)], force=True))
    return document


def test_a_document_remembers_the_regions_of_its_file() -> None:
    document = import_text(CLIENT, "xliff")
    assert language_tag(document, "eng_Latn") == "en-GB"
    assert language_tag(document, PORTUGUESE) == "pt-BR"
    assert language_tag(document, "fra_Latn") == "fr"
    assert language_title(document, PORTUGUESE) == "Portuguese (Brazil)"
    assert (
        'srcLang="en-GB" trgLang="pt-BR"'
        in render(Document.from_draft(_without_file(document)), "xliff", ExportOptions(PORTUGUESE)).text
    )


def _without_file(document: Document) -> Draft:
    attributes = {key: value for key, value in document.root.attributes.items() if key.startswith("tag:")}
    paragraph = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "Tea", "eng_Latn")])
    return Draft(Kind.SECTION, "t", "eng_Latn", [paragraph], attributes=attributes)


def test_a_region_can_be_taken_away() -> None:
    document = in_brazil()
    document.apply(set_region(document, PORTUGUESE, "pt"))
    assert language_tag(document, PORTUGUESE) == "pt"
    document.undo()
    assert language_tag(document, PORTUGUESE) == "pt-BR"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("xliff", 'trgLang="pt-BR"'),
        ("xliff1.2", 'target-language="pt-BR"'),
        ("po", "Language: pt_BR"),
        ("html", '<html lang="pt-BR">'),
        ("fodt", 'fo:country="BR"'),
    ],
)
def test_files_of_text_name_the_region(form: str, said: str) -> None:
    assert said in render(in_brazil(), form, ExportOptions(PORTUGUESE)).text


@pytest.mark.parametrize(
    ("form", "part", "said"),
    [
        ("docx", "word/styles.xml", '<w:lang w:val="pt-BR"/>'),
        ("odt", "styles.xml", 'fo:country="BR"'),
        ("epub", "EPUB/content.opf", "<dc:language>pt-BR</dc:language>"),
        ("epub", "EPUB/chapter0001.xhtml", 'lang="pt-BR" xml:lang="pt-BR"'),
    ],
)
def test_archives_name_the_region(form: str, part: str, said: str) -> None:
    content = render(in_brazil(), form, ExportOptions(PORTUGUESE)).content
    assert said in zipfile.ZipFile(io.BytesIO(content)).read(part).decode()


@pytest.mark.parametrize("form", ["html", "docx", "odt", "fodt"])
def test_what_a_file_says_is_read_again(form: str) -> None:
    document = import_text(
        "Warm the pot, and wait for the water to boil.", "markdown", "en", segmenter=SEGMENTER
    )
    document.apply(set_region(document, "eng_Latn", "en-AU"))
    content = render(document, form).content
    again = import_content(content, form, "en", name=f"tea.{form}")
    assert language_tag(again, "eng_Latn") == "en-AU"
    assert render(again, form).content == content


def test_a_catalogue_of_a_region_is_read_and_written_again() -> None:
    text = 'msgid ""\nmsgstr ""\n"Language: pt_BR\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    text += 'msgid "Tea"\nmsgstr "Chá"\n'
    document = import_text(text, "po")
    assert language_tag(document, PORTUGUESE) == "pt-BR"
    assert render(document, "po").text == text


def test_a_word_file_in_another_language_than_its_text_names_no_region() -> None:
    word = docx.Document()  # the template's texts are American
    word.add_paragraph("Chauffez la théière, et attendez que l’eau soit chaude.")
    stream = io.BytesIO()
    word.save(stream)
    document = import_content(stream.getvalue(), "docx", name="tea.docx")
    assert document.root.source_language == "fra_Latn"
    assert language_tag(document, "fra_Latn") == "fr"
    assert language_title(document, "fra_Latn") == "French"
    assert not any(key.startswith("tag:") for key in document.node(ROOT).attributes)
