"""Deleting a range where other languages than the source are shown."""

from __future__ import annotations

from conceptwriter.outline import ROOT, Caret, Document, NodeId, edits
from conceptwriter.outline.ranges import remove_range
from tests.outline.mill import after, mill, rows, saying, trash

FRENCH = "fra_Latn"


def in_french(document: Document, texts: dict[NodeId, str]) -> None:
    """Give sentences of one paragraph a French text and show that."""
    for node, text in texts.items():
        document.apply(edits.set_rendition(document, node, FRENCH, text))
    paragraph = document.parent(next(iter(texts)))
    assert paragraph is not None
    document.apply(edits.set_language(document, [paragraph], FRENCH))


def test_deleting_in_a_translation_leaves_the_source_as_it_is() -> None:
    document = mill()
    one, two, three = document.siblings(saying(document, "The wheel stood"))
    sources = [document.source_text(node) for node in (one, two, three)]
    in_french(document, {one: "La roue était arrêtée.", two: "Pas d’eau.", three: "Puis il plut."})
    operation = remove_range(document, Caret(one, 8), Caret(three, 5))
    document.apply(operation)
    assert [document.text(node) for node in (one, two, three)] == ["La roue ", "No water came.", "il plut."]
    assert FRENCH not in document.node(two).renditions
    assert [document.source_text(node) for node in (one, two, three)] == sources
    assert trash(document) == []
    assert operation.caret_after == Caret(one, 8)
    document.apply(remove_range(document, Caret(one, 3), Caret(three, 3), "belle "))
    assert [document.text(node) for node in (one, three)] == ["La belle ", "plut."]


def test_a_source_shown_for_lack_of_a_translation_is_not_deleted() -> None:
    document = mill()
    one, two, three = document.siblings(saying(document, "The wheel stood"))
    in_french(document, {one: "La roue."})
    document.apply(remove_range(document, Caret(one, 3), Caret(two, 3)))
    assert (document.text(one), document.text(two)) == ("La ", "No water came.")
    assert remove_range(document, Caret(two, 3), Caret(three, 3)).changes == ()
    document.apply(remove_range(document, Caret(two, 3), Caret(two, 8), " Pas d’eau."))
    assert document.node(two).renditions[FRENCH].text == "Pas d’eau."
    assert document.source_text(two) == "No water came."


def test_from_what_is_written_into_a_translation() -> None:
    document = mill()
    anna, ran = document.siblings(saying(document, "Anna"))
    in_french(document, {anna: "Anna s’éveilla.", ran: "Elle sortit."})
    document.apply(remove_range(document, Caret(saying(document, "No water"), 3), Caret(anna, 5)))
    assert rows(document)[:3] == [
        "A note first.",
        "# One",
        "The wheel stood still.|No |s’éveilla.|Elle sortit.",
    ]
    assert trash(document) == ["Then rain fell."]
    assert document.source_text(anna) == "Anna woke."
    document.undo()
    document.apply(
        remove_range(
            document, Caret(saying(document, "No water"), 3), Caret(saying(document, "It was dark"), 7)
        )
    )
    assert trash(document) == ["Then rain fell.", "Anna s’éveilla.", "Elle sortit.", "Night"]
    assert document.source_text(anna) == "Anna woke.", "in the trash with all its languages"


def test_a_text_is_not_joined_with_a_translation_into_its_language() -> None:
    """The source of that would be lost."""
    document = mill()
    anna, ran = document.siblings(saying(document, "Anna"))
    in_french(document, {anna: "Anna s’éveilla.", ran: "Elle sortit."})
    water = saying(document, "No water")
    document.apply(edits.set_source_language(document, water, FRENCH))
    document.apply(remove_range(document, Caret(water, 3), Caret(anna, 5)))
    assert (document.text(water), document.text(anna)) == ("No ", "s’éveilla.")
    assert document.source_text(anna) == "Anna woke."
    document.undo()
    document.apply(remove_range(document, Caret(anna, 4), Caret(ran, 5)))
    assert document.source_text(anna) == "Anna woke."


def test_what_is_written_in_the_language_shown_goes_among_translations() -> None:
    document = mill()
    still, water, rain = document.siblings(saying(document, "The wheel stood"))
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    for node, text in ((still, "La roue."), (rain, "Il plut.")):
        document.apply(edits.set_rendition(document, node, FRENCH, text))
    document.apply(edits.set_source_language(document, water, FRENCH))
    sources = [document.source_text(node) for node in document.concepts() if node != water]
    document.apply(remove_range(document, Caret(still, 3), Caret(rain, 3)))
    assert rows(document)[2] == "La |plut."
    assert document.in_trash(water)
    assert [document.source_text(node) for node in document.concepts()] == sources


def test_a_translation_that_goes_whole_after_what_is_written_leaves_its_source() -> None:
    document = mill()
    _, water, rain = document.siblings(saying(document, "The wheel stood"))
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    document.apply(edits.set_rendition(document, rain, FRENCH, "Il plut."))
    document.apply(edits.set_source_language(document, water, FRENCH))
    document.apply(remove_range(document, Caret(water, 3), Caret(rain, 8)))
    assert not document.in_trash(rain)
    assert (document.text(water), document.text(rain)) == ("No ", "Then rain fell.")


def test_a_heading_written_in_the_language_shown_loses_its_words_and_stays() -> None:
    document = mill()
    ran, night, dark = (saying(document, text) for text in ("She ran", "Night", "It was dark"))
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    for node, text in ((ran, "Elle sortit."), (dark, "Il faisait nuit.")):
        document.apply(edits.set_rendition(document, node, FRENCH, text))
    document.apply(edits.set_source_language(document, night, FRENCH))
    document.apply(remove_range(document, Caret(ran, 5), Caret(dark, 3)))
    assert [document.text(node) for node in (ran, night, dark)] == ["Elle ", "", "faisait nuit."]
    assert trash(document) == []


def test_deleting_in_the_source_keeps_the_translations_and_makes_them_stale() -> None:
    document = mill()
    one, two, _ = document.siblings(saying(document, "The wheel stood"))
    for node, text in ((one, "La roue."), (two, "Pas d’eau.")):
        document.apply(edits.set_rendition(document, node, FRENCH, text))
        document.apply(edits.set_note(document, node, text.upper()))
    document.apply(remove_range(document, Caret(one, 9), Caret(two, 2)))
    assert document.text(one) == "The wheel water came."
    assert document.text(one, FRENCH) == "La roue. Pas d’eau."
    assert document.is_stale(one, FRENCH)
    assert document.node(one).note == "LA ROUE.\nPAS D’EAU."


def test_what_follows_into_another_paragraph_is_shown_in_the_language_it_was() -> None:
    document = mill()
    anna, ran = document.siblings(saying(document, "Anna"))
    in_french(document, {ran: "Elle sortit."})
    document.apply(edits.set_source_language(document, anna, FRENCH))
    document.apply(edits.edit_text(document, anna, "Anna s’éveilla.", FRENCH))
    done = after(document, ("Then rain", 5), ("Anna", 5))
    assert done[2] == "The wheel stood still.|No water came.|Then |s’éveilla.|Elle sortit."
