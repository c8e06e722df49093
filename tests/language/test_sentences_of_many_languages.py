"""Dialogue, abbreviations, dates, initials and citations in some sixty languages; written for these tests.

`sentences.txt` holds a text a line: the language's code and its sentences, parted by bars.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.language import Segmenter, join_sentences

LINES = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", LINES)
def test_sentences_end_where_readers_of_the_language_end_them(line: str, segmenter: Segmenter) -> None:
    code, *wanted = line.split("|")
    assert segmenter.sentences(join_sentences(wanted, code), code) == wanted


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("eng_Latn", "It was over.Nobody clapped.Dr. Moss left.", ["It was over.", "Nobody clapped.", "…"]),
        ("eng_Latn", "She paid 2,500.That hurt.", ["She paid 2,500.", "That hurt."]),
        ("eng_Latn", "Open report.Final.docx or System.Out.print now.", ["…"]),
        ("eng_Latn", "See www.moss.Com and a@moss.Net now.", ["…"]),
        ("deu_Latn", "Dr.Moos und Frau St.Clair kamen am 3.Mai.", ["…"]),
        ("mya_Mymr", "သူလာတယ်။သူသွားတယ်။", ["သူလာတယ်။", "သူသွားတယ်။"]),
        ("khm_Khmr", "គាត់មក។គាត់ទៅ។", ["គាត់មក។", "គាត់ទៅ។"]),
        ("bod_Tibt", "ང་འགྲོ། ཁྱོད་སྡོད།", ["ང་འགྲོ།", "ཁྱོད་སྡོད།"]),
        ("tha_Thai", "นพ. สมชาย มาเมื่อ พ.ศ. 2500", ["…"]),
        ("kat_Geor", "ის წავიდა. ჩვენ დავრჩით.", ["ის წავიდა.", "ჩვენ დავრჩით."]),
        ("eng_Latn", "The end.\n* * *\nIt rained.", ["The end.", "* * *", "It rained."]),
        ("eng_Latn", "one\n----\ntwo words", ["one\n----", "two words"]),
        ("fra_Latn", "Vers 50 av. J.-C. ? Non.", ["Vers 50 av. J.-C. ?", "Non."]),
        ("bul_Cyrl", "През 1878 г. България беше свободна. Да.", ["…", "Да."]),
        ("urd_Arab", "”کہاں ہو؟“ اس نے پوچھا۔ وہ گیا۔", ["”کہاں ہو؟“ اس نے پوچھا۔", "وہ گیا۔"]),
    ],
)
def test_places_without_a_space_and_with_marks_of_their_own(
    code: str, text: str, wanted: list[str], segmenter: Segmenter
) -> None:
    """An ellipsis in ``wanted`` stands for whatever is left to that sentence."""
    found = segmenter.sentences(text, code)
    assert len(found) == len(wanted), found
    assert all(expected in {"…", sentence} for sentence, expected in zip(found, wanted, strict=True)), found
