"""Every text with a number in it has its English forms: "1 word", never "1 word(s)"."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

import conceptwriter.gui
from conceptwriter.bundles.places import resources_folder

CODE = Path(conceptwriter.gui.__file__).parent
FOLDER = resources_folder() / "translations"


def counted_in_the_code() -> set[str]:
    """Texts in which a number is put."""
    return {
        node.value
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search("%L?n", node.value)
    }


def with_forms() -> Iterator[tuple[str, str]]:
    """(context, text) of all that have forms."""
    root = ET.parse(FOLDER / "conceptwriter_en.ts").getroot()
    for context in root.iter("context"):
        for message in context.iterfind("message[@numerus='yes']"):
            forms = [form.text or "" for form in message.iter("numerusform")]
            assert len(forms) == 2, "English has two"
            yield context.findtext("name", ""), message.findtext("source", "")


def test_every_text_with_a_number_has_its_forms() -> None:
    assert counted_in_the_code() == {source for _, source in with_forms()}


@pytest.mark.parametrize(("context", "source"), list(with_forms()))
def test_the_compiled_forms_are_those_of_the_list(context: str, source: str) -> None:
    translator = QTranslator()
    assert translator.load("conceptwriter_en", str(FOLDER))
    one, many = (translator.translate(context, source, "", count) for count in (1, 2))
    assert one, f"{source!r} is missing: run pyside6-lrelease on conceptwriter_en.ts"
    assert many
    assert "(s)" not in one + many
