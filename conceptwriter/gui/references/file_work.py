"""Slow work on memories and glossaries: each function runs on its own thread and touches no widget."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.glossary import Glossary, read_glossary, write_glossary
from conceptwriter.glossary.places import project_glossary
from conceptwriter.memory import Encoder, Memory, Unit
from conceptwriter.memory.tmx_files import TmxFile, write_tmx_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from conceptwriter.assistant import Meanings
    from conceptwriter.glossary import Entry
    from conceptwriter.job import Job


AT_ONCE = 16
"""Units that a model reads at a time: a request of the writer waits for no more."""


class Imported(NamedTuple):
    """What became of the units of a file."""

    new: int
    replaced: int
    left_out: int


class Merged(NamedTuple):
    """What became of the entries of a glossary."""

    path: Path
    new: int
    remarks: tuple[str, ...]


def import_tmx(path: Path, into: Path, job: Job[Imported]) -> Imported:
    """Read a TMX file into a memory; what was read before a stop is kept.

    Raises UnreadableXml, TranslationMemoryError, OSError.
    """
    file = TmxFile(path)
    units = file.units(lambda read: job.report(read, 0, "units"))
    first = list(islice(units, 1))
    with Memory(into) as memory:  # opened only for a file that can be read: a wrong one makes no memory
        added = memory.add(chain(first, units))
    return Imported(added.new, added.replaced, file.left_out)


def export_tmx(memories: Sequence[Path], path: Path) -> int:
    """Write the first memory as TMX; how many units there were."""
    with Memory(memories[0], read_only=True) as memory:
        return write_tmx_file(memory, path)


class Encoded(NamedTuple):
    """How many units got a vector, and how many cannot have one."""

    made: int
    left_out: int


def encode_memory(
    path: Path,
    encoder: Encoder,
    ask: Callable[[Sequence[tuple[str, str]]], Job[Meanings]],
    job: Job[Encoded],
    most: int | None = None,
) -> Encoded:
    """Give the units of a memory that have no vector one, up to `most`, so that they are found by meaning.

    What is finished is kept after a stop. Raises ConceptWriterError.
    """
    made = left_out = last = 0
    with Memory(path) as memory:
        done = {Encoder(name, version): count for name, version, count in memory.vectors.counts()}
        total = min(len(memory) - done.get(encoder, 0), most or len(memory))
        while made + left_out < total:
            rows = memory.vectors.missing(encoder, AT_ONCE, last)
            if not rows:
                break
            last = rows[-1][0]
            answer = job.wait_for(ask([(text, language) for _, text, language in rows]))
            if Encoder(answer.codec, answer.version) != encoder:
                break  # the models were changed meanwhile
            vectors = {
                row[0]: vector for row, vector in zip(rows, answer.vectors, strict=True) if vector is not None
            }
            memory.vectors.put(encoder, vectors)
            made, left_out = made + len(vectors), left_out + len(rows) - len(vectors)
            job.report(made + left_out, max(total, made + left_out), "reading")
        if made:
            memory.vectors.make_index(encoder)
    return Encoded(made, left_out)


def remember(units: Iterable[Unit], into: Path) -> int:
    """Add units to a memory; how many are new."""
    with Memory(into) as memory:
        return memory.add(units).new


def add_terms(project: Path, entries: Iterable[Entry]) -> Merged:
    """Add entries to the glossary beside a project; made where there is none. Raises GlossaryError."""
    return _merge(project, Glossary(tuple(entries)))


def import_glossary(path: Path, project: Path) -> Merged:
    """Add the entries of a file to the glossary beside a project. Raises GlossaryError, UnreadableXml."""
    return _merge(project, read_glossary(path))


def _merge(project: Path, more: Glossary) -> Merged:
    target = project_glossary(project)
    there = read_glossary(target) if target.exists() else Glossary(())
    merged = there.extended(more.entries)
    write_glossary(target, merged)
    return Merged(target, len(merged.entries) - len(there.entries), more.remarks)
