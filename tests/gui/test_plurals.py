"""The compiled English forms of texts with a number are those of the list: "1 word", never "1 word(s)"."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator

from conceptwriter.bundles.places import resources_folder

FOLDER = resources_folder() / "translations"


def with_forms() -> Iterator[tuple[str, str]]:
    """(context, text) of all that have forms."""
    root = ET.parse(FOLDER / "conceptwriter_en.ts").getroot()
    for context in root.iter("context"):
        for message in context.iterfind("message[@numerus='yes']"):
            forms = [form.text or "" for form in message.iter("numerusform")]
            assert len(forms) == 2, "English has two"
            yield context.findtext("name", ""), message.findtext("source", "")


@pytest.mark.parametrize(("context", "source"), list(with_forms()))
def test_the_compiled_forms_are_those_of_the_list(context: str, source: str) -> None:
    translator = QTranslator()
    assert translator.load("conceptwriter_en", str(FOLDER))
    one, many = (translator.translate(context, source, "", count) for count in (1, 2))
    assert one, f"{source!r} is missing: run pyside6-lrelease on conceptwriter_en.ts"
    assert many
    assert "(s)" not in one + many
