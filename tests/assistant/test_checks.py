from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.assistant.checks import check_rendering, check_text
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.findings import Flag, Limits
from conceptwriter.assistant.names import proper_names
from conceptwriter.assistant.rendering_checks import check_names, check_numbers, check_untranslated
from conceptwriter.assistant.text_checks import (
    check_copy,
    check_empty,
    check_garbled,
    check_length,
    check_loop,
    check_round_trip,
    check_script,
    check_unfinished,
)

LIMITS = Limits()


@pytest.mark.parametrize(
    "text",
    [
        "The cat the cat the cat sat.",
        "He went to the sea he went to the sea and slept.",
        "very very very very good",
        "I am, I am, I am here.",
        "Hahahahahahahaha",
        "他说他说他说他说",
        "今日は今日は今日は",
        "And then it was said that it was said that it was over.",
        "no end of it and no end of it here, no end of it there, and no end of it",
    ],
)
def test_loops(text: str) -> None:
    found = check_loop(text)
    assert found is not None
    assert found.flag is Flag.LOOP


@pytest.mark.parametrize(
    "text",
    [
        "The boats came in at dawn.",
        "No, no, no!",
        "Row, row, row your boat, gently down the stream.",
        "It was very, very cold.",
        "Der Mann, der der Frau half, ging.",
        "哈哈哈哈！",
        "天天向上，好好学习。",
        "Ha ha ha!",
        "To be or not to be, that is the question.",
        "1000000 and 55555 are numbers.",
        "The cat sat on the mat and the dog sat on the rug and the bird sat on the branch.",
        "",
    ],
)
def test_no_loops(text: str) -> None:
    assert check_loop(text) is None


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="abcdefg", min_size=2, max_size=6), st.integers(4, 12))
def test_a_word_said_many_times_is_a_loop(word: str, times: int) -> None:
    assert check_loop(" ".join([word] * times)) is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["eng_Latn", "jpn_Jpan", "arb_Arab", "xxx_Xxxx", ""]))
def test_no_text_breaks_a_check(text: str, language: str) -> None:
    check_text(text, language, LIMITS)
    check_rendering(text, language, text, "fra_Latn", LIMITS)
    TextIndex([text]).closest(text)


def test_garbled() -> None:
    assert check_garbled("caf\ufffd") is not None
    assert check_garbled("a\x00b") is not None
    assert check_garbled("⁇ what") is not None
    assert check_garbled("café “déjà” 日本語 🙂\n") is None


def test_empty() -> None:
    assert check_empty(" … ") is not None
    assert check_empty("7") is None
    assert [finding.flag for finding in check_text("...", "eng_Latn", LIMITS)] == [Flag.EMPTY]


def test_copies() -> None:
    earlier = TextIndex(
        ["The boats came in at dawn.", "Nobody was waiting on the long grey quay that morning."]
    )
    for text in ("the boats came in at dawn", "The boats came in, at dawn!", "waiting on the long grey quay"):
        assert check_copy(text, earlier, LIMITS) is not None, text
    for text in ("The boats went out at noon.", "Yes.", "A bell rang across the water."):
        assert check_copy(text, earlier, LIMITS) is None, text
    assert check_copy("Anything.", TextIndex(), LIMITS) is None


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("The boats came.", "eng_Latn", False),
        ("Лодки пришли.", "eng_Latn", True),
        ("Лодки пришли.", "rus_Cyrl", False),
        ("The boats came.", "rus_Cyrl", True),
        ("Он купил iPhone.", "rus_Cyrl", False),
        ("船が来た。", "jpn_Jpan", False),
        ("船在黎明时分来到了港口等待。", "jpn_Jpan", True),
        ("船が来ました。", "zho_Hans", True),
        ("船来了。", "zho_Hans", False),
        ("وصلت القوارب.", "arb_Arab", False),
        ("नावें आईं।", "hin_Deva", False),
        ("नावें आईं।", "arb_Arab", True),
        ("배가 왔다.", "kor_Hang", False),
        ("12:30", "rus_Cyrl", False),
        ("anything", "und_Zzzz", False),
    ],
)
def test_scripts(text: str, language: str, wrong: bool) -> None:
    assert (check_script(text, language, LIMITS) is not None) is wrong


def test_unfinished() -> None:
    assert check_unfinished("The boats came.", decoder_finished=False) is not None
    for text in ("The boats came in and", "The boats, (at dawn.", "The boats,", "船は「おはよう。"):
        assert check_unfinished(text) is not None, text
    for text in (
        "The boats came in.",
        "“Who?”",
        "船が来た。",
        "क्या हुआ?",
        "Chapter one",
        "He said: (so) it is.",
        "„Ja“",
    ):
        assert check_unfinished(text) is None, text
    assert check_unfinished("A long heading without any stop", sentence=False) is None


