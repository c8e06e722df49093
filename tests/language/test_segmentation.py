from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.language import (
    STARTER_LANGUAGES,
    SegmentationLimits,
    Segmenter,
    SentenceSpan,
    UnknownLanguage,
    segment,
    sentences,
)
from conceptwriter.language.capping import capped, is_character_boundary, parted
from tests.language.gold import GOLD

AWKWARD = st.sampled_from(
    [
        *[sentence for code in STARTER_LANGUAGES for sentence in GOLD[code]],
        *list(".!?…。！？؟।«»„“”\"'()（）[]「」—-*_`\\#>"),
        *["1.", "12.", "a.", "B.", "Dr."],
        *[
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "\r\n",
            "\u00a0",
            "\u3000",
            "\u200d",
            "e\u0301",
            "क्ष",
            "👩‍👩‍👧",
            "🇫🇷🇩🇪",
        ],
        *["word", "Word", "字", "かな", "كلمة", "x" * 60, "字" * 90, ", ", "; ", "，", "、", "؛ "],
    ]
)
TEXTS = st.one_of(
    st.lists(AWKWARD, max_size=30).map("".join), st.lists(AWKWARD, max_size=30).map(" ".join), st.text()
)
LIMITS = SegmentationLimits(max_characters=80)
SHORT_SEGMENTER = Segmenter(LIMITS)
UNCAPPED_SEGMENTER = Segmenter(SegmentationLimits(max_characters=1 << 30))


def assert_nothing_lost(text: str, spans: list[SentenceSpan]) -> None:
    position = 0
    for span in spans:
        assert not text[position : span.start].strip(), "only white space between sentences"
        assert span.start < span.end
        assert span.of(text) == span.of(text).strip()
        position = span.end
    assert not text[position:].strip()


