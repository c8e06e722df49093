"""Project files damaged in the ways of disks, cables and careless hands, by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from conceptwriter.outline import ROOT, Document, Kind, Proposal, ProposalSet, edits
from conceptwriter.storage import Project
from tests.outline.drafts import paragraph, section

PAGE = 4096


def _flip(data: bytearray, chance: random.Random, flips: int) -> None:
    for _ in range(flips):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _pages(data: bytearray) -> int:
    return len(data) // PAGE


def _overwrite(data: bytearray, page: int, content: bytes) -> None:
    data[page * PAGE : page * PAGE + len(content)] = content


def one_bit(data: bytearray, chance: random.Random) -> None:
    _flip(data, chance, 1)


def some_bits(data: bytearray, chance: random.Random) -> None:
    _flip(data, chance, chance.randrange(2, 40))


def a_few_bytes(data: bytearray, chance: random.Random) -> None:
    start, length = chance.randrange(len(data)), chance.randrange(1, 64)
    data[start : start + length] = chance.randbytes(len(data[start : start + length]))


def a_bit_of_the_header(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(16, 140)] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def zeroed(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 4)):
        _overwrite(data, chance.randrange(_pages(data)), bytes(PAGE))


def sector_lost(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) // 512) * 512
    data[start : start + 512] = chance.choice((bytes(512), chance.randbytes(512), b"\xff" * 512))


def shuffled(data: bytearray, chance: random.Random) -> None:
    numbers = chance.sample(range(_pages(data)), min(_pages(data), chance.randrange(2, 6)))
    contents = [bytes(data[number * PAGE : (number + 1) * PAGE]) for number in numbers]
    for number, content in zip(numbers, contents[1:] + contents[:1], strict=True):
        _overwrite(data, number, content)


def doubled(data: bytearray, chance: random.Random) -> None:
    source, target = chance.sample(range(_pages(data)), 2)
    _overwrite(data, target, bytes(data[source * PAGE : (source + 1) * PAGE]))


WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    one_bit,
    some_bits,
    a_few_bytes,
    a_bit_of_the_header,
    cut,
    zeroed,
    sector_lost,
    shuffled,
    doubled,
)


def damaged(whole: bytes, seed: int) -> tuple[str, bytes]:
    """A file with something wrong with it, and the name of the way."""
    chance = random.Random(seed)
    way = WAYS[seed % len(WAYS)]
    data = bytearray(whole)
    way(data, chance)
    return way.__name__, bytes(data)


def make_eventful(path: Path) -> None:
    """A project with all that a file can hold: languages, notes, steps done and undone, trash, proposals."""
    chance = random.Random(11)
    words = ["harbour", "bell", "rain", "letter", "boat", "dawn", "café", "港", "नाव"]

    def text(length: int) -> str:
        return " ".join(chance.choices(words, k=length))

    chapters = [
        section(text(3), *(paragraph(*(text(9) for _ in range(5))) for _ in range(6))) for _ in range(6)
    ]
    with Project.create(path, Document.from_draft(section("All", *chapters))) as project:
        document = project.document
        concepts = list(document.concepts())
        for node in concepts[::3]:
            project.perform(edits.set_rendition(document, node, "fra_Latn", text(9)))
        for node in chance.sample(concepts, 12):
            project.perform(edits.edit_text(document, node, text(400), merge=False))
        for node in chance.sample(concepts, 6):
            project.perform(edits.set_note(document, node, text(5)))
            project.perform(edits.set_attributes(document, node, {"break": text(1)}))
        project.perform(edits.delete(document, concepts[7:12]))
        project.perform(edits.add_node(document, ROOT, 0, Kind.SECTION, text(2)))
        project.perform(edits.move_down(document, [document.children(ROOT)[0]]))
        project.undo()
        offers = tuple(Proposal(str(number), text(9), "eng_Latn") for number in range(5))
        project.save_proposals(ProposalSet(concepts[0], "propose", 1, "", offers))
        project.settings["view_state"] = {"folded": [3], "zoom": 1, "current": concepts[0]}
        project.vectors.put_many({f"{number:016x}": chance.randbytes(1024) for number in range(40)}, "c", "1")
        project.vectors.put_many({f"{number:016x}": bytes(2048) for number in range(20)}, "gone", "1")
        project.vectors.drop_codec("gone")  # leaves free pages