def test_lengths() -> None:
    assert check_length("a", LIMITS) is not None
    assert check_length("word " * 60, LIMITS) is not None
    assert check_length("Oui.", LIMITS, source="Yes.") is None
    assert check_length("Oui.", LIMITS, source="The boats came in at dawn and nobody was there.") is not None
    assert check_length("word " * 30, LIMITS, source="A short one.") is not None
    assert check_length("船は夜明けに入ってきた。", LIMITS, source="The boats came in at dawn.") is None


@pytest.mark.parametrize(
    ("source", "text", "language", "kept"),
    [
        ("It cost 1,204.50 in 1999.", "Il coûtait 1 204,50 en 1999.", "fra_Latn", True),
        ("It cost 1,204 francs.", "Il coûtait 1\u202f204 francs.", "fra_Latn", True),
        ("She had 3 cats.", "Elle avait trois chats.", "fra_Latn", True),
        ("She had three cats.", "Elle avait 3 chats.", "fra_Latn", True),
        ("She had 3 cats.", "Elle avait des chats.", "fra_Latn", False),
        ("She had cats.", "Elle avait 3 chats.", "fra_Latn", False),
        ("She had 3 cats.", "彼女は猫を三匹飼っていた。", "jpn_Jpan", True),
        ("In 1999 200 people came.", "200 Menschen kamen 1999.", "deu_Latn", True),
        ("Room 12.", "غرفة ١٢.", "arb_Arab", True),
        ("Room 12.", "कमरा १२।", "hin_Deva", True),
        ("Room 12.", "１２号室。", "jpn_Jpan", True),
        ("At 10:30 it rang.", "À 10.30 elle sonna.", "fra_Latn", True),
        ("Pay 40 now.", "Payez 400 maintenant.", "fra_Latn", False),
    ],
)
def test_numbers(source: str, text: str, language: str, kept: bool) -> None:
    assert (check_numbers(source, "eng_Latn", text, language) is None) is kept


@given(st.lists(st.integers(13, 10**9), max_size=5))
def test_the_same_numbers_in_any_order_are_kept(values: list[int]) -> None:
    one = "; ".join(f"{value:,}" for value in values)
    other = "; ".join(f"{value:,}".replace(",", ".") for value in reversed(values))
    assert check_numbers(one, "eng_Latn", other, "deu_Latn") is None


def test_names() -> None:
    assert proper_names("Then Marcus met Anna-Lena O'Neill in Paris. The end.", "eng_Latn") == [
        "Marcus",
        "Anna-Lena",
        "O'Neill",
        "Paris",
    ]
    assert proper_names("On Monday I said: “The French came.”", "eng_Latn") == []
    assert proper_names("Gestern kam der Hund nach Hause.", "deu_Latn") == []
    assert proper_names("Gestern kam die NASA.", "deu_Latn") == ["NASA"]
    assert proper_names("Вчера Иван пришёл.", "rus_Cyrl") == ["Иван"]
    assert proper_names("昨日、太郎が来た。", "jpn_Jpan") == []
    assert (
        check_names("Then Marcus left London.", "eng_Latn", "Puis Marcus quitta Londres.", "fra_Latn") is None
    )
    assert check_names("Then Marcus left.", "eng_Latn", "Puis il partit.", "fra_Latn") is not None
    assert check_names("Then Marcus left.", "eng_Latn", "Потом Маркус ушёл.", "rus_Cyrl") is None


def test_untranslated() -> None:
    same = "The boats came in at dawn."
    assert check_untranslated(same, "eng_Latn", same, "fra_Latn") is not None
    assert check_untranslated(same, "eng_Latn", same, "eng_Latn") is None
    assert check_untranslated("Paris, Texas", "eng_Latn", "Paris, Texas", "fra_Latn") is None


def test_round_trip() -> None:
    assert check_round_trip(0.2, LIMITS) is not None
    assert check_round_trip(0.9, LIMITS) is None


def test_a_source_that_loops_may_be_rendered_with_a_loop() -> None:
    flags = {
        finding.flag
        for finding in check_rendering(
            "Ring ring ring ring!", "eng_Latn", "Dring dring dring dring !", "fra_Latn", LIMITS
        )
    }
    assert Flag.LOOP not in flags


def test_headings_need_no_full_stop() -> None:
    assert (
        check_rendering("The house by the sea", "eng_Latn", "La maison au bord de la mer", "fra_Latn", LIMITS)
        == []
    )
    missing = check_rendering("It was the house.", "eng_Latn", "C'était bien la maison", "fra_Latn", LIMITS)
    assert [finding.flag for finding in missing] == [Flag.UNFINISHED]
