"""Places where a stop, or another mark, ends a sentence or does not; written for these tests."""

from __future__ import annotations

import pytest

from conceptwriter.language import Segmenter
from conceptwriter.language.known_words import frequent_words, known_abbreviations

CASES: list[tuple[str, str, list[str]]] = [
    # brackets
    ("eng_Latn", "We sang (badly, I fear. Loudly too.). Then it rained.", ["…", "Then it rained."]),
    ("eng_Latn", "She won (at last!). Nobody clapped.", ["She won (at last!).", "Nobody clapped."]),
    ("eng_Latn", "The firm Oak Ltd. (“Seller”) agreed. It paid.", ["…", "It paid."]),
    ("eng_Latn", '"It rained [...] for weeks [...]" (Hill 9). It stopped.', ["…", "It stopped."]),
    ("zho_Hans", "我们到了（真远！）。大家都累了。", ["我们到了（真远！）。", "大家都累了。"]),
    ("zho_Hans", "她在读《别怕！孩子》这本书。很好。", ["她在读《别怕！孩子》这本书。", "很好。"]),
    # numbers, labels, initials
    ("eng_Latn", "“No. I never did.” He said no. I believed him.", ["“No.", "I never did.”", "…", "…"]),
    ("eng_Latn", "See Fig. B and No. 12 below. It is clear.", ["…", "It is clear."]),
    ("eng_Latn", "As in Rom. 8:1 and Gen. 3:5, for one. Read it.", ["…", "Read it."]),
    ("eng_Latn", "They cited Stone v. Hart at once. He lost.", ["…", "He lost."]),
    ("eng_Latn", "It was just you and I. Did Clara I. Moss call?", ["It was just you and I.", "…"]),
    ("eng_Latn", "It snowed.[2] The road closed.¹ We stayed.", ["It snowed.[2]", "The road closed.¹", "…"]),
    ("eng_Latn", "It was 20.5°C. Warm, then.", ["It was 20.5°C.", "Warm, then."]),
    ("deu_Latn", "Jeder 4. Baum fiel. Das war euer 2. Sturm.", ["Jeder 4. Baum fiel.", "…"]),
    ("deu_Latn", "Er wohnt in der Lindenstr. 8 bei uns. Schön.", ["…", "Schön."]),
    ("deu_Latn", "Sie kam am 4. Dann schlief sie.", ["Sie kam am 4.", "Dann schlief sie."]),
    (
        "ces_Latn",
        "Viz č. 7 na str. 9. Bolí mě krk. Dobře.",
        ["Viz č. 7 na str. 9.", "Bolí mě krk.", "Dobře."],
    ),
    ("afr_Latn", "Ek ken mnr. Botha goed. Hy lag.", ["Ek ken mnr. Botha goed.", "Hy lag."]),
    ("pol_Latn", "Mieszka przy ul. Krótkiej 3. Idzie spać.", ["Mieszka przy ul. Krótkiej 3.", "…"]),
    ("spa_Latn", "Iba a 90 km/h. ¿Por qué?", ["Iba a 90 km/h.", "¿Por qué?"]),
    ("zho_Hans", "C.S.路易斯写了它。很有名。", ["C.S.路易斯写了它。", "很有名。"]),
    # lists in one line and under one another
    ("eng_Latn", "1. Boil water 2. Add salt 3. Wait", ["1. Boil water", "2. Add salt", "3. Wait"]),
    ("eng_Latn", "a) One b) Two c) Three", ["a) One", "b) Two", "c) Three"]),
    ("eng_Latn", "It was 1. Then came 2. And so on.", ["It was 1.", "Then came 2.", "And so on."]),
    ("fra_Latn", "• 1. Laver\n• 2. Sécher", ["• 1. Laver", "• 2. Sécher"]),
    ("zho_Hans", "1.洗手。2.吃饭。", ["1.洗手。", "2.吃饭。"]),
    # marks of other scripts, small letters, speech
    ("ell_Grek", "Πού πας; Σπίτι.", ["Πού πας;", "Σπίτι."]),
    ("hye_Armn", "Նա քնեց։ Մենք սպասեցինք։", ["Նա քնեց։", "Մենք սպասեցինք։"]),
    ("khm_Khmr", "ខ្ញុំញ៉ាំ។ គាត់ដេក។", ["ខ្ញុំញ៉ាំ។", "គាត់ដេក។"]),
    ("mya_Mymr", "သူလာတယ်။ သူသွားတယ်။", ["သူလာတယ်။", "သူသွားတယ်။"]),
    ("amh_Ethi", "መጣ። ሄደ።", ["መጣ።", "ሄደ።"]),
    ("nld_Latn", "Zij bleef. 's Morgens ging ze.", ["Zij bleef.", "'s Morgens ging ze."]),
    ("nld_Latn", "Het was stil. ...tot het brak.", ["Het was stil.", "...tot het brak."]),
    ("hin_Deva", '"रुको!" राम ने कहा। सब रुके।', ['"रुको!" राम ने कहा।', "सब रुके।"]),
    ("rus_Cyrl", "«Иди, – сказал он. – Скорее». Она ушла.", ["…", "Она ушла."]),
    ("eng_Latn", "Ask at Dept. & Sons today. They know.", ["…", "They know."]),
    ("eng_Latn", "여기. 그는 왔다. 네.", ["여기.", "그는 왔다.", "네."]),
    ("eng_Latn", "Shh. Listen. Hmm. Nothing.", ["Shh.", "Listen.", "Hmm.", "Nothing."]),
    ("eng_Latn", "I wonder . . . I really do.", ["I wonder . . . I really do."]),
]


@pytest.mark.parametrize(("code", "text", "wanted"), CASES)
def test_sentences_end_where_a_reader_ends_them(
    code: str, text: str, wanted: list[str], segmenter: Segmenter
) -> None:
    """An ellipsis in ``wanted`` stands for whatever is left to that sentence."""
    found = segmenter.sentences(text, code)
    assert len(found) == len(wanted), found
    for sentence, expected in zip(found, wanted, strict=True):
        assert expected in {"…", sentence}


def test_other_lists_have_abbreviations_and_frequent_words() -> None:
    assert "dvs" in known_abbreviations("swe_Latn")
    assert "och" in frequent_words("swe_Latn")
    assert not known_abbreviations("hau_Latn")


def test_an_abbreviation_that_only_spacy_knows_is_kept(segmenter: Segmenter) -> None:
    assert segmenter.sentences("Han kom med resp. Erik. Bra.", "swe_Latn") == [
        "Han kom med resp. Erik.",
        "Bra.",
    ]
