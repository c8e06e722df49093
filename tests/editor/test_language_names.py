"""What languages are called in a document."""

from __future__ import annotations

import pytest

from conceptwriter.editor.wording import language_in_document, native_language_in_document
from conceptwriter.outline import Document, Draft, Kind
from conceptwriter.outline.regional_tags import set_region


@pytest.mark.parametrize(
    ("tag", "code", "name", "native"),
    [
        ("pt-BR", "por_Latn", "Portuguese (Brazil)", "português (Brasil)"),
        ("de-AT", "deu_Latn", "German (Austria)", "Deutsch (Österreich)"),
        ("es-419", "spa_Latn", "Spanish (Latin America)", "español (Latinoamérica)"),
        ("fr", "fra_Latn", "French", "français"),
    ],
)
def test_a_region_is_named(tag: str, code: str, name: str, native: str) -> None:
    document = Document.from_draft(Draft(Kind.SECTION, "", "eng_Latn"), "eng_Latn")
    document.apply(set_region(document, code, tag))
    assert language_in_document(document, code) == name
    assert native_language_in_document(document, code).casefold() == native.casefold()


def test_a_code_of_no_table_is_its_own_name() -> None:
    document = Document.from_draft(Draft(Kind.SECTION, "", "eng_Latn"), "eng_Latn")
    assert language_in_document(document, "tlh_Latn") == "tlh_Latn"
    assert native_language_in_document(document, "tlh_Latn") == "tlh_Latn"
