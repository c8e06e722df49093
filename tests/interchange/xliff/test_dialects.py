"""Files of Trados, memoQ and Phrase: their own states and locks, read and written back."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import import_content, render
from conceptwriter.interchange.formats import Export
from conceptwriter.outline import Document, Origin, Rendition, State, edits
from conceptwriter.outline.renditions import set_renditions
from tests.interchange.xliff.samples import FRENCH, concepts, sources

TRADOS = """\ufeff<?xml version="1.0" encoding="utf-8"?>\r
<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2" \
version="1.2" sdl:version="1.0"><file original="tea.docx" datatype="x-sdlfilterframework2" \
source-language="en-GB" target-language="fr-CA"><header/><body>\r
<group><sdl:cxts><sdl:cxt id="1" /></sdl:cxts><trans-unit id="a1">\
<source>Warm the pot. <g id="1">Wait</g>. Pour. Drink.</source>\
<seg-source><mrk mtype="seg" mid="1">Warm the pot.</mrk> <mrk mtype="seg" mid="2"><g id="1">Wait</g>.</mrk> \
<mrk mtype="seg" mid="3">Pour.</mrk> <mrk mtype="seg" mid="4">Drink.</mrk></seg-source>\
<target><mrk mtype="seg" mid="1">Chauffez la théière.</mrk> <mrk mtype="seg" mid="2"><g id="1">Attendez</g>.\
</mrk> <mrk mtype="seg" mid="3">Versez.</mrk> <mrk mtype="seg" mid="4" /></target>\
<sdl:seg-defs><sdl:seg id="1" conf="Translated" origin="interactive"><sdl:value key="x">1</sdl:value>\
</sdl:seg>\
<sdl:seg id="2" conf="ApprovedSignOff" locked="true" /><sdl:seg id="3" conf="Draft" origin="mt" \
origin-system="Machine" percent="0" /><sdl:seg id="4" /></sdl:seg-defs></trans-unit></group>\r
</body></file></xliff>"""

MEMOQ = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:mq="MQXliff">
<file original="tea.docx" source-language="en" target-language="fr" datatype="x-memoq"><body>
<trans-unit id="1" mq:status="ManuallyConfirmed" mq:segmentguid="g1">
<source xml:space="preserve">Warm <bpt id="1" ctype="bold">{}</bpt>the pot<ept id="1">{}</ept>.</source>
<target xml:space="preserve">Chauffez <bpt id="1" ctype="bold">{}</bpt>la théière<ept id="1">{}</ept>.\
</target>
</trans-unit>
<trans-unit id="2" mq:status="Proofread" mq:locked="locked">
<source xml:space="preserve">Wait.</source><target xml:space="preserve">Attendez.</target></trans-unit>
<trans-unit id="3" mq:status="Pretranslated" mq:percent="80">
<source xml:space="preserve">Pour.</source><target xml:space="preserve">Versez.</target></trans-unit>
<trans-unit id="4" mq:status="NotStarted">
<source xml:space="preserve">Drink.</source><target xml:space="preserve"></target></trans-unit>
</body></file></xliff>
"""

PHRASE = """<?xml version='1.0' encoding='UTF-8'?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:m="http://www.memsource.com/mxlf/2.0"
 version="1.2">
<file original="tea.docx" source-language="en" target-language="fr" m:level="2"><body>
<group id="0"><trans-unit id="t:0" m:confirmed="1" m:locked="false" m:trans-origin="tm">
<source>Warm {1}the pot{2}.</source><target>Chauffez {1}la théière{2}.</target>
<m:tunit-metadata><m:mark id="1"><m:type>code</m:type></m:mark></m:tunit-metadata></trans-unit></group>
<group id="1"><trans-unit id="t:1" m:confirmed="2" m:locked="true" m:trans-origin="tm">
<source>Wait.</source><target state="final">Attendez.</target></trans-unit></group>
<group id="2"><trans-unit id="t:2" m:confirmed="0" m:locked="false" m:trans-origin="mt">
<source>Pour.</source><target>Versez.</target>
<alt-trans origin="machine-trans"><target>Versez.</target></alt-trans>
</trans-unit></group>
<group id="3"><trans-unit id="t:3" m:confirmed="0" m:locked="false" m:trans-origin="null">
<source>Drink.</source><target></target></trans-unit></group>
</body></file></xliff>
"""

FILES = {"tea.sdlxliff": TRADOS, "tea.mqxliff": MEMOQ, "tea.mxliff": PHRASE}
STATES = {
    "tea.sdlxliff": [State.EDITED, State.FINAL, State.MACHINE, None],
    "tea.mqxliff": [State.EDITED, State.REVIEWED, State.NEW, None],
    "tea.mxliff": [State.EDITED, State.REVIEWED, State.MACHINE, None],
}


def opened(name: str) -> Document:
    return import_content(FILES[name].encode(), name.rpartition(".")[2], name=name)


