"""TMX files into a memory and out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.memory.memory import EVERYTHING, Memory, Scope
from conceptwriter.memory.tmx_reader import TmxReader
from conceptwriter.memory.tmx_units import Wanted, units_of
from conceptwriter.memory.tmx_writer import write_tmx
from conceptwriter.memory.unit import Unit

_BETWEEN_REPORTS = 1000
_ALL = Wanted()


class TmxFile:
    """One file to be read: `units` once, `left_out` after it."""

    def __init__(self, path: Path, wanted: Wanted = _ALL) -> None:
        self.path = path
        self.left_out = 0
        """Units without two texts in the wanted and known languages."""
        self._wanted = wanted

    def units(self, report: Callable[[int], object] = lambda _read: None) -> Iterator[Unit]:
        """Its units; `report` is called with how many were read, now and then.

        Raises UnreadableXml, TranslationMemoryError, OSError.
        """
        with self.path.open("rb") as stream:
            reader = TmxReader(stream, str(self.path))
            for number, tmx in enumerate(reader.units(), start=1):
                units = list(units_of(tmx, reader.header, self._wanted))
                yield from units
                self.left_out += not units
                if number % _BETWEEN_REPORTS == 0:
                    report(number)


def write_tmx_file(memory: Memory, path: Path, scope: Scope = EVERYTHING) -> int:
    """Write units of a memory as TMX 1.4, in place of an older file; how many there were."""
    sources = {pair.source_language for pair in memory.pairs()}
    source = scope.source_language or (next(iter(sources)) if len(sources) == 1 else None)
    with (
        atomic_replacement(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as stream,
    ):
        return write_tmx(stream, (stored.unit for stored in memory.units(scope)), source)
