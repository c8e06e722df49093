"""The rules of XLIFF 2's core: what breaks one is refused, with its line and the reason."""

from __future__ import annotations

import re

import pytest

from conceptwriter.interchange.xliff.errors import InvalidXliff
from conceptwriter.interchange.xliff.validation import check, problems_of
from conceptwriter.interchange.xliff.xml_tree import parse_xml
from tests.interchange.xliff.samples import file, segment, unit, xliff

FIRST = 'canReorder="firstNo" canCopy="no" canDelete="no"'
NEXT = 'canReorder="no" canCopy="no" canDelete="no"'

GOOD = {
    "a text": unit(segment("Good morning.", "Bonjour.")),
    "no target": unit(segment("Good morning."), 'srcLang="en"'),
    "an empty group": file('<group id="g1"/>'),
    "notes": file('<notes><note id="n1" priority="10" my:by="Ann">Old.</note></notes>' + '<group id="n1"/>'),
    "notes of the document": xliff(
        '<notes><note>All.</note></notes><file id="f"><group id="g"/></file>', version="2.2"
    ),
    "all codes": unit(
        '<originalData><data id="d1">[b]<cp hex="0007"/></data></originalData>'
        + segment(
            '<pc id="1" dataRefStart="d1" type="fmt" subType="xlf:b">Warm</pc> '
            '<sc id="2"/>bread<ec startRef="2"/>'
            '<ph id="3" equiv="nl"/><sc id="4" isolated="yes"/><ec id="5" isolated="yes"/><cp hex="001B"/>'
            '<mrk id="m1" translate="no">and</mrk><sm id="m2" type="my:mark"/>tea<em startRef="m2"/>',
        )
    ),
    "codes over segments": unit(segment('<sc id="1"/>One.') + segment('Two.<ec startRef="1"/>')),
    "a comment on a note of its unit": unit(
        '<notes><note id="n1">Which tree?</note></notes>'
        + segment('<mrk id="m1" type="comment" ref="#f=f1/u=u1/n=n1">tree</mrk>')
    ),
    "a copy": unit(segment('<ph id="1"/> and <ph id="2" copyOf="1"/>')),
    "sequences moved as wholes": unit(
        segment(
            f'<ph id="1" {FIRST}/><ph id="2" {NEXT}/> a <ph id="3"/>',
            f'<ph id="3"/> b <ph id="1" {FIRST}/><ph id="2" {NEXT}/>',
        )
    ),
    "targets in another order": unit(
        '<segment><source>A</source><target order="2">a</target></segment>'
        '<segment><source>B</source><target order="1">b</target></segment>'
    ),
    "extensions": file(
        '<my:tool id="x">1</my:tool><group id="g" my:a="1" fs:fs="div">'
        '<my:tool id="x"/><unit id="u"><segment><source>Hi</source></segment></unit></group>'
    ),
    "a sub-flow": file(
        '<unit id="a"><segment><source>Hi <ph id="1" subFlows="b"/></source></segment></unit>'
        '<unit id="b"><segment><source>there</source></segment></unit>'
    ),
    "languages of other parts": xliff(
        '<file id="f" xml:lang="ja"><unit id="u"><segment><source xml:lang="EN">Hi</source></segment>'
        "</unit></file>"
    ),
}

