"""Which words are checked, and where they are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.spelling import Word, parts_of, words_of

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"


def checked(text: str, language: str = ENGLISH) -> list[str]:
    return [word.text for word in words_of(text, language)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Hello,” said Tom’s brother-in-law.", ["Hello", "said", "Tom's", "brother-in-law"]),
        ("Don't ‘quote’ dogs' tails", ["Don't", "quote", "dogs", "tails"]),
        ("See `recieve` and ``a ` b``", ["See", "and"]),
        ("at https://exampel.org/teh or www.teh.org, me@teh.org", ["at", "or"]),
        ("{nmae} %s ${vairable} %(cuont)d done", ["done"]),
        ("a **bold** _word_ and a [link](http://teh.org/hous)", ["bold", "word", "and", "link"]),
        ("NATO, CDs, UNO and Ab", ["and", "Ab"]),
        ("3rd H2O MP3 x1y 2nd real", ["real"]),
        ("iPhone getElement McDonald's fine", ["fine"]),
        ("snake_case /usr/share/hunspel C:\\teh\\hous ok", ["ok"]),
        ("e.g. z.B. exampel.org end. Next", ["end", "Next"]),
        ("and/or", ["and", "or"]),
        ("Москва in Moskva 東京", ["in", "Moskva"]),
        ("&nbsp;&amp; <b>bold</b> :smile: #tagg @nmae", ["bold"]),
        ("soft\u00adhyphen zero\u200bwidth", ["softhyphen", "zerowidth"]),
        ("e\u0301te\u0301 na\u00efve", ["été", "naïve"]),
        ("Haus- und Garten-", ["Haus", "und", "Garten"]),
        ("well\u2010known", ["well-known"]),
        ("$x = teh$ and \\cite{teh} and \\emph{this}", ["and", "and", "this"]),
        ("", []),
        (" \n", []),
    ],
)
def test_what_is_checked(text: str, words: list[str]) -> None:
    assert checked(text) == words


def test_other_scripts() -> None:
    assert checked("Москва and Киев", "rus_Cyrl") == ["Москва", "Киев"]
    assert checked("שלום צה״ל", "heb_Hebr") == ["שלום", "צה״ל"]
    assert checked("कथा सुनो", "hin_Deva") == ["कथा", "सुनो"]
    assert checked("한국어 맞춤법", "kor_Hang") == ["한국어", "맞춤법"]
    assert checked("东京 こんにちは", "jpn_Jpan") == []
    assert checked("ภาษาไทย", "tha_Thai") == []
    assert checked("col·lecció", "cat_Latn") == ["col·lecció"]
    assert checked("word", "xxx_Xxxx") == []


def test_the_word_before_tells_where_a_sentence_begins() -> None:
    words = words_of("Then Anna came. Bert, Clara; “Dora” and *Emil*.", ENGLISH)
    assert {word.text: word.before for word in words} == {
        "Then": "",
        "Anna": "then",
        "came": "anna",
        "Bert": "",
        "Clara": "bert",
        "Dora": "",
        "and": "",
        "Emil": "",
    }


def test_parts() -> None:
    text = "a Mirabolan-recieve-X9 wordy"
    assert words_of("a wordy", ENGLISH) == [Word(2, 7, "wordy", "a")]
    (word,) = words_of("Die Kyiw–Linie Kyiw-Linie", GERMAN)[-1:]
    assert [
        (part.start, part.end, part.text) for part in parts_of(word, "Die Kyiw–Linie Kyiw-Linie", GERMAN)
    ] == [
        (15, 19, "Kyiw"),
        (20, 25, "Linie"),
    ]
    assert parts_of(Word(0, 4, "word"), "word", ENGLISH) == []
    assert "Mirabolan" not in checked(text), "it is written together with a digit"


PIECES = st.sampled_from(
    [
        *"abzÄß éñ'’-.,;:!?`*_[](){}<>&/\\|#@%$0 9\n\t",
        "e\u0301",
        "😀",
        "👩‍👩‍👧",
        "ﷺ",
        "שלום",
        "مرحبا",
        "\u202bא\u202c",
        "हिन्दी",
        "\u00ad",
        "\U0001d4d0",
        "İ",
        "ﬃ",
        "한국",
        "Straßenbahn",
        "don’t",
        "http://x.y/z",
        "`code`",
    ]
)


@given(
    st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=60)),
    st.sampled_from(
        ["eng_Latn", "heb_Hebr", "arb_Arab", "rus_Cyrl", "hin_Deva", "kor_Hang", "tha_Thai", "zho_Hans"]
    ),
)
def test_places_are_right_whatever_the_text(text: str, language: str) -> None:
    """In order, apart, whole words, and what stands there is the word."""
    end = 0
    for word in words_of(text, language):
        assert end <= word.start < word.end <= len(text)
        end = word.end
        written = text[word.start : word.end]
        letters = [sign for sign in written if sign.isalpha()]
        assert len(letters) > 1 or len(unicodedata.normalize("NFC", written)) > 0
        for outside in (text[word.start - 1 : word.start], text[word.end : word.end + 1]):
            assert not outside.isalpha(), "a word is never cut"
            assert not unicodedata.category(outside or " ").startswith(("M", "N"))
        assert unicodedata.is_normalized("NFC", word.text)
        assert not set(word.text) & {"’", "\u00ad", "\u200b", "‐"}
        for part in parts_of(word, text, language):
            assert word.start <= part.start < part.end <= word.end
            assert "-" not in part.text


@given(st.text(alphabet="ab`*[](){}<_/&", max_size=400))
def test_marks_without_end_take_no_long_time(text: str) -> None:
    words_of(text * 3, ENGLISH)
