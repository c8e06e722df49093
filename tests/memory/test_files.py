"""What a memory does with files that are damaged, newer, busy, full, or no memory at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.memory import (
    DamagedMemory,
    Memory,
    MemoryBusy,
    NewerMemory,
    NotAMemory,
    Scope,
    TranslationMemoryError,
)
from conceptwriter.memory.schema import SCHEMA_VERSION
from tests.memory.units import found, unit

ROOT = Path(__file__).resolve().parents[2]


def written(path: Path, number: int = 3) -> Path:
    with Memory(path) as memory:
        memory.add(unit(f"Text number {at} about the harbour.") for at in range(number))
    return path


def refused(path: Path, error: type[Exception], words: str) -> None:
    """Opening fails with these words, and the file is as it was."""
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(error, match=words) as caught:
            Memory(path, read_only=read_only)
        assert str(path) in str(caught.value)
    assert path.read_bytes() == before


def test_another_file(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    path.write_text("<tmx/>", encoding="utf-8")
    refused(path, NotAMemory, "not a translation memory")


def test_another_database(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (a)")
    refused(path, NotAMemory, "database of something else")


def test_a_newer_file(tmp_path: Path) -> None:
    path = written(tmp_path / "a.memory")
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    refused(path, NewerMemory, "newer version")


@pytest.mark.parametrize("kept", [50, 600, 5000])
def test_a_file_that_is_cut_off(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path / "a.memory")
    path.write_bytes(path.read_bytes()[:kept])
    refused(path, TranslationMemoryError, r"destroyed|damaged")


def test_a_file_with_a_trigger_of_a_stranger(tmp_path: Path) -> None:
    path = written(tmp_path / "a.memory")
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute("CREATE TRIGGER t AFTER INSERT ON units BEGIN DELETE FROM units; END")
    refused(path, DamagedMemory, "tampered")


def test_a_file_with_overwritten_pages(tmp_path: Path) -> None:
    path = written(tmp_path / "a.memory", 500)
    content = bytearray(path.read_bytes())
    content[4096 * 2 : -4096] = b"\xa5" * (len(content) - 4096 * 3)
    path.write_bytes(content)
    with Memory(path, read_only=True) as memory:
        with pytest.raises(DamagedMemory, match="damaged"):
            list(memory.units())
        assert memory.complaint() != ""
    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    path.touch()
    assert len(Memory(written(path))) == 3


def test_a_second_writer_is_told_to_wait_and_a_reader_reads_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.memory")
    with (
        Memory(path) as first,
        Memory(path, busy_seconds=0.01) as second,
        Memory(path, read_only=True) as reader,
    ):
        with first.database.change() as connection:
            connection.execute("UPDATE units SET author = 'Anna'")
            with pytest.raises(MemoryBusy, match="another process"):
                second.add([unit("Late.")])
            assert {stored.unit.author for stored in reader.units()} == {""}
        second.add([unit("Late.")])
        assert len(reader) == 4


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    path = written(tmp_path / "a.memory")
    with Memory(path) as memory:
        pages = memory.database.value("PRAGMA page_count")
        memory.database.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(TranslationMemoryError, match=r"Free some\s+space"):
            memory.add(unit(f"Many words to fill the pages of the disk, {at}.") for at in range(1500))
        assert len(memory) == 3
        memory.database.rows("PRAGMA max_page_count = 1000000")
        assert memory.add([unit("Now there is room.")]) == (1, 0)
        assert memory.complaint() == ""


KILLED = """
import os, sys
from pathlib import Path
from conceptwriter.memory import Memory
from tests.memory.units import unit
def units():
    for at in range(10_000):
        if at == 5000:
            os._exit(9)
        yield unit(f"Text {at}.")
Memory(Path(sys.argv[1])).add(units())
"""


def test_a_killed_writer_leaves_whole_batches(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False)
    assert done.returncode == 9
    with Memory(path) as memory:
        assert len(memory) == 4000
        assert memory.complaint() == ""
        assert found(memory, "Text 3999.", minimum=100)
        assert memory.add(unit(f"Text {at}.") for at in range(5000)) == (1000, 4000)


def test_threads_share_a_memory(memory: Memory) -> None:
    def work(name: str) -> None:
        for at in range(20):
            memory.add([unit(f"{name} {at}.")])
            assert found(memory, f"{name} {at}.", minimum=100)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(memory) == 60


def test_many_open_a_new_memory_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    start = threading.Barrier(6)
    failed: list[Exception] = []

    def work(number: int) -> None:
        start.wait()
        try:
            with Memory(path) as own:
                own.add([unit(f"Text {number}.")])
        except TranslationMemoryError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(Memory(path)) == 6


def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(TranslationMemoryError, match="cannot be"):
        Memory(tmp_path)
    with pytest.raises(TranslationMemoryError):
        Memory(tmp_path, read_only=True)


def test_awkward_names(tmp_path: Path) -> None:
    path = written(tmp_path / "50 % von #1? [ä].memory")
    with Memory(path) as memory:
        assert memory.forget(Scope()) == 3