BAD = {
    "<unit> has no id": file("<unit><segment><source>Hi</source></segment></unit>"),
    "<segment> has no <source>": unit("<segment><target>Salut</target></segment>"),
    "<unit> has no <segment>": unit("<ignorable><source> </source></ignorable>"),
    "there is text directly in <segment>": unit("<segment>Hi<source>Hi</source></segment>"),
    "<my> may not be in <segment>": unit("<segment><source>Hi</source><my/></segment>"),
    "<notes> comes too late in <file>": file('<group id="g"/><notes><note>x</note></notes>'),
    "<segment> has more than one <source>": unit("<segment><source>A</source><source>B</source></segment>"),
    "<segment> may not have the attribute translate": unit(segment("A", attributes=' translate="no"')),
    "<pc> may not have the attribute by of urn:example:garden": unit(segment('<pc id="1" my:by="">A</pc>')),
    "id='a b' of <segment> has characters": unit(segment("A", attributes=' id="a b"')),
    "state='done' of <segment> is not one of": unit(segment("A", "B", ' state="done"')),
    "has the state final but no <target>": unit(segment("A", attributes=' state="final"')),
    "has a subState but no state": unit(segment("A", "B", ' subState="my:x"')),
    "subState='xlf:x' of <segment> has the prefix xlf": unit(
        segment("A", "B", ' state="final" subState="xlf:x"')
    ),
    "priority='11' of <note> is no whole number from 1 to 10": file(
        '<notes><note priority="11">x</note></notes><group id="g"/>'
    ),
    "version '3.0' is not one of 2.0, 2.1": xliff('<file id="f"><group id="g"/></file>', version="3.0"),
    "<notes> may not be in <xliff>": xliff(
        '<notes><note>x</note></notes><file id="f"><group id="g"/></file>'
    ),
    "there is a <target>, but <xliff> has no trgLang": unit(segment("A", "B"), 'srcLang="en"'),
    "srcLang='english tongue' of <xliff> is no language tag": unit(segment("A"), 'srcLang="english tongue"'),
    "the xml:lang of <target> is de, but trgLang is fr": unit(
        '<segment><source>A</source><target xml:lang="de">B</target></segment>'
    ),
    "xml:space of <source> and <target> differ": unit(
        '<segment><source xml:space="preserve">A</source><target>B</target></segment>'
    ),
    "the id 'x' is not unique in its unit": unit(segment('<ph id="x"/>', attributes=' id="x"')),
    "the id 'u' of <unit> is not unique in its file": file(
        '<unit id="u"><segment><source>A</source></segment></unit><group id="u">'
        '<unit id="u"><segment><source>B</source></segment></unit></group>'
    ),
    "the id 'f' of <file> is not unique in the document": xliff(
        '<file id="f"><group id="g"/></file><file id="f"><group id="g"/></file>'
    ),
    "the id 'k' of <tool> is not unique here": file('<my:tool id="k"/><my:tool xml:id="k"/><group id="g"/>'),
    "dataRef='d9' names no <data>": unit(segment('<ph id="1" dataRef="d9"/>')),
    "subFlows names 'u9', which is no <unit>": unit(segment('<ph id="1" subFlows="u9"/>')),
    "copyOf='9' names no other code": unit(segment('<ph id="1" copyOf="9"/>')),
    "names a code that must not be copied": unit(segment('<ph id="1" canCopy="no"/><ph id="2" copyOf="1"/>')),
    "<sc> '1' has no <ec>": unit(segment('<sc id="1"/>A')),
    "startRef='1' of <ec> names no <sc> before it": unit(segment('A<ec startRef="1"/><sc id="1"/>')),
    "an isolated <ec> must have an id and no startRef": unit(segment('<ec startRef="1" isolated="yes"/>')),
    "<sc> '1' is marked as isolated but has an <ec>": unit(
        segment('<sc id="1" isolated="yes"/>A<ec startRef="1"/>')
    ),
    "canCopy of <sc> and of its <ec> do not agree": unit(
        segment('<sc id="1" canCopy="no"/>A<ec startRef="1"/>')
    ),
    "<sm> 'm' has no <em>": unit(segment('<sm id="m"/>A')),
    "needs canCopy and canDelete set to no": unit(segment('<ph id="1" canReorder="no"/>')),
    "has none with 'firstNo' before it": unit(segment(f'<ph id="1" {NEXT}/>')),
    "must stay together and in order in the target": unit(
        segment(
            f'<ph id="1" {FIRST}/><ph id="2" {NEXT}/><ph id="3"/>',
            f'<ph id="1" {FIRST}/><ph id="3"/><ph id="2" {NEXT}/>',
        )
    ),
    "the code '1' must not be deleted": unit(segment('<ph id="1" canDelete="no"/>A', "B")),
    "the order 2 of the target is also that of part 1": unit(
        '<segment><source>A</source><target order="2">a</target></segment>' + segment("B", "b")
    ),
    "the order 3 is beyond the 1 parts": unit(
        '<segment><source>A</source><target order="3">a</target></segment>'
    ),
    "hex='0041' of <cp> is a character that XML can hold": unit(segment('<cp hex="0041"/>')),
    "does not belong to the type fmt": unit(segment('<ph id="1" type="fmt" subType="xlf:var"/>')),
    "a comment must have either a value or a ref": unit(segment('<mrk id="m" type="comment">A</mrk>')),
    "names no note of its unit": unit(segment('<mrk id="m" type="comment" ref="#n=n1">A</mrk>')),
    "ref='#u=u1/f=f1' names file, group and unit twice or in the wrong order": unit(
        segment('<mrk id="m" ref="#u=u1/f=f1">A</mrk>')
    ),
    "goes on after 'n=n1', which must be its end": unit(segment('<mrk id="m" ref="#n=n1/u=u1">A</mrk>')),
    "has the prefix 'zz', which is not registered": unit(segment('<mrk id="m" ref="#zz=1">A</mrk>')),
    "<skeleton> has neither an href nor content": file('<skeleton/><group id="g"/>'),
    "<skeleton> has both an href and content": file('<skeleton href="a">b</skeleton><group id="g"/>'),
    "fs:fs='page' is no element of HTML": file('<group id="g" fs:fs="page"/>'),
}


@pytest.mark.parametrize("name", GOOD)
def test_files_that_obey_the_rules(name: str) -> None:
    assert problems_of(parse_xml(GOOD[name], "good.xlf").root) == []


@pytest.mark.parametrize("reason", BAD)
def test_files_that_break_a_rule(reason: str) -> None:
    with pytest.raises(InvalidXliff, match=re.escape(reason)) as refused:
        check(parse_xml(BAD[reason], "bad.xlf"))
    assert re.match(r"bad\.xlf, line \d+: ", str(refused.value))


def test_the_line_is_that_of_the_fault() -> None:
    with pytest.raises(InvalidXliff) as refused:
        check(parse_xml(unit(segment("A") + "\n" + segment("B", attributes=' id="a b"')), "bad.xlf"))
    assert [problem.line for problem in refused.value.problems] == [8]


def test_many_faults_are_counted() -> None:
    with pytest.raises(InvalidXliff, match=r"Also: line 9: .*; and 1 more$"):
        check(parse_xml(unit("\n".join(segment('<ph id="/"/>') for _ in range(3))), "bad.xlf"))
