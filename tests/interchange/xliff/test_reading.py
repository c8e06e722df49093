"""A client's file as a document: units, segments, codes, states, notes, locks."""

from __future__ import annotations

import pytest

from conceptwriter.assistant.masking import masked
from conceptwriter.interchange import import_content
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.outline import ROOT, Kind, Origin, State
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.translatable import needs_translation
from tests.interchange.xliff.samples import (
    ENGLISH,
    FRENCH,
    concepts,
    file,
    imported,
    paragraphs,
    segment,
    sources,
    unit,
    xliff,
)


def test_a_segment_is_a_concept_with_its_target_as_a_rendition() -> None:
    document = imported(unit(segment("The bread is warm.", "Le pain est chaud.", ' state="reviewed"')))
    (node,) = concepts(document)
    rendition = document.node(node).renditions[FRENCH]
    assert document.source_text(node) == "The bread is warm."
    assert (rendition.text, rendition.state, rendition.origin) == (
        "Le pain est chaud.",
        State.REVIEWED,
        Origin.IMPORTED,
    )
    assert not document.is_stale(node, FRENCH)
    assert document.effective_language(ROOT) == FRENCH
    assert document.root.source_language == ENGLISH
    assert document.source_text(ROOT) == "job"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("initial", State.NEW),
        ("translated", State.EDITED),
        ("reviewed", State.REVIEWED),
        ("final", State.FINAL),
    ],
)
def test_states(said: str, state: State) -> None:
    document = imported(unit(segment("Yes.", "Oui.", f' state="{said}"')))
    assert document.node(concepts(document)[0]).renditions[FRENCH].state is state


def test_segments_are_separated_as_in_the_file() -> None:
    document = imported(
        unit(
            segment("One. ")
            + "<ignorable><source> </source></ignorable>"
            + segment("\n  Two\n  lines.\n")
            + segment("Three.")
            + '<segment><source xml:space="preserve">Four.  </source></segment>'
            + segment("Five.")
        )
    )
    assert sources(document) == ["One.", "Two lines.", "Three.", "Four.", "Five."]
    text = running_text(document, concepts(document), ENGLISH)
    assert text == "One. Two lines. Three.Four. Five."


def test_codes_are_numbered_tags() -> None:
    document = imported(
        unit(
            '<originalData><data id="d1">%s</data><data id="d2">&lt;br/></data></originalData>'
            + segment(
                '<pc id="b">Warm</pc> <ph id="n" dataRef="d1"/><ph id="r" dataRef="d2"/><ph id="i"/>'
                '<sc id="s"/><mrk id="t" type="term">bread</mrk><cp hex="001B"/>',
                '<ph id="i"/><pc id="b">Pain</pc><ph id="new"/>',
            )
            + segment('and tea<ec startRef="s"/>')
        )
    )
    assert sources(document) == [
        "<g1>Warm</g1> {2}<br 3/><x4/><g5><m6>bread</m6><c7/>",
        "and tea</g5>",
    ]
    assert document.text(concepts(document)[0], FRENCH) == "<x4/><g1>Pain</g1><x8/>"


def test_a_number_that_the_text_itself_has_as_a_tag_is_not_used() -> None:
    document = imported(unit(segment("Type &lt;g1&gt; or {2}: <pc id='1'>now</pc>.")))
    assert sources(document) == ["Type <g1> or {2}: <g3>now</g3>."]


def test_codes_are_masked_before_a_model_reads_them() -> None:
    text = "<g1>Warm bread</g1> for {2}.<x3/>"
    read = masked(text)
    assert "<" not in read.text
    assert "{" not in read.text
    assert read.restored(read.text).text == text


def test_notes_of_every_level() -> None:
    document = imported(
        xliff(
            '<file id="f1" original="menu.html"><notes><note>Of the file.</note></notes>'
            '<group id="g1" name="Drinks"><notes><note>Of the group.</note></notes>'
            "<unit id='u1'><notes><note>One.</note><note>Two.</note></notes>"
            + segment("Tea")
            + '</unit></group></file><file id="f2"><unit id="u1">'
            + segment("Bread")
            + "</unit></file>"
        )
    )
    first, second = document.children(ROOT)
    (group,) = document.children(first)
    (paragraph,) = document.children(group)
    said = [(document.source_text(node), document.node(node).note) for node in (first, second, group)]
    assert said == [("menu.html", "Of the file."), ("f2", ""), ("Drinks", "Of the group.")]
    assert document.node(paragraph).note == "One.\nTwo."
    assert not any(needs_translation(document, node, FRENCH) for node in (first, second, group))


def test_a_group_without_a_name_is_no_section() -> None:
    document = imported(
        file(f'<group id="g"><group id="h"><unit id="u">{segment("A")}</unit></group></group>')
    )
    assert [document.node(node).kind for node in document.children(ROOT)] == [Kind.PARAGRAPH]


def test_what_must_not_be_translated_is_locked() -> None:
    document = imported(
        file(
            f'<group id="g" translate="no"><unit id="a">{segment("Fixed.")}</unit>'
            f'<unit id="b" translate="yes">{segment("Free.")}</unit>'
            "<unit id='c'>" + segment('Some <mrk id="m" translate="yes">words</mrk>.') + "</unit></group>"
        )
    )
    locked = [document.node(node).locked for node in paragraphs(document)]
    assert locked == [True, False, False]
    assert [needs_translation(document, node, FRENCH) for node in concepts(document)] == [False, True, True]


def test_what_stands_between_segments_is_kept_but_not_for_translation() -> None:
    document = imported(
        unit(segment("One.") + "<ignorable><source> [page 2] </source></ignorable>" + segment("Two."))
    )
    assert sources(document) == ["One.", "[page 2]", "Two."]
    assert not needs_translation(document, concepts(document)[1], FRENCH)
    assert running_text(document, concepts(document), ENGLISH) == "One. [page 2] Two."


def test_empty_segments_are_no_concepts() -> None:
    document = imported(unit(segment("") + segment("  ", "") + segment("", "Ajout.") + segment("Text.")))
    assert sources(document) == ["", "Text."]


def test_right_to_left_and_character_data() -> None:
    text = "<![CDATA[\u202bשלום & <שלום>\u202c]]> &amp; &#x5E9;"
    document = imported(unit(segment(text), 'srcLang="he"'))
    assert sources(document) == ["\u202bשלום & <שלום>\u202c & ש"]
    assert document.root.source_language == "heb_Hebr"


def test_comments_and_instructions_are_no_text() -> None:
    assert sources(imported(unit(segment("Warm <!-- why? --><?page 3?>bread.")))) == ["Warm bread."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1"])
def test_any_encoding(encoding: str) -> None:
    data = unit(segment("Café.")).replace("UTF-8", encoding).encode(encoding)
    assert sources(import_content(data, "xliff", name="job.xlf")) == ["Café."]


def test_a_language_that_is_named_counts_more_than_the_file() -> None:
    assert imported(unit(segment("Hallo."), 'srcLang="en"'), "German").root.source_language == "deu_Latn"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<a/>", "job.xlf, line 1: the file is no XLIFF 1.2 or 2"),
        (unit(segment("A", "B"), 'srcLang="en"'), "job.xlf, line 7: there is a <target>"),
        (unit(segment("A"), 'srcLang="en-GB" trgLang="en-US"'), "one region of each language"),
        (unit(segment("A"), 'srcLang="tlh"'), "job.xlf: .*tlh"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        imported(text)
