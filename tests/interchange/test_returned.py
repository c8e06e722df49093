"""Files that come back: their translations are entered into the document they are from."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from conceptwriter.interchange import ExportOptions, import_content, render
from conceptwriter.interchange.returned import (
    NothingReturned,
    Returned,
    enter_returned,
    match_returned,
    rows_of,
)
from conceptwriter.outline import (
    ROOT,
    Document,
    Draft,
    Kind,
    NodeId,
    Origin,
    Rendition,
    State,
    edits,
)
from conceptwriter.outline.edits import confirm, edit_text, set_note, set_renditions

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
TEXTS = {
    "The boats came in.": "Les bateaux rentrèrent.",
    "Nobody was waiting.": "Personne n’attendait.",
    "He counted them.": "Il les compta.",
    "Then he left.": "",
}


PARAGRAPHS = [
    Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text) for text in part])
    for part in (list(TEXTS)[:2], list(TEXTS)[2:])
]


@pytest.fixture
def document() -> Document:
    made = Document.from_draft(Draft(Kind.SECTION, "The harbour", ENGLISH, PARAGRAPHS), ENGLISH)
    entered = [
        (saying(made, source), FRENCH, Rendition(text, Origin.MACHINE, State.MACHINE))
        for source, text in TEXTS.items()
        if text
    ]
    made.apply(set_renditions(made, entered))
    return made


def saying(document: Document, text: str) -> NodeId:
    return next(node for node in document.subtree(ROOT) if document.source_text(node) == text)


def branches(document: Document) -> list[object]:
    """All of the document, to be compared."""
    return [document.branch(top) for top in document.root.children]


def as_xliff(document: Document) -> Document:
    """The document as another program would get it."""
    exported = render(document, "xliff", ExportOptions(language=FRENCH, bilingual=True))
    return import_content(exported.content, "xliff", name="story.xlf")


def enter(document: Document, file: Document, **options: bool) -> Returned:
    operation, report = enter_returned(
        document,
        match_returned(rows_of(document), file, "story.xlf"),
        keep_own=options.get("keep_own", False),
    )
    if operation.changes:
        document.apply(operation)
    return report


def change(file: Document, source: str, text: str, state: State = State.NEW) -> None:
    node = saying(file, source)
    rendition = Rendition(text, Origin.IMPORTED, state)
    file.apply(set_renditions(file, [(node, FRENCH, rendition)], force=True))


def test_a_file_that_nobody_changed_changes_nothing(document: Document) -> None:
    before = branches(document)
    report = enter(document, as_xliff(document))
    assert branches(document) == before
    assert (report.entered, report.unchanged, report.lost) == (0, 3, ())


def test_what_was_changed_on_the_way_is_entered_and_one_undo_takes_it_back(document: Document) -> None:
    before = branches(document)
    file = as_xliff(document)
    change(file, "He counted them.", "Il les a comptés.", State.REVIEWED)
    change(file, "Then he left.", "Puis il partit.")
    change(file, "Nobody was waiting.", "Personne n’attendait.", State.FINAL)
    report = enter(document, file)
    assert report.changed == [saying(document, "He counted them.")]
    assert report.new == [saying(document, "Then he left.")]
    assert report.confirmed == [saying(document, "Nobody was waiting.")]
    assert report.languages == (FRENCH,)
    rendition = document.rendition(report.changed[0], FRENCH)
    assert rendition is not None
    assert (rendition.text, rendition.state) == ("Il les a comptés.", State.REVIEWED)
    assert not document.is_stale(report.changed[0], FRENCH)
    confirmed = document.rendition(report.confirmed[0], FRENCH)
    assert confirmed is not None
    assert confirmed.state is State.FINAL
    document.undo()
    assert branches(document) == before


def test_a_machines_text_that_comes_back_changed_is_no_longer_a_machines(document: Document) -> None:
    file = as_xliff(document)
    node = saying(file, "He counted them.")
    rendition = Rendition("Il les dénombra.", Origin.MACHINE, State.MACHINE)
    file.apply(set_renditions(file, [(node, FRENCH, rendition)], force=True))
    (changed,) = enter(document, file).changed
    entered = document.rendition(changed, FRENCH)
    assert entered is not None
    assert entered.is_human, "a machine must not replace it"


def test_what_was_made_from_an_older_source_is_entered_as_outdated(document: Document) -> None:
    file = as_xliff(document)
    change(file, "Nobody was waiting.", "Il n’y avait personne.")
    node = saying(document, "Nobody was waiting.")
    document.apply(edit_text(document, node, "Nobody was waiting there.", ENGLISH))
    report = enter(document, file)
    assert report.outdated == [node]
    assert document.text(node, FRENCH) == "Il n’y avait personne."
    assert document.is_stale(node, FRENCH)


def test_it_never_replaces_a_translation_that_is_up_to_date(document: Document) -> None:
    file = as_xliff(document)
    change(file, "Nobody was waiting.", "Il n’y avait personne.")
    node = saying(document, "Nobody was waiting.")
    document.apply(edit_text(document, node, "Nobody was waiting there.", ENGLISH))
    mine = Rendition("Personne n’attendait là.", Origin.WRITTEN, State.EDITED)
    document.apply(set_renditions(document, [(node, FRENCH, mine)], force=True))
    assert enter(document, file).kept == [node]
    assert document.text(node, FRENCH) == "Personne n’attendait là."


def test_a_persons_own_text_is_kept_when_that_is_wanted(document: Document) -> None:
    node = saying(document, "He counted them.")
    document.apply(confirm(document, node, FRENCH))
    file = as_xliff(document)
    change(file, "He counted them.", "Il les a comptés.")
    assert enter(document, file, keep_own=True).kept == [node]
    assert document.text(node, FRENCH) == "Il les compta."
    assert enter(document, file).changed == [node]


def test_a_locked_text_is_left_alone(document: Document) -> None:
    node = saying(document, "He counted them.")
    file = as_xliff(document)
    document.apply(edits.set_locked(document, [node], True))
    change(file, "He counted them.", "Il les a comptés.")
    assert enter(document, file).kept == [node]
    assert document.text(node, FRENCH) == "Il les compta."


def test_texts_that_were_moved_are_found_and_others_are_named(document: Document) -> None:
    file = as_xliff(document)
    change(file, "The boats came in.", "Les barques rentrèrent.")
    node, last = saying(document, "The boats came in."), saying(document, "He counted them.")
    parent = document.parent(last)
    assert parent is not None
    document.apply(edits.move(document, [node], parent))
    document.apply(edits.delete(document, [last]))
    report = enter(document, file)
    assert report.changed == [node]
    assert report.lost == ("He counted them.",)


def test_notes_of_a_reviser_are_added_once(document: Document) -> None:
    node = saying(document, "He counted them.")
    document.apply(set_note(document, node, "Mine."))
    file = as_xliff(document)
    file.apply(set_note(file, saying(file, "He counted them."), "Mine.\nWho is he?"))
    for _ in range(2):
        enter(document, file)
        assert document.node(node).note == "Mine.\nWho is he?"


def test_a_text_in_the_other_language_is_matched_with_the_translations(document: Document) -> None:
    exported = render(document, "markdown", ExportOptions(language=FRENCH)).text
    returned = exported.replace("Il les compta.", "Il les a comptés, ce soir-là.")
    assert returned != exported
    file = import_content(returned.encode(), "markdown", FRENCH, name="story.md")
    report = enter(document, file)
    assert report.changed == [saying(document, "He counted them.")]
    assert document.text(report.changed[0], FRENCH) == "Il les a comptés, ce soir-là."


def test_a_text_in_a_new_language_is_matched_by_its_structure() -> None:
    text = "# Der Hafen\n\nDie Boote kamen. Niemand wartete.\n\nEr zählte sie. Dann ging er.\n"
    titled = Document.from_draft(
        Draft(Kind.SECTION, "", ENGLISH, [Draft(Kind.SECTION, "The harbour", ENGLISH, PARAGRAPHS)]), ENGLISH
    )
    shorter = import_content(text.replace(" Dann ging er.", "").encode(), "markdown", "deu_Latn", name="a")
    with pytest.raises(NothingReturned):
        enter(titled, shorter)
    report = enter(titled, import_content(text.encode(), "markdown", "deu_Latn", name="story.md"))
    assert len(report.new) == 5
    assert titled.text(saying(titled, "He counted them."), "deu_Latn") == "Er zählte sie."


@pytest.mark.parametrize(
    "text", ["Quelque chose d’autre.\n\nEt encore.", "# Rien\n", "# A\n\nB. C.\n\nD. E.\n"]
)
def test_a_file_of_another_document_is_refused(document: Document, text: str) -> None:
    document.apply(set_renditions(document, [(saying(document, "Then he left."), FRENCH, Rendition("Oui."))]))
    file = import_content(text.encode(), "markdown", FRENCH, name="other.md")
    with pytest.raises(NothingReturned, match=r"story\.xlf"):
        enter(document, file)


def test_a_file_without_translations_is_refused(document: Document) -> None:
    text = render(document, "markdown", ExportOptions(language=ENGLISH)).text
    file = import_content(text.encode(), "markdown", ENGLISH, name="story.md")
    with pytest.raises(NothingReturned, match="has no translations"):
        enter(document, file)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_to_the_document_meanwhile_no_source_changes(document: Document, seed: int) -> None:
    chance = random.Random(seed)
    file = as_xliff(document)
    for source, text in TEXTS.items():
        if chance.random() < 0.5:
            change(file, source, f"{text} ({seed})")
    for node in list(document.concepts()):
        action = chance.randrange(5)
        if action == 0:
            document.apply(edits.delete(document, [node]))
        elif action == 1:
            document.apply(edit_text(document, node, f"{document.source_text(node)} Truly.", ENGLISH))
        elif action == 2:
            parents = [one for one in document.subtree(ROOT) if document.node(one).kind is Kind.PARAGRAPH]
            document.apply(edits.move(document, [node], chance.choice(parents), 0))
    sources = {node: document.source_text(node) for node in document.subtree(ROOT)}
    before = branches(document)
    steps = len(document.history.done)
    with suppress(NothingReturned):  # nothing may be left that fits
        enter(document, file)
    assert {node: document.source_text(node) for node in document.subtree(ROOT)} == sources
    if len(document.history.done) > steps:
        document.undo()
    assert branches(document) == before


def test_what_a_person_accepts_of_a_machine_is_confirmed(document: Document) -> None:
    file = as_xliff(document)
    change(file, "He counted them.", "Il les compta.", State.EDITED)
    change(file, "Nobody was waiting.", "Personne n’attendait.", State.REVIEWED)
    report = enter(document, file)
    assert len(report.confirmed) == 2
    states = [document.rendition(node, FRENCH) for node in report.confirmed]
    assert [one.state for one in states if one is not None] == [State.REVIEWED, State.EDITED]
    change(file, "Nobody was waiting.", "Personne n’attendait.", State.FINAL)
    change(file, "He counted them.", "Il les compta.", State.NEW)
    again = enter(document, file)
    assert again.confirmed == [saying(document, "Nobody was waiting.")]
    assert document.rendition(saying(document, "He counted them."), FRENCH).state is State.EDITED  # type: ignore[union-attr]


def test_a_source_in_the_place_of_a_translation_is_none(document: Document) -> None:
    file = as_xliff(document)
    change(file, "Then he left.", "Then he left.")
    change(file, "He counted them.", "He counted them.")
    report = enter(document, file)
    assert (report.untranslated, report.entered) == (2, 0)
    change(file, "Then he left.", "Then he left.", State.EDITED)
    assert enter(document, file).new == [saying(document, "Then he left.")], "a person says that it is one"


def test_a_text_in_the_other_language_may_be_translated_in_part(document: Document) -> None:
    texts = ["Les bateaux rentrèrent.", "Personne n’attendait plus.", "Il les compta.", "Then he left."]
    draft = [Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text) for text in texts])]
    file = Document.from_draft(Draft(Kind.SECTION, "Port", FRENCH, draft), FRENCH)
    report = enter(document, file)
    assert report.changed == [saying(document, "Nobody was waiting.")]
    assert (report.new, report.untranslated, report.lost) == ([], 1, ())