def says(document: Document, place: int, text: str, state: State) -> None:
    """Enter a translation as a person would."""
    node = concepts(document)[place]
    document.apply(
        set_renditions(document, [(node, FRENCH, Rendition(text, Origin.EDITED, state))], force=True)
    )


def returned(document: Document) -> Export:
    return render(document, "xliff")


def changed_only(before: str, after: str, *changes: tuple[str, str]) -> None:
    """The one is the other with these changes, and no other."""
    for old, new in changes:
        assert before.count(old) == 1
        before = before.replace(old, new)
    assert after == before


@pytest.mark.parametrize("name", FILES)
def test_states_and_locks_are_read(name: str) -> None:
    document = opened(name)
    assert sources(document)[1:] == [
        "<g1>Wait</g1>." if name == "tea.sdlxliff" else "Wait.",
        "Pour.",
        "Drink.",
    ]
    found = [document.rendition(node, FRENCH) for node in concepts(document)]
    assert [one and one.state for one in found] == STATES[name]
    assert [document.node(node).locked for node in concepts(document)] == [False, True, False, False]


@pytest.mark.parametrize("name", FILES)
def test_without_changes_every_byte_is_the_same(name: str) -> None:
    assert returned(opened(name)).content == FILES[name].encode()


def test_trados_gets_the_states_of_what_was_changed_and_of_nothing_else() -> None:
    document = opened("tea.sdlxliff")
    says(document, 0, "Chauffez la théière.", State.REVIEWED)
    says(document, 2, "Servez.", State.EDITED)
    says(document, 3, "Buvez.", State.NEW)
    changed_only(
        TRADOS,
        returned(document).text,
        ('<sdl:seg id="1" conf="Translated"', '<sdl:seg id="1" conf="ApprovedTranslation"'),
        ("Versez.", "Servez."),
        (
            '<sdl:seg id="3" conf="Draft" origin="mt" origin-system="Machine" percent="0" />',
            '<sdl:seg id="3" conf="Translated" origin="interactive" />',
        ),
        ('<mrk mtype="seg" mid="4" /></target>', '<mrk mtype="seg" mid="4" >Buvez.</mrk></target>'),
        ('<sdl:seg id="4" />', '<sdl:seg id="4" conf="Draft" />'),
    )


def test_memoq_gets_the_states_of_what_was_changed_and_of_nothing_else() -> None:
    document = opened("tea.mqxliff")
    says(document, 0, "Réchauffez <g1>la théière</g1>.", State.EDITED)
    says(document, 2, "Versez.", State.FINAL)
    says(document, 3, "Buvez.", State.NEW)
    changed_only(
        MEMOQ,
        returned(document).text,
        (">Chauffez", ">Réchauffez"),
        ('mq:status="Pretranslated"', 'mq:status="Proofread"'),
        ('mq:status="NotStarted"', 'mq:status="PartiallyEdited"'),
        (
            'Drink.</source><target xml:space="preserve"></target>',
            'Drink.</source><target xml:space="preserve">Buvez.</target>',
        ),
    )


def test_phrase_has_what_was_confirmed_confirmed_at_the_step_of_the_file() -> None:
    document = opened("tea.mxliff")
    says(document, 2, "Versez.", State.EDITED)
    says(document, 3, "Buvez.", State.REVIEWED)
    changed_only(
        PHRASE,
        returned(document).text,
        (
            'm:confirmed="0" m:locked="false" m:trans-origin="mt"',
            'm:confirmed="2" m:locked="false" m:trans-origin="mt"',
        ),
        (
            'm:confirmed="0" m:locked="false" m:trans-origin="null"',
            'm:confirmed="2" m:locked="false" m:trans-origin="null"',
        ),
        ("<source>Drink.</source><target></target>", "<source>Drink.</source><target>Buvez.</target>"),
    )


@pytest.mark.parametrize("name", FILES)
def test_what_is_locked_in_the_file_stays_even_if_the_document_says_otherwise(name: str) -> None:
    document = opened(name)
    node = concepts(document)[1]
    document.apply(edits.set_locked(document, [node], locked=False))
    says(document, 1, "Patientez.", State.EDITED)
    export = returned(document)
    assert export.content == FILES[name].encode()
    assert export.warnings == ("1 segment is locked in the file and stays as it was.",)


@pytest.mark.parametrize("name", FILES)
def test_a_translation_that_was_deleted_has_no_state(name: str) -> None:
    document = opened(name)
    document.apply(edits.edit_text(document, concepts(document)[0], "", FRENCH))
    text = returned(document).text
    assert "Chauffez" not in text
    said = {
        "tea.sdlxliff": '<sdl:seg id="1" origin',
        "tea.mqxliff": '"NotStarted" mq:seg',
        "tea.mxliff": ':confirmed="0"',
    }
    assert said[name] in text
