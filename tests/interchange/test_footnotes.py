"""Footnotes: where they are told, and what is none."""

from __future__ import annotations

from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.interchange.footnotes import without_notes


def text(*lines: str) -> Block:
    return Block(BlockKind.TEXT, list(lines), language="eng_Latn")


def test_notes_are_taken_out_of_the_text() -> None:
    blocks = [
        text("One[^a] and two[^b]."),
        text("[^a]: First\nline", "[^b]: Second"),
        text("[^a]: In another language"),
        Block(BlockKind.DEFINITION, ["[x]: /u\n[^c]: Word\n[^d]: /v"], language="eng_Latn"),
        text("Three[^c]."),
    ]
    kept, notes = without_notes(blocks)
    assert [block.lines for block in kept] == [
        ["One[^a] and two[^b]."],
        ["[x]: /u\n[^d]: /v"],
        ["Three[^c]."],
    ]
    assert {label: [said for said, _ in note.texts] for label, note in notes.items()} == {
        "a": ["First line", "In another language"],
        "b": ["Second"],
        "c": ["Word"],
    }


def test_a_note_that_nothing_mentions_stays_in_the_text() -> None:
    blocks = [text("One."), text("[^a]: Lost"), Block(BlockKind.CODE, ["x[^a]"])]
    assert without_notes(blocks) == (blocks, {})


def test_a_note_may_mention_another() -> None:
    kept, notes = without_notes([text("One[^a]."), text("[^a]: See [^b]."), text("[^b]: Here.")])
    assert len(kept) == 1
    assert list(notes) == ["a", "b"]
