from __future__ import annotations

import pytest

from conceptwriter.assistant import Flag
from conceptwriter.glossary import Entry, Glossary, Status, Term, TermCheck

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"
GLOSSARY = Glossary(
    (
        Entry(
            (
                Term("contract", ENGLISH),
                Term("Vertrag", GERMAN),
                Term("Abkommen", GERMAN, Status.ALLOWED),
                Term("Kontrakt", GERMAN, Status.FORBIDDEN),
            )
        ),
        Entry((Term("bank", ENGLISH), Term("Bank", GERMAN))),
        Entry((Term("bank", ENGLISH), Term("Ufer", GERMAN))),
        Entry((Term("app store", ENGLISH), Term("App Store", GERMAN))),
        Entry((Term("program", ENGLISH), Term("Programm", GERMAN), Term("App", GERMAN, Status.FORBIDDEN))),
        Entry((Term("wombat", ENGLISH),)),
        Entry((Term("file", ENGLISH), Term("Datei", GERMAN), Term("Akte", GERMAN, Status.FORBIDDEN))),
        Entry((Term("record", ENGLISH), Term("Akte", GERMAN))),
    )
)


def reason(source: str, text: str) -> str:
    found = TermCheck(GLOSSARY, ENGLISH, GERMAN).check(source, text)
    if found is None:
        return ""
    assert found.flag is Flag.TERMS
    return found.reason


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("The contracts are signed.", "Die Verträge sind unterschrieben."),
        ("The contract is signed.", "Das Abkommen ist unterschrieben."),
        ("The rental contract is signed.", "Der Mietvertrag ist unterschrieben."),
        ("By the bank of the river.", "Am Ufer des Flusses."),
        ("At the bank.", "In der Bank."),
        ("In the app store.", "Im App Store."),
        ("A wombat.", "Ein Beuteltier."),
        ("Nothing of the kind.", "Nichts dergleichen."),
        ("The record is old.", "Die Akte ist alt."),
        ("", ""),
    ],
)
def test_what_is_right(source: str, text: str) -> None:
    assert reason(source, text) == ""


@pytest.mark.parametrize(
    ("source", "text", "wanted"),
    [
        ("The contract is signed.", "Die Pacht ist unterschrieben.", "terms missing: contract (Vertrag)"),
        ("Contracts, a contract.", "Pacht.", "terms missing: Contracts (Vertrag), contract (Vertrag)"),
        ("At the bank.", "Am Haus.", "terms missing: bank (Bank, Ufer)"),
        (
            "The contract.",
            "Der Kontrakt.",
            "terms missing: contract (Vertrag); forbidden terms: Kontrakt (Vertrag)",
        ),
        ("Signed.", "Die Kontrakte.", "forbidden terms: Kontrakte (Vertrag)"),
        ("The program.", "Die App, das Programm.", "forbidden terms: App (Programm)"),
        (
            "The file is old.",
            "Die Akte ist alt.",
            "terms missing: file (Datei); forbidden terms: Akte (Datei)",
        ),
    ],
)
def test_what_is_wrong(source: str, text: str, wanted: str) -> None:
    assert reason(source, text) == wanted


def test_other_languages_are_not_asked_for() -> None:
    assert TermCheck(GLOSSARY, ENGLISH, "fra_Latn").check("The contract.", "Le contrat.") is None
