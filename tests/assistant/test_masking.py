"""What a codec gets to read of a marked sentence, and where the marks stand in what it writes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.assistant import Assistant, Flag
from conceptwriter.assistant.marks import plain
from conceptwriter.assistant.masking import check_marks, lost_marks, masked
from conceptwriter.outline import Document
from tests.assistant.conftest import find, paragraph, section
from tests.assistant.toy_engine import PHRASES, ToyEngine, bag_of_words

WAIT = 20.0


@pytest.mark.parametrize(
    ("source", "read", "written", "restored"),
    [
        ("Ask {name} now.", "Ask 17 now.", "Demandez à 17.", "Demandez à {name}."),
        ("Run `ls` in 17 rooms.", "Run 23 in 17 rooms.", "17 salles : 23.", "17 salles : `ls`."),
        ("Swap %s and %d.", "Swap 17 and 23.", "23 et 17.", "%d et %s."),
        ("Area: $x^2$ feet.", "Area: 17 feet.", "Surface : ١٧ pieds.", "Surface : $x^2$ pieds."),
        ("See https://a.org/b now.", "See 17 now.", "请看17吧。", "请看https://a.org/b 吧。"),
        ("In 1912[^a] it sank.", "In 1912 it sank.", "Il coula en 1912.", "Il coula en 1912[^a]."),
        ("It sank[^a].", "It sank.", "Il coula.", "Il coula[^a]."),
        ("Ann[^a], he and Bob[^b] sat.", "Ann, he and Bob sat.", "Ann, lui, Bob.", "Ann[^a], lui, Bob[^b]."),
        ("“Go[^a],” he said.", "“Go,” he said.", "« Va », dit-il.", "« Va »[^a], dit-il."),
        ("He ran.<br>She sat.", "He ran. She sat.", "Il court. Elle dort.", "Il court.<br>Elle dort."),
        ("**Note:** it rains.", "Note: it rains.", "Avis : il pleut.", "**Avis :** il pleut."),
        (
            "She left *Berlin* today.",
            "She left Berlin today.",
            "Elle quitte Berlin.",
            "Elle quitte *Berlin*.",
        ),
        (
            "Old [Pier 9](u) fell.",
            "Old Pier 9 fell.",
            "Le vieux Pier 9 tomba.",
            "Le vieux [Pier 9](u) tomba.",
        ),
        ("“{a}” is new.", "“17” is new.", "« 17 » est neuf.", "« {a} » est neuf."),
    ],
)
def test_marks_are_masked_and_put_back(source: str, read: str, written: str, restored: str) -> None:
    mask = masked(source)
    assert mask.text == read
    found = mask.restored(written)
    assert found.text == restored
    assert found.findings == ()
    assert lost_marks(source, found.text) == []


@pytest.mark.parametrize(
    ("source", "written", "restored", "reason"),
    [
        ("Ask {name} now, please.", "Demandez maintenant.", "Demandez {name} maintenant.", "{name}"),
        ("Ask {name} now, please.", "Demandez 170 maintenant.", "Demandez {name} maintenant.", "{name}"),
        ("The tide[^1] turned at dawn.", "La marée a tourné.", "La marée[^1] a tourné.", "[^1]"),
        ("See [the pier][p] now.", "Voir la jetée maintenant.", "Voir [la jetée][p] maintenant.", "link"),
        ("The **big** dog sleeps.", "Le gros chien dort.", "Le gros chien dort.", "bold"),
    ],
)
def test_where_no_rule_finds_the_place_it_is_said(
    source: str, written: str, restored: str, reason: str
) -> None:
    found = masked(source).restored(written)
    assert found.text == restored
    assert [finding.flag for finding in found.findings] == [Flag.MARKS]
    assert reason in found.findings[0].reason


def test_a_lost_mark_is_named_as_it_is_written() -> None:
    source = "[^n]: Ask {name} of **Rye** for [it](u) :smile:"
    assert lost_marks(source, "Demandez-le.") == ["[^n]:", "{name}", ":smile:", "](u)", "bold", "link"]
    assert lost_marks(source, "[^n]: [Le](u) {name} **Rye** :smile:") == []


def test_a_translation_keeps_a_footnote_and_the_model_never_sees_it(
    assistant: Assistant, engine: ToyEngine
) -> None:
    english, french = PHRASES[0]
    document = Document.from_draft(section("", paragraph(f"{english}[^1]", f"[^1]: {PHRASES[1][0]}")))
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert [item.text for item in result.items] == [f"{french}[^1]", f"[^1]: {PHRASES[1][1]}"]
    assert [item.flags for item in result.items] == [(), ()]
    assert not any("[" in text for text in engine.encoded)


def test_a_placeholder_that_the_codec_drops_is_there_and_flagged(
    assistant: Assistant, engine: ToyEngine
) -> None:
    engine.know("Sept filets pendaient au mât.", "fra_Latn", bag_of_words("17 nets hung from the mast."))
    document = Document.from_draft(section("", paragraph("{count} nets hung from the mast.")))
    (item,) = assistant.translate(document, None, "fra_Latn").result(WAIT).items
    assert "{count}" in item.text
    assert Flag.MARKS in item.flags
    assert "17 nets hung from the mast." in engine.encoded


def test_other_wordings_keep_the_marks_of_the_sentence(assistant: Assistant, engine: ToyEngine) -> None:
    english = "The boats came in at dawn."
    engine.know("At dawn the boats came in.", "eng_Latn", bag_of_words(english) * 1.01)
    document = Document.from_draft(section("", paragraph(f"{english}[^1]")))
    offers = assistant.rewrite(document, find(document, f"{english}[^1]"), 2).result(WAIT)
    assert offers.proposals
    assert all(proposal.text.endswith("[^1]") for proposal in offers.proposals)


PIECES = st.sampled_from(
    [
        *("word ", "17 ", "Ann ", "`c`", "{n}", "%s ", "[^1]", "<b>", "</b>", "**", "*", "[", "](u)", "$x$"),
        *(
            "<br>",
            "https://a.b/c ",
            "👍",
            "~~",
            "==",
            "[[a|b]]",
            ", ",
            "“",
            "”",
            "\\",
            "{#i}",
            " ",
            ". ",
            "字",
        ),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_mark_is_lost_in_silence(source: str, written: str) -> None:
    mask = masked(source)
    if not mask.source.has_words or not any(map(str.isalnum, written)):
        return
    found = mask.restored(" ".join(plain(written).text.split()) or "x")
    if not found.findings:
        for atom in mask.source.marks.atoms:
            assert mask.source.inner[atom.start : atom.end] in found.text
    assert found.text.startswith(mask.source.before)
    assert found.text.endswith(mask.source.after)


@pytest.mark.parametrize(
    ("source", "text", "reason"),
    [
        ("The **tide** is out.", "La marée est basse.", "bold"),
        ("The tide[^1] is out.", "La marée est basse.", "[^1]"),
        ("[^1]: The tide is out.", "La marée est basse.", "[^1]:"),
        ("The [tide](t) is out.", "La [marée](u) est basse.", "](t)"),
    ],
)
def test_a_check_needs_no_model_to_see_that_a_mark_is_gone(source: str, text: str, reason: str) -> None:
    (finding,) = check_marks(source, text)
    assert finding.flag is Flag.MARKS
    assert reason in finding.reason
    assert check_marks(source, source) == ()


def test_a_stand_in_that_the_codec_loses_gives_way_to_another(
    assistant: Assistant, engine: ToyEngine
) -> None:
    source = "{count} nets hung from the mast."
    first, second = masked(source).text, masked(source, turn=1).text
    assert first != second
    number = second.partition(" ")[0]
    engine.know("Des filets pendaient au mât.", "fra_Latn", bag_of_words(first))
    engine.know(f"Les {number} filets pendaient au mât.", "fra_Latn", bag_of_words(second))
    document = Document.from_draft(section("", paragraph(source)))
    (item,) = assistant.translate(document, None, "fra_Latn").result(WAIT).items
    assert item.text == "Les {count} filets pendaient au mât."
    assert Flag.MARKS not in item.flags
