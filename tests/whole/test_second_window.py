"""One window a document: the second is told who has it and may look; the death of the first frees it."""

from __future__ import annotations

from pathlib import Path

from tests.whole.conftest import Start


def test_a_second_window_may_look_and_a_dead_one_locks_nobody_out(start: Start, story: Path) -> None:
    first = start(story)
    held = first.see()
    assert not held["read only"]

    second = start(story)
    asked = second.see()
    assert "story" in asked["question"]
    second.say(press=["Esc"])
    assert second.ended() == 1, "whoever does not want to look gets no window"

    reader = start(story)
    reader.see()
    looking = reader.order(press=["Alt+R"], until="window")
    assert looking["read only"]
    assert "read-only" in looking["title"]
    assert looking["picture"] == held["picture"]
    refused = reader.order(at="Nobody was waiting", type="x")
    assert refused["picture"] == held["picture"]
    assert "read-only" in refused["bar"]

    written = first.order(at="Nobody was waiting", type=" Yet.")
    assert written["notices"] == [], "the reader is in nobody's way"
    first.kill()

    heir = start(story)
    opened = heir.see()
    assert "question" not in opened
    assert (opened["read only"], opened["notices"]) == (False, [])
    assert opened["picture"] == written["picture"]
    assert heir.order(press=["Ctrl+Z"] * opened["steps"])["picture"] == held["picture"]
    assert reader.quit() == 0
    assert heir.quit() == 0
    assert sorted(entry.name for entry in story.parent.iterdir() if "story" in entry.name) == [
        "story backups",
        story.name,
    ]
