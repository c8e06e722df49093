"""Bold, italic, code and links put on and taken off, without a character lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conceptwriter.interchange.emphasis import (
    BOLD,
    CODE,
    ITALIC,
    Toggled,
    emphasis_of,
    is_address,
    is_marked,
    links_of,
    toggled_at,
    toggled_link,
    with_mark,
    without_mark,
    word_at,
)

PARSER = MarkdownIt("commonmark")


def cut(text: str) -> tuple[str, int, int]:
    """`a [b] c` as the text and what is selected in it."""
    start, end = text.index("⟦"), text.index("⟧") - 1
    return text.replace("⟦", "").replace("⟧", ""), start, end


def shown(done: Toggled) -> str:
    return f"{done.text[: done.start]}⟦{done.text[done.start : done.end]}⟧{done.text[done.end :]}"


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("a ⟦bc⟧ d", BOLD, "a **⟦bc⟧** d"),
        ("a⟦ bc ⟧d", ITALIC, "a *⟦bc⟧* d"),
        ("a ⟦b `c` d⟧", CODE, "a `⟦b c d⟧`"),
        ("⟦a *b* c⟧", ITALIC, "*⟦a b c⟧*"),
        ("⟦a **b** c⟧", ITALIC, "*⟦a **b** c⟧*"),
        ("*a ⟦b* c⟧ d", BOLD, "**⟦*a b* c⟧** d"),
        ("x ⟦[a](b)⟧", BOLD, "x **⟦[a](b)⟧**"),
        ("⟦他走了⟧。", BOLD, "**⟦他走了⟧**。"),
    ],
)
def test_putting_on(before: str, mark: str, after: str) -> None:
    text, start, end = cut(before)
    assert not is_marked(text, start, end, mark)
    assert shown(with_mark(text, start, end, mark)) == after


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("a **⟦bc⟧** d", BOLD, "a ⟦bc⟧ d"),
        ("a ⟦**bc**⟧ d", BOLD, "a ⟦bc⟧ d"),
        ("**a ⟦b⟧ c**", BOLD, "**a** ⟦b⟧ **c**"),
        ("__⟦a⟧__", BOLD, "⟦a⟧"),
        ("***⟦a⟧***", BOLD, "*⟦a⟧*"),
        ("***⟦a⟧***", ITALIC, "**⟦a⟧**"),
        ("``⟦a ` b⟧``", CODE, "⟦a ` b⟧"),
    ],
)
def test_taking_off(before: str, mark: str, after: str) -> None:
    text, start, end = cut(before)
    assert is_marked(text, start, end, mark)
    assert shown(without_mark(text, start, end, mark)) == after


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("say ⟦⟧", BOLD, "say **⟦⟧**"),
        ("say **⟦⟧**", BOLD, "say ⟦⟧"),
        ("say **⟦⟧**", ITALIC, "say ***⟦⟧***"),
        ("say **no⟦⟧** now", BOLD, "say **no**⟦⟧ now"),
        ("say n⟦⟧o now", ITALIC, "say *n⟦⟧o* now"),
        ("say *n⟦⟧o* now", ITALIC, "say n⟦⟧o now"),
        ("don’⟦⟧t", BOLD, "**don’⟦⟧t**"),
        ("⟦⟧", CODE, "`⟦⟧`"),
    ],
)
def test_at_the_caret(before: str, mark: str, after: str) -> None:
    text, start, _ = cut(before)
    assert shown(toggled_at(text, start, mark)) == after


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ("see ⟦this⟧ now", "https://a.example", "see [this](https://a.example)⟦⟧ now"),
        ("see ⟦this⟧ now", "", "see [this](⟦⟧) now"),
        ("see th⟦⟧is", "", "see [this](⟦⟧)"),
        ("see ⟦⟧", "https://a.example", "see [⟦⟧](https://a.example)"),
        ("⟦https://b.example⟧", "", "[⟦⟧](https://b.example)"),
        ("see [th⟦⟧is](x) now", "", "see ⟦this⟧ now"),
    ],
)
def test_links(before: str, address: str, after: str) -> None:
    text, start, end = cut(before)
    assert shown(toggled_link(text, start, end, address)) == after


def test_addresses() -> None:
    assert is_address(" https://a.example/b ")
    assert is_address("mailto:ann@a.example")
    assert not is_address("a word")
    assert [span.inner for span in links_of("![a](b) and [c](d) and [e]")] == [2, 13]


TEXTS = st.lists(
    st.sampled_from(["a", "bc", " ", "*", "**", "_", "`", ".", "é", "他", "\\", "[x](y)"]), max_size=14
).map("".join)


@given(TEXTS)
def test_emphasis_is_that_of_commonmark(text: str) -> None:
    strong, emphasised = emphasis_of(text)
    html = PARSER.renderInline(text)
    if "`" in text or "\\" in text or "[" in text:
        return  # what those hide is told by the inline marks, which have tests of their own
    assert len(strong) == html.count("<strong>")
    assert len(emphasised) == html.count("<em>")


@given(TEXTS, st.integers(0, 30), st.integers(0, 30), st.sampled_from([BOLD, ITALIC, CODE]))
def test_no_letter_is_lost(text: str, one: int, two: int, mark: str) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    letters = re.sub(r"[*_` ]", "", text)
    for change in (with_mark, without_mark):
        done = change(text, start, end, mark)
        assert re.sub(r"[*_` ]", "", done.text) == letters
        assert 0 <= done.start <= done.end <= len(done.text)
    at = toggled_at(text, start, mark)
    assert re.sub(r"[*_` ]", "", at.text) == letters


@given(st.text("ab c.", min_size=1, max_size=12), st.sampled_from([BOLD, ITALIC, CODE]))
def test_off_takes_back_what_on_gave(text: str, mark: str) -> None:
    if not text.strip():
        return
    done = with_mark(text, 0, len(text), mark)
    assert is_marked(done.text, done.start, done.end, mark)
    assert without_mark(done.text, done.start, done.end, mark).text == text


@pytest.mark.parametrize(
    ("text", "bold", "italic"),
    [
        (r"\*a\* *b*", [], ["b"]),
        (r"*a\* b*", [], [r"a\* b"]),
        (r"\\*a*", [], ["a"]),
        ("`*a*` *b*", [], ["b"]),
        ("* a* *b *", [], []),
        ("a*b*c a_b_c", [], ["b"]),
        ("_a_ __b__", ["b"], ["a"]),
        ("***a***", ["a"], ["**a**"]),
        ("**a*b**", ["a*b"], []),
        ("*a**b*", [], ["a**b"]),
        ("***a**b*", ["a"], ["**a**b"]),
        ("a***b***c", ["b"], ["**b**"]),
        ("*a _b* c_", [], ["a _b"]),
        ("_(a)_. (_b_)", [], ["(a)", "b"]),
        ("*", [], []),
        ("", [], []),
    ],
)
def test_what_is_bold_and_what_is_italic(text: str, bold: list[str], italic: list[str]) -> None:
    strong, emphasised = emphasis_of(text)
    assert [text[span.inner : span.inner_end] for span in strong] == bold
    assert [text[span.inner : span.inner_end] for span in emphasised] == italic
    inner = PARSER.renderInline(text)
    assert (inner.count("<strong>"), inner.count("<em>")) == (len(bold), len(italic))


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("⟦  ⟧a", BOLD, "  ⟦⟧a"),
        ("a⟦ ⟧", BOLD, "a ⟦⟧"),
        ("*a⟦*⟧ b", BOLD, "*a*⟦⟧ b"),
        ("*a⟦* b⟧", BOLD, "*a* **⟦b⟧**"),
        ("⟦a *⟧b*", BOLD, "**⟦a⟧** *b*"),
        ("⟦a **⟧b**", ITALIC, "*⟦a⟧* **b**"),
        ("*a ⟦b* c⟧", BOLD, "**⟦*a b* c⟧**"),
        ("⟦a *b⟧ c*", BOLD, "**⟦a *b c*⟧**"),
        ("*a ⟦b c⟧ d*", BOLD, "*a **⟦b c⟧** d*"),
        ("⟦*a*⟧ b", BOLD, "**⟦*a*⟧** b"),
        ("a ⟦b [c⟧ d](e) f", BOLD, "a **⟦b [c d](e)⟧** f"),
        ("a [b ⟦c](d) e⟧", ITALIC, "a *⟦[b c](d) e⟧*"),
        ("a ⟦[b](c⟧) d", ITALIC, "a *⟦[b](c)⟧* d"),
        ("`a ⟦b` c⟧", BOLD, "**⟦`a b` c⟧**"),
        ("a ⟦b `c⟧ d`", ITALIC, "a *⟦b `c d`⟧*"),
        ("**a⟦b** c⟧ d", BOLD, "**⟦ab c⟧** d"),
        ("a ⟦b **c⟧ d** e", BOLD, "a **⟦b c d⟧** e"),
        ("⟦a **b** c **d** e⟧", BOLD, "**⟦a b c d e⟧**"),
        ("**a ⟦b** c **d⟧ e** f", BOLD, "**⟦a b c d e⟧** f"),
        ("**a** ⟦b⟧ **c**", BOLD, "**a** **⟦b⟧** **c**"),
        ("⟦**a *b* c** d⟧", BOLD, "**⟦a *b* c d⟧**"),
        ("⟦*a **b** c* d⟧", ITALIC, "*⟦a **b** c d⟧*"),
        ("⟦a *b **c** d*⟧ e", BOLD, "**⟦a *b c d*⟧** e"),
        ("⟦a ``b ` c`` d⟧", CODE, "``⟦a b ` c d⟧``"),
        ("⟦a ` b⟧", CODE, "``⟦a ` b⟧``"),
        ("⟦`⟧", CODE, "`` ⟦`⟧ ``"),
        ("⟦a`⟧", CODE, "`` ⟦a`⟧ ``"),
        ("⟦`a⟧", CODE, "`` ⟦`a⟧ ``"),
        ("⟦a `` b⟧", CODE, "```⟦a `` b⟧```"),
        ("x ⟦*a*b⟧", ITALIC, "x *⟦ab⟧*"),
        ("*a* ⟦b⟧ *c*", ITALIC, "*a* *⟦b⟧* *c*"),
        ("⟦ab⟧ **c** d", BOLD, "**⟦ab⟧** **c** d"),
        ("**c** ⟦ab⟧", BOLD, "**c** **⟦ab⟧**"),
        ("a ⟦`b⟧ c`", BOLD, "a **⟦`b c`⟧**"),
        ("a `b ⟦c`⟧", BOLD, "a **⟦`b c`⟧**"),
        ("a [b ⟦c](d)⟧", BOLD, "a **⟦[b c](d)⟧**"),
        ("⟦*a b⟧ c*", BOLD, "**⟦*a b⟧** c*"),
        ("*a ⟦b c*⟧", BOLD, "*a **⟦b c*⟧**"),
        ("a [⟦b⟧ c](d)", BOLD, "a [**⟦b⟧** c](d)"),
        ("a ⟦[⟧b](c)", BOLD, "a ⟦⟧[b](c)"),
    ],
)
def test_marks_go_around_what_is_selected_and_cut_nothing(before: str, mark: str, after: str) -> None:
    text, start, end = cut(before)
    assert shown(with_mark(text, start, end, mark)) == after


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("⟦**a** b **c**⟧", BOLD, "⟦a b c⟧"),
        ("x ⟦**a**⟧ b **c**", BOLD, "x ⟦a⟧ b **c**"),
        ("**a** b ⟦**c**⟧ d", BOLD, "**a** b ⟦c⟧ d"),
        ("**a⟦b**⟧", BOLD, "**a**⟦b⟧"),
        ("**⟦a⟧b**", BOLD, "⟦a⟧**b**"),
        ("**a⟦b⟧**", BOLD, "**a**⟦b⟧"),
        ("**a b⟦ c⟧**", BOLD, "**a b**⟦ c⟧"),
        ("**a ⟦b** c⟧ d", BOLD, "**a** ⟦b c⟧ d"),
        ("a ⟦b **c⟧ d**", BOLD, "a ⟦b c⟧ **d**"),
        ("*a ⟦b⟧ c*", ITALIC, "*a* ⟦b⟧ *c*"),
        ("*a **b ⟦c⟧ d** e*", ITALIC, "*a* **b ⟦c⟧ d** *e*"),
        ("**a *b ⟦c⟧ d* e**", BOLD, "**a** *b ⟦c⟧ d* **e**"),
        ("**a `b ⟦c⟧ d` e**", BOLD, "**a** `b ⟦c⟧ d` **e**"),
        ("*a ⟦**b** c⟧ d*", ITALIC, "*a* ⟦**b** c⟧ *d*"),
        ("``a ⟦` b⟧``", CODE, "`a` ⟦` b⟧"),
        ("`a ⟦b⟧ c`", CODE, "`a` ⟦b⟧ `c`"),
        ("**⟦a⟧ *b***", BOLD, "⟦a⟧ ***b***"),
        ("**a** ⟦b⟧ **c**", BOLD, "**a** ⟦b⟧ **c**"),
        ("**a⟦**⟧ b", BOLD, "**a**⟦⟧ b"),
        ("⟦**⟧a** b", BOLD, "⟦⟧**a** b"),
        ("**a ⟦⟧b**", BOLD, "**a** ⟦⟧**b**"),
        ("**a** **⟦b⟧** **c**", BOLD, "**a** ⟦b⟧ **c**"),
        ("a **b** ⟦c⟧", BOLD, "a **b** ⟦c⟧"),
        ("**b**⟦a⟧", BOLD, "**b**⟦a⟧"),
        ("⟦a⟧**b**", BOLD, "⟦a⟧**b**"),
        ("⟦x **a** y⟧", BOLD, "⟦x a y⟧"),
        ("⟦x **ab** y **cd** z⟧", BOLD, "⟦x ab y cd z⟧"),
        ("x **a⟦b** y **c⟧d** z", BOLD, "x **a**⟦b y c⟧**d** z"),
        ("**a *b* ⟦c⟧**", BOLD, "**a *b*** ⟦c⟧"),
        ("**⟦c⟧ *b* a**", BOLD, "⟦c⟧ ***b* a**"),
        ("**a *b⟦* c⟧**", BOLD, "**a** *b⟦* c⟧"),
    ],
)
def test_marks_come_off_what_is_selected_and_stay_next_to_it(before: str, mark: str, after: str) -> None:
    text, start, end = cut(before)
    assert shown(without_mark(text, start, end, mark)) == after


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("a**⟦⟧**b", BOLD, "a⟦⟧b"),
        ("a*⟦⟧*b", ITALIC, "a⟦⟧b"),
        ("a*⟦⟧*b", BOLD, "a***⟦⟧***b"),
        ("a***⟦⟧***b", BOLD, "a*⟦⟧*b"),
        ("a***⟦⟧***b", ITALIC, "a**⟦⟧**b"),
        ("`⟦⟧`", CODE, "⟦⟧"),
        ("``⟦⟧``", CODE, "```⟦⟧```"),
        ("*a⟦⟧* b", ITALIC, "*a*⟦⟧ b"),
        ("*⟦⟧a*", ITALIC, "⟦⟧a"),
        ("**a *b⟦⟧* c**", ITALIC, "**a *b*⟦⟧ c**"),
        ("a ⟦⟧ b", ITALIC, "a *⟦⟧* b"),
        ("a⟦⟧ b", ITALIC, "*a⟦⟧* b"),
        (" ⟦⟧b", ITALIC, " *⟦⟧b*"),
        ("don't⟦⟧", BOLD, "**don't⟦⟧**"),
        ("well-kn⟦⟧own x", BOLD, "**well-kn⟦⟧own** x"),
        ("a-⟦⟧ x", BOLD, "a-**⟦⟧** x"),
        ("**⟦⟧a b**", BOLD, "⟦⟧a **b**"),
        ("**a ⟦⟧b**", BOLD, "**a** ⟦⟧b"),
        ("**a b⟦⟧**", BOLD, "**a b**⟦⟧"),
        ("**ab ⟦⟧cd ef**", BOLD, "**ab** ⟦⟧cd **ef**"),
        ("**ab c⟦⟧d ef**", BOLD, "**ab** c⟦⟧d **ef**"),
        ("**ab cd⟦⟧ ef**", BOLD, "**ab** cd⟦⟧ **ef**"),
        ("*⟦⟧", ITALIC, "**⟦⟧*"),
        ("⟦⟧*", ITALIC, "*⟦⟧**"),
        ("a ⟦⟧* b", ITALIC, "a *⟦⟧** b"),
    ],
)
def test_the_caret_stays_where_it_was_in_the_words(before: str, mark: str, after: str) -> None:
    text, start, _ = cut(before)
    assert shown(toggled_at(text, start, mark)) == after


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ("⟦ this ⟧", "", " [this](⟦⟧) "),
        ("a ⟦ ⟧ b", "x", "a  [⟦⟧](x) b"),
        ("a⟦⟧ b", "x", "[a](x)⟦⟧ b"),
        ("a⟦⟧ b", "", "[a](⟦⟧) b"),
        ("a ⟦⟧ b", "x", "a [⟦⟧](x) b"),
        ("a ⟦⟧ b", "", "a [⟦⟧]() b"),
        ("see ![⟦this⟧](x)", "", "see ⟦this⟧"),
        ("[⟦a](b)⟧", "", "⟦a⟧"),
        ("⟦[a](b)⟧", "", "⟦a⟧"),
        ("⟦[a](b) c⟧", "", "[[a](b) c](⟦⟧)"),
        ("c ⟦[a](b⟧)", "", "c ⟦a⟧"),
        ("⟦c [a](b)⟧", "", "[c [a](b)](⟦⟧)"),
        ("[a](b) ⟦c⟧", "", "[a](b) [c](⟦⟧)"),
        ("[a](b) [c⟦⟧](d)", "", "[a](b) ⟦c⟧"),
        ("⟦www.a.example⟧ x", "y", "[⟦⟧](www.a.example) x"),
        ("⟦mailto:a@b.c⟧", "", "[⟦⟧](mailto:a@b.c)"),
        ("⟦https://⟧", "", "[https://](⟦⟧)"),
        ("[a](b)⟦⟧ c", "", "⟦a⟧ c"),
        (r"[a\]⟦⟧b](c)", "", r"⟦a\]b⟧"),
        ("[]⟦⟧(c)", "", "⟦⟧"),
    ],
)
def test_links_take_words_or_an_address(before: str, address: str, after: str) -> None:
    text, start, end = cut(before)
    assert shown(toggled_link(text, start, end, address)) == after


def test_links_are_found_with_their_words() -> None:
    found = links_of(r"[a](b) [c] (d) ![e](f \) [g\]h](i) [[j](k)] [](l)")
    assert found == [(0, 1, 2, 6), (25, 26, 30, 34), (36, 37, 38, 42), (44, 45, 45, 49)]


def test_words_are_found_at_their_edges_too() -> None:
    text = "ab don’t c-d!"
    found = [word_at(text, position) for position in range(len(text) + 1)]
    assert found == [(0, 2)] * 3 + [(3, 8)] * 6 + [(9, 12)] * 4 + [None]


@pytest.mark.parametrize(
    ("selection", "mark", "is_on"),
    [
        ("**⟦a b⟧**", BOLD, True),
        ("**⟦a** b⟧", BOLD, False),
        ("⟦**a** **b**⟧", BOLD, True),
        ("**a⟦**⟧", BOLD, False),
        ("⟦ ⟧", BOLD, False),
        ("*⟦a⟧*", BOLD, False),
        ("⟦x **a**⟧", BOLD, False),
        ("⟦**a** x⟧", BOLD, False),
        ("⟦**a *b* `c`**⟧", BOLD, True),
        ("⟦***a***⟧", ITALIC, True),
        ("`⟦a`b⟧", CODE, False),
        ("⟦`a`⟧", CODE, True),
    ],
)
def test_what_counts_as_marked(selection: str, mark: str, is_on: bool) -> None:
    assert is_marked(*cut(selection), mark) is is_on


def as_html(text: str) -> str:
    """The text with its emphasis as tags."""
    strong, emphasised = emphasis_of(text)
    tags = {
        place: (until, tag)
        for name, spans in (("strong", strong), ("em", emphasised))
        for span in spans
        for place, until, tag in (
            (span.start, span.inner, f"<{name}>"),
            (span.inner_end, span.end, f"</{name}>"),
        )
    }
    written, place = "", 0
    while place < len(text):
        place, put = tags.get(place, (place + 1, text[place]))
        written += put
    return written


STARS = st.lists(st.sampled_from(["a", "b", " ", "*", "**", "***", "_", "__", ".", "é", "他"]), max_size=16)


@given(STARS.map("".join))
@settings(max_examples=400)
def test_emphasis_stands_where_commonmark_has_it(text: str) -> None:
    even = " ".join(text.split())
    assert as_html(even) == PARSER.renderInline(even)
