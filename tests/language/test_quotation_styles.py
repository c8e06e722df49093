"""The marks of each language, what a typed mark becomes, and whole texts converted and straightened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.language.quotation_styles import Quotes, quotation_style
from conceptwriter.language.quote_conversion import as_edited, language_edits, straight_edits
from conceptwriter.language.typed_quotes import as_typed

NNBSP = "\u202f"
CONVERTED = [
    ("eng_Latn", 'He said, "Go home." Then he left.', "He said, “Go home.” Then he left."),
    ("eng_Latn", "\"I said 'no' to the boys' room,\" he said.", "“I said ‘no’ to the boys’ room,” he said."),
    ("eng_Latn", "Rock 'n' roll in the '90s, 'tis true.", "Rock ’n’ roll in the ’90s, ’tis true."),
    ("eng_Latn", "'Hello,' he said. 'It is James' book.'", "‘Hello,’ he said. ‘It is James’ book.’"),
    ("eng_Latn", "\"'Yes,' he said,\" she said.", "“‘Yes,’ he said,” she said."),
    ("eng_Latn", '"I was—" she said. "No"—he left.', "“I was—” she said. “No”—he left."),
    ("eng_Latn", 'He was 6\'2" tall and "big".', "He was 6'2\" tall and “big”."),
    ("eng_Latn", '*"Hello"* **\'so\'** ("x")', "*“Hello”* **‘so’** (“x”)"),
    ("eng_Latn", 'Use `f("x")`, "y", [a](b "c").', 'Use `f("x")`, “y”, [a](b "c").'),
    ("eng_Latn", '<a title="x">"b"</a> \\"', '<a title="x">“b”</a> \\"'),
    ("eng_Latn", "«Oui», „ja“ und »nein«", "“Oui”, “ja” und “nein”"),
    ("deu_Latn", "\"Er sagte 'nein' heute\", sagte sie.", "„Er sagte ‚nein‘ heute“, sagte sie."),
    ("deu_Latn", "“Geh,” sagte er, “und komm.”", "„Geh,“ sagte er, „und komm.“"),
    ("fra_Latn", 'Il dit "bonjour" à l\'eau.', f"Il dit «{NNBSP}bonjour{NNBSP}» à l’eau."),
    ("fra_Latn", "« Bonjour », dit-il.", f"«{NNBSP}Bonjour{NNBSP}», dit-il."),
    ("fra_Latn", "“Il a dit ‘oui’ hier”", f"«{NNBSP}Il a dit “oui” hier{NNBSP}»"),
    ("swe_Latn", '"Hej", sa han. "Ja."', "”Hej”, sa han. ”Ja.”"),
    ("swe_Latn", "”Hej”, sa han. »Ja.»", "”Hej”, sa han. ”Ja.”"),
    ("pol_Latn", '"Cześć" powiedział', "„Cześć” powiedział"),
    ("nld_Latn", '\'s Avonds zei hij "ja".', "’s Avonds zei hij “ja”."),
    ("rus_Cyrl", "“It’s ‘fine’,” she said.", "«It’s „fine“,» she said."),
    ("jpn_Jpan", '彼は"帰れ"と言った。', "彼は「帰れ」と言った。"),
    ("jpn_Jpan", "“あ‘い’う”", "「あ『い』う」"),
    ("zho_Hant", "他说“你好”。", "他说「你好」。"),
    ("heb_Hebr", 'קרא "שלום" צה"ל', 'קרא ”שלום” צה"ל'),
    ("arb_Arab", 'قال "نعم" ثم', "قال ”نعم“ ثم"),
]
TYPED = [
    ("eng_Latn", "He said, \"Don't go 'home' now,\" and", "He said, “Don’t go ‘home’ now,” and"),
    ("eng_Latn", "Rock 'n' roll in the '90s, 'tis the '60s.", "Rock ’n’ roll in the ’90s, ’tis the ’60s."),
    ("eng_Latn", "Jesus' book, the 1990's, 5' and 6'2\"", "Jesus’ book, the 1990’s, 5' and 6'2\""),
    ("eng_Latn", '`a("b")` "c" [d](e "f") <g h="i">"j"</g>', '`a("b")` “c” [d](e "f") <g h="i">“j”</g>'),
    ("deu_Latn", "\"Er sagte 'nein'\", 'ne Sache", "„Er sagte ‚nein‘“, ’ne Sache"),
    ("fra_Latn", 'Il dit "oui. " Non, " oui', f"Il dit «{NNBSP}oui.{NNBSP}» Non, «{NNBSP}oui"),
    ("fra_Latn", "« oui », «non»", f"«{NNBSP}oui{NNBSP}», «non»"),
    ("swe_Latn", '"Hej," sa han. "Ja."', "”Hej,” sa han. ”Ja.”"),
    ("jpn_Jpan", "彼は\"帰れ'い'\"と", "彼は「帰れ『い』」と"),
    ("nld_Latn", '\'s avonds zei hij "ja".', "’s avonds zei hij “ja”."),
    ("heb_Hebr", 'צה"ל "כן"', 'צה"ל ”כן”'),
]


def converted(text: str, language: str) -> str:
    return as_edited(text, language_edits([text], language)[0])


def straightened(text: str, language: str) -> str:
    return as_edited(text, straight_edits([text], language)[0])


@pytest.mark.parametrize(("language", "text", "wanted"), CONVERTED)
def test_a_text_gets_the_marks_of_its_language(language: str, text: str, wanted: str) -> None:
    assert converted(text, language) == wanted
    assert converted(wanted, language) == wanted


@pytest.mark.parametrize(
    ("language", "text", "wanted"), [row for row in CONVERTED if not set(row[1]) & set("“«»‘”„")]
)
def test_and_its_straight_ones_back(language: str, text: str, wanted: str) -> None:
    inner = quotation_style(language).inner
    if language != "fra_Latn" or inner.opening not in wanted:
        assert straightened(wanted, language) == text


@pytest.mark.parametrize(("language", "keys", "wanted"), TYPED)
def test_marks_as_they_are_typed(language: str, keys: str, wanted: str) -> None:
    text = ""
    for key in keys:
        text += key
        edit = as_typed(text, len(text), language)
        if edit is not None:
            text = as_edited(text, [edit])
    assert text == wanted


def test_a_paragraph_is_read_from_its_beginning() -> None:
    texts = ["\"He said 'no.", 'No\' and "why" again."']
    edits = language_edits(texts, "deu_Latn")
    assert [as_edited(text, edit) for text, edit in zip(texts, edits, strict=True)] == [
        "„He said ‚no.",
        "No‘ and ‚why‘ again.“",
    ]


def test_single_marks_outside_of_all_others_stay_single() -> None:
    assert converted("It is 'odd'.", "eng_Latn") == "It is ‘odd’."
    assert converted("It is ‘odd’.", "eng_Latn") == "It is ‘odd’."


def test_styles_of_languages() -> None:
    assert quotation_style("deu_Latn").outer == Quotes("„", "“")
    assert quotation_style("fra_Latn").example == f"«{NNBSP}…{NNBSP}»"
    assert Quotes("»", "«") in quotation_style("deu_Latn").usual
    assert Quotes("“", "”") not in quotation_style("deu_Latn").usual
    assert quotation_style("no_Such").outer == Quotes("“", "”")
    assert quotation_style("arz_Arab") == quotation_style("arb_Arab")


@given(
    st.text(alphabet="ab '\"“”„‘’«»\u202f.-1s「」`\\é彼", max_size=30),
    st.sampled_from(["eng_Latn", "fra_Latn", "swe_Latn", "jpn_Jpan"]),
)
def test_nothing_but_marks_and_their_spaces_ever_changes(text: str, language: str) -> None:
    other = str.maketrans("", "", " '\"“”„‘’«»「」『』\u202f\u00a0")
    for new in (converted(text, language), straightened(text, language)):
        assert new.translate(other) == text.translate(other)
    edit = as_typed(text, len(text), language)
    if edit is not None:
        assert as_edited(text, [edit]).translate(other) == text.translate(other)
