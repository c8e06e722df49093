"""Which notice is on top of the others."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.gui.notices import Notice, NoticeBar, Tone

HINT = Notice("A voice can be installed.", Tone.HINT, topic="voice")


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


@pytest.mark.parametrize("tone", [Tone.GOOD, Tone.WARN, Tone.BAD])
def test_a_hint_covers_nothing_whichever_comes_first(bar: NoticeBar, tone: Tone) -> None:
    other = Notice("The file is damaged.", tone)
    for notices in ((HINT, other), (other, HINT)):
        for notice in notices:
            bar.post(notice)
        assert bar.current == other
        bar.dismiss()
        assert bar.current == HINT
        bar.withdraw("voice")
        assert bar.current is None


def test_of_two_serious_ones_the_newest_is_on_top(bar: NoticeBar) -> None:
    first, second = Notice("One.", Tone.BAD), Notice("Two.", Tone.WARN)
    bar.post(first)
    bar.post(second)
    assert bar.current == second
