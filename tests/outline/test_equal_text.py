"""What a plain search takes for the same text; every place is told in the characters that stand there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.outline.equal_text import _CASED, PlainSearch, in_the_case_of


def places(wanted: str, text: str, *, case: bool = False, whole_words: bool = False) -> list[str]:
    found = PlainSearch(wanted, case=case, whole_words=whole_words).finditer(text)
    return [text[match.start() : match.end()] for match in found]


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        ("Zoé", "Zoe\u0301 rit", ["Zoe\u0301"]),
        ("Zoe\u0301", "zoé", ["zoé"]),
        ("zoe", "Zoe\u0301 et Zoé", []),
        ("ế", "ê\u0301 é\u0302 e\u0302\u0301", ["ê\u0301", "e\u0302\u0301"]),
        ("ṩ", "s\u0323\u0307 s\u0307\u0323 ṣ\u0307", ["s\u0323\u0307", "s\u0307\u0323", "ṣ\u0307"]),
        ("ぎ", "き\u3099", ["き\u3099"]),
        ("き", "き\u3099", []),
        ("말", "\u1106\u1161\u11af", ["\u1106\u1161\u11af"]),
        ("마", "\u1106\u1161\u11af", []),
        ("isn't", "It isn’t, isnʼt it", ["isn’t", "isnʼt"]),
        ('"so"', "„so“ “so”", ["„so“", "“so”"]),
        ("“so”", '"so"', ['"so"']),
        ("5 kg", "5\u00a0kg 5\u202fkg 5\u2009kg", ["5\u00a0kg", "5\u202fkg", "5\u2009kg"]),
        ("5\u00a0kg", "5 kg 5\u3000kg 5\tkg", ["5 kg", "5\u3000kg", "5\tkg"]),
        ("old oak", "an old\noak", ["old\noak"]),
        ("  ", "a\n b", []),
        ("GROSSE", "große GROẞE Grosse", ["große", "GROẞE", "Grosse"]),
        ("größe", "GRÖSSE gro\u0308ße", ["GRÖSSE", "gro\u0308ße"]),
        ("baffling", "baﬄing baﬀling", ["baﬄing", "baﬀling"]),
        ("λόγος", "ΛΌΓΟΣ λόγοσ", ["ΛΌΓΟΣ", "λόγοσ"]),
        ("izmir", "İZMİR İzmir IZMIR", ["İZMİR", "İzmir", "IZMIR"]),
        ("ISI", "ısı isi", ["ısı", "isi"]),
        ("isi", "ısı", []),
        ("Sonntag", "Sonn\u00adtag Son\u200bn\u2060tag", ["Sonn\u00adtag", "Son\u200bn\u2060tag"]),
        ("نمی‌دانم", "نمیدانم", ["نمیدانم"]),
        ("so...", "so… so...", ["so…", "so..."]),
        ("re-do", "re\u2011do", ["re\u2011do"]),
        ("a.c", "abc a.c", ["a.c"]),
        ("\u00ad", "a\u00adb", ["\u00ad"]),
    ],
)  # fmt: skip
def test_equal_texts_are_found_as_they_stand(wanted: str, text: str, found: list[str]) -> None:
    assert places(wanted, text) == found


def test_matching_case_keeps_the_other_equalities() -> None:
    assert places("Élan", "élan E\u0301lan", case=True) == ["E\u0301lan"]
    assert places("I", "ı i I", case=True) == ["I"]
    assert places("Gruß", "Gruss", case=True) == []
    assert places("It's", "It’s it’s", case=True) == ["It’s"]


@pytest.mark.parametrize(
    ("wanted", "text", "count"),
    [
        ("oak", "_oak_ **oak** __oak__ (oak) oaks soak oak_tree", 4),
        ("oak", "oak\u00adwood oak", 1),
        ("arbre", "l’arbre", 1),
        ("木", "大木树", 1),
        ("USB", "用USB线 USBs", 1),
        ("ネコ", "ネコが ネコカフェ", 1),
        ("ดี", "สวัสดีครับ", 1),
        ("ด", "ดี", 0),
        ("क", "कि क", 1),
        ("été", "e\u0301te\u0301 étés", 1),
        ("(oak)", "an(oak)s", 1),
        ("학교", "학교 학교에서", 1),
    ],
)
def test_whole_words_are_those_of_the_script(wanted: str, text: str, count: int) -> None:
    assert len(places(wanted, text, whole_words=True)) == count


@given(st.text(min_size=1, max_size=12), st.text(max_size=6), st.text(max_size=6))
def test_whatever_is_typed_is_found_in_both_forms(wanted: str, before: str, behind: str) -> None:
    """A space on either side keeps its first and last letter from becoming another."""
    for form in ("NFC", "NFD"):
        text = f"{before}. {unicodedata.normalize(form, wanted)} .{behind}"
        assert places(wanted, text)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("OAK", "ELM"),
        ("Oak", "Elm"),
        ("oak", "elm"),
        ("I", "Elm"),
        ("“Oak”", "Elm"),
        ("oAK", "elm"),
        ("木", "elm"),
    ],
)
def test_a_replacement_takes_the_capitals_of_what_it_replaces(found: str, wanted: str) -> None:
    assert in_the_case_of(found, "elm") == wanted
    assert in_the_case_of("Oak", "«elm»") == "«Elm»"
    assert in_the_case_of("Oak", "«“elm”»") == "«“Elm”»"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("i", ["i", "I", "İ", "i\u0307", "I\u0307"]),
        ("I", ["I", "i", "ı"]),
        ("İ", ["İ", "I\u0307", "i", "i\u0307"]),
        ("ı", ["ı", "I"]),
    ],
)
def test_the_dotted_and_the_dotless_i(wanted: str, found: list[str]) -> None:
    assert set(places(wanted, ". i I İ i\u0307 I\u0307 ı .")) == set(found)


@pytest.mark.parametrize("equal", ["'‘’‚‛ʼʻ＇", '"“”„‟＂', "-‐‑"])
def test_quotes_and_hyphens_of_all_kinds_are_equal_among_themselves(equal: str) -> None:
    for wanted in equal:
        assert places(wanted, "'‘’‚‛ʼʻ＇\"“”„‟＂-‐‑") == list(equal)


@pytest.mark.parametrize("text", ["ffi", "ﬀi", "fﬁ", "ﬃ", "FFI", "fFi"])
@pytest.mark.parametrize("around", ["", "s", "ss"])
def test_letters_in_one_piece_are_found_by_any_spelling(text: str, around: str) -> None:
    for wanted in ("ffi", "ﬃ", "ﬀi", "fﬁ"):
        assert places(around + wanted + around, f"o{around}{text}{around}o") == [around + text + around]
    assert places("ffi", "fi if ff ﬁ") == []


def test_a_space_at_an_edge_is_no_line_end() -> None:
    for wanted, count in (("a b", 1), (" b", 0), ("a ", 0), ("a  b", 0)):
        assert len(places(wanted, "a\nb")) == count
    assert places("ß", "ss ß SS") == ["ss", "ß", "SS"]


def test_a_mark_without_a_letter_is_found() -> None:
    assert places("\u0301", "a \u0301 b") == ["\u0301"]


def test_a_long_text_is_found_only_as_it_stands() -> None:
    for length, count in ((400, 1), (401, 0)):
        wanted = "a" * length
        assert len(places(wanted, wanted[:9] + "\u00ad" + wanted[9:])) == count
        assert places(wanted, f"\u00ad{wanted}") == [wanted]


def test_every_letter_with_case_is_known_to_have_one() -> None:
    known = {code for codes in _CASED for code in codes}
    cased = {code for code in range(0x20000) if chr(code).lower() != chr(code).upper()}
    assert cased <= known
