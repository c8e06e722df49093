"""What is said of documents that are open elsewhere, and of backups: words and local dates, no figures."""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from conceptwriter.gui.files.opening_words import ask_read_only, backup_notice, locked_words
from conceptwriter.storage import OpenedBackup, Owner, ProjectLocked

NOVEL = Path("/somewhere/My novel.concept")
ISO_OR_FIGURES = re.compile(r"\d{4}-\d{2}-\d{2}|T\d\d:|\d{3,}")


def owner(host: str = "", days: int = 0) -> Owner:
    since = datetime.now(UTC).astimezone() - timedelta(days=days)
    return Owner(host or socket.gethostname(), 98765, since.isoformat(timespec="seconds"))


def test_a_lock_is_reported_in_words_with_a_local_time_and_what_to_do(qapp: object) -> None:
    words, advice, details = locked_words(NOVEL, owner())
    assert words.startswith("“My novel” is already open in another window")
    assert "Today" in words
    assert "Yesterday" in locked_words(NOVEL, owner(days=1))[0]
    assert not ISO_OR_FIGURES.search(words + advice)
    assert "close it" in advice
    assert "delete" not in advice, "on this computer the lock goes with its program"
    assert "98765" in details, "for whoever looks after the computer"


def test_another_computer_is_named_with_the_way_out_when_it_is_switched_off(qapp: object) -> None:
    words, advice, _ = locked_words(NOVEL, owner("attic"))
    assert "computer “attic”" in words
    assert ".My novel.concept.lock" in advice


@pytest.mark.parametrize("owner", [Owner(), Owner("attic", 1, "no time"), Owner("", 0, "9999-99-99")])
def test_a_lock_that_does_not_tell_whose_it_is_still_makes_a_sentence(qapp: object, owner: Owner) -> None:
    words, advice, _ = locked_words(NOVEL, owner)
    assert words.startswith("“My novel” is")
    assert words.endswith(".")
    assert "()" not in words
    assert advice


def test_the_figures_are_behind_a_button_and_enter_opens_read_only(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QMessageBox] = []

    def answered(box: QMessageBox) -> int:
        asked.append(box)
        assert "98765" not in box.text() + box.informativeText()
        assert "98765" in box.detailedText()
        default = box.defaultButton()
        assert default is not None
        default.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answered)
    assert ask_read_only(ProjectLocked(NOVEL, owner()))
    assert asked


def test_a_backup_is_reported_with_a_local_date(qapp: object) -> None:
    made = datetime(2024, 3, 5, 14, 7, tzinfo=UTC)
    notice = backup_notice(OpenedBackup(NOVEL, "x", made))
    assert "2024-03-05" not in notice.text
    assert "2024" in notice.text
