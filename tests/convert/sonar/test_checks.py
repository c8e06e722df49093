"""Checks as data, and the sentences that come with the program."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.products import PRECISIONS
from conceptwriter.convert.sonar.checks import Checks, built_in_sentences, read_checks, sonar_checks
from conceptwriter.convert.sonar.languages import LANGUAGES


def test_ten_sentences_in_each_of_twenty_languages() -> None:
    sentences = built_in_sentences()
    assert len(set(sentences)) == 200
    count = Counter(language for language, _ in sentences)
    assert set(count.values()) == {10}
    assert len(count) == 20
    assert set(count) <= set(LANGUAGES)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_every_precision_has_checks_that_can_be_stored(precision: str, tmp_path: Path) -> None:
    file = tmp_path / "checks.json"
    file.write_bytes(msgspec.json.encode(sonar_checks(precision)))
    assert read_checks(file) == sonar_checks(precision)


def test_what_is_left_out_is_not_demanded(tmp_path: Path) -> None:
    file = tmp_path / "checks.json"
    file.write_text("{}")
    assert read_checks(file) == Checks()


@pytest.mark.parametrize("text", ["{", '{"least_bleu": "much"}', '{"least_blue": 3}'])
def test_damaged_checks_are_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "checks.json"
    file.write_text(text)
    with pytest.raises(ConversionError, match=r"checks\.json"):
        read_checks(file)


def test_missing_checks_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match=r"none\.json"):
        read_checks(tmp_path / "none.json")
