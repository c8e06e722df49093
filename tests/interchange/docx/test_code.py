"""Code within a sentence: a character style in Word, backticks in the document."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from conceptwriter.interchange import ExportOptions, import_text
from conceptwriter.interchange.registry import import_content, render
from conceptwriter.outline import ROOT, Document
from conceptwriter.outline.edits import edit_text, set_rendition


def saved(word: Any) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def exported(document: Document, language: str | None = None) -> bytes:
    found = render(document, "docx", ExportOptions(language)).data
    assert found is not None
    return found


def opened(data: bytes) -> Document:
    return import_content(data, "docx", "en", title="file", name="code.docx")


def texts(document: Document) -> list[str]:
    return [document.source_text(node) for node in document.descendants(ROOT) if document.source_text(node)]


def styled(data: bytes) -> list[tuple[str, str]]:
    """The runs with a style of their own."""
    runs = [run for one in docx.Document(io.BytesIO(data)).paragraphs for run in one.runs]
    return [(run.text, str(run.style.name)) for run in runs if run.style.name != "Default Paragraph Font"]


def file_with(style: str, *, based: bool = False) -> bytes:
    word = docx.Document()
    made = word.styles.add_style(style, WD_STYLE_TYPE.CHARACTER)
    if based:
        child = word.styles.add_style("House code", WD_STYLE_TYPE.CHARACTER)
        child.base_style = made
        made = child
    paragraph = word.add_paragraph("Type ")
    for piece in ("ls", " -l *"):  # word processors cut runs anywhere
        paragraph.add_run(piece).style = made
    paragraph.add_run(" to list files.")
    return saved(word)


def test_a_new_file_has_code_and_is_read_with_it() -> None:
    source = "Type `ls -l *` or **`pwd`** here.\n\nNo code.\n"
    document = import_text(source, language="en")
    data = exported(document)
    assert styled(data) == [("ls -l *", "HTML Code"), ("pwd", "HTML Code")]
    assert texts(opened(data)) == texts(document)
    assert exported(opened(data)) == data


def test_a_file_without_code_has_no_such_style() -> None:
    data = exported(import_text("No code.\n", language="en"))
    assert "HTML Code" not in [style.name for style in docx.Document(io.BytesIO(data)).styles]


@pytest.mark.parametrize("style", ["HTML Code", "Verbatim Char", "Source Text", "Inline Code"])
@pytest.mark.parametrize("based", [False, True])
def test_code_of_other_programs_is_read_and_the_file_stays_as_it_is(style: str, based: bool) -> None:
    data = file_with(style, based=based)
    document = opened(data)
    assert texts(document) == ["Type `ls -l *` to list files."]
    assert exported(document) == data
    node = next(node for node in document.descendants(ROOT) if document.source_text(node))
    document.apply(set_rendition(document, node, "deu_Latn", "Mit `ls -l *` listet man auf."))
    after = exported(document, "deu_Latn")
    assert styled(after) == [("ls -l *", "House code" if based else style)]
    assert texts(opened(after)) == ["Mit `ls -l *` listet man auf."]


def test_a_document_that_was_read_before_code_was_gives_its_file_back_as_it_was() -> None:
    data = file_with("HTML Code")
    document = opened(data)
    node = next(node for node in document.descendants(ROOT) if document.source_text(node))
    document.apply(edit_text(document, node, "Type ls -l * to list files.", "eng_Latn"))
    assert exported(document) == data


def test_code_that_is_new_in_a_clients_file_gets_a_style() -> None:
    word = docx.Document()
    word.add_paragraph("List the files.")
    document = opened(saved(word))
    node = next(node for node in document.descendants(ROOT) if document.source_text(node))
    document.apply(edit_text(document, node, "Type `ls`.", "eng_Latn"))
    assert styled(exported(document)) == [("ls", "HTML Code")]


def test_a_circle_of_styles_is_no_code() -> None:
    word = docx.Document()
    one, other = (word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER) for name in ("One", "Other"))
    one.base_style, other.base_style = other, one
    word.add_paragraph().add_run("Plain.").style = one
    assert texts(opened(saved(word))) == ["Plain."]
