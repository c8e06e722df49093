"""Numbers are shown as the system writes them: with its thousands separators and plurals."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

import conceptwriter
from conceptwriter.bundles import resources_folder
from conceptwriter.editor.wording import number

PACKAGE = Path(conceptwriter.__file__).parent
TEXT = re.compile(r'"([^"\n]*%L?n\b[^"\n]*)"')


def counted() -> Iterator[tuple[str, str]]:
    """File and text of everything that is shown with a count in it."""
    for path in sorted(PACKAGE.glob("editor/**/*.py")) + sorted(PACKAGE.glob("gui/**/*.py")):
        for found in TEXT.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(PACKAGE).as_posix(), found[1]


def test_no_count_is_shown_without_separators() -> None:
    assert [each for each in counted() if re.search(r"%n\b", each[1])] == []
    assert len(list(counted())) > 10


def test_every_plural_has_its_english_forms() -> None:
    tree = ET.parse(resources_folder() / "translations" / "conceptwriter_en.ts")
    known = {source.text for source in tree.iter("source")}
    assert [each for each in counted() if "(s)" in each[1] and each[1] not in known] == []
    for message in tree.iter("message"):
        for form in message.iter("numerusform"):
            assert "%n" not in (form.text or "")
            assert "(s)" not in (form.text or "")


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translator = QTranslator()
    assert translator.load("conceptwriter_en", str(resources_folder() / "translations"))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def test_a_large_count_has_separators_of_the_locale(english: None) -> None:
    QLocale.setDefault(QLocale("en_US"))
    assert QCoreApplication.translate("DetailsTab", "%Ln word(s)", "", 1234567) == "1,234,567 words"
    assert QCoreApplication.translate("DetailsTab", "%Ln word(s)", "", 1) == "1 word"
    QLocale.setDefault(QLocale("de_DE"))
    assert number(1234567) == "1.234.567"


def test_the_key_enter_is_called_so_in_menus(english: None) -> None:
    from PySide6.QtGui import QKeySequence

    assert QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText) == "Ctrl+Enter"
