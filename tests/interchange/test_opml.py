"""OPML: outlines of other programs are read, and what is written is read again as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import ExportOptions, UnreadableFile
from conceptwriter.interchange.registry import import_content, import_text, render
from conceptwriter.outline import ROOT, Document, Draft, Kind
from conceptwriter.outline.edits import set_note, set_rendition
from tests.interchange.outlines import SLOW

FILE = """\
<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="2.0">
<head><title>Boats &amp; caf\u00e9s</title><ownerName>x</ownerName></head>
<body>
<outline text="The harbour" _note="Look again.">
  <outline text="The boats came in. Nobody was waiting."/>
  <outline text="Night" type="rss"><outline text="One&#10;Two"/></outline>
  <outline text="A last line."/>
</outline>
<outline title="Only a title"/>
</body></opml>
"""


def opened(text: str | bytes, language: str | None = "en") -> Document:
    data = text.encode() if isinstance(text, str) else text
    return import_content(data, "opml", language, title="boats", name="boats.opml")


def tree(document: Document, node: int = ROOT) -> tuple[str, str, str, list[object]]:
    here = document.node(node)
    below: list[object] = [tree(document, child) for child in here.children]
    return here.kind.value, document.source_text(node), here.note, below


def concept(text: str) -> tuple[str, str, str, list[object]]:
    return "concept", text, "", []


def test_entries_with_others_below_are_sections() -> None:
    document = opened(FILE.encode("latin-1"))
    assert document.source_text(ROOT) == "Boats & cafés"
    assert tree(document)[3] == [
        (
            *("section", "The harbour", "Look again."),
            [
                ("paragraph", "", "", [concept("The boats came in."), concept("Nobody was waiting.")]),
                ("section", "Night", "", [("paragraph", "", "", [concept("One"), concept("Two")])]),
                ("paragraph", "", "", [concept("A last line.")]),
            ],
        ),
        ("paragraph", "", "", [concept("Only a title")]),
    ]
    assert document.root.source_language == "eng_Latn"


def test_what_is_written_is_read_again() -> None:
    document = import_text(
        "# Boats\n\nThey *came*. Nobody waited.\nLate.  \nNever.\n\n## Empty\n\n## Last\n\nEnd."
    )
    first = document.children(ROOT)[0]
    document.apply(set_note(document, first, 'A "note"\nof <two> lines'))
    found = render(document, "opml", ExportOptions(include_notes=True))
    again = opened(found.text)
    assert tree(again)[3] == tree(document)[3]
    assert render(again, "opml", ExportOptions(include_notes=True)).text == found.text


def test_another_language_is_written_and_what_lacks_is_said() -> None:
    document = import_text("They came. Nobody waited.", language="en")
    (paragraph,) = document.children(ROOT)
    first, _ = document.children(paragraph)
    document.apply(set_rendition(document, first, "fra_Latn", "Ils sont venus."))
    found = render(document, "opml", ExportOptions("fra_Latn"))
    assert 'text="Ils sont venus. Nobody waited."' in found.text
    assert found.warnings == ("1 text has no French translation yet; the source text is used instead.",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "boats.opml is empty"),
        ("<opml>", "boats.opml, line 1"),
        ("<html/>", "line 1: the file is no OPML: its first element is <html>"),
        ("<opml version='2.0'><head/><body/></opml>", "has no outline in its body"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><opml/>', "line 1: the file defines entities"),
        ("<opml><body>" + "<outline text='a'>" * 200, "inside each other"),
    ],
)
def test_what_is_no_outline_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(text)
    assert message in str(refused.value)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def drafts(depth: int) -> st.SearchStrategy[Draft]:
    paragraph = st.builds(
        lambda texts, note: Draft(
            Kind.PARAGRAPH, note=note, children=[Draft(Kind.CONCEPT, text) for text in texts]
        ),
        st.lists(TEXTS, max_size=3),
        TEXTS,
    )
    if not depth:
        return paragraph
    section = st.builds(
        lambda text, note, children: Draft(Kind.SECTION, text, note=note, children=children),
        TEXTS,
        TEXTS,
        st.lists(drafts(depth - 1), max_size=3),
    )
    return st.one_of(paragraph, section)


@settings(suppress_health_check=SLOW, max_examples=50)
@given(st.lists(drafts(2), min_size=1, max_size=3))
def test_any_document_can_be_written_and_read(children: list[Draft]) -> None:
    document = Document.from_draft(Draft(Kind.SECTION, "Root", children=children), "eng_Latn")
    text = render(document, "opml", ExportOptions(include_notes=True)).text
    again = opened(text)

    def shape(document: Document, node: int = ROOT) -> object:
        here = document.node(node)
        if here.kind is Kind.PARAGRAPH:
            said = "".join(document.source_text(child) for child in here.children)
            return "paragraph", "".join("".join(filter(str.isalnum, said)).split())
        below = [shape(document, child) for child in here.children]
        return here.kind.value, "".join(filter(str.isalnum, document.source_text(node))), below

    assert shape(again) == shape(document)
