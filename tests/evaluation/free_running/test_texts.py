from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.evaluation.free_running.fluency import CharacterModel
from conceptwriter.evaluation.free_running.texts import (
    adjusted_distinct,
    content_words,
    coverage,
    degeneration,
    is_copy,
    repeated_4_grams,
    rouge_l,
    shared_content,
)

ENGLISH = "eng_Latn"
LANGUAGES = (ENGLISH, "fra_Latn", "deu_Latn", "rus_Cyrl")
HUMAN = ["The boats came in at dawn.", "Nobody was waiting on the quay.", "A bell rang across the water."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" ... !", "empty"),
        ("the sea the sea the sea the sea the sea.", "loop"),
        ("He said that he said that and he said that he said it again and he said that.", "loop"),
        ("aaaaaaaaaaaaaaaaaa", "loop"),
        ("12:0 195, 180, 25% (2015) 1", "not letters"),
        ("Les bateaux sont rentrés au port et il n'y avait personne.", "wrong language"),
        ("Лодки пришли на рассвете.", "wrong language"),
        ("The boats came in at dawn.", ""),
        ("No, no, no!", ""),
        ("Anna Karenina read.", ""),
        ("He was 42 in 1912.", ""),
    ],
)
def test_degeneration(text: str, reason: str) -> None:
    assert degeneration(text, ENGLISH, LANGUAGES) == reason


def test_degeneration_of_other_languages() -> None:
    assert degeneration("Die Boote kamen im Morgengrauen, und niemand war da.", "deu_Latn", LANGUAGES) == ""
    assert degeneration("The boats came in and nobody was there.", "deu_Latn", LANGUAGES) == "wrong language"
    assert degeneration("नावें भोर में लौट आईं।", "hin_Deva", ("eng_Latn", "hin_Deva")) == ""


def test_repeated_4_grams() -> None:
    assert repeated_4_grams(["one two three four five"]) == (0, 2)
    assert repeated_4_grams(["one two three four", "One two three four."]) == (1, 2)
    assert repeated_4_grams(["one two", "three four"]) == (0, 0)


def test_distinct_does_not_depend_on_the_length() -> None:
    short = adjusted_distinct([" ".join(f"w{number}" for number in range(30))], 1, 1000)
    again = adjusted_distinct(["the same the same the same"], 1, 1000)
    assert short is not None
    assert again is not None
    assert 0.95 < short < 1.1
    assert again < 0.4
    assert adjusted_distinct(["word"], 2, 1000) is None


def test_copies_and_pieces() -> None:
    context = TextIndex(HUMAN)
    assert is_copy("the boats came in at dawn", context)
    assert not is_copy("She painted the door.", context)


def test_shared_content_words_are_no_function_words() -> None:
    assert content_words("The boats came in at dawn.", ENGLISH) == ["boats", "came", "dawn"]
    assert shared_content("The boats were gone at dawn.", HUMAN[:2], ENGLISH) == 2
    assert shared_content("He was on the way.", HUMAN[:2], ENGLISH) == 0


def test_rouge_l_by_hand() -> None:
    assert rouge_l(["the cat sat"], ["the cat sat"]) == 1.0
    assert rouge_l(["a b c d"], ["a x c y"]) == pytest.approx(0.5)
    assert rouge_l(["a b", "c d"], ["a c"]) == pytest.approx(2 * 0.5 * 1 / 1.5)
    assert rouge_l([], ["a"]) == rouge_l(["a"], ["b"]) == 0.0


def test_coverage_takes_words_by_their_beginning() -> None:
    assert coverage(["Waiting boats"], ["He waited for the boats."], ENGLISH) == (1, 2)
    assert coverage(["Boats and painters"], ["The painter has boats."], ENGLISH) == (2, 2)
    assert coverage([], ["x"], ENGLISH) == (0, 0)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_figures_bear_any_text(first: str, second: str) -> None:
    assert 0.0 <= rouge_l([first], [second]) <= 1.0
    repeated, total = repeated_4_grams([first, second])
    assert 0 <= repeated <= total
    degeneration(first, ENGLISH, LANGUAGES)
    found, wanted = coverage([first], [second], ENGLISH)
    assert 0 <= found <= wanted


class TestCharacterModel:
    def test_human_text_is_more_likely_than_noise(self) -> None:
        model = CharacterModel(HUMAN * 5)

        def per_character(text: str) -> float:
            loss, count = model.loss(text)
            return loss / count

        known, like, noise = map(
            per_character, (HUMAN[0], "A boat came across the water.", "xq zzkj vvw qpt")
        )
        assert known < like < noise

    def test_probabilities_of_all_characters_sum_to_one(self) -> None:
        model = CharacterModel(["abab", "abc"])
        letters = [*"abc\x03", *map(chr, range(0x4E00, 0x4E00 + 1996))]
        total = sum(model._probability("\x02\x02\x02ab", letter) for letter in letters)
        assert total == pytest.approx(1.0, abs=1e-9)

    def test_learns_no_more_than_it_may(self) -> None:
        assert CharacterModel(["abcdefghij"] * 100, most_characters=50).characters == 55
