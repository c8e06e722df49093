"""Giving the client's file back: only what has changed is different, and what is written obeys the rules."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import import_content, import_text, render
from conceptwriter.interchange.formats import Export
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.xliff.validation import problems_of
from conceptwriter.interchange.xliff.xml_tree import parse_xml
from conceptwriter.outline import ROOT, Document, Origin, Rendition, State, edits
from conceptwriter.outline.renditions import set_renditions
from tests.interchange.xliff.samples import (
    ENGLISH,
    FRENCH,
    concepts,
    file,
    imported,
    paragraphs,
    segment,
    unit,
    xliff,
)


def exported(document: Document, language: str | None = None) -> Export:
    export = render(document, "xliff", ExportOptions(language))
    assert problems_of(parse_xml(export.text, "out").root) == []
    return export


def translated(document: Document, *texts: str) -> None:
    for node, text in zip(concepts(document), texts, strict=True):
        document.apply(edits.edit_text(document, node, text, FRENCH))


def returned(text: str, *texts: str) -> str:
    """The file after its concepts were translated; it must be done without a warning."""
    document = imported(text)
    translated(document, *texts)
    export = exported(document)
    assert export.warnings == ()
    return export.text


AWKWARD = {
    "as samples are": unit(segment("A", "B")),
    "line ends of Windows": unit(segment("A", "B") + segment("C")).replace("\n", "\r\n"),
    "comments, instructions and character data": unit(
        "<!-- a --><?b c?>" + segment("<![CDATA[<]]>", "<!-- d -->E<![CDATA[&]]>")
    ),
    "quotation marks and white space in tags": unit(segment("A", "B", "\n id = 's'  state='final' ")),
    "extensions and modules": file(
        '<my:tool a=">">\n<my:x/></my:tool><group id="g" my:a="1" fs:fs="div"><my:tool/>'
        "<unit id='u'><mtc:matches xmlns:mtc='urn:oasis:names:tc:xliff:matches:2.0'><mtc:match ref='#m'>"
        "<source>A</source><target>B</target></mtc:match></mtc:matches>"
        + segment('<mrk id="m">A</mrk>')
        + "</unit></group>"
    ),
    "white space that counts": unit(
        '<segment><source xml:space="preserve"> A  b\n</source>'
        '<target xml:space="preserve">\tC </target></segment>'
    ),
    "empty segments": unit(segment("", "") + "<segment><source/><target/></segment>" + segment("A", "")),
    "a skeleton": file("<skeleton>x</skeleton><unit id='u'>" + segment("A") + "</unit>"),
    "prefixes": unit(segment("A", "B"))
    .replace("<", "<x:")
    .replace("<x:/", "</x:")
    .replace("xmlns=", "xmlns:x=")
    .replace("<x:?", "<?"),
}


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_without_changes_the_bytes_are_the_same(name: str, encoding: str) -> None:
    data = AWKWARD[name].replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding)
    document = import_content(data, "xliff", name="job.xlf")
    export = exported(document)
    assert export.content == data
    assert export.warnings == ()


def test_a_translation_is_put_after_its_source() -> None:
    before = unit(segment("Good morning.") + "\n" + segment("Thanks.", "Merci."))
    assert returned(before, "Bonjour.", "Merci.") == before.replace(
        "<segment>\n<source>Good morning.</source>",
        '<segment state="translated">\n<source>Good morning.</source>\n<target>Bonjour.</target>',
    )


def test_a_changed_translation_replaces_the_old_one() -> None:
    before = unit(segment("Thanks.", " Merci.\n", ' state="final" subState="my:x" id="s1"'))
    assert returned(before, "Merci & <3") == before.replace(
        ' state="final" subState="my:x"', ' state="translated"'
    ).replace("Merci.", "Merci &amp; &lt;3")


def test_codes_come_back_as_they_were() -> None:
    source = "<pc id='1' fs:fs=\"b\">Warm</pc> <ph id='2' />bread<sc id='3'/>!<ec startRef='3'/>"
    before = unit(segment(source))
    after = returned(before, "<x2/>Pain <g1>chaud</g1><g3> !</g3>")
    assert (
        "<target><ph id='2' />Pain <pc id='1' fs:fs=\"b\">chaud</pc><sc id='3'/> !<ec startRef='3'/></target>"
        in after
    )


def test_codes_are_known_where_their_namespace_is_not() -> None:
    before = unit(segment("A").replace("<source>A", '<source xmlns:z="urn:z"><mrk id="m" z:a="1">A</mrk>'))
    assert '<target><mrk id="m" z:a="1" xmlns:z="urn:z">B</mrk></target>' in returned(before, "<m1>B</m1>")


def test_a_pair_that_crosses_another_is_written_as_two_codes() -> None:
    before = unit(
        segment('<pc id="1" dataRefStart="d" canReorder="yes">A</pc> <pc id="2">B</pc>').replace(
            "<segment>", '<originalData><data id="d">x</data></originalData><segment>'
        )
    )
    assert (
        '<target><sc id="1" canReorder="yes" dataRef="d" canOverlap="no"/>a <pc id="2">b'
        '<ec canReorder="yes" startRef="1" canOverlap="no"/> c</pc></target>'
    ) in returned(before, "<g1>a <g2>b</g1> c</g2>").replace(
        'dataRef="d" canReorder="yes"', 'canReorder="yes" dataRef="d"'
    )


def test_a_code_that_must_stay_is_put_at_the_end() -> None:
    before = unit(segment('Press <ph id="1" canDelete="no"/> now.'))
    assert '<target>Maintenant.<ph id="1" canDelete="no"/></target>' in returned(before, "Maintenant.")


def test_a_repeated_code_is_a_copy() -> None:
    before = unit(segment('<ph id="1" equiv="x"/> here'))
    after = returned(before, "<x1/> ici <x1/>")
    assert '<ph id="1" equiv="x"/> ici <ph id="copy1" equiv="x" copyOf="1"/>' in after


def test_half_a_pair_is_left_out_and_named() -> None:
    document = imported(unit(segment('<pc id="b7">Warm</pc> bread')))
    translated(document, "<g1>Pain chaud")
    export = exported(document)
    assert "<target>Pain chaud</target>" in export.text
    assert export.warnings == ("Codes with only one end, or repeated, were left out: b7.",)


def test_half_of_what_was_two_codes_is_left_out_when_the_unit_is_done() -> None:
    before = unit(segment('<sc id="1"/>One.') + segment('Two.<ec startRef="1"/>'))
    document = imported(before)
    document.apply(edits.edit_text(document, concepts(document)[0], "<g1>Un.", FRENCH))
    assert '<target><sc id="1"/>Un.</target>' in exported(document).text
    document.apply(edits.edit_text(document, concepts(document)[1], "Deux.", FRENCH))
    assert "<target>Un.</target>" in exported(document).text


def test_control_characters_become_code_points() -> None:
    assert '<target>a<cp hex="0007"/>b</target>' in returned(unit(segment("A")), "a\x07b")


def test_white_space_at_the_edges_is_that_of_the_source() -> None:
    assert "<target>\n  Bonjour.\n </target>" in returned(unit(segment("\n  Hello.\n ")), "Bonjour.")


def test_a_target_agrees_with_its_source_about_white_space_and_language() -> None:
    before = unit('<segment><source xml:space="preserve" xml:lang="en">A</source></segment>')
    assert '<target xml:space="preserve" xml:lang="fr">B</target>' in returned(before, "B")


def test_a_removed_translation_is_removed() -> None:
    document = imported(unit(segment("A", "B", ' state="final"')))
    translated(document, "")
    assert exported(document).text == unit(segment("A"))


def test_a_state_alone() -> None:
    before = unit(segment("A", "B", ' state="translated" subState="my:x"'))
    document = imported(before)
    document.apply(edits.confirm(document, concepts(document)[0], FRENCH, State.FINAL))
    assert exported(document).text == before.replace('"translated" subState="my:x"', '"final"')


def test_a_machine_text_is_initial() -> None:
    document = imported(unit(segment("A")))
    rendition = Rendition("B", Origin.MACHINE, State.MACHINE)
    document.apply(set_renditions(document, [(concepts(document)[0], FRENCH, rendition)]))
    assert exported(document).text == unit(segment("A", "B"))


def test_the_target_language_is_named_where_the_file_did_not() -> None:
    document = imported(unit(segment("A"), 'srcLang="en"'))
    translated(document, "B")
    assert exported(document, language="fr").text == returned(unit(segment("A")), "B")
    assert exported(document).text == unit(segment("A"), 'srcLang="en"')


def test_another_language_is_a_new_file() -> None:
    document = imported(unit(segment("A", "B")))
    document.apply(edits.edit_text(document, concepts(document)[0], "C", "deu_Latn"))
    text = exported(document, language="de").text
    assert 'trgLang="de"' in text
    assert "<target>C</target>" in text


# -- notes ---------------------------------------------------------------------------------------------------


def test_new_notes_are_added_and_the_old_ones_stay() -> None:
    document = imported(unit("<notes>\n<note id='n'>Which?</note>\n</notes>" + segment("A")))
    document.apply(edits.set_note(document, paragraphs(document)[0], "Which?\nThe red & round one."))
    document.apply(edits.set_note(document, concepts(document)[0], "Short, please."))
    text = exported(document).text
    assert (
        "<note id='n'>Which?</note>\n<note>The red &amp; round one.</note>\n"
        "<note>Short, please.</note>\n</notes>" in text
    )


def test_a_first_note_has_its_place_before_the_segments() -> None:
    document = imported(unit(segment("A")))
    document.apply(edits.set_note(document, paragraphs(document)[0], "Why?"))
    assert '<unit id="u1">\n<notes>\n<note>Why?</note>\n</notes>\n<segment>' in exported(document).text
    document.apply(edits.set_note(document, paragraphs(document)[0], ""))
    assert exported(document).text == unit(segment("A"))


# -- segmentation --------------------------------------------------------------------------------------------

TWO = segment("One. Two.", attributes=' id="a"')


def test_a_split_segment() -> None:
    document = imported(unit(TWO))
    document.apply(edits.split(document, concepts(document)[0], 4, ENGLISH))
    translated(document, "Un.", "Deux.")
    assert exported(document).text == unit(
        '<segment id="a" state="translated">\n<source>One. </source>\n<target>Un. </target>\n</segment>\n'
        '<segment id="s2" state="translated">\n<source>Two.</source>\n<target>Deux.</target>\n</segment>'
    )


def test_sentences_are_separated_as_each_language_does_it() -> None:
    languages = 'srcLang="zh-Hans" trgLang="en"'
    document = imported(unit(segment("天亮了。下雨了。"), languages))
    document.apply(edits.split(document, concepts(document)[0], 4, "zho_Hans"))
    for node, text in zip(concepts(document), ("Day broke.", "It rained."), strict=True):
        document.apply(edits.edit_text(document, node, text, "eng_Latn"))
    text = exported(document).text
    assert "<source>天亮了。</source>\n<target>Day broke. </target>" in text
    document.apply(edits.merge_with_previous(document, concepts(document)[1]))
    assert (
        "<source>天亮了。下雨了。</source>\n<target>Day broke. It rained.</target>" in exported(document).text
    )


def test_a_pair_over_a_new_boundary() -> None:
    document = imported(unit(segment('<pc id="1" canCopy="no" type="fmt">One. Two.</pc>')))
    document.apply(edits.split(document, concepts(document)[0], 8, ENGLISH))
    text = exported(document).text
    assert '<source><sc id="1" canCopy="no" type="fmt" canOverlap="no"/>One. </source>' in text
    assert 'Two.<ec canCopy="no" type="fmt" startRef="1" canOverlap="no"/></source>' in text


def test_merged_segments() -> None:
    before = unit(
        segment('<sc id="1"/>One.', "Un.", ' id="a" state="translated"')
        + "<ignorable><source> </source></ignorable>"
        + segment('Two.<ec startRef="1"/>', "Deux.", ' id="b" state="translated"')
    )
    document = imported(before)
    document.apply(edits.merge_with_previous(document, concepts(document)[1]))
    assert exported(document).text == unit(
        segment('<pc id="1" canOverlap="yes">One. Two.</pc>', "Un. Deux.", ' id="a" state="translated"')
    )


def test_segments_that_must_stay_take_what_was_split_together() -> None:
    before = unit(segment("One. Two.", attributes=' canResegment="no"'))
    document = imported(before)
    document.apply(edits.split(document, concepts(document)[0], 4, ENGLISH))
    translated(document, "Un.", "Deux.")
    assert exported(document).text == unit(
        segment("One. Two.", "Un. Deux.", ' canResegment="no" state="translated"')
    )


def test_merging_segments_that_must_stay_changes_nothing_until_the_words_do() -> None:
    before = unit(segment("One.", "Un.") + segment("Two.", "Deux."), attributes=' canResegment="no"')
    document = imported(before)
    document.apply(edits.merge_with_previous(document, concepts(document)[1]))
    assert exported(document).text == before
    translated(document, "Une. Deux.")
    export = exported(document)
    assert "<target>Une. Deux.</target>" in export.text
    assert export.warnings == (
        "1 segment was merged although the file does not allow it; its text is in the segment before.",
    )


def test_targets_in_an_order_of_their_own_keep_their_segments() -> None:
    before = unit(
        '<segment><source>A</source><target order="2">a</target></segment>'
        '<segment><source>B</source><target order="1">b</target></segment>'
    )
    document = imported(before)
    document.apply(edits.merge_with_previous(document, concepts(document)[1]))
    assert exported(document).text == before


def test_a_split_translation_is_one_target() -> None:
    document = imported(unit(segment("One, two.", "Un. Deux.", ' state="translated"')))
    document.apply(edits.split(document, concepts(document)[0], 3, FRENCH))
    assert exported(document).text == unit(segment("One, two.", "Un. Deux.", ' state="translated"'))


def test_what_was_approved_before_it_was_split_is_not_approved_any_more() -> None:
    document = imported(unit(segment("One. Two.", "Un. Deux.", ' state="final"')))
    document.apply(edits.split(document, concepts(document)[0], 4, ENGLISH))
    assert (
        '<segment state="translated">\n<source>One. </source>\n<target>Un. Deux. </target>'
        in exported(document).text
    )


# -- what cannot be written ----------------------------------------------------------------------------------


def test_an_edited_source_stays_the_clients() -> None:
    before = unit(segment("Good mornin."))
    document = imported(before)
    document.apply(edits.edit_text(document, concepts(document)[0], "Good morning.", ENGLISH))
    translated(document, "Bonjour.")
    export = exported(document)
    assert "<source>Good mornin.</source>\n<target>Bonjour.</target>" in export.text
    assert export.warnings == ("1 unit has a source that was edited; the file keeps the client's.",)


def test_deleted_and_added_paragraphs_are_named() -> None:
    before = unit(segment("A", "B"))
    document = imported(before)
    document.apply(edits.delete(document, paragraphs(document)))
    export = exported(document)
    assert export.text == before
    assert export.warnings == ("1 unit is not in the document any more and stays as it was.",)


def test_a_document_made_markdown_by_the_writer() -> None:
    from conceptwriter.interchange.markup import become_markdown
    from conceptwriter.outline.sketch import Sketch

    before = unit(segment("2 *4* &lt;b&gt; <ph id='1'/>", "[x] *_* &lt;b> <ph id='1'/>"))
    document = imported(before)
    with Sketch(document) as sketch:
        become_markdown(sketch)
    document.apply(sketch.operation("Bold"))
    export = exported(document)
    assert export.text == before
    assert export.warnings == ()
    translated(document, "**gras** <x1/>")
    assert exported(document).warnings == (
        "1 translation has formatting that the file has no codes for; its marks are written as characters.",
    )


def test_characters_that_the_encoding_lacks() -> None:
    data = unit(segment("Price")).replace("UTF-8", "iso-8859-1").encode("iso-8859-1")
    document = import_content(data, "xliff", name="job.xlf")
    translated(document, "5 €, déjà")
    content = exported(document).content
    assert "5 &#8364;, déjà".encode("iso-8859-1") in content


def test_several_files_and_groups() -> None:
    before = xliff(
        f'<file id="a"><unit id="u">{segment("A")}</unit></file>\n'
        f'<file id="b"><group id="g" name="x"><unit id="u">{segment("B")}</unit></group></file>'
    )
    after = returned(before, "a", "b")
    assert after == before.replace("<segment>", '<segment state="translated">').replace(
        "A</source>", "A</source>\n<target>a</target>"
    ).replace("B</source>", "B</source>\n<target>b</target>")


def test_an_empty_document_of_a_file_with_nothing_to_translate() -> None:
    before = file('<group id="g1"/>')
    assert list(import_text(before, "xliff").descendants(ROOT)) == []
    assert returned(before) == before
