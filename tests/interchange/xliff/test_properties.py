"""What holds of any document and any file: nothing written is lost, and what is written can be read."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import import_text, render
from conceptwriter.interchange.blocks import MARKUP, PLAIN
from conceptwriter.interchange.errors import InterchangeError
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.xliff.own import is_kept
from conceptwriter.interchange.xliff.validation import problems_of
from conceptwriter.interchange.xliff.xml_tree import parse_xml
from conceptwriter.outline import ROOT, Document, Kind, NodeId, Origin, Rendition, State, edits
from conceptwriter.outline.renditions import set_renditions
from tests.interchange.outlines import AWKWARD_SENTENCES, SLOW, documents
from tests.interchange.xliff.samples import FRENCH, concepts, old_xliff, segment, unit

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t\r"), max_size=30
)
CODES = ["<g1>", "</g1>", "<x2/>", "{3}", "<m4>", "</m4>", "</g5>", "<g6>"]
SOURCE = (
    '<pc id="a" dataRefStart="d">Warm</pc> <ph id="b"/><ph id="c" equiv="%s"/><mrk id="d" type="term">x</mrk>'
    '<ec id="e" isolated="yes"/><sc id="f" isolated="yes"/>'
)


@st.composite
def translated_documents(draw: st.DrawFn) -> tuple[Document, str]:
    """Documents with translations of every state, notes, locks and labels; and the language of these."""
    document = draw(documents())
    source = document.root.source_language
    target = draw(st.sampled_from(sorted(set(AWKWARD_SENTENCES) - {source})))
    if draw(st.booleans()):
        document.root.attributes[MARKUP] = PLAIN
    for node in list(document.subtree(ROOT)):
        here = document.node(node)
        said = draw(st.sampled_from([None, None, *AWKWARD_SENTENCES[target]]) | TEXTS)
        if said and here.kind is Kind.CONCEPT:
            rendition = Rendition(said, Origin.IMPORTED, draw(st.sampled_from(State)))
            document.apply(set_renditions(document, [(node, target, rendition)], force=True))
        if draw(st.integers(0, 5)) == 0:
            document.apply(edits.set_note(document, node, draw(TEXTS)))
    return document, target


def said_by(document: Document, target: str, node: NodeId = ROOT) -> list[object]:
    """Everything of the document that an XLIFF file holds, in reading order."""
    found: list[object] = []
    for here in map(document.node, document.subtree(node)):
        rendered = here.renditions.get(target)
        note = here.note.replace("\r\n", "\n").replace("\r", "\n") if here.note else ""
        kept = {key: value for key, value in here.attributes.items() if is_kept(key)}
        texts = (
            document.source_text(here.id),
            rendered.text if rendered else "",
            rendered and rendered.state,
        )
        if here.kind is not Kind.PARAGRAPH or here.children or note:
            found.append((here.kind, texts, note, here.locked, sorted(kept.items())))
    return found


@settings(deadline=None, suppress_health_check=SLOW, max_examples=30)
@given(translated_documents())
def test_a_document_loses_nothing(made: tuple[Document, str]) -> None:
    document, target = made
    text = render(document, "xliff", ExportOptions(target)).text
    assert problems_of(parse_xml(text, "out").root) == []
    again = import_text(text, "xliff")
    assert said_by(again, target) == said_by(document, target)
    assert render(again, "xliff").text == text


@settings(deadline=None, max_examples=100)
@given(st.lists(TEXTS | st.sampled_from(CODES), max_size=12).map("".join), st.sampled_from(State))
def test_any_translation_can_be_written_to_a_clients_file(said: str, state: State) -> None:
    before = unit(
        '<originalData><data id="d">b</data></originalData>' + segment(SOURCE) + segment("Two.", "Deux.")
    )
    document = import_text(before, "xliff")
    node = concepts(document)[0]
    document.apply(set_renditions(document, [(node, FRENCH, Rendition(said, Origin.WRITTEN, state))]))
    export = render(document, "xliff")
    assert problems_of(parse_xml(export.text, "out").root) == []
    again = import_text(export.text, "xliff")
    assert render(again, "xliff").text == export.text
    found, expected = (one.source_text(concepts(one)[0]) for one in (again, document))
    assert re.sub(r"\d", "", found) == re.sub(r"\d", "", expected), "numbers may be others"
    if not export.warnings and not any(code in said for code in CODES):
        assert _words(again.text(concepts(again)[0], FRENCH)) == _words(
            said if said.strip() else document.source_text(node)
        )


def _words(text: str) -> list[str]:
    """Without white space, of which XML keeps no difference, and without what it cannot hold."""
    return "".join(
        character for character in text if character.isprintable() and not character.isspace()
    ).split("<c")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_splits_and_merges_keep_every_word(data: st.DataObject) -> None:
    before = unit(
        "".join(segment(f'<pc id="p{n}">Say {n}.</pc> And {n}. ', f"Dis {n}. Et {n}. ") for n in range(4))
    )
    document = import_text(before, "xliff")
    for _ in range(data.draw(st.integers(1, 4))):
        node = data.draw(st.sampled_from(concepts(document)))
        source = document.source_text(node)
        if data.draw(st.booleans()) and document.previous_sibling(node) is not None:
            document.apply(edits.merge_with_previous(document, node))
        elif " " in source:
            place = data.draw(st.sampled_from([at for at, letter in enumerate(source) if letter == " "]))
            document.apply(edits.split(document, node, place + 1, document.root.source_language))
    export = render(document, "xliff")
    assert problems_of(parse_xml(export.text, "out").root) == []
    assert export.warnings == ()
    again = import_text(export.text, "xliff")
    assert [again.source_text(node) for node in concepts(again)] == [
        document.source_text(node) for node in concepts(document)
    ]
    assert _french(again) == _french(document)


NEW = unit(segment(SOURCE, "B").replace(' dataRefStart="d"', "") + segment("C"))
OLD = old_xliff(
    "<trans-unit id='1'><source>A <g id='1'>b</g></source>"
    "<seg-source><mrk mtype='seg' mid='0'>A</mrk></seg-source>"
    "<target state='final'><mrk mtype='seg' mid='0'>B</mrk></target><note>N</note></trans-unit>"
)
PIECES = [*re.findall("<[^>]*>", NEW + OLD), ' id="u1"', "<!-- x -->", "<group id='g'/>", "<unit/>", "&amp;"]


def _french(document: Document) -> list[str]:
    nodes = [node for node in concepts(document) if FRENCH in document.node(node).renditions]
    return " ".join(document.text(node, FRENCH) for node in nodes).split()


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(PIECES), st.lists(st.sampled_from(PIECES), max_size=3), st.data())
def test_damaged_files_are_refused_with_their_name_or_read(
    piece: str, pieces: list[str], data: st.DataObject
) -> None:
    """Tags that are missing, doubled or in the wrong place: an error of ours, and never another one."""
    before = data.draw(st.sampled_from([NEW, OLD]))
    at = data.draw(st.integers(0, len(before)))
    damaged = (before[:at] + "".join(pieces) + before[at:]).replace(piece, "", 1)
    refusal = ""
    try:
        document = import_text(damaged, "xliff", name="job.xlf")
        assert render(document, "xliff").text == damaged
    except InterchangeError as error:
        refusal = str(error)
    assert refusal.startswith("job.xlf") or not refusal
