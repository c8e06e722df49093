"""A document as a new file of XLIFF 1.2, and that file as translators' programs give it back.

The files are written the way that Poedit 3.2, Lokalize 22.12, OmegaT 3.6 and Qt Linguist 5 and 6 write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import import_content, import_text, render
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.returned import Returned, enter_returned, match_returned, rows_of
from conceptwriter.interchange.xliff.xml_tree import parse_xml
from conceptwriter.outline import ROOT, Document, Origin, Rendition, State, edits
from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.renditions import set_renditions
from tests.interchange.outlines import SEGMENTER, SLOW, outline
from tests.interchange.xliff.samples import FRENCH, concepts, paragraphs

TEXT = """# Tea

Warm *the* pot. Wait.

- **Pour** slowly.
- Drink at `70 °C`.

```sh
boil
```
"""


ITALIC = '<bpt id="1" ctype="italic">*</bpt>{}<ept id="1">*</ept>'


def document_of(text: str = TEXT) -> Document:
    return import_text(text, "markdown", "en", title="Tea", segmenter=SEGMENTER)


def saying(document: Document, start: str) -> int:
    return next(node for node in document.subtree(ROOT) if document.source_text(node).startswith(start))


def enter(document: Document, start: str, text: str, state: State, origin: Origin = Origin.EDITED) -> None:
    rendition = Rendition(text, origin, state)
    document.apply(set_renditions(document, [(saying(document, start), FRENCH, rendition)], force=True))


@pytest.fixture
def document() -> Document:
    made = document_of()
    enter(made, "Warm", "Chauffez *la* théière.", State.EDITED)
    enter(made, "Wait", "Attendez.", State.MACHINE, Origin.MACHINE)
    enter(made, "**Pour**", "**Versez** lentement.", State.FINAL)
    return made


def french(document: Document, node: int) -> Rendition:
    rendition = document.rendition(node, FRENCH)
    assert rendition is not None
    return rendition


def written(document: Document) -> str:
    return render(document, "xliff1.2", ExportOptions(FRENCH)).text


def returned(document: Document, text: str) -> Returned:
    file = import_content(text.encode(), "xliff", name="tea.xlf")
    operation, report = enter_returned(document, match_returned(rows_of(document), file, "tea.xlf"))
    if operation.changes:
        document.apply(operation)
    return report


def test_the_file_has_a_unit_for_each_sentence_with_its_marks_in_codes(document: Document) -> None:
    text = written(document)
    assert 'datatype="x-markdown" tool-id="conceptwriter">' in text
    assert '<source>Warm <bpt id="1" ctype="italic">*</bpt>the<ept id="1">*</ept> pot.</source>' in text
    assert f'<target state="translated">Chauffez {ITALIC.format("la")} théière.</target>' in text
    assert (
        '<target state="needs-review-translation" state-qualifier="mt-suggestion">Attendez.</target>' in text
    )
    assert '<source>Drink at <ph id="1">`70 °C`</ph>.</source>\n</trans-unit>' in text
    assert 'approved="yes" xml:space="preserve">\n<source><bpt id="1" ctype="bold">' in text
    assert text.count('translate="no"') == 1


def test_it_comes_back_as_the_same_document(document: Document) -> None:
    node = saying(document, "Warm")
    document.apply(edits.set_note(document, node, "Which pot?"))
    again = import_text(written(document), "xliff")
    assert render(again, "markdown", ExportOptions("en")).text == TEXT
    assert outline(again) == outline(document)
    found = [(one.text, one.origin, one.state) for one in map(partial(french, again), concepts(again)[:3])]
    assert found == [
        ("Chauffez *la* théière.", Origin.IMPORTED, State.EDITED),
        ("Attendez.", Origin.MACHINE, State.MACHINE),
        ("**Versez** lentement.", Origin.IMPORTED, State.FINAL),
    ]
    assert not any(again.is_stale(node, FRENCH) for node in concepts(again)[:3])
    assert again.node(saying(again, "Warm")).note == "Which pot?"


def test_notes_of_sections_and_paragraphs_and_dismissals_come_back(document: Document) -> None:
    section, paragraph = document.root.children[0], paragraphs(document)[0]
    document.apply(edits.set_note(document, section, "About tea."))
    document.apply(edits.set_note(document, paragraph, "Two steps."))
    node = saying(document, "Warm")
    document.apply(edits.dismiss(document, node, FRENCH, "numbers", "none there"))
    text = written(document)
    assert '<note from="cw:dismissed">numbers: none there</note>' in text
    again = import_text(text, "xliff")
    assert again.node(again.root.children[0]).note == "About tea."
    assert again.node(paragraphs(again)[0]).note == "Two steps."
    assert dismissals_on(again, saying(again, "Warm"), FRENCH) == {"numbers": "none there"}
    assert not again.node(saying(again, "Warm")).note


@settings(max_examples=60, suppress_health_check=SLOW, deadline=None)
@given(st.text("a*`[]()_ \\<&>\"'\u00a0\u0300あ😀\t", min_size=1, max_size=30))
def test_any_text_comes_back(text: str) -> None:
    document = document_of("One.")
    document.apply(edits.edit_text(document, concepts(document)[0], f"x{text}x", "eng_Latn"))
    enter(document, "x", f"y{text}y", State.EDITED)
    again = import_text(written(document), "xliff")
    (node,) = concepts(again)
    assert again.source_text(node) == f"x{text}x"
    rendition = again.rendition(node, FRENCH)
    assert rendition is not None
    assert rendition.text == f"y{text}y"


def test_control_characters_are_reported() -> None:
    document = document_of("One.")
    document.apply(edits.edit_text(document, concepts(document)[0], "One\x07.", "eng_Latn"))
    export = render(document, "xliff1.2", ExportOptions(FRENCH))
    assert "<source>One\ufffd.</source>" in export.text
    assert len(export.warnings) == 1
    assert "1 text has control characters" in export.warnings[0]


def test_a_clients_file_of_another_version_becomes_a_new_file() -> None:
    client = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fr">'
        '<file id="f"><unit id="u"><segment><source>Tea</source><target>Thé</target></segment></unit>'
        "</file></xliff>"
    )
    document = import_text(client, "xliff")
    assert render(document, "xliff").text == client
    new = render(document, "xliff1.2").text
    assert 'version="1.2"' in new
    assert "<target>Thé</target>" in new
    old = (
        client.replace("2.0", "1.2")
        .replace("srcLang", "source-language")
        .replace("trgLang", "target-language")
    )
    old = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">'
        '<file original="a" datatype="plaintext" source-language="en" '
        'target-language="fr"><body><trans-unit id="u"><source>Tea</source>'
        "<target>Thé</target></trans-unit></body></file></xliff>"
    )
    assert render(import_text(old, "xliff"), "xliff1.2").text == old


# -- what other programs give back ---------------------------------------------------------------------------


def poedit(text: str) -> str:
    """Two texts changed; one that a machine made is accepted. Only the targets are written anew."""
    return (
        text.replace(
            f'<target state="translated">Chauffez {ITALIC.format("la")} théière.',
            f'<target state="translated">Réchauffez {ITALIC.format("la")} théière.',
        )
        .replace(
            '<target state="needs-review-translation" state-qualifier="mt-suggestion">Attendez.',
            '<target state="translated">Attendez.',
        )
        .replace(
            '<source>Drink at <ph id="1">`70 °C`</ph>.</source>',
            '<source>Drink at <ph id="1">`70 °C`</ph>.</source>\n'
            '<target state="translated">Buvez à <ph id="1">`70 °C`</ph>.</target>',
        )
    )


def lokalize(text: str) -> str:
    """The same and a note; attributes in another order, and white space where it matters."""
    changed = (
        poedit(text)
        .replace('<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0' encoding='UTF-8'?>")
        .replace('xml:space="preserve"', "")
        .replace("<trans-unit ", '<trans-unit xml:space="preserve" approved="yes" ')
        .replace(' approved="yes" >', ">")
        .replace('state="translated"', 'phase-name="approval-1" state="signed-off"')
        .replace("</ph>.</source>", "</ph>.\n            </source>")
        .replace("</ept> pot.</source>", "</ept> pot.\n            </source>")
        .replace(
            "</header>",
            '<phase-group>\n<phase phase-name="approval-1" process-name="approval" '
            'tool-id="lokalize-22.12.3"/>\n'
            '</phase-group>\n<tool tool-id="lokalize-22.12.3" tool-name="Lokalize"/>\n</header>',
        )
        .replace("><prop ", ">\n          <prop ")
        .replace("</prop></prop-group>", "</prop>\n        </prop-group>")
    )
    return changed.replace(
        "Attendez.</target>", 'Attendez.</target>\n<note from="Anna" priority="5">How long?</note>'
    )


def omegat(text: str) -> str:
    """The sources in the targets that nobody translated, and other entities."""
    changed = poedit(text).replace("&gt;", ">")
    for source in ("Tea", "boil"):
        changed = changed.replace(
            f"<source>{source}</source>\n", f"<source>{source}</source>\n<target>{source}</target>\n"
        )
    return changed.removesuffix("\n")


def segmenting(text: str) -> str:
    """A program that cuts every unit into segments, in the source and in the target."""
    return re.sub(
        r"<source>(.*?)</source>(\n<target[^>]*>)?(.*?)(</target>)?\n",
        lambda found: (
            f'<source>{found[1]}</source><seg-source><mrk mtype="seg" mid="0">{found[1]}</mrk></seg-source>'
            + (f'{found[2]}<mrk mtype="seg" mid="0">{found[3]}</mrk></target>\n' if found[2] else "\n")
        ),
        poedit(text),
    )


def other_spelling(text: str) -> str:
    """The same XML with a byte order mark, other line ends, and a prefix for the names of elements."""
    prefixed = re.sub(r"<(/?)([a-z])", r"<\1x:\2", poedit(text)).replace(" xmlns=", " xmlns:x=")
    return "\ufeff" + prefixed.replace("\n", "\r\n")


@pytest.mark.parametrize("program", [poedit, lokalize, omegat, segmenting, other_spelling])
def test_what_another_program_changed_is_entered_and_nothing_else(
    document: Document, program: Callable[[str], str]
) -> None:
    before = {node: document.rendition(node, FRENCH) for node in document.subtree(ROOT)}
    file = program(written(document))
    parse_xml(file, "tea.xlf")
    report = returned(document, file)
    assert report.new == [saying(document, "Drink")]
    assert report.changed == [saying(document, "Warm")]
    assert report.confirmed == [saying(document, "Wait")]
    assert (report.outdated, report.kept, report.lost) == ([], [], ())
    assert report.untranslated == (2 if program is omegat else 0)
    texts = [document.rendition(node, FRENCH) for node in concepts(document)]
    assert [one.text for one in texts if one is not None] == [
        "Réchauffez *la* théière.",
        "Attendez.",
        "**Versez** lentement.",
        "Buvez à `70 °C`.",
    ]
    accepted = document.rendition(saying(document, "Wait"), FRENCH)
    assert accepted is not None
    assert accepted.state is (State.REVIEWED if program is lokalize else State.EDITED)
    assert document.node(saying(document, "Wait")).note == ("How long?" if program is lokalize else "")
    untouched = [saying(document, "Tea"), saying(document, "**Pour**"), saying(document, "boil")]
    assert all(document.rendition(node, FRENCH) == before[node] for node in untouched)
    again = returned(document, file)
    assert (again.entered, again.unchanged) == (0, 4)


def test_white_space_that_a_program_adds_is_not_text(document: Document) -> None:
    again = import_text(lokalize(written(document)), "xliff")
    assert again.source_text(saying(again, "Warm")) == "Warm *the* pot."
    assert render(again, "markdown", ExportOptions("en")).text == TEXT


def test_groups_and_properties_may_be_lost() -> None:
    """Qt Linguist keeps units alone, and loses the text before a code; what does not fit is not entered."""
    document = document_of("Warm the pot. Wait **here**.")
    enter(document, "Warm", "Chauffez la théière.", State.EDITED)
    enter(document, "Wait", "Attendez **ici**.", State.EDITED)
    file = (
        '<?xml version="1.0" encoding="utf-8"?>\n<xliff version="1.2" '
        'xmlns="urn:oasis:names:tc:xliff:document:1.2">\n  <file original="" datatype="plaintext" '
        'source-language="en" target-language="fr"><body>\n    <trans-unit id="n4">\n      '
        '<source xml:space="preserve">Warm the pot.</source>\n      <target xml:space="preserve" '
        'state="needs-review-translation">Préchauffez la théière.</target>\n    </trans-unit>\n    '
        '<trans-unit id="n5">\n      <source xml:space="preserve">**.</source>\n      <target '
        'xml:space="preserve">**.</target>\n    </trans-unit>\n  </body></file>\n  <file '
        'original="Obsolete_PO_entries" datatype="plaintext" source-language="en" target-language="fr">'
        "<body/></file></xliff>"
    )
    report = returned(document, file)
    assert report.changed == [saying(document, "Warm")]
    assert report.lost == ()
    kept = document.rendition(saying(document, "Wait"), FRENCH)
    assert kept is not None
    assert kept.text == "Attendez **ici**."


def test_a_file_that_does_not_say_what_it_is_translated_into_is_read_by_its_texts(document: Document) -> None:
    report = returned(document, poedit(written(document)).replace(' target-language="fr"', ""))
    assert len(report.changed) == 1
    assert report.languages == (FRENCH,)


def test_copied_sources_name_no_language() -> None:
    old = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">'
        '<file original="a" datatype="plaintext" source-language="en">'
        '<body><trans-unit id="u"><source>The tea is warm.</source>'
        "<target>The tea is warm.</target></trans-unit></body></file></xliff>"
    )
    document = import_text(old, "xliff")
    assert list(document.node(concepts(document)[0]).renditions) == ["eng_Latn"]
    assert render(document, "xliff").text == old
