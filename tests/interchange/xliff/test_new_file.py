"""A document from elsewhere as a new XLIFF file: what a translator sees in it, and what comes back."""

from __future__ import annotations

from conceptwriter.interchange import import_text, render
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.xliff.validation import problems_of
from conceptwriter.interchange.xliff.xml_tree import parse_xml
from conceptwriter.outline import ROOT, Document, Draft, Kind, Rendition, State, edits
from conceptwriter.outline.dismissals import dismissals_on
from tests.interchange.outlines import SEGMENTER
from tests.interchange.xliff.samples import FRENCH, concepts, paragraphs


def exported(document: Document, language: str | None = "fr") -> Export:
    export = render(document, "xliff", ExportOptions(language))
    assert problems_of(parse_xml(export.text, "out").root) == []
    return export


def document_of(text: str) -> Document:
    return import_text(text, "markdown", "en", title="Menu", segmenter=SEGMENTER)


def test_marks_are_codes_with_the_marks_as_original_data() -> None:
    document = document_of("**Warm** bread, [see](a.html) {n}<br>`x`.")
    document.apply(edits.edit_text(document, concepts(document)[0], "Pain **chaud** {n} *!*", FRENCH))
    text = exported(document).text
    assert 'version="2.0"' in text, "Poedit 3.2 refuses a file that says 2.1"
    assert '<pc id="1" type="fmt" subType="xlf:b" dataRefStart="d1" dataRefEnd="d1">Warm</pc> bread, ' in text
    assert '<pc id="2" type="link" dataRefStart="d2" dataRefEnd="d3">see</pc> ' in text
    assert '<ph id="3" type="ui" subType="xlf:var" dataRef="d4"/>' in text
    assert '<data id="d3">](a.html)</data><data id="d4">{n}</data>' in text
    assert 'Pain <pc id="1" type="fmt" subType="xlf:b" dataRefStart="d1" dataRefEnd="d1">chaud</pc>' in text
    assert '<pc id="6" type="fmt" subType="xlf:i" dataRefStart="d7" dataRefEnd="d7">!</pc></target>' in text


def test_headings_lists_and_code_come_back() -> None:
    text = "# Drinks\n\nTea. Coffee.\n\n- hot\n- cold\n\n```sh\nboil\n```\n"
    written = exported(document_of(text)).text
    assert '<unit id="u5" type="cw:paragraph" translate="no">' in written
    assert render(import_text(written, "xliff"), "markdown", ExportOptions("en")).text == text


def test_what_another_tool_has_added_does_no_harm() -> None:
    document = document_of("Warm *bread*.")
    text = exported(document).text
    changed = (
        text.replace("Warm", '<mrk id="term1" type="term">Warm</mrk>')
        .replace("</source></segment>", "</source><target>Pain <ph id='new'/>chaud.</target></segment>")
        .replace('<segment id="s1">', '<segment id="s1" state="final">')
    )
    again = import_text(changed, "xliff")
    (node,) = concepts(again)
    assert again.source_text(node) == "Warm *bread*."
    assert again.node(node).renditions[FRENCH].text == "Pain chaud."
    assert again.node(node).renditions[FRENCH].state is State.FINAL


def test_a_machine_text_stays_one() -> None:
    draft = Draft(Kind.CONCEPT, "A", renditions={FRENCH: Rendition("B", state=State.MACHINE)})
    root = Draft(
        Kind.SECTION, "T", "eng_Latn", [Draft(Kind.PARAGRAPH, children=[draft])], language="eng_Latn"
    )
    text = exported(Document.from_draft(root)).text
    assert 'state="initial" subState="cw:machine"' in text
    again = import_text(text, "xliff")
    assert not again.node(concepts(again)[0]).renditions[FRENCH].is_human


def test_notes_of_a_sentence_and_of_its_paragraph() -> None:
    document = document_of("Tea. Coffee.")
    document.apply(edits.set_note(document, concepts(document)[1], "Which one?"))
    document.apply(edits.set_note(document, paragraphs(document)[0], "Drinks & more"))
    text = exported(document).text
    assert '<notes><note>Drinks &amp; more</note><note category="s2">Which one?</note></notes>' in text
    again = import_text(text, "xliff")
    assert [again.node(node).note for node in again.subtree(ROOT)] == ["", "Drinks & more", "", "Which one?"]


def test_characters_that_xml_cannot_hold() -> None:
    document = document_of("Bell.")
    document.apply(edits.edit_text(document, concepts(document)[0], "Bell\x07 `\x1b`\r.", "eng_Latn"))
    text = exported(document).text
    assert 'Bell<cp hex="0007"/>' in text
    assert import_text(text, "xliff").source_text(concepts(document)[0]) == "Bell\x07 `\x1b`\r."


def test_without_another_language_there_are_only_sources() -> None:
    text = exported(document_of("Tea."), None).text
    assert "trgLang" not in text
    assert "<source>Tea.</source></segment>" in text


def test_a_text_in_a_third_language_is_named() -> None:
    document = document_of("Tea. Thé.")
    document.apply(edits.set_source_language(document, concepts(document)[1], FRENCH))
    export = exported(document, "de")
    assert "Thé" not in export.text
    assert export.warnings == ("1 text is not written in English and not in the file.",)


def test_an_empty_document() -> None:
    root = Draft(Kind.SECTION, "T", "eng_Latn", language="eng_Latn")
    text = exported(Document.from_draft(root)).text
    assert list(import_text(text, "xliff").descendants(ROOT)) == []


def test_dismissed_remarks_are_notes_for_others_and_come_back_dismissed() -> None:
    document = document_of("Twelve eggs. Salt.")
    first, second = concepts(document)
    for node, text in ((first, "Une douzaine."), (second, "Sel.")):
        document.apply(edits.edit_text(document, node, text, FRENCH))
    document.apply(edits.set_note(document, first, "Fresh ones."))
    document.apply(edits.dismiss(document, first, FRENCH, {"numbers": "a dozen", "length": ""}))
    text = exported(document).text
    notes = [found.split("<")[0] for found in text.split('<note category="cw:dismissed">')[1:]]
    assert notes == ["s1: numbers: a dozen", "s1: length"]
    assert "cw:dismissed" not in exported(document, "de").text
    again = import_text(text, "xliff")
    first, second = concepts(again)
    assert dismissals_on(again, first, FRENCH) == {"numbers": "a dozen", "length": ""}
    assert dismissals_on(again, second, FRENCH) == {}
    assert (again.node(first).note, again.node(second).note) == ("Fresh ones.", "")
    assert exported(again).text == text


def test_a_dismissed_remark_on_a_heading() -> None:
    document = document_of("# Eggs\n\nTwelve.\n")
    heading = document.children(ROOT)[0]
    document.apply(edits.edit_text(document, heading, "Œufs", FRENCH))
    document.apply(edits.dismiss(document, heading, FRENCH, "names", "no name"))
    text = exported(document).text
    assert '<note category="cw:dismissed">s1: names: no name</note>' in text
    again = import_text(text, "xliff")
    assert dismissals_on(again, again.children(ROOT)[0], FRENCH) == {"names": "no name"}
    assert exported(again).text == text
