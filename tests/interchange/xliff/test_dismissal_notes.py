"""Dismissed remarks in a client's file: notes that are valid, read back, and removed again."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import render
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.xliff.validation import problems_of
from conceptwriter.interchange.xliff.xml_tree import parse_xml
from conceptwriter.outline import Document, edits
from conceptwriter.outline.dismissals import dismissals_on
from tests.interchange.xliff.samples import (
    FRENCH,
    concepts,
    imported,
    old_xliff,
    paragraphs,
    segment,
    unit,
    xliff,
)

OLD_UNIT = (
    '<trans-unit id="1">\n<source>It has 7.</source>\n<target>Il en a 8.</target>{}\n'
    "<alt-trans><target>x</target></alt-trans>\n</trans-unit>"
)
FILES = {
    "2.1": unit(segment("It has 7.", "Il en a 8.")),
    "2.2": xliff(
        '<file id="f1">\n<unit id="u1">\n' + segment("It has 7.", "Il en a 8.") + "\n</unit>\n</file>",
        version="2.2",
    ),
    "2.1 with notes": unit(
        '<notes>\n<note id="1">Of the client.</note>\n</notes>\n'
        '<originalData><data id="d">x</data></originalData>'
        + segment('It has <ph id="1" dataRef="d"/> 7.', 'Il en a <ph id="1" dataRef="d"/> 8.')
    ),
    "1.2": old_xliff(OLD_UNIT.format("")),
    "1.2 with notes": old_xliff(OLD_UNIT.format('\n<note from="client">Of the client.</note>')),
}


def exported(document: Document) -> Export:
    export = render(document, "xliff")
    assert export.warnings == ()
    root = parse_xml(export.text, "out").root
    if not root.namespace.endswith("1.2"):
        assert problems_of(root) == []
    return export


@pytest.mark.parametrize("name", FILES)
def test_there_and_back_and_gone_again(name: str) -> None:
    document = imported(FILES[name])
    (node,) = concepts(document)
    document.apply(edits.dismiss(document, node, FRENCH, "numbers", "a <dozen> & more: yes"))
    document.apply(edits.dismiss(document, node, FRENCH, "end mark"))
    text = exported(document).text
    assert ">numbers: a &lt;dozen&gt; &amp; more: yes</note>" in text
    assert ">end mark</note>" in text
    again = imported(text)
    (node,) = concepts(again)
    assert dismissals_on(again, node, FRENCH) == {"numbers": "a <dozen> & more: yes", "end mark": ""}
    notes = [again.node(paragraph).note for paragraph in paragraphs(again)]
    assert notes == (["Of the client."] if "notes" in name else [""])
    assert exported(again).text == text, "nothing was changed"
    again.apply(edits.bring_back(again, node, FRENCH, "numbers"))
    less = exported(again).text
    assert "numbers" not in less
    assert ">end mark</note>" in less
    again.apply(edits.bring_back(again, node, FRENCH, "end mark"))
    assert exported(again).text == FILES[name]


def test_another_translation_has_no_use_for_them() -> None:
    document = imported(FILES["2.1"])
    (node,) = concepts(document)
    document.apply(edits.dismiss(document, node, FRENCH, "numbers", "yes"))
    text = exported(document).text
    changed = imported(text.replace("Il en a 8.", "Il en a 9."))
    (other,) = concepts(changed)
    assert dismissals_on(changed, other, FRENCH) == {}
    assert "cw:dismissed" not in exported(changed).text
    indented = imported(text.replace("Il en a 8.", "Il  en a\n8."))
    (same,) = concepts(indented)
    assert dismissals_on(indented, same, FRENCH) == {"numbers": "yes"}


def test_a_new_remark_takes_the_place_of_one_that_is_gone() -> None:
    document = imported(FILES["2.1"])
    (node,) = concepts(document)
    document.apply(edits.dismiss(document, node, FRENCH, "numbers", "yes"))
    again = imported(exported(document).text)
    (node,) = concepts(again)
    again.apply(edits.bring_back(again, node, FRENCH, "numbers"))
    again.apply(edits.dismiss(again, node, FRENCH, "end mark", "so it is"))
    text = exported(again).text
    assert "numbers" not in text
    assert ">end mark: so it is</note>" in text


def test_each_segment_has_its_own() -> None:
    both = unit(segment("One 1.", "Un 2.") + "\n" + segment("Two 1.", "Deux 3."))
    document = imported(both)
    first, second = concepts(document)
    document.apply(edits.dismiss(document, first, FRENCH, "numbers", "first"))
    document.apply(edits.dismiss(document, second, FRENCH, "numbers", "second"))
    again = imported(exported(document).text)
    said = [dismissals_on(again, node, FRENCH) for node in concepts(again)]
    assert said == [{"numbers": "first"}, {"numbers": "second"}]


def test_with_a_new_translation_in_the_same_step() -> None:
    document = imported(unit(segment("It has 7.")))
    (node,) = concepts(document)
    document.apply(edits.edit_text(document, node, "Il en a 8.", FRENCH))
    document.apply(edits.dismiss(document, node, FRENCH, "numbers", "yes"))
    again = imported(exported(document).text)
    (node,) = concepts(again)
    assert dismissals_on(again, node, FRENCH) == {"numbers": "yes"}


def test_a_note_has_no_attributes_of_its_unit() -> None:
    document = imported(unit(segment("It has 7.", "Il en a 8."), attributes=' xml:space="preserve" my:a="1"'))
    (node,) = concepts(document)
    document.apply(edits.dismiss(document, node, FRENCH, "numbers", "yes"))
    document.apply(edits.set_note(document, node, "Ours."))
    text = exported(document).text
    assert "<note>Ours.</note>" in text
    assert text.count("xml:space") == text.count("my:a") == 1
