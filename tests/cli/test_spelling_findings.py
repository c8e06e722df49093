"""What `doctor` says of spell checking."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.cli import spelling_findings as module
from conceptwriter.cli.spelling_findings import spelling_findings
from conceptwriter.spelling import places
from tests.spelling.made_up import two_dictionaries


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("conceptwriter.spelling.dictionaries.dictionary_folders", lambda: [tmp_path])
    monkeypatch.setenv("LC_ALL", "C")
    return tmp_path


def test_dictionaries_are_named(folder: Path) -> None:
    two_dictionaries(folder)
    (found,) = spelling_findings()
    assert found.grade == "ok"
    assert "de_DE, en_US" in found.found
    (folder / "de_DE.dic").write_text("broken", encoding="utf-8")
    broken, rest = spelling_findings()
    assert "de_DE.dic, line 1" in broken.found
    assert str(folder / "de_DE.dic") in broken.cure
    assert "en_US" in rest.found


def test_nothing_to_check_with(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = spelling_findings()
    assert found.grade == "remark"
    assert str(places.own_folder()) in found.cure
    monkeypatch.setattr(module, "version_of", lambda _package: None)
    (found,) = spelling_findings()
    assert (found.grade, found.cure) == ("remark", "pip install chunspell")