@given(text=TEXTS, code=st.sampled_from(STARTER_LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_spans_keep_everything_and_keep_the_cap_where_words_allow(text: str, code: str) -> None:
    spans = SHORT_SEGMENTER.segment(text, code)
    assert_nothing_lost(text, spans)
    cap = LIMITS.max_characters
    for span in spans:
        if span.end - span.start > cap:
            assert re.search(r"[^\S\u00a0]", span.of(text)[cap // 4 : cap]) is None


@given(text=TEXTS, code=st.sampled_from(STARTER_LANGUAGES))
@settings(max_examples=100, deadline=None)
def test_no_sentence_is_cut_for_its_length_inside_a_word(text: str, code: str) -> None:
    uncut = {span.start for span in UNCAPPED_SEGMENTER.segment(text, code)}
    for span in SHORT_SEGMENTER.segment(text, code):
        if span.start not in uncut:
            before = text[span.start - 1]
            assert before.isspace() or not before.isalnum()


@given(text=TEXTS, code=st.sampled_from(STARTER_LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_no_span_begins_inside_what_a_reader_sees_as_one_character(text: str, code: str) -> None:
    for span in SHORT_SEGMENTER.segment(text, code)[1:]:
        assert text[span.start - 1].isspace() or is_character_boundary(text, span.start)


@given(
    text=TEXTS,
    code=st.sampled_from(STARTER_LANGUAGES),
    cut=st.tuples(st.integers(0, 200), st.integers(1, 60)),
)
@settings(max_examples=60, deadline=None)
def test_protected_ranges_stay_whole(text: str, code: str, cut: tuple[int, int]) -> None:
    begin, length = cut
    protected = (begin, begin + length)
    if protected[1] > len(text):
        return
    for span in SHORT_SEGMENTER.segment(text, code, [protected])[1:]:
        assert not (protected[0] < span.start < protected[1])


def test_many_texts_give_the_same_as_one_by_one(segmenter: Segmenter) -> None:
    texts = [" ".join(GOLD["eng_Latn"]), "", "  \n ", "One. Two."]
    together = list(segmenter.segment_many([(text, ()) for text in texts], "en"))
    assert together == [segmenter.segment(text, "en") for text in texts]


def test_the_plain_functions_use_the_default_cap() -> None:
    text = "word " * 100
    assert [span.of(text) for span in segment(text, "en")] == sentences(text, "en")
    assert 1 < len(sentences(text, "en")) <= 3
    assert max(map(len, sentences(text, "en"))) <= 250


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(UnknownLanguage, match="klingon"):
        segment("text", "klingon")


def test_a_language_without_rules_of_its_own_is_split_too(segmenter: Segmenter) -> None:
    assert segmenter.sentences("Tere! Kuidas läheb? Hästi.", "est_Latn") == [
        "Tere!",
        "Kuidas läheb?",
        "Hästi.",
    ]
    assert segmenter.sentences("שלום! מה שלומך? טוב.", "heb_Hebr") == ["שלום!", "מה שלומך?", "טוב."]
    assert segmenter.sentences("一。二。", "yue_Hant") == ["一。", "二。"]


def test_markdown_marks_close_and_open_sentences(segmenter: Segmenter) -> None:
    text = "It **ended.** *Then* it began.[^1] [See it.](https://a.b/c) `Code.` Done (at *last*)."
    assert segmenter.sentences(text, "en") == [
        "It **ended.**",
        "*Then* it began.[^1]",
        "[See it.](https://a.b/c)",
        "`Code.`",
        "Done (at *last*).",
    ]


def test_a_terminator_after_the_closing_quote_belongs_to_the_sentence(segmenter: Segmenter) -> None:
    assert segmenter.sentences("我说：“看看！”。他走了。", "zho_Hans") == ["我说：“看看！”。", "他走了。"]
    assert segmenter.sentences('قال: "أين؟". ثم ذهب.', "arb_Arab") == ['قال: "أين؟".', "ثم ذهب."]
    assert segmenter.sentences('He asked "Why?". Nobody knew.', "eng_Latn") == [
        'He asked "Why?".',
        "Nobody knew.",
    ]


def test_a_blank_line_always_ends_a_sentence(segmenter: Segmenter) -> None:
    assert segmenter.sentences("A title\n\nand text\ngoes on", "en") == ["A title", "and text\ngoes on"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 30 + "; " + "b" * 30, ["a" * 30 + ";", "b" * 30]),
        ("a" * 10 + " " + "b" * 18 + ", " + "c" * 30, ["a" * 10 + " " + "b" * 18 + ",", "c" * 30]),
        ("字" * 20 + "，" + "字" * 25, ["字" * 20 + "，", "字" * 25]),
        ("字" * 10 + "、" + "字" * 10 + "；" + "字" * 20, ["字" * 10 + "、" + "字" * 10 + "；", "字" * 20]),
        ("و" * 20 + "، " + "و" * 22, ["و" * 20 + "،", "و" * 22]),
        ("x" * 45, ["x" * 40, "x" * 5]),
    ],
)
def test_a_long_sentence_is_cut_at_its_best_separator(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in capped(text, 0, len(text), 40)] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x" * 45, ["x" * 45]),
        ("short " + "x" * 45 + " end", ["short " + "x" * 45, "end"]),
        ("a" * 30 + "\u00a0" + "b" * 30, ["a" * 30 + "\u00a0" + "b" * 30]),
        ("a" * 30 + "—" + "b" * 10 + " " + "c" * 9, ["a" * 30 + "—" + "b" * 10, "c" * 9]),
        ("字" * 50 + "，" + "字" * 50, ["字" * 50 + "，", "字" * 50]),
        ("เดิน" * 30, ["เดิน" * 30]),
        (
            "word " * 9 + "https://a.b/" + "c" * 60,
            ["word " * 7 + "word", "word https://a.b/" + "c" * 60],
        ),
    ],
)
def test_a_long_text_is_cut_between_words_only(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in parted(text, 0, len(text), 40)] == parts


def test_a_range_is_kept_whole_however_long_it_is() -> None:
    text = "Look at `" + "some code " * 20 + "` and on it goes, word by word by word."
    code = (text.index("`"), text.rindex("`") + 1)
    parts = [text[start:end] for start, end in parted(text, 0, len(text), 40, [code])]
    assert parts == [text[: code[1]], "and on it goes, word by word by word."]


def test_a_cut_in_unbroken_text_keeps_combining_marks_together() -> None:
    text = "e\u0301" * 30
    for start, end in capped(text, 0, len(text), 7):
        assert unicodedata.combining(text[start]) == 0
        assert end - start <= 7


def test_a_cluster_longer_than_the_cap_is_cut_all_the_same() -> None:
    text = "e" + "\u0301" * 50
    assert all(end - start <= 10 for start, end in capped(text, 0, len(text), 10))


def test_a_cap_below_one_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        list(capped("abc", 0, 3, 0))


def test_flags_are_cut_between_pairs() -> None:
    flags = "🇫🇷🇩🇪"
    assert [is_character_boundary(flags, offset) for offset in range(5)] == [True, False, True, False, True]
