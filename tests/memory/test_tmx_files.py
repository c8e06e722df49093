from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.memory import Memory, Scope, Unit
from conceptwriter.memory.tmx_files import TmxFile, write_tmx_file
from conceptwriter.xml_events import UnreadableXml

UNITS = [
    Unit("A boat.", "eng_Latn", "Ein Boot.", "deu_Latn"),
    Unit("A boat.", "eng_Latn", "Un bateau.", "fra_Latn"),
]


def test_a_memory_written_as_tmx_is_read_as_the_same_units(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    with Memory(tmp_path / "a.memory") as memory:
        memory.add(UNITS)
        assert write_tmx_file(memory, path) == 2
        assert write_tmx_file(memory, tmp_path / "b.tmx", Scope(target_language="fra_Latn")) == 1
    read = list(TmxFile(path).units())
    assert {(unit.source, unit.target, unit.target_language) for unit in read} == {
        (unit.source, unit.target, unit.target_language) for unit in UNITS
    }


def test_units_that_are_left_out_are_counted_and_progress_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    one = '<tu><tuv xml:lang="en"><seg>A</seg></tuv><tuv xml:lang="de"><seg>B</seg></tuv></tu>'
    unknown = '<tu><tuv xml:lang="en"><seg>A</seg></tuv><tuv xml:lang="qq"><seg>B</seg></tuv></tu>'
    header = '<header srclang="en" datatype="plaintext" segtype="sentence" adminlang="en" o-tmf="x"/>'
    path.write_text(f'<tmx version="1.4">{header}<body>{one * 1500}{unknown}</body></tmx>')
    seen: list[int] = []
    file = TmxFile(path)
    assert len(list(file.units(seen.append))) == 1500
    assert file.left_out == 1
    assert seen == [1000]


def test_a_file_that_is_no_tmx_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("<tmx><body>")
    with pytest.raises(UnreadableXml, match=r"a\.tmx"):
        list(TmxFile(path).units())
