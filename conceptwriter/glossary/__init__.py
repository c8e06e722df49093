"""Glossaries: which term is to be used for a concept in each language, and which are not.

    glossary = read_glossary(Path("terms.csv"))
    check = TermCheck(glossary, "eng_Latn", "deu_Latn")
    finding = check.check("The contracts are signed.", "Die Kontrakte sind unterschrieben.")

No Qt and no models.
"""

from __future__ import annotations

from conceptwriter.glossary.checking import TermCheck
from conceptwriter.glossary.entry import Entry, Glossary, Status, Term
from conceptwriter.glossary.errors import GlossaryError
from conceptwriter.glossary.files import read_glossary, write_glossary
from conceptwriter.glossary.finding import Occurrence, TermFinder

__all__ = [
    "Entry",
    "Glossary",
    "GlossaryError",
    "Occurrence",
    "Status",
    "Term",
    "TermCheck",
    "TermFinder",
    "read_glossary",
    "write_glossary",
]
