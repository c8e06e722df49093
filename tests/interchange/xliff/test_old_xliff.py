"""XLIFF 1.2, as it is still sent most: read with less suspicion, given back with as much care."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import import_text, render
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.outline import State, edits
from tests.interchange.xliff.samples import (
    FRENCH,
    concepts,
    imported,
    old_xliff,
    paragraphs,
    sources,
)


def trans_unit(inside: str, attributes: str = "") -> str:
    return f'<trans-unit id="1"{attributes}>\n{inside}\n</trans-unit>'


def returned(text: str, *texts: str) -> str:
    """The file after its concepts were translated; it must be done without a warning."""
    document = imported(text)
    for node, new in zip(concepts(document), texts, strict=True):
        document.apply(edits.edit_text(document, node, new, FRENCH))
    export = render(document, "xliff")
    assert export.warnings == ()
    return export.text


SEGMENTED = (
    "<source>One. Two.</source>\n"
    '<seg-source><mrk mtype="seg" mid="0">One.</mrk> <mrk mtype="seg" mid="1">Two.</mrk></seg-source>'
)
SAMPLES = {
    "plain": old_xliff(trans_unit("<source>A</source>\n<target>B</target>")),
    "codes": old_xliff(
        trans_unit(
            '<source><g id="1">A</g><x id="2"/><bpt id="3">&lt;b></bpt>c<ept id="3">&lt;/b></ept>'
            '<ph id="4">%s</ph><it id="5" pos="open">&lt;i></it><bx id="6"/><ex id="6"/></source>'
        )
    ),
    "alternatives": old_xliff(
        trans_unit("<source>A</source>\n<alt-trans><source>A</source><target>B?</target></alt-trans>")
    ),
    "segments": old_xliff(trans_unit(SEGMENTED)),
    "no namespace": old_xliff(trans_unit("<source>A</source>")).replace(
        ' xmlns="urn:oasis:names:tc:xliff:document:1.2"', ""
    ),
    "binary units and headers": old_xliff(
        '<bin-unit id="b" mime-type="image/png"><bin-source/></bin-unit>' + trans_unit("<source>A</source>")
    ).replace("<body>", "<header><note>All.</note></header>\n<body>"),
    "a unit without a source": old_xliff(trans_unit("<note>Nothing.</note>")),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_without_changes_the_text_is_the_same(name: str) -> None:
    export = render(import_text(SAMPLES[name], "xliff"), "xliff")
    assert export.text == SAMPLES[name]
    assert export.warnings == ()


def test_codes_are_tags() -> None:
    assert sources(imported(SAMPLES["codes"])) == ["<g1>A</g1><x2/><g3>c</g3>{4}<g5><g6></g6>"]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("", State.NEW),
        (' state="needs-translation"', State.NEW),
        (' state="translated"', State.EDITED),
        (' state="signed-off"', State.REVIEWED),
        (' state="final"', State.FINAL),
        (' state="x-ours"', State.NEW),
    ],
)
def test_states(said: str, state: State) -> None:
    document = imported(old_xliff(trans_unit(f"<source>A</source><target{said}>B</target>")))
    assert document.node(concepts(document)[0]).renditions[FRENCH].state is state


def test_an_approved_unit_is_reviewed_and_says_so_until_it_is_changed() -> None:
    before = old_xliff(trans_unit("<source>A</source>\n<target>B</target>", ' approved="yes"'))
    document = imported(before)
    assert document.node(concepts(document)[0]).renditions[FRENCH].state is State.REVIEWED
    assert returned(before, "C") == before.replace('approved="yes"', 'approved="no"').replace(
        "<target>B", '<target state="translated">C'
    )


def test_a_translation_comes_before_notes_and_alternatives() -> None:
    before = old_xliff(
        trans_unit(
            "<source>Press <x id='1'/></source>\n<note>Key.</note>\n<alt-trans><target>X</target></alt-trans>"
        )
    )
    document = imported(before)
    assert document.node(paragraphs(document)[0]).note == "Key."
    assert returned(before, "Appuyez : <x1/>") == before.replace(
        "</source>", "</source>\n<target state=\"translated\">Appuyez : <x id='1'/></target>"
    )


def test_a_note_is_added_after_the_others() -> None:
    before = old_xliff(trans_unit("<source>A</source>\n<note>One.</note>"))
    document = imported(before)
    document.apply(edits.set_note(document, paragraphs(document)[0], "One. Two?"))
    assert render(document, "xliff").text == before.replace("</note>", "</note>\n<note>Two?</note>")


def test_segments_without_a_target() -> None:
    before = old_xliff(trans_unit(SEGMENTED))
    assert sources(imported(before)) == ["One.", "Two."]
    assert returned(before, "Un.", "Deux.") == before.replace(
        "</seg-source>",
        '</seg-source>\n<target state="translated"><mrk mtype="seg" mid="0">Un.</mrk> '
        '<mrk mtype="seg" mid="1">Deux.</mrk></target>',
    )


def test_segments_of_which_one_is_translated() -> None:
    before = old_xliff(
        trans_unit(SEGMENTED + '\n<target state="translated"><mrk mtype="seg" mid="0">Un.</mrk></target>')
    )
    assert returned(before, "Un !", "Deux.") == before.replace(
        ">Un.</mrk>", '>Un !</mrk><mrk mtype="seg" mid="1">Deux.</mrk>'
    )


def test_the_target_language_is_named_where_the_file_did_not() -> None:
    before = old_xliff(trans_unit("<source>A</source>"), 'source-language="en"')
    document = imported(before)
    document.apply(edits.edit_text(document, concepts(document)[0], "B", FRENCH))
    text = render(document, "xliff", ExportOptions("fr")).text
    assert 'source-language="en" datatype="html" target-language="fr"' in text
    assert '<target state="translated">B</target>' in text


def test_a_crossing_pair() -> None:
    before = old_xliff(trans_unit("<source><g id='1' ctype='bold'>A</g> <g id='2'>B</g></source>"))
    after = returned(before, "<g1>a <g2>b</g1> c</g2>")
    assert "<bx id='1' ctype='bold' rid=\"1\"/>a <g id='2'>b<ex id=\"1\" rid=\"1\"/> c</g>" in after


def test_control_characters_cannot_be_written() -> None:
    assert ">a\ufffdb</target>" in returned(old_xliff(trans_unit("<source>A</source>")), "a\x07b")
